"""The check of an exported log: a folder as `audit.export` describes it, with nothing else at hand.

Must not write, and must not stop at the first fault: an auditor wants to know which leaf, and what still
stands.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from audit.checkpoint import check_vkey
from audit.errors import BadKey
from audit.export import (
    CHECKPOINT,
    CHECKPOINTS,
    ENTRIES,
    TILE_WIDTH,
    VKEY,
    Tile,
    Tiler,
    checkpoint_line,
    is_tile_of,
    pack,
    tile_path,
    unpack,
)
from audit.findings import Code, Findings, Report
from audit.tree import HASH_SIZE, leaf_hash
from audit.verify import Pin, Walk, read_pins

_WIDTH = re.compile(r"[1-9][0-9]{0,2}")


def check_export(directory: Path, vkey: str | None = None, *, decode: bool = True) -> Report:
    """What is wrong, missing or odd in the log that was exported to `directory`.

    Args:
        directory: The folder.
        vkey: The log's verifier key, had from elsewhere. Without it the folder's own key is used, which only
            shows that the folder agrees with itself; the report says so.
        decode: As for `audit.verify.check_log`.

    Raises:
        BadKey: `vkey` is no verifier key.
        NotADirectoryError: There is no such folder.
    """
    if not directory.is_dir():
        raise NotADirectoryError(str(directory))
    return _ExportCheck(directory, decode=decode).run(vkey)


class _ExportCheck:
    """One check of one folder."""

    def __init__(self, directory: Path, *, decode: bool) -> None:
        self._directory = directory
        self._decode = decode
        self._findings = Findings()

    def run(self, vkey: str | None) -> Report:
        key = self._key(vkey)
        walk = Walk(self._pins(key), self._findings, decode=self._decode)
        tiler = Tiler()
        size = 0
        for index, width in self._bundles():
            for tile in tiler.fold(self._take(walk, index, width)):
                self._compare(tile)
            size += width
        for tile in tiler.rest():
            self._compare(tile)
        self._look_for_strangers(size)
        return walk.report()

    # --- key and checkpoints ---

    def _key(self, given: str | None) -> str | None:
        """The key to check by: the one given, or else the folder's."""
        if given is not None:
            check_vkey(given)
        own = self._own_key()
        if given is not None and own not in (None, given):
            self._findings.add(Code.NOKKEL_AVVIKER, "Nøkkelen i eksporten er en annen enn den oppgitte.")
        if given is None and own is not None:
            self._findings.add(
                Code.NOKKEL_FRA_EKSPORTEN,
                "Nøkkelen er hentet fra eksporten selv: den viser bare at eksporten stemmer med seg selv. "
                "Oppgi nøkkelen du har fått en annen vei, med --vkey.",
            )
        return given or own

    def _own_key(self) -> str | None:
        data = self._read(VKEY)
        if data is None:
            return None
        text = data.decode(errors="replace").removesuffix("\n")
        try:
            check_vkey(text)
        except BadKey:
            self._findings.add(Code.NOKKEL_UGYLDIG, f"Filen {VKEY} inneholder ikke en gyldig nøkkel.")
            return None
        return text

    def _pins(self, key: str | None) -> list[Pin]:
        notes = self._notes()
        if key is None:
            self._findings.add(Code.INGEN_NOKKEL, "Uten loggens nøkkel kan ingen signatur kontrolleres.")
            return []
        return read_pins(notes, key, self._findings)

    def _notes(self) -> list[str]:
        """The signed notes, oldest first."""
        newest, all_of_them = self._read(CHECKPOINT), self._read(CHECKPOINTS)
        if all_of_them is None:
            self._miss(CHECKPOINTS)
            return [] if newest is None else [newest.decode(errors="replace")]
        lines = all_of_them.decode(errors="replace").split("\n")
        notes = [_note(line) for line in lines[:-1]]
        if "".join(map(checkpoint_line, notes)).encode(errors="replace") != all_of_them:
            self._findings.add(
                Code.SJEKKPUNKT_UGYLDIG, f"Filen {CHECKPOINTS} er ikke slik eksporten skriver den."
            )
        if newest is None and notes:
            self._miss(CHECKPOINT)
        elif newest is not None and newest != "".join(notes[-1:]).encode(errors="replace"):
            self._findings.add(
                Code.SJEKKPUNKT_AVVIKER, f"Filen {CHECKPOINT} er ikke det siste sjekkpunktet i {CHECKPOINTS}."
            )
        return notes

    # --- entries and tiles ---

    def _bundles(self) -> Iterator[tuple[int, int]]:
        """Index and width of each bundle, up to the first that is missing or not full."""
        index = 0
        while (self._directory / tile_path(ENTRIES, index)).is_file():
            yield index, TILE_WIDTH
            index += 1
        partial = self._directory / f"{tile_path(ENTRIES, index)}.p"
        names = [path.name for path in partial.iterdir()] if partial.is_dir() else []
        widths = [int(name) for name in names if _WIDTH.fullmatch(name) and int(name) < TILE_WIDTH]
        if widths:
            yield index, max(widths)

    def _take(self, walk: Walk, index: int, width: int) -> list[bytes]:
        """Walk through a bundle; return its leaf hashes as computed from the bodies."""
        first = index * TILE_WIDTH
        data = self._read(tile_path(ENTRIES, index, width)) or b""
        bodies = unpack(data)
        stored = self._stored(index, width) or [leaf_hash(body) for body in bodies]
        leaves = [
            walk.step(first + place, body, hash_)
            for place, (body, hash_) in enumerate(zip(bodies, stored, strict=False))
        ]
        if pack(bodies) != data or len(bodies) != width:
            at = first + min(len(bodies), width - 1)
            self._findings.add(
                Code.BUNT_ODELAGT, f"Innførslene lar seg ikke skille fra hverandre fra blad {at} av.", blad=at
            )
        return leaves + [bytes(HASH_SIZE)] * (width - len(leaves))  # so that what follows keeps its place

    def _stored(self, index: int, width: int) -> list[bytes] | None:
        """The leaf hashes as they were stored, if they can be told."""
        path = tile_path(0, index, width)
        data = self._read(path)
        if data is None:
            self._miss(path)
            return None
        if len(data) != width * HASH_SIZE:
            self._differ(path, index * TILE_WIDTH)
            return None
        return [data[start : start + HASH_SIZE] for start in range(0, len(data), HASH_SIZE)]

    def _compare(self, tile: Tile) -> None:
        """Compare a tile, computed from the bodies, with its file; level 0 was compared leaf by leaf."""
        if tile.level == 0:
            return
        data = self._read(tile.path)
        if data is None:
            self._miss(tile.path)
        elif data != b"".join(tile.hashes):
            self._differ(tile.path, tile.number * TILE_WIDTH ** (tile.level + 1))

    def _look_for_strangers(self, size: int) -> None:
        for path in sorted(self._directory.rglob("*")):
            name = path.relative_to(self._directory).as_posix()
            if path.is_dir() or name in (VKEY, CHECKPOINT, CHECKPOINTS) or is_tile_of(name, size):
                continue
            code = Code.FREMMED_FIL if name.startswith("tile/") else Code.UVEDKOMMENDE_FIL
            shown = name if name.isprintable() else ascii(name)
            self._findings.add(
                code, f"Filen {shown} hører ikke til i eksporten av en logg med {size} innførsler."
            )

    # --- files ---

    def _read(self, name: str) -> bytes | None:
        try:
            return (self._directory / name).read_bytes()
        except OSError:
            return None

    def _miss(self, name: str) -> None:
        self._findings.add(Code.FIL_MANGLER, f"Filen {name} mangler eller kan ikke leses.")

    def _differ(self, name: str, leaf: int) -> None:
        self._findings.add(Code.FLIS_AVVIKER, f"Filen {name} svarer ikke til innførslene.", blad=leaf)


def _note(line: str) -> str:
    """The note in a line of checkpoints.jsonl; empty, which no note is, when there is none."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    note = record.get("note") if isinstance(record, dict) else None
    return note if isinstance(note, str) else ""
