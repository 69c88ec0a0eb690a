"""Faults made at random, each of which must be found. The seed stands in the test's name."""

import os
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from audit.findings import Code
from audit.tree import Frontier, leaf_hash
from audit.verify import Entry, check_log
from audit.verify_export import check_export
from tests.audit.builders import VKEY, bodies, checkpoints, entries, export

HEAVY = bool(os.environ.get("EXIN_TUNGT"))
FLIPS = 20_000 if HEAVY else 2_000
TRIALS = 3_000 if HEAVY else 300

LOG = bodies(280)
SHORT = bodies(60)
PINS = checkpoints(SHORT, every=10)
LENGTH = 2


def leaves_by_byte(of: Sequence[bytes]) -> list[int | None]:
    """For each byte of a bundle, the leaf (within the bundle) in whose body it stands; None in a length."""
    return [place for number, body in enumerate(of) for place in [None] * LENGTH + [number] * len(body)]


LEAF_AT = {
    "tile/entries/000": leaves_by_byte(LOG[:256]),
    "tile/entries/001.p/24": [None if leaf is None else leaf + 256 for leaf in leaves_by_byte(LOG[256:])],
}


@pytest.mark.parametrize("vkey", [VKEY, None], ids=["key given", "key from the export"])
def test_every_flipped_byte_of_an_export_is_found(tmp_path: Path, vkey: str | None) -> None:
    draw = random.Random(20261121)
    folder = export(tmp_path / "logg", LOG, every=140)
    paths = [path for path in folder.rglob("*") if path.is_file()]
    for _ in range(FLIPS // 2):
        path = draw.choice(paths)
        data = path.read_bytes()
        place, mask = draw.randrange(len(data)), draw.randrange(1, 256)
        path.write_bytes(data[:place] + bytes([data[place] ^ mask]) + data[place + 1 :])
        report = check_export(folder, vkey)
        name = path.relative_to(folder).as_posix()
        assert report.tampered, (name, place, mask)
        leaf = LEAF_AT[name][place] if name in LEAF_AT else None
        if leaf is not None:
            (finding,) = [finding for finding in report.findings if finding.kode == Code.BLAD_ENDRET]
            assert (finding.blad, finding.antall) == (leaf, 1), (name, place, mask)
        path.write_bytes(data)
    assert check_export(folder, vkey).ok


@pytest.mark.parametrize("column", ["body", "leaf hash"])
def test_every_flipped_byte_of_a_stored_leaf_is_found_by_its_number(column: str) -> None:
    draw = random.Random(20261122)
    log = entries(SHORT)
    for _ in range(TRIALS):
        number = draw.randrange(len(log))
        _, body, stored = log[number]
        data = bytearray(body if column == "body" else stored)
        data[draw.randrange(len(data))] ^= draw.randrange(1, 256)
        changed = (number, bytes(data), stored) if column == "body" else (number, body, bytes(data))
        report = check_log([*log[:number], changed, *log[number + 1 :]], checkpoints=PINS, vkey=VKEY)
        assert report.tampered
        assert (Code.BLAD_ENDRET, number) in [(finding.kode, finding.blad) for finding in report.findings]


def test_every_flipped_byte_of_a_stored_head_is_found() -> None:
    draw = random.Random(20261123)
    head = Frontier().extend(map(leaf_hash, SHORT)).to_bytes()
    size_bytes = 8
    for _ in range(TRIALS):
        data = bytearray(head)
        data[draw.randrange(size_bytes, len(data))] ^= draw.randrange(1, 256)
        other = Frontier.from_bytes(bytes(data))
        assert check_log(entries(SHORT), checkpoints=PINS, vkey=VKEY, head=other).tampered


# --- whoever makes these holds the database: the leaf hashes and the head are made to fit ---

Change = Callable[[list[bytes], random.Random], None]


def delete(log: list[bytes], draw: random.Random) -> None:
    del log[draw.randrange(len(log))]


def insert(log: list[bytes], draw: random.Random) -> None:
    log.insert(draw.randrange(len(log)), bodies(1, first=draw.randrange(1000, 9000))[0])


def duplicate(log: list[bytes], draw: random.Random) -> None:
    log.insert(draw.randrange(len(log)), draw.choice(log))


def swap(log: list[bytes], draw: random.Random) -> None:
    first, second = draw.sample(range(len(log)), 2)
    log[first], log[second] = log[second], log[first]


def move(log: list[bytes], draw: random.Random) -> None:
    before = list(log)
    while log == before:
        log.insert(draw.randrange(len(log)), log.pop(draw.randrange(len(log))))


def truncate(log: list[bytes], draw: random.Random) -> None:
    del log[draw.randrange(len(log)) :]


def replace_one(log: list[bytes], draw: random.Random) -> None:
    log[draw.randrange(len(log))] = bodies(1, first=draw.randrange(1000, 9000))[0]


def roll_back_and_grow(log: list[bytes], draw: random.Random) -> None:
    size = len(log)
    truncate(log, draw)
    log.extend(bodies(size + draw.randrange(-5, 5) - len(log), first=1000))


@pytest.mark.parametrize(
    "change", [delete, insert, duplicate, swap, move, truncate, replace_one, roll_back_and_grow]
)
def test_a_change_of_structure_before_the_last_checkpoint_is_found(change: Change) -> None:
    draw = random.Random(change.__name__)
    for _ in range(TRIALS):
        log = list(SHORT)
        change(log, draw)
        head = Frontier().extend(map(leaf_hash, log))
        report = check_log(entries(log), checkpoints=PINS, vkey=VKEY, head=head)
        assert report.tampered
        assert report.pinned <= _first_difference(log)


def test_a_new_numbering_of_the_leaves_is_found() -> None:
    draw = random.Random(20261124)
    for _ in range(TRIALS):
        log: list[Entry] = entries(SHORT)
        place = draw.randrange(len(log))
        _, body, leaf = log[place]
        number = draw.choice([number for number in range(-1, 70) if number != place])
        log[place] = (number, body, leaf)
        assert check_log(log, checkpoints=PINS, vkey=VKEY).tampered


def _first_difference(log: Sequence[bytes]) -> int:
    pairs = zip(SHORT, log, strict=False)
    return next((number for number, (was, now) in enumerate(pairs) if was != now), min(len(log), 60))
