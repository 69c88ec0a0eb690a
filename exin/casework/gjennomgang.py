"""One pass over the log's events: what they say of the columns that find them, of rows and of the rules in force.

Must not judge the tree: `audit.verify` does, and takes its entries from here. A body that is no event is left to it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from audit.encode import decode
from audit.errors import Malformed
from audit.events import Event, Outcome, RowWrite
from audit.verify import Entry
from exin.casework.funn import Funnliste
from exin.store.verifisering import LogRow
from policies import Action

_WHO = (("sak_id", "sak"), ("person_id", "person"), ("ansatt_id", "ansatt"))


class Gjennomgang:
    """What has been seen so far."""

    def __init__(self, funn: Funnliste) -> None:
        self._funn = funn
        self._last: dict[str, tuple[int, RowWrite]] = {}
        self._rules: bytes | None = None

    def entries(self, rows: Iterable[LogRow]) -> Iterator[Entry]:
        """The log as `check_log` wants it, looked at on the way."""
        for row in rows:
            body = row.kropp if isinstance(row.kropp, bytes) else b""
            yield row.blad, body, row.bladhash if isinstance(row.bladhash, bytes) else b""
            try:
                event = decode(body)
            except Malformed:
                continue
            self._look(row, event)

    def _look(self, row: LogRow, event: Event) -> None:
        for column, name in _WHO:
            said = getattr(event, name)
            if getattr(row, column) != (None if said is None else bytes.fromhex(said)):
                self._funn.add(
                    "sokekolonne_endret",
                    f"Kolonnen {column} ved blad {row.blad} svarer ikke til innholdet i bladet.",
                    blad=row.blad,
                )
        for write in event.skrevet:
            self._last[write.rad] = row.blad, write
        if event.handling == Action.START and event.utfall is Outcome.TILLATT:
            self._rules = _digests(event.koder)

    def compare_record(self, record: dict[Any, tuple[Any, Any]]) -> None:
        """Compare the index of last writes with what the events say."""
        said = {
            bytes.fromhex(rad): (bytes.fromhex(write.sammendrag), blad)
            for rad, (blad, write) in self._last.items()
        }
        for rad in said.keys() | record.keys():
            if said.get(rad) != record.get(rad):
                name = rad.hex() if isinstance(rad, bytes) else "uleselig"
                self._funn.add(
                    "siste_skriving_endret",
                    f"Oversikten over siste skriving (logg_rad) svarer ikke til loggen for rad {name}.",
                    tabell="logg_rad",
                    rad=name,
                )

    def compare_rules(self, stored: object) -> None:
        """Compare the rules that stand beside the head with those of the last start."""
        if stored != self._rules:
            self._funn.add(
                "regelverk_endret", "Regelverket som står ved loggens hode, er ikke det som loggen sier."
            )

    def compare_row(self, table: str, rad: str, digest: bytes) -> None:
        """Compare a row as it is with its last write."""
        blad, write = self._last.pop(rad, (None, None))
        if write is None or blad is None:
            self._funn.add(
                "rad_uten_skriving",
                f"Rad {rad} i tabellen {table} finnes, men ingen hendelse i loggen skrev den.",
                tabell=table,
                rad=rad,
            )
        elif bytes.fromhex(write.sammendrag) != digest:  # which is over the table's name as well
            self._funn.add(
                "rad_er_ikke_siste_skriving",
                f"Rad {rad} i tabellen {table} er ikke slik den sist ble skrevet (blad {blad}).",
                blad=blad,
                tabell=table,
                rad=rad,
            )

    def miss_the_rest(self) -> None:
        """All rows were compared: what was written and not found is gone."""
        for rad, (blad, write) in self._last.items():
            self._funn.add(
                "rad_mangler",
                f"Rad {rad} i tabellen {write.tabell} er borte. Den ble sist skrevet ved blad {blad}.",
                blad=blad,
                tabell=write.tabell,
                rad=rad,
            )


def _digests(koder: Iterable[str]) -> bytes:
    """The digests of policies and workflows, as they stand beside the head."""
    parts = dict(kode.split(":", 1) for kode in koder)
    return bytes.fromhex(parts.get("regler", "") + parts.get("programmer", ""))
