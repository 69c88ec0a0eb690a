"""The engine under measurement: a throw-away installation with invented people, and the acts upon it.

Must not take a short cut: each act goes through the door as a command does.
"""

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final, Self, cast

from sqlalchemy import Connection, Engine, event

from bench.floor import LISTED_CASES, NOTE
from exin.actor import Caller, os_user
from exin.app import Installation, initialise, open_installation
from exin.casework.hus.ansatte import AnsattValg, add_staff, write_staff
from exin.casework.oppfolging import arbeid
from exin.casework.oppfolging.arbeid import NyKartlegging, NyKontakt
from exin.casework.oversikt import lister
from exin.casework.oversikt.lister import Filter
from exin.casework.sak import henvendelse, steg
from exin.casework.sak.ny_sak import NyHenvendelse
from exin.casework.sak.steg import Onske
from exin.casework.tilgang import tildeling
from exin.ids import AnsattId, Saksnr, new_subject_id
from exin.settings import FILE_NAME, Settings, as_toml
from exin.store import hus, personer, rows
from exin.work import Office, Work
from policies import Action, Door, Job
from tests.helpers import people

STEPS: Final = ("start_vurdering", "start_forlop", "start_avslutning", "avslutt")
"""The way of a case through all phases."""

WORKS, HAS_LIST = "kari", "liste"
"""Who works on cases, and whose list of fifty is shown."""

LEADS, AUDITS = "leder", "revisor"
"""Who leads the team that has all the cases, and who reads the log."""

_FIELDS = ("navn", "fodselsnummer", "fodselsdato", "telefon", "epost")
_BIRTHDAYS = 3_000
_new = itertools.count(40 * _BIRTHDAYS)  # those before are given to those who are imported


