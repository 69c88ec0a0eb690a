"""Who is logged in, as the top of the page shows it, and what the menu offers.

Must not decide what may be done: a page that is not offered still asks the rules, and one that is may be refused.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from exin import begreper
from policies import Role

if TYPE_CHECKING:
    from exin.casework.hus.okter import OktVisning


@dataclass(frozen=True, slots=True, kw_only=True)
class Bruker:
    """Who is logged in."""

    navn: str
    brukernavn: str
    rolle: str
    rolle_ord: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Punkt:
    """One entry of the menu."""

    tekst: str
    url: str
    aktiv: bool


SAKER: Final = "/saker"
"""The list of cases. Whoever has it has the search."""

_CASEWORK: Final = (("Min dag", "/min-dag"), ("Saker", SAKER), ("Ny henvendelse", "/henvendelse"))

_STAFF: Final = ("Ansatte", "/ansatte")
_FIGURES: Final = ("Nøkkeltall", "/nokkeltall")

_OF_ROLE: Final[dict[Role, tuple[tuple[str, str], ...]]] = {
    Role.SAKSBEHANDLER: _CASEWORK,
    Role.TEAMLEDER: (*_CASEWORK, ("Kø og kapasitet", "/kapasitet"), _FIGURES, _STAFF),
    Role.REVISOR: (("Innsynslogg", "/innsynslogg"), _FIGURES),
    Role.SYSTEMANSVARLIG: (_STAFF, ("System", "/system")),
}

_EVERYBODY: Final = (("Varsler", "/varsler"),)


def user_of(okt: "OktVisning", navn: str | None) -> Bruker:
    """The one whose session it is."""
    return Bruker(
        navn=navn or okt.brukernavn,
        brukernavn=okt.brukernavn,
        rolle=okt.rolle,
        rolle_ord=begreper.lest(okt.rolle).capitalize(),
    )


def menu_of(okt: "OktVisning", path: str) -> tuple[Punkt, ...]:
    """The menu of that one, with the entry that `path` lies under marked."""
    entries = (*_OF_ROLE[Role(okt.rolle)], *_EVERYBODY)
    return tuple(
        Punkt(tekst=text, url=url, aktiv=path == url or path.startswith(f"{url}/")) for text, url in entries
    )


def first_of(okt: "OktVisning | None") -> Punkt:
    """Where one begins: the first of the menu; before log-in, the log-in."""
    if okt is None:
        return Punkt(tekst="forsiden", url="/", aktiv=False)
    text, url = _OF_ROLE[Role(okt.rolle)][0]
    return Punkt(tekst=text, url=url, aktiv=False)
