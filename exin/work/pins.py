"""Checkpoints: sign the tree's head and push it to a sink outside the database.

Must not judge the log: `audit.verify` does. Here it is only seen that its head fits the last checkpoint.
"""

from dataclasses import dataclass

from audit.checkpoint import Checkpoint, Signer, open_checkpoint, sign_checkpoint
from audit.errors import AuditError
from exin.errors import Tampered
from exin.store import logg
from exin.store.engine import Database, Link, Turn
from exin.store.sink import FileSink


@dataclass(frozen=True, kw_only=True)
class Pins:
    """The log's name, its signing key, and where the checkpoints go."""

    origin: str
    signer: Signer
    vkey: str
    sink: FileSink

    def pin(self, database: Database) -> int | None:
        """Sign and push the head, when it has grown since the last checkpoint. Returns its size, else None.

        The sink first: a checkpoint that the database knows is always found outside it.

        Raises:
            LogUnavailable: the sink cannot be written.
        """
        with database.transaction() as link:
            link.take_turn(Turn.LOGG)  # one at a time, or a smaller head could be pushed after a larger
            front = logg.head(link)
            if logg.last_checkpoint_size(link) >= front.size:
                return None
            note = sign_checkpoint(Checkpoint(self.origin, front.size, front.root()), self.signer)
            self.sink.push(note)
            logg.save_checkpoint(link, size=front.size, note=note)
        return front.size

    def extends(self, link: Link) -> bool:
        """Whether the log's head has all its leaves, and extends the last checkpoint outside the database.

        Where the log has grown since that checkpoint, only its size is compared: the rest is for verification.

        Raises:
            Tampered: that checkpoint is not one, or not signed by this log.
            LogUnavailable: there is no head that can be read.
        """
        note = self.sink.last()  # first: what is pushed meanwhile is of a longer log
        front, leaves = logg.head_and_leaves(link)
        if front.size != leaves:
            return False
        if note is None:  # nothing was ever pushed, or what was is gone
            return logg.last_checkpoint_size(link) == 0
        last = self.read(note)
        return last.size < front.size or (last.size == front.size and last.root == front.root())

    def read(self, note: str) -> Checkpoint:
        """The checkpoint in a note. Raises Tampered when it is none, or not signed by this log."""
        try:
            return open_checkpoint(note, self.vkey)
        except AuditError:
            raise Tampered("sjekkpunkt_er_endret") from None
