"""A programme: frozen, versioned, typed data, checked when it is built.

Must not decide anything about a case (see `machine`) nor know any programme by name (see `programmes`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from workflows import lint
from workflows.amend import Changes, Graph, amend
from workflows.deadlines import Deadline
from workflows.parts import NEW, Choice, DefinitionError, Event, InputField, Numbers, State, Transition


class UnknownCode(LookupError):
    """The programme has no state, event or deadline of that code; the argument says which kind was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Programme:
    """One version of a programme. Two programmes are the same only if they are the same object.

    A published (key, version) never changes; another definition takes another version.

    Raises:
        DefinitionError: the definition has faults; each is an argument.
    """

    key: str
    version: int
    navn: str
    states: tuple[State, ...]
    events: tuple[Event, ...]
    transitions: tuple[Transition, ...]
    numbers: Numbers
    areas: tuple[Choice, ...] = ()  # what a kartlegging must cover
    deadlines: tuple[Deadline, ...] = ()
    followed_by: str | None = None  # key of the programme for those who grow out of this one
    _states: Mapping[str, State] = field(init=False, repr=False)
    _events: Mapping[str, Event] = field(init=False, repr=False)
    _steps: Mapping[tuple[str, str], Transition] = field(init=False, repr=False)
    _deadlines: Mapping[str, Deadline] = field(init=False, repr=False)
    irrevocable: frozenset[str] = field(init=False, repr=False)
    closing: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.lint()
        steps = {(source, step.event): step for step in self.transitions for source in step.fra}
        irrevocable = frozenset(step.event for step in self.transitions if not step.revocable)
        object.__setattr__(self, "_states", MappingProxyType({state.key: state for state in self.states}))
        object.__setattr__(self, "_events", MappingProxyType({event.key: event for event in self.events}))
        object.__setattr__(self, "_steps", MappingProxyType(steps))
        object.__setattr__(self, "_deadlines", MappingProxyType({each.key: each for each in self.deadlines}))
        object.__setattr__(self, "irrevocable", irrevocable)
        object.__setattr__(self, "closing", frozenset(self._closing()))

    def _closing(self) -> Iterator[str]:
        """The events that lead from a state that counts as open to one that does not."""
        for step in self.transitions:
            if isinstance(step.til, str) and not self.state(step.til).active:
                yield from (step.event for source in step.fra if source != NEW and self.state(source).active)

    def lint(self) -> None:
        """Check the definition as a whole.

        Raises:
            DefinitionError: it has faults.
        """
        found = [
            *lint.head_problems(key=self.key, version=self.version, navn=self.navn),
            *lint.problems(
                states=self.states,
                events=self.events,
                transitions=self.transitions,
                followed_by=self.followed_by,
            ),
            *lint.deadline_problems(states=self.states, deadlines=self.deadlines),
        ]
        if found:
            raise DefinitionError(*found)

    def state(self, key: str) -> State:
        """The state of that key.

        Raises:
            UnknownCode: there is none.
        """
        try:
            return self._states[key]
        except KeyError:
            raise UnknownCode("state") from None

    def event(self, key: str) -> Event:
        """The event of that key.

        Raises:
            UnknownCode: there is none.
        """
        try:
            return self._events[key]
        except KeyError:
            raise UnknownCode("event") from None

    def deadline(self, key: str) -> Deadline:
        """The deadline of that key.

        Raises:
            UnknownCode: there is none.
        """
        try:
            return self._deadlines[key]
        except KeyError:
            raise UnknownCode("deadline") from None

    def has_event(self, key: str) -> bool:
        """Whether the programme has a step of that name at all."""
        return key in self._events

    def transition(self, state: str, event: str) -> Transition | None:
        """The step that `event` is from `state`; None where it cannot be taken."""
        return self._steps.get((state, event))

    def choices(self, event: str, felt: InputField) -> tuple[Choice, ...]:
        """The closed list for an input of a step; empty when the step asks for no such input."""
        steps = (step for step in self.transitions if step.event == event)
        return next((asked.valg for step in steps for asked in step.inputs if asked.felt is felt), ())

    def derive(
        self,
        changes: Changes,
        *,
        key: str,
        version: int,
        navn: str,
        numbers: Numbers,
        followed_by: str | None = None,
        deadlines: tuple[Deadline, ...] | None = None,
    ) -> "Programme":
        """A programme of its own, as this one is but for the changes named; deadlines are given all or none.

        Raises:
            DefinitionError: a change does not fit this programme, or the whole has faults.
        """
        graph = amend(Graph(states=self.states, events=self.events, transitions=self.transitions), changes)
        return Programme(
            key=key,
            version=version,
            navn=navn,
            states=graph.states,
            events=graph.events,
            transitions=graph.transitions,
            numbers=numbers,
            areas=self.areas,
            deadlines=self.deadlines if deadlines is None else deadlines,
            followed_by=followed_by,
        )
