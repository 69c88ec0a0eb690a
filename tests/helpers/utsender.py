"""Sends what is due from an installation, in a process of its own: for a test that kills it on the way.

Must not be imported by the engine.
"""

import sys
from datetime import datetime
from pathlib import Path

from exin.app import open_installation
from exin.jobs.utsending import send_due
from tests.helpers.office import SettableClock


def _main(folder: Path, moment: datetime) -> None:
    installation = open_installation(folder, clock=SettableClock(moment))
    sys.stdin.readline()  # until the test knows whom to kill
    print(send_due(installation.office))  # noqa: T201 - what the test reads
    installation.close()


if __name__ == "__main__":
    _main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
