"""A throw-away copy of an installation's folder, for the tour to write in.

Must not outlive the tour: whoever makes it removes it. It holds copies of the keys.
"""

import shutil
from pathlib import Path

from exin.errors import Misconfigured
from exin.settings import Settings
from exin.store.copy import copy_database

_PLACES = ("database", "nokkellager", "kek", "loggnokkel", "sjekkpunkter")
_DATABASES = ("database", "nokkellager")


def copy_folder(source: Path, target: Path, settings: Settings) -> None:
    """Copy the installation in `source` to the new folder `target`, the databases each as of one moment.

    The checkpoints first and the keys last: the copy then has every event that its checkpoints tell of, and the key
    of every cell.

    Raises:
        Misconfigured: some of it lies outside the folder, or in production, where nothing is copied.
    """
    places = {name: Path(str(getattr(settings, name))) for name in _PLACES}
    if settings.production or any(path.is_absolute() or ".." in path.parts for path in places.values()):
        raise Misconfigured("installasjonen_kan_ikke_kopieres")
    databases = [source / places[name] for name in _DATABASES]
    left_out = {f"{path.name}{journal}" for path in databases for journal in ("", "-wal", "-shm")}
    shutil.copytree(source, target, ignore=lambda _folder, names: left_out & set(names))
    for name in _DATABASES:
        copy_database(source / places[name], target / places[name])
        (target / places[name]).chmod(0o600)
