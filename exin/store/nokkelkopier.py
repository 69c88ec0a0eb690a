"""Copies of the key store where it is a file: one a day, and none older than was promised to those who are erased.

Must not copy a key store on a server (its own tools do), nor touch a file that it did not name itself.
"""

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from exin.errors import Misconfigured
from exin.sealing.provider import sync_directory
from exin.settings import Settings
from exin.store.place import key_store_at

_NAME = re.compile(r"nokler-(\d{4}-\d{2}-\d{2})\.sqlite(\.ny)?")
_FAILED = "nokkelkopi_feilet"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCopies:
    """Where the copies lie, what is copied (None: nothing is), and for how many days one is kept."""

    source: Path | None
    folder: Path
    days: int

    @classmethod
    def at(cls, folder: Path, settings: Settings) -> "KeyCopies":
        """Those of an installation. What is on a server is not copied from here; old files still go."""
        where = key_store_at(settings.nokkellager, folder)
        return cls(
            source=where.absolute() if isinstance(where, Path) else None,
            folder=folder / settings.nokkelkopier,
            days=settings.nokkelkopier_dager,
        )

    def made(self) -> list[date]:
        """The days of which there is a copy, the oldest first."""
        if not self.folder.is_dir():
            return []
        names = (_NAME.fullmatch(path.name) for path in sorted(self.folder.iterdir()))
        whole = (found[1] for found in names if found is not None and found[2] is None)
        return [day for day in map(_day, whole) if day is not None]

    def expired(self, today: date) -> list[Path]:
        """The copies that have been kept for their days, and what a copy that was broken off left behind."""
        if not self.folder.is_dir():
            return []
        return [path for path in sorted(self.folder.iterdir()) if self._is_old(path.name, today)]

    def _is_old(self, name: str, today: date) -> bool:
        found = _NAME.fullmatch(name)
        if found is None:
            return False
        day = _day(found[1])
        return day is not None and (found[2] is not None or (today - day).days >= self.days)

    def remove(self, copies: list[Path]) -> None:
        """Remove these, durably. Raises Misconfigured when one stays."""
        try:
            for path in copies:
                path.unlink(missing_ok=True)
            if copies:
                sync_directory(self.folder)
        except OSError as error:
            raise Misconfigured(_FAILED) from error

    def make(self, today: date) -> bool:
        """Copy the key store as it is now into today's file, which only its owner can read. False: there is none.

        Whole or not there. Raises Misconfigured when it cannot be made.
        """
        if self.source is None:
            return False
        path = self.folder / f"nokler-{today.isoformat()}.sqlite"
        beside = path.with_name(f"{path.name}.ny")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside.unlink(missing_ok=True)
            os.close(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
            _copy(self.source, beside)
            beside.replace(path)
            sync_directory(self.folder)
        except (OSError, sqlite3.Error) as error:
            raise Misconfigured(_FAILED) from error
        return True


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _copy(source: Path, target: Path) -> None:
    """By SQLite's own backup, which sees one state while others write; and one file, with no journal beside it."""
    with (
        closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True)) as keys,
        closing(_new(target)) as copy,
    ):
        keys.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError(_FAILED)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _new(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    return connection
