"""Changing the KEK file without a moment in which the key store cannot be read.

Three names: `kek` in force, `kek.ny` made but not yet in force, `kek.forrige` from before. A rotation is
`next_kek`, then `Keyring.rotate_kek` (one transaction), then `promote_kek`. After a crash at any point
`providers_at` finds every KEK that a row can be wrapped with, and the same three calls finish the work.
Must not delete the KEK from before: backups of the key store may need it. The operator destroys it, later.
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from exin.errors import Misconfigured
from exin.sealing.provider import FileKeyProvider, sync_directory


def _new(path: Path) -> Path:
    return path.with_name(path.name + ".ny")


def _former(path: Path) -> Path:
    return path.with_name(path.name + ".forrige")


_Place = Literal["i_kraft", "ny", "forrige"]


@dataclass(frozen=True, slots=True)
class KekFile:
    """A KEK that is at hand: its id, when its file was written, and what it is to the one in force."""

    kek_id: str
    laget: datetime
    plass: _Place


def keks_at(path: Path) -> tuple[KekFile, ...]:
    """The KEKs at `path`, by what can be told of them. Raises Misconfigured as `providers_at`."""
    places: tuple[tuple[Path, _Place], ...] = (
        (path, "i_kraft"),
        (_new(path), "ny"),
        (_former(path), "forrige"),
    )
    return tuple(
        KekFile(FileKeyProvider(file).kek_id, datetime.fromtimestamp(file.stat().st_mtime, UTC), plass)
        for file, plass in places
        if plass == "i_kraft" or file.exists()
    )


def providers_at(path: Path) -> tuple[FileKeyProvider, ...]:
    """The KEK in force at `path`, then those of a rotation before or under way.

    Raises:
        Misconfigured: one of the files is not as it must be.
    """
    others = (other for other in (_new(path), _former(path)) if other.exists())
    return (FileKeyProvider(path), *(FileKeyProvider(other) for other in others))


def kek_finder(path: Path) -> Callable[[str], FileKeyProvider | None]:
    """Looks for a KEK by its id at `path`, for a keyring that runs while somebody rotates."""

    def find(kek_id: str) -> FileKeyProvider | None:
        return next((found for found in providers_at(path) if found.kek_id == kek_id), None)

    return find


def next_kek(path: Path) -> FileKeyProvider:
    """The KEK to rotate to: made now, or left by a rotation that did not end."""
    new = _new(path)
    return FileKeyProvider(new) if new.exists() else FileKeyProvider.make(new)


def promote_kek(path: Path, *, in_use: frozenset[str]) -> None:
    """Put the new KEK in force and keep the one before; does nothing when there is no new one.

    Raises:
        Misconfigured: the KEK from before would be lost, and rows of the key store still need it (`in_use`).
    """
    new, former = _new(path), _former(path)
    if not new.exists():
        return
    if former.exists() and FileKeyProvider(former).kek_id in in_use:
        raise Misconfigured("kek_forrige_i_bruk")
    spare = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    os.link(path, spare)
    spare.replace(former)
    sync_directory(path.parent)
    new.replace(path)
    sync_directory(path.parent)
