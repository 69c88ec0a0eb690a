"""The table of expected answers of the API (`tests/exin/web/api/apimatrise.toml`), as rows and cells.

Must not know how a route is asked for, and must not fill in an answer that nobody wrote. Answers on a case are those of
the other tables, by name: what a role may do to a case does not hang on the door it comes by.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.helpers.matrix_table import NO_CASE
from tests.helpers.rutetabell import grid_of, lines_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Kallrad:
    """A route on a case in one state (or on none), what is sent, and the answer to each role and kind of case."""

    metode: str
    sti: str
    tilstand: str
    handling: str
    answers: Mapping[tuple[str, str], str]
    sendt: Mapping[str, str]

    @property
    def name(self) -> str:
        """How a report names it."""
        return f"{self.metode} {self.sti} {self.tilstand} {self.handling}"

    @property
    def om_sak(self) -> bool:
        """Whether it is about a case."""
        return bool(self.tilstand)


def read_calls(path: Path, *others: Path) -> list[Kallrad]:
    """The table in a file, with the grids of others. Raises KeyError, ValueError for a row that says too little."""
    data = tomllib.loads(path.read_text("utf-8"))
    read = [tomllib.loads(each.read_text("utf-8")) for each in others]
    roller, slag = tuple(read[0]["roller"]), tuple(read[0]["slag"])
    grids = {
        name: grid_of(each["rader"], slag) for other in read for name, each in other.get("svar", {}).items()
    }
    return [*_on_cases(data["sak"], grids, roller, slag), *_on_house(data["hus"], roller)]


def _on_cases(
    text: str,
    grids: Mapping[str, Mapping[str, Mapping[str, str]]],
    roller: tuple[str, ...],
    slag: tuple[str, ...],
) -> Iterator[Kallrad]:
    for metode, sti, tilstand, handling, svar, *fields in lines_of(text):
        grid = {**grids["ellers"], **grids[svar]}
        yield Kallrad(
            metode=metode,
            sti=sti,
            tilstand=tilstand,
            handling=handling,
            answers={(rolle, kind): grid[rolle][kind] for rolle in roller for kind in slag},
            sendt=dict(each.split("=", 1) for each in fields),
        )


def _on_house(text: str, roller: tuple[str, ...]) -> Iterator[Kallrad]:
    for metode, sti, handling, signs, *fields in lines_of(text):
        given = dict(zip(roller, signs.split(), strict=False))
        yield Kallrad(
            metode=metode,
            sti=sti,
            tilstand="",
            handling=handling,
            answers={(rolle, NO_CASE): sign for rolle, sign in given.items()},
            sendt=dict(each.split("=", 1) for each in fields),
        )
