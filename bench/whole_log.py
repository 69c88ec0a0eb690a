"""Verifying the whole log, beside a bare SHA-256 tree over the same bytes: `python -m bench.whole_log FOLDER`.

A process of its own, since its peak memory is one of the figures. The bare tree reads the bodies by the driver and
hashes leaves and nodes; it compares nothing and decodes nothing.
"""

import hashlib
import json
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from audit.verify import check_log
from bench.house import House, verifier
from bench.measuring import timed
from exin.casework.logg.verifisering import verify
from exin.store import logg
from exin.store.place import is_address

_BODIES = "SELECT kropp FROM logg_hendelse ORDER BY blad"
_ROUNDS = 3


def main(folder: Path) -> None:
    """Print figures of the log in an installation as JSON."""
    house = House.open(folder)
    house.office.pin()
    taken: dict[str, float] = dict.fromkeys(("", "audit_", "bare_"), 0.0)
    events = peak = 0
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        with house.office.read(verifier()) as w:
            report = verify(w, house.office.pins, data=False)
        taken[""] += time.perf_counter() - start
        peak = peak or peak_memory()
        assert report.hel
        events = report.innforsler
        taken["audit_"] += timed(lambda: _check_alone(house))
        taken["bare_"] += timed(lambda: bare_root(_bodies(house)))
    figures = {f"{name}per_second": round(_ROUNDS * events / each) for name, each in taken.items()}
    house.close()
    sys.stdout.write(json.dumps({"events": events, **figures, "peak_mb": round(peak / 1024)}))


def peak_memory() -> int:
    """Most memory that this program had at a time, in kB. getrusage(2) counts that of who started it, too."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def _check_alone(house: House) -> None:
    """The auditor's part of it: leaves, tree, checkpoints and order of time, without the engine's own comparisons."""
    pins = house.office.pins
    with house.office.means.database.snapshot() as past:
        check_log(logg.entries(past), checkpoints=pins.sink.notes(), vkey=pins.vkey)


def bare_root(bodies: Iterable[bytes]) -> list[bytes]:
    """The roots of the perfect trees that the leaves make (RFC 6962), largest first."""
    roots: list[bytes] = []
    for place, body in enumerate(bodies):
        node, size = hashlib.sha256(b"\x00" + body).digest(), place
        while size & 1:
            node, size = hashlib.sha256(b"\x01" + roots.pop() + node).digest(), size >> 1
        roots.append(node)
    return roots


def _bodies(house: House) -> Iterator[bytes]:
    where = house.installation.settings.database
    if not is_address(where):
        yield from (row[0] for row in sqlite3.connect(house.installation.path("database")).execute(_BODIES))
        return
    import psycopg  # noqa: PLC0415 - only where there is a server

    with psycopg.connect(where) as connection, connection.cursor("bodies", binary=True) as cursor:
        cursor.itersize = 2_000
        yield from (row[0] for row in cursor.execute(_BODIES))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
