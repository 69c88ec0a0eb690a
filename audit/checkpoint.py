"""Signed tree heads: a C2SP tlog-checkpoint in a C2SP signed note, with Ed25519 (signature type 0x01).

Must not trust a text before its signature is good, nor keep or find keys: the signer is handed in, and may
as well be a hardware token. This is the sole user of `cryptography` in the package.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.errors import BadKey, BadNote
from audit.tree import EMPTY_ROOT, HASH_SIZE

_ED25519: Final = b"\x01"
_KEY_ID_SIZE: Final = 4
_MAX_SIGNATURES: Final = 100  # C2SP asks for 16 at least
_NAME: Final = re.compile(r"[^\s+]+")
_SIGNATURE: Final = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_CONTROL_OR_SURROGATE: Final = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")
_CHECKPOINT: Final = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([^\n]+)\n")


class Signer(Protocol):
    """Whoever holds the log's private key."""

    @property
    def name(self) -> str:
        """The name of the key, which is the origin of the log: a URL without scheme, no spaces, no plus."""

    @property
    def public_key(self) -> bytes:
        """The public key, 32 bytes (RFC 8032)."""

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature over `message`, 64 bytes."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of the log `origin` at `size` leaves: its RFC 6962 root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{_to_base64(self.root)}\n"


class Ed25519Signer:
    """A signer with the private key in memory."""

    def __init__(self, name: str, private_key: bytes) -> None:
        _check_name(name)
        try:
            self._key = Ed25519PrivateKey.from_private_bytes(private_key)
        except ValueError:
            raise BadKey("ugyldig_privat_nokkel") from None
        self.name = name
        self.public_key = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The signature over `message` (64 bytes). It is the same each time."""
        return self._key.sign(message)


def generate_private_key() -> bytes:
    """A new Ed25519 private key (32 bytes), drawn by the operating system."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def vkey(name: str, public_key: bytes) -> str:
    """The verifier key as text: name, key id and public key. This is what an auditor is handed."""
    _check_name(name)
    return f"{name}+{_key_id(name, public_key).hex()}+{_to_base64(_ED25519 + public_key)}"


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> str:
    """The signed note of `checkpoint`.

    Raises:
        BadNote: The signer signs for another log, or the checkpoint cannot be written.
    """
    text = checkpoint.text()
    if _parse(text) != checkpoint or checkpoint.origin != signer.name:
        raise BadNote("ugyldig_sjekkpunkt")
    return sign_note(text, signer)


def open_checkpoint(note: str, verifier_key: str) -> Checkpoint:
    """The checkpoint in `note`, signed by the log whose key is `verifier_key`.

    Raises:
        BadNote: No good signature by that key, not a checkpoint, or one of another log. Extension lines are
            refused: a log that uses them has a form that this version does not know.
        BadKey: `verifier_key` is none.
    """
    text = open_note(note, verifier_key)
    checkpoint = _parse(text)
    if checkpoint is None:
        raise BadNote("ikke_et_sjekkpunkt")
    if checkpoint.origin != check_vkey(verifier_key).name:
        raise BadNote("annen_logg")
    return checkpoint


def sign_note(text: str, signer: Signer) -> str:
    """`text`, a blank line and one signature line. Raises BadNote when it cannot be the text of a note."""
    if not text.endswith("\n") or not _is_plain(text):
        raise BadNote("ugyldig_tekst")
    blob = _key_id(signer.name, signer.public_key) + signer.sign(text.encode())
    return f"{text}\n— {signer.name} {_to_base64(blob)}\n"


def open_note(note: str, verifier_key: str) -> str:
    """The text of `note`, newline included, once the signature by `verifier_key` is found good.

    Signatures by other keys are ignored, as C2SP says they must be: that leaves room for witnesses.

    Raises:
        BadNote: Not a note, no signature by that key, or a bad one.
        BadKey: `verifier_key` is none.
    """
    key = check_vkey(verifier_key)
    text, lines = _split(note)
    blobs = [_from_base64(blob) for name, blob in lines if name == key.name]
    ours = [blob for blob in blobs if blob[:_KEY_ID_SIZE] == key.key_id]
    if not ours:
        raise BadNote("ingen_kjent_signatur")
    try:
        for blob in ours:
            key.public.verify(blob[_KEY_ID_SIZE:], text.encode())
    except InvalidSignature:
        raise BadNote("ugyldig_signatur") from None
    return text


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A verifier key, taken apart."""

    name: str
    key_id: bytes
    public: Ed25519PublicKey


@lru_cache(maxsize=16)
def check_vkey(text: str) -> VerifierKey:
    """The verifier key that `text` is.

    Raises:
        BadKey: It is none, or its parts do not belong together.
    """
    name, _, rest = text.partition("+")
    _, _, encoded = rest.partition("+")
    try:
        blob = _from_base64(encoded)
        public = Ed25519PublicKey.from_public_bytes(blob[1:])
    except (BadNote, ValueError):
        raise BadKey("ugyldig_nokkel") from None
    if vkey(name, blob[1:]) != text:
        raise BadKey("ugyldig_nokkel")
    return VerifierKey(name, _key_id(name, blob[1:]), public)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or not _is_plain(name):
        raise BadKey("ugyldig_navn")


def _is_plain(text: str) -> bool:
    """Whether `text` can be written in UTF-8, with no control characters but newlines."""
    return not _CONTROL_OR_SURROGATE.search(text)


def _key_id(name: str, public_key: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:_KEY_ID_SIZE]


def _split(note: str) -> tuple[str, list[tuple[str, str]]]:
    """The text of a note, and name and base64 of each signature line."""
    text, blank, tail = note.rpartition("\n\n")
    lines = tail.removesuffix("\n").split("\n")
    matches = [_SIGNATURE.fullmatch(line) for line in lines]
    whole = blank and tail.endswith("\n") and len(lines) <= _MAX_SIGNATURES and None not in matches
    if not whole or not _is_plain(note):
        raise BadNote("ikke_et_signert_notat")
    return text + "\n", [(match[1], match[2]) for match in matches if match]


def _parse(text: str) -> Checkpoint | None:
    match = _CHECKPOINT.fullmatch(text)
    if match is None:
        return None
    origin, size, root = match[1], int(match[2]), match[3]
    try:
        checkpoint = Checkpoint(origin, size, _from_base64(root))
    except BadNote:
        return None
    possible = len(checkpoint.root) == HASH_SIZE and (size > 0 or checkpoint.root == EMPTY_ROOT)
    return checkpoint if possible else None


def _to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _from_base64(text: str) -> bytes:
    """The bytes. Raises BadNote unless `text` is their one form (its last character has bits to spare)."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("ugyldig_base64") from None
    if _to_base64(data) != text:
        raise BadNote("ugyldig_base64")
    return data
