"""The way of a case through the phases, for showing it: what is behind it, where it stands, what lies ahead.

Pure: made of a view. Must not know any programme: the phases are the states that its definition counts as active.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import groupby

from exin.casework.grunnlag.views import SakVisning, StegVisning
from workflows import Programme, by_key, is_end


class Stand(StrEnum):
    """Where a phase is in time."""

    FERDIG = "ferdig"
    NA = "na"
    SENERE = "senere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fase:
    """One phase of a round, or the way out of it (`utgang`: frafall, say). `til` is the day on which the next began.

    `dager` is from `fra` to `til`, or to the day asked about where it still runs; None for what lies ahead.
    """

    kode: str
    navn: str
    stand: Stand
    runde: int
    fra: date | None = None
    til: date | None = None
    dager: int | None = None
    utgang: bool = False
    fullfort: bool = False
    """Whether it is the way out at the end of the course."""
    steg: int | None = None
    """The number of the step that led into it."""


def phases(sak: SakVisning, *, dag: date) -> tuple[Fase, ...]:
    """The phases of a case in order, round after round, as of a day; those that lie ahead come last."""
    gone = phases_gone(sak.steg, dag=dag)
    return (*gone, *_ahead(by_key(sak.program), gone[-1] if gone else None))


def phases_gone(steg: Sequence[StegVisning], *, dag: date) -> tuple[Fase, ...]:
    """The phases up to where the case stands. Steps that are void count for nothing."""
    visits = _visits(steg)
    ended = [_ended(visit, after) for visit, after in zip(visits, [*visits[1:], None], strict=True)]
    if ended and (fra := ended[-1].fra) is not None:
        ended[-1] = replace(ended[-1], dager=(dag - fra).days)
    return tuple(ended)


def by_round(faser: Iterable[Fase]) -> tuple[tuple[Fase, ...], ...]:
    """The same, a tuple for each run through."""
    return tuple(tuple(each) for _, each in groupby(faser, key=lambda fase: fase.runde))


def _visits(steg: Sequence[StegVisning]) -> list[Fase]:
    """The phases that a case has been in, each once a round: whoever goes back to one goes on with it."""
    gone: list[Fase] = []
    for step in steg:
        if step.annullert or step.fra_tilstand == step.til_tilstand:
            continue
        fase = _fase(step, gone[-1] if gone else None)
        again = [each for each in gone if (each.runde, each.kode) == (fase.runde, fase.kode)]
        if again:
            del gone[gone.index(again[0]) + 1 :]
        else:
            gone.append(fase)
    return gone


def _fase(step: StegVisning, before: Fase | None) -> Fase:
    programme = by_key(step.program)
    state = programme.state(step.til_tilstand)
    back_in = before is not None and before.utgang and state.active
    return Fase(
        kode=state.key,
        navn=state.label,
        stand=Stand.NA,
        runde=(before.runde if before else 1) + back_in,
        fra=step.gjelder_fra,
        utgang=not state.active,
        fullfort=is_end(programme, state.key),
        steg=step.nummer,
    )


def _ended(fase: Fase, after: Fase | None) -> Fase:
    if after is None or fase.fra is None or after.fra is None:
        return fase
    return replace(fase, stand=Stand.FERDIG, til=after.fra, dager=(after.fra - fase.fra).days)


def _ahead(programme: Programme, now: Fase | None) -> Iterable[Fase]:
    """The phases that come after the one where the case stands; none once it is out."""
    if now is None or now.utgang:
        return
    main = [state for state in programme.states if state.active]
    place = next(number for number, state in enumerate(main) if state.key == now.kode)
    for state in main[place + 1 :]:
        yield Fase(kode=state.key, navn=state.label, stand=Stand.SENERE, runde=now.runde)
