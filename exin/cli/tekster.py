"""Texts of several fields: asked for on the terminal, or read from a file, or from standard in.

Must not take a text as an argument, since arguments stand in the process list; nor show one again.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from exin.cli.feil import WRONG_USAGE, Svar, text_of
from exin.cli.inn import parse_fields, read_text, typed, typed_lines
from exin.cli.ramme import fail
from exin.errors import InvalidInput

FraFil = Annotated[
    list[str] | None,
    typer.Option(
        "--fra-fil",
        help="Les det du ellers blir spurt om fra en fil, eller fra standard inn med -. "
        "Er det flere felt, skrives hvert som «felt: tekst».",
        metavar="FIL",
    ),
]

_END = "."
"""A line with this alone ends a text of several lines, so that what is pasted never reaches the shell."""


@dataclass(frozen=True, slots=True)
class Felt:
    """A field: its name in a file, and the words that ask for it on the terminal."""

    navn: str
    sporsmal: str
    pakrevd: bool = False
    hemmelig: bool = False
    lang: bool = False
    kontroll: Callable[[str], object] | None = None
    """Raises InvalidInput for what cannot be right: on a terminal it is then asked for again, before all the rest."""


def one_file(fra_fil: list[str] | None, *, as_json: bool) -> str | None:
    """The one file named. Two are wrong usage: which of them holds the text cannot be guessed."""
    if fra_fil and len(fra_fil) > 1:
        fail(Svar(WRONG_USAGE, "to_filer", "Oppgi --fra-fil bare én gang."), as_json=as_json)
    return fra_fil[0] if fra_fil else None


def asks(fra_fil: str | None) -> bool:
    """Whether texts are asked for at a terminal: no file is named, and somebody sits there."""
    return fra_fil is None and sys.stdin.isatty()


def read(
    fields: Sequence[Felt], fra_fil: str | None, *, always: bool = False, unlabelled: str | None = None
) -> dict[str, str]:
    """What was given, by field; what is empty is left out.

    Without a file and a terminal, standard in is the file, where something must be given (or `always`). Text without
    a «felt:» before it is that of the only field, or of the one named `unlabelled`.

    Raises:
        InvalidInput: the file cannot be read, or has text before its first field.
    """
    if asks(fra_fil):
        asked = {field.navn: _ask(field) for field in fields}
        return {name: text for name, text in asked.items() if text.strip()}
    if not fields or (fra_fil is None and not always and not any(field.pakrevd for field in fields)):
        return {}
    text, names = read_text("", fra_fil or "-"), [field.navn for field in fields]
    main = names[0] if len(names) == 1 else unlabelled
    first, colon, _ = text.lstrip().partition(":")
    if main is None or (colon and first.strip().lower() in names):
        return parse_fields(names, text)
    return {main: text.strip()} if text.strip() else {}


def _ask(field: Felt) -> str:
    if field.lang:
        return typed_lines(f"{field.sporsmal} (avslutt med en linje med bare «{_END}»)", end=_END)
    while True:
        text = typed(field.sporsmal, secret=field.hemmelig)
        try:
            if field.kontroll is not None and text.strip():
                field.kontroll(text)
        except InvalidInput as error:
            print(text_of(error.kode), file=sys.stderr)  # noqa: T201 - the command line's own output
        else:
            return text
