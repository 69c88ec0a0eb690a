"""Who has a case: given to a member of staff, and taken back.

Must not say who could have it: casework refuses whom it cannot be given to, and why is not told.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from exin.casework.tilgang import tildeling
from exin.web.api.former import Navn, one_of
from exin.web.api.kall import Kall
from exin.web.api.ruter import ApiRuter
from exin.work import Work
from policies import Action

ruter = ApiRuter("Tildeling")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tildeling:
    """Whom a case is given to, and as what."""

    SENDES: ClassVar = True

    ansatt: Navn
    funksjon: Annotated[str, one_of(tildeling.FUNKSJONER)]


@ruter.post(
    "/saker/{saksnr}/tildelinger", Action.TILDEL, "Tildel saken til en ansatt.", kropp=Tildeling,
    sted="/saker/{saksnr}",
)  # fmt: skip
def tildel(w: Work, kall: Kall, ny: Tildeling) -> None:
    """Give the case to a member of staff."""
    tildeling.assign(w, kall.saksnr, ny.ansatt, ny.funksjon)


@ruter.delete("/saker/{saksnr}/tildelinger/{funksjon}/{ansatt}", Action.TILDEL, "Ta saken fra en ansatt.")
def ta_tilbake(w: Work, kall: Kall) -> None:
    """Take it back."""
    tildeling.assign(w, kall.saksnr, kall.sti["ansatt"], kall.sti["funksjon"], fjern=True)
