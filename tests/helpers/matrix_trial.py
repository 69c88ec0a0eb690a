"""One cell of the matrix, tried: the command is run on a fresh copy of the house, and its answer and events judged.

Must not judge by how the engine decided: only by what was written to the streams, the exit code and the log.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from audit.encode import decode
from audit.events import Event, Outcome
from exin.actor import os_user
from exin.cli.feil import DENIED, NOT_FOUND, TOLD, UNKNOWN_ACTOR
from tests.helpers import registers
from tests.helpers.kommando import Svar, exin
from tests.helpers.matrix_house import Case, House
from tests.helpers.matrix_table import (
    AS_NONE,
    CLOSED,
    DONE,
    NONE_SUCH,
    NOT_NOW,
    NOT_SHOWN,
    REFUSED,
    STRANGER,
    Row,
)
from tests.helpers.office import START
from tests.helpers.old_schema import grow_old
from tests.helpers.sporringer import statements

_TOLD = {
    REFUSED: ("nektet", DENIED),
    CLOSED: ("nektet", TOLD["avsluttet_sak_last"]),
    AS_NONE: ("ikke_funnet", NOT_FOUND),
    STRANGER: ("ukjent_bruker", UNKNOWN_ACTOR),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a cell gave: the answer, the events that came, the statements that ran; and the asker's id, if known."""

    case: Case
    answer: Svar
    events: list[Event]
    statements: list[str]
    asker: str | None


class Bench:
    """Runs cells, each on its own copy of the house."""

    def __init__(self, house: House, room: Path) -> None:
        self._house = house
        self.folder = room / "var"
        self._files = {"mappe": str(room / "eksport")}
        for name, text in zip(
            ("henvendelser", "hendelser"), registers.Register().course("R-1").texts(), strict=True
        ):
            path = room / f"{name}.csv"
            path.write_text(text, "utf-8")
            self._files[name] = str(path)

    def run(self, row: Row, rolle: str, slag: str, *more: str, without: bool = False) -> Tried:
        """Run a row's command as a role on a kind of case, with further options; `without`: where none is hidden."""
        case = self._house.case(slag or NONE_SUCH, row.tilstand)
        folder = self.fresh(without=without)
        before, asker = _count(folder), _id_of(folder, rolle)
        if row.gammel:
            _grow_old(folder)
        args = self.words(row, rolle, case)
        with statements() as ran:
            answer = exin(*args, "--som", rolle, *more, "--dir", folder, stdin=row.skrevet)
        return Tried(case=case, answer=answer, events=_events(folder, before), statements=ran, asker=asker)

    def words(self, row: Row, rolle: str, case: Case) -> list[str]:
        """The arguments of a row, for a role and a case."""
        said = {
            **self._files,
            "sak": case.saksnr,
            "notat": case.notat,
            "mote": case.mote,
            "annen": self._house.case("kollega", "annen").saksnr,
            "meg": rolle,
            "idag": START.date().isoformat(),
            "fram": (START + timedelta(days=90)).date().isoformat(),
            "klokken": f"{(START + timedelta(days=1)).date().isoformat()} 13:00",
        }
        return [word.format(**said) for word in row.words]

    def fresh(self, *, without: bool = False) -> Path:
        """A copy of the house to try things on; the one before is gone."""
        for left in (self.folder, Path(self._files["mappe"])):
            shutil.rmtree(left, ignore_errors=True)
        return Path(shutil.copytree(self._house.without if without else self._house.folder, self.folder))


def _rows(folder: Path, sql: str, *params: object) -> list[tuple[bytes, ...]]:
    with closing(sqlite3.connect(folder / "data" / "exin.sqlite")) as connection:
        return connection.execute(sql, params).fetchall()


def _count(folder: Path) -> int:
    return int(_rows(folder, "select count(*) from logg_hendelse")[0][0])


def _events(folder: Path, first: int) -> list[Event]:
    found = _rows(folder, "select kropp from logg_hendelse where blad >= ? order by blad", first)
    return [decode(body) for (body,) in found]


