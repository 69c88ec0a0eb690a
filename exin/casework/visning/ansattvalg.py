"""Who of the staff can be given a case, named for its circle, barred from it or hold its meetings: what a page offers.

Must not say why somebody is left out, nor give anything: what is then chosen is asked about again when it is written.
What each has is told to those alone who may see what the team has, and an event says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from exin.actor import Caller
from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.grunnlag.apne_saker import active_states
from exin.casework.hus.ansatte import WITH_CASES
from exin.casework.oversikt.belastning import Belastning, Lag, read_team
from exin.casework.sak.adgang import ASKED
from exin.casework.tilgang.tildeling import FUNKSJONER, KONTAKT, LEDER, MEDANSVARLIG, can_keep
from exin.ids import AnsattId
from exin.store import arbeid, hus
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.tables import Ansatt, Inhabil, Tildeling
from exin.work import Reading
from exin.work.asking import actor_of
from policies import Action, Protection, Role

STRENGT = Protection.STRENGT_FORTROLIG


@dataclass(frozen=True, slots=True, kw_only=True)
class Rom:
    """How many cases somebody would have as the contact of one more, `av` how many; None while away, to `borte_til`."""

    far: int
    av: int | None
    borte_til: date | None

    @property
    def uten(self) -> bool:
        """Whether it would be more than there is room for."""
        return self.av is None or self.far > self.av


@dataclass(frozen=True, slots=True, kw_only=True)
class Kandidat:
    """Somebody who can be chosen. `i_laget`: of the team that has the case.

    `rom`: None where it is not counted, as of a lead and of another team, or is not for the asker to know.
    """

    brukernavn: str
    rolle: str
    i_laget: bool
    rom: Rom | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tildelingsvalg:
    """Who has a case, and who can be given it, as what. `ledere`: who can be its cleared lead, of a strict one alone.

    `overlevert`: a strictly protected case has been handed to its circle.
    """

    kontakt: str | None
    medansvarlige: tuple[str, ...]
    klarerte_ledere: tuple[str, ...]
    funksjoner: tuple[str, ...]
    kandidater: tuple[Kandidat, ...]
    ledere: tuple[Kandidat, ...]
    strengt: bool
    overlevert: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Skjermingsvalg:
    """How a case is protected, and the levels that the asker may set instead; `kan_senke`: lower ones too.

    `ledere` and `ansatte` can be named for the circle of a strictly protected case. `krets`: those who have the case
    and would keep it at that level; `mister`: those who have it and would not.
    """

    niva: str
    nivaer: tuple[str, ...]
    kan_senke: bool
    ledere: tuple[Kandidat, ...]
    ansatte: tuple[Kandidat, ...]
    krets: tuple[str, ...]
    mister: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inhabilvalg:
    """Whom the asker may register as barred from a case: the lead anybody who can have cases, others themselves.

    `inhabile` are those who are, for the lead of the team alone.
    """

    leder: bool
    ansatte: tuple[Kandidat, ...]
    inhabile: tuple[str, ...]
    kontakt: str | None


def show_assignment(w: Reading, saksnr: str, *, med_rom: bool = False) -> Tildelingsvalg:
    """Who has a case and who can be given it; `med_rom`: with what each would then have, for who may know that.

    Raises NotFound, Denied.
    """
    house = _ask(w, Action.TILDEL, saksnr)
    strict = w.stub(house.grant).sak.row.skjerming == STRENGT
    can_have = house.could_have(w.stub(house.grant), strict=strict)
    lag = _team_known(w) if med_rom else None
    return Tildelingsvalg(
        kontakt=next(iter(house.having(KONTAKT)), None),
        medansvarlige=house.having(MEDANSVARLIG),
        klarerte_ledere=house.having(LEDER),
        funksjoner=tuple(each for each in FUNKSJONER if each != LEDER or strict),
        kandidater=house.offered(can_have, lag),
        ledere=house.offered(each for each in can_have if strict and each.rolle == Role.TEAMLEDER),
        strengt=strict,
        overlevert=bool(w.stub(house.grant).sak.row.overlevert),
    )


def show_protection(w: Reading, saksnr: str) -> Skjermingsvalg:
    """How a case is protected, and what that could be instead. Raises NotFound, Denied."""
    house = _ask(w, Action.SETT_SKJERMING, saksnr)
    stub, order = w.stub(house.grant), list(Protection)
    now = Protection(stub.sak.row.skjerming)
    lead = w.actor.er_leder
    cleared = house.could_have(replace(stub, vern=STRENGT), strict=True)
    usable = {who for who, _, _, usable in hus.clearances(w.tx, house.grant) if usable}
    return Skjermingsvalg(
        niva=now,
        nivaer=tuple(
            each for each in order if each != now and (lead or order.index(each) > order.index(now))
        ),
        kan_senke=lead,
        ledere=house.offered(each for each in cleared if each.rolle == Role.TEAMLEDER),
        ansatte=house.offered(each for each in cleared if each.rolle == Role.SAKSBEHANDLER),
        krets=house.names(house.assigned & usable),
        mister=house.names(house.assigned - usable),
    )


def show_barring(w: Reading, saksnr: str) -> Inhabilvalg:
    """Whom the asker may register as barred, and who is. Raises NotFound, Denied."""
    house = _ask(w, Action.REGISTRER_INHABIL, saksnr)
    lead = w.leads(w.stub(house.grant))
    of_cases = [each for each in house.staff if each.rolle in WITH_CASES and each.id not in house.barred]
    return Inhabilvalg(
        leder=lead,
        ansatte=house.offered(each for each in of_cases if lead or each.id == w.asker),
        inhabile=house.names(house.barred) if lead else (),
        kontakt=next(iter(house.having(KONTAKT)), None),
    )


def who_can_hold(w: Reading, saksnr: str) -> tuple[Kandidat, ...]:
    """Who can hold a meeting with the person: those who may read of it. Raises NotFound, Denied."""
    house = _ask(w, Action.SKRIV_MOTE, saksnr)
    return house.offered(house.could_meet(w.stub(house.grant)))


def leave_to_see_load(w: Reading) -> Grant | None:
    """Leave to see what each of the asker's team has, if the asker has that: it is an event of its own."""
    if not w.allows_house(Action.VIS_KAPASITET, "nokkeltall"):
        return None
    return w.permit_house(Action.VIS_KAPASITET, "nokkeltall")


