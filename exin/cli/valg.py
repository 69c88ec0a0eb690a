"""The options that most commands share, each with its one spelling and help text."""

import re
from pathlib import Path
from typing import Annotated

import typer

_OWN_NUMBER = re.compile(r"ex-\d{4}-[a-z0-9]{4}", re.IGNORECASE)


def as_written(saksnr: str) -> str:
    """A case number of ours as it is written, however it was typed; one that came with a register stays as it is."""
    typed = saksnr.strip()
    return typed.upper() if _OWN_NUMBER.fullmatch(typed) else typed


def user_name(typed: str | None) -> str | None:
    """A user name as it is written, in small letters, however it was typed."""
    return typed.lower() if typed else typed


def user_names(typed: list[str] | None) -> list[str]:
    """As `user_name`, for an option that may be given again."""
    return [name.lower() for name in typed or ()]


Dir = Annotated[
    Path | None,
    typer.Option("--dir", help="Mappen for installasjonen. Ellers EXIN_DIR, ellers var.", metavar="MAPPE"),
]
Som = Annotated[str, typer.Option("--som", help="Brukernavnet ditt.", metavar="BRUKER", callback=user_name)]
Bruker = Annotated[
    str, typer.Argument(help="Brukernavnet til den ansatte.", metavar="BRUKER", callback=user_name)
]
Formal = Annotated[
    str | None,
    typer.Option(
        "--formal",
        help="Hvorfor: mottak, vurdering, oppfolging, ledelse, kontroll, innsyn eller drift.",
        metavar="KODE",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Skriv svaret som JSON.")]
Saksnr = Annotated[str, typer.Argument(help="Saksnummeret.", metavar="SAKSNR", callback=as_written)]
Dato = Annotated[
    str | None,
    typer.Option("--dato", help="Dagen det gjelder fra, som 31.12.2026 eller 2026-12-31.", metavar="D"),
]
FraFil = Annotated[
    str | None,
    typer.Option("--fra-fil", help="Les teksten fra en fil, eller fra standard inn med -.", metavar="FIL"),
]
