"""A sink for checkpoints outside the database: an append-only file, one signed note a line.

Must not judge: it keeps what it is given. A torn last line, as after a power cut, is left out.
"""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from exin.errors import LogUnavailable
from exin.sealing.provider import sync_directory

_TAIL = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class SinkState:
    """Whether it can be written, when it last was, and its size in bytes."""

    skrivbar: bool
    endret: datetime | None
    storrelse: int


class FileSink:
    """Checkpoints in a file that lies apart from the database (another disk, another owner)."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def push(self, note: str) -> None:
        """Append a note, durable before return. Raises LogUnavailable when it cannot be written."""
        line = _line(note).encode() + b"\n"
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                new = os.fstat(handle).st_size == 0
                if self._torn(handle):
                    line = b"\n" + line
                while line:  # a disk that is nearly full takes a part, and refuses only the next
                    line = line[os.write(handle, line) :]
                os.fsync(handle)
                if new:
                    sync_directory(self.path.parent)  # or the file itself is gone after a power cut
            finally:
                os.close(handle)
        except OSError as error:
            raise LogUnavailable("sluk") from error

    def check_writable(self) -> None:
        """Raises LogUnavailable when nothing could be pushed: better known before anything is done."""
        try:
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600))
        except OSError as error:
            raise LogUnavailable("sluk") from error

    def state(self) -> SinkState:
        """How it stands. Nothing is raised: that it cannot be reached is the answer."""
        try:
            self.check_writable()
            found = self.path.stat()
        except (LogUnavailable, OSError):
            return SinkState(skrivbar=False, endret=None, storrelse=0)
        endret = datetime.fromtimestamp(found.st_mtime, UTC) if found.st_size else None
        return SinkState(skrivbar=True, endret=endret, storrelse=found.st_size)

    @staticmethod
    def _torn(handle: int) -> bool:
        size = os.fstat(handle).st_size
        return size > 0 and os.pread(handle, 1, size - 1) != b"\n"

    def last(self) -> str | None:
        """The last note; None when there is none. Reads only the end of the file. Raises LogUnavailable."""
        return next(iter(reversed(_notes(self._text(_TAIL)))), None)

    def notes(self) -> list[str]:
        """The notes in the order they came. Raises LogUnavailable when the file cannot be read.

        A line that is torn or no longer reads as a note is left out. Verification then misses it: every
        checkpoint that the database knows was pushed here first.
        """
        return _notes(self._text())

    def foreign_lines(self) -> list[int]:
        """The numbers, from 1, of lines that read as a note but are not as this sink writes them."""
        lines = enumerate(self._text().split("\n"), start=1)
        return [number for number, line in lines if any(_line(note) != line for note in _notes(line))]

    def _text(self, tail: int | None = None) -> str:
        """All of the file, or at most its last `tail` bytes; nothing where there is no file."""
        try:
            with self.path.open("rb") as file:
                file.seek(0 if tail is None else max(0, file.seek(0, os.SEEK_END) - tail))
                return file.read().decode(errors="replace")
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise LogUnavailable("sluk") from error


def _line(note: str) -> str:
    return json.dumps({"note": note}, ensure_ascii=False)


def _notes(text: str) -> list[str]:
    found = []
    for line in text.split("\n"):
        try:
            found.append(str(json.loads(line)["note"]))
        except (ValueError, KeyError, TypeError):
            continue
    return found
