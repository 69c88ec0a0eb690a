"""Is the log whole, and are the data what the log says was last written?

Must not show or keep content: cells are opened to see that they open. What is found is named by leaf, table and
row id. Everything is read at one moment, so that those who work meanwhile are not taken for tampering.
"""

from audit.checkpoint import open_checkpoint
from audit.errors import BadNote
from audit.findings import Grade, Report
from audit.tree import Frontier
from audit.verify import check_log
from exin.casework.logg.funn import Funnliste, Rapport
from exin.casework.logg.gjennomgang import Gjennomgang
from exin.errors import LogUnavailable, Tampered
from exin.store import logg
from exin.store import verifisering as store
from exin.store.engine import Link
from exin.store.grant import Grant
from exin.store.rows import digest_of, name_of
from exin.store.tables import VERNET
from exin.store.verifisering import ProtectedRow
from exin.work import Reading
from exin.work.pins import Pins
from exin.work.sequencer import judge_waiting
from exin.work.verification import open_unlogged_for_verification
from policies import Action

_UNREADABLE = "Databasen kan ikke lese det som ligger i den: filen er skadet."


def verify(w: Reading, pins: Pins, *, data: bool) -> Rapport:
    """Check the log; with `data`, also each protected row and each cell. Raises Denied, LogUnavailable.

    The verification itself is one event, written before any cell is opened. Where the log does not fit its last
    checkpoint nothing is added to it, and no cell is opened.
    """
    notes = pins.sink.notes()  # first: what is pushed meanwhile is of a longer log
    with w.means.database.snapshot() as past:
        grant = _permit(w, pins, past, data=data)
        check = _Kontroll(w, past, grant)
        report = check.log(pins, notes)
        rows, cells = check.data() if data and check.readable else (None, None)
    if grant is None and not check.funn.all():
        check.funn.add("hode_avviker", "Loggens hode svarer ikke til siste sjekkpunkt.")
    return Rapport(
        innforsler=report.size,
        venter=check.waiting,
        rot=report.root.hex(),
        sjekkpunkter=report.checkpoints,
        festet=report.pinned,
        rader=rows,
        celler=cells,
        funn=check.funn.all(),
    )


def _permit(w: Reading, pins: Pins, past: Link, *, data: bool) -> Grant | None:
    """The permit, durable; None where the log is such that nothing may be added to it."""
    try:
        if not pins.extends(w.tx.link):
            return None
    except (Tampered, LogUnavailable):
        return None
    fields = [f"{name_of(model)}.{column}" for model in VERNET for column in store.sealed_columns(model)]
    grant = w.permit_house(Action.VERIFISER_LOGG, "logg", felt=fields if data else ())
    w.note(grant, antall=store.sealed_count(past) if data else logg.head_and_leaves(past)[1])
    w.flush()
    return grant


