"""Doing once what is sent again: what was done is remembered by the key it was sent under, in its own transaction.

Must not keep the key, nor what was sent, nor anything of an answer but its status and what was made.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from exin.errors import InvalidInput
from exin.ids import AnsattId
from exin.store import apikall as store
from exin.store import decision
from exin.store.rows import Tx
from exin.store.tables import Apikall
from exin.work import Block, Office, Work
from exin.work.means import Means

KEPT: Final = timedelta(hours=24)
"""So long, at least, an act is not done again. The nightly tidying forgets what is older."""

GJENTATT: Final = "gjentatt"
"""The code of an event that says: it was done before, and was not done again."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Foresporsel:
    """What somebody asks to be done: the key that they chose, the name of the act, and all that was sent for it."""

    nokkel: str
    rute: str
    innhold: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Gjort:
    """What it came to: the status that was answered, and the id or case number of what was made."""

    status: int
    laget: str | None


def done_before(w: Block, asked: Foresporsel) -> Gjort | None:
    """What came of it, if the asker has had it done; None if not. Gives nothing of a case, so no permit.

    Raises:
        InvalidInput: the asker has had something else done under that key.
        Tampered: what lies there is not what the engine wrote.
    """
    found = store.by_key(w.tx, _key(w.means, w.asker, asked))
    if found is None:
        return None
    if not _is_same(w.means, found, asked):
        raise InvalidInput("nokkel_brukt_om_annet", "Idempotency-Key")
    return Gjort(status=found.status, laget=found.laget)


def remember(w: Work, asked: Foresporsel, gjort: Gjort) -> None:
    """Write down what was done, along with it. Raises Conflict, now or at the end, where it is being done already."""
    w.begin()
    store.add(
        w.tx,
        nokkel=_key(w.means, w.asker, asked),
        ansatt_id=w.asker,
        rute=asked.rute,
        avtrykk=_print(w.means, asked),
        status=gjort.status,
        laget=gjort.laget,
        registrert=w.means.clock(),
    )


def done_meanwhile(office: Office, brukernavn: str, asked: Foresporsel) -> bool:
    """Whether it was done by the time that trying it failed: somebody sent the same twice at once.

    Raises LogUnavailable, Tampered.
    """
    means = office.means
    tx = Tx(means.database.link(), means.digest_key)
    staff = decision.staff_by_name(tx, brukernavn)
    found = store.by_key(tx, _key(means, staff.row.id, asked)) if staff is not None else None
    return found is not None and _is_same(means, found, asked)


def forget_old(w: Work) -> int:
    """Remove what was done too long ago to be sent again, in a block that has its permit. Returns how much."""
    w.begin()
    return store.remove_old(w.tx.link, before=w.means.clock() - KEPT)


def _key(means: Means, ansatt_id: AnsattId, asked: Foresporsel) -> bytes:
    """The keyed hash of a key: each member of staff has keys of their own."""
    return means.lookup("apikall", f"{ansatt_id.hex()} {asked.nokkel}")


def _print(means: Means, asked: Foresporsel) -> bytes:
    """The keyed hash of what was sent: from the row alone nobody finds out by guessing."""
    return means.lookup("apikall_innhold", hashlib.sha256(asked.innhold).hexdigest())


def _is_same(means: Means, found: Apikall, asked: Foresporsel) -> bool:
    return found.rute == asked.rute and bytes(found.avtrykk) == _print(means, asked)
