"""What needs one member of staff today, in order, each with why.

Must not tell of a case that the asker may not see in a list: each is asked for and logged on its own, and a case that
is left out is no line and no count. Opens names alone.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from exin.casework.frist import frister
from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.grunnlag.history import read_history
from exin.casework.grunnlag.skjemaer import action_for, form_of
from exin.casework.oppfolging.moter import IKKE_MOTT
from exin.casework.oversikt.lister import all_states
from exin.casework.tilgang.tilgangsonske import ONSKES, VENTER, lapses, waits
from exin.casework.varsel.varsler import may_hear
from exin.casework.visning.dagtekst import words_for
from exin.clock import OSLO, oslo_day
from exin.ids import SakId
from exin.maned import Maned, first_day
from exin.skrivemate import dag_i_ord
from exin.store import dag as rows
from exin.store import decision, personer
from exin.store.dag import Meg
from exin.store.decision import CaseStub
from exin.store.frister import AGE
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Frist, Kontakt, Mote, Tilgangsonske
from exin.work import Reading
from policies import Action

FRIST_OVER, ESKALERT, FRIST_I_DAG, FRIST_SNART = "frist_over", "eskalert", "frist_i_dag", "frist_snart"
MOTE, MOTE_IKKE_KLARERT, UTFALL_MANGLER = "mote", "mote_ikke_klarert", "utfall_mangler"
TILGANG = ONSKES

REKKEFOLGE: Final = (
    (FRIST_OVER,),
    (ESKALERT,),
    (FRIST_I_DAG,),
    (MOTE,),
    (MOTE_IKKE_KLARERT,),
    (UTFALL_MANGLER, IKKE_MOTT),
    (TILGANG,),
    (FRIST_SNART,),
)
"""The order of the lines: by what they are; then the earliest first, by case number, and by kind."""

_SOON = timedelta(days=7)
_REACHED = frozenset({"holdt", "forsok"})
"""After these a no-show has been followed up."""

_ESCALATED = "Ingen har gjort dette. {}"
_OUTCOME = "Møtet skulle vært holdt. Før om det ble holdt, ikke møtt eller avlyst."
_MISSED = "Ikke møtt {} siden sist noen var i kontakt eller prøvde. Ta kontakt, og før et kontaktforsøk."
_TODAY, _AHEAD = "Møtet er i dag.", "Møtet er planlagt."
_ANSWERS: Final = {
    (True, True): "Tildel saken om kollegaen trenger den, eller avslå.",
    (True, False): "Tildel saken om kollegaen trenger den.",
    (False, True): "Teamlederen kan tildele saken, og du kan avslå.",
}
_LAPSES = "Uten svar faller ønsket bort {}."
_UNCLEARED = "Ingen har klarert det: en risikovurdering må være i kraft den dagen."


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DagLinje:
    """One thing that needs the asker: what, in which case, on which day, and why. A birthday has a month and no day.

    `kode` is the kind of the deadline, the meeting or the contact. `skjema` is the form in which the asker may do what
    is asked for, where there is one. `ansatt` is who holds a meeting, or asks for access; `kan_avsla`: that one may be
    turned down. The rest is told of meetings alone.
    """

    slag: str
    saksnr: str
    navn: str | None
    kode: str
    hva: str
    hvorfor: str
    dag: date | Maned
    skjema: str | None = None
    tid: datetime | None = None
    klarert: bool | None = None
    ansatt: str | None = None
    mote: str | None = None
    kan_avsla: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Dag:
    """The day: what needs the asker, how many messages are not read, and what the asker has written today."""

    dag: date
    linjer: tuple[DagLinje, ...]
    uleste: int
    steg: int
    notater: int
    kontakter: int


def my_day(w: Reading, *, navn: bool = True) -> Dag:
    """What needs the asker today; with the names of the persons only where they are asked for.

    Raises:
        Denied: the asker has no day with cases.
    """
    house = w.permit_house(Action.VIS_DAG, "register")
    meg = _me(w)
    open_states = [state for state, final in all_states().items() if not final]
    own = rows.own_cases(w.tx, house, meg, open_states)
    team = _of_team(w, house, meg, open_states) if w.actor.er_leder else []
    mine = {stub.id for stub in own}
    stubs = [*own, *(stub for stub in team if stub.id not in mine)]
    grants = w.permit_each(Action.LISTE_SAK, stubs, felt=("person.navn",) if navn else ())
    w.note(house, antall=len(grants))
    uleste, (steg, notater, kontakter) = _unread(w, house, meg), rows.written(w.tx, house, meg)
    lines = sorted(_Lines(w, meg, grants, mine, navn=navn).all(), key=_order)
    return Dag(
        dag=meg.dag,
        linjer=tuple(lines),
        uleste=uleste,
        steg=steg,
        notater=notater,
        kontakter=kontakter,
    )


def _of_team(w: Reading, house: Grant, meg: Meg, states: list[str]) -> list[CaseStub]:
    since = w.means.clock() - VENTER
    return rows.team_cases(w.tx, house, meg, states, eskalert=frister.ESCALATED, bedt_etter=since)


def _me(w: Reading) -> Meg:
    today = w.means.today()
    fra, til = (datetime.combine(day, time(), OSLO) for day in (today, today + timedelta(days=1)))
    return Meg(id=w.asker, team_id=w.actor.team_id, mottak=w.actor.mottak, dag=today, fra=fra, til=til)


def _unread(w: Reading, house: Grant, meg: Meg) -> int:
    """How many messages wait. One about a case that the asker may not hear of any more is not counted."""
    found = rows.unread(w.tx, house, meg)
    stubs = decision.cases_by_id(w.tx, sorted(each for each in found if each is not None), meg.id)
    heard = {stub.id for stub in stubs if may_hear(w, w.actor, stub)}
    return sum(count for sak_id, count in found.items() if sak_id is None or sak_id in heard)


def _order(line: DagLinje) -> tuple[int, datetime, str, str, str]:
    place = next(number for number, kinds in enumerate(REKKEFOLGE) if line.slag in kinds)
    when = line.tid or datetime.combine(first_day(line.dag), time(), OSLO)
    return place, when, line.saksnr, line.kode, line.mote or ""


class _Lines:
    """The lines of one day. `mine` are the cases that are for the asker to look after; the rest are the team's."""

    def __init__(self, w: Reading, meg: Meg, grants: list[Grant], mine: set[SakId], *, navn: bool) -> None:
        self._w, self._meg, self._names = w, meg, StaffNames(w)
        self._grants = {grant.sak(): grant for grant in grants}
        self._mine = mine
        self._people = personer.of_grants(w.tx, grants) if navn else None

    def all(self) -> Iterator[DagLinje]:
        """All of them, in no order."""
        grants, now = self._grants.values(), self._w.means.clock()
        for deadline in rows.deadlines(self._w.tx, grants):
            yield from self._deadline(deadline.row)
        for meeting in rows.planned(self._w.tx, grants):
            yield from self._meeting(meeting.row, now)
        for wish in rows.wishes(self._w.tx, grants):
            yield from self._wish(wish.row, now)
        own = [grant for grant in grants if grant.sak() in self._mine]
        yield from self._missed(rows.contacts(self._w.tx, own))

    def _line(
        self,
        sak_id: SakId,
        slag: str,
        *,
        kode: str,
        hva: str,
        hvorfor: str,
        dag: date | Maned,
        skjema: str | None,
    ) -> DagLinje:
        grant = self._grants[sak_id]
        people = self._people
        navn = self._w.open(grant, people[grant.person()], "navn") if people is not None else None
        stub = self._w.stub(grant)
        return DagLinje(
            slag=slag,
            saksnr=stub.sak.row.saksnr,
            navn=navn,
            kode=kode,
            hva=hva,
            hvorfor=hvorfor,
            dag=dag,
            skjema=skjema if self._may(skjema, stub) else None,
        )

    def _may(self, skjema: str | None, stub: CaseStub) -> bool:
        handling = action_for(skjema) if skjema else None
        return handling is not None and self._w.allows(handling, stub)

    def _deadline(self, row: Frist) -> Iterator[DagLinje]:
        words = words_for(self._w, self._grants[row.sak_id], row)
        slag, hvorfor = self._kind_of_deadline(row, words.fra, words.til), words.hvorfor
        if slag == ESKALERT:
            hvorfor = _ESCALATED.format(hvorfor)
        if slag is not None:
            where = form_of(row.slag)
            yield self._line(
                row.sak_id, slag, kode=row.slag, hva=words.hva, hvorfor=hvorfor, dag=words.dag, skjema=where
            )

    def _kind_of_deadline(self, row: Frist, fra: date, til: date) -> str | None:
        """What a deadline is to the asker today; None where it can wait, or is for another."""
        today = self._meg.dag
        if row.sak_id not in self._mine:
            told = row.trinn >= frister.ESCALATED and not row.slag.startswith(AGE)
            return ESKALERT if told else None
        if til < today:
            return FRIST_OVER
        if fra == til == today:
            return FRIST_I_DAG
        return FRIST_SNART if fra <= today + _SOON else None

    def _meeting(self, row: Mote, now: datetime) -> Iterator[DagLinje]:
        slag = self._kind_of_meeting(row, now)
        if slag is None:
            return
        hvorfor = {MOTE: _TODAY, UTFALL_MANGLER: _OUTCOME}.get(slag, _AHEAD)
        if not row.klarert and slag != UTFALL_MANGLER:
            hvorfor = f"{hvorfor} {_UNCLEARED}"
        day = oslo_day(row.tid)
        line = self._line(
            row.sak_id, slag, kode=row.slag, hva="Møte", hvorfor=hvorfor, dag=day, skjema="moter"
        )
        holder = self._names.of(row.ansatt_id)
        yield replace(line, tid=row.tid, klarert=bool(row.klarert), ansatt=holder, mote=row.id.hex())

    def _kind_of_meeting(self, row: Mote, now: datetime) -> str | None:
        mine = row.sak_id in self._mine
        if row.tid <= now and oslo_day(row.tid) < self._meg.dag:
            return UTFALL_MANGLER if mine else None
        if mine and oslo_day(row.tid) == self._meg.dag:
            return MOTE
        return None if row.klarert else MOTE_IKKE_KLARERT

    def _wish(self, row: Tilgangsonske, now: datetime) -> Iterator[DagLinje]:
        stub = self._w.stub(self._grants[row.sak_id])
        gives, declines = (self._w.allows(each, stub) for each in (Action.TILDEL, Action.AVSLA_TILGANG))
        answer = _ANSWERS.get((gives, declines))
        if answer and waits(row, now):
            day = oslo_day(row.registrert)
            until = dag_i_ord(oslo_day(lapses(row)), naa=self._meg.dag)
            why = f"{answer} {_LAPSES.format(until)}"
            line = self._line(
                row.sak_id, TILGANG, kode=TILGANG, hva="Ber om tilgang", hvorfor=why, dag=day, skjema="tildel"
            )
            yield replace(line, ansatt=self._names.of(row.ansatt_id), kan_avsla=declines)

    def _missed(self, contacts: list[Stored[Kontakt]]) -> Iterator[DagLinje]:
        """The cases where the last thing that happened, as the case stands, is that the person did not come."""
        by_case: dict[SakId, list[Kontakt]] = defaultdict(list)
        for row in sorted(
            (each.row for each in contacts), key=lambda row: (row.dato, row.registrert, row.id)
        ):
            if row.utfall in _REACHED:
                by_case[row.sak_id].clear()
            elif row.utfall == IKKE_MOTT:
                by_case[row.sak_id].append(row)
        for sak_id, found in by_case.items():
            missed = self._of_the_state(sak_id, found)
            if missed:
                times = f"{len(missed)} {'gang' if len(missed) == 1 else 'ganger'}"
                last, why = missed[-1], _MISSED.format(times)
                words = {"kode": last.slag, "hva": "Ikke møtt", "hvorfor": why}
                yield self._line(sak_id, IKKE_MOTT, **words, dag=last.dato, skjema="samtale")

    def _of_the_state(self, sak_id: SakId, found: list[Kontakt]) -> list[Kontakt]:
        """Those written since the case came into its state: what was missed before that has had its consequence."""
        if not found:
            return []
        _, entered = read_history(self._w.tx, self._grants[sak_id]).entered
        return [row for row in found if row.etter_steg >= entered]
