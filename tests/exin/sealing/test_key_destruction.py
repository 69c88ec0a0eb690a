"""A key that is destroyed is gone for good: for this process, for the next, for the file, and for a change of KEK."""

from pathlib import Path

import pytest

from exin.errors import Conflict
from exin.sealing.codes import KeyMissing
from exin.sealing.provider import FileKeyProvider
from exin.sealing.sealed import OwnerKind
from tests.exin.sealing.house import House, new_owner, ref

DRAFT = OwnerKind.UTKAST


def test_what_it_sealed_is_never_opened_again(house: House) -> None:
    gone, other = house.owner(DRAFT), house.owner(DRAFT)
    cells = {owner: house.sealer.seal(owner, ref(), "Noe.") for owner in (gone, other)}
    house.ring.destroy(DRAFT, [gone.id])
    for ring in (house.ring, house.keyring()):
        with pytest.raises(KeyMissing):
            ring.key_for(gone)
        with pytest.raises(KeyMissing):
            ring.key_by_id(cells[gone].key_id, gone)
    with pytest.raises(KeyMissing):
        house.sealer.open(gone, ref(), cells[gone])
    assert house.sealer.open(other, ref(), cells[other]) == "Noe."
    assert house.ring.count([gone, other]) == 1


def test_no_key_is_made_anew_for_whom_it_was_destroyed(house: House) -> None:
    gone = house.owner(DRAFT)
    house.ring.destroy(DRAFT, [gone.id])
    with pytest.raises(Conflict):
        house.ring.create([gone])
    with pytest.raises(KeyMissing):
        house.keyring().key_for(gone)


def test_the_same_id_of_another_kind_keeps_its_key(house: House) -> None:
    case = house.owner()
    house.ring.destroy(DRAFT, [case.id])
    assert house.keyring().key_for(case).owner == case


def test_nothing_destroyed_is_no_trip_to_the_key_store(house: House) -> None:
    house.store.close()
    house.ring.destroy(DRAFT, [])


def test_the_wrapped_key_lies_in_no_file_afterwards(house: House) -> None:
    gone = house.owner(DRAFT)
    row = house.store.key_of(gone)
    assert row is not None
    house.ring.destroy(DRAFT, [gone.id])
    house.store.close()
    files = [path for path in house.folder.iterdir() if path.name.startswith("nokler.db")]
    assert files
    assert [path.name for path in files if row.wrapped in path.read_bytes()] == []


def test_a_change_of_kek_leaves_it_gone(house: House, tmp_path: Path) -> None:
    gone, kept = house.owner(DRAFT), house.owner()
    house.ring.create_secrets()
    house.ring.destroy(DRAFT, [gone.id])
    new = FileKeyProvider.make(tmp_path / "ny_kek")
    house.ring.rotate_kek(new)
    assert house.ring.kek_ids() == {new.kek_id}
    ring = house.keyring(new)
    assert ring.key_for(kept).owner == kept
    with pytest.raises(KeyMissing):
        ring.key_for(gone)


def test_the_owners_of_old_keys_are_those_that_still_have_one(house: House) -> None:
    from datetime import timedelta  # noqa: PLC0415 - of this test alone

    old, gone, case = house.owner(DRAFT), house.owner(DRAFT), house.owner()
    house.ring.destroy(DRAFT, [gone.id])
    assert case.kind is not DRAFT
    assert list(house.ring.owners_since(DRAFT, timedelta(seconds=-1))) == [old.id]
    assert list(house.ring.owners_since(DRAFT, timedelta(days=1))) == []
    assert new_owner(DRAFT).id not in house.ring.owners_since(DRAFT, timedelta())
