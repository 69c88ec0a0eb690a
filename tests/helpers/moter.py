"""Meetings that a test wants planned, moved and ended, through the door as staff would.

Must not write a row by hand.
"""

from datetime import datetime
from typing import Any

from exin.casework.oppfolging import moter
from exin.casework.oppfolging.moter import NyttMote
from exin.casework.visning.motevisning import MoteVisning, show_moter
from exin.clock import OsloTid
from tests.helpers.office import Kontor

NOON = OsloTid(datetime(2026, 1, 20, 13, 0))  # noqa: DTZ001 - as it is typed
"""A time by Oslo's clock, five days after a new office begins its day."""


def plan(kontor: Kontor, saksnr: str, by: str = "kari", **given: Any) -> str:  # noqa: ANN401 - any field
    """Plan a meeting; its id in hexadecimal digits."""
    known: dict[str, Any] = {"slag": "samtale", "tid": NOON}
    with kontor.work(by) as w:
        row_id, _ = moter.plan_mote(w, saksnr, NyttMote(**(known | given)))
    return row_id.hex()


def end(kontor: Kontor, saksnr: str, mote: str, utfall: str = "holdt", *, by: str = "kari") -> None:
    """Say what became of it."""
    with kontor.work(by) as w:
        moter.end_mote(w, saksnr, mote, utfall)


def confirm(kontor: Kontor, saksnr: str, mote: str, by: str = "kari") -> None:
    """Clear it."""
    with kontor.work(by) as w:
        moter.confirm_mote(w, saksnr, mote)


def show(kontor: Kontor, saksnr: str, by: str = "kari", *, alle: bool = True) -> tuple[MoteVisning, ...]:
    """The meetings of a case."""
    with kontor.read(by) as r:
        return show_moter(r, saksnr, alle=alle)


def told(kontor: Kontor) -> list[str]:
    """Who was told of meetings that are not cleared, by user name."""
    sql = (
        "select a.brukernavn from utboks u join ansatt a on a.id = u.mottaker_id"
        " where u.slag = 'mote_ikke_klarert' order by a.brukernavn"
    )
    return [row[0] for row in kontor.rows(sql)]
