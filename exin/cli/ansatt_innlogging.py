"""`exin ansatt innlogging | passord | navn`: by what staff log in to the pages, and how they are shown.

Must not take a password as an argument, since arguments stand in the process list; nor show one.
"""

from typing import Annotated

import typer

from exin.cli.ansatt_forslag import waiting
from exin.cli.inn import read_text, typed
from exin.cli.ramme import kjor
from exin.cli.tekster import asks
from exin.cli.valg import Bruker, Dir, Json, Som
from exin.errors import InvalidInput

app = typer.Typer()

Utsteder = Annotated[
    str,
    typer.Option(
        "--utsteder", help="Innloggingstjenesten, slik den selv oppgir adressen.", metavar="ADRESSE"
    ),
]
Subjekt = Annotated[
    str,
    typer.Option(
        "--subjekt",
        help="Det tjenesten kaller den ansatte. For Entra ID: leietaker/objekt. Aldri e-post.",
        metavar="ID",
    ),
]
Passordfil = Annotated[
    str | None,
    typer.Option(
        "--fra-fil",
        help="Les passordet fra en fil med én linje, eller fra standard inn med -.",
        metavar="FIL",
    ),
]
Navn = Annotated[
    str, typer.Option("--navn", help="Navnet kollegene ser, som «Ingrid Solberg».", metavar="NAVN")
]


@app.command()
def innlogging(
    bruker: Bruker,
    *,
    utsteder: Utsteder,
    subjekt: Subjekt,
    som: Som,
    fjern: Annotated[bool, typer.Option("--fjern", help="Ta innloggingen bort igjen.")] = False,
    mappe: Dir = None,
    som_json: Json = False,
) -> None:
    """Knytt en ansatt til innloggingen sin på nettsidene. Ingen knytter en innlogging til seg selv.

    En innlogging til for den som har en, må en annen godkjenne.
    """
    from exin.casework.hus.innlogging import bind, unbind  # noqa: PLC0415 - heavy; not for --help

    with kjor(mappe, som, as_json=som_json) as run:
        with run.work() as w:
            waits = bool((unbind if fjern else bind)(w, bruker, utsteder, subjekt))
        told = waiting(bruker) if waits else f"{bruker} kan logge inn på nettsidene."
        if fjern:
            told = f"{bruker} kan ikke logge inn slik lenger. Øktene er avsluttet."
        run.show({"brukernavn": bruker, "kan_logge_inn": not fjern and not waits, "venter": waits}, told)


@app.command()
def passord(
    bruker: Bruker, som: Som, fra_fil: Passordfil = None, mappe: Dir = None, som_json: Json = False
) -> None:
    """Gi en ansatt et passord for utprøving. Det kan ikke brukes i produksjon. Øktene som finnes, avsluttes."""
    from exin.casework.hus.innlogging import ask_leave_for_password, set_password  # noqa: PLC0415 - as above

    with kjor(mappe, som, as_json=som_json) as run:
        if asks(fra_fil):
            with run.read() as r:
                ask_leave_for_password(r, bruker)
        password = _password(fra_fil)
        with run.work() as w:
            waits = set_password(w, bruker, password)
        told = waiting(bruker) if waits else f"{bruker} har fått nytt passord."
        run.show({"brukernavn": bruker, "passord": not waits, "venter": waits}, told)


def _password(fra_fil: str | None) -> str:
    """As it was given, twice at a terminal. Raises InvalidInput where the two differ."""
    if not asks(fra_fil):
        return read_text("", fra_fil).removesuffix("\n").removesuffix("\r")
    password = typed("Nytt passord (vises ikke)", secret=True)
    if typed("Passordet en gang til (vises ikke)", secret=True) != password:
        raise InvalidInput("passord_ulike", "passord")
    return password


@app.command()
def navn(bruker: Bruker, som: Som, navn: Navn, mappe: Dir = None, som_json: Json = False) -> None:
    """Sett navnet kollegene ser på nettsidene."""
    from exin.casework.hus.innlogging import set_display_name  # noqa: PLC0415 - heavy; not for --help

    with kjor(mappe, som, as_json=som_json) as run:
        with run.work() as w:
            set_display_name(w, bruker, navn)
        run.show({"brukernavn": bruker, "navn": True}, f"{bruker} vises med nytt navn.")
