"""The plan for handing over to lasting services: each writing is a new version, begun from the one before.

Must not change a plan that was written: it stands beside the new one.
"""

from typing import TYPE_CHECKING

from starlette.responses import Response

from exin.casework.oppfolging.arbeid import write_plan
from exin.casework.visning import tidligere
from exin.web.ruter import Ruter
from exin.web.saksskjema import Saksskjema, begin, send
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Work

ruter = Ruter()


def _write(w: "Work", saksnr: str, skjema: Skjema) -> None:
    write_plan(w, saksnr, skjema.text("tekst"), dato=skjema.day("dato"))


SKJEMA = Saksskjema(
    navn="plan",
    handling=Action.SKRIV_PLAN,
    skriv=_write,
    gjort="plan",
    tomt={"tekst": "Skriv planen."},
    ved=lambda r, saksnr: {"planer": tidligere.read_plans(r, saksnr)},
    start=lambda ved: {"tekst": ved["planer"][-1].tekst if ved["planer"] else None},
)


@ruter.get("/saker/{saksnr}/plan", Action.SKRIV_PLAN)
def skjema(side: "Side", saksnr: str) -> Response:
    """The plan as it stands, to go on with."""
    return begin(side, saksnr, SKJEMA)


@ruter.post("/saker/{saksnr}/plan", Action.SKRIV_PLAN, utkast=SKJEMA.navn)
def lagre(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Write a new version of the plan."""
    return send(side, skjema, saksnr, SKJEMA)
