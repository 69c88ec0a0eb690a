"""The demonstration register: the two files that ship with the program, with dates moved so that it ends yesterday.

Must not change anything but the dates: tests compare the register as it is with the report's figures.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files

from exin.casework.register.run import Files

_FORM = "%d.%m.%Y"


@dataclass(frozen=True, slots=True)
class Demosak:
    """A case of the demonstration register: who has it, its level of protection, and what happened, oldest first."""

    saksnr: str
    kontakt: str
    skjerming: str
    hendelser: tuple[tuple[str, date], ...]

    @property
    def siste(self) -> str:
        """The latest step: it tells where the case stands."""
        return next(kind for kind, _ in reversed(self.hendelser) if kind not in _NO_STEP)

    def dag(self, *kinds: str) -> date | None:
        """The day of the latest event of these kinds."""
        return next((day for kind, day in reversed(self.hendelser) if kind in kinds), None)

    @property
    def kartlagt(self) -> date | None:
        """The day of the kartlegging of the latest round, where there was one."""
        entry, made = self.dag("start_vurdering", "reinntak"), self.dag("kartlegging")
        return made if entry and made and made >= entry else None


_NO_STEP = frozenset({"informasjonssamtale", "kartlegging"})


def register_as_it_is() -> Files:
    """The two files, untouched."""
    henvendelser, hendelser = (_read(name) for name in ("henvendelser.csv", "hendelser.csv"))
    return Files(henvendelser=henvendelser, hendelser=hendelser)


def register_until(last_day: date) -> Files:
    """The two files with all dates moved by whole days, so that the last event is on `last_day`."""
    untouched = register_as_it_is()
    moved_by = last_day - max(_day(row["dato"]) for row in _rows(untouched.hendelser))
    return Files(
        henvendelser=_moved(untouched.henvendelser, moved_by),
        hendelser=_moved(untouched.hendelser, moved_by),
    )


def cases_in(register: Files) -> list[Demosak]:
    """The cases of a register of that form."""
    events: dict[str, list[tuple[str, date]]] = {}
    for row in _rows(register.hendelser):
        events.setdefault(row["saksnr"], []).append((row["hendelse"], _day(row["dato"])))
    return [
        Demosak(
            row["saksnr"],
            row["kontakt"],
            row["adressebeskyttelse"],
            tuple(sorted(events[row["saksnr"]], key=lambda each: each[1])),
        )
        for row in _rows(register.henvendelser)
    ]


def numbers_in(register: Files) -> frozenset[str]:
    """The national numbers of a register: nobody invented besides may have one of them."""
    return frozenset(row["fodselsnummer"] for row in _rows(register.henvendelser))


def _read(name: str) -> bytes:
    return files("exin.casework.register").joinpath("data", name).read_bytes()


def _rows(data: bytes) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")


def _day(text: str) -> date:
    return datetime.strptime(text, _FORM).date()  # noqa: DTZ007 - a calendar day has no zone


def _moved(data: bytes, by: timedelta) -> bytes:
    rows = list(_rows(data))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows({**row, "dato": (_day(row["dato"]) + by).strftime(_FORM)} for row in rows)
    return text.getvalue().encode()
