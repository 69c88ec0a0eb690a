"""Small files that are there whole or not at all: the log's signing key, which is its owner's alone, and the settings.

Must not be used for the KEK, whose file has a form of its own (`exin.sealing.provider`).
"""

import os
import stat
from pathlib import Path

from exin.errors import Misconfigured
from exin.sealing.provider import sync_directory

_LONGEST = 4_096


def write_private(path: Path, content: bytes) -> None:
    """Write a new file of mode 0600, durable. Raises Misconfigured rather than overwrite."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise Misconfigured("fil_finnes", str(path)) from None
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)
    sync_directory(path.parent)


def read_private(path: Path) -> bytes:
    """The content. Raises Misconfigured when it is missing, or when others can read it."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise Misconfigured("loggnokkel_mangler", str(path)) from error
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Misconfigured("loggnokkel_rettigheter", str(path))
        return file.read(_LONGEST)


def replace_file(path: Path, content: bytes, *, mode: int) -> None:
    """Put a file in the place of one that may be there: after a crash it is the one or the other, and whole.

    Raises:
        Misconfigured: it cannot be written.
    """
    beside = path.with_name(f"{path.name}.ny")
    try:
        with beside.open("wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_directory(path.parent)
    except OSError as error:
        raise Misconfigured("fil_kan_ikke_skrives", str(path)) from error
