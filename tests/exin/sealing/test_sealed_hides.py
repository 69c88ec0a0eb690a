"""A sealed cell, a key and a provider show nothing of themselves, whoever asks."""

import copy
import logging
import pickle
import traceback

import pytest

from exin.sealing.sealed import Owner, OwnerKind, Sealed
from tests.exin.sealing.house import House, ref


@pytest.fixture
def sealed(house: House) -> Sealed:
    return house.sealer.seal(house.owner(), ref(), "hemmelig")


def test_cell_is_not_pickled(sealed: Sealed) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="sealed_is_not_pickled"):
            pickle.dumps(sealed, protocol)


def test_cell_shows_stars_however_it_is_printed(sealed: Sealed) -> None:
    shown = [repr(sealed), str(sealed), f"{sealed}", f"{sealed:>15}".strip(), f"{sealed!r}", f"{sealed!s}"]
    assert set(shown) == {"Sealed(***)"}
    assert str([sealed]) == "[Sealed(***)]"


def test_cell_in_a_log_line_or_traceback_shows_stars(
    sealed: Sealed, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("test").warning("celle %s %r", sealed, {"celle": sealed})
    text = caplog.text
    try:
        raise ValueError(sealed)  # noqa: TRY301 - the traceback is the point
    except ValueError:
        text += traceback.format_exc()
    assert text.count("Sealed(***)") == 3
    assert repr(bytes(sealed))[2:12] not in text


def test_cell_compares_and_copies_as_bytes(sealed: Sealed) -> None:
    assert sealed == bytes(sealed)
    assert copy.copy(sealed) is sealed
    assert copy.deepcopy([sealed])[0] is sealed
    assert type(bytes(sealed)) is bytes


def test_plain_text_is_not_well_formed(sealed: Sealed) -> None:
    assert sealed.well_formed
    assert len(sealed.key_id) == 8
    assert not Sealed(b"Ola Nordmann bor i Oslo, og skal ha et notat her som er langt nok").well_formed
    assert not Sealed(b"\x02" + sealed[1:]).well_formed
    assert not Sealed(sealed + b"\x00").well_formed
    assert not Sealed(sealed[:-32]).well_formed


def test_key_and_provider_show_no_key(house: House) -> None:
    owner = house.owner()
    key = house.ring.key_for(owner)
    kek = house.kek.read_text().strip().split(":")[2]
    assert repr(key) == "DataKey(***)"
    assert kek not in repr(house.provider) + str(vars(house.provider))
    with pytest.raises(TypeError, match="key_is_not_pickled"):
        pickle.dumps(key)
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(house.provider)


def test_owner_without_an_id_of_16_bytes_cannot_be_named() -> None:
    with pytest.raises(ValueError, match="owner_id_length"):
        Owner(OwnerKind.PERSON, b"kort")
