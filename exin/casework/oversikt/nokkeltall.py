"""Key figures as of any day, counted from history: what the yearly report says it must count.

Must not look at a case's present state, nor tell of a case: protected ones count as numbers, and nothing is broken
down so that it tells which they are.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from exin.clock import oslo_day
from exin.ids import SakId
from exin.store import nokkeltall
from exin.store.grant import Grant
from exin.store.tables import Steg, Tilbud
from exin.work import Reading
from policies import Action
from workflows import PROGRAMMES, InputField, Programme, by_key

GITT, IKKE_GITT, IKKE_REGISTRERT = "gitt", "ikke_gitt", "ikke_registrert"
INFORMERT: Final = (GITT, IKKE_GITT, IKKE_REGISTRERT)
"""What is known of whether somebody who was not admitted was told of other services."""

_WITH_REASON: Final = ("ikke_tatt_inn", "frafall", "reinntak")


@dataclass(slots=True, kw_only=True)
class Nokkeltall:
    """The figures of one programme. Each count is of cases, but for reasons and grounds: those are of events."""

    henvendelser_totalt: int = 0
    nye: int = 0
    aktive_saker: int = 0
    tilstander: Counter[str] = field(default_factory=Counter)
    arsaker: dict[str, Counter[str]] = field(
        default_factory=lambda: {each: Counter() for each in _WITH_REASON}
    )
    informert: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallsett:
    """The figures of all programmes as of a day, as known on a day (None: now)."""

    per: date
    kjent_per: date | None
    program: Mapping[str, Nokkeltall]

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """By programme, with the keys of the report. A state that nobody stands in is left out; a reason is not.

        `informert_om_andre_tilbud` tells of those who stand as not admitted on the day: how many were told of other
        services, how many were not, and of how many nothing is registered.
        """
        return {key: self._figures(by_key(key), figures) for key, figures in self.program.items()}

    def _figures(self, programme: Programme, figures: Nokkeltall) -> dict[str, Any]:
        states = {state.key: figures.tilstander[state.key] for state in programme.states}
        return {
            "henvendelser_totalt": figures.henvendelser_totalt,
            f"nye_{self.per.year}": figures.nye,
            "aktive_saker": figures.aktive_saker,
            "tilstander": {state: count for state, count in states.items() if count},
            **{
                event: {kode: figures.arsaker[event][kode] for kode in reasons_of(programme, event)}
                for event in _WITH_REASON
            },
            "informert_om_andre_tilbud": {each: figures.informert[each] for each in INFORMERT},
        }


def reasons_of(programme: Programme, event: str) -> tuple[str, ...]:
    """The reasons or grounds that an event of a programme can have."""
    return tuple(choice.kode for choice in programme.choices(event, InputField.ARSAK))


def read_nokkeltall(w: Reading, per: date, *, kjent_per: date | None = None) -> Tallsett:
    """The figures as of the end of `per`; with `kjent_per`, only from what was registered by the end of that day.

    Raises:
        Denied: the asker may not read key figures.
    """
    grant = w.permit_house(Action.LES_NOKKELTALL, "nokkeltall")
    found = {programme.key: Nokkeltall() for programme in PROGRAMMES}
    services = _services(w, grant, per, kjent_per)
    for sak_id, steps in _histories(w, grant, per, kjent_per):
        _count(found, steps, per, services.get(sak_id, []))
    w.note(grant, antall=sum(each.henvendelser_totalt for each in found.values()))
    return Tallsett(per=per, kjent_per=kjent_per, program=found)


def _histories(
    w: Reading, grant: Grant, per: date, kjent_per: date | None
) -> Iterator[tuple[SakId, list[Steg]]]:
    """Each case that counts, with its steps up to the day that were known and not void."""
    void = {
        each.row.steg_id
        for each in nokkeltall.annulments(w.tx, grant)
        if kjent_per is None or oslo_day(each.row.registrert) <= kjent_per
    }
    counting = nokkeltall.counted_cases(w.tx, grant)
    by_case: dict[SakId, list[Steg]] = {}
    for stored in nokkeltall.steps(w.tx, grant):
        step = stored.row
        known = kjent_per is None or oslo_day(step.registrert) <= kjent_per
        if step.sak_id in counting and step.id not in void and known and step.gjelder_fra <= per:
            by_case.setdefault(step.sak_id, []).append(step)
    yield from by_case.items()


def _services(w: Reading, grant: Grant, per: date, kjent_per: date | None) -> dict[SakId, list[Tilbud]]:
    found: dict[SakId, list[Tilbud]] = {}
    for stored in nokkeltall.services_explained(w.tx, grant):
        row = stored.row
        if row.dato <= per and (kjent_per is None or oslo_day(row.registrert) <= kjent_per):
            found.setdefault(row.sak_id, []).append(row)
    return found


def _count(found: Mapping[str, Nokkeltall], steps: list[Steg], per: date, services: list[Tilbud]) -> None:
    """Add one case: a henvendelse where it began, a state where it stands on the day."""
    first, last = steps[0], steps[-1]
    began, stands = found[first.program], found[last.program]
    began.henvendelser_totalt += 1
    began.nye += first.gjelder_fra.year == per.year
    stands.aktive_saker += by_key(last.program, last.program_versjon).state(last.til_tilstand).active
    stands.tilstander[last.til_tilstand] += 1
    for step in steps:
        if step.hendelse in _WITH_REASON and step.arsak is not None:
            found[step.program].arsaker[step.hendelse][step.arsak] += 1
    if last.til_tilstand == "ikke_tatt_inn":
        stands.informert[_informed(last, services)] += 1


def _informed(refusal: Steg, services: list[Tilbud]) -> str:
    """Whether other services were explained with the refusal or after it."""
    told = [each.gitt for each in services if each.etter_steg >= refusal.nummer]
    if not told:
        return IKKE_REGISTRERT
    return GITT if any(told) else IKKE_GITT
