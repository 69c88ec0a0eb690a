"""A write block: one transaction; data, events and tree commit together at its end.

Must not let plain text out: it returns ids and codes; a page that shows something opens a read block after.
"""

import hashlib
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from exin.actor import Actor
from exin.errors import Conflict, ExinError, LogUnavailable
from exin.ids import Id, PersonId, SakId, new_id
from exin.sealing.sealed import Owner, OwnerKind
from exin.store import arbeid, logg, recheck
from exin.store.decision import CaseStub
from exin.store.grant import Grant, OutsideGrant
from exin.store.prepared import Asked
from exin.store.rows import Model, Stored
from exin.store.tables import Ansatt, Begrunnelse
from exin.work.block import Block
from exin.work.cells import open_cell, seal_cells
from exin.work.entry import Pending
from exin.work.means import Means
from policies import Action


class NothingPermitted(ExinError):
    """A programming error: a block that passed no permit wants to commit. Refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """A case of a register: one that the import makes (no stub), or one that an earlier import made."""

    sak_id: SakId
    person_id: PersonId
    new_person: bool = False
    stub: CaseStub | None = None


class Work(Block):
    """Permits, facts and sealing first; then `begin`, what can move checked again, and the writes."""

    def __init__(self, means: Means, actor: Actor) -> None:
        super().__init__(means, actor)
        self._opened: list[Stored[Any]] = []
        self._seen: dict[str, int] = {}
        self.doomed: list[Id] = []
        """The drafts whose keys go when this block has removed them."""

    def hold_to(self, saksnr: str, versjon: int) -> None:
        """Let this block be about that case as it was in that version: a permit on it as it is now raises Conflict."""
        self._seen[saksnr] = versjon

    def _grant_case(self, pending: Pending, stub: CaseStub) -> Grant:
        sak = stub.sak.row
        if self._seen.get(sak.saksnr, sak.versjon) != sak.versjon:
            raise Conflict
        return super()._grant_case(pending, stub)

    def open(self, grant: Grant, stored: Stored[Any], column: str) -> str | None:
        """Plain text for a guard inside the block; it never leaves it. Raises as `Reading.open`."""
        self.own(grant)
        if not self.tx.link.writing and hasattr(stored.row, "versjon"):
            self._opened.append(stored)
        return open_cell(self.means.sealer, grant, stored, column)

    def seal(
        self,
        grant: Grant,
        model: type[Model],
        *,
        owner_id: bytes,
        row_id: bytes,
        texts: dict[str, str | None],
        version: int = 1,
    ) -> dict[str, Any]:
        """The sealed cells of one row, and their names in the grant's event."""
        self._pending[self.own(grant).number].felt.update(
            f"{model.__tablename__}.{column}" for column in texts
        )
        return seal_cells(
            self.means.sealer, grant, model, owner_id=owner_id, row_id=row_id, version=version, texts=texts
        )

    def write_reason(self, grant: Grant, text: str) -> Id:
        """Seal a typed reason under the case's key; the event gets a salted commitment. Returns its row's id."""
        row_id, salt = new_id(), secrets.token_hex(16)
        cells = self.seal(
            grant, Begrunnelse, owner_id=grant.sak(), row_id=row_id, texts={"tekst": text, "salt": salt}
        )
        self.note(grant, forpliktelse=hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest())
        self.begin()
        values = {"id": row_id, "sak_id": grant.sak(), **cells}
        arbeid.add(self.tx, grant, Begrunnelse, {**values, **self.signature()})
        return row_id

    def signature(self) -> dict[str, Any]:
        """Who writes and when, as every row of work carries it."""
        return {"skrevet_av": self.actor.id, "registrert": self.means.clock()}

    def adopt(self, grant: Grant, *, sak_id: SakId, person_id: PersonId, new_person: bool) -> Grant:
        """The grant of a henvendelse, now for the case that it makes (and the person, where that is new too).

        Makes the keys before the first cell under them. Raises OutsideGrant for any other grant.
        """
        grant.check_action(Action.HENVENDELSE)
        owners = [Owner(OwnerKind.SAK, sak_id)]
        if new_person:
            owners.append(Owner(OwnerKind.PERSON, person_id))
        self.means.keyring.create(owners)
        pending = self._pending[self.own(grant).number]
        pending.sak, pending.person = sak_id, person_id
        return replace(
            grant, saker=frozenset([sak_id]), personer=frozenset([person_id]), hovedperson=person_id
        )

    def permit_import(self, landings: Sequence[Landing]) -> list[Grant]:
        """Ask to land cases of a register: an event for each, by its person, and a grant for it alone.

        Whoever imports may read no case: a grant gives nothing to open, and only what an import made is gone on with.
        Makes the keys of what is new in one transaction, before the first cell under them.

        Raises:
            Denied: the rules say no.
            OutsideGrant: a case that no import made.
        """
        new = [each for each in landings if each.stub is None]
        owners = [Owner(OwnerKind.SAK, each.sak_id) for each in new]
        owners += [Owner(OwnerKind.PERSON, each.person_id) for each in new if each.new_person]
        grants = [self._permit_landing(each) for each in landings]
        if owners:
            self.means.keyring.create(owners)
        return grants

    def _permit_landing(self, landing: Landing) -> Grant:
        grant = self.permit_house(Action.IMPORTER, "register")
        stub = landing.stub
        if stub is not None:
            if stub.sak.row.opphav != "import" or stub.id != landing.sak_id:
                raise OutsideGrant("sak")
            self._stubs[grant.number] = stub
        pending = self._pending[grant.number]
        pending.sak, pending.person = landing.sak_id, landing.person_id
        persons = frozenset([landing.person_id]) if landing.new_person else frozenset()
        return replace(
            grant, saker=frozenset([landing.sak_id]), personer=persons, hovedperson=landing.person_id
        )

    def begin(self, *ahead: Asked) -> None:
        """Take the write lock and check again what can have moved since the permits.

        `ahead` is what is going to be read first inside: where each question is a trip, it is asked along with this.

        Raises:
            Conflict: a case, its person's protection, what was opened to judge it, or the asker's own row has
                changed meanwhile.
        """
        if self.tx.link.writing:
            return
        checks = recheck.checks(self.tx, self._stubs.values(), self._opened)
        if self.actor.id is not None:
            checks.append(recheck.unchanged(Ansatt, self.actor.id, self.actor.versjon, shared=True))
        answers = self.tx.begin([asked for asked, _ in checks], ahead)
        if not all(stands(answer) for (_, stands), answer in zip(checks, answers, strict=True)):
            raise Conflict

    def recheck(self, stored: Stored[Any]) -> None:
        """Raises Conflict when a row with a lock version has changed since it was read."""
        asked, stands = recheck.unchanged(stored.model, stored.row.id, stored.row.versjon)
        if not stands(self.tx.ask(*asked)):
            raise Conflict

    def finish(self) -> None:
        """Commit data, events and tree together.

        Raises:
            NothingPermitted: no permit was asked for.
            Conflict: a row that was to be written was there already, or was changed meanwhile; nothing is written.
            LogUnavailable: the events could not be written; nothing is.
        """
        if not self._pending:
            raise NothingPermitted("ingen_hendelse")
        self.begin()
        try:
            with self.tx.link.at_once():
                logg.append(self.tx.link, self._entries(self._pending))
                self.tx.link.commit()
        except (LogUnavailable, Conflict):
            raise
        except Exception as error:
            raise LogUnavailable("skriving") from error
        self.mark.open = False
        with suppress(ExinError):  # what is left of them the nightly tidying finds
            self.means.keyring.destroy(OwnerKind.UTKAST, self.doomed)
