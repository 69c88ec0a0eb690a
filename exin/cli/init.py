"""`exin init`: keys, database and the first systemansvarlig, in an empty folder."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exin.cli.feil import REFUSED, Svar, answer_to
from exin.cli.ramme import as_json, fail, folder_of, told
from exin.cli.valg import Dir, Json, user_name
from exin.errors import Misconfigured

if TYPE_CHECKING:
    from exin.app import Installation

Bruker = Annotated[
    str,
    typer.Option(
        "--bruker", help="Brukernavnet til den første systemansvarlige.", metavar="BRUKER", callback=user_name
    ),
]
Oppsett = Annotated[
    Path | None,
    typer.Option(
        "--oppsett",
        help="Et oppsett å bruke, skrevet som config.example.toml.",
        metavar="FIL",
        dir_okay=False,
    ),
]

_MADE = (
    ("exin.toml", "oppsettet"),
    ("database", "saker, historikk og logg"),
    ("nokkellager", "innpakkede nøkler; sikkerhetskopier dem adskilt fra dataene"),
    ("kek", "hovednøkkelen; uten den er alt tapt"),
    ("loggnokkel", "nøkkelen som signerer loggen"),
    ("sjekkpunkter", "loggens sjekkpunkter; send dem dit de som drifter maskinen, ikke kan endre dem"),
)


def init(
    mappe: Dir = None, bruker: Bruker = "admin", oppsett: Oppsett = None, som_json: Json = False
) -> None:
    """Lag en ny installasjon i en tom mappe.

    Lager nøkler, database og den første systemansvarlige, som blir knyttet til brukeren din i operativsystemet.
    En installasjon overskrives aldri.
    """
    from exin import settings  # noqa: PLC0415 - heavy; not for --help
    from exin.actor import os_user  # noqa: PLC0415
    from exin.app import initialise  # noqa: PLC0415

    folder = folder_of(mappe)
    with told(None, as_json=som_json):
        try:
            chosen = settings.load(oppsett) if oppsett else None
            made = initialise(folder, bruker=bruker, os_bruker=os_user(), settings=chosen)
        except Misconfigured as error:
            fail(_answer(error), as_json=som_json)
    data = {
        "mappe": str(made.folder),
        "systemansvarlig": bruker,
        "os_bruker": os_user(),
        "loggnokkel": made.vkey,
        "filer": {name: place for name, place, _ in _files(made)},
    }
    print(as_json(data) if som_json else _text(made, bruker, os_user()))  # noqa: T201 - the command line's own output


def _answer(error: Misconfigured) -> Svar:
    """That there is an installation already is a refusal, not a fault."""
    svar = answer_to(error)
    return replace(svar, exit_code=REFUSED) if error.kode == "installasjon_finnes" else svar


def _files(made: "Installation") -> list[tuple[str, str, str]]:
    """What was made, where, and what it is: a path, or the address of a database on a server."""
    return [(name, _place(made, name), what) for name, what in _MADE]


def _place(made: "Installation", name: str) -> str:
    where = name if name == "exin.toml" else str(getattr(made.settings, name))
    return where if "://" in where else str(made.folder / where)


def _text(made: "Installation", bruker: str, os_bruker: str) -> str:
    files = _files(made)
    width = max(len(place) for _, place, _ in files)
    return "\n".join(
        [
            f"Laget en ny installasjon i {made.folder}:",
            "",
            *(f"  {place:<{width}}  {what}" for _, place, what in files),
            "",
            f"Første systemansvarlig: {bruker}, knyttet til brukeren {os_bruker} i operativsystemet.",
            "",
            "Loggens nøkkel. Gi den til revisor på en annen vei enn eksporten av loggen:",
            f"  {made.vkey}",
            "",
            f"Neste: exin ansatt ny BRUKER --rolle teamleder --som {bruker}",
        ]
    )
