"""What may happen next in a case. This is the public face; import from here.

Programmes are frozen, versioned data; the machine judges one step of one case at a time. Must not import
anything of exin, policies or audit, nor know time, chance or storage: day, facts and history are arguments.
"""

from functools import cache

from workflows.age_events import STAGES, AgeEvent, age_events, due_month, stage_days
from workflows.ages import age_on, birthday
from workflows.amend import Changes
from workflows.canonical import canonical_text, digest_of
from workflows.course import Course, Done, Entry, Running, running
from workflows.deadlines import Ansvar, Deadline, Fixed, Mark, Term, Unit, escalates_on, fires_on
from workflows.diagram import mermaid
from workflows.facts import Actorship, Facts, GuardResult, Inputs, Reason, Status
from workflows.in_words import (
    AGE_HEAD,
    DEADLINE_HEAD,
    DEADLINE_RULES,
    AgeWords,
    DeadlineWords,
    age_words,
    deadline_words,
    state_words,
    step_words,
)
from workflows.judge import condition_texts, missing, places_counted, target_programme
from workflows.kinds import Kind, is_end, kind_of
from workflows.machine import allowed_events, next_step, possibilities, possibility, preview, replay_step
from workflows.parts import (
    NEW,
    Choice,
    DefinitionError,
    EffectKind,
    Event,
    Guard,
    InputField,
    Into,
    Numbers,
    Requirement,
    State,
    Target,
    Transition,
    Who,
)
from workflows.places import Place, held_place, holds_assessment_place, holds_place, latest_entry
from workflows.programmes import PROGRAMMES, UnknownProgramme, by_key
from workflows.spec import Programme, UnknownCode
from workflows.steps import AnnullerSiste, BeholdKontakt, Effect, NySak, Possibility, Refused, Step, TaPlass
from workflows.workdays import add_working_days, is_working_day, public_holidays, working_day_on_or_after

__all__ = [
    "AGE_HEAD",
    "DEADLINE_HEAD",
    "DEADLINE_RULES",
    "NEW",
    "PROGRAMMES",
    "STAGES",
    "Actorship",
    "AgeEvent",
    "AgeWords",
    "AnnullerSiste",
    "Ansvar",
    "BeholdKontakt",
    "Changes",
    "Choice",
    "Course",
    "Deadline",
    "DeadlineWords",
    "DefinitionError",
    "Done",
    "Effect",
    "EffectKind",
    "Entry",
    "Event",
    "Facts",
    "Fixed",
    "Guard",
    "GuardResult",
    "InputField",
    "Inputs",
    "Into",
    "Kind",
    "Mark",
    "Numbers",
    "NySak",
    "Place",
    "Possibility",
    "Programme",
    "Reason",
    "Refused",
    "Requirement",
    "Running",
    "State",
    "Status",
    "Step",
    "TaPlass",
    "Target",
    "Term",
    "Transition",
    "Unit",
    "UnknownCode",
    "UnknownProgramme",
    "Who",
    "add_working_days",
    "age_events",
    "age_on",
    "age_words",
    "allowed_events",
    "birthday",
    "by_key",
    "canonical_text",
    "condition_texts",
    "deadline_words",
    "digest",
    "digest_of",
    "due_month",
    "escalates_on",
    "fires_on",
    "held_place",
    "holds_assessment_place",
    "holds_place",
    "is_end",
    "is_working_day",
    "kind_of",
    "latest_entry",
    "mermaid",
    "missing",
    "next_step",
    "places_counted",
    "possibilities",
    "possibility",
    "preview",
    "public_holidays",
    "replay_step",
    "running",
    "stage_days",
    "state_words",
    "step_words",
    "target_programme",
    "working_day_on_or_after",
]


@cache
def digest() -> str:
    """SHA-256 of all definitions of this release; 64 hexadecimal digits, the same on every machine."""
    return digest_of(PROGRAMMES)
