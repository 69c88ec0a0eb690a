"""A change of KEK touches no cell, and a crash at any point leaves a key store that can be read."""

import os
import signal
from pathlib import Path

import pytest
import sqlalchemy as sa

from exin.errors import Misconfigured, Tampered
from exin.sealing.kekfiles import kek_finder, next_kek, promote_kek, providers_at
from exin.sealing.keyring import Keyring
from exin.sealing.provider import FileKeyProvider
from exin.sealing.sealed import Owner, Sealed
from exin.sealing.sealer import Sealer
from exin.sealing.wrapping import SecretName
from exin.store.keyengine import key_engine
from exin.store.keystore import SqlKeyStore
from tests.exin.sealing.house import House, ended, new_owner, ref, started


class Cells:
    """Twenty owners with a cell each, and the secrets, as they were before."""

    def __init__(self, house: House) -> None:
        owners = [new_owner() for _ in range(20)]
        house.ring.create(owners)
        house.ring.create_secrets()
        self.cells: list[tuple[Owner, Sealed]] = [
            (owner, house.sealer.seal(owner, ref(), owner.id.hex())) for owner in owners
        ]
        self.secrets = [house.ring.secret(name) for name in SecretName]

    def readable_by(self, ring: Keyring) -> bool:
        sealer = Sealer(ring)
        return (
            all(sealer.open(owner, ref(), sealed) == owner.id.hex() for owner, sealed in self.cells)
            and [ring.secret(name) for name in SecretName] == self.secrets
        )


def started_anew(house: House) -> Keyring:
    """The keyring of a process that starts now, from what lies on the disk."""
    current, *others = providers_at(house.kek)
    return Keyring(SqlKeyStore.open(house.folder / "nokler.db"), current, previous=others)


def rotate(ring: Keyring, path: Path) -> None:
    ring.rotate_kek(next_kek(path))
    promote_kek(path, in_use=ring.kek_ids())


class KilledAtWrap(FileKeyProvider):
    """A KEK whose process is killed in the middle of the rewrapping."""

    left = 9

    def wrap(self, plain: bytes, aad: bytes) -> bytes:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().wrap(plain, aad)


def test_one_changed_row_stops_the_rotation_and_nothing_is_rewrapped(house: House) -> None:
    cells = Cells(house)
    with key_engine(house.folder / "nokler.db").begin() as connection:
        connection.execute(
            sa.text("UPDATE nokkel SET forpliktelse = zeroblob(32) WHERE eier = :e"),
            {"e": cells.cells[-1][0].id},
        )
    with pytest.raises(Tampered):
        house.ring.rotate_kek(next_kek(house.kek))
    assert house.ring.kek_ids() == {house.provider.kek_id}
    cells.cells.pop()
    assert cells.readable_by(house.keyring())


def test_row_under_an_unknown_kek_stops_the_rotation(house: House) -> None:
    Cells(house)
    new = next_kek(house.kek)
    stranger = Keyring(house.store, FileKeyProvider.make(house.folder / "annen"))
    with pytest.raises(Misconfigured) as caught:
        stranger.rotate_kek(new)
    assert caught.value.kode == "kek_ukjent"
    assert house.ring.kek_ids() == {house.provider.kek_id}


def test_reader_with_only_the_old_kek_is_refused_clearly(house: House) -> None:
    cells = Cells(house)
    rotate(house.ring, house.kek)
    reader = house.keyring()  # holds the provider from before
    with pytest.raises(Misconfigured) as caught:
        cells.readable_by(reader)
    assert caught.value.kode == "kek_ukjent"


def test_rotation_rewraps_everything_and_touches_no_cell(house: House) -> None:
    cells = Cells(house)
    new = next_kek(house.kek)
    assert house.ring.rotate_kek(new) == 20 + 3
    assert house.ring.kek_ids() == {new.kek_id}
    promote_kek(house.kek, in_use=house.ring.kek_ids())
    assert FileKeyProvider(house.kek).kek_id == new.kek_id
    assert cells.readable_by(house.ring)
    assert cells.readable_by(house.keyring(FileKeyProvider(house.kek)))
    owner = new_owner()
    house.ring.create([owner])
    assert house.ring.kek_ids() == {new.kek_id}