class _Kontroll:
    """One verification of one moment."""

    def __init__(self, w: Reading, past: Link, grant: Grant | None) -> None:
        self.funn = Funnliste()
        self.readable = True
        self.waiting = 0
        self._w = w
        self._past = past
        self._grant = grant
        self._seen = Gjennomgang(self.funn)

    # -- the log ---------------------------------------------------------------------------------

    def log(self, pins: Pins, notes: list[str]) -> Report:
        """Leaves, tree, checkpoints, head, search columns, and the index of last writes."""
        if self._past.damage():
            self.funn.add("database_skadet", _UNREADABLE)
        try:
            merged = self._checkpoints(pins, notes)
            report = check_log(
                self._seen.entries(store.log_rows(self._past)),
                checkpoints=merged,
                vkey=pins.vkey,
                head=self._head(),
            )
            self.funn.add_report(report)
            self._pending()
            self._seen.compare_record(lambda: store.record(self._past))
            self._seen.compare_rules(store.rules(self._past))
        except Tampered:
            self.readable = False
            self.funn.add("database_skadet", _UNREADABLE)
            return check_log((), checkpoints=notes, vkey=pins.vkey)
        return report

    def _pending(self) -> None:
        """What waits for its leaf number counts as written, if its place in its chain is the engine's work."""
        if self._w.tx.link.chain is None:  # nothing waits here
            return
        verdict = judge_waiting(self._past, self._w.means.chain_key)
        self.waiting = len(verdict.events)
        for _, event in verdict.events:
            self._seen.look_at_waiting(event)
        for each in verdict.brudd:
            self._seen.tell_of_break(each.koder)

    def _head(self) -> Frontier | None:
        try:
            return logg.head(self._past)
        except LogUnavailable:
            self.funn.add("hode_uleselig", "Loggens hode mangler eller kan ikke leses.")
            return None

    def _checkpoints(self, pins: Pins, notes: list[str]) -> list[str]:
        """The checkpoints to check the log by: those outside the database, and what it knows besides."""
        for number in pins.sink.foreign_lines():
            self.funn.add("sluk_endret", f"Linje {number} i filen med sjekkpunkter er endret.")
        known = store.checkpoints(self._past)
        outside = {*notes, *pins.sink.notes()}
        extra = []
        for size, note in known:
            self._checkpoint_row(pins, size, note)
            if note not in outside:
                self.funn.add(
                    "sjekkpunkt_mangler",
                    f"Databasens sjekkpunkt for {size} innførsler finnes ikke utenfor databasen.",
                )
                extra.append(str(note))
        return sorted([*notes, *extra], key=_size_in) if extra else notes

    def _checkpoint_row(self, pins: Pins, size: object, note: object) -> None:
        try:
            good = open_checkpoint(str(note), pins.vkey).size == size
        except BadNote:
            good = False
        if not good:
            self.funn.add("sjekkpunkt_endret", f"Databasens sjekkpunkt for {size} innførsler er endret.")

    # -- the data ----------------------------------------------------------------------------------

    def data(self) -> tuple[int, int]:
        """Each protected row against its last write in the log, and each cell. Returns how many of both."""
        rows = cells = 0
        try:
            for model in VERNET:
                for row in store.protected_rows(self._past, model):
                    rows += 1
                    self._row(row)
                    cells += self._cells(row)
        except Tampered:
            self.funn.add("database_skadet", _UNREADABLE)
        else:
            self._seen.miss_the_rest()
        if self._grant is None:
            self.funn.add(
                "celler_ikke_apnet",
                "Cellene er ikke åpnet: det må stå i loggen først, og loggen passer ikke til siste sjekkpunkt.",
                grad=Grade.MANGEL,
            )
        return rows, cells

    def _row(self, row: ProtectedRow) -> None:
        for column in row.foreign:
            self.funn.add(
                "verdi_fremmed",
                f"Kolonnen {column} i tabellen {row.table} har en verdi som programmet ikke skriver "
                f"(rad {_hex(row.id)}).",
                tabell=row.table,
                rad=_hex(row.id),
            )
        try:
            digest = digest_of(self._w.means.digest_key, row.table, row.values)
        except (TypeError, ValueError, AttributeError):
            digest = b""
        self._seen.compare_row(row.table, row.id, digest)

    def _cells(self, row: ProtectedRow) -> int:
        if self._grant is None:
            return 0
        for column in row.sealed:
            try:
                open_unlogged_for_verification(self._w, self._grant, row, column)
            except Tampered as fault:
                self.funn.add(
                    fault.kode,
                    f"{row.table}.{column} i rad {_hex(row.id)} kan ikke åpnes: endret, flyttet, "
                    "eller nøkkelen mangler.",
                    tabell=row.table,
                    rad=_hex(row.id),
                )
        return len(row.sealed)


def _hex(row_id: object) -> str:
    return row_id.hex() if isinstance(row_id, bytes) else "uleselig"


def _size_in(note: str) -> int:
    """The size that a note speaks of, good or not: only to put notes from two places in order."""
    lines = note.split("\n")
    return int(lines[1]) if len(lines) > 1 and lines[1].isdecimal() and lines[1].isascii() else 0
