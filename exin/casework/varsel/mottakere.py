"""Who is told: the contact person, whoever stands in, the reception, the lead, as the rules let each know of the case.

Must not tell anybody: it names them. For each, the rules are asked about the case as it stands to that one.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from exin.actor import Caller
from exin.casework.hus.fravar import away
from exin.casework.varsel.varsler import may_hear
from exin.ids import AnsattId
from exin.store import arbeid, hus
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.prepared import Asked
from exin.store.tables import Ansatt, Inhabil, Tildeling
from exin.work import Work
from exin.work.asking import actor_of
from policies import Role
from workflows import Ansvar


def asking_for(grant: Grant) -> list[Asked]:
    """What is asked of the grant's case to know who is told of it."""
    return arbeid.asking_for(grant, Tildeling, Inhabil)


class Mottakere:
    """Recipients in one block: staff and absences are read once, under its first grant, and each case once."""

    def __init__(self, w: Work, grant: Grant) -> None:
        self._w = w
        self._grant = grant
        self._known: dict[int, _Kjennskap] = {}

    def of(self, grant: Grant, ansvar: Ansvar) -> list[AnsattId]:
        """Who is told of the grant's case; nobody where nobody who acts may know of it."""
        if grant.number not in self._known:
            self._known[grant.number] = _Kjennskap(self._w, grant)
        knows = self._known[grant.number]
        for candidates in self._in_order(grant, knows, ansvar):
            told = [who.id for who in candidates if who.aktiv and knows.allowed(who)]
            if told:
                return told
        return []

    def administrators(self) -> list[AnsattId]:
        """Those who run the house: for what concerns no case."""
        return [who.id for who in self._staff.values() if who.aktiv and who.rolle == Role.SYSTEMANSVARLIG]

    def _in_order(self, grant: Grant, knows: "_Kjennskap", ansvar: Ansvar) -> Iterator[list[Ansatt]]:
        sak = self._w.stub(grant).sak.row
        contact = self._staff.get(sak.kontakt_id) if sak.kontakt_id else None
        if ansvar is Ansvar.KONTAKT and contact is not None:
            yield self._here([contact])
            stand_in = self._away.get(contact.id)
            yield self._here([self._staff[stand_in]] if stand_in else [])
            yield self._here([who for who in self._staff.values() if who.id in knows.assigned])
        elif ansvar is not Ansvar.LEDER:
            mine = [who for who in self._staff.values() if who.mottak and who.team_id == sak.team_id]
            yield self._here(mine)
        leads = [
            who
            for who in self._staff.values()
            if who.rolle == Role.TEAMLEDER and (who.team_id == sak.team_id or who.id in knows.assigned)
        ]
        yield self._here(leads)
        yield leads  # away, but somebody must hear of it

    def _here(self, people: list[Ansatt]) -> list[Ansatt]:
        return [who for who in people if who.id not in self._away]

    @cached_property
    def _staff(self) -> dict[AnsattId, Ansatt]:
        return {each.row.id: each.row for each in hus.staff(self._w.tx, self._grant)}

    @cached_property
    def _away(self) -> dict[AnsattId, AnsattId | None]:
        return dict(away(self._w, self._w.means.today()))


class _Kjennskap:
    """Who may know of one case, by the rules."""

    def __init__(self, w: Work, grant: Grant) -> None:
        self._w = w
        self._stub = w.stub(grant)
        assigned = arbeid.of_case(w.tx, grant, Tildeling)
        barred = arbeid.of_case(w.tx, grant, Inhabil)
        self.assigned = {each.row.ansatt_id for each in assigned if each.row.til is None}
        self._barred = {each.row.ansatt_id for each in barred if each.row.opphevet is None}

    def allowed(self, who: Ansatt) -> bool:
        """Whether that one may be told, on the case as it stands to that one."""
        stands: CaseStub = replace(
            self._stub, medansvarlig=who.id in self.assigned, inhabil=who.id in self._barred
        )
        actor = actor_of(Caller(dor=self._w.actor.caller.dor, brukernavn=who.brukernavn), who)
        return may_hear(self._w, actor, stands)
