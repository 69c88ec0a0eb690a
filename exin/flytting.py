"""The move of a whole installation from files to databases on a server: a composition root beside `app`.

Must not change the installation that is moved before its copy is proved: until `exin.toml` is replaced it goes on as
if nothing had been tried. Rows are `exin.store.flytting`'s.
"""

import stat
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from audit.encode import decode
from exin.actor import Caller, os_user
from exin.app import Installation, grant_rights, office_at
from exin.casework.jobb import drift
from exin.casework.logg.verifisering import verify
from exin.errors import Conflict, InvalidInput, Misconfigured, Tampered
from exin.settings import FILE_NAME, Settings, as_toml
from exin.store import flytting, logg, migrate, reach
from exin.store.engine import Link
from exin.store.place import as_role, database_at, is_address, key_store_at, role_of
from exin.store.privatefile import replace_file
from policies import Door, Job

KEPT_NAME = f"{FILE_NAME}.for-flytting"
"""The settings as they were before the move."""


@dataclass(frozen=True, kw_only=True)
class Flytting:
    """What was moved, and what is left behind."""

    installation: Installation
    rader: int
    nokler: int
    innforsler: int
    gamle_filer: tuple[Path, ...]
    forrige_oppsett: Path


def move_installation(
    old: Installation,
    caller: Caller,
    *,
    database: str,
    nokkellager: str,
    rolle_eier: str = "",
    rolle_sekvensering: str = "",
) -> Flytting:
    """Move data, keys and log to two empty databases on a server, and the settings with them. `old` is closed then.

    Nobody writes there meanwhile. What was there before stays where it is, and takes nothing more.

    Raises:
        Denied: the caller may not.
        InvalidInput: the installation is on a server already, or the databases named cannot be moved to.
        Conflict: somebody wrote after the move was permitted; nothing is done.
        Misconfigured: the installation is not whole, or a database is not to be had.
        Tampered: the copy is not whole; the old installation is as it was.
    """
    where = {"database": database, "nokkellager": nokkellager}
    roles = {"rolle_eier": rolle_eier, "rolle_sekvensering": rolle_sekvensering}
    new = old.settings.model_copy(update=where | roles)
    request = _permit(old, caller, new)
    old.office.pin()
    with old.office.means.database.transaction() as source, ExitStack() as undo:
        if decode(flytting.last_event(source)).foresporsel != request:
            raise Conflict("opptatt")
        innforsler = logg.head(source).size
        _keep_settings(old.folder)
        nokler, rader = _fill(old, source, new)
        moved = _open_moved(old, new)
        undo.callback(moved.close)
        _prove(moved)
        _replace_settings(old.folder, new)
        flytting.close_for_good(source)
        undo.pop_all()
    old.close()
    return Flytting(
        installation=moved,
        rader=rader,
        nokler=nokler,
        innforsler=innforsler,
        gamle_filer=(old.path("database"), old.path("nokkellager")),
        forrige_oppsett=old.folder / KEPT_NAME,
    )


def _permit(old: Installation, caller: Caller, new: Settings) -> str:
    """Ask, look at both ends, and leave the event that is the last one before the move. Returns its request."""
    with old.office.work(caller) as w:
        drift.note_move(w, til="postgresql")
        _check_ends(old, new)
        if not _is_whole(old):
            raise Misconfigured("loggen_er_ikke_hel")
        return w.request


def _check_ends(old: Installation, new: Settings) -> None:
    if is_address(old.settings.database) or is_address(old.settings.nokkellager):
        raise InvalidInput("er_pa_tjener_allerede")
    _check_address(new.database, "til-database", old.folder)
    _check_address(new.nokkellager, "til-nokkellager", old.folder)
    if new.rolle_sekvensering and not new.rolle_eier:
        raise InvalidInput("rolle_eier_mangler", "rolle-eier")
    _check_answers(new.database, "til-database", new.rolle_eier, "", new.rolle_sekvensering)
    _check_answers(new.nokkellager, "til-nokkellager", new.rolle_eier, "")
    ends = [as_role(where, new.rolle_eier) for where in (new.database, new.nokkellager)]
    with flytting.reaching():
        if flytting.identity(ends[0]) == flytting.identity(ends[1]):
            raise InvalidInput("nokler_og_data_sammen", "til-nokkellager")
        if any(map(reach.occupied, ends)):
            raise InvalidInput("ny_database_er_ikke_tom")


def _check_address(where: str, felt: str, folder: Path) -> None:
    if not is_address(where):
        raise InvalidInput("ikke_en_tjener", felt)
    try:
        key_store_at(where, folder)
    except Misconfigured as error:
        raise InvalidInput(error.kode, felt) from None


def _check_answers(where: str, felt: str, *roles: str) -> None:
    """Before anything is copied: what was half done would be in the way of the next try."""
    if not reach.answers(where, roles):
        raise InvalidInput("ny_database_svarer_ikke", felt)


def _is_whole(installation: Installation) -> bool:
    """Whether log, rows and cells are as they were written."""
    office = installation.office
    with office.read(Caller(dor=Door.CLI, jobb=Job.VERIFISERING, os_bruker=os_user())) as r:
        return verify(r, office.pins, data=True).hel


def _fill(old: Installation, source: Link, new: Settings) -> tuple[int, int]:
    """Keys, then data, by the role that owns them. Returns how many rows of both."""
    tjener = str(role_of(new.nokkellager)) if new.rolle_eier else None
    owners = database_at(as_role(new.database, new.rolle_eier), old.folder)
    with flytting.reaching(), closing(owners) as target:
        nokler = flytting.copy_keys(
            old.path("nokkellager"), as_role(new.nokkellager, new.rolle_eier), tjener=tjener
        )
        with migrate.pending_upgrade(target) as link:
            rader = flytting.copy_data(source, link)
            grant_rights(link, new)
            link.commit()
    return nokler, rader


def _open_moved(old: Installation, new: Settings) -> Installation:
    with flytting.reaching():
        office = office_at(old.folder, new, database_at(new.database, old.folder), old.office.means.clock)
    return Installation(folder=old.folder, settings=new, office=office)


def _prove(moved: Installation) -> None:
    """By those who will serve: every leaf, row and cell, and that the log goes on. No checkpoint leaves before."""
    with flytting.reaching():
        if not _is_whole(moved):
            raise Tampered("kopien_er_ikke_hel")
        moved.office.sequence()


def _keep_settings(folder: Path) -> None:
    replace_file(folder / KEPT_NAME, (folder / FILE_NAME).read_bytes(), mode=_mode(folder))


def _replace_settings(folder: Path, new: Settings) -> None:
    replace_file(folder / FILE_NAME, as_toml(new).encode(), mode=_mode(folder))


def _mode(folder: Path) -> int:
    return stat.S_IMODE((folder / FILE_NAME).stat().st_mode)