def _id_of(folder: Path, rolle: str) -> str | None:
    found = _rows(folder, "select id from ansatt where brukernavn = ?", rolle)
    return found[0][0].hex() if found else None


def _grow_old(folder: Path) -> None:
    """Back to the first revision of the schema."""
    with closing(sqlite3.connect(folder / "data" / "exin.sqlite")) as connection, connection:
        grow_old(connection.execute)


_WHO = {(None, "mottakspost"), (None, "oppstart")}
"""The jobs of the house that may have acted besides the asker."""


# -- judging -----------------------------------------------------------------------------------------------


def faults(row: Row, rolle: str, slag: str, tried: Tried) -> list[str]:
    """What is not as the table says; nothing when all is."""
    sign = row.answers[rolle, slag]
    wrong = [*_wrong_answer(row, sign, tried), *_wrong_events(row, slag, sign, tried)]
    return [f"{row.name} / {rolle} / {slag or 'huset'}: {each}" for each in wrong]


def _wrong_answer(row: Row, sign: str, tried: Tried) -> Iterator[str]:
    answer = tried.answer
    code = 0 if sign in {DONE, NOT_SHOWN} else 2
    if answer.code != code:
        yield f"exit code {answer.code}, not {code}: {answer.said.strip()[:200]}"
    elif sign in {DONE, NOT_SHOWN} and row.linjer and _shown(tried) != (sign == DONE):
        yield "shown" if sign == NOT_SHOWN else "not shown"
    elif code and _refusal(row, answer) != sign:
        yield f"refused as {_refusal(row, answer)!r}, not {sign!r}: {answer.said.strip()[:200]}"


def _shown(tried: Tried) -> bool:
    told = tried.answer.data
    lines = told["linjer"] if isinstance(told, dict) else told
    return any(line.get("saksnr", tried.case.saksnr) == tried.case.saksnr for line in lines)


def _refusal(row: Row, answer: Svar) -> str:
    """The sign of a refusal, by all that was written."""
    for sign, (kode, text) in _TOLD.items():
        if "--json" in row.words:
            if answer.err == "" and answer.data == {"feil": kode, "tekst": text, "mangler": []}:
                return sign
        elif (answer.out, answer.err) == ("", f"{text}\n"):
            return sign
    return NOT_NOW


def _wrong_events(row: Row, slag: str, sign: str, tried: Tried) -> Iterator[str]:
    outcomes = [each.utfall for each in tried.events]
    written = [each for each in tried.events if each.skrevet]
    if sign in {DONE, NOT_SHOWN}:
        if set(outcomes) != {Outcome.TILLATT}:
            yield f"events {outcomes}"
    elif written:
        yield "something was written"
    elif sign == NOT_NOW:
        if set(outcomes) != {Outcome.AVVIST}:
            yield f"events {outcomes}"
    else:
        yield from _wrong_denial(row, slag, tried)
    if any((each.ansatt, each.jobb) not in _WHO | {(tried.asker, None)} for each in tried.events):
        yield "somebody else's event"


def _wrong_denial(row: Row, slag: str, tried: Tried) -> Iterator[str]:
    denied = [each for each in tried.events if each.utfall is Outcome.NEKTET]
    rest = {each.utfall for each in tried.events} - {Outcome.NEKTET, Outcome.AVBRUTT}
    if len(denied) != 1 or rest:
        yield f"not one denial: {[each.utfall for each in tried.events]}"
        return
    (event_of_it,) = denied
    if tried.asker is None:
        if event_of_it.koder != ("ukjent_ansatt",) or event_of_it.os_bruker != os_user():
            yield "the denial does not say that a stranger asked"
        return
    if event_of_it.handling not in row.handling:
        yield f"the denial names {event_of_it.handling}"
    about = event_of_it.sak is not None
    if "{sak}" in row.args and "{annen}" not in row.args and about != (slag != NONE_SUCH) and not row.linjer:
        yield "the denial does not name the case" if not about else "the denial names a case"
