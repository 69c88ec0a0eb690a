"""What kind of step an event is from where a case stands: on, back, out, in again. Read off the definition.

Must not know any programme: the phases are the states that count as active, in the order in which they stand.
"""

from enum import StrEnum

from workflows.parts import EffectKind, Target
from workflows.spec import Programme, UnknownCode


class Kind(StrEnum):
    """The kinds of step."""

    VIDERE = "videre"  # into a later phase; or on where it stands, in another programme
    SLUTT = "slutt"  # to the end that the last phase leads to
    TILBAKE = "tilbake"  # into an earlier phase
    UT = "ut"  # out of the phases, with a way back
    STOPP = "stopp"  # out of the phases for good
    INN_IGJEN = "inn_igjen"  # from outside into a phase
    NY_SAK = "ny_sak"  # opens another case
    ANNULLER = "annuller"  # takes the latest step back


def kind_of(programme: Programme, state: str, event: str) -> Kind:
    """The kind of the step that an event is from a state.

    Raises:
        UnknownCode: it is none from there.
    """
    step = programme.transition(state, event)
    if step is None:
        raise UnknownCode("event")
    if EffectKind.ANNULLER_SISTE in step.effects:
        return Kind.ANNULLER
    if EffectKind.NY_SAK in step.effects:
        return Kind.NY_SAK
    if isinstance(step.til, Target):
        return Kind.VIDERE
    return _of_move(programme, state, step.til)


def is_end(programme: Programme, state: str) -> bool:
    """Whether a state is the end of the course: final, and nothing but the last phase leads there."""
    into = {source for step in programme.transitions if step.til == state for source in step.fra}
    return programme.state(state).final and into == set(_phases(programme)[-1:])


def _of_move(programme: Programme, fra: str, til: str) -> Kind:
    phases = _phases(programme)
    if til not in phases:
        if is_end(programme, til):
            return Kind.SLUTT
        return Kind.STOPP if programme.state(til).final else Kind.UT
    if fra not in phases:
        return Kind.INN_IGJEN
    return Kind.VIDERE if phases.index(til) > phases.index(fra) else Kind.TILBAKE


def _phases(programme: Programme) -> list[str]:
    return [state.key for state in programme.states if state.active]
