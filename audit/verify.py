"""The check of a log: every leaf from its body, the tree over them, every signed head, the order of time.

Must not need a database nor keep the log in memory: it reads the entries once and keeps the frontier, the
checkpoints and the first finding of each kind. That an event's id is used twice is not looked for: that
would take memory, and an event put in twice is a leaf which the signed roots do not have.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from audit.checkpoint import open_checkpoint
from audit.encode import time_of
from audit.errors import BadNote, Malformed
from audit.findings import Code, Findings, Report
from audit.tree import Frontier, leaf_hash

_CLOCK_TOLERANCE = timedelta(seconds=2)

Entry = tuple[int, bytes, bytes]
"""The number of the leaf, its body, and the leaf hash stored beside it."""

Pin = tuple[int, bytes]
"""Size and root of a signed checkpoint."""


def check_log(
    entries: Iterable[Entry],
    *,
    checkpoints: Sequence[str],
    vkey: str,
    head: Frontier | None = None,
    decode: bool = True,
) -> Report:
    """What is wrong, missing or odd in the log that `entries` are, in the order in which they are stored.

    Args:
        entries: The whole log, from leaf 0.
        checkpoints: The signed notes, oldest first; best from outside the database.
        vkey: The log's verifier key.
        head: The frontier stored beside the log, if there is one.
        decode: Whether each body is checked to be an event of a known version. Without that, the order of
            time is not looked at either.

    Raises:
        BadKey: `vkey` is no verifier key.
    """
    findings = Findings()
    walk = Walk(read_pins(checkpoints, vkey, findings), findings, decode=decode)
    for number, body, stored in entries:
        walk.step(number, body, stored)
    if head is not None:
        walk.compare_head(head)
    return walk.report()


def read_pins(notes: Sequence[str], vkey: str, findings: Findings) -> list[Pin]:
    """The checkpoints whose signatures are good, by size. What is wrong in or between them: to `findings`."""
    pins: dict[int, bytes] = {}
    largest = 0
    for number, note in enumerate(notes, start=1):
        try:
            checkpoint = open_checkpoint(note, vkey)
        except BadNote:
            findings.add(
                Code.SJEKKPUNKT_UGYLDIG,
                f"Sjekkpunkt nr. {number} i listen har ingen gyldig signatur av loggens nøkkel.",
            )
            continue
        size = checkpoint.size
        if pins.setdefault(size, checkpoint.root) != checkpoint.root:
            findings.add(
                Code.TO_HISTORIER,
                f"To signerte sjekkpunkter for {size} innførsler har ulik rot: loggen finnes i to utgaver.",
            )
        if size < largest:
            findings.add(
                Code.SJEKKPUNKT_SYNKER,
                f"Sjekkpunkt nr. {number} i listen gjelder {size} innførsler; et eldre gjelder {largest}.",
            )
        largest = max(largest, size)
    if not pins:
        findings.add(
            Code.INGEN_SJEKKPUNKT, "Det finnes ikke noe gyldig sjekkpunkt. Ingenting i loggen er bevist."
        )
    return sorted(pins.items())


class Walk:
    """One pass over the leaves, in the order of their numbers."""

    def __init__(self, pins: Sequence[Pin], findings: Findings, *, decode: bool) -> None:
        self.frontier = Frontier()
        self._pins = pins
        self._passed = 0  # how many of the pins
        self._agreed = 0  # the size of the last pin that had our root
        self._findings = findings
        self._decode = decode
        self._expected = 0
        self._time = ""
        self._compare()

    def step(self, number: int, body: bytes, stored: bytes) -> bytes:
        """Take the next leaf; return its hash as computed from the body."""
        if number != self._expected:
            self._misnumbered(number)
        self._expected = number + 1
        leaf = leaf_hash(body)
        if leaf != stored:
            self._findings.add(
                Code.BLAD_ENDRET, f"Innholdet i blad {number} svarer ikke til bladets hash.", blad=number
            )
        if self._decode:
            self._read(number, body)
        self.frontier = self.frontier.append(leaf)
        if self._passed < len(self._pins):
            self._compare()
        return leaf

    def compare_head(self, head: Frontier) -> None:
        """Compare the frontier stored beside the log."""
        if head == self.frontier:
            return
        size = self.frontier.size
        found = f"men loggen har {size}" if head.size != size else "men har en annen rot enn loggen"
        self._findings.add(Code.HODE_AVVIKER, f"Loggens hode gjelder {head.size} innførsler, {found}.")

    def report(self) -> Report:
        """The result, once all leaves are taken."""
        size, pinned = self.frontier.size, self._pins[-1][0] if self._pins else 0
        if pinned > size:
            self._findings.add(
                Code.AVKUTTET,
                f"Et signert sjekkpunkt gjelder {pinned} innførsler, men loggen har bare {size}: "
                f"{_leaves(size, pinned)} mangler.",
                blad=size,
            )
        if self._pins and size > pinned:
            self._findings.add(
                Code.UFESTET,
                f"{_leaves(pinned, size).capitalize()} kom etter siste sjekkpunkt og er ikke bevist uendret.",
                blad=pinned,
            )
        return Report(
            size=size,
            root=self.frontier.root(),
            pinned=self._agreed,
            checkpoints=len(self._pins),
            findings=self._findings.all(),
        )

    def _misnumbered(self, number: int) -> None:
        if number > self._expected:
            missing = _leaves(self._expected, number).capitalize()
            self._findings.add(Code.BLAD_MANGLER, f"{missing} mangler.", blad=self._expected)
        else:
            self._findings.add(
                Code.BLAD_GJENTATT,
                f"Blad {number} kommer der blad {self._expected} skulle stått: gjentatt eller flyttet.",
                blad=number,
            )

    def _read(self, number: int, body: bytes) -> None:
        try:
            time = time_of(body)
        except Malformed as fault:
            self._findings.add(
                Code.BLAD_ULESELIG,
                f"Blad {number} er ikke en hendelse i et format som kontrollen kjenner ({fault.args[0]}).",
                blad=number,
            )
            return
        if time < self._time and _between(time, self._time) > _CLOCK_TOLERANCE:
            self._findings.add(
                Code.KLOKKE_TILBAKE,
                f"Klokken gikk mer enn to sekunder tilbake ved blad {number}. Bladnumrene gir rekkefølgen.",
                blad=number,
            )
        self._time = time

    def _compare(self) -> None:
        """Compare the root with a checkpoint of this size, if there is one."""
        size, root = self._pins[self._passed] if self._passed < len(self._pins) else (-1, b"")
        if size != self.frontier.size:
            return
        self._passed += 1
        if root == self.frontier.root():
            self._agreed = size
            return
        agreed = f" Sjekkpunktet ved {self._agreed} stemmer." if self._agreed else ""
        self._findings.add(
            Code.ROT_AVVIKER,
            f"Roten over de første {size} innførslene er ikke den signerte.{agreed} "
            f"Endringen ligger i {_leaves(self._agreed, size)}.",
            blad=self._agreed,
        )


def _leaves(first: int, stop: int) -> str:
    return f"blad {first}" if stop - first == 1 else f"bladene {first}–{stop - 1}"


def _between(earlier: str, later: str) -> timedelta:
    return datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
