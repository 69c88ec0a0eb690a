"""A cell opens in its own place, for its own owner, and nowhere else."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exin.errors import InvalidInput, Tampered
from exin.sealing.codes import TEXTS, KeyMissing
from exin.sealing.keyring import Keyring
from exin.sealing.provider import FileKeyProvider
from exin.sealing.sealed import BLOCK, FieldRef, Owner, OwnerKind, Sealed
from exin.sealing.sealer import Sealer
from tests.exin.sealing.house import ROUNDS, House, changed, new_owner, ref

CANARY = "kanarifugl-4711"


def refused(house: House, owner: Owner, place: FieldRef, sealed: Sealed) -> Tampered:
    with pytest.raises(Tampered) as caught:
        house.sealer.open(owner, place, sealed)
    assert caught.value.kode in TEXTS
    assert CANARY not in repr(caught.value)
    return caught.value


@pytest.mark.parametrize(
    "place",
    [
        ref(row=b"q" * 16),
        ref(column="tittel"),
        ref(table="kontakt"),
        ref(version=2),
        ref(table="notatt", column="ekst"),
    ],
)
def test_cell_moved_to_another_place_or_version_is_refused(house: House, place: FieldRef) -> None:
    owner = house.owner()
    sealed = house.sealer.seal(owner, ref(), CANARY)
    assert refused(house, owner, place, sealed).kode == "celle_apnes_ikke"


def test_cell_of_another_owner_is_refused_before_its_key_is_unwrapped(house: House) -> None:
    mine, other = house.owner(), house.owner()
    sealed = house.sealer.seal(other, ref(), CANARY)
    house.ring.forget()
    assert refused(house, mine, ref(), sealed).kode == "celle_feil_eier"
    assert len(house.ring._keys) == 0  # noqa: SLF001 - nothing was unwrapped


def test_owner_of_the_same_id_and_another_kind_is_another_owner(house: House) -> None:
    sak = house.owner()
    person = Owner(OwnerKind.PERSON, sak.id)
    house.ring.create([person])
    sealed = house.sealer.seal(sak, ref(), CANARY)
    assert refused(house, person, ref(), sealed).kode == "celle_feil_eier"


def test_older_value_of_the_same_cell_is_refused_at_the_new_version(house: House) -> None:
    owner = house.owner()
    old = house.sealer.seal(owner, ref(version=1), "før")
    new = house.sealer.seal(owner, ref(version=2), "etter")
    assert house.sealer.open(owner, ref(version=2), new) == "etter"
    refused(house, owner, ref(version=2), old)


def test_every_changed_byte_is_found(house: House) -> None:
    chance = random.Random(2)
    owners = [house.owner() for _ in range(3)]
    cells = [
        (owner, house.sealer.seal(owner, ref(), text)) for owner in owners for text in (None, "", CANARY * 9)
    ]
    for _ in range(ROUNDS):
        owner, sealed = chance.choice(cells)
        bad = changed(sealed, chance.randrange(len(sealed)), chance.randrange(1, 256))
        with pytest.raises(Tampered):
            house.sealer.open(owner, ref(), bad)


def test_every_swapped_cell_is_found(house: House) -> None:
    chance = random.Random(3)
    owners = [house.owner() for _ in range(3)]
    places = [ref(t, c, bytes([r]) * 16, v) for t in "ab" for c in "cd" for r in (1, 2) for v in (1, 2)]
    cells = {(o, p): house.sealer.seal(o, p, "x") for o in owners for p in places}
    homes = list(cells)
    for _ in range(ROUNDS):
        (owner, place), (other_owner, other_place) = chance.sample(homes, 2)
        with pytest.raises(Tampered):
            house.sealer.open(owner, place, cells[other_owner, other_place])


@pytest.mark.parametrize("cut", [0, 1, 8, 20, 21, 36, 37, 68])
def test_cell_cut_short_is_refused(house: House, cut: int) -> None:
    owner = house.owner()
    sealed = house.sealer.seal(owner, ref(), "kort")
    assert refused(house, owner, ref(), Sealed(sealed[:cut])).kode == "celle_format"


def test_cell_made_longer_or_of_plain_text_is_refused(house: House) -> None:
    owner = house.owner()
    sealed = house.sealer.seal(owner, ref(), "kort")
    for bad in (sealed + b"\x00", sealed + bytes(BLOCK), CANARY.encode() * 5):
        refused(house, owner, ref(), Sealed(bad))


def test_wrong_kek_raises_and_gives_nothing_back(house: House) -> None:
    owner = house.owner()
    sealed = house.sealer.seal(owner, ref(), CANARY)
    other = FileKeyProvider.make(house.folder / "annen")
    other.kek_id = house.provider.kek_id  # claims to be the right one
    sealer = Sealer(Keyring(house.store, other, house.watch))
    for use in (lambda: sealer.open(owner, ref(), sealed), lambda: sealer.seal(owner, ref(), CANARY)):
        with pytest.raises(Tampered) as caught:
            use()
        assert caught.value.kode == "nokkel_endret"
        assert CANARY not in repr(caught.value)


def test_owner_without_a_key_can_neither_seal_nor_open(house: House) -> None:
    owner = house.owner()
    sealed = house.sealer.seal(owner, ref(), "x")
    stranger = new_owner()
    with pytest.raises(KeyMissing):
        house.sealer.seal(stranger, ref(), "x")
    refused(house, stranger, ref(), sealed)


def test_cell_whose_key_is_gone_says_so(house: House) -> None:
    owner = house.owner()
    sealed = changed(house.sealer.seal(owner, ref(), "x"), 1, 0xFF)
    with pytest.raises(KeyMissing) as caught:
        house.sealer.open(owner, ref(), sealed)
    assert caught.value.kode == "celle_nokkel_mangler"


def test_text_that_is_no_unicode_is_refused_without_showing_it(house: House) -> None:
    owner = house.owner()
    with pytest.raises(InvalidInput) as caught:
        house.sealer.seal(owner, ref(), CANARY + "\udc80")
    assert (caught.value.kode, caught.value.felt) == ("ugyldige_tegn", "tekst")
    assert caught.value.__context__ is None
    assert CANARY not in repr(caught.value)


def test_null_and_empty_are_sealed_alike_and_told_apart_inside(house: House) -> None:
    owner = house.owner()
    null, empty = (house.sealer.seal(owner, ref(), text) for text in (None, ""))
    assert len(null) == len(empty)
    assert house.sealer.open(owner, ref(), null) is None
    assert house.sealer.open(owner, ref(), empty) == ""


def test_texts_of_up_to_a_block_have_one_length(house: House) -> None:
    owner = house.owner()
    lengths = {
        text: len(house.sealer.seal(owner, ref(), text)) for text in ("", "høy", "lav", "middels", "x" * 30)
    }
    assert len(set(lengths.values())) == 1
    assert len(house.sealer.seal(owner, ref(), "x" * 31)) == lengths[""] + BLOCK


def test_same_text_is_never_sealed_to_the_same_bytes(house: House) -> None:
    owner = house.owner()
    assert len({bytes(house.sealer.seal(owner, ref(), "x")) for _ in range(50)}) == 50


def test_plain_text_stands_nowhere_in_cell_or_key_store(house: House) -> None:
    owner = house.owner()
    sealed = house.sealer.seal(owner, ref(), CANARY)
    house.store.close()
    assert CANARY.encode() not in bytes(sealed)
    assert all(CANARY.encode() not in file.read_bytes() for file in house.folder.iterdir())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.none() | st.text(), version=st.integers(1, 2**63), row=st.binary(min_size=16, max_size=16))
def test_what_was_sealed_is_opened(house: House, text: str | None, version: int, row: bytes) -> None:
    owner = Owner(OwnerKind.SAK, b"e" * 16)
    house.ring.create([owner])
    place = ref(row=row, version=version)
    sealed = house.sealer.seal(owner, place, text)
    assert house.sealer.open(owner, place, Sealed(bytes(sealed))) == text


@pytest.mark.parametrize(
    "text", ["\x00", "\x80", "a\x00\x00", "\x01\x80\x00", "æøå" * 11, "🔒" * 8, "x" * 100_000]
)
def test_text_like_padding_or_long_comes_back_whole(house: House, text: str) -> None:
    owner = house.owner()
    assert house.sealer.open(owner, ref(), house.sealer.seal(owner, ref(), text)) == text


@pytest.mark.parametrize("values", [{"row": b"kort"}, {"version": 0}, {"version": -1}])
def test_place_without_row_id_or_version_cannot_be_named(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="field_ref"):
        ref(**values)
