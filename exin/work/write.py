"""A write block: one transaction; data, events and tree commit together at its end.

Must not let plain text out: it returns ids and codes; a page that shows something opens a read block after.
"""

import hashlib
import secrets
from dataclasses import replace
from typing import Any

from exin.errors import Conflict, ExinError
from exin.ids import Id, PersonId, SakId, new_id
from exin.sealing.sealed import Owner, OwnerKind
from exin.store import arbeid, decision, logg
from exin.store.grant import Grant
from exin.store.rows import Model, Stored
from exin.store.tables import Ansatt, Begrunnelse, Person, Sak
from exin.work.block import Block
from exin.work.cells import open_cell, seal_cells


class NothingPermitted(ExinError):
    """A programming error: a block that passed no permit wants to commit. Refused."""


class Work(Block):
    """Permits, facts and sealing first; then `begin`, what can move checked again, and the writes."""

    def open(self, grant: Grant, stored: Stored[Any], column: str) -> str | None:
        """Plain text for a guard inside the block; it never leaves it. Raises as `Reading.open`."""
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
        self._pending[grant.number].felt.update(f"{model.__tablename__}.{column}" for column in texts)
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

        Makes the keys before the first cell under them.
        """
        owners = [Owner(OwnerKind.SAK, sak_id)]
        if new_person:
            owners.append(Owner(OwnerKind.PERSON, person_id))
        self.means.keyring.create(owners)
        pending = self._pending[grant.live().number]
        pending.sak, pending.person = sak_id, person_id
        return replace(
            grant, saker=frozenset([sak_id]), personer=frozenset([person_id]), hovedperson=person_id
        )

    def begin(self) -> None:
        """Take the write lock and check again what can have moved since the permits.

        Raises:
            Conflict: a case or the asker's own row has changed meanwhile.
        """
        if self.tx.link.writing:
            return
        self.tx.link.begin()
        for stub in self._stubs.values():
            if decision.version_of(self.tx, Sak, stub.id) != stub.sak.row.versjon:
                raise Conflict
        me = self.actor.id
        if me is not None and decision.version_of(self.tx, Ansatt, me) != self.actor.versjon:
            raise Conflict

    def recheck_person(self, person: Stored[Person]) -> None:
        """Raises Conflict when the person's row has changed since it was read."""
        if decision.version_of(self.tx, Person, person.row.id) != person.row.versjon:
            raise Conflict

    def finish(self) -> None:
        """Commit data, events and tree together.

        Raises:
            NothingPermitted: no permit was asked for.
            LogUnavailable: the events could not be written; nothing is.
        """
        if not self._pending:
            raise NothingPermitted("ingen_hendelse")
        self.begin()
        logg.append(self.tx.link, self._entries(self._pending))
        self.tx.link.commit()
        self.mark.open = False
