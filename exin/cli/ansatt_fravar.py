"""`exin ansatt epost | fravar`: where staff get e-mail, and who stands in for whom.

Must not show an address: the list of staff does, to those who may see it.
"""

from typing import Annotated

import typer

from exin.cli.feil import WRONG_USAGE, Svar
from exin.cli.inn import read_day, require_day
from exin.cli.ramme import fail, kjor
from exin.cli.valg import Bruker, Dir, Json, Som, user_name
from exin.skrivemate import dag

app = typer.Typer()

Adresse = Annotated[str | None, typer.Argument(help="E-postadressen varsler sendes til.", metavar="ADRESSE")]
Fra = Annotated[
    str, typer.Option("--fra", help="Første dag borte, som 31.12.2026 eller 2026-12-31.", metavar="D")
]
Til = Annotated[str | None, typer.Option("--til", help="Siste dag borte.", metavar="D")]
Vikar = Annotated[
    str | None,
    typer.Option("--vikar", help="Den som får varslene så lenge.", metavar="BRUKER", callback=user_name),
]


@app.command()
def epost(
    bruker: Bruker,
    som: Som,
    adresse: Adresse = None,
    fjern: Annotated[bool, typer.Option("--fjern", help="Send ikke e-post til den ansatte mer.")] = False,
    mappe: Dir = None,
    som_json: Json = False,
) -> None:
    """Sett adressen en ansatt får varsler på, eller fjern den. Varslene kan alltid leses med «exin varsler»."""
    from exin.casework.varsel.ansattpost import remove_address, set_address  # noqa: PLC0415 - heavy; not for --help

    if (adresse is None) is not fjern:
        fail(
            Svar(WRONG_USAGE, "adresse_eller_fjern", "Oppgi enten adressen eller --fjern."), as_json=som_json
        )
    with kjor(mappe, som, as_json=som_json) as run:
        with run.work() as w:
            if adresse is None:
                remove_address(w, bruker)
            else:
                set_address(w, bruker, adresse)
        told = f"{bruker} får ikke e-post mer." if fjern else f"{bruker} får varsler på e-post."
        run.show({"brukernavn": bruker, "epost": not fjern}, told)


@app.command()
def fravar(
    bruker: Bruker,
    *,
    fra: Fra,
    som: Som,
    til: Til = None,
    vikar: Vikar = None,
    slett: Annotated[
        bool, typer.Option("--slett", help="Ta bort fraværet som begynner på dagen i --fra.")
    ] = False,
    mappe: Dir = None,
    som_json: Json = False,
) -> None:
    """Registrer dager en ansatt er borte, og hvem som får varslene så lenge. Vikaren får ingen sak av det.

    En teamleder registrerer det for ansatte i eget team.
    """
    from exin.casework.hus.fravar import register_absence, take_back_absence  # noqa: PLC0415 - as above

    if slett and (til is not None or vikar is not None):
        text = "Med --slett oppgis bare den ansatte og --fra."
        fail(Svar(WRONG_USAGE, "slett_med_mer", text), as_json=som_json)
    if not slett and til is None:
        fail(Svar(WRONG_USAGE, "til_mangler", "Oppgi siste dag med --til."), as_json=som_json)
    with kjor(mappe, som, as_json=som_json) as run:
        first, last = require_day(fra, "fra"), read_day(til, "til")
        with run.work() as w:
            if last is None:
                take_back_absence(w, bruker, fra=first)
            else:
                register_absence(w, bruker, fra=first, til=last, vikar=vikar)
        told = (
            f"Fraværet til {bruker} fra {dag(first)} er tatt bort."
            if last is None
            else f"{bruker} er borte fra {dag(first)} til {dag(last)}"
            f"{f'. {vikar} får varslene' if vikar else ''}."
        )
        run.show({"brukernavn": bruker, "fra": first, "til": last, "vikar": vikar, "slettet": slett}, told)
