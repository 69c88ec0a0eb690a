"""The history that key figures are counted from: steps, voids and services explained, of all cases.

Must not count, nor look at a case's state: the columns that repeat the latest step are no source.
"""

from functools import cache
from typing import Any

from sqlalchemy import Select

from exin.ids import SakId
from exin.store.grant import Grant
from exin.store.rows import Stored, Tx, fetch, selecting, table_of
from exin.store.tables import Annullering, Sak, Steg, Tilbud

_SAK = table_of(Sak)
_STEG = table_of(Steg)


def counted_cases(tx: Tx, grant: Grant) -> frozenset[SakId]:
    """The cases that count: all but duplicates, which are the same henvendelse registered once more."""
    grant.check_action("les_nokkeltall", "last_ned_nokkeltall")
    stored = fetch(tx, Sak, selecting(Sak).where(_SAK.c.dublett_av_id.is_(None)), {})
    return frozenset(each.row.id for each in stored)


@cache
def _steps() -> Select[Any]:
    return selecting(Steg).order_by(_STEG.c.sak_id, _STEG.c.nummer)


def steps(tx: Tx, grant: Grant) -> list[Stored[Steg]]:
    """The steps of all cases, each case's in order; those that are void too."""
    grant.check_action("les_nokkeltall", "last_ned_nokkeltall")
    return fetch(tx, Steg, _steps(), {})


def annulments(tx: Tx, grant: Grant) -> list[Stored[Annullering]]:
    """Which steps are void, and since when."""
    grant.check_action("les_nokkeltall", "last_ned_nokkeltall")
    return fetch(tx, Annullering, selecting(Annullering), {})


def services_explained(tx: Tx, grant: Grant) -> list[Stored[Tilbud]]:
    """Whether other services were explained, in all cases."""
    grant.check_action("les_nokkeltall", "last_ned_nokkeltall")
    return fetch(tx, Tilbud, selecting(Tilbud), {})
