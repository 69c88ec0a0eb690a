"""System: how the jobs, keys, database, log and mail stand, and a job set off by hand.

Must not show a path, a name or a secret, nor know which jobs there are.
"""

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from exin import begreper
from exin.casework.jobb import jobber
from exin.casework.jobb.system import MAIL_JOB, SystemVisning, show_system
from exin.errors import Conflict, InvalidInput
from exin.skrivemate import antall, tall
from exin.web.ruter import Ruter
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()

_OUTCOMES: Final = {
    jobber.OK: ("Ferdig", "gronn", "check-circle"),
    jobber.FEILET: ("Feilet", "rod", "cross-circle"),
    jobber.PAGAR: ("Pågår", "bla", "clock"),
    jobber.AVBRUTT: ("Avbrutt", "gul", "exclamation-mark-circle"),
    None: ("Aldri kjørt", "gra", None),
}
_CHANGE: Final = {
    "ferdig": ("Ferdig", "gronn", "check-circle"),
    "pagar": ("Ikke fullført", "gul", "exclamation-mark-circle"),
    "mangler": ("En hovednøkkel mangler", "rod", "cross-circle"),
}
_PLACE: Final = {"i_kraft": "I kraft", "ny": "Laget for et bytte som ikke er fullført", "forrige": "Forrige"}
_UNITS: Final = ("byte", "kB", "MB", "GB", "TB")


@ruter.get("/system", Action.SE_SYSTEM)
def system(side: "Side") -> Response:
    """How it all stands."""
    return _page(side)


@ruter.post("/system/jobb", Action.KJOR_JOBB)
def kjor(side: "Side", skjema: Skjema) -> Response:
    """Set a job off: what is over at once is told, and what takes its time goes on beside."""
    office, navn = side.nettsted.office, skjema.text("navn")
    known = navn in jobber.job_names(office)
    with side.work() as w:
        jobber.permit_run(w, navn if known else "ukjent")  # nothing typed goes into the log
    if not known:
        raise InvalidInput("ukjent_kode", "navn")
    try:
        ended = jobber.set_off(
            office, navn, on_fault=lambda error: side.nettsted.on_fault(error, side.foresporsel)
        )
    except Conflict:
        return _page(side, HTTPStatus.CONFLICT, "Jobben er i gang allerede. Ingenting ble satt i gang.")
    if ended is None:
        return side.go_on("system", gjort="jobb_i_gang")
    if ended != jobber.OK:
        return _page(side, HTTPStatus.CONFLICT, f"Jobben feilet: {ended}. Feilen står i driftsloggen.")
    return side.go_on("system", gjort="jobb_kjort")


def _page(side: "Side", status: HTTPStatus = HTTPStatus.OK, advarsel: str | None = None) -> Response:
    with side.read() as r:
        found = show_system(r, side.nettsted.office.pins)
    rows, leads = jobber.job_board(side.nettsted.office, found.drift)
    troubled = [each for each in rows if each.utfall in (jobber.FEILET, jobber.AVBRUTT)]
    return side.show(
        "sider/system.html",
        status=status,
        advarsel=advarsel,
        s=found,
        jobber=[(each, begreper.lest(each.navn).capitalize(), _OUTCOMES[each.utfall]) for each in rows],
        leder=leads,
        tall=_figures(found, troubled=len(troubled), leads=leads),
        bytte=_CHANGE[found.nokler.bytte] if found.nokler else None,
        plass=_PLACE,
        storrelse=size_words,
        siste_post=found.drift.sist.get(MAIL_JOB),
    )


def _figures(s: SystemVisning, *, troubled: int, leads: bool) -> list[dict[str, object]]:
    """What to look at first."""
    behind = s.logg.hendelser - s.logg.festet
    jobs = "En prosess kjører dem" if leads else "Ingen kjører dem nå"
    kept = "Festet utenfor databasen" if s.logg.sluk.skrivbar else "Kan ikke festes utenfor databasen"
    return [
        {
            "tekst": "Jobber som feilet eller ble avbrutt",
            "tall": troubled,
            "under": jobs,
            "slag": "galt" if troubled else "bra" if leads else "se_pa",
        },
        {
            "tekst": "Hendelser i loggen",
            "tall": s.logg.hendelser,
            "under": kept if not behind else f"{antall(behind, 'hendelse', 'hendelser')} er ikke festet ennå",
            "slag": "bra" if s.logg.svarer and s.logg.sluk.skrivbar else "galt",
        },
        {
            "tekst": "E-post i kø",
            "tall": s.post.venter,
            "under": f"{tall(s.drift.gitt_opp)} kunne ikke sendes"
            if s.drift.gitt_opp
            else "Ingenting er gitt opp",
            "slag": "se_pa" if s.drift.gitt_opp or s.drift.proves_igjen else "bra",
        },
        {
            "tekst": "Database",
            "tall": size_words(s.database.storrelse),
            "under": f"{s.database.slag} {s.database.utgave}",
            "slag": "bra" if s.skjema == s.skjema_ventet else "galt",
        },
    ]


def size_words(count: int) -> str:
    """A size in words: «812 kB», «3,4 MB»; decimals from a million bytes on."""
    size, unit, *larger = float(count), *_UNITS
    while size >= 1_000 and larger:  # noqa: PLR2004 - as the units go
        size, (unit, *larger) = size / 1_000, larger
    text = f"{size:.0f}" if unit in _UNITS[:2] or size >= 100 else f"{size:.1f}"  # noqa: PLR2004 - three figures do
    return f"{text.replace('.', ',')} {unit}"
