"""One of the staff as a page: what casework tells, in words, and the forms with what was typed in one of them.

Must not ask for more than the reader may see: casework leaves out what is not for them.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin import begreper
from exin.casework.hus.ansatte import WITH_CASES, AnsattValg
from exin.casework.hus.ansattvisning import AnsattSide, list_staff, show_staff, teams
from exin.casework.hus.forslagssyn import ForslagVisning
from exin.casework.visning.arbeidsvisning import barred_cases
from exin.web.feil import words
from exin.web.skjema import Skjema, blank
from policies import Duty, Role

if TYPE_CHECKING:
    from exin.web.side import Side

_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "ny": ("brukernavn", "rolle", "team", "stillingsandel", "os_bruker"),
    "rettigheter": ("rolle", "team"),
    "stillingsandel": ("stillingsandel",),
    "fravar": ("fra", "til", "vikar"),
    "innlogging": ("utsteder", "subjekt"),
    "navn": ("navn",),
}
"""The fields of each form: what is wrong with something else is said of the form as a whole."""


def show_person(
    side: "Side",
    brukernavn: str,
    *,
    i: str = "",
    skjema: Skjema | None = None,
    feil: Mapping[str, str] | None = None,
) -> Response:
    """The page; `i` names the form that was sent and is shown again with what is wrong."""
    with side.read() as r:
        who = show_staff(r, brukernavn)
        barred = barred_cases(r, brukernavn) if r.actor.er_leder else []
        colleagues = [each for each in list_staff(r) if each.aktiv and each.brukernavn != brukernavn]
        codes = teams(r)
    faults = named_fields(feil or {}, i)
    return side.show(
        "sider/ansatt.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        feil=faults,
        i=i,
        form=skjema if skjema is not None and faults else _filled(who),
        hvem=who,
        navn=side.navn(brukernavn),
        forslag=proposal(side, who.forslag) if who.forslag else None,
        kan=frozenset(each.value for each in who.kan),
        kan_ha_saker=who.ansatt.rolle in WITH_CASES,
        inhabil_i=barred,
        vikarer=[
            (each.brukernavn, side.navn(each.brukernavn)) for each in colleagues if each.rolle in WITH_CASES
        ],
        **choices(codes),
    )


def choices(codes: list[str]) -> dict[str, Any]:
    """The roles and teams that can be chosen."""
    return {
        "roller": [(each.value, begreper.lest(each).capitalize()) for each in Role],
        "lagene": [(each, begreper.lag(each)) for each in codes],
    }


def _filled(who: AnsattSide) -> Skjema:
    row = who.ansatt
    ticked = dict.fromkeys(row.plikter, "ja") | ({"klarert": "ja"} if row.klarert else {})
    return blank(rolle=row.rolle, team=row.team, stillingsandel=row.stillingsandel, **ticked)


def named_fields(feil: Mapping[str, str], i: str) -> dict[str, str]:
    """What is wrong, by the fields that the form has."""
    fields = _FIELDS.get(i, ())
    return {felt if felt in fields else "": text for felt, text in feil.items()}


def proposal(side: "Side", each: ForslagVisning) -> dict[str, Any]:
    """A proposal, in words."""
    return {
        "forslag": each,
        "navn": side.navn(each.brukernavn),
        "av": side.navn(each.foreslatt_av),
        "tekst": begreper.forslag(each.slag),
        "innhold": begreper.forslagsinnhold(each.innhold),
        "hindring": words(each.hindring) if each.hindring else None,
    }


def valg_of(skjema: Skjema) -> AnsattValg:
    """The whole of a form: what is not ticked is not so."""
    return AnsattValg(
        rolle=skjema.text("rolle"),
        mottak=skjema.ticked(Duty.MOTTAK),
        vakt=skjema.ticked(Duty.VAKT),
        klarert=skjema.ticked("klarert"),
        team=skjema.maybe("team"),
        stillingsandel=skjema.number("stillingsandel"),
        os_bruker=skjema.maybe("os_bruker"),
    )
