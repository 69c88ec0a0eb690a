"""Loading the demonstration into a new installation: staff, register, circles of protection, what staff have written.

Must not load twice: the auditor, who is made last, tells that all is there. What a crash left undone is gone on with.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from exin.actor import Caller
from exin.casework.demo.people import KLARERTE, LEDER, REVISOR, STAFF
from exin.casework.demo.register import Demosak, cases_in, register_until
from exin.casework.demo.work import has_work, write_work
from exin.casework.hus.ansatte import AnsattValg, add_staff
from exin.casework.hus.ansattvisning import list_staff
from exin.casework.hus.forslag import approve
from exin.casework.register.run import import_register
from exin.casework.tilgang.tildeling import KONTAKT, assign, protect
from exin.errors import InvalidInput
from exin.work import Office
from policies import Protection, Role

Telling = Callable[[str], None]
"""Told what is being done, for whoever waits."""

_STRICT = Protection.STRENGT_FORTROLIG


def is_loaded(office: Office, admin: Caller) -> bool:
    """Whether the demonstration is here in full.

    Raises:
        Denied: the caller does not manage staff.
        InvalidInput: the installation is in use for something else.
    """
    with office.read(admin) as r:
        staff = {each.brukernavn: each.aktiv for each in list_staff(r)}
    names = set(staff)
    if staff.get(REVISOR):
        return True
    if names - {*STAFF, REVISOR, admin.brukernavn}:
        raise InvalidInput("installasjonen_er_i_bruk")
    return False


def load_demo(office: Office, admin: Caller, tell: Telling) -> None:
    """Load what is not there yet.

    Raises:
        InvalidInput: real data are handled here, or an earlier run was broken off on another day.
    """
    if office.means.environment == "production":
        raise InvalidInput("demo_i_produksjon")
    yesterday = office.means.today() - timedelta(days=1)
    register = register_until(yesterday)
    tell("Ansatte får konto, roller og plikter.")
    _make_staff(office, admin, STAFF)
    tell("Registeret hentes inn fra de to CSV-filene som følger med.")
    result = import_register(office, admin, register)
    if result.avvist:
        raise InvalidInput("demo_avbrutt_tidligere")
    cases = cases_in(register)
    tell("Sakene får notater, kartlegginger, samtykker og samtaler. Alt er oppdiktet.")
    for sak in cases:
        if sak.skjerming == _STRICT:
            _protect(office, admin, sak)
        elif has_work(sak):
            with office.work(_as(admin, sak.kontakt)) as w:
                write_work(w, sak, yesterday)
    _make_staff(office, admin, {REVISOR: AnsattValg(rolle=Role.REVISOR, klarert=True)})


def _make_staff(office: Office, admin: Caller, staff: dict[str, AnsattValg]) -> None:
    """The lead, who is made first, approves what takes two."""
    with office.read(admin) as r:
        there = {each.brukernavn: each.aktiv for each in list_staff(r)}
    for name in _missing(staff, set(there)):
        with office.work(admin) as w:
            there[name] = not add_staff(w, name, staff[name])
    for name in staff:
        if not there[name]:
            with office.work(_as(admin, LEDER)) as w:
                approve(w, name)


def _missing(wanted: Iterable[str], there: set[str]) -> list[str]:
    return [name for name in wanted if name not in there]


def _protect(office: Office, admin: Caller, sak: Demosak) -> None:
    """The lead names the circle of a strictly protected case; one whose contact was not cleared gets another."""
    with office.work(_as(admin, LEDER)) as w:
        protect(w, sak.saksnr, _STRICT, leder=LEDER, ansatte=KLARERTE)
    if sak.kontakt not in KLARERTE and sak.siste != "avslutt":
        with office.work(_as(admin, LEDER)) as w:
            assign(w, sak.saksnr, KLARERTE[0], KONTAKT)


def _as(admin: Caller, brukernavn: str) -> Caller:
    return replace(admin, brukernavn=brukernavn)
