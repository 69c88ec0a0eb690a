"""A copy of a database as it is at one moment, also while others write to it.

Must not open what it copies: bytes go from file to file.
"""

import sqlite3
from contextlib import closing
from pathlib import Path


def copy_database(source: Path, target: Path) -> None:
    """Copy the SQLite file at `source`, with what still lies in its journal, to a new file at `target`."""
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)
