"""What several commands of `exin sak` share: options, fields to ask for, and the receipt of a written row.

Must not hold a command.
"""

from typing import Annotated, Literal

import typer

from exin.cli.inn import read_day
from exin.cli.ramme import Kjoring
from exin.cli.tekster import Felt, asks
from exin.errors import InvalidInput


def check_number(text: str) -> None:
    """Raises InvalidInput for what can be no national number; whether it may be used here is seen later."""
    from exin.fodselsnummer import InvalidNumber, parse  # noqa: PLC0415 - not for --help

    try:
        parse(text, on=None)
    except InvalidNumber as error:
        raise InvalidInput(f"fodselsnummer_{error.kode}", "fodselsnummer") from None


TEKST = Felt("tekst", "Tekst", lang=True)
TEXT_NEEDED = Felt("tekst", "Tekst", pakrevd=True, lang=True)
REASON = Felt("begrunnelse", "Begrunnelse", pakrevd=True, lang=True)

PERSON = (
    Felt("navn", "Navn", pakrevd=True),
    Felt(
        "fodselsnummer",
        "Fødselsnummer eller D-nummer (vises ikke, kan være tomt)",
        hemmelig=True,
        kontroll=check_number,
    ),
    Felt("fodselsdato", "Fødselsdato, om nummeret mangler", kontroll=read_day),
    Felt("telefon", "Telefon"),
    Felt("epost", "E-post"),
    Felt("adresse", "Adresse"),
)
"""What is asked for of a person."""

Tilknytning = Annotated[
    Literal["ja", "nei"] | None,
    typer.Option("--tilknytning", help="Om personen har tilknytning til Oslo.", metavar="ja|nei"),
]


def ask_first(run: Kjoring, file: str | None, handling: str, *saker: str) -> None:
    """Before texts are asked for at a terminal: see that the asker may do this with the cases. Nobody types in vain.

    Raises:
        NotFound, Denied: as the work itself would.
    """
    from exin.casework.sak.adgang import ask_leave  # noqa: PLC0415 - heavy; not for --help

    if asks(file):
        with run.read() as w:
            ask_leave(w, handling, *saker)


def written(run: Kjoring, saksnr: str, row_id: bytes, text: str) -> None:
    """The receipt of a row: its id, and nothing of what stands in it."""
    run.show({"saksnr": saksnr, "id": row_id.hex()}, f"{text} på sak {saksnr}.")


def done(run: Kjoring, saksnr: str, text: str) -> None:
    """The receipt of a change that is no row of its own."""
    run.show({"saksnr": saksnr}, text)
