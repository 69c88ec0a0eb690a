"""A house with a case of each kind in each state, where everybody of the matrix has been at work.

Must not write a row by hand: cases come where they stand through the door. Made once in a run; a cell gets a copy.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from exin.casework.hus.ansatte import AnsattValg, add_staff, change_staff, set_active
from exin.casework.oppfolging import arbeid
from exin.casework.tilgang import tildeling
from exin.clock import OSLO
from exin.ids import Saksnr
from exin.work import Work
from policies import Protection, Role
from tests.helpers import cases, moter, people, stab
from tests.helpers.office import START, Kontor, make_template, open_copy

CLERK: Final = "skriver"
"""Registers the cases, and is nobody that the matrix asks for."""

ASKERS: Final = {
    "saksbehandler": AnsattValg(klarert=False),
    "mottak": AnsattValg(klarert=False, mottak=True),
    "klarert": AnsattValg(),
    "teamleder": AnsattValg(klarert=False, rolle=Role.TEAMLEDER),
    "klarert_teamleder": AnsattValg(rolle=Role.TEAMLEDER),
    "revisor": AnsattValg(rolle=Role.REVISOR),
    "systemansvarlig": AnsattValg(rolle=Role.SYSTEMANSVARLIG),
    "sperret": AnsattValg(),
}
"""What becomes of each after the cases were given: until then all are cleared saksbehandlere."""

STATES: Final = ("henvendelse", "vurdering", "forlop", "avslutning", "frafall", "ung")
HIDDEN: Final = ("strengt", "strengt_egen", "strengt_inhabil")
"""The kinds of case that do not exist for an outsider."""

UNKNOWN: Final = "EX-2026-2222"
"""A case number that nobody was given."""

_ALMOST_GROWN: Final = date(START.year - 18, START.month, START.day) + timedelta(days=20)
_PROGRAMMES: Final = {"ung": "exin_oslo_ung"}
_CIRCLE: Final = ("krets1", "krets2")
_LEAD: Final = "krets_leder"


@dataclass(frozen=True, slots=True)
class Case:
    """A case of the house: its number, a note in it, a meeting of today that is not cleared, and who it is about."""

    saksnr: Saksnr
    notat: str = "0" * 32
    mote: str = "0" * 32
    navn: str = ""
    nummer: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """The folder, and the cases by kind and state. `without` is the house before it had a hidden case."""

    folder: Path
    without: Path
    saker: dict[tuple[str, str], Case]

    def case(self, slag: str, tilstand: str) -> Case:
        """The case of a kind in a state."""
        if slag == "finnes_ikke":
            return Case(Saksnr(UNKNOWN))
        return self.saker[slag, "avsluttet" if slag == "lukket" else tilstand]


def build(base: Path, states: Iterable[str] = STATES) -> House:
    """Make the house under `base`."""
    kontor = open_copy(make_template(base / "mal"), base / "med")
    _staff(kontor)
    wanted = [
        (slag, tilstand)
        for tilstand in states
        for slag in ("egen", "kollega", "annet_lag", "fortrolig", "inhabil")
    ]
    saker = {each: _case(kontor, *each) for each in [*wanted, ("lukket", "avsluttet"), ("kollega", "annen")]}
    kontor.office.pin()
    kontor.close()
    shutil.copytree(base / "med", base / "uten")
    kontor.reopen()
    saker |= {(slag, tilstand): _case(kontor, slag, tilstand) for tilstand in states for slag in HIDDEN}
    for folder in (base / "med", base / "uten"):
        kontor.folder = folder
        kontor.reopen()
        _give_roles(kontor)
        kontor.office.pin()
        kontor.close()
    return House(base / "med", base / "uten", saker)


def _staff(kontor: Kontor) -> None:
    cleared = AnsattValg(rolle=Role.SAKSBEHANDLER, klarert=True)
    plain = AnsattValg(rolle=Role.SAKSBEHANDLER)
    made = {CLERK: plain, "vikar": cleared, "ekstra": cleared, **dict.fromkeys(_CIRCLE, cleared)}
    made[_LEAD] = AnsattValg(rolle=Role.TEAMLEDER, klarert=True)
    already = {stored[0] for stored in kontor.rows("select brukernavn from ansatt")}
    for name, valg in (made | dict.fromkeys(ASKERS, cleared)).items():
        _do(kontor, name, valg, change_staff if name in already else add_staff)
    stab.opened(kontor, "sperret")


def _give_roles(kontor: Kontor) -> None:
    for name, valg in ASKERS.items():
        if valg != AnsattValg():  # that one stays as it was made
            _do(kontor, name, valg, change_staff)
    with kontor.work("admin") as w:
        set_active(w, "sperret", aktiv=False)


def _do(kontor: Kontor, name: str, valg: AnsattValg, act: Callable[[Work, str, AnsattValg], bool]) -> None:
    stab.together(kontor, name, lambda w: act(w, name, valg))


def _case(kontor: Kontor, slag: str, tilstand: str) -> Case:
    """A case of that kind, brought to that state by its contact, with all that the next step asks for."""
    strict = slag in HIDDEN
    contact = "annen" if slag == "annet_lag" else "krets1" if strict else "kari"
    who = {"navn": people.name(), "fodselsnummer": people.new_number(_born(tilstand))}
    saksnr = _registered(kontor, slag, program=_PROGRAMMES.get(tilstand, "exin_oslo"), **who)
    for name in ("ekstra", *(ASKERS if slag in {"egen", "lukket", "strengt_egen"} else ())):
        cases.give(kontor, saksnr, name, by=_LEAD, funksjon="medansvarlig")
    cases.give(kontor, saksnr, contact, by=_LEAD)
    notat, mote = _note(kontor, saksnr, contact), _meeting(kontor, saksnr, contact)
    _bring(kontor, saksnr, tilstand, contact)
    if slag in {"inhabil", "strengt_inhabil"}:
        for name in ASKERS:
            with kontor.work(_LEAD) as w:
                tildeling.bar(w, saksnr, name, "I slekt.")
    return Case(saksnr, notat, mote, who["navn"], who["fodselsnummer"])


def _note(kontor: Kontor, saksnr: Saksnr, by: str) -> str:
    with kontor.work(by) as w:
        return arbeid.write_notat(w, saksnr, "Et notat.").hex()


def _meeting(kontor: Kontor, saksnr: Saksnr, by: str) -> str:
    """Within the hour, so that it has begun when the matrix is run."""
    return moter.plan(
        kontor, saksnr, by, tid=(START + timedelta(minutes=30)).astimezone(OSLO).replace(tzinfo=None)
    )


def _born(tilstand: str) -> date:
    return _ALMOST_GROWN if tilstand == "ung" else people.ADULT


def _registered(kontor: Kontor, slag: str, **given: str) -> Saksnr:
    if slag not in HIDDEN:
        level = Protection.FORTROLIG if slag == "fortrolig" else Protection.INGEN
        return cases.register(kontor, by=CLERK, skjerming=level, **given).saksnr
    saksnr = cases.register(kontor, by="krets1", skjerming=Protection.STRENGT_FORTROLIG, **given).saksnr
    with kontor.work("krets1") as w:
        tildeling.protect(w, saksnr, Protection.STRENGT_FORTROLIG, leder=_LEAD, ansatte=_CIRCLE)
    return saksnr


def _bring(kontor: Kontor, saksnr: Saksnr, tilstand: str, by: str) -> None:
    before = {"ung": "forlop", "frafall": "forlop", "annen": "henvendelse"}
    cases.go_on(kontor, saksnr, before.get(tilstand, tilstand), by=by)
    if tilstand == "frafall":
        cases.drop_out(kontor, saksnr, by)
    ready = {
        "henvendelse": "start_vurdering",
        "vurdering": "start_forlop",
        "forlop": "start_avslutning",
        "avslutning": "avslutt",
    }
    if tilstand in ready:
        cases.prepare(kontor, saksnr, ready[tilstand], by)
