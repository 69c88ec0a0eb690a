"""Questions to the machine in which all is well, for tests to spoil one thing at a time."""

from dataclasses import replace
from datetime import date

from workflows import PROGRAMMES, Actorship, Facts, Inputs, Programme, Step, by_key, next_step

DAG = date(2026, 3, 10)
BIRTHS = {
    "exin_oslo": date(2001, 6, 1),
    "exin_oslo_ung": date(2008, 4, 1),  # 17 years, and 18 in 22 days
}
OSLO, UNG = by_key("exin_oslo"), by_key("exin_oslo_ung")

CLERK = Actorship(er_leder=False, er_forfatter=True, timer_siden=1.0)
STRANGER = Actorship(er_leder=False, er_forfatter=False, timer_siden=1.0)
LEADER = Actorship(er_leder=True, er_forfatter=False, timer_siden=1.0)

INPUTS = {
    "henvendelse": Inputs(kilde="bydel"),
    "tilbake_til_forlop": Inputs(har_begrunnelse=True),
    "ikke_tatt_inn": Inputs(arsak="kapasitet", tilbud="gitt"),
    "frafall": Inputs(arsak="nye_hendelser", apen_til=DAG),
    "reinntak": Inputs(arsak="ny_motivasjon"),
    "annuller_steg": Inputs(har_begrunnelse=True),
}


def good_facts(programme: Programme, **changes: object) -> Facts:
    """Facts that meet every guard of every step of the programme, but for the changes."""
    facts = Facts(
        dag=DAG,
        fodselsdato=BIRTHS[programme.key],
        fodselsnummer_kjent=True,
        kilde=None,
        annen_apen_sak=False,
        informasjonssamtale_holdt=True,
        tilknytning_oslo=True,
        kartlegging_mangler=frozenset(),
        samtykke_i_kraft=True,
        plasser_kjent=True,
        ledige_plasser=1,
        ledige_vurderingsplasser=1,
        holder_plass=False,
        overleveringsplan=True,
        bekreftede_overleveringer=1,
        fortalt=True,
        kontaktforsok=3,
        siste_hendelse="start_vurdering",
        forrige_tilstand="henvendelse",
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


def good_inputs(event: str, **changes: object) -> Inputs:
    """Inputs that satisfy the step, but for the changes."""
    return replace(INPUTS.get(event, Inputs()), **changes)  # type: ignore[arg-type]


def step(
    programme: Programme,
    state: str,
    event: str,
    *,
    facts: Facts | None = None,
    inputs: Inputs | None = None,
    actorship: Actorship = CLERK,
) -> Step:
    """The step, with all well unless told otherwise."""
    return next_step(
        programme,
        state,
        event,
        facts=facts or good_facts(programme),
        inputs=inputs or good_inputs(event),
        actorship=actorship,
    )


EVENTS = tuple(dict.fromkeys(event.key for programme in PROGRAMMES for event in programme.events))
