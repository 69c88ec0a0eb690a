"""Every page of the site, and an office with something on each: for what must hold of all pages.

Must not leave a page out: a test compares the list with the routes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from exin.casework.frist import fristendring
from exin.casework.hus import innlogging
from exin.casework.hus.ansatte import AnsattValg, change_staff, set_active
from exin.casework.hus.fravar import register_absence
from exin.casework.oppfolging import arbeid, utkast
from exin.casework.person import personer
from exin.casework.tilgang import tildeling
from exin.ids import Saksnr
from tests.helpers import cases, moter
from tests.helpers.office import Kontor
from tests.helpers.varsler import tell

NOT_SHOWN: Final = frozenset(
    {
        *("/", "/logg-inn/start", "/logg-inn/retur", "/saker/sok", "/saker/{saksnr}/steg/ny_henvendelse"),
        *("/innsynslogg/sok", "/innsynslogg/begrunnelse"),
        *("/kapasitet/excel", "/nokkeltall/excel", "/nokkeltall/csv"),
    }
)
"""Addresses that only lead on to another page, or give a file to take along."""

_SAK: Final = "/saker/{saksnr}"
_STEG: Final = f"{_SAK}/steg"

_LONG: Final = (
    "Møtte opp i god tid. Vi snakket om arbeidspraksisplassen, gjeldsrådgivningen og tilbakefallsforebyggingen, "
    "og hun ringte selv til NAV-kontoret mens vi satt der.\n\nNeste gang tar vi opp leiligheten."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidevalg:
    """One page as one person sees it."""

    rute: str
    hvem: str | None = "kari"
    sak: str = "forlop"
    """The state of the case that it is about."""
    sporring: str = ""
    status: int = 200

    @property
    def navn(self) -> str:
        """What a test calls it."""
        about = [
            self.rute.replace("{saksnr}", self.sak).strip("/").replace("/", "."),
            self.sporring.strip("?"),
        ]
        return "-".join(each for each in (*about, self.hvem or "uten økt") if each)


def _work(*forms: str, sak: str = "forlop") -> list[Sidevalg]:
    return [Sidevalg(rute=f"{_SAK}/{each}", sak=sak) for each in forms]


def _lead(*forms: str) -> list[Sidevalg]:
    return [Sidevalg(rute=f"{_SAK}/{each}", hvem="leder", sporring="?formal=ledelse") for each in forms]


def _steps(sak: str, *events: str) -> list[Sidevalg]:
    return [Sidevalg(rute=f"{_STEG}/{each}", sak=sak) for each in events]


PAGES: Final = (
    *[
        Sidevalg(rute=f"/{each}", hvem=None)
        for each in ("logg-inn", "hjelp", "api", "personvern", "tilgjengelighet")
    ],
    Sidevalg(rute="/min-dag"),
    Sidevalg(rute="/min-dag", sporring="?navn=ja"),
    Sidevalg(rute="/min-dag", hvem="klarert1"),
    Sidevalg(rute="/min-dag", hvem="leder"),
    Sidevalg(rute="/min-profil"),
    Sidevalg(rute="/min-profil", hvem="revisor"),
    Sidevalg(rute="/varsler"),
    Sidevalg(rute="/varsler", hvem="klarert1"),
    Sidevalg(rute="/definisjoner"),
    Sidevalg(rute="/definisjoner", hvem="revisor"),
    Sidevalg(rute="/definisjoner/{program}"),
    Sidevalg(rute="/system", hvem="admin"),
    Sidevalg(rute="/ansatte", hvem="admin"),
    Sidevalg(rute="/ansatte", hvem="leder", sporring="?vis=sperrede"),
    Sidevalg(rute="/ny-ansatt", hvem="admin"),
    Sidevalg(rute="/ansatte/{brukernavn}", hvem="admin"),
    Sidevalg(rute="/ansatte/{brukernavn}", hvem="leder"),
    Sidevalg(rute="/ansatte/{brukernavn}/arbeid", hvem="leder"),
    Sidevalg(rute="/innsynslogg", hvem="revisor"),
    Sidevalg(rute="/innsynslogg", hvem="revisor", sporring="?formal=kontroll"),
    Sidevalg(rute="/henvendelse", hvem="mottak"),
    Sidevalg(rute="/saker"),
    Sidevalg(rute="/saker", sporring="?navn=ja&alle=ja&sorter=siden", hvem="leder"),
    Sidevalg(rute="/saker", hvem="annen"),
    Sidevalg(rute="/kapasitet", hvem="leder"),
    Sidevalg(rute="/kapasitet", sporring="?venter=ufordelt", hvem="annen_leder"),
    Sidevalg(rute="/nokkeltall", hvem="leder"),
    Sidevalg(rute="/nokkeltall", hvem="revisor"),
    Sidevalg(rute="/nokkeltall/arsark", hvem="leder"),
    Sidevalg(rute="/nokkeltall/arsark", hvem="leder", sporring="?ar=1999", status=422),
    Sidevalg(rute=_SAK, sak="henvendelse", hvem="mottak"),
    Sidevalg(rute=_SAK),
    Sidevalg(rute=_SAK, sporring="?vis=identitet,begrunnelser"),
    Sidevalg(rute=_SAK, sporring="?formal=ledelse", hvem="leder"),
    Sidevalg(rute=_SAK, hvem="leder"),
    Sidevalg(rute=_SAK, hvem="ola", status=403),
    Sidevalg(rute=_SAK, sak="vurdering", hvem="ola", status=403),
    Sidevalg(rute=_SAK, hvem="annen", status=404),
    *[Sidevalg(rute=_SAK, sak=each) for each in ("vurdering", "avslutning", "frafall", "avsluttet")],
    *_work("notat", "notat/{notat_id}/rett", "samtale", "kartlegging", "samtykke", "samtykke/trekk", "plan"),
    *_work("overlevering", "tilbud", "fortalt", "person", "tilknytning", "lesere", "frister"),
    *_work("frister/{slag}", "moter", "moter/ny", "moter/{mote_id}", "moter/{mote_id}/utfall"),
    *_lead("tildel", "tildel/fjern", "skjerming", "inhabil", "inhabil/opphev"),
    *_steps("henvendelse", "start_vurdering", "ikke_tatt_inn"),
    *_steps("vurdering", "start_forlop"),
    Sidevalg(rute=f"{_STEG}/avslutt", sak="vurdering", status=409),
    *_steps("forlop", "start_avslutning", "frafall", "annuller_steg"),
    *_steps("avslutning", "avslutt", "tilbake_til_forlop"),
    *_steps("frafall", "reinntak"),
    *_steps("ung", "overfor_til_18"),
    *_work("ny-henvendelse", sak="avsluttet"),
)
"""One list of them all."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """An office with a case in every state, and what the addresses of its pages are made of."""

    saker: Mapping[str, str]
    deler: Mapping[str, str] = field(default_factory=dict)

    def path(self, valg: Sidevalg) -> str:
        """The address of a page."""
        return valg.rute.format(saksnr=self.saker[valg.sak], **self.deler) + valg.sporring


def set_up(kontor: Kontor) -> Scene:
    """Cases in every state, one of them with something of each kind; three weeks have gone since they came.

    One came in the year before, which is closed by now.
    """
    cases.register(kontor, dato=date(2025, 12, 15))
    saker = {each: str(cases.case(kontor, each)) for each in (*cases.WAY, "frafall", "ikke_tatt_inn")}
    saker["ung"] = str(cases.case(kontor, "forlop", program="exin_oslo_ung"))
    kontor.clock.forward(days=20)
    cases.wish(kontor, Saksnr(saker["vurdering"]))
    return Scene(saker=saker, deler=_fill(kontor, saker["forlop"]))


def _fill(kontor: Kontor, saksnr: str) -> dict[str, str]:
    with kontor.work("kari") as w:
        notat = arbeid.write_notat(w, saksnr, _LONG)
    with kontor.work("kari") as w:
        arbeid.correct_notat(w, saksnr, notat, f"{_LONG} Rettet.")
    with kontor.work("kari") as w:
        arbeid.write_plan(w, saksnr, _LONG)
    with kontor.work("kari") as w:
        arbeid.write_tilbud(w, saksnr, gitt=False, tekst=_LONG)
    with kontor.work("kari") as w:
        arbeid.write_overlevering(w, saksnr, "NAV Sagene")
    with kontor.work("kari") as w:
        arbeid.write_fortalt(w, saksnr, "samtale")
    cases.talk(kontor, saksnr, slag="samtale", tekst=_LONG, arena="Kontoret")
    cases.map_out(kontor, saksnr, motivasjon=_LONG)
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Fetter.")
    with kontor.work("kari") as w:
        personer.change_person(w, saksnr, personer.Endring(telefon="900 00 000", adresse="Prøveveien 1"))
    with kontor.read("kari") as r:
        slag = next(each.slag for each in fristendring.show_deadlines(r, saksnr) if not each.alder)
    with kontor.work("kari") as w:
        fristendring.pause_frist(w, saksnr, slag, begrunnelse=_LONG)
    with kontor.work("kari") as w:
        utkast.save(w, "notat", saksnr, {"tekst": _LONG})
    tell(kontor, "kari", saksnr)
    _manage(kontor)
    mote = moter.plan(kontor, saksnr, tid=datetime(2026, 2, 10, 13, 0), sted="Prøveveien 2")  # noqa: DTZ001
    return {
        "notat_id": notat.hex(),
        "mote_id": mote,
        "slag": slag,
        "program": "exin_oslo_ung",
        "brukernavn": "kari",
    }


def _manage(kontor: Kontor) -> None:
    """Somebody away with a stand-in, two ways in, and something that waits for two."""
    today = kontor.clock.today
    with kontor.work("leder") as w:
        register_absence(w, "kari", fra=today, til=today + timedelta(days=10), vikar="ola")
    with kontor.work("admin") as w:
        innlogging.bind(w, "kari", "https://login.example.org", "leietaker/objekt")
    with kontor.work("admin") as w:
        change_staff(w, "kari", AnsattValg(klarert=True, vakt=True))
    with kontor.work("admin") as w:
        set_active(w, "sperret", aktiv=True)
