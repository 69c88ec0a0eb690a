"""EXIN OSLO: young adults of 18 to 30 years who want out of crime, with a tie to Oslo. Since 2022.

Must not hold any rule in code: this is the definition, read top to bottom. A change takes a new version.
"""

from typing import Final

from workflows import guards, requirements
from workflows.parts import NEW, Choice, EffectKind, Event, Into, Numbers, State, Target, Transition
from workflows.programmes.frister import FRISTER
from workflows.spec import Programme

_STATES: Final = (
    State(key="henvendelse", label="Henvendelse", active=True),
    State(key="vurdering", label="Vurdering", active=True, holds_assessment_place=True),
    State(key="forlop", label="Forløp", active=True, holds_place=True),
    State(key="avslutning", label="Avslutning", active=True, holds_place=True),
    State(key="avsluttet", label="Avsluttet", read_only=True, final=True),
    State(
        key="ikke_tatt_inn",
        label="Ikke tatt inn",
        read_only=True,
        final=True,
        expects=(guards.FORTALT_OM_IKKE_TATT_INN,),
    ),
    State(key="frafall", label="Frafall"),  # worked on: contacts, notes, and the way back
)

_EVENTS: Final = (
    Event("henvendelse", "Ny henvendelse"),
    Event("start_vurdering", "Start vurdering"),
    Event("start_forlop", "Start forløp"),
    Event("start_avslutning", "Start avslutning"),
    Event("tilbake_til_forlop", "Tilbake til forløp"),
    Event("avslutt", "Avslutt saken"),
    Event("ikke_tatt_inn", "Registrer ikke tatt inn"),
    Event("frafall", "Registrer frafall"),
    Event("reinntak", "Re-inntak"),
    Event("ny_henvendelse", "Ny henvendelse i ny sak"),
    Event("annuller_steg", "Annuller siste steg"),
)

_IN = (
    Transition(
        event="henvendelse",
        fra=(NEW,),
        til="henvendelse",
        guards=(guards.INGEN_ANNEN_APEN_SAK,),
        inputs=(requirements.KILDE,),
        revocable=False,
    ),
    Transition(
        event="start_vurdering",
        fra=("henvendelse",),
        til="vurdering",
        guards=(
            guards.INFORMASJONSSAMTALE_HOLDT,
            guards.ALDER_I_PROGRAMMET,
            guards.TILKNYTNING_OSLO,
            guards.LEDIG_VURDERINGSPLASS,
        ),
    ),
    Transition(
        event="start_forlop",
        fra=("vurdering",),
        til="forlop",
        guards=(
            guards.KARTLEGGING_FULLSTENDIG,
            guards.SAMTYKKE_I_KRAFT,
            guards.FODSELSNUMMER_KJENT,
            guards.LEDIG_PLASS,
        ),
    ),
)

_THROUGH = (
    Transition(
        event="start_avslutning",
        fra=("forlop",),
        til="avslutning",
        guards=(guards.OVERLEVERINGSPLAN,),
    ),
    Transition(
        event="tilbake_til_forlop",
        fra=("avslutning",),
        til="forlop",
        inputs=(requirements.BEGRUNNELSE,),
    ),
    Transition(
        event="avslutt",
        fra=("avslutning",),
        til="avsluttet",
        guards=(guards.OVERLEVERING_BEKREFTET, guards.FORTALT_OM_AVSLUTNING),
    ),
)

_OUT_AND_BACK = (
    Transition(
        event="ikke_tatt_inn",
        fra=("henvendelse", "vurdering"),
        til="ikke_tatt_inn",
        inputs=(requirements.ARSAK_IKKE_TATT_INN, requirements.TILBUD),
    ),
    Transition(
        event="frafall",
        fra=("vurdering", "forlop", "avslutning"),
        til="frafall",
        guards=(guards.KONTAKTFORSOK,),
        inputs=(requirements.ARSAK_FRAFALL, requirements.APEN_TIL),
    ),
    Transition(
        event="reinntak",
        fra=("frafall",),
        til="vurdering",
        into=Into.BY_AGE,
        guards=(guards.ALDER_I_PROGRAMMET, guards.INGEN_ANNEN_APEN_SAK, guards.LEDIG_PLASS),
        inputs=(requirements.ARSAK_REINNTAK,),
        effects=(EffectKind.BEHOLD_KONTAKT,),
        takes_place=True,
    ),
)

_BESIDES = (
    Transition(
        event="ny_henvendelse",
        fra=("avsluttet", "ikke_tatt_inn", "frafall"),
        til=Target.SAME,
        guards=(guards.INGEN_ANNEN_APEN_SAK,),
        effects=(EffectKind.NY_SAK,),
        revocable=False,
    ),
    Transition(
        event="annuller_steg",
        fra=tuple(state.key for state in _STATES),
        til=Target.PREVIOUS,
        guards=(
            guards.STEGET_KAN_ANNULLERES,
            guards.INGEN_NY_APEN_SAK,
            guards.RETT_TIL_ANNULLERING,
        ),
        inputs=(requirements.BEGRUNNELSE,),
        effects=(EffectKind.ANNULLER_SISTE,),
        revocable=False,
    ),
)

EXIN_OSLO: Final = Programme(
    key="exin_oslo",
    version=1,
    navn="EXIN OSLO",
    states=_STATES,
    events=_EVENTS,
    transitions=(*_IN, *_THROUGH, *_OUT_AND_BACK, *_BESIDES),
    numbers=Numbers(alder_fra=18, alder_til=30, plasser=60),
    areas=(
        Choice("motivasjon", "motivasjon"),
        Choice("risiko", "risiko"),
        Choice("beskyttelsesfaktorer", "beskyttelsesfaktorer"),
        Choice("behov", "behov"),
    ),
    deadlines=FRISTER,
)
