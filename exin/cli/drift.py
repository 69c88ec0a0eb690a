"""`exin diagram` and `exin migrate`: what needs no open installation."""

from typing import Annotated

import typer

from exin.cli.feil import WRONG_USAGE, Svar
from exin.cli.ramme import as_json, fail, folder_of, told
from exin.cli.valg import Dir, Json, user_name

Program = Annotated[
    str, typer.Argument(help="Nøkkelen til programmet: exin_oslo eller exin_oslo_ung.", metavar="PROGRAM")
]

MaybeSom = Annotated[
    str | None,
    typer.Option(
        "--som",
        help="Brukernavnet ditt. Må oppgis når det er noe å oppgradere.",
        metavar="BRUKER",
        callback=user_name,
    ),
]


def diagram(program: Program) -> None:
    """Skriv tilstandene i et program som Mermaid. Trenger ingen installasjon."""
    from workflows import PROGRAMMES, UnknownProgramme, by_key, mermaid  # noqa: PLC0415 - heavy; not for --help

    try:
        drawn = mermaid(by_key(program.lower().replace("-", "_")))
    except UnknownProgramme:
        known = " eller ".join(dict.fromkeys(each.key for each in PROGRAMMES))
        fail(
            Svar(
                WRONG_USAGE,
                "ukjent_program",
                f"Det finnes ikke noe slikt program. Velg {known}.\nSe «exin diagram --help».",
            ),
            as_json=False,
        )
    print(drawn, end="" if drawn.endswith("\n") else "\n")  # noqa: T201 - the command line's own output


def migrate(som: MaybeSom = None, mappe: Dir = None, som_json: Json = False) -> None:
    """Oppgrader databasen til denne utgaven, som systemansvarlig. Ta sikkerhetskopi først.

    Enten blir hele oppgraderingen gjort, eller ingenting. Den blir logget.
    """
    from exin.actor import Caller, os_user  # noqa: PLC0415 - heavy; not for --help
    from exin.app import migrate_installation  # noqa: PLC0415
    from policies import Door  # noqa: PLC0415

    folder = folder_of(mappe)
    with told(folder, as_json=som_json):
        caller = Caller(dor=Door.CLI, brukernavn=som, os_bruker=os_user())
        done = migrate_installation(folder, caller)
    data = {
        "oppgradert": done is not None,
        "fra": done[0] if done else None,
        "til": done[1] if done else None,
    }
    text = (
        f"Oppgraderte databasen fra {done[0]} til {done[1]}." if done else "Databasen er allerede oppdatert."
    )
    print(as_json(data) if som_json else text)  # noqa: T201
