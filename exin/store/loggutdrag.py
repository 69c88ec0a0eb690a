"""What the log has of one case, and of one member of staff: for those whom it concerns, the newest first.

Must not give anybody else's: the grant's case stands in the one statement, and who asks in the other. Bodies come as
they were hashed; what is told of them is for casework.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Select, bindparam, select

from exin.ids import AnsattId
from exin.store import inntak
from exin.store.grant import Grant
from exin.store.prepared import prepared
from exin.store.rows import Tx, table_of
from exin.store.tables import LoggHendelse

_HENDELSE = table_of(LoggHendelse)
_BATCH: Final = 500
_WAITING: Final = 2_000
"""Events at most that are looked through among those that wait: a tenth of a second's worth where a sequencer runs."""

_BEYOND: Final = 2**31 - 1


@prepared
def _of_case() -> Select[Any]:
    mine = _HENDELSE.c.sak_id == bindparam("b_sak"), _HENDELSE.c.blad < bindparam("b_for")
    columns = select(_HENDELSE.c.blad, _HENDELSE.c.kropp).where(*mine)
    return columns.order_by(_HENDELSE.c.blad.desc()).limit(bindparam("b_antall"))


def of_case(tx: Tx, grant: Grant) -> Iterator[bytes]:
    """The events about the grant's case: those that wait for their leaf first, then the newest first.

    Read in batches as they are asked for: whoever stops asking reads no more.
    """
    grant.check_action("les_lesere")
    sak = grant.sak()
    yield from _waiting_of(tx, sak)
    before = _BEYOND
    while True:
        rows = tx.ask(_of_case(), {"b_sak": sak, "b_for": before, "b_antall": _BATCH}).all()
        yield from (row.kropp for row in rows)
        if len(rows) < _BATCH:
            return
        before = rows[-1].blad


def _waiting_of(tx: Tx, sak: bytes) -> Iterator[bytes]:
    """One that gets its leaf meanwhile comes twice: these are read first, so that none is missed."""
    if tx.link.chain is None:
        return
    mark = f'"sak":"{sak.hex()}"'.encode()
    yield from (each.kropp for each in inntak.waiting(tx.link, at_most=_WAITING) if mark in each.kropp)


@prepared
def _by_staff() -> Select[Any]:
    mine = select(_HENDELSE.c.kropp).where(_HENDELSE.c.ansatt_id == bindparam("b_meg"))
    newest = mine.order_by(_HENDELSE.c.blad.desc())
    return newest.limit(bindparam("b_antall")).offset(bindparam("b_forbi"))


def by_staff(tx: Tx, grant: Grant, asker: AnsattId, *, forbi: int, antall: int) -> Sequence[bytes]:
    """So many of the asker's own events, the newest first, past so many. Those that wait for a leaf come later."""
    grant.check_action("les_egen_logg")
    rows = tx.ask(_by_staff(), {"b_meg": asker, "b_forbi": forbi, "b_antall": antall}).all()
    return [row.kropp for row in rows]
