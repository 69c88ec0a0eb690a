"""The list of cases: narrowed, put in order, a page at a time; and the search, answered where it was asked.

Must not put anything typed into an address: a search is sent as a form, and what was searched for stands in the answer.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin import begreper
from exin.casework.grunnlag.bydeler import districts
from exin.casework.oversikt.lister import Filter, SakLinje
from exin.casework.oversikt.saksliste import ANTALL, Saksside, Sortering, list_page
from exin.casework.oversikt.sok import Sok, search
from exin.errors import InvalidInput
from exin.ids import SAKSNR
from exin.web.feil import in_form
from exin.web.gjengivelse import address
from exin.web.ruter import Ruter
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()

MINE: Final = "~mine"
"""Instead of a colleague's user name, which never looks like this."""

_KOLONNER: Final = (
    ("Sak", Sortering.SAKSNR),
    ("Fase", Sortering.FASE),
    ("Siden", Sortering.SIDEN),
    ("Program", None),
    ("Bydel", Sortering.BYDEL),
    ("Kontaktperson", Sortering.KONTAKT),
)
_FARGER: Final = (("henvendelse", "gul"), ("vurdering", "bla"), ("forlop", "gronn"), ("frafall", "rod"))
"""How a phase stands out; the others do not."""

_LAST_PAGE: Final = 999_999

_NATIONAL_NUMBER: Final = re.compile(r"\d{11}")

Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Utvalg:
    """What of the list was asked for, as the address says it. What an address may not say is as if it did not."""

    fase: str = ""
    program: str = ""
    bydel: str = ""
    kontakt: str = ""
    alle: bool = False
    navn: bool = False
    sorter: str = Sortering.FASE
    synkende: bool = False
    s: int = 1

    def query(self, **changes: Any) -> dict[str, str | int | None]:  # noqa: ANN401 - any of the fields
        """The query of an address that differs from this one in something."""
        new = replace(self, **changes)
        return {
            "fase": new.fase,
            "program": new.program,
            "bydel": new.bydel,
            "kontakt": new.kontakt,
            "alle": "ja" if new.alle else None,
            "navn": "ja" if new.navn else None,
            "sorter": new.sorter if new.sorter != Sortering.FASE else None,
            "synkende": "ja" if new.synkende else None,
            "s": new.s if new.s > 1 else None,
        }

    def filter(self) -> Filter:
        """What casework is asked for."""
        mine = self.kontakt == MINE
        return Filter(
            tilstand=self.fase or None,
            program=self.program or None,
            bydel=self.bydel or None,
            kontakt=None if mine else self.kontakt or None,
            mine=mine,
            alle=self.alle,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out that might be shown."""
        return bool(self.fase or self.program or self.bydel or self.kontakt)


def _options(side: "Side") -> dict[str, Options]:
    """What may be chosen in each list."""
    colleagues = sorted(side.navneliste.items(), key=lambda each: each[1].casefold())
    return {
        "fase": list(begreper.tilstander().items()),
        "program": list(begreper.programmer().items()),
        "bydel": [(each.kode, each.navn) for each in districts().values()],
        "kontakt": [(MINE, "Mine saker"), *colleagues],
    }


def _asked(side: "Side", valg: Mapping[str, Options]) -> Utvalg:
    query = side.request.query_params
    chosen = {name: query.get(name, "") for name in valg}
    known = {name: value for name, value in chosen.items() if value in dict(valg[name])}
    order = query.get("sorter", "")
    return Utvalg(
        **known,
        alle=query.get("alle") == "ja",
        navn=query.get("navn") == "ja",
        sorter=order if order in set(Sortering) else Sortering.FASE,
        synkende=query.get("synkende") == "ja",
        s=side.asked_number("s", ellers=1, hoyst=_LAST_PAGE),
    )


@ruter.get("/saker", Action.LISTE_SAKER)
def saker(side: "Side") -> Response:
    """A page of the cases that the asker may see. Names only where they are asked for."""
    valg = _options(side)
    asked = _asked(side, valg)
    with side.read() as r:
        found = list_page(
            r,
            asked.filter(),
            sortering=asked.sorter,
            synkende=asked.synkende,
            side=asked.s,
            navn=asked.navn,
        )

    def to(**changes: Any) -> str:  # noqa: ANN401 - as above
        return address("saker", formal=side.formal, **asked.query(**changes))

    return side.show(
        "sider/saker.html",
        valg=valg,
        utvalg=asked,
        rader=_rows(side, found.linjer),
        kolonner=_columns(asked, to),
        viser=_counted(found),
        totalt=found.totalt,
        side_nr=found.side,
        sider=found.sider,
        bla=to(s=1) + ("&" if "?" in to(s=1) else "?") + "s={side}",
        bytt_navn=to(navn=not asked.navn),
        nullstill=address("saker", formal=side.formal),
        uten_avsluttede=not asked.alle and not asked.fase,
        med_avsluttede=to(alle=True, s=1),
    )


def _columns(asked: Utvalg, to: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a function of any field
    columns = []
    for text, order in _KOLONNER:
        column: dict[str, Any] = {"tekst": text}
        if order is not None:
            current = asked.sorter == order
            turned = current and not asked.synkende
            column["url"] = to(sorter=order, synkende=turned, s=1)
            column["sortert"] = ("descending" if asked.synkende else "ascending") if current else None
        columns.append(column)
    if asked.navn:
        columns.insert(1, {"tekst": "Navn"})
    return columns


def _counted(found: Saksside) -> str:
    """Which of how many: «Viser 1–50 av 63»."""
    if not found.linjer:
        return ""
    first = (found.side - 1) * ANTALL + 1
    return f"Viser {first}–{first + len(found.linjer) - 1} av {found.totalt}"


def _rows(side: "Side", lines: Iterable[SakLinje]) -> list[dict[str, Any]]:
    colours = dict(_FARGER)
    return [
        {"sak": line, "farge": colours.get(line.tilstand, "gra"), "kontakt": side.navn(line.kontakt)}
        for line in lines
    ]


# -- search ----------------------------------------------------------------------------------------------------


@ruter.get("/saker/sok", Action.LISTE_SAKER)
def tilbake(side: "Side") -> Response:
    """A search has no address of its own: back to where one is begun."""
    return side.go_on("saker")


@ruter.post("/saker/sok", Action.SOK_PERSON)
def sok(side: "Side", skjema: Skjema) -> Response:
    """Search. A case number goes to the case, which tells by itself whether there is one."""
    text = skjema.text("q")
    if SAKSNR.fullmatch(text.upper()):
        return side.go_on("saker", text.upper())
    names = skjema.ticked("navn")
    wanted = _wanted(text)
    try:
        with side.read() as r:
            hits = search(r, wanted, navn=names)
    except InvalidInput as error:
        feil = {"q": " ".join(in_form(error).values())}
        return side.show(
            "sider/sok.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, q=text, rader=None, feil=feil
        )
    return side.show(
        "sider/sok.html",
        q=text,
        rader=_rows(side, hits),
        navn=names,
        hva="fødselsnummer" if wanted.fodselsnummer else "navn",
    )


def _wanted(text: str) -> Sok:
    figures = "".join(text.split())
    if _NATIONAL_NUMBER.fullmatch(figures):
        return Sok(fodselsnummer=figures)
    return Sok(navn=text)
