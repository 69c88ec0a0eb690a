"""What somebody who is gone has to do yet, with who could do it instead; and the cases that one is barred from.

Must not tell of a case that the asker may not see in a list, nor count it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from exin.casework.grunnlag.apne_saker import active_states, not_ended_states
from exin.casework.hus.ansatte import WITH_CASES
from exin.casework.hus.brukernavn import named
from exin.casework.hus.fravar import stands_in_for
from exin.casework.oversikt.belastning import Belastning, read_team
from exin.casework.tilgang.tildeling import FUNKSJONER, KONTAKT, LEDER, MEDANSVARLIG
from exin.casework.tilgang.tilgangsonske import waits
from exin.casework.visning.ansattvalg import Huset, Kandidat, leave_to_see_load, room_of
from exin.errors import NotFound
from exin.ids import AnsattId, SakId
from exin.store import decision, overtakelse
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Ansatt, Tildeling, Tilgangsonske
from exin.work import Reading
from policies import Action, Protection, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Arbeidslinje:
    """What somebody has in a case, who could have it instead, and who is proposed. `leder`: as its cleared lead."""

    saksnr: str
    program: str
    tilstand: str
    siden: date
    strengt: bool
    leder: bool
    funksjoner: tuple[str, ...]
    moter: int
    kandidater: tuple[Kandidat, ...]
    foreslatt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vikariat:
    """Somebody who is away, for whom the one who is gone was to stand in, and who could instead."""

    brukernavn: str
    fra: date
    til: date
    kandidater: tuple[Kandidat, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arbeid:
    """The open work of one, as far as the asker leads it. `onsker`: cases that one waits to be let into."""

    brukernavn: str
    aktiv: bool
    linjer: tuple[Arbeidslinje, ...]
    vikariater: tuple[Vikariat, ...]
    onsker: tuple[str, ...]

    @property
    def tomt(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.linjer or self.vikariater or self.onsker)


def show_work(r: Reading, brukernavn: str) -> Arbeid:
    """What somebody has to do yet in the cases that the asker leads. Raises Denied, NotFound."""
    person = named(r, brukernavn)
    about = person.row.id if person else None
    house = r.permit_house(Action.FLYTT_ARBEID, "ansatte", gjelder_ansatt=about)
    if person is None:
        raise NotFound
    return _Arbeid(r, house, person).shown()


def barred_cases(r: Reading, brukernavn: str) -> list[str]:
    """The numbers of the cases that somebody is barred from, of those that the asker leads and may see in a list."""
    person = named(r, brukernavn)
    if person is None:
        raise NotFound
    found = decision.cases_among(r.tx, sorted(map(SakId, decision.barred_from(r.tx, person.row.id))), r.asker)
    led = [stub for stub in found if r.leads(stub)]
    return sorted(r.stub(grant).sak.row.saksnr for grant in r.permit_each(Action.LISTE_SAK, led))


class _Arbeid:
    """One page of it: the staff are read once, and what is proposed for one case counts for the next."""

    def __init__(self, r: Reading, house: Grant, person: Stored[Ansatt]) -> None:
        self._r, self._house, self._person = r, house, person
        team = read_team(r, house)
        self._staff = sorted(team.ansatte.values(), key=lambda each: each.brukernavn)
        self._load = team.belastning
        self._rows = defaultdict(lambda: Belastning(ansatt=None), team.belastning)
        self._taken, self._gets = Counter[AnsattId](), Counter[AnsattId]()
        self._load_known = False

    def shown(self) -> Arbeid:
        r, who = self._r, self._person.row.id
        grants = self._grants()
        r.note(self._house, antall=len(grants))
        has = _by_case((each.row.sak_id, each.row.funksjon) for each in self._assigned(grants))
        told = any(KONTAKT in functions for functions in has.values())
        self._load_known = told and leave_to_see_load(r) is not None
        meetings = Counter(
            each.row.sak_id for each in overtakelse.meetings(r.tx, grants) if each.row.ansatt_id == who
        )
        asked = {each.row.sak_id for each in overtakelse.wishes(r.tx, grants) if self._waits(each)}
        return Arbeid(
            brukernavn=self._person.row.brukernavn,
            aktiv=bool(self._person.row.aktiv),
            linjer=tuple(line for grant in grants for line in self._lines(grant, has, meetings)),
            vikariater=tuple(self._stand_ins()),
            onsker=tuple(sorted(r.stub(each).sak.row.saksnr for each in grants if each.sak() in asked)),
        )

    def _grants(self) -> list[Grant]:
        """The cases that are shown, each with its event."""
        r = self._r
        found = overtakelse.cases_of(
            r.tx,
            self._house,
            r.asker,
            ansatt_id=self._person.row.id,
            team_id=r.actor.team_id,
            tilstander=not_ended_states(),
        )
        return r.permit_each(Action.LISTE_SAK, [stub for stub in found if r.leads(stub)])

    def _assigned(self, grants: Sequence[Grant]) -> list[Stored[Tildeling]]:
        """What the one has, beside being the contact of a case."""
        found = overtakelse.assignments(self._r.tx, grants)
        return [each for each in found if each.row.ansatt_id == self._person.row.id]

    def _waits(self, wish: Stored[Tilgangsonske]) -> bool:
        return wish.row.ansatt_id == self._person.row.id and waits(wish.row, self._r.means.clock())

    def _lines(
        self, grant: Grant, has: Mapping[SakId, Sequence[str]], meetings: Mapping[SakId, int]
    ) -> Iterator[Arbeidslinje]:
        """One for what anybody can have of the case, and one for what only a cleared lead can."""
        functions, held = has.get(grant.sak(), ()), meetings.get(grant.sak(), 0)
        others = tuple(each for each in FUNKSJONER if each in functions and each != LEDER)
        huset = Huset(self._r, grant, self._staff)
        if others or held:
            yield self._line(huset, others, able=self._able(huset, meets_only=not others), moter=held)
        if LEDER in functions:
            leads = [each for each in self._able(huset) if each.rolle == Role.TEAMLEDER]
            yield self._line(huset, (LEDER,), able=leads)

    def _able(self, huset: Huset, *, meets_only: bool = False) -> list[Ansatt]:
        """Who else could have it, or hold its meetings."""
        stub = self._r.stub(huset.grant)
        strict = stub.sak.row.skjerming == Protection.STRENGT_FORTROLIG
        found = huset.could_meet(stub) if meets_only else huset.could_have(stub, strict=strict)
        return [each for each in found if each.id != self._person.row.id]

    def _line(
        self, huset: Huset, functions: tuple[str, ...], *, able: Sequence[Ansatt], moter: int = 0
    ) -> Arbeidslinje:
        row = self._r.stub(huset.grant).sak.row
        strict = row.skjerming == Protection.STRENGT_FORTROLIG
        # Who has it already makes no circle larger, and is co-assigned to no purpose.
        new = strict or functions == (MEDANSVARLIG,)
        # Only its contact counts as having a case.
        mer = int(row.tilstand in active_states()) if KONTAKT in functions else None
        offered = tuple(self._candidate(each, mer=mer) for each in able)
        proposed = self._proposed([each for each in able if not (new and each.id in huset.assigned)])
        if proposed and mer:
            self._gets[proposed.id] += mer
        return Arbeidslinje(
            saksnr=row.saksnr,
            program=row.program,
            tilstand=row.tilstand,
            siden=row.tilstand_fra,
            strengt=strict,
            leder=functions == (LEDER,),
            funksjoner=functions,
            moter=moter,
            kandidater=offered,
            foreslatt=proposed.brukernavn if proposed else None,
        )

    def _proposed(self, able: Sequence[Ansatt]) -> Ansatt | None:
        """Who of the team is here and has room, and most of it; each line that is proposed to one takes some of it.

        What does not count as having a case is work too: it is spread, but keeps no case from one who has room for it.
        """
        here = [each for each in able if self._rows[each.id].rom is not None]
        if not here:
            return None
        chosen = max(
            here,
            key=lambda each: (
                self._room(each) > self._gets[each.id],
                self._room(each) - self._taken[each.id],
                each.rolle == Role.SAKSBEHANDLER,
                each.brukernavn,
            ),
        )
        self._taken[chosen.id] += 1
        return chosen

    def _room(self, who: Ansatt) -> int:
        return (self._rows[who.id].rom or 0) - self._rows[who.id].saker

    def _candidate(self, each: Ansatt, *, mer: int | None = None) -> Kandidat:
        """`mer`: how many cases it would be more, to which what is proposed for the cases before is added."""
        known = self._load_known and mer is not None
        return Kandidat(
            brukernavn=each.brukernavn,
            rolle=each.rolle,
            i_laget=each.team_id == self._r.actor.team_id,
            rom=room_of(self._load.get(each.id), mer=(mer or 0) + self._gets[each.id]) if known else None,
        )

    def _stand_ins(self) -> Iterator[Vikariat]:
        """Those of the team for whom the one was to stand in."""
        people = {each.id: each for each in self._staff}
        for who, fra, til in stands_in_for(self._r, self._house, self._person.row.id):
            absent = people[who]
            if absent.team_id == self._r.actor.team_id:
                able = [each for each in self._staff if self._may_stand_in(each, absent)]
                yield Vikariat(
                    brukernavn=absent.brukernavn,
                    fra=fra,
                    til=til,
                    kandidater=tuple(self._candidate(each) for each in able),
                )

    def _may_stand_in(self, who: Ansatt, absent: Ansatt) -> bool:
        there = bool(who.aktiv) and who.rolle in WITH_CASES
        return there and who.id not in (absent.id, self._person.row.id)


def _by_case(found: Iterable[tuple[SakId, str]]) -> Mapping[SakId, list[str]]:
    cases = defaultdict[SakId, list[str]](list)
    for sak_id, function in found:
        cases[sak_id].append(function)
    return cases
