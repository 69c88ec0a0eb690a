"""The page of a case, made ready for its templates: rows, words, icons, addresses.

Must not decide anything: what may be shown, done or said was decided where the case was read.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from exin import begreper
from exin.casework.grunnlag.skjemaer import action_for
from exin.casework.logg.lesere import Leser
from exin.casework.visning.faser import Fase, Stand, by_round
from exin.casework.visning.mangelsted import Mangel
from exin.casework.visning.stegutsikt import Stegutsikt
from exin.skrivemate import antall, dag_i_ord
from exin.web.gjengivelse import address
from exin.web.skjemanavn import SKJEMASIDER, Sted, form_path, form_title
from policies import Action
from workflows import Kind

if TYPE_CHECKING:
    from exin.casework.grunnlag.views import SakVisning
    from exin.web.side import Side

STEGIKON: Final[Mapping[Kind, str]] = {
    Kind.VIDERE: "arrow",
    Kind.SLUTT: "check-circle",
    Kind.TILBAKE: "arrow-return",
    Kind.UT: "exit",
    Kind.STOPP: "cross-circle",
    Kind.INN_IGJEN: "process-forward",
    Kind.NY_SAK: "plus-sign",
    Kind.ANNULLER: "process-back",
}
"""The picture on the button of a step."""

BAKOVER: Final = frozenset({Kind.TILBAKE, Kind.UT, Kind.STOPP, Kind.ANNULLER})
"""Steps that are never what the page leads to first."""

# -- the head --------------------------------------------------------------------------------------------------


def tags(sak: "SakVisning", *, dag: date) -> Iterator[dict[str, str]]:
    """The tags below the number: phase, protection, consent, district."""
    state = begreper.tilstand(sak.program, sak.tilstand)
    yield {"tekst": state, "farge": "bla", "ikon": "flag"}
    if sak.skjerming != "ingen":
        yield {"tekst": f"{begreper.skjerming(sak.skjerming)} adresse", "farge": "gul", "ikon": "privacy"}
    consent = _consent(sak, dag=dag)
    if consent:
        yield consent
    yield {"tekst": f"Bydel {sak.bydel_navn}", "farge": "gra", "ikon": "home"}


def _consent(sak: "SakVisning", *, dag: date) -> dict[str, str] | None:
    given = [each for each in sak.samtykker if each.slag == "deltakelse"]
    valid = [each for each in given if each.i_kraft]
    if not valid:
        gone = {"tekst": "Samtykket gjelder ikke lenger", "farge": "gul", "ikon": "signature"}
        return gone if given else None
    last = max(each.utloper or date.max for each in valid)
    until = f"til {dag_i_ord(last, naa=dag)}" if last != date.max else "gjelder"
    return {"tekst": f"Samtykke {until}", "farge": "gronn", "ikon": "signature"}


def steppers(faser: Sequence[Fase], *, dag: date) -> list[list[dict[str, str]]]:
    """The phases of each round, the one that runs last."""
    return [[_stage(each, dag=dag) for each in runde] for runde in by_round(faser)]


def _stage(fase: Fase, *, dag: date) -> dict[str, str]:
    stand = {Stand.FERDIG: "ferdig", Stand.NA: "na", Stand.SENERE: "kommer"}[fase.stand]
    if fase.utgang:
        stand = "ferdig" if fase.fullfort else "stopp"
    return {"tekst": fase.navn, "tilstand": stand, "under": _time_in(fase, dag=dag)}


def _time_in(fase: Fase, *, dag: date) -> str:
    if fase.fra is None or fase.dager is None:
        return ""
    if fase.utgang and fase.til is None:
        return dag_i_ord(fase.fra, naa=dag)
    if fase.til is None:
        return f"Siden {dag_i_ord(fase.fra, naa=dag)} · dag {fase.dager + 1}"
    return f"{period(fase.fra, fase.til, dag=dag)} · {antall(fase.dager, 'dag', 'dager')}"


def period(fra: date, til: date, *, dag: date) -> str:
    """From a day to another: «12.–19. januar», «19. januar–20. februar 2025»."""
    if fra == til:
        return dag_i_ord(fra, naa=dag)
    if (fra.year, fra.month) == (til.year, til.month):
        return f"{fra.day}.–{dag_i_ord(til, naa=dag)}"
    naa = til if fra.year == til.year else dag
    return f"{dag_i_ord(fra, naa=naa)}–{dag_i_ord(til, naa=dag)}"


# -- steps and what is missing ---------------------------------------------------------------------------------


class Lenker:
    """The addresses of one case's pages; the purpose that the reader stated goes along."""

    def __init__(self, side: "Side", saksnr: str, tillatt: frozenset[Action]) -> None:
        self._formal, self._saksnr, self._tillatt = side.formal, saksnr, tillatt

    def to(self, *parts: str, **query: str | int | None) -> str:
        """The address of a page under the case."""
        return address("saker", self._saksnr, *parts, formal=self._formal, **query)

    def where(self, mangel: Mangel) -> str | None:
        """Where something missing is put right, if the reader may do it there."""
        form = mangel.skjema or ""
        if action_for(form) not in self._tillatt:
            return None
        return address(*form_path(form, self._saksnr), formal=self._formal)

    def work(self, sted: Sted) -> list[dict[str, str]]:
        """The forms that are offered in a place of the page, those that the reader may use."""
        return [
            {"tekst": form.lenke or form.tittel, "url": self.to(navn), "ikon": form.ikon}
            for navn, form in SKJEMASIDER.items()
            if form.sted is sted and action_for(navn) in self._tillatt
        ]


def step_buttons(steg: Sequence[Stegutsikt], lenker: Lenker) -> list[dict[str, str]]:
    """The steps that can be taken now: the one that leads on first, and as the button that stands out."""
    possible = sorted((each for each in steg if each.mulig), key=lambda each: each.slag in BAKOVER)
    return [
        {
            "tekst": each.navn,
            "url": lenker.to("steg", each.hendelse),
            "ikon": STEGIKON[each.slag],
            "slag": "primar" if number == 0 and each.slag not in BAKOVER else "sekundar",
        }
        for number, each in enumerate(possible)
    ]


def blocked(steg: Sequence[Stegutsikt], lenker: Lenker) -> list[dict[str, Any]]:
    """The steps that wait for something, with each condition; not those that are others' to take."""
    return [
        {
            "tittel": each.navn,
            "punkter": [
                {"oppfylt": krav.mangel is None, "tekst": krav.tekst}
                if krav.mangel is None
                else missing_line(krav.mangel, lenker)
                for krav in each.krav
            ],
            "forbi": lenker.to("steg", each.hendelse) if each.kan_overstyres else None,
            "tilbake": each.slag in BAKOVER,
        }
        for each in steg
        if not each.mulig and not each.andres
    ]


def missing_line(mangel: Mangel, lenker: Lenker) -> dict[str, Any]:
    """What is missing, who can put it right, and where the reader can."""
    url = lenker.where(mangel)
    return {
        "oppfylt": False,
        "tekst": mangel.mangler,
        "hvem": f"{mangel.hvem_ord} kan ordne det",
        "url": url,
        "lenketekst": form_title(mangel.skjema) if mangel.skjema and url else None,
    }


# -- who has read it -------------------------------------------------------------------------------------------


def function_of(leser: Leser) -> str:
    """What a reader is to the case, in words."""
    return begreper.funksjon(leser.funksjon) if leser.funksjon else "Ikke tildelt saken"