def test_second_rotation_to_the_same_kek_finds_nothing_to_do(house: House) -> None:
    Cells(house)
    new = next_kek(house.kek)
    house.ring.rotate_kek(new)
    assert house.ring.rotate_kek(new) == 0


def test_process_that_runs_through_a_rotation_finds_the_new_kek_by_itself(house: House) -> None:
    cells = Cells(house)
    reader = Keyring(house.store, house.provider, house.watch, find_kek=kek_finder(house.kek))
    assert cells.readable_by(reader)
    reader.forget()
    house.ring.rotate_kek(next_kek(house.kek))
    assert cells.readable_by(reader)
    reader.forget()
    promote_kek(house.kek, in_use=house.ring.kek_ids())
    assert cells.readable_by(reader)
    assert kek_finder(house.kek)("00" * 8) is None


def test_key_made_by_a_process_that_missed_the_rotation_stays_readable(house: House) -> None:
    late, owner = house.keyring(), new_owner()
    old = house.provider.kek_id
    Cells(house)
    rotate(house.ring, house.kek)
    late.create([owner])
    sealed = Sealer(late).seal(owner, ref(), "sent")
    assert Sealer(started_anew(house)).open(owner, ref(), sealed) == "sent"
    assert old in house.ring.kek_ids()


def test_kek_that_rows_still_need_is_not_lost_by_the_next_rotation(house: House) -> None:
    late, owner = house.keyring(), new_owner()
    Cells(house)
    rotate(house.ring, house.kek)
    late.create([owner])
    next_kek(house.kek)
    with pytest.raises(Misconfigured) as caught:
        promote_kek(house.kek, in_use=house.ring.kek_ids())
    assert caught.value.kode == "kek_forrige_i_bruk"
    again = started_anew(house)
    rotate(again, house.kek)
    assert again.key_for(owner).owner == owner
    assert again.kek_ids() == {FileKeyProvider(house.kek).kek_id}


# --- a crash at each point; then a start, then the rotation run again


def finish_and_check(house: House, cells: Cells) -> None:
    assert cells.readable_by(started_anew(house))
    ring = started_anew(house)
    rotate(ring, house.kek)
    assert cells.readable_by(ring)
    assert cells.readable_by(started_anew(house))
    assert ring.kek_ids() == {FileKeyProvider(house.kek).kek_id}
    assert not house.kek.with_name("kek.ny").exists()


def test_crash_after_the_new_kek_was_made_loses_nothing(house: House) -> None:
    cells = Cells(house)
    made = next_kek(house.kek)
    finish_and_check(house, cells)
    assert FileKeyProvider(house.kek).kek_id == made.kek_id


def test_crash_while_the_new_kek_is_written_leaves_no_half_file(house: House) -> None:
    cells = Cells(house)
    (house.folder / ".kek.ny.1234").write_text("exin-kek-1:")  # what a kill leaves
    finish_and_check(house, cells)


def test_crash_in_the_middle_of_the_rewrapping_loses_nothing(house: House) -> None:
    cells = Cells(house)
    next_kek(house.kek)

    def work() -> None:
        started_anew(house).rotate_kek(KilledAtWrap(house.kek.with_name("kek.ny")))

    assert ended(started(work)) == -signal.SIGKILL
    assert house.ring.kek_ids() == {house.provider.kek_id}
    finish_and_check(house, cells)


def test_crash_between_rewrapping_and_the_change_of_files_loses_nothing(house: House) -> None:
    cells = Cells(house)
    house.ring.rotate_kek(next_kek(house.kek))
    finish_and_check(house, cells)


def test_crash_between_the_two_changes_of_files_loses_nothing(house: House) -> None:
    cells = Cells(house)
    house.ring.rotate_kek(next_kek(house.kek))
    house.kek.with_name("kek.forrige").hardlink_to(house.kek)
    finish_and_check(house, cells)


def test_nothing_is_promoted_when_there_is_no_new_kek(house: House) -> None:
    before = house.kek.read_bytes()
    promote_kek(house.kek, in_use=frozenset())
    assert house.kek.read_bytes() == before
    assert not house.kek.with_name("kek.forrige").exists()


def test_start_is_refused_when_a_kek_file_is_open_to_others(house: House) -> None:
    next_kek(house.kek)
    house.kek.with_name("kek.ny").chmod(0o644)
    with pytest.raises(Misconfigured):
        providers_at(house.kek)
