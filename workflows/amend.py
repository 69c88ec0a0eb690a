"""How a derived programme differs from the one it is built on: what it adds, changes and drops, each by name.

Must not guess: to add what is there, or to change or drop what is not, is a fault and never passed over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from workflows.parts import DefinitionError, Event, State, Transition

Part = State | Event | Transition
_P = TypeVar("_P", bound=Part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The differences. A changed transition stands for all transitions of its event."""

    add: tuple[Part, ...] = ()
    change: tuple[Part, ...] = ()
    drop_states: tuple[str, ...] = ()  # steps no longer start there; the lint finds what is left hanging
    drop_events: tuple[str, ...] = ()  # and with them, their transitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The three lists that changes work on."""

    states: tuple[State, ...]
    events: tuple[Event, ...]
    transitions: tuple[Transition, ...]


def amend(graph: Graph, changes: Changes) -> Graph:
    """The graph with the changes made: same order, additions last.

    Raises:
        DefinitionError: a change does not fit the graph; every such fault is an argument.
    """
    faults = [*_faults(graph.states, State, changes, drop=changes.drop_states)]
    faults += _faults(graph.events, Event, changes, drop=changes.drop_events)
    faults += _faults(graph.transitions, Transition, changes, drop=())
    if faults:
        raise DefinitionError(*faults)
    steps = _amended(graph.transitions, Transition, changes, drop=changes.drop_events)
    return Graph(
        states=_amended(graph.states, State, changes, drop=changes.drop_states),
        events=_amended(graph.events, Event, changes, drop=changes.drop_events),
        transitions=tuple(_without_sources(steps, frozenset(changes.drop_states))),
    )


def _key(part: Part) -> str:
    return part.event if isinstance(part, Transition) else part.key


def _faults(old: Sequence[_P], kind: type[_P], changes: Changes, *, drop: Sequence[str]) -> Iterator[str]:
    have = {_key(part) for part in old}
    name = kind.__name__.lower()
    for part in changes.add:
        if isinstance(part, kind) and _key(part) in have:
            yield f"{name} {_key(part)} is added, and is there already"
    for part in changes.change:
        if isinstance(part, kind) and _key(part) not in have:
            yield f"{name} {_key(part)} is changed, and is not there"
        if part in old:
            yield f"{name} {_key(part)} is changed into itself"
    for key in drop:
        if key not in have:
            yield f"{name} {key} is dropped, and is not there"
    changed = {_key(part) for part in changes.change if isinstance(part, kind)}
    yield from (f"{name} {key} is changed and dropped" for key in drop if key in changed)


def _amended(old: Sequence[_P], kind: type[_P], changes: Changes, *, drop: Sequence[str]) -> tuple[_P, ...]:
    new: dict[str, list[_P]] = {}
    for part in changes.change:
        if isinstance(part, kind):
            new.setdefault(_key(part), []).append(part)
    kept: list[_P] = []
    for part in old:
        if _key(part) in drop:
            continue
        if (
            _key(part) in new
        ):  # the first gives way to all that replace it, further ones of its event to nothing
            kept += new[_key(part)]
            new[_key(part)] = []
        else:
            kept.append(part)
    return (*kept, *(part for part in changes.add if isinstance(part, kind)))


def _without_sources(steps: Sequence[Transition], gone: frozenset[str]) -> Iterator[Transition]:
    for step in steps:
        sources = tuple(source for source in step.fra if source not in gone)
        yield step if sources == step.fra else replace(step, fra=sources)
