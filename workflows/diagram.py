"""A programme drawn as a Mermaid state diagram, with the labels people read.

Must not draw from anything but the definition: the same programme always gives the same text.
"""

from collections.abc import Iterator

from workflows.parts import NEW, EffectKind, Into, Target, Transition
from workflows.spec import Programme

_INDENT = "    "
_NEW_CASE = "ny_lenket_sak"
_NEXT = "neste_program"


def mermaid(programme: Programme) -> str:
    """The programme as Mermaid text (stateDiagram-v2), ending in a line break.

    A step that keeps the state is drawn to what it opens: a new case, or the programme that follows. A step
    that goes back to where the case stood cannot be drawn; a note tells of it.
    """
    lines = ["stateDiagram-v2", *(_INDENT + line for line in _lines(programme))]
    return "\n".join(lines) + "\n"


def _lines(programme: Programme) -> Iterator[str]:
    for state in programme.states:
        yield f'state "{state.label}" as {state.key}'
    yield from _beside(programme)
    for step in programme.transitions:
        yield from _arrows(programme, step)
    for state in programme.states:
        if state.final:
            yield f"{state.key} --> [*]"
    yield from _note(programme)


def _beside(programme: Programme) -> Iterator[str]:
    """Boxes for what lies outside the case: drawn only where a step leads there."""
    if any(_outside(step) == _NEW_CASE for step in programme.transitions):
        yield f'state "Ny sak, lenket til denne" as {_NEW_CASE}'
    if any(_outside(step) == _NEXT for step in programme.transitions):
        yield f'state "Samme tilstand i programmet som følger" as {_NEXT}'


def _outside(step: Transition) -> str | None:
    if step.til is Target.SAME and EffectKind.NY_SAK in step.effects:
        return _NEW_CASE
    return _NEXT if step.til is Target.SAME and step.into is Into.NEXT else None


def _arrows(programme: Programme, step: Transition) -> Iterator[str]:
    if step.til is Target.PREVIOUS:
        return
    for source in step.fra:
        start = "[*]" if source == NEW else source
        end = step.til if isinstance(step.til, str) else _outside(step) or source
        yield f"{start} --> {end} : {programme.event(step.event).label}"


def _note(programme: Programme) -> Iterator[str]:
    backward = [step for step in programme.transitions if step.til is Target.PREVIOUS]
    labels = sorted({programme.event(step.event).label for step in backward})
    if labels:
        yield f"note right of {programme.states[0].key}"
        yield f"{_INDENT}{', '.join(labels)} (fra alle tilstander)"
        yield f"{_INDENT}fører saken dit den sto før"
        yield "end note"
