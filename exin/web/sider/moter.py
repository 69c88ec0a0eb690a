"""The meetings of a case; a new one, one that is changed or cleared, and what it became.

Must not clear a meeting by itself: that is asked for, and casework says whether it can be.
"""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin import begreper
from exin.casework.oppfolging.moter import (
    PLANLAGT,
    SLAG,
    TEKSTER,
    Moteendring,
    NyttMote,
    change_mote,
    confirm_mote,
    end_mote,
    plan_mote,
)
from exin.casework.sak.adgang import allowed
from exin.casework.visning.ansattvalg import who_can_hold
from exin.casework.visning.folger import of_ending, of_moving, of_planning
from exin.casework.visning.motevisning import MoteVisning, show_moter
from exin.clock import OsloTid
from exin.errors import Conflict, IllegalStep, InvalidInput, NotFound
from exin.ids import as_id
from exin.skrivemate import dag, dag_for, klokken
from exin.web.feil import in_form
from exin.web.feltnavn import called
from exin.web.ruter import Ruter
from exin.web.saksskjema import Saksskjema, begin, send
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Reading, Work

ruter = Ruter()

_WHEN: Final = {"dag": "Skriv dagen møtet er.", "klokke": "Skriv klokkeslettet."}
_OUTCOMES: Final = {
    "holdt": "Møtet ble holdt",
    "ikke_mott": "Personen møtte ikke",
    "avlyst_av_person": "Personen avlyste",
    "avlyst_av_oss": "Vi avlyste",
}


@ruter.get("/saker/{saksnr}/moter", Action.LES_MOTE)
def moter(side: "Side", saksnr: str) -> Response:
    """All meetings of a case."""
    return _list(side, saksnr)


@ruter.get("/saker/{saksnr}/moter/ny", Action.SKRIV_MOTE)
def ny(side: "Side", saksnr: str) -> Response:
    """A meeting to be planned."""
    return begin(side, saksnr, NY)


