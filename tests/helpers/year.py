"""A house at work day by day: what staff do on cases, seeded, and processes that sweep beside each other.

Must not know what ought to be told: each act that was done is handed on to a replay (`deadline_replay`).
"""

import multiprocessing
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from exin.app import Installation
from exin.casework.demo.register import numbers_in, register_as_it_is
from exin.casework.frist.fristendring import move_frist, pause_frist, resume_frist
from exin.casework.jobb.alderssveip import sweep_ages
from exin.casework.jobb.sveip import sweep_deadlines
from exin.casework.oppfolging import arbeid
from exin.errors import IllegalStep, InvalidInput
from exin.ids import Saksnr
from tests.helpers import cases, people, registers, stab
from tests.helpers.deadline_replay import Case, House, Replay
from tests.helpers.deadline_rules import AREAS, IN_WORK, LEADS_TO, UNG
from tests.helpers.doom import PATIENCE, Doom, Fate, set_out
from tests.helpers.office import Kontor, SettableClock

OSLO = ZoneInfo("Europe/Oslo")
WHY = "Personen er bortreist."
IMPORTED = {"ansatt01": True, "ansatt02": False, "ansatt03": True, "ansatt04": False}
"""Those of the register's staff who still work here, and whether each is cleared; the import blocks the others."""

HOUSE = House(
    leads=frozenset({"leder", "klarert_leder"}),
    cleared=frozenset({"klarert_leder", "klarert1", "klarert2", "ansatt01", "ansatt03"}),
    reception=frozenset({"mottak"}),
    active=frozenset({"kari", "ola", "mottak", "klarert1", "klarert2", *IMPORTED}),
)

_CONTACT = ("kari", "ola")
_BUSY = 10
"""So many of the newest cases have most of the work."""
_MISSES = 0.3
"""Of so many cases people do not turn up."""
_TRIED_AGAIN = 0.15
"""So much of the work is to try once more where somebody did not turn up."""


