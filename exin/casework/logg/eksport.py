"""The log taken out of the house, with its checkpoints: as a folder, or as one archive that is made while it is sent.

Must not leave anything behind on the way. What is taken out says who looked at whom: it is for its owner's eyes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from audit.errors import Malformed
from audit.export import export_files, write_export
from audit.verify import Entry
from exin.errors import InvalidInput, Tampered
from exin.store import logg
from exin.store.grant import Grant
from exin.work import Office, Reading
from policies import Action

MAPPE: Final = "exin-logg"
"""The folder in the archive. It says nothing of what was asked for."""

_OWNER_ONLY: Final = 0o600 << 16
_FAST: Final = 1
_PIECE: Final = 1 << 18
"""Bytes that are gathered before they are sent on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uttak:
    """What is taken out: the log up to a checkpoint, and all checkpoints up to that one."""

    sjekkpunkter: tuple[str, ...]
    storrelse: int
    vkey: str


def permit_export(w: Reading, office: Office) -> Uttak:
    """Leave in the log that it is taken out, durable, and sign a checkpoint over that. Raises Denied."""
    grant = w.permit_house(Action.EKSPORTER_LOGG, "logg")
    return _pinned(w, office, grant)


def _pinned(w: Reading, office: Office, grant: Grant) -> Uttak:
    office.sequence()
    w.note(grant, antall=logg.head_and_leaves(w.tx.link)[1] + 1)
    w.flush()
    office.pin()
    notes = tuple(office.pins.sink.notes())  # before the log is read, which then has all that they cover
    return Uttak(sjekkpunkter=notes, storrelse=office.pins.read(notes[-1]).size, vkey=office.pins.vkey)


# -- as a folder -----------------------------------------------------------------------------------------------


def export_log(w: Reading, office: Office, folder: Path) -> int:
    """Write the log, this event included, into an empty folder, up to a fresh checkpoint. Returns its size.

    Raises:
        Denied: the asker is no auditor.
        InvalidInput: there is something in the folder, or it cannot be written.
        Tampered: a leaf is missing, so that the format has no place for the rest.
    """
    grant = w.permit_house(Action.EKSPORTER_LOGG, "logg")
    _check_empty(folder)
    taken = _pinned(w, office, grant)
    with w.means.database.snapshot() as past:
        entries = (entry for entry in logg.entries(past) if entry[0] < taken.storrelse)
        try:
            return write_export(folder, entries, checkpoints=taken.sjekkpunkter, vkey=taken.vkey)
        except OSError:
            raise InvalidInput("mappen_kan_ikke_skrives", "mappe") from None
        except Malformed:
            raise Tampered("blad_mangler") from None


def _check_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidInput("mappen_er_ikke_tom", "mappe")


# -- as an archive ---------------------------------------------------------------------------------------------


def stream_archive(office: Office, taken: Uttak) -> Iterator[bytes]:
    """The same as one zip, in pieces as it is made: a log of a million events lies nowhere on the way.

    Each piece may be asked for by another thread. What is read has its leaf number and never changes, so that no
    transaction has to stand open meanwhile.

    Raises:
        Tampered: a leaf is missing; what was sent is then no archive.
    """
    files = export_files(_entries(office, taken.storrelse), checkpoints=taken.sjekkpunkter, vkey=taken.vkey)
    try:
        yield from _zipped(files)
    except Malformed:
        raise Tampered("blad_mangler") from None


def _entries(office: Office, size: int) -> Iterator[Entry]:
    first = 0
    while first < size:
        rows = logg.batch(office.means.database.link(), first=first, size=size)
        if not rows:
            raise Malformed("blad_mangler", first)
        yield from rows
        first = rows[-1][0] + 1


class _Pieces:
    """Takes what the archive writes, which then only moves forward, and hands it on."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.gathered = 0

    def write(self, data: bytes) -> int:
        """Keep some bytes."""
        self._parts.append(bytes(data))
        self.gathered += len(data)
        return len(data)

    def flush(self) -> None:
        """There is nothing behind this."""

    def close(self) -> None:
        """As above."""

    def take(self) -> bytes:
        """All that was kept."""
        taken, self._parts, self.gathered = b"".join(self._parts), [], 0
        return taken


def _zipped(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    pieces = _Pieces()
    with ZipFile(pieces, "w", ZIP_DEFLATED, compresslevel=_FAST) as archive:
        for path, data in files:
            info = ZipInfo(f"{MAPPE}/{path}")
            info.external_attr = _OWNER_ONLY
            archive.writestr(info, data, ZIP_DEFLATED, _FAST)
            if pieces.gathered >= _PIECE:
                yield pieces.take()
    yield pieces.take()
