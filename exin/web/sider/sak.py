"""The page of one case.

Must not hold rules, nor keep anything of what it shows: who it is about, and typed reasons, only where asked for.
"""

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from exin.casework.logg.lesere import DAGER
from exin.casework.visning.sakside import NOTAT, Sakside, Vis, read_case_page
from exin.web import sakbilde
from exin.web.ruter import Ruter
from exin.web.sakbilde import Lenker
from exin.web.skjemanavn import Sted
from exin.web.tidslinjebilde import INNSLAG, MOST, UTVALG, Utsnitt, lay_out_entry, narrow
from exin.web.utkastfelt import as_begun
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()


@ruter.get("/saker/{saksnr}", Action.LES_SAK)
def sak(side: "Side", saksnr: str) -> Response:
    """A case."""
    valg = _choices(side)
    with side.read() as r:
        page = read_case_page(r, saksnr, vis={Vis(each) for each in valg.vis})
    lenker = Lenker(side, page.sak.saksnr, page.tillatt)
    return side.show(
        "sider/sak.html",
        s=page,
        sak=page.sak,
        kan=page.tillatt,
        valg=valg,
        lenker=lenker,
        merker=list(sakbilde.tags(page.sak, dag=side.dag)),
        runder=sakbilde.steppers(page.faser, dag=side.dag),
        knapper=sakbilde.step_buttons(page.steg, lenker),
        sperret=sakbilde.blocked(page.steg, lenker),
        mangler=[sakbilde.missing_line(each, lenker) for each in page.mangler],
        rolle=_standing(side, page),
        form=as_begun(page.utkast) if Action.SKRIV_NOTAT in page.tillatt else None,
        utkastnavn=NOTAT,
        **_timeline(side, page, valg, lenker),
        dager=DAGER,
        lesere=[(each, sakbilde.function_of(each)) for each in page.lesere or ()],
        skriv=lenker.work(Sted.FORES),
        rett=lenker.work(Sted.RETTES),
    )


def _choices(side: "Side") -> Utsnitt:
    asked = side.request.query_params
    utvalg = asked.get("tidslinje", "")
    return Utsnitt(
        vis=frozenset(asked.get("vis", "").split(",")) & set(Vis),
        utvalg=utvalg if utvalg in UTVALG else "alle",
        vist=max(side.asked_number("vist", ellers=INNSLAG, hoyst=MOST), INNSLAG),
    )


def _timeline(side: "Side", page: Sakside, valg: Utsnitt, lenker: Lenker) -> dict[str, Any]:
    entries = narrow(page.innslag, valg.utvalg)
    chips = [
        (
            f"{words} ({len(narrow(page.innslag, name))})",
            lenker.to(**valg.changed(tidslinje=name if name != "alle" else None, vist=None)),
            name == valg.utvalg,
        )
        for name, (words, _) in UTVALG.items()
    ]
    return {
        "chips": chips,
        "innslag": [lay_out_entry(each, side) for each in entries[: valg.vist]],
        "eldre": max(len(entries) - valg.vist, 0),
        "flere": lenker.to(**valg.changed(vist=valg.vist + INNSLAG)),
    }


def _standing(side: "Side", page: Sakside) -> str | None:
    """What the reader is to the case, said beside the steps."""
    user, given = side.bruker.brukernavn if side.bruker else None, page.sak.tildeling
    if user == given.kontakt:
        return "Du er kontaktperson"
    if user in given.medansvarlige:
        return "Du er medansvarlig"
    return "Du leder laget" if page.leder else None
