"""The bytes of a cell and of a wrapped key are final: opened here with nothing but the primitives."""

import hmac

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from exin.sealing.sealed import FieldRef, Owner, OwnerKind, Sealed
from exin.sealing.wrapping import WrappedKey, commitment
from tests.exin.sealing.house import House

DEK = bytes(range(32))
OWNER = Owner(OwnerKind.SAK, bytes(range(16)))
KEY_ID = bytes(range(100, 108))
PLACE = FieldRef("notat", "tekst", bytes(range(16, 32)), 3)
CELL = bytes.fromhex(
    "016465666768696a6b000102030405060708090a0b"
    "614a8bd51dd77560d3316fd6b7e40e86d32514b72f4a4d80abfa9d22f5b90641fe23897a75cf51ae7f8dfce35561c49d"
)


def parts(*values: bytes) -> bytes:
    return b"".join(len(value).to_bytes(4, "big") + value for value in values)


def test_published_cell_is_hkdf_and_aes_gcm_over_framed_parts_and_opens(house: House) -> None:
    key = HKDFExpand(SHA256(), 32, parts(b"exin/felt/1", b"notat", b"tekst")).derive(DEK)
    aad = parts(b"exin/celle/1", b"notat", PLACE.row, b"tekst", KEY_ID, (3).to_bytes(8, "big"))
    plain = AESGCM(key).decrypt(CELL[9:21], CELL[21:], aad)
    assert plain == (b"\x01" + "Blåbærsyltetøy".encode() + b"\x80").ljust(32, b"\x00")

    kek_id = house.provider.kek_id
    wrapped = house.provider.wrap(DEK, parts(b"exin/innpakning/1", b"dek", b"sak", OWNER.id, KEY_ID))
    row = WrappedKey(id=KEY_ID, owner=OWNER, wrapped=wrapped, commitment=commitment(DEK), kek_id=kek_id)
    house.store.insert_keys([row], lent=0)
    assert house.sealer.open(OWNER, PLACE, Sealed(CELL)) == "Blåbærsyltetøy"


def test_commitment_is_an_hmac_under_the_key() -> None:
    assert commitment(DEK) == hmac.digest(DEK, b"exin/dek-forpliktelse/1", "sha256")
    assert commitment(DEK).hex() == "e527900255d388e26b1efc891bcfe07fe2a3cbefd179a6b36b6abe7bc172928d"
