r"""The log as a folder that any C2SP tlog-tiles tool can read, and how it is written.

    checkpoint                the newest signed note
    checkpoints.jsonl         all of them, oldest first: {"note":"..."} a line
    vkey                      the log's verifier key
    tile/entries/<N>[.p/<W>]  256 bodies a file, each after its length (uint16, big-endian)
    tile/<L>/<N>[.p/<W>]      256 hashes a file: level 0 as stored beside the bodies, each further level
                              the roots of the full tiles below

<N> is in groups of three digits, all but the last after an x (x001/x234/067); <W> is the width of a tile
that is not full. Sign a checkpoint over the whole log before exporting it: leaves after the last one are
pinned by nothing.

Must not check what it is given (`audit.verify_export` does), nor write over anything. Who looked at whom
stands in the folder: it is made for its owner's eyes only.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from audit.errors import Malformed
from audit.tree import node_hash
from audit.verify import Entry

TILE_WIDTH = 256
CHECKPOINT = "checkpoint"
CHECKPOINTS = "checkpoints.jsonl"
VKEY = "vkey"
ENTRIES = "entries"
_LENGTH_BYTES = 2
_TILE = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class Tile(NamedTuple):
    """Up to 256 hashes of one level of the tree."""

    level: int
    number: int
    hashes: tuple[bytes, ...]

    @property
    def path(self) -> str:
        """Where it lies in the folder."""
        return tile_path(self.level, self.number, len(self.hashes))


class Tiler:
    """Folds leaf hashes into tiles, from the left, keeping only the tiles that are not full."""

    def __init__(self) -> None:
        self._open: list[list[bytes]] = []
        self._full: list[int] = []

    def fold(self, hashes: Sequence[bytes], level: int = 0) -> Iterator[Tile]:
        """Take the next hashes, at most to the end of a tile; give each tile that is now full, from below."""
        if level == len(self._open):
            self._open.append([])
            self._full.append(0)
        tile = self._open[level]
        tile.extend(hashes)
        if len(tile) == TILE_WIDTH:
            yield Tile(level, self._full[level], tuple(tile))
            self._full[level] += 1
            root = _root_of_full(tile)
            tile.clear()
            yield from self.fold([root], level + 1)

    def rest(self) -> Iterator[Tile]:
        """The tiles that are not full, from below."""
        for level, tile in enumerate(self._open):
            if tile:
                yield Tile(level, self._full[level], tuple(tile))


def tile_path(level: int | str, index: int, width: int = TILE_WIDTH) -> str:
    """Where a tile of `level`, or of "entries", lies in the folder."""
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    path = f"tile/{level}/" + "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == TILE_WIDTH else f"{path}.p/{width}"


def is_tile_of(path: str, size: int) -> bool:
    """Whether `path` is that of a tile or bundle in the export of a log of `size` leaves."""
    match = _TILE.fullmatch(path)
    if match is None:
        return False
    level = 0 if match[1] == ENTRIES else int(match[1])
    index = int(re.sub("[x/]", "", match[2]))
    width = int(match[3] or TILE_WIDTH)
    full, rest = divmod(size >> 8 * level, TILE_WIDTH)
    there = index < full if width == TILE_WIDTH else (index, width) == (full, rest)
    return there and tile_path(match[1], index, width) == path


def write_export(directory: Path, entries: Iterable[Entry], *, checkpoints: Sequence[str], vkey: str) -> int:
    """Write the log that `entries` are to `directory`, which is made, or empty; return the number of leaves.

    Raises:
        FileExistsError: There is something in `directory`.
        Malformed: The leaves are not numbered from 0 on, so that the format has no place for them.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(directory.iterdir()):
        raise FileExistsError("mappen er ikke tom")
    size = 0

    def counted() -> Iterator[Entry]:
        nonlocal size
        for entry in entries:
            size += 1
            yield entry

    for path, data in export_files(counted(), checkpoints=checkpoints, vkey=vkey):
        _write(directory / path, data)
    return size


def export_files(
    entries: Iterable[Entry], *, checkpoints: Sequence[str], vkey: str
) -> Iterator[tuple[str, bytes]]:
    """The files of the folder, each with its path in it, as the entries come. Raises Malformed as `write_export`."""
    tiler = Tiler()
    size = 0
    for bundle in _bundles(entries):
        yield tile_path(ENTRIES, size // TILE_WIDTH, len(bundle)), pack(body for _, body, _ in bundle)
        for tile in tiler.fold([stored for _, _, stored in bundle]):
            yield tile.path, b"".join(tile.hashes)
        size += len(bundle)
    for tile in tiler.rest():
        yield tile.path, b"".join(tile.hashes)
    yield VKEY, f"{vkey}\n".encode()
    yield CHECKPOINTS, "".join(map(checkpoint_line, checkpoints)).encode()
    if checkpoints:
        yield CHECKPOINT, checkpoints[-1].encode()


def checkpoint_line(note: str) -> str:
    """The line of `note` in checkpoints.jsonl, newline included."""
    return json.dumps({"note": note}, ensure_ascii=False, separators=(",", ":")) + "\n"


def pack(bodies: Iterable[bytes]) -> bytes:
    """The bodies as a bundle: each after its length."""
    return b"".join(len(body).to_bytes(_LENGTH_BYTES, "big") + body for body in bodies)


def unpack(data: bytes) -> list[bytes]:
    """The bodies in a bundle, up to the first that is cut short: `pack` of them is `data` if none is."""
    bodies: list[bytes] = []
    start = 0
    while (body := start + _LENGTH_BYTES) <= len(data):
        stop = body + int.from_bytes(data[start:body], "big")
        if stop > len(data):
            break
        bodies.append(data[body:stop])
        start = stop
    return bodies


def _bundles(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    numbered = _contiguous(entries)
    while bundle := list(islice(numbered, TILE_WIDTH)):
        yield bundle


def _contiguous(entries: Iterable[Entry]) -> Iterator[Entry]:
    for expected, entry in enumerate(entries):
        if entry[0] != expected:
            raise Malformed("blad_mangler", expected)
        yield entry


def _root_of_full(hashes: Sequence[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(data)
