"""What the figures were taken on. Must not say where: no path, no user, no host name."""

import os
import platform
import sqlite3
import statistics
from datetime import UTC, datetime
from pathlib import Path

from bench.measuring import timed
from tests.helpers.postgres import Server


def facts(server: Server | None, room: Path) -> dict[str, object]:
    """Date, cores, how busy they are, what the disk under `room` takes to sync 4 KiB, and versions."""
    found: dict[str, object] = {
        "date": datetime.now(UTC).date().isoformat(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count() or 0,
        "load_before": round(os.getloadavg()[0], 1),
        "fsync_p50_ms": round(_fsync(room / "fsync") * 1e3, 2),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }
    if server is not None:
        with server.connect() as connection:
            row = connection.execute("SHOW server_version").fetchone()
            found["postgresql"] = row[0] if row else "?"
    return found


def _fsync(path: Path, *, times: int = 100) -> float:
    """Seconds that a write of one page takes to reach the disk: without load on the cores, what a commit waits for."""
    taken = []
    with path.open("wb", buffering=0) as file:
        for _ in range(times):
            file.write(bytes(4096))
            taken.append(timed(lambda: os.fsync(file.fileno())))
    return statistics.median(taken)
