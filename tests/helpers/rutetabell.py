"""The table of expected answers of the pages (`tests/exin/web/rutematrise.toml`), as rows and cells.

Must not know how a page is asked for, and must not fill in an answer that nobody wrote. Answers on a case are those of
the command line's table, by name: what a role may do to a case does not hang on the door it comes by.
"""

import shlex
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fastapi.routing import APIRoute

from exin.web.ruter import HANDLING
from exin.web.sider import ROUTERS
from tests.helpers.matrix_table import AS_NONE, CLOSED, DONE, NO_CASE, NOT_NOW, REFUSED

TO_LOGIN = "i"
"""To the log-in page, whatever was asked for; nothing of it is in the log."""

SIGNS = frozenset({DONE, AS_NONE, REFUSED, CLOSED, NOT_NOW, TO_LOGIN})
WITHOUT_SESSION = ("sperret", "ukjent")
"""Who comes by a session of a blocked account, and who by none."""

HANDLINGER: Mapping[tuple[str, str], str] = {
    (method, route.path): str((route.openapi_extra or {}).get(HANDLING))
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
}
"""What each route of the site names to the rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rute:
    """A route on a case in one state (or on none), what is sent to it, and the answer to each role and kind of case."""

    metode: str
    sti: str
    tilstand: str
    handling: str
    answers: Mapping[tuple[str, str], str]
    skjema: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How a report names it."""
        return f"{self.metode} {self.sti} {self.tilstand}".strip()

    @property
    def om_sak(self) -> bool:
        """Whether it is about a case."""
        return "{saksnr}" in self.sti


@dataclass(frozen=True, slots=True)
class Rutetabell:
    """The whole table. `apne`: the routes that need no session, with the answers to nobody and to who is logged in."""

    roller: tuple[str, ...]
    rader: tuple[Rute, ...]
    apne: Mapping[tuple[str, str], tuple[str, str]]

    def named(self) -> set[tuple[str, str]]:
        """The routes that the table has an answer for."""
        return {(rad.metode, rad.sti) for rad in self.rader} | set(self.apne)


def read_routes(path: Path, commands: Path) -> Rutetabell:
    """The table in a file, with the grids of another. Raises KeyError, ValueError for a row that says too little."""
    data, other = (tomllib.loads(each.read_text("utf-8")) for each in (path, commands))
    roller, slag = tuple(other["roller"]), tuple(other["slag"])
    grids = {
        name: grid_of(each["rader"], slag) for name, each in (other["svar"] | data.get("svar", {})).items()
    }
    rest = grids.pop("ellers")
    rader = [_on_case(words, rest, grids, roller, slag) for words in lines_of(data["sak"])]
    rader += [_on_house(words, roller) for words in lines_of(data["hus"])]
    apne = {(words[0], words[1]): (words[2], words[3]) for words in lines_of(data["apne"])}
    return Rutetabell(roller, tuple(rader), apne)


def lines_of(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        words = shlex.split(line, comments=True)
        if words:
            yield words


def grid_of(text: str, slag: tuple[str, ...]) -> dict[str, dict[str, str]]:
    head, *lines = (line.split() for line in text.strip().splitlines())
    if tuple(head) != slag:
        raise ValueError(head)
    return {rolle: dict(zip(slag, signs, strict=True)) for rolle, *signs in lines}


def _on_case(
    words: list[str],
    rest: dict[str, dict[str, str]],
    grids: dict[str, dict[str, dict[str, str]]],
    roller: tuple[str, ...],
    slag: tuple[str, ...],
) -> Rute:
    metode, sti, tilstand, svar, *fields = words
    grid = rest | grids[svar]
    answers = {(rolle, kind): _sign(rolle, grid[rolle][kind]) for rolle in roller for kind in slag}
    return _rute(metode, sti, tilstand, answers, fields)


def _on_house(words: list[str], roller: tuple[str, ...]) -> Rute:
    metode, sti, signs, *fields = words
    asked = [rolle for rolle in roller if rolle not in WITHOUT_SESSION]
    given = dict(zip(asked, signs.split(), strict=True))
    answers = {(rolle, NO_CASE): _sign(rolle, given.get(rolle, TO_LOGIN)) for rolle in roller}
    return _rute(metode, sti, "", answers, fields)


def _sign(rolle: str, sign: str) -> str:
    if sign not in SIGNS and rolle not in WITHOUT_SESSION:
        raise ValueError(sign)
    return TO_LOGIN if rolle in WITHOUT_SESSION else sign


def _rute(
    metode: str, sti: str, tilstand: str, answers: dict[tuple[str, str], str], fields: list[str]
) -> Rute:
    skjema = dict(each.split("=", 1) for each in fields)
    handling = HANDLINGER.get((metode, sti), "")
    return Rute(metode=metode, sti=sti, tilstand=tilstand, handling=handling, answers=answers, skjema=skjema)