@ruter.post("/saker/{saksnr}/moter/ny", Action.SKRIV_MOTE, utkast="moter_ny")
def planlegg(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Plan it."""
    return send(side, skjema, saksnr, NY)


@ruter.get("/saker/{saksnr}/moter/{mote_id}", Action.SKRIV_MOTE)
def mote(side: "Side", saksnr: str, mote_id: str) -> Response:
    """A planned meeting, to be moved or changed."""
    return begin(side, saksnr, _changed(mote_id))


@ruter.post("/saker/{saksnr}/moter/{mote_id}", Action.SKRIV_MOTE, utkast="moter")
def endre(side: "Side", skjema: Skjema, saksnr: str, mote_id: str) -> Response:
    """Move it, or change what is written of it."""
    return send(side, skjema, saksnr, _changed(mote_id))


@ruter.post("/saker/{saksnr}/moter/{mote_id}/klarer", Action.SKRIV_MOTE)
def klarer(side: "Side", _skjema: Skjema, saksnr: str, mote_id: str) -> Response:
    """Clear it."""
    _known(mote_id)
    try:
        with side.work() as w:
            confirm_mote(w, saksnr, mote_id)
    except (Conflict, IllegalStep, InvalidInput) as error:
        return _list(side, saksnr, {"": " ".join(in_form(error).values())})
    return side.go_on("saker", saksnr, "moter", gjort="mote_klarert")


@ruter.get("/saker/{saksnr}/moter/{mote_id}/utfall", Action.SKRIV_MOTE)
def utfall(side: "Side", saksnr: str, mote_id: str) -> Response:
    """What a meeting became, and what follows of it."""
    return begin(side, saksnr, _ended(mote_id))


@ruter.post("/saker/{saksnr}/moter/{mote_id}/utfall", Action.SKRIV_MOTE, utkast="utfall")
def lagre_utfall(side: "Side", skjema: Skjema, saksnr: str, mote_id: str) -> Response:
    """Write what it became."""
    return send(side, skjema, saksnr, _ended(mote_id))


def _list(side: "Side", saksnr: str, feil: dict[str, str] | None = None) -> Response:
    with side.read() as r:
        found = show_moter(r, saksnr, alle=True)
        may = allowed(r, saksnr, Action.SKRIV_MOTE, Action.SKRIV_KARTLEGGING)
    return side.show(
        "sider/moter.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if feil else HTTPStatus.OK,
        saksnr=saksnr,
        feil=feil or {},
        planlagte=[each for each in found if each.status == PLANLAGT],
        tidligere=[each for each in reversed(found) if each.status != PLANLAGT],
        kan=may,
    )


# -- a new one, and one that is changed --------------------------------------------------------------------------


def _plan(w: "Work", saksnr: str, skjema: Skjema) -> str | None:
    """Plan a meeting. Returns the code of what came of it, where it is not cleared."""
    when = _moment(skjema)
    with called(tid=_late_field(w, when)):
        ny = NyttMote(slag=skjema.text("slag"), tid=when, ansatt=skjema.maybe("ansatt"), **_texts(skjema))
        _, cleared = plan_mote(w, saksnr, ny)
    return None if cleared else "mote_ikke_klarert"


def _texts(skjema: Skjema) -> dict[str, str | None]:
    return {name: skjema.maybe(name) for name in TEKSTER}


def _moment(skjema: Skjema) -> OsloTid:
    when = skjema.moment("dag", "klokke")
    if when is None:
        raise InvalidInput("ugyldig_tid", "dag")
    return when


def _late_field(w: "Work", when: OsloTid) -> str:
    """Which field is at fault where the time cannot be."""
    return "dag" if when.date() < w.means.today() else "klokke"


def _to_the_list(side: "Side", saksnr: str, gjort: str) -> Response:
    return side.go_on("saker", saksnr, "moter", gjort=gjort)


def _beside_new(r: "Reading", saksnr: str) -> dict[str, Any]:
    return {
        "mote": None,
        "folger": of_planning(),
        "kandidater": who_can_hold(r, saksnr),
        "jeg": r.actor.caller.brukernavn,
        "kan": allowed(r, saksnr, Action.SKRIV_KARTLEGGING),
        "slagene": [(each, begreper.lest(each).capitalize()) for each in SLAG],
    }


NY = Saksskjema(
    navn="moter_ny",
    handling=Action.SKRIV_MOTE,
    skriv=_plan,
    gjort="mote_planlagt",
    tomt={"slag": "Velg hva slags møte det er.", **_WHEN},
    ved=_beside_new,
    start=lambda ved: {"slag": "samtale", "ansatt": ved["jeg"]},
    mal="mote",
    sti=("moter", "ny"),
    videre=_to_the_list,
)


def _known(mote_id: str) -> None:
    if as_id(mote_id) is None:
        raise NotFound


def _changed(mote_id: str) -> Saksskjema:
    """The form that changes one meeting. Raises NotFound where there can be none of that id."""
    _known(mote_id)
    return Saksskjema(
        navn=f"moter_{mote_id}",
        handling=Action.SKRIV_MOTE,
        skriv=lambda w, saksnr, skjema: _change(w, saksnr, mote_id, skjema),
        gjort="mote_endret",
        tomt=_WHEN,
        ved=lambda r, saksnr: {
            **_beside_new(r, saksnr),
            "mote": _one(r, saksnr, mote_id),
            "folger": of_moving(),
        },
        start=lambda ved: _as_it_stands(ved["mote"]),
        mal="mote",
        sti=("moter", mote_id),
        videre=_to_the_list,
    )


def _one(r: "Reading", saksnr: str, mote_id: str) -> MoteVisning:
    for each in show_moter(r, saksnr, alle=True):
        if each.id == mote_id:
            return each
    raise NotFound


def _as_it_stands(mote: MoteVisning) -> dict[str, object]:
    when = {"dag": dag(dag_for(mote.tid)), "klokke": klokken(mote.tid)}
    return {**when, "ansatt": mote.ansatt, **{name: getattr(mote, name) for name in TEKSTER}}


def _change(w: "Work", saksnr: str, mote_id: str, skjema: Skjema) -> str | None:
    when, texts = _moment(skjema), _texts(skjema)
    endring = Moteendring(
        tid=when,
        ansatt=skjema.maybe("ansatt"),
        tommes=frozenset(name for name, text in texts.items() if text is None),
        sett=skjema.number("sett"),
        **texts,
    )
    with called(tid=_late_field(w, when), mote=""):
        cleared = change_mote(w, saksnr, mote_id, endring)
    return None if cleared else "mote_endret_ikke_klarert"


# -- what it became ----------------------------------------------------------------------------------------------


def _ended(mote_id: str) -> Saksskjema:
    """The form that says what one meeting became. Raises NotFound where there can be none of that id."""
    _known(mote_id)
    return Saksskjema(
        navn=f"utfall_{mote_id}",
        handling=Action.SKRIV_MOTE,
        skriv=lambda w, saksnr, skjema: _end(w, saksnr, mote_id, skjema),
        gjort="mote_fort",
        tomt={"utfall": "Velg hva møtet ble til."},
        ved=lambda r, saksnr: _outcomes_of(_one(r, saksnr, mote_id)),
        mal="mote_utfall",
        sti=("moter", mote_id, "utfall"),
        videre=_to_the_list,
    )


def _outcomes_of(mote: MoteVisning) -> dict[str, Any]:
    told = of_ending(begynt=mote.begynt)
    return {
        "mote": mote,
        "utfallene": [(each.ved, _OUTCOMES[each.ved], each.tekst) for each in told if each.ved],
        "folger": [each for each in told if each.ved is None],
    }


def _end(w: "Work", saksnr: str, mote_id: str, skjema: Skjema) -> None:
    with called(mote=""):
        end_mote(w, saksnr, mote_id, skjema.text("utfall"), tekst=skjema.maybe("tekst"))
