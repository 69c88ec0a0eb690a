"""`exin doctor`: is the installation as it must be? Each check a line, with what to do where it is not.

Must not read a case, nor tell of one: it counts keys and looks at files.
"""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from exin.cli.feil import FAULT, answer_to
from exin.cli.ramme import as_json, folder_of
from exin.cli.valg import Dir, Json
from exin.errors import ExinError

if TYPE_CHECKING:
    from exin.app import Installation

_PACKAGES = ("exin", "workflows", "policies", "audit")
_DISTRIBUTION = "exin-oslo"
_FREE_BYTES = 1 << 30
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_PRIVATE = ("kek", "loggnokkel", "nokkellager", "database", "sjekkpunkter")


@dataclass(frozen=True, slots=True)
class Kontroll:
    """One check and its answer: None where all is well, else what to do."""

    navn: str
    fault: str | None = None


def doctor(mappe: Dir = None, som_json: Json = False) -> None:
    """Kontroller at installasjonen er som den skal. Avslutter med 0 når alt er i orden, ellers 1."""
    found = list(_checks(folder_of(mappe)))
    if som_json:
        data = [
            {"kontroll": each.navn, "ok": each.fault is None, "tekst": each.fault or ""} for each in found
        ]
        print(as_json(data))  # noqa: T201 - the command line's own output
    else:
        print("\n".join(map(_line, found)))  # noqa: T201
    if any(each.fault for each in found):
        raise typer.Exit(FAULT)


def _line(each: Kontroll) -> str:
    return f"OK    {each.navn}" if each.fault is None else f"FEIL  {each.navn}: {each.fault}"


def _checks(folder: Path) -> Iterator[Kontroll]:
    yield Kontroll("Pakkene har én eier", _packages())
    yield Kontroll("Plass på disken", _disk(folder))
    try:
        installation = _opened(folder)
    except ExinError as error:
        yield Kontroll(
            "Installasjonen kan åpnes: oppsett, database, nøkkellager og nøkler", answer_to(error).tekst
        )
        return
    yield Kontroll("Installasjonen kan åpnes: oppsett, database, nøkkellager og nøkler")
    yield Kontroll("Bare eieren kan lese filene", _modes(installation))
    yield Kontroll("Sjekkpunkter kan skrives utenfor databasen", _asked(lambda: _sink(installation)))
    yield Kontroll("Loggens hode svarer til siste sjekkpunkt", _asked(lambda: _head(installation)))
    yield Kontroll("Eierens merke kan vises på nettsidene", _asked(lambda: _mark(installation)))
    yield Kontroll("Alle personer og saker har nøkkel", _asked(lambda: _keys(installation)))


def _opened(folder: Path) -> "Installation":
    from exin.app import open_for_verification  # noqa: PLC0415 - heavy; not for --help

    return open_for_verification(folder)


def _asked(check: Callable[[], str | None]) -> str | None:
    try:
        return check()
    except ExinError as error:
        return answer_to(error).tekst


def _packages() -> str | None:
    from importlib.metadata import packages_distributions  # noqa: PLC0415 - reads all that is installed

    owners = packages_distributions()
    # An editable install lists no files, so it reports no owner at all; anybody else would be seen.
    shared = [name for name in _PACKAGES if owners.get(name, [_DISTRIBUTION]) != [_DISTRIBUTION]]
    if not shared:
        return None
    return f"En annen pakke har lagt filer i {', '.join(shared)}. Lag miljøet på nytt fra requirements.lock."


def _disk(folder: Path) -> str | None:
    existing = next((place for place in (folder, *folder.resolve().parents) if place.exists()), Path())
    free = shutil.disk_usage(existing).free
    return None if free >= _FREE_BYTES else f"Bare {free >> 20} MiB er ledig. Rydd eller utvid disken."


def _modes(installation: "Installation") -> str | None:
    paths = [installation.path(name) for name in _PRIVATE]
    open_to_others = [path for path in paths if path.exists() and _readable_by_others(path)]
    if not open_to_others:
        return None
    names = ", ".join(map(str, open_to_others))
    return f"Andre kan lese {names}. Sett rettighetene til 0600, eller mappen til 0700."


def _readable_by_others(path: Path) -> bool:
    return all(place.stat().st_mode & _OTHERS for place in (path, path.parent))


def _sink(installation: "Installation") -> None:
    installation.office.pins.sink.check_writable()


def _head(installation: "Installation") -> None:
    installation.office.check_pins()


def _mark(installation: "Installation") -> None:
    from exin.web.eier import owner_of  # noqa: PLC0415 - not for --help

    owner_of(installation.folder, installation.settings)


def _keys(installation: "Installation") -> str | None:
    missing = installation.office.means.owners_without_key()
    if missing == 0:
        return None
    return f"{missing} mangler nøkkel. Hent nøkkellageret fra sikkerhetskopien som hører til databasen."