def national_number(which: int) -> str:
    """An invented person's number, another for each `which`: of somebody between 20 and 28 years old."""
    youngest = date.today().replace(day=1) - timedelta(days=20 * 366)  # noqa: DTZ011 - an age in years
    return people.number(youngest - timedelta(days=which % _BIRTHDAYS), which // _BIRTHDAYS)


def new_number() -> str:
    """The national number of somebody who was not met before, in any installation of this run."""
    return national_number(next(_new))


class House:
    """An installation that is open. Its caseworker takes in, assigns to herself and works on her own cases."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation

    @classmethod
    def make(cls, folder: Path, settings: Settings | None = None) -> Self:
        """A new one, with staff and with places enough that no step is refused for want of one."""
        house = cls(initialise(folder, bruker="admin", os_bruker=os_user(), settings=settings))
        with house.office.work(caller("admin")) as w:
            add_staff(w, WORKS, AnsattValg(rolle="saksbehandler", mottak=True))
        with house.office.work(caller("admin")) as w:
            add_staff(w, HAS_LIST, AnsattValg(rolle="saksbehandler"))
        for name, rolle in ((LEADS, "teamleder"), (AUDITS, "revisor")):
            with house.office.work(caller("admin")) as w:
                ansatt_id = AnsattId(new_subject_id())
                grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte", gjelder_ansatt=ansatt_id)
                write_staff(w, grant, ansatt_id, name, AnsattValg(rolle=rolle), aktiv=True)
        with house.office.work(caller("admin")) as w:
            grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte")
            w.begin()
            rows.change(w.tx, grant.number, hus.programme(w.tx, "exin_oslo"), plasser=1_000_000)
        return house

    @classmethod
    def open(cls, folder: Path) -> Self:
        """One that is there, as another process opens it."""
        return cls(open_installation(folder))

    def elsewhere(self, folder: Path, **addresses: str) -> "House":
        """The same installation, its databases reached by other addresses. `folder` is made beside its own."""
        own, settings = self.installation.folder, self.installation.settings
        names = ("kek", "loggnokkel", "sjekkpunkter")
        paths = {name: str(own / str(getattr(settings, name))) for name in names}
        folder.mkdir()
        changed = settings.model_copy(update={**paths, **addresses})
        (folder / FILE_NAME).write_text(as_toml(changed), encoding="utf-8")
        return House.open(folder)

    @property
    def office(self) -> Office:
        """The door."""
        return self.installation.office

    def forget_answers(self) -> None:
        """Empty the memo of the rules' answers: the next act asks Cedar anew."""
        self.office.means.rulebook._memo.cache_clear()  # noqa: SLF001 - only a measurement wants it empty

    def close(self) -> None:
        """Close what this thread has open."""
        self.installation.close()

    # -- what is measured ------------------------------------------------------------------------------

    def create(self, number: str) -> Saksnr:
        """A new case: person of that national number with six sealed fields, case, first step, what was said."""
        new = NyHenvendelse(
            program="exin_oslo",
            kilde="direkte",
            bydel="sagene",
            navn="Munter Granitt",
            fodselsnummer=number,
            telefon="00000000",
            epost="person@example.org",
            adresse="Oppdiktet vei 1",
            tekst=NOTE,
        )
        with self.office.work(caller(WORKS)) as w:
            return henvendelse.register_henvendelse(w, new).saksnr

    def advance(self, saksnr: str, hendelse: str) -> None:
        """One step with a sealed note of 200 characters."""
        with self.office.work(caller(WORKS)) as w:
            steg.advance(w, saksnr, Onske(hendelse=hendelse, begrunnelse=NOTE))

    def open_case(self, saksnr: str) -> list[str | None]:
        """Six sealed fields of a person and address, in the log before the first is opened."""
        declared = [*(f"person.{field}" for field in _FIELDS), "adresse.adresse"]
        with self.office.read(caller(WORKS)) as w:
            grant = w.permit(Action.LES_SAK, saksnr, felt=declared)
            person, address = personer.of_grant(w.tx, grant), personer.address(w.tx, grant)
            texts = [w.open(grant, person, field) for field in _FIELDS]
            return [*texts, w.open(grant, address, "adresse") if address else None]

    def list_cases(self) -> None:
        """Fifty lines with names, each with its entry in the log."""
        with self.office.read(caller(HAS_LIST)) as w:
            lines = lister.list_cases(w, Filter(kontakt=HAS_LIST))
        assert len(lines) == LISTED_CASES

    # -- what stands before it -------------------------------------------------------------------------

    def own_case(self) -> Saksnr:
        """A new case of hers, on which the first step can be taken."""
        saksnr = self.create(new_number())
        with self.office.work(caller(WORKS)) as w:
            tildeling.assign(w, saksnr, WORKS, "kontakt")
        self.prepare(saksnr, STEPS[0])
        return saksnr

    def prepare(self, saksnr: Saksnr, hendelse: str) -> None:
        """Write what the guards of a step ask for."""
        for write in _ASKED[hendelse]:
            with self.office.work(caller(WORKS)) as w:
                write(w, saksnr)


_MAPPED = NyKartlegging(motivasjon=NOTE, risiko=NOTE, beskyttelsesfaktorer=NOTE, behov=NOTE)
_ASKED: Final[dict[str, tuple[Callable[[Work, Saksnr], object], ...]]] = {
    "start_vurdering": (
        lambda w, nr: arbeid.write_kontakt(w, nr, NyKontakt(slag="informasjonssamtale", utfall="holdt")),
    ),
    "start_forlop": (
        lambda w, nr: arbeid.write_kartlegging(w, nr, _MAPPED),
        lambda w, nr: arbeid.write_samtykke(w, nr, "deltakelse"),
    ),
    "start_avslutning": (lambda w, nr: arbeid.write_plan(w, nr, "Overlevering til NAV og bydelen."),),
    "avslutt": (
        lambda w, nr: arbeid.write_overlevering(w, nr, "NAV Sagene"),
        lambda w, nr: arbeid.write_fortalt(w, nr, "samtale"),
    ),
}


def caller(name: str) -> Caller:
    """A member of staff at the command line."""
    return Caller(dor=Door.CLI, brukernavn=name, os_bruker=os_user())


def verifier() -> Caller:
    """The job that verifies the log, as `exin logg verify` names itself."""
    return replace(caller("admin"), brukernavn=None, jobb=Job.VERIFISERING)


def batches(house: House, size: int) -> Iterator[tuple[str, list[Saksnr]]]:
    """Step after step through all phases, and the cases on which it can be taken now; then with new cases."""
    while True:
        cases = [house.own_case() for _ in range(size)]
        for step in STEPS:
            if step != STEPS[0]:
                for saksnr in cases:
                    house.prepare(saksnr, step)
            yield step, cases


@contextmanager
def without_waiting() -> Iterator[None]:
    """SQLite connections that the engine makes meanwhile do not wait for the disk: its own CPU is seen."""

    def relax(connection: Connection) -> None:
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        driver.execute("PRAGMA synchronous=NORMAL")  # by SQLAlchemy it would stand inside a transaction

    event.listen(Engine, "engine_connect", relax)
    try:
        yield
    finally:
        event.remove(Engine, "engine_connect", relax)
