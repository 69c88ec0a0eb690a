"""The office: the two ways in. Who asks is read anew from the staff table each time.

Must not hold state of a block, nor of a person.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Protocol, TypeVar

from exin.actor import Actor, Caller, os_user
from exin.errors import LogUnavailable, Misconfigured, UnknownActor
from exin.ids import Id
from exin.store import decision, innlogging, okter
from exin.store.rows import Tx
from exin.store.tables import Ansatt
from exin.work.asking import actor_of
from exin.work.block import Block
from exin.work.innlogging import LoggingIn
from exin.work.means import Means
from exin.work.pins import Pins
from exin.work.read import Reading
from exin.work.sequencer import BATCH, Brudd, Unreported, sequence
from exin.work.write import Work
from policies import Action, Door, Job, Role

_B = TypeVar("_B", bound=Block)
_own_account = cache(os_user)
_NO_TEAM = Id(bytes(16))


class Planlagt(Protocol):
    """One job: its name, what it does, and when."""

    @property
    def navn(self) -> str:
        """Its name."""
        ...

    @property
    def beskrivelse(self) -> str:
        """What it does, in a sentence."""
        ...

    @property
    def tekst(self) -> str:
        """How often, in words."""
        ...

    def next_after(self, moment: datetime) -> datetime:
        """When it is due the next time."""
        ...


class Jobber(Protocol):
    """The jobs that run by themselves. Not for use inside a block: a job opens its own."""

    def all(self) -> Sequence[Planlagt]:
        """The jobs there are, in their order."""
        ...

    def busy(self, office: "Office", names: Iterable[str]) -> tuple[frozenset[str], bool]:
        """Which of these run now, anywhere, and whether somebody leads. Raises LogUnavailable."""
        ...

    def set_off(
        self, office: "Office", navn: str, *, on_fault: Callable[[BaseException], object], wait: float
    ) -> str | None:
        """Run one beside, and wait for it for so many seconds at most.

        Returns how it ended: `ok`, the code of its fault, or None where it goes on. Raises Conflict where it runs.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Office:
    """One installation's door."""

    means: Means
    pins: Pins
    jobber: Callable[[], Jobber] | None = None
    """The jobs, fetched when somebody asks for them; None where there are none."""

    @contextmanager
    def work(self, caller: Caller) -> Iterator[Work]:
        """A write block: commits at its end, or leaves only the events that say why it did not.

        Raises:
            UnknownActor: nobody works under that name, or not from this account.
        """
        yield from self._run(caller, Work)

    @contextmanager
    def read(self, caller: Caller) -> Iterator[Reading]:
        """A read block. Raises as `work`."""
        yield from self._run(caller, Reading)

    @contextmanager
    def log_in(self, caller: Caller) -> Iterator[Work]:
        """A write block for the act of logging in, by somebody who has no session yet. Raises as `work`."""
        yield from self._run(caller, LoggingIn)

    def turn_away(self, caller: Caller, kode: str, *, gjelder_ansatt: bytes | None = None) -> None:
        """Leave in the log that somebody, nobody knows who, was not let in. Raises LogUnavailable."""
        block = Reading(self.means, _nobody(replace(caller, brukernavn=None)))
        block.turned_away(kode, Action.LOGG_INN, gjelder_ansatt=gjelder_ansatt)
        block.finish()

    @property
    def numbers_later(self) -> bool:
        """Whether events wait for their leaf numbers."""
        return self.means.database.link().chain is not None

    def sequence(self) -> int:
        """Give all events that wait their leaf numbers; what is missing among them is logged first. Returns how many.

        Raises:
            LogUnavailable: the database cannot write.
        """
        reported, done = frozenset[Brudd](), 0
        while self.numbers_later:
            try:
                numbered = sequence(self.means.log_database, self.means.chain_key, reported=reported)
            except Unreported as found:
                reported |= self._report(found.brudd)
                continue
            done += numbered or 0
            if numbered is None or numbered < BATCH:
                return done
        return done

    def _report(self, brudd: Sequence[Brudd]) -> frozenset[Brudd]:
        with self.work(Caller(dor=Door.JOBB, jobb=Job.SEKVENSERING)) as w:
            for each in brudd:
                w.permit_house(Action.MELD_BRUDD, "logg", koder=each.koder)
        return frozenset(brudd)

    def pin(self) -> int | None:
        """Number what waits; sign and push a checkpoint, if the log has grown. Returns its size.

        Raises:
            LogUnavailable: the database or the sink cannot be written.
        """
        self.sequence()
        return self.pins.pin(self.means.log_database)

    def check_pins(self) -> None:
        """Raises Misconfigured when the log does not fit the last checkpoint outside the database."""
        if not self.pins.extends(self.means.database.link()):
            raise Misconfigured("loggen_er_kortere_enn_siste_sjekkpunkt")

    def _run(self, caller: Caller, kind: Callable[[Means, Actor], _B]) -> Iterator[_B]:
        block = kind(self.means, _nobody(caller))
        try:
            block.actor = self._actor(caller, logs_in=kind is LoggingIn)
            _turn_away_strangers(block)
            yield block
            block.finish()
        except LogUnavailable as error:
            # The first one says more: whether anybody knows what became of the block.
            with suppress(LogUnavailable):
                block.fail(error)
            raise
        except BaseException as error:
            block.fail(error)
            raise

    def _actor(self, caller: Caller, *, logs_in: bool) -> Actor:
        name = caller.brukernavn
        if caller.jobb is not None or name is None or not name.isprintable():  # half a character is no text
            return _nobody(caller)
        tx = Tx(self.means.database.link(), self.means.digest_key)
        if caller.okt is not None:
            tx.look_ahead(decision.asking_for_name(name), okter.asking_whether_stands(caller.okt))
        stored = decision.staff_by_name(tx, name)
        if stored is None or not self._may_come(tx, stored.row, caller, logs_in=logs_in):
            return _nobody(caller)
        return actor_of(caller, stored.row)

    def _may_come(self, tx: Tx, row: Ansatt, caller: Caller, *, logs_in: bool) -> bool:
        """By the pages one comes by one's own session, as long as it stands; by the command line from one's account.

        Who has no session comes by the pages where there are no real people, and to log in.
        """
        if caller.dor is Door.API:
            return self._comes_by_token(tx, row, caller)
        if caller.dor is not Door.WEB:
            return self._from_own_account(row.os_bruker, caller)
        if caller.okt is None:
            return logs_in or self.means.environment != "production"
        return okter.stands(tx, caller.okt, row.id)

    def _comes_by_token(self, tx: Tx, row: Ansatt, caller: Caller) -> bool:
        """By the API one comes by a token that is one's own as long as the binding stands, and allows the role one has.

        Who has none comes where there are no real people.
        """
        if caller.innlogging is None:
            return self.means.environment != "production"
        bound = innlogging.by_subject(tx, *caller.innlogging)
        stands = bound is not None and bound.row.opphevet is None and bound.row.ansatt_id == row.id
        return stands and Role(row.rolle) in caller.roller

    def _from_own_account(self, bound_to: str | None, caller: Caller) -> bool:
        """In production a staff row works from the one account it is bound to; bound to none, from none."""
        return self.means.environment != "production" or (
            bound_to is not None and bound_to == caller.os_bruker
        )


def _nobody(caller: Caller) -> Actor:
    """Nobody whom the staff table knows. The log then has an account: of who comes by the pages, the server's own."""
    if caller.dor in (Door.WEB, Door.API) and caller.os_bruker is None:
        caller = replace(caller, os_bruker=_own_account())
    return Actor(
        caller=caller, id=None, rolle=None, team_id=_NO_TEAM, aktiv=False,
        klarert=False, mottak=False, vakt=False, versjon=0,
    )  # fmt: skip


def _turn_away_strangers(block: Block) -> None:
    """Nobody works without a row in the staff table; that somebody tried is logged."""
    if block.actor.id is None and block.actor.caller.jobb is None:
        block.turned_away("ukjent_ansatt")
        raise UnknownActor(Action.KJENNE_TIL)