def at(day: date, hour: int, minute: int = 0, *, again: bool = False) -> datetime:
    """A time in Oslo; `again`: the second one of that name on the night on which the clock goes back."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=OSLO, fold=int(again))


def day_of(moment: datetime) -> date:
    """The calendar day in Oslo."""
    return moment.astimezone(OSLO).date()


# -- staff ---------------------------------------------------------------------------------------------------


class Staff:
    """Does this and that on cases, each through the door, and tells the replay of what was done."""

    def __init__(self, kontor: Kontor, replay: Replay, chance: random.Random) -> None:
        self.kontor, self.replay, self.chance = kontor, replay, chance
        self.done = self.refused = 0
        self._taken = numbers_in(register_as_it_is())
        self._own_steps: dict[str, int] = {}
        self._misses: dict[str, bool] = {}

    @property
    def today(self) -> date:
        """The day in Oslo."""
        return self.kontor.office.means.today()

    def bring_in_the_register(self) -> None:
        """Import it as it is."""
        for name, cleared in IMPORTED.items():
            stab.made(self.kontor, name, klarert=cleared)
        files = register_as_it_is()
        registers.land(self.kontor, files)
        self.replay.read_register(files.henvendelser, files.hendelser)

    def work(self, acts: int) -> None:
        """So many acts on open cases, more of them on the newest ones; on some days of work a new case besides."""
        for _ in range(acts):
            case, act = self._choose()
            try:
                act(case)
                self.done += 1
            except (IllegalStep, InvalidInput):
                self.refused += 1
        if self.chance.random() < 0.4:
            self._register()

    def _choose(self) -> tuple[Case, Callable[[Case], None]]:
        open_ones = [case for case in self.replay.cases.values() if not case.over]
        missed = [case for case in open_ones if case.now.no_shows and case.now.state in IN_WORK]
        if missed and self.chance.random() < _TRIED_AGAIN:
            return missed[0], self._talk
        case = self.chance.choice(open_ones[-_BUSY:] if self.chance.random() < 0.6 else open_ones)
        return case, self.chance.choice(self._possible(case))

    def _by(self, case: Case) -> str:
        return "klarert_leder" if case.strict else "leder"

    def _possible(self, case: Case) -> list[Callable[[Case], None]]:
        """What may be done, as often as it is likely."""
        found: list[Callable[[Case], None]] = [self._talk, self._talk, self._talk, self._change_a_deadline]
        found += self._in_state()[case.now.state]
        if case.now.state in IN_WORK:
            found += [self._consent, self._drop_out, self._assign, self._talk, self._talk]
        found += [self._withdraw] if case.now.state in IN_WORK and case.now.consents else []
        found += [self._annul] if self._own_steps.get(case.saksnr) else []
        over = case.now.program == UNG
        return [*found, self._hand_over_to_oslo] if over else found

    def _in_state(self) -> dict[str, list[Callable[[Case], None]]]:
        return {
            "henvendelse": [self._inform, self._start_vurdering, self._not_taken_in, self._assign],
            "vurdering": [self._map_out, self._start_forlop, self._start_forlop, self._not_taken_in],
            "forlop": [self._map_out, self._plan, self._start_avslutning],
            "avslutning": [self._map_out, self._back, self._end],
            "frafall": [self._readmit],
        }

    # -- new cases

    def _register(self) -> None:
        """A new case: in one of ten strictly protected, and some near a birthday that matters."""
        ung, strict = self.chance.random() < 0.4, self.chance.random() < 0.1
        age = self.chance.choice([15, 16, 17, 17, 18] if ung else [17, 19, 22, 25, 30, 30])
        years_ago = self.today.replace(day=1, year=self.today.year - age)
        born = years_ago - timedelta(days=self.chance.randint(0, 364))
        number = people.new_number(born)
        if number in self._taken:
            return
        given: dict[str, Any] = {"fodselsnummer": number, "tilknytning_oslo": True}
        given |= {"program": UNG} if ung else {}
        new = cases.protected_case if strict else _unprotected_case
        saksnr = new(self.kontor, **given)
        program = UNG if ung else "exin_oslo"
        case = Case(saksnr, program=program, born=born, strict=strict, contact="klarert1" if strict else None)
        case.step("henvendelse", self.today)
        self.replay.cases[saksnr] = case
        if not strict and self.chance.random() < 0.6:
            self._assign(case)
        self.done += 1

    def _assign(self, case: Case) -> None:
        who = "klarert2" if case.strict else self.chance.choice(_CONTACT)
        cases.give(self.kontor, case.saksnr, who, by=self._by(case))
        case.contact = who

    # -- contacts

    def _talk(self, case: Case) -> None:
        misses = self._misses.setdefault(case.saksnr, self.chance.random() < _MISSES)
        weights = (1, 7, 2) if misses else (7, 1, 2)
        (utfall,) = self.chance.choices(("holdt", "ikke_mott", "forsok"), weights)
        day = self.today
        if utfall == "holdt" and day in case.now.no_shows:
            return  # which of the two came first is not written down
        if utfall == "holdt" and not case.now.no_shows:
            day -= timedelta(days=self.chance.choice((0, 0, 0, 1, 2)))
        self._wrote_talk(case, day, self.chance.choice(("samtale", "telefon")), utfall)

    def _inform(self, case: Case) -> None:
        if self.today not in case.now.no_shows:
            self._wrote_talk(case, self.today, "informasjonssamtale", "holdt")

    def _wrote_talk(self, case: Case, day: date, slag: str, utfall: str) -> None:
        cases.talk(self.kontor, case.saksnr, self._by(case), slag=slag, utfall=utfall, dato=day)
        case.talk(day, slag, utfall)

    # -- work

    def _map_out(self, case: Case) -> None:
        areas = ("risiko",) if self.chance.random() < 0.3 else AREAS
        given = {area: f"Om {area}." for area in areas}
        cases.map_out(self.kontor, case.saksnr, self._by(case), **given)
        case.map_out(self.today, areas)

    def _consent(self, case: Case) -> None:
        end = None
        if self.chance.random() < 0.8:
            end = self.today + timedelta(days=self.chance.randint(20, 150))
        cases.consent(self.kontor, case.saksnr, self._by(case), utloper=end)
        case.consent(end)

    def _withdraw(self, case: Case) -> None:
        with self.kontor.work(self._by(case)) as w:
            arbeid.withdraw_samtykke(w, case.saksnr, "deltakelse")
        case.withdraw()

    def _plan(self, case: Case) -> None:
        with self.kontor.work(self._by(case)) as w:
            arbeid.write_plan(w, case.saksnr, "Overlevering til NAV.")
        case.make_plan(self.today)

    # -- steps

    def _step(self, case: Case, hendelse: str, *, open_until: date | None = None, **given: Any) -> None:  # noqa: ANN401
        if open_until:
            given["apen_til"] = open_until
        done = cases.advance(self.kontor, case.saksnr, hendelse, self._by(case), **given)
        if hendelse == "reinntak":
            case.lose_contact(HOUSE)
        state = LEADS_TO.get(hendelse, case.now.state)
        case.step(state, self.today, program=done.program, open_until=open_until)
        self._own_steps[case.saksnr] = self._own_steps.get(case.saksnr, 0) + 1

    def _annul(self, case: Case) -> None:
        cases.advance(self.kontor, case.saksnr, "annuller_steg", self._by(case), begrunnelse="Feil sak.")
        case.annul()
        self._own_steps[case.saksnr] -= 1

    def _start_vurdering(self, case: Case) -> None:
        if "informasjonssamtale" in case.now.running:
            self._inform(case)
        self._step(case, "start_vurdering")

    def _start_forlop(self, case: Case) -> None:
        if "kartlegging" in case.now.running:
            self._map_out(case)
        if not case.now.consents:
            self._consent(case)
        self._step(case, "start_forlop", overstyr=True, begrunnelse="Haster.")

    def _start_avslutning(self, case: Case) -> None:
        if case.now.plan is None:
            self._plan(case)
        self._step(case, "start_avslutning")

    def _back(self, case: Case) -> None:
        self._step(case, "tilbake_til_forlop", begrunnelse="Ikke klar.")

    def _end(self, case: Case) -> None:
        if self.chance.random() < 0.5:
            cases.prepare(self.kontor, case.saksnr, "avslutt", self._by(case))
            self._step(case, "avslutt")

    def _drop_out(self, case: Case) -> None:
        until = self.today + timedelta(days=self.chance.randint(5, 120))
        self._step(case, "frafall", open_until=until, arsak="nye_hendelser")

    def _readmit(self, case: Case) -> None:
        self._step(case, "reinntak", arsak="ny_motivasjon", overstyr=True, begrunnelse="Haster.")

    def _not_taken_in(self, case: Case) -> None:
        if self.chance.random() < 0.3:
            self._step(case, "ikke_tatt_inn", arsak="kapasitet", tilbud="gitt")

    def _hand_over_to_oslo(self, case: Case) -> None:
        self._step(case, "overfor_til_18")

    # -- deadlines

    def _change_a_deadline(self, case: Case) -> None:
        running, by, day = case.now.running, self._by(case), self.today
        if not running:
            return
        slag = self.chance.choice(sorted(running))
        rests, pause = running[slag].paused is not None, self.chance.random() < 0.5
        til = day + timedelta(days=self.chance.randint(1, 25))
        with self.kontor.work(by) as w:
            if rests:
                resume_frist(w, case.saksnr, slag, begrunnelse=WHY)
            elif pause:
                pause_frist(w, case.saksnr, slag, begrunnelse=WHY)
            else:
                move_frist(w, case.saksnr, slag, til=til, begrunnelse=WHY)
        if rests:
            case.resume(slag, day)
        elif pause:
            case.pause(slag, day)
        else:
            case.move(slag, til)


def _unprotected_case(kontor: Kontor, **given: Any) -> Saksnr:  # noqa: ANN401 - any field of a henvendelse
    return cases.register(kontor, **given).saksnr


# -- processes -------------------------------------------------------------------------------------------------


def keep_sweeping(installation: Installation, acknowledge: Callable[[str], None], orders: Connection) -> None:
    """In a process of its own: sweep at each moment that is ordered, until there is none."""
    office = installation.office
    clock = office.means.clock
    assert isinstance(clock, SettableClock)
    while (order := orders.recv()) is not None:
        clock.now, ages = order
        told = sweep_deadlines(office)
        if ages:
            sweep_ages(office)
        acknowledge(str(told))


class Sweeper:
    """A process that sweeps when it is told to, and may be doomed to die on the way."""

    def __init__(self, folder: Path, doom: Doom | None = None) -> None:
        theirs, self._orders = multiprocessing.get_context("forkserver").Pipe(duplex=False)
        self._worker = set_out(keep_sweeping, folder, theirs, doom)
        theirs.close()

    def order(self, moment: datetime, *, ages: bool) -> None:
        """Have it sweep as at that moment."""
        with suppress(BrokenPipeError):  # dead already, as `done` says
            self._orders.send((moment, ages))

    def done(self) -> int | None:
        """How many it told of; None when it died."""
        pipe = self._worker.pipe
        if not pipe.poll(PATIENCE):
            pytest.fail("the sweeper does not answer")
        try:
            return int(pipe.recv())
        except EOFError:
            self._orders.close()
            self._worker.fate()
            return None

    def stop(self) -> Fate:
        """Have it end of itself. Returns what became of it."""
        with suppress(BrokenPipeError):  # dead already
            self._orders.send(None)
        self._orders.close()
        return self._worker.fate()
