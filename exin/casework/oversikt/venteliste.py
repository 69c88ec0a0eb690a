"""Who waits for vurdering, forløp or re-inntak, and who can be given each: the longest wait first, a page at a time.

Must not show anybody whom the asker may not see in the queue, nor how many they are; nor open anything of a person.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from exin.actor import Caller
from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.oversikt.belastning import Belastning, Lag, read_team, wait_limits
from exin.casework.oversikt.ko import WAITS_FOR
from exin.casework.tilgang.tildeling import KONTAKT, assign_by, can_keep
from exin.errors import Conflict, InvalidInput
from exin.ids import AnsattId, SakId
from exin.store import decision, omriss, venteliste
from exin.store.belastning import Saksantall
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.saksslag import DOOR, Laget
from exin.store.tables import Ansatt
from exin.work import Reading, Work
from exin.work.asking import Standing, actor_of, standing_of
from policies import Action, Protection, Role

VENTER_PA: Final[Mapping[str, str]] = {**WAITS_FOR, DOOR: "reinntak"}
"""The step that a case in each of these states waits for; after frafall as long as the door stands open."""


class Utsnitt(StrEnum):
    """Which of those who wait are shown."""

    ALLE = "alle"
    UFORDELT = "ufordelt"
    VURDERING = "start_vurdering"
    FORLOP = "start_forlop"
    REINNTAK = "reinntak"

    @property
    def tilstander(self) -> frozenset[str]:
        """The states in which they stand. Nobody has to be found for one whose door is open."""
        if self is Utsnitt.ALLE:
            return frozenset(VENTER_PA)
        if self is Utsnitt.UFORDELT:
            return frozenset(WAITS_FOR)
        return frozenset(state for state, step in VENTER_PA.items() if step == self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledig:
    """A colleague who has room for a case, is cleared for it and has no conflict of interest in it.

    `far` is how many cases that one would then have, and `rom` how many there is room for.
    """

    ansatt: str
    far: int
    rom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ventelinje:
    """A case that waits: for which step, since when, how many days, and how many it should be at most.

    `kilde`: where it came from. `apen_til`: until when the door is open, after frafall. `inhabile`: who has a conflict
    of interest, for the lead of its team. `ledige`: who can be given it, the one with most room first; None where the
    asker may not give it, or somebody has it. `kan_ga_videre`: whether the asker may take the step.
    """

    saksnr: str
    versjon: int
    program: str
    tilstand: str
    venter_pa: str
    siden: date
    dager: int
    grense: int | None
    kilde: str
    apen_til: date | None
    skjerming: str
    inhabile: tuple[str, ...]
    kontakt: str | None
    ledige: tuple[Ledig, ...] | None
    kan_ga_videre: bool

    @property
    def for_lenge(self) -> bool:
        """Whether it has waited too long."""
        return self.grense is not None and self.dager > self.grense


@dataclass(frozen=True, slots=True, kw_only=True)
class Venteliste:
    """A page of those who wait. `antall`: how many there are of each part; `sene`: how many have waited too long."""

    linjer: tuple[Ventelinje, ...]
    antall: Mapping[Utsnitt, int]
    sene: int
    side: int
    sider: int


def read_waiting(
    w: Reading, house: Grant, lag: Lag, *, utsnitt: Utsnitt, side: int, antall: int
) -> Venteliste:
    """A page of those of the asker's team who wait; each line is permitted and logged on its own.

    A page past the last is the last.
    """
    with omriss.unchecked():
        known = [each for each in lag.saker if w.allows(Action.LES_KO, each.slag)]
    hidden = lag.skjulte + sum(each.antall for each in lag.saker) - sum(each.antall for each in known)
    counts = {each: _count(known, each) for each in Utsnitt}
    pages = max(1, -(-counts[utsnitt] // antall))
    side = min(side, pages)
    ids = _ids(w, house, utsnitt, side * antall + hidden)[(side - 1) * antall : side * antall]
    return Venteliste(
        linjer=tuple(_Linjer(w, house, lag, ids).lines()),
        antall=counts,
        sene=sum(each.sene for each in known),
        side=side,
        sider=pages,
    )


def _count(known: Sequence[Saksantall], utsnitt: Utsnitt) -> int:
    free = utsnitt is Utsnitt.UFORDELT
    return sum(
        each.antall
        for each in known
        if each.slag.rad.tilstand in utsnitt.tilstander and not (free and each.slag.rad.kontakt_id)
    )


def _ids(w: Reading, house: Grant, utsnitt: Utsnitt, antall: int) -> list[SakId]:
    """The first of those whom the asker may see, in order."""
    laget, states = Laget(w.asker, w.actor.team_id), sorted(utsnitt.tilstander)
    free = utsnitt is Utsnitt.UFORDELT
    with omriss.unchecked():
        found = venteliste.first_waiting(
            w.tx, house, laget, states, dag=w.means.today(), antall=antall, ledige=free
        )
        return [each.id for each in found if w.allows(Action.LES_KO, each.slag)]


class _Linjer:
    """The lines of one page, in the order of their ids."""

    def __init__(self, w: Reading, house: Grant, lag: Lag, ids: Sequence[SakId]) -> None:
        self._w, self._lag, self._today = w, lag, w.means.today()
        place = {each: number for number, each in enumerate(ids)}
        stubs = sorted(decision.cases_among(w.tx, list(ids), w.asker), key=lambda stub: place[stub.id])
        # One that was moved on meanwhile waits no more.
        self._grants = w.permit_each(
            Action.LES_KO, [stub for stub in stubs if stub.sak.row.tilstand in VENTER_PA]
        )
        w.note(house, antall=len(self._grants))
        self._barred = venteliste.barred_from(w.tx, self._grants)
        self._names, self._offering = StaffNames(w), _Tilbud(w, lag)
        self._limits = {(each.program, each.tilstand): each.dager for each in wait_limits()}
        self._names.learn({each.sak.row.kontakt_id for each in stubs if each.sak.row.kontakt_id})

    def lines(self) -> Iterator[Ventelinje]:
        for grant in self._grants:
            yield self._line(self._w.stub(grant))

    def _line(self, stub: CaseStub) -> Ventelinje:
        w, sak = self._w, stub.sak.row
        barred = self._barred.get(stub.id, set())
        gives = sak.kontakt_id is None and w.allows(Action.TILDEL, stub)
        return Ventelinje(
            saksnr=sak.saksnr,
            versjon=sak.versjon,
            program=sak.program,
            tilstand=sak.tilstand,
            venter_pa=VENTER_PA[sak.tilstand],
            siden=sak.tilstand_fra,
            dager=(self._today - sak.tilstand_fra).days,
            grense=self._limits.get((sak.program, sak.tilstand)),
            kilde=sak.kilde,
            apen_til=sak.apen_til if sak.tilstand == DOOR else None,
            skjerming=sak.skjerming,
            inhabile=tuple(sorted(map(self._names.of, barred))) if w.leads(stub) else (),
            kontakt=self._names.of(sak.kontakt_id) if sak.kontakt_id else None,
            ledige=self._offering.of(stub, barred) if gives else None,
            kan_ga_videre=w.allows(Action(VENTER_PA[sak.tilstand]), stub),
        )


class _Tilbud:
    """Who can be given a case: the rules are asked once for each kind of colleague and of case."""

    def __init__(self, w: Reading, lag: Lag) -> None:
        self._w = w
        self._free = [
            (who, row)
            for who_id, row in lag.belastning.items()
            if row.ledig and who_id is not None
            for who in (lag.ansatte[who_id],)
        ]
        self._free.sort(key=lambda each: (-each[1].ledig, each[1].ansatt))
        self._answers: dict[tuple[Standing, Role, bool, bool, bool], bool] = {}

    def of(self, stub: CaseStub, barred: set[AnsattId]) -> tuple[Ledig, ...]:
        strict = stub.sak.row.skjerming == Protection.STRENGT_FORTROLIG
        return tuple(
            Ledig(ansatt=who.brukernavn, far=row.saker + 1, rom=row.rom or 0)
            for who, row in self._free
            if can_keep(who, strict=strict) and self._may(who, replace(stub, inhabil=who.id in barred))
        )

    def _may(self, who: Ansatt, stub: CaseStub) -> bool:
        """Whether that one might read the case if it were theirs."""
        theirs = replace(stub, medansvarlig=True)
        actor = actor_of(Caller(dor=self._w.actor.caller.dor, brukernavn=who.brukernavn), who)
        key = standing_of(theirs, actor), Role(who.rolle), actor.klarert, actor.mottak, actor.vakt
        if key not in self._answers:
            self._answers[key] = self._w.answer_for(actor, Action.LES_SAK, theirs).allowed
        return self._answers[key]


def give_to_free(w: Work, saksnr: str, ansatt: str, *, versjon: int | None) -> bool:
    """Give a case that waits to a colleague of the team who has room for it. Returns whether the asker still reads it.

    Room is a matter of what was agreed, and no lock is held on it: of two who give one place of it at once both may.

    Raises:
        Denied, NotFound: the asker may not.
        InvalidInput: that one has no room now, or cannot have the case.
        Conflict: somebody changed the case meanwhile.
    """
    grant = w.permit(Action.TILDEL, saksnr)
    if versjon not in (None, w.stub(grant).sak.row.versjon):
        raise Conflict
    lag = read_team(w, grant)
    if not any(each.ledig for each in _of_name(lag, ansatt)):
        raise InvalidInput("ikke_rom", "ansatt")
    return assign_by(w, grant, ansatt, KONTAKT)


def _of_name(lag: Lag, ansatt: str) -> Iterator[Belastning]:
    return (each for each in lag.belastning.values() if each.ansatt == ansatt)
