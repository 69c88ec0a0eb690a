"""The table of expected answers (`tests/journeys/matrise.toml`), as rows and cells.

Must not know how a command is run, and must not fill in an answer that nobody wrote: what is missing is an error.
"""

import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DONE, NOT_SHOWN, AS_NONE = "+", "t", "."
REFUSED, CLOSED, STRANGER, NOT_NOW = "n", "l", "u", "v"
SIGNS = frozenset({DONE, NOT_SHOWN, AS_NONE, REFUSED, CLOSED, STRANGER, NOT_NOW})

NO_CASE = ""
"""The kind of case of a command that is about none."""

NONE_SUCH = "finnes_ikke"
"""The kind of case that does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A command with its arguments, and what is expected for each role and kind of case."""

    args: str
    handling: frozenset[str]
    answers: dict[tuple[str, str], str]
    tilstand: str = ""
    skrevet: str = ""
    linjer: bool = False
    gammel: bool = False
    """Tried on a database of an earlier release."""

    @property
    def name(self) -> str:
        """How a report names it."""
        return f"{self.args} [{self.tilstand}]" if self.tilstand else self.args

    @property
    def words(self) -> list[str]:
        """The arguments, one by one."""
        return shlex.split(self.args)


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table."""

    roller: tuple[str, ...]
    slag: tuple[str, ...]
    rows: tuple[Row, ...]
    uten_bruker: dict[str, int]
    annetsteds: dict[str, str]

    def named(self) -> Iterator[list[str]]:
        """The words of every command that the table has an answer for."""
        yield from (row.words for row in self.rows)
        yield from (each.split() for each in (*self.uten_bruker, *self.annetsteds))


def read_table(path: Path) -> Table:
    """The table in a file. Raises ValueError where a cell is missing or has a sign that means nothing."""
    data = tomllib.loads(path.read_text("utf-8"))
    roller, slag = tuple(data["roller"]), tuple(data["slag"])
    grids = {name: _grid(each["rader"], slag) for name, each in data["svar"].items()}
    rest = grids.pop("ellers")
    rows = [_case_row(each, rest | grids[each["svar"]], roller, slag) for each in data["sak"]]
    rows += [_house_row(each, roller) for each in data["hus"]]
    return Table(roller, slag, tuple(rows), data["uten_bruker"], data["annetsteds"])


def _grid(text: str, slag: tuple[str, ...]) -> dict[str, dict[str, str]]:
    head, *lines = (line.split() for line in text.strip().splitlines())
    if tuple(head) != slag:
        raise ValueError(head)
    return {rolle: dict(zip(slag, _signs(signs), strict=True)) for rolle, *signs in lines}


def _signs(signs: list[str]) -> list[str]:
    if not SIGNS.issuperset(signs):
        raise ValueError(signs)
    return signs


def _case_row(
    data: dict[str, Any], grid: dict[str, dict[str, str]], roller: tuple[str, ...], slag: tuple[str, ...]
) -> Row:
    answers = {(rolle, kind): grid[rolle][kind] for rolle in roller for kind in slag}
    return _row(data, answers)


def _house_row(data: dict[str, Any], roller: tuple[str, ...]) -> Row:
    signs = _signs(data["svar"].split())
    return _row(data, {(rolle, NO_CASE): sign for rolle, sign in zip(roller, signs, strict=True)})


def _row(data: dict[str, Any], answers: dict[tuple[str, str], str]) -> Row:
    known = {key: value for key, value in data.items() if key not in {"svar", "handling"}}
    return Row(answers=answers, handling=frozenset(data["handling"].split()), **known)
