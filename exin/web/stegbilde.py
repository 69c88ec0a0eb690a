"""A step, made ready for its template: conditions with links, effects in groups, faults by field.

Must not decide anything: what stands in the way and what will happen is told by casework.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from exin import begreper
from exin.casework.visning.mangelsted import lacking
from exin.casework.visning.stegeffekt import Effekt, Effektslag
from exin.casework.visning.stegforberedelse import Stegfelt, Stegforberedelse
from exin.errors import Conflict, IllegalStep, InvalidInput
from exin.skrivemate import dag_i_ord
from exin.web.feil import in_form
from exin.web.sakbilde import Lenker, missing_line
from exin.web.skjema import Skjema

_ORD: Final[Mapping[str, str]] = {
    "arsak": "Årsak",
    "apen_til": "Døren står åpen til",
    "tilbud": "Andre tilbud",
    "begrunnelse": "Begrunnelse",
}
"""What each field is called; a field that is not here is called what it asks."""

_SKREVET: Final[Mapping[str, str]] = {
    "dato": "Steget gjelder fra",
    "arsak": _ORD["arsak"],
    "apen_til": _ORD["apen_til"],
    "tilbud": _ORD["tilbud"],
    "tilbudsgrunn": "Hvorfor ikke andre tilbud",
    "begrunnelse": _ORD["begrunnelse"],
}
"""All that can be typed or chosen for a step, in the order in which it is told where there is no form for it."""

_FULL: Final = "Alle plassene er i bruk. Kryss av her for å gå forbi grensen, og skriv hvorfor."

_VELG: Final[Mapping[str, str]] = {
    "arsak": "Velg en årsak.",
    "tilbud": "Velg om andre tilbud er forklart.",
    "tilbudsgrunn": "Skriv hvorfor andre tilbud ikke er forklart.",
}
"""What to say of a list that nothing was chosen from, and of the reason that a choice asks for."""

_ALVOR: Final = frozenset(
    {
        Effektslag.ANNULLERES,
        Effektslag.FORBI_GRENSEN,
        Effektslag.KONTAKT_FRIGIS,
        Effektslag.LASES,
        Effektslag.PLASS_FRIGIS,
    }
)
"""Effects that one should stop at."""

_FRIST: Final = frozenset({Effektslag.FRIST_BEGYNNER, Effektslag.FRIST_LUKKES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stegbilde:
    """The lists of one page of a step.

    `hindret`: something stands in the way that no field of the form can mend. `angrer`: it takes the latest step back.
    `sen`: it is told for another day than today. `rolig`: nothing that will happen is hard to undo.
    """

    felter: list[dict[str, Any]]
    krav: list[dict[str, Any]]
    etterpa: list[dict[str, Any]]
    effekter: tuple[Effekt, ...]
    begynner: tuple[Effekt, ...]
    lukkes: tuple[Effekt, ...]
    hindret: bool
    angrer: bool
    sen: bool
    rolig: bool
    kan_dateres: bool


def lay_out(
    s: Stegforberedelse, lenker: Lenker, error: InvalidInput | IllegalStep | Conflict | None, *, idag: date
) -> Stegbilde:
    """A step as its page lays it out, with what a refusal has told of besides."""
    voids = any(each.slag is Effektslag.ANNULLERES for each in s.effekter)
    return Stegbilde(
        felter=[_field(each, lenker) for each in s.felter],
        krav=list(_conditions(s, lenker, error).values()),
        etterpa=[missing_line(each, lenker) | {"url": None} for each in s.gjenstar],
        effekter=tuple(each for each in s.effekter if each.slag not in _FRIST),
        begynner=tuple(each for each in s.effekter if each.slag is Effektslag.FRIST_BEGYNNER),
        lukkes=tuple(each for each in s.effekter if each.slag is Effektslag.FRIST_LUKKES),
        hindret=not (s.mulig or s.kan_overstyres),
        angrer=voids,
        sen=s.dato != idag,
        rolig=all(each.slag not in _ALVOR for each in s.effekter),
        kan_dateres=s.tidligst < s.senest and not voids,
    )


def _field(felt: Stegfelt, lenker: Lenker) -> dict[str, Any]:
    more = [(choice, mangel) for choice in felt.valg for mangel in choice.mangler]
    return {
        "felt": felt.felt,
        "slag": felt.slag,
        "ledetekst": _ORD.get(felt.felt, felt.tekst),
        "hjelp": felt.tekst if felt.felt in _ORD else None,
        "pakrevd": felt.pakrevd,
        "valg": [(each.kode, each.tekst, " ".join(one.tekst for one in each.mangler)) for each in felt.valg],
        "mangler": [
            missing_line(mangel, lenker) | {"tekst": f"{choice.tekst}: {mangel.mangler}"}
            for choice, mangel in more
        ],
        "begrunnes": [each.tekst for each in felt.valg if each.begrunnes],
    }


def _conditions(
    s: Stegforberedelse, lenker: Lenker, error: InvalidInput | IllegalStep | Conflict | None
) -> dict[str, dict[str, Any]]:
    """Each condition, met or not; what only some choice asks for is told with the choice, until it is chosen."""
    of_a_choice = {one.kode for felt in s.felter for each in felt.valg for one in each.mangler}
    lines: dict[str, dict[str, Any]] = {
        each.kode: {"oppfylt": True, "tekst": each.tekst}
        for each in s.vilkar
        if each.mangel is None and each.kode not in of_a_choice
    }
    told = [*s.mangler, *(lacking(each) for each in _besides(s, error))]
    return lines | {each.kode: missing_line(each, lenker) for each in told}


def _besides(s: Stegforberedelse, error: InvalidInput | IllegalStep | Conflict | None) -> Iterator[Any]:
    """The reasons of a refusal that are about no field."""
    if isinstance(error, IllegalStep):
        fields = {each.felt for each in s.felter}
        yield from (each for each in error.reasons if each.kode not in fields)


def is_filled(s: Stegforberedelse, skjema: Skjema) -> bool:
    """Whether anything but the day was typed or chosen: then it is shown, whatever stands in the way of the step."""
    names = {"tilbudsgrunn", *(each.felt for each in s.felter)}
    return any(skjema.text(name) for name in names)


def list_typed(hendelse: str, skjema: Skjema) -> list[tuple[str, str]]:
    """What was typed and chosen, in words: for where there is no form to show it in."""
    typed = {felt: skjema.text(felt) for felt in _SKREVET}
    return [(_SKREVET[felt], _as_read(hendelse, felt, text)) for felt, text in typed.items() if text]


def _as_read(hendelse: str, felt: str, text: str) -> str:
    return begreper.valg(hendelse, felt).get(text, text) if felt in ("arsak", "tilbud") else text


def tell_faults(
    s: Stegforberedelse, skjema: Skjema, error: InvalidInput | IllegalStep | Conflict
) -> dict[str, str]:
    """What to say, by field; '' is the whole form."""
    match error:
        case Conflict(kode="endret_av_andre"):
            return {}  # said beside the form: it is no fault of the writer's
        case IllegalStep():
            return _refusal(s, skjema, error)
    said = in_form(error)
    if "dato" in said:
        said["dato"] = f"{said['dato']} {_bounds(s)}"
    known = {"dato", "tilbudsgrunn", *(each.felt for each in s.felter)}
    return {felt if felt in known else "": text for felt, text in said.items()}


def _bounds(s: Stegforberedelse) -> str:
    """Which days a step can be dated."""
    if s.tidligst == s.senest:
        return "Forrige steg gjelder fra i dag, så dette kan bare gjelde fra i dag."
    first, last = (dag_i_ord(each, naa=s.senest) for each in (s.tidligst, s.senest))
    return f"Steget kan gjelde fra {first} (forrige steg) til og med {last} (i dag)."


def _refusal(s: Stegforberedelse, skjema: Skjema, error: IllegalStep) -> dict[str, str]:
    full = {each.kode for each in s.mangler} if s.kan_overstyres else set()
    besides = [each for each in _besides(s, error) if each.kode not in full]
    found = {"": " ".join(each.mangler for each in besides)} if besides else {}
    if full and not skjema.ticked("overstyr"):
        found["overstyr"] = _FULL
    refused = {each.kode: each.mangler for each in error.reasons}
    for felt in s.felter:
        chosen = next((each for each in felt.valg if each.kode == skjema.text(felt.felt)), None)
        if felt.felt in refused and chosen is not None and chosen.begrunnes:
            found["tilbudsgrunn"] = _VELG["tilbudsgrunn"]
        elif felt.felt in refused:
            found[felt.felt] = _VELG.get(felt.felt, refused[felt.felt])
    return found
