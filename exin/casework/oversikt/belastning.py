"""How much each member of a lead's team has: cases per phase against the share of a post, deadlines, and who is away.

Must not count a case that the asker may not know of, whoever has it: what there is room for is as the asker sees it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from exin.casework.grunnlag.apne_saker import active_states
from exin.casework.hus.ansatte import WITH_CASES
from exin.casework.hus.fravar import away
from exin.casework.oversikt.lister import all_states
from exin.ids import AnsattId
from exin.store import belastning, fravar, hus, omriss
from exin.store.belastning import Fristantall, Saksantall, Ventetid
from exin.store.grant import Grant
from exin.store.saksslag import Laget
from exin.store.tables import Ansatt
from exin.work import Block
from policies import Action, Role
from workflows import PROGRAMMES, Deadline, Unit

SOON: Final = timedelta(days=7)
AHEAD: Final = timedelta(days=20)
"""How far ahead deadlines are counted: three weeks with today."""


@dataclass(slots=True, kw_only=True)
class Belastning:
    """What one member of staff has. `ansatt` None: the cases that nobody has.

    `rom`: how many cases there is room for; None where the one is away, or may not have cases of this team.
    `borte_til`: the last day of an absence, and `vikar` who stands in. `frister`: due within a week, today too.
    """

    ansatt: str | None
    stillingsandel: int = 0
    i_laget: bool = True
    sperret: bool = False
    leder: bool = False
    rom: int | None = None
    borte_til: date | None = None
    vikar: str | None = None
    faser: Counter[str] = field(default_factory=Counter)
    frister: int = 0
    forfalt: int = 0

    @property
    def saker(self) -> int:
        """How many cases, in all phases together."""
        return self.faser.total()

    @property
    def ledig(self) -> int:
        """How many more there is room for."""
        return max((self.rom or 0) - self.saker, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """A lead's team: who is in it, what they have, and what there is of each kind of case that the lead may know of.

    `skjulte`: how many cases there are besides, which nobody is told: whoever reads some in order reads past them.
    """

    ansatte: Mapping[AnsattId, Ansatt]
    belastning: Mapping[AnsattId | None, Belastning]
    saker: Sequence[Saksantall]
    skjulte: int
    frister: Mapping[date, int]
    """Deadlines of the next three weeks by day."""

    def rows(self) -> list[Belastning]:
        """Everybody with room for cases or with cases: the fullest first, then who is away, then what nobody has."""
        shown = [
            each for each in self.belastning.values() if each.rom is not None or each.saker or each.borte_til
        ]
        return sorted(shown, key=_fullest_first)

    @property
    def forfalt(self) -> int:
        """How many deadlines are past."""
        return sum(each.forfalt for each in self.belastning.values())


def _fullest_first(row: Belastning) -> tuple[int, float, str]:
    place = 2 if row.ansatt is None else 0 if row.rom is not None else 1
    return place, -row.saker / max(row.rom or 0, 1), row.ansatt or ""


def phases() -> tuple[str, ...]:
    """The states in which a case is somebody's work, in the order of the phases."""
    active = active_states()
    return tuple(state for state in all_states() if state in active)


def wait_limits() -> list[Ventetid]:
    """How long one may wait in a state: the longest of the deadlines that count once from the day one came into it."""
    found = []
    for programme in PROGRAMMES:
        for state in programme.states:
            days = [each.term.count for each in programme.deadlines if _counts_once(each, state.key)]
            if days:
                found.append(Ventetid(programme.key, state.key, max(days)))
    return found


def _counts_once(deadline: Deadline, state: str) -> bool:
    from_entry = not deadline.repeats and deadline.fixed is None and deadline.begins is None
    return from_entry and state in deadline.states and deadline.term.unit is Unit.DAGER


def read_team(w: Block, house: Grant) -> Lag:
    """The asker's team today. `house` is leave to know who the staff are: to see what all have, or to assign a case."""
    today = w.means.today()
    staff = {each.row.id: each.row for each in hus.staff(w.tx, house)}
    laget = Laget(w.asker, w.actor.team_id)
    with omriss.unchecked():
        counted = belastning.count_cases(w.tx, house, laget, dag=today, ventetider=wait_limits())
        seen = [each for each in counted if w.allows(Action.LISTE_SAK, each.slag)]
        due = belastning.count_deadlines(w.tx, house, laget, dag=today, til=today + AHEAD)
        due = [each for each in due if w.allows(Action.LISTE_SAK, each.slag)]
        rows = dict(_rows(w, staff, {each.slag.rad.kontakt_id for each in seen}))
    _add_cases(rows, seen)
    _add_deadlines(rows, due, today)
    by_day = Counter[date]()
    for each in due:
        if each.dag is not None:
            by_day[each.dag] += each.antall
    hidden = sum(each.antall for each in counted) - sum(each.antall for each in seen)
    return Lag(ansatte=staff, belastning=rows, saker=seen, skjulte=hidden, frister=by_day)


def _rows(
    w: Block, staff: Mapping[AnsattId, Ansatt], having: Iterable[AnsattId | None]
) -> Iterator[tuple[AnsattId | None, Belastning]]:
    """One for each who may have the team's cases, and for whoever else has some, or nobody."""
    today = w.means.today()
    absent = {each.row.ansatt_id: each.row.til for each in fravar.on_day(w.tx, today)}
    stand_ins = away(w, today) if absent else {}
    mine = {who for who, row in staff.items() if row.team_id == w.actor.team_id and _has_room_at_all(row)}
    for who in {*mine, *having, None}:
        if who is None:
            yield None, Belastning(ansatt=None)
            continue
        row, vikar = staff[who], stand_ins.get(who)
        here = who in mine and who not in absent
        yield (
            who,
            Belastning(
                ansatt=row.brukernavn,
                stillingsandel=row.stillingsandel,
                i_laget=row.team_id == w.actor.team_id,
                sperret=not row.aktiv,
                leder=row.rolle == Role.TEAMLEDER,
                rom=w.means.saker_per_stilling * row.stillingsandel // 100 if here else None,
                borte_til=absent.get(who),
                vikar=staff[vikar].brukernavn if vikar else None,
            ),
        )


def _has_room_at_all(row: Ansatt) -> bool:
    """A lead may have cases, and is not there to have them."""
    return bool(row.aktiv) and row.rolle in WITH_CASES and row.rolle != Role.TEAMLEDER


def _add_cases(rows: Mapping[AnsattId | None, Belastning], counted: Sequence[Saksantall]) -> None:
    active = frozenset(phases())
    for each in counted:
        if each.slag.rad.tilstand in active:
            rows[each.slag.rad.kontakt_id].faser[each.slag.rad.tilstand] += each.antall


def _add_deadlines(
    rows: Mapping[AnsattId | None, Belastning], counted: Sequence[Fristantall], today: date
) -> None:
    for each in counted:
        row = rows.get(each.slag.rad.kontakt_id)
        if row is None:  # it came between the two questions
            continue
        if each.dag is None:
            row.forfalt += each.antall
        elif each.dag < today + SOON:
            row.frister += each.antall
