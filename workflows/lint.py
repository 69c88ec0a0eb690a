"""What must be true of a programme's parts as a whole.

Must not repair anything: every fault is told, in English, to the programmer who made it.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from workflows.deadlines import Deadline
from workflows.parts import NEW, Event, Guard, Into, State, Target, Transition

_Key = TypeVar("_Key", bound=Hashable)
_CODE = re.compile(r"[a-z][a-z0-9_]*")


def problems(
    *,
    states: Sequence[State],
    events: Sequence[Event],
    transitions: Sequence[Transition],
    followed_by: str | None,
) -> Iterator[str]:
    """Every fault of the definition, a sentence each; nothing when it is sound."""
    yield from _names("state", [(state.key, state.label) for state in states])
    yield from _names("event", [(event.key, event.label) for event in events])
    yield from _ends({state.key for state in states}, transitions)
    yield from _events({event.key for event in events}, transitions)
    yield from _ambiguous(transitions)
    yield from _unreachable(states, transitions)
    yield from _exits(states, transitions)
    yield from _guards(states, transitions)
    if followed_by is None and any(step.into is Into.NEXT for step in transitions):
        yield "a step leads into the programme that follows, and none does"


def deadline_problems(*, states: Sequence[State], deadlines: Sequence[Deadline]) -> Iterator[str]:
    """Every fault of the deadlines, a sentence each."""
    yield from _names("deadline", [(deadline.key, deadline.label) for deadline in deadlines])
    final = {state.key: state.final for state in states}
    for deadline in deadlines:
        yield from (f"deadline {deadline.key} {fault}" for fault in _deadline_faults(deadline))
        if not deadline.states:
            yield f"deadline {deadline.key} runs nowhere"
        for state in deadline.states:
            if state not in final:
                yield f"deadline {deadline.key} runs in {state}, which is no state"
            elif final[state]:
                yield f"deadline {deadline.key} runs in {state}, which is final"
    watched = {state for deadline in deadlines for state in deadline.states}
    for state, is_final in final.items():
        if not is_final and state not in watched:
            yield f"state {state} has no deadline: a case could be forgotten there"


def _deadline_faults(deadline: Deadline) -> Iterator[str]:
    ways = (deadline.fixed is not None, deadline.begins is not None, deadline.repeats)
    if sum(ways) > 1:
        yield "counts in two ways"
    if deadline.carries and not deadline.repeats:
        yield "carries over what does not repeat"
    if not deadline.tekst.strip():
        yield "does not say what must be done"
    if deadline.fixed is None and deadline.term.count < (1 if deadline.begins is None else 0):
        yield "is out as it begins"
    if bool(deadline.done_by) is (deadline.fixed is not None):
        yield "is done by a mark or by another date, one of the two"
    if deadline.times < 1 or (deadline.times > 1 and deadline.begins is None):
        yield "begins after a number of marks that cannot be"
    if deadline.eskaler.count < 0:
        yield "tells the next in line before the first"


def head_problems(*, key: str, version: int, navn: str) -> Iterator[str]:
    """Every fault of a programme's own name and number, a sentence each."""
    if not _CODE.fullmatch(key):
        yield "the programme's key cannot be stored"
    if version < 1:
        yield "versions start at 1"
    if not navn.strip():
        yield "the programme has no name"


def _names(kind: str, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    for key in _twice(key for key, _ in pairs):
        yield f"{kind} {key} stands twice"
    for key, label in pairs:
        if not _CODE.fullmatch(key) or key == NEW:
            yield f"{kind} {key!r}: not a code that can be stored"
        if not label.strip():
            yield f"{kind} {key} has no label"


def _ends(known: set[str], transitions: Sequence[Transition]) -> Iterator[str]:
    for step in transitions:
        if not step.fra:
            yield f"{step.event} starts nowhere"
        for source in step.fra:
            if source != NEW and source not in known:
                yield f"{step.event} starts from {source}, which is no state"
        if isinstance(step.til, str) and step.til not in known:
            yield f"{step.event} leads to {step.til}, which is no state"
        if isinstance(step.til, Target) and NEW in step.fra:
            yield f"{step.event} opens a case without naming its state"


def _events(known: set[str], transitions: Sequence[Transition]) -> Iterator[str]:
    used = {step.event for step in transitions}
    for event in sorted(used - known):
        yield f"event {event} has no label"
    for event in sorted(known - used):
        yield f"event {event} has a label, but no transition"


def _ambiguous(transitions: Sequence[Transition]) -> Iterator[str]:
    for source, event in _twice((source, step.event) for step in transitions for source in step.fra):
        yield f"two transitions for {event} from {source}"


def _unreachable(states: Sequence[State], transitions: Sequence[Transition]) -> Iterator[str]:
    ways = _ways_on(transitions)
    reached, waiting = {NEW}, [NEW]
    while waiting:
        found = ways.get(waiting.pop(), set()) - reached
        reached |= found
        waiting.extend(found)
    for state in states:
        if state.key not in reached:
            yield f"state {state.key} cannot be reached"


def _exits(states: Sequence[State], transitions: Sequence[Transition]) -> Iterator[str]:
    """A step that stays, or that goes back to where the case came from, is no way out."""
    ways = _ways_on(transitions)
    for state in states:
        has_exit = bool(ways.get(state.key, set()) - {state.key})
        if not has_exit and not state.final:
            yield f"state {state.key} has no way out and is not final"
        if has_exit and state.final:
            yield f"state {state.key} is final and has a way out"


def _ways_on(transitions: Sequence[Transition]) -> Mapping[str, set[str]]:
    ways: dict[str, set[str]] = {}
    for step in transitions:
        if isinstance(step.til, str):
            for source in step.fra:
                ways.setdefault(source, set()).add(step.til)
    return ways


def _guards(states: Sequence[State], transitions: Sequence[Transition]) -> Iterator[str]:
    seen: dict[str, Guard] = {}
    for holder in (*(step.guards for step in transitions), *(state.expects for state in states)):
        for guard in holder:
            if seen.setdefault(guard.kode, guard) != guard:
                yield f"two different guards are called {guard.kode}"


def _twice(items: Iterable[_Key]) -> list[_Key]:
    return [item for item, times in Counter(items).items() if times > 1]