def room_of(load: Belastning | None, *, mer: int) -> Rom | None:
    """What somebody would have with so many more; None where that is not counted, as /kapasitet does not count it."""
    if load is None or load.leder or not load.i_laget:
        return None
    return Rom(far=load.saker + mer, av=load.rom, borte_til=load.borte_til)


def _team_known(w: Reading) -> Lag | None:
    leave = leave_to_see_load(w)
    return read_team(w, leave) if leave else None


def _ask(w: Reading, action: Action, saksnr: str) -> "Huset":
    grant = w.permit(action, saksnr)
    w.note(grant, koder=(ASKED,))
    return Huset(w, grant)


class Huset:
    """The staff as they stand to the grant's case, each row read once. `staff`: those that the block has read."""

    def __init__(self, w: Reading, grant: Grant, staff: Sequence[Ansatt] | None = None) -> None:
        self._w, self.grant, self._names = w, grant, StaffNames(w)
        everybody = [each.row for each in hus.staff(w.tx, grant)] if staff is None else staff
        self.staff = [each for each in everybody if each.aktiv]
        self._rows = [each.row for each in arbeid.of_case(w.tx, grant, Tildeling) if each.row.til is None]
        barred = arbeid.of_case(w.tx, grant, Inhabil)
        self.barred: set[AnsattId] = {each.row.ansatt_id for each in barred if each.row.opphevet is None}
        self.assigned: set[AnsattId] = {each.ansatt_id for each in self._rows}
        self._names.learn(self.assigned | self.barred)

    def having(self, funksjon: str) -> tuple[str, ...]:
        """The user names of those who have the case as that."""
        return self.names({each.ansatt_id for each in self._rows if each.funksjon == funksjon})

    def names(self, ids: set[AnsattId]) -> tuple[str, ...]:
        """Their user names, in order."""
        return tuple(sorted(self._names.of(each) for each in ids))

    def could_have(self, stub: CaseStub, *, strict: bool) -> list[Ansatt]:
        """Those whom the rules would let read the case if it were theirs, as `stub` says that it stands."""
        theirs = replace(stub, medansvarlig=True)
        return [
            each
            for each in self.staff
            if can_keep(each, strict=strict) and self.may(Action.LES_SAK, each, theirs)
        ]

    def could_meet(self, stub: CaseStub) -> list[Ansatt]:
        """Those who may read of the case's meetings, as it stands to each."""
        return [
            each
            for each in self.staff
            if self.may(Action.LES_MOTE, each, replace(stub, medansvarlig=each.id in self.assigned))
        ]

    def may(self, action: Action, who: Ansatt, stub: CaseStub) -> bool:
        """What the rules say to a colleague; a conflict of interest counts."""
        stands = replace(stub, inhabil=who.id in self.barred)
        actor = actor_of(Caller(dor=self._w.actor.caller.dor, brukernavn=who.brukernavn), who)
        return self._w.answer_for(actor, action, stands).allowed

    def offered(self, staff: Iterable[Ansatt], lag: Lag | None = None) -> tuple[Kandidat, ...]:
        """The same people, as a page offers them; with what each of `lag` would have as the case's contact."""
        team, load = self._w.stub(self.grant).sak.row.team_id, lag.belastning if lag else {}
        return tuple(
            Kandidat(
                brukernavn=each.brukernavn,
                rolle=each.rolle,
                i_laget=each.team_id == team,
                rom=room_of(load.get(each.id), mer=self._more(each)),
            )
            for each in staff
        )

    def _more(self, who: Ansatt) -> int:
        """How many cases more one has as the contact of this: none where it is theirs already, or nobody's work."""
        row = self._w.stub(self.grant).sak.row
        return int(row.tilstand in active_states() and row.kontakt_id != who.id)
