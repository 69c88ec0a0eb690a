"""One pass over the log's events: what they say of the columns that find them, of rows and of the rules in force.

Must not judge the tree: `audit.verify` does, and takes its entries from here. A body that is no event is left to it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from struct import Struct
from typing import Any

from audit.encode import decode, time_of
from audit.errors import Malformed
from audit.events import Event, Outcome
from audit.findings import Grade
from audit.verify import Entry
from exin.casework.logg.funn import Funnliste
from exin.store.loggslag import numbers_in
from exin.store.verifisering import LogRow
from policies import Action

_WHO = (("sak_id", b'"sak":"'), ("person_id", b'"person":"'), ("ansatt_id", b'"ansatt":"'))
"""The columns that find an event, and how its body names the same. No value of a body has a quotation mark in it."""

_WHEN = ("slag", "tid")
"""Those that are numbers made from the body."""

_WRITE = re.compile(rb'"rad":"([0-9a-f]{32})","sammendrag":"([0-9a-f]{64})","tabell":"([^"]*)"')
_TELLS = (b'"handling":"start"', b'"handling":"meld_brudd"')
_ID = 32
_DIGEST = 32
_WRITTEN = Struct(f">qH{_DIGEST}s")
"""The leaf of a row's last write, the number of its table, and its digest."""

_WAITS = -1
"""Stands for the leaf of an event that has none yet."""


class Gjennomgang:
    """What has been seen so far. Most events are only looked at; a body is read where it says what counts here."""

    def __init__(self, funn: Funnliste) -> None:
        self._funn = funn
        self._last: dict[bytes, bytes] = {}  # row id: leaf, table and digest in one, for there are millions
        self._tables: list[bytes] = []
        self._rules: bytes | None = None

    def entries(self, rows: Iterable[LogRow]) -> Iterator[Entry]:
        """The log as `check_log` wants it, looked at on the way."""
        for row in rows:
            body = row.kropp if isinstance(row.kropp, bytes) else b""
            yield row.blad, body, row.bladhash if isinstance(row.bladhash, bytes) else b""
            wrong = [column for column, name in _WHO if _said(body, name) != getattr(row, column)]
            if (numbers := numbers_in(body)) != (row.slag, row.tid):
                wrong += [
                    name for name, said in zip(_WHEN, numbers, strict=True) if said != getattr(row, name)
                ]
            if wrong or _WRITE.search(body) or any(told in body for told in _TELLS):
                self._look(row.blad, body, wrong)

    def _look(self, blad: int, body: bytes, wrong: Sequence[str]) -> None:
        try:
            time_of(body)
        except Malformed:
            return
        for column in wrong:
            self._funn.add(
                "sokekolonne_endret",
                f"Kolonnen {column} ved blad {blad} svarer ikke til innholdet i bladet.",
                blad=blad,
            )
        for rad, digest, table in _WRITE.findall(body):
            self._remember(blad, rad, digest, table)
        if any(told in body for told in _TELLS):
            self._read(decode(body), blad)

    def look_at_waiting(self, event: Event) -> None:
        """Take in an event that has no leaf number yet."""
        for write in event.skrevet:
            self._remember(None, write.rad.encode(), write.sammendrag.encode(), write.tabell.encode())
        self._read(event, None)

    def _remember(self, blad: int | None, rad: bytes, digest: bytes, table: bytes) -> None:
        if table not in self._tables:
            self._tables.append(table)
        said = bytes.fromhex(digest.decode())
        packed = _WRITTEN.pack(_WAITS if blad is None else blad, self._tables.index(table), said)
        self._last[bytes.fromhex(rad.decode())] = packed

    def _unpack(self, packed: bytes) -> tuple[int | None, str, bytes]:
        blad, table, digest = _WRITTEN.unpack(packed)
        return None if blad == _WAITS else blad, self._tables[table].decode(), digest

    def _read(self, event: Event, blad: int | None) -> None:
        if event.handling == Action.MELD_BRUDD:
            self.tell_of_break(event.koder, blad=blad)
        if event.handling == Action.START and event.utfall is Outcome.TILLATT:
            self._rules = _digests(event.koder)

    def tell_of_break(self, koder: Sequence[str], *, blad: int | None = None) -> None:
        """A connection's chain has a gap, or something lay in it that is no event. The tree itself may be whole."""
        slag, kjede, fra, til = (*(kode.rpartition(":")[2] for kode in koder), "", "", "", "")[:4]
        if slag == "forfalsket":
            kode, text = (
                "hendelse_forfalsket",
                f"Hendelse {fra} i kjeden {kjede} er ikke skrevet av programmet.",
            )
        else:
            kode, text = "hendelser_mangler", f"Hendelsene {fra} til {til} i kjeden {kjede} er borte."
        self._funn.add(kode, text, grad=Grade.MANGEL, blad=blad)

    def compare_record(self, record: Callable[[], Iterable[tuple[Any, Any]]]) -> None:
        """Compare the index of last writes (row id, digest), each row there once, with what the events say."""
        found = 0
        for rad, digest in record():
            said = self._last.get(rad)
            found += said is not None
            if said is None or said[-_DIGEST:] != digest:
                self._index_differs(rad)
        if found < len(self._last):
            for rad in self._last.keys() - {rad for rad, _ in record()}:
                self._index_differs(rad)

    def _index_differs(self, rad: object) -> None:
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

    def compare_row(self, table: str, rad: object, digest: bytes) -> None:
        """Compare a row as it is with its last write."""
        packed = self._last.pop(rad, None) if isinstance(rad, bytes) else None
        name = rad.hex() if isinstance(rad, bytes) else "uleselig"
        if packed is None:
            self._funn.add(
                "rad_uten_skriving",
                f"Rad {name} i tabellen {table} finnes, men ingen hendelse i loggen skrev den.",
                tabell=table,
                rad=name,
            )
        elif packed[-_DIGEST:] != digest:  # which is over the table's name as well
            blad, _, _ = self._unpack(packed)
            self._funn.add(
                "rad_er_ikke_siste_skriving",
                f"Rad {name} i tabellen {table} er ikke slik den sist ble skrevet{_at(blad)}.",
                blad=blad,
                tabell=table,
                rad=name,
            )

    def miss_the_rest(self) -> None:
        """All rows were compared: what was written and not found is gone."""
        for rad, packed in self._last.items():
            blad, table, _ = self._unpack(packed)
            self._funn.add(
                "rad_mangler",
                f"Rad {rad.hex()} i tabellen {table} er borte{_at(blad)}.",
                blad=blad,
                tabell=table,
                rad=rad.hex(),
            )


def _said(body: bytes, name: bytes) -> bytes | None:
    """The id that a body has under a name; None where it has none."""
    at = body.find(name)
    if at < 0:
        return None
    start = at + len(name)
    try:
        return bytes.fromhex(body[start : start + _ID].decode())
    except ValueError:
        return b""


def _at(blad: int | None) -> str:
    return f" (blad {blad})" if blad is not None else ""


def _digests(koder: Iterable[str]) -> bytes:
    """The digests of policies and workflows, as they stand beside the head; what is none is like no other."""
    parts = dict(kode.partition(":")[::2] for kode in koder)
    try:
        return bytes.fromhex(parts.get("regler", "") + parts.get("programmer", ""))
    except ValueError:
        return b""
