"""Where the KEK lives. Today a file for development and tests; the protocol is the seam for PKCS#11.

Must not give the KEK away: whoever holds a provider can wrap and unwrap with it, and never read it.
"""

import base64
import binascii
import os
import secrets
import stat
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from exin.errors import Misconfigured, Tampered
from exin.sealing.sealed import NONCE_LENGTH, TAG_LENGTH

_VERSION: Final = "exin-kek-1"
_KEK_ID_BYTES: Final = 8
_KEK_BYTES: Final = 32
_LONGEST_FILE: Final = 200
_WRAP_FORMAT: Final = b"\x01"
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class KeyProvider(Protocol):
    """What can wrap and unwrap keys. `kek_id` names the KEK without telling it."""

    @property
    def kek_id(self) -> str:
        """16 hex digits, drawn with the KEK."""
        ...

    def wrap(self, plain: bytes, aad: bytes) -> bytes:
        """`plain` under the KEK, bound to `aad`. Never twice the same bytes."""
        ...

    def unwrap(self, wrapped: bytes, aad: bytes) -> bytes:
        """What was wrapped. Raises Tampered unless bytes, `aad` and KEK are all those of `wrap`."""
        ...


class FileKeyProvider:
    """A KEK from a file of one line that its owner alone can read. Wraps with AES-256-GCM."""

    def __init__(self, path: Path) -> None:
        """Read the KEK at `path`. Raises Misconfigured when it is missing, malformed or open to others."""
        self.kek_id, kek = _parse(_read_private(path))
        self._cipher = AESGCM(kek)

    @classmethod
    def make(cls, path: Path) -> "FileKeyProvider":
        """Make a new KEK at `path` and read it back. Raises Misconfigured rather than overwrite a file."""
        kek_id, kek = secrets.token_hex(_KEK_ID_BYTES), secrets.token_bytes(_KEK_BYTES)
        _write_private(path, f"{_VERSION}:{kek_id}:{base64.b64encode(kek).decode()}\n".encode())
        return cls(path)

    def wrap(self, plain: bytes, aad: bytes) -> bytes:
        """Format byte, nonce, ciphertext and tag."""
        nonce = secrets.token_bytes(NONCE_LENGTH)
        return _WRAP_FORMAT + nonce + self._cipher.encrypt(nonce, plain, aad)

    def unwrap(self, wrapped: bytes, aad: bytes) -> bytes:
        """What was wrapped. Raises Tampered; never returns anything else."""
        body = 1 + NONCE_LENGTH
        if wrapped[:1] == _WRAP_FORMAT and len(wrapped) >= body + TAG_LENGTH:
            try:
                return self._cipher.decrypt(wrapped[1:body], wrapped[body:], aad)
            except InvalidTag:
                pass
        raise Tampered("nokkel_endret")

    def __repr__(self) -> str:
        return f"FileKeyProvider({self.kek_id})"


def check_kek_place(path: Path, *, environment: str, data_dir: Path) -> None:
    """Raises Misconfigured if in production the KEK lies under the data folder: one copy would hold both."""
    if environment == "production" and path.resolve().is_relative_to(data_dir.resolve()):
        raise Misconfigured("kek_i_datamappen")


def _read_private(path: Path) -> bytes:
    """The content of a file that nobody else can read. What is checked is what was opened, links followed."""
    try:
        # Without O_NONBLOCK, a pipe in the file's place would make the program wait for ever.
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise Misconfigured("kek_fil_mangler", str(path)) from error
    try:
        fault = _fault(os.fstat(handle))
        if fault:
            raise Misconfigured(fault, str(path))
        return os.read(handle, _LONGEST_FILE)
    finally:
        os.close(handle)


def _fault(found: os.stat_result) -> str | None:
    """Why a file may not hold a KEK."""
    if not stat.S_ISREG(found.st_mode):
        return "kek_fil_type"
    if found.st_uid != os.geteuid():
        return "kek_fil_eier"
    return "kek_fil_rettigheter" if found.st_mode & _OTHERS else None


def _parse(content: bytes) -> tuple[str, bytes]:
    """Id and KEK of a file's one line. The error carries nothing of the content, not even as its cause."""
    version, _, rest = content.decode("ascii", "replace").rstrip("\n").partition(":")
    kek_id, _, encoded = rest.partition(":")
    kek = _decoded(encoded)
    if version != _VERSION or len(kek) != _KEK_BYTES or not _is_kek_id(kek_id):
        raise Misconfigured("kek_fil_format")
    return kek_id, kek


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _is_kek_id(text: str) -> bool:
    return len(text) == 2 * _KEK_ID_BYTES and all(digit in "0123456789abcdef" for digit in text)


def _write_private(path: Path, content: bytes) -> None:
    """Write a file of mode 0600 that is there whole and durable, or not at all; never over another."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
        os.link(draft, path)  # unlike a rename, refuses when there is a file
    except FileExistsError as error:
        raise Misconfigured("kek_fil_finnes", str(path)) from error
    finally:
        draft.unlink()
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Make the names in `directory` durable (fsync of a file says nothing of its name)."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
