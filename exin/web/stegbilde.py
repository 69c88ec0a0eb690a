"""A step, made ready for its template: conditions with links, effects in groups, faults by field.

Must not decide anything: what stands in the way and what will happen is told by casework.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from exin.casework.mangelsted import lacking
from exin.casework.stegeffekt import Effekt, Effektslag
from exin.casework.stegside import Stegfelt, Stegforberedelse
from exin.errors import Conflict, IllegalStep, InvalidInput
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

_FULL: Final = "Alle plassene er i bruk. Kryss av her for å gå forbi grensen, og skriv hvorfor."

_VELG: Final[Mapping[str, str]] = {
    "arsak": "Velg en årsak.",
    "tilbud": "Velg om andre tilbud er forklart.",
    "tilbudsgrunn": "Skriv hvorfor andre tilbud ikke er forklart.",
}
"""What to say of a list that nothing was chosen from, and of the reason that a choice asks for."""

_ALVOR: Final = frozenset(
    {
        *(Effektslag.ANNULLERES, Effektslag.FORBI_GRENSEN, Effektslag.KONTAKT_FRIGIS, Effektslag.LASES),
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


def picture(
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
        if each.oppfylt and each.kode not in of_a_choice
    }
    told = [*s.mangler, *(lacking(each) for each in _besides(s, error))]
    return lines | {each.kode: missing_line(each, lenker) for each in told}


def _besides(s: Stegforberedelse, error: InvalidInput | IllegalStep | Conflict | None) -> Iterator[Any]:
    """The reasons of a refusal that are about no field."""
    if isinstance(error, IllegalStep):
        fields = {each.felt for each in s.felter}
        yield from (each for each in error.reasons if each.kode not in fields)


def faults(
    s: Stegforberedelse, skjema: Skjema, error: InvalidInput | IllegalStep | Conflict
) -> dict[str, str]:
    """What to say, by field; '' is the whole form."""
    match error:
        case Conflict(kode="endret_av_andre"):
            return {}  # said beside the form: it is no fault of the writer's
        case IllegalStep():
            return _refusal(s, skjema, error)
    said = in_form(error)
    known = {"dato", "tilbudsgrunn", *(each.felt for each in s.felter)}
    return {felt if felt in known else "": text for felt, text in said.items()}


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
