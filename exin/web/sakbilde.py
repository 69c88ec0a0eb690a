"""The page of a case, made ready for its templates: rows, words, icons, addresses.

Must not decide anything: what may be shown, done or said was decided where the case was read.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from exin import begreper
from exin.casework.faser import Fase, Stand, by_round
from exin.casework.lesere import REGISTRERTE, Leser
from exin.casework.mangelsted import Mangel
from exin.casework.stegutsikt import Stegutsikt
from exin.skrivemate import antall, dag_i_ord
from exin.web.gjengivelse import address
from exin.web.skjemanavn import form_path, form_title
from policies import Action

if TYPE_CHECKING:
    from exin.casework.views import SakVisning
    from exin.web.side import Side

ENDED_WELL: Final = "avsluttet"
"""The way out that is the end of the course, and no stop."""

STEGIKON: Final[Mapping[str, str]] = {
    "tilbake_til_forlop": "arrow-return",
    "annuller_steg": "process-back",
    "frafall": "exit",
    "ikke_tatt_inn": "cross-circle",
    "reinntak": "process-forward",
    "avslutt": "check-circle",
    "ny_henvendelse": "plus-sign",
}
"""The picture on the button of a step; an arrow on all others."""

BAKOVER: Final = frozenset({"annuller_steg", "frafall", "ikke_tatt_inn", "tilbake_til_forlop"})
"""Steps that are never what the page leads to first."""

FOR: Final = (
    (Action.SKRIV_KONTAKT, "Samtale eller kontakt", "samtale", "two-people-talking"),
    (Action.SKRIV_KARTLEGGING, "Kartlegging", "kartlegging", "clipboard"),
    (Action.SKRIV_MOTE, "Møter", "moter", "calendar"),
    (Action.SKRIV_SAMTYKKE, "Samtykke", "samtykke", "signature"),
    (Action.SKRIV_PLAN, "Plan for overlevering", "plan", "goal"),
    (Action.SKRIV_OVERLEVERING, "Bekreftet overlevering", "overlevering", "organization"),
    (Action.SKRIV_TILBUD, "Andre tilbud", "tilbud", "information"),
    (Action.SKRIV_FORTALT, "Fortalt om avgjørelsen", "fortalt", "message"),
)
"""What is written during the work: action, words, form, picture."""

OM: Final = (
    (Action.ENDRE_PERSON, "Rett opplysninger", "person", "edit"),
    (Action.TILDEL, "Tildel", "tildel", "person"),
    (Action.SETT_SKJERMING, "Skjerming", "skjerming", "privacy"),
    (Action.REGISTRER_INHABIL, "Inhabilitet", "inhabil", "lock-locked"),
)
"""What is set right about the case itself."""

FIXED_BY: Final[Mapping[str, Action]] = {
    "samtale": Action.SKRIV_KONTAKT,
    "kartlegging": Action.SKRIV_KARTLEGGING,
    "samtykke": Action.SKRIV_SAMTYKKE,
    "person": Action.ENDRE_PERSON,
    "tilknytning": Action.ENDRE_PERSON,
    "plan": Action.SKRIV_PLAN,
    "overlevering": Action.SKRIV_OVERLEVERING,
    "tilbud": Action.SKRIV_TILBUD,
    "fortalt": Action.SKRIV_FORTALT,
}
"""The forms in which something missing is put right, and what one must be allowed to do there."""

# -- the head --------------------------------------------------------------------------------------------------


def tags(sak: "SakVisning", *, dag: date) -> Iterator[dict[str, str]]:
    """The tags below the number: phase, protection, consent, district."""
    state = begreper.tilstand(sak.program, sak.tilstand)
    yield {"tekst": state, "farge": "bla", "ikon": "flag"}
    if sak.skjerming != "ingen":
        words = begreper.lest(sak.skjerming).capitalize()
        yield {"tekst": f"{words} adresse", "farge": "gul", "ikon": "privacy"}
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
        stand = "ferdig" if fase.kode == ENDED_WELL else "stopp"
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
        if FIXED_BY.get(form) not in self._tillatt:
            return None
        return address(*form_path(form, self._saksnr), formal=self._formal)

    def work(self, offered: Sequence[tuple[Action, str, str, str]]) -> list[dict[str, str]]:
        """Those of a list that the reader may use."""
        return [
            {"tekst": text, "url": self.to(form), "ikon": picture}
            for action, text, form, picture in offered
            if action in self._tillatt
        ]


def step_buttons(steg: Sequence[Stegutsikt], lenker: Lenker) -> list[dict[str, str]]:
    """The steps that can be taken now: the one that leads on first, and as the button that stands out."""
    possible = sorted((each for each in steg if each.mulig), key=lambda each: each.hendelse in BAKOVER)
    return [
        {
            "tekst": each.navn,
            "url": lenker.to("steg", each.hendelse),
            "ikon": STEGIKON.get(each.hendelse, "arrow"),
            "slag": "primar" if number == 0 and each.hendelse not in BAKOVER else "sekundar",
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
            "tilbake": each.hendelse in BAKOVER,
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

_FUNKSJON: Final[Mapping[str | None, str]] = {
    "kontakt": "Kontaktperson",
    "medansvarlig": "Medansvarlig",
    "klarert_leder": "Klarert leder",
    "teamleder": "Teamleder",
    REGISTRERTE: "Registrerte saken",
    None: "Ikke tildelt saken",
}


def function_of(leser: Leser) -> str:
    """What a reader is to the case, in words."""
    return _FUNKSJON[leser.funksjon]
