"""What the log has of one case, by what was done: for those whom it concerns.

Must not give anybody else's: the grant's case stands in the one statement. Bodies come as they were hashed; what is
told of them is for casework.
"""

from collections.abc import Collection, Iterator
from typing import Any, Final

from sqlalchemy import Select, bindparam, select

from exin.store import inntak
from exin.store.grant import Grant
from exin.store.loggslag import milliseconds, range_of
from exin.store.prepared import prepared
from exin.store.rows import Tx, table_of
from exin.store.tables import LoggHendelse

_HENDELSE = table_of(LoggHendelse)
_WAITING: Final = 2_000
"""Events at most that are looked through among those that wait: a tenth of a second's worth where a sequencer runs."""


@prepared
def _of_case() -> Select[Any]:
    mine = _HENDELSE.c.sak_id == bindparam("b_sak")
    kind = _HENDELSE.c.slag.between(bindparam("b_forst"), bindparam("b_sist"))
    return select(_HENDELSE.c.kropp).where(mine, kind, _HENDELSE.c.tid >= bindparam("b_fra"))


def of_case(tx: Tx, grant: Grant, handlinger: Collection[str], fra: str) -> Iterator[bytes]:
    """Those about the grant's case in which one of these was done or tried, from a time (as the log writes it) on.

    What else was done with the case costs nothing. In no order; one that gets its leaf meanwhile may come twice.
    """
    grant.check_action("les_lesere")
    sak = grant.sak()
    yield from _waiting_of(tx, sak)
    since = milliseconds(fra)
    ranges = (range_of(each) for each in handlinger)
    values = [{"b_sak": sak, "b_forst": first, "b_sist": last, "b_fra": since} for first, last in ranges]
    for found in tx.ask_all([(_of_case(), each) for each in values]):
        yield from (row.kropp for row in found.all())


def _waiting_of(tx: Tx, sak: bytes) -> Iterator[bytes]:
    """Read first, so that none is missed."""
    if tx.link.chain is None:
        return
    mark = f'"sak":"{sak.hex()}"'.encode()
    yield from (each.kropp for each in inntak.waiting(tx.link, at_most=_WAITING) if mark in each.kropp)
