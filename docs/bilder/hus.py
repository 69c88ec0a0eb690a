"""The demonstration as the pictures show it: loaded on a fixed day, with a morning's work in the cases shown.

Must not put anything there but through casework, under the name of who would have done it. All persons are invented.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from docs.bilder.liste import FORLOP, KONTAKT, LEDER, VURDERING
from exin.actor import Caller
from exin.app import Installation, initialise
from exin.casework.demo.innlogging import ADMIN, NAVN, new_password
from exin.casework.demo.load import load_demo
from exin.casework.frist.fristendring import show_deadlines
from exin.casework.hus.ansatte import AnsattValg, change_staff
from exin.casework.hus.fravar import register_absence
from exin.casework.hus.innlogging import set_display_name, set_password
from exin.casework.jobb import sveip
from exin.casework.oppfolging import arbeid, moter, utkast
from exin.casework.oppfolging.arbeid import NyKartlegging, Videre
from exin.casework.oppfolging.moter import NyttMote
from exin.casework.tilgang import tildeling
from exin.casework.visning import visning
from exin.clock import OsloTid
from exin.work import Office
from policies import Door, Purpose

SYSTEM: Final = "admin"
LEAVES: Final = "ansatt06"
"""Whose page is shown, and whose work is given to others."""

EVENING: Final = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
"""A Wednesday, on which the register comes in; the pictures are of the morning after."""

_NOTE: Final = (
    "Ringte for å si at arbeidspraksisen gikk bra de to første dagene. Sover bedre. Grua seg til helgen, så vi ble "
    "enige om hvem han ringer hvis noen tar kontakt."
)
_BEGUN: Final = "Har vært på visning sammen med bydelen. Leiligheten ligger langt unna det gamle miljøet, og"


class Klokke:
    """Tells the time of the pictures."""

    def __init__(self) -> None:
        self.now = EVENING

    def __call__(self) -> datetime:
        """The time."""
        return self.now


def furnish(folder: Path, klokke: Klokke) -> tuple[Installation, Mapping[str, str]]:
    """The installation, and what the addresses of its pages are made of besides the number of a case."""
    house = initialise(folder, bruker=SYSTEM, os_bruker=SYSTEM, clock=klokke)
    load_demo(house.office, by(SYSTEM), lambda _: None)
    for brukernavn, navn in {**NAVN, SYSTEM: ADMIN}.items():
        with house.office.work(by(SYSTEM)) as w:
            set_display_name(w, brukernavn, navn)
    with house.office.work(by(SYSTEM)) as w:
        set_password(w, SYSTEM, new_password())  # or the page of log-in tells how to begin
    klokke.now += timedelta(hours=15)
    sveip.sweep_deadlines(house.office)
    parts = _work(house.office)
    klokke.now += timedelta(minutes=35)
    return house, parts


def by(who: str, formal: Purpose | None = None) -> Caller:
    """Somebody of the demonstration, at the pages."""
    return Caller(dor=Door.WEB, brukernavn=who, formal=formal)


def _work(office: Office) -> Mapping[str, str]:
    with office.work(by(KONTAKT)) as w:
        notat = arbeid.write_notat(w, FORLOP, _NOTE.replace("to første", "tre første"))
    with office.work(by(KONTAKT)) as w:
        arbeid.correct_notat(w, FORLOP, notat, _NOTE)
    _map_again(office)
    with office.work(by(KONTAKT)) as w:
        utkast.save(w, "notat", VURDERING, {"tekst": _BEGUN})
    with office.work(by(KONTAKT)) as w:
        when = OsloTid(datetime(2026, 11, 20, 13, 0))  # noqa: DTZ001 - as it is typed
        mote, _ = moter.plan_mote(w, FORLOP, NyttMote(slag="samtale", tid=when, arena="Kontoret"))
    with office.work(by(LEDER, Purpose.LEDELSE)) as w:
        tildeling.assign(w, FORLOP, "ansatt05", "medansvarlig")
    with office.work(by(LEDER, Purpose.LEDELSE)) as w:
        tildeling.bar(w, FORLOP, "ansatt02", "Kjenner familien.")
    _read(office)
    _manage(office)
    with office.read(by(KONTAKT)) as r:
        slag = next(each.slag for each in show_deadlines(r, FORLOP) if not each.alder)
    return {
        "notat_id": notat.hex(),
        "mote_id": mote.hex(),
        "slag": slag,
        "program": "exin_oslo_ung",
        "brukernavn": LEAVES,
    }


def _manage(office: Office) -> None:
    """Somebody away, and something about them that waits for two."""
    with office.work(by(LEDER)) as w:
        days = date(2026, 11, 23), date(2026, 11, 27)
        register_absence(w, LEAVES, fra=days[0], til=days[1], vikar="ansatt02")
    with office.work(by(SYSTEM)) as w:
        change_staff(w, LEAVES, AnsattValg(klarert=True))


def _map_again(office: Office) -> None:
    with office.work(by(KONTAKT)) as w:
        arbeid.write_kartlegging(
            w,
            FORLOP,
            NyKartlegging(
                motivasjon="Vil fullføre praksisen. Sier at det er første gang på lenge at noen venter på ham.",
            ),
            videre=Videre(skar={"motivasjon": 4}),
        )


def _read(office: Office) -> None:
    for who, formal in (("ansatt05", None), (LEDER, Purpose.LEDELSE)):
        with office.read(by(who, formal)) as r:
            visning.show_case(r, FORLOP)
