"""The rules behind the guards and the required inputs: one question, one finding.

Must not word anything: texts stand in `guards` and `requirements`. What is not known is UNKNOWN, no guess.
"""

from typing import Final

from workflows.ages import age_on, birthday
from workflows.facts import MET, UNKNOWN, UNMET, Finding, Status
from workflows.parts import NEW, Question

TILBUD_IKKE_GITT: Final = "ikke_gitt"
"""Other services were not explained: then the step asks why."""

MANGLENDE_OPPMOTE: Final = "manglende_oppmote"
"""The reason for frafall that asks for contact attempts first."""


def _yes(fact: bool | None) -> Finding:  # noqa: FBT001 - the fact is the question
    if fact is None:
        return UNKNOWN
    return MET if fact else UNMET


def ingen_annen_apen_sak(question: Question) -> Finding:
    """No other open case of the person in any EXIN programme."""
    other = question.facts.annen_apen_sak
    return _yes(None if other is None else not other)


def informasjonssamtale_holdt(question: Question) -> Finding:
    """The talk was held, not only agreed."""
    return _yes(question.facts.informasjonssamtale_holdt)


def alder_i_programmet(question: Question) -> Finding:
    """The age on the day lies within the range of the programme led into."""
    birth, limits = question.facts.fodselsdato, question.target
    if birth is None:
        return UNKNOWN
    return _yes(limits.alder_fra <= age_on(birth, question.facts.dag) <= limits.alder_til)


def tilknytning_oslo(question: Question) -> Finding:
    """The person has a tie to Oslo."""
    return _yes(question.facts.tilknytning_oslo)


def kartlegging_fullstendig(question: Question) -> Finding:
    """Every area is covered by a kartlegging newer than the latest entry into vurdering."""
    missing = question.facts.kartlegging_mangler
    if missing is None:
        return UNKNOWN
    if not missing:
        return MET
    return Finding(
        Status.IKKE_OPPFYLT, _listed([area.tekst for area in question.areas if area.kode in missing])
    )


def _listed(words: list[str]) -> str:
    return " og ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def samtykke_i_kraft(question: Question) -> Finding:
    """Consent to take part is in force on the day."""
    return _yes(question.facts.samtykke_i_kraft)


def fodselsnummer_kjent(question: Question) -> Finding:
    """The national number is registered."""
    return _yes(question.facts.fodselsnummer_kjent)


def ledig_plass(question: Question) -> Finding:
    """The programme led into has a place free, or the case holds one, or a lead goes past the limit."""
    if question.facts.holder_plass:
        return MET
    return _free(question, question.facts.ledige_plasser)


def ledig_vurderingsplass(question: Question) -> Finding:
    """There is room for one more vurdering, where their number has a limit."""
    return _free(question, question.facts.ledige_vurderingsplasser)


def _free(question: Question, places: int | None) -> Finding:
    if not question.facts.plasser_kjent:
        return UNKNOWN  # not even a lead goes past a number that nobody has counted
    if places is None or places > 0:
        return MET
    return _yes(may_override(question))


def may_override(question: Question) -> bool:
    """Whether the limit is gone past on purpose: by a lead, with a reason."""
    leader = question.actorship is not None and question.actorship.er_leder
    return question.inputs.overstyr and leader and question.inputs.har_begrunnelse


def overleveringsplan(question: Question) -> Finding:
    """A plan for handing over to lasting services is registered."""
    return _yes(question.facts.overleveringsplan)


def overlevering_bekreftet(question: Question) -> Finding:
    """As many lasting services as the programme asks for have confirmed that they take over."""
    confirmed = question.facts.bekreftede_overleveringer
    return _yes(None if confirmed is None else confirmed >= question.numbers.overleveringer_for_avslutt)


def fortalt(question: Question) -> Finding:
    """The person has been told, when and how."""
    return _yes(question.facts.fortalt)


def kontaktforsok(question: Question) -> Finding:
    """Enough contact attempts are logged, where the reason is that the person does not turn up."""
    if question.inputs.arsak != MANGLENDE_OPPMOTE:
        return MET
    attempts = question.facts.kontaktforsok
    if attempts is None:
        return UNKNOWN
    if attempts >= question.numbers.kontaktforsok_ved_manglende_oppmote:
        return MET
    return Finding(Status.IKKE_OPPFYLT, str(attempts))


def alder_for_overforing(question: Question) -> Finding:
    """The person is old enough for the programme led into, or will be within the days allowed."""
    birth = question.facts.fodselsdato
    if birth is None:
        return UNKNOWN
    days_left = (birthday(birth, question.target.alder_fra) - question.facts.dag).days
    return _yes(days_left <= question.numbers.overforing_dager_for_18)


def steget_kan_annulleres(question: Question) -> Finding:
    """The latest step did not open a case: neither this one nor another."""
    latest, before = question.facts.siste_hendelse, question.facts.forrige_tilstand
    if latest in question.irrevocable or before == NEW:
        return UNMET
    return UNKNOWN if latest is None or before is None else MET


def ingen_ny_apen_sak(question: Question) -> Finding:
    """To void the step that closed the case opens it again: then no other open case may have come meanwhile."""
    if question.facts.siste_hendelse in question.closing:
        return ingen_annen_apen_sak(question)
    return MET


def rett_til_annullering(question: Question) -> Finding:
    """A lead voids any step; its author does within the hours that the programme allows."""
    actor = question.actorship
    if actor is None:
        return UNKNOWN
    if actor.er_leder or not actor.er_forfatter:
        return _yes(actor.er_leder)
    hours = actor.timer_siden
    return _yes(None if hours is None else hours <= question.numbers.annuller_timer)


def _chosen(value: str | None, codes: frozenset[str]) -> Status:
    if value is None:
        return Status.UKJENT
    return Status.OPPFYLT if value in codes else Status.IKKE_OPPFYLT


def arsak_valgt(question: Question, codes: frozenset[str]) -> Status:
    """A reason of the list was given."""
    return _chosen(question.inputs.arsak, codes)


def kilde_valgt(question: Question, codes: frozenset[str]) -> Status:
    """A source of the list was given with the step, or is known already."""
    return _chosen(question.inputs.kilde or question.facts.kilde, codes)


def begrunnelse_gitt(question: Question, codes: frozenset[str]) -> Status:  # noqa: ARG001 - no list to choose from
    """A reason was typed."""
    return Status.OPPFYLT if question.inputs.har_begrunnelse else Status.UKJENT


def apen_til_gitt(question: Question, codes: frozenset[str]) -> Status:  # noqa: ARG001 - no list to choose from
    """A date was given, not before the day the step counts from."""
    until = question.inputs.apen_til
    if until is None:
        return Status.UKJENT
    return Status.OPPFYLT if until >= question.facts.dag else Status.IKKE_OPPFYLT


def tilbud_gitt(question: Question, codes: frozenset[str]) -> Status:
    """It was told whether other services were explained, and why not when they were not."""
    status = _chosen(question.inputs.tilbud, codes)
    if status is Status.OPPFYLT and question.inputs.tilbud == TILBUD_IKKE_GITT:
        return Status.OPPFYLT if question.inputs.har_tilbudsgrunn else Status.UKJENT
    return status
