"""A read block: what is opened is in the log, durable, before its first byte is plain text.

Must not write anything but events.
"""

from collections.abc import Iterable
from typing import Any

from exin.sealing.sealed import Owner, OwnerKind
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.work.block import Block
from exin.work.cells import open_cell


class Reading(Block):
    """Permits, then plain text; frozen views leave it."""

    def open(self, grant: Grant, stored: Stored[Any], column: str) -> str | None:
        """The plain text of one cell, after all permits so far are durable in the log.

        Raises:
            LogUnavailable: the log cannot be written, so nothing can be read.
            OutsideGrant: the field or the owner of its key is not in the grant.
            Tampered: the cell is not what was sealed there.
        """
        self.own(grant)
        self.flush()
        return open_cell(self.means.sealer, grant, stored, column)

    def warm(self, grants: Iterable[Grant]) -> None:
        """Fetch the keys of the grants' persons in one statement: for a list of names."""
        people = [person for grant in grants for person in self.own(grant).personer]
        self.means.keyring.warm([Owner(OwnerKind.PERSON, person) for person in people])

    def flush(self) -> None:
        """Make all permits so far durable. Raises LogUnavailable."""
        if not self._pending or self._pending[-1].durable:  # they become so in their order
            return
        waiting = [pending for pending in self._pending if not pending.durable]
        self.means.recorder.commit(self._entries(waiting))
        for pending in waiting:
            pending.durable = True

    def finish(self) -> None:
        """End the block: what was permitted is logged even when nothing was opened."""
        self.flush()
        self.mark.open = False
