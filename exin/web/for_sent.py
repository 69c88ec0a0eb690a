"""What was sent after the session had ended by itself: kept as a draft, so that it is there after log-in.

Must not show anything of what lies there, nor do what was asked: whoever holds an old session gets nothing by it. What
cannot be kept is shown back to whoever sent it, and is not lost.
"""

from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from exin.actor import Caller
from exin.casework.grunnlag.omrader import OMRADER
from exin.casework.oppfolging import utkast
from exin.casework.oppfolging.fletting import Skrivefelt
from exin.casework.oppfolging.utkast import ForSent
from exin.errors import Conflict, Denied, InvalidInput, NotFound
from exin.web.skjema import CSRF, UTKAST_VERSJON, Skjema, equal, from_own_site
from exin.web.skjemanavn import is_form
from policies import Door

if TYPE_CHECKING:
    from exin.casework.hus.okter import OktVisning
    from exin.web.side import Side

SKREVET: Final = Skrivefelt(
    fritekst=frozenset({"tekst", "begrunnelse", "tilbudsgrunn", "merknad", *OMRADER}),
    korte=frozenset(
        {
            *("navn", "fodselsnummer", "fodselsdato", "telefon", "epost", "adresse"),
            *("dato", "dag", "klokke", "gitt", "utloper", "flytt", "apen_til"),
            *("modul", "arena", "sted", "reise", "tjeneste"),
            *("brukernavn", "os_bruker", "stillingsandel", "utsteder", "subjekt"),
            *("sak", "fra", "til", "per", "kjent_per"),
        }
    ),
)
"""What people type, in all forms. The other fields are choices, and what a page carries along."""

_TRIES: Final = 3


def keep_late(
    side: "Side", skjema: Skjema, navn: str, saksnr: str | None = None, **parts: str
) -> Response | None:
    """Keep what was typed for the owner of the session, where it was a form of that session.

    Returns what is answered where it could not be kept: the same whatever the reason was.

    Raises:
        Tampered: what lies there is not what the engine wrote.
        LogUnavailable: it could not be kept; then nobody must think that it was.
    """
    okt, own = side.for_sent, from_own_site(side.request, sikker=side.nettsted.sikker)
    if okt is None or not own or not equal(skjema.felt.get(CSRF, ""), okt.csrf):
        return None
    name = "_".join([navn, *parts.values()])
    if not is_form(name):  # made of the address: it would go to the log
        return None
    kept = False
    for _ in range(_TRIES):
        with suppress(Conflict):  # another save was first: beside that one, then
            kept = _keep(side, okt, skjema, name, saksnr)
            break
    return None if kept else _shown_back(side, skjema)


def _keep(side: "Side", okt: "OktVisning", skjema: Skjema, name: str, saksnr: str | None) -> bool:
    """Whether it was kept. Raises Conflict where another save was first."""
    caller = Caller(dor=Door.WEB, brukernavn=okt.brukernavn, okt=okt.id)
    try:
        sent = ForSent(versjon=skjema.number(UTKAST_VERSJON), sist_der=okt.sist_der, felter=SKREVET)
        with side.nettsted.office.work(caller) as w:
            utkast.save_late(w, name, saksnr, skjema.typed(), sent)
    except (Denied, InvalidInput, NotFound):
        return False
    return True


def _shown_back(side: "Side", skjema: Skjema) -> Response | None:
    names = [name for name in skjema.felt if name in SKREVET.fritekst | SKREVET.korte]
    typed = [skjema.text(name) for name in names if skjema.text(name)]
    if not typed:
        return None
    return side.show("sider/for_sent.html", status=HTTPStatus.CONFLICT, skrevet=typed)
