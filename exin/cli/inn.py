"""What people give besides options: texts that must not stand in the process list, and days.

Must not echo what is typed of a national number, nor keep a text.
"""

import itertools
import sys
from collections.abc import Collection
from datetime import date, datetime
from getpass import getpass
from pathlib import Path

from exin.errors import InvalidInput

LONGEST_LINE = 4_095
"""Bytes of one line that a terminal hands over (N_TTY in Linux; elsewhere fewer). It drops the rest without a word."""


def read_text(label: str, fra_fil: str | None, *, secret: bool = False) -> str:
    """A free text from the file named, from standard in with -, else asked for on the terminal.

    Raises:
        InvalidInput: the file cannot be read.
    """
    if fra_fil is not None:
        try:
            return sys.stdin.read() if fra_fil == "-" else Path(fra_fil).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise InvalidInput("fil_kan_ikke_leses", "fra-fil") from None
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return typed(f"{label} (vises ikke)" if secret else label, secret=secret)


def typed(label: str, *, secret: bool = False) -> str:
    """A line typed on the terminal; empty at its end (Ctrl-D). The label goes where answers do not."""
    try:
        if secret:
            return getpass(f"{label}: ", stream=sys.stderr)
        print(f"{label}: ", end="", file=sys.stderr, flush=True)  # noqa: T201 - the command line's own output
        return input()
    except EOFError:
        print(file=sys.stderr)  # noqa: T201 - Ctrl-D ends no line
        return ""


def typed_lines(label: str, *, end: str) -> str:
    """Several lines typed on the terminal, until one that is `end` alone, or its end (Ctrl-D).

    Raises:
        InvalidInput: a line is as long as a terminal takes, so its end may be lost.
    """
    print(f"{label}:", file=sys.stderr, flush=True)  # noqa: T201 - as above
    lines = (line.rstrip("\r\n") for line in iter(sys.stdin.readline, ""))
    text = list(itertools.takewhile(lambda line: line != end, lines))
    # To the end first: what is left of a pasted text would be the shell's next commands.
    if any(len(line.encode(errors="replace")) >= LONGEST_LINE for line in text):
        raise InvalidInput("linje_for_lang", "tekst")
    return "\n".join(text)


def read_fields(
    labels: dict[str, str], fra_fil: str | None, *, secret: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Several texts: asked for one by one, or from a file with a line `felt: tekst` each.

    A line that begins with no known field goes on with the text before it. What is left empty is left out.

    Raises:
        InvalidInput: the file cannot be read, or has text before its first field.
    """
    if fra_fil is None:
        asked = {name: read_text(label, None, secret=name in secret) for name, label in labels.items()}
        return {name: text for name, text in asked.items() if text.strip()}
    return parse_fields(labels, read_text("", fra_fil))


def parse_fields(labels: Collection[str], text: str) -> dict[str, str]:
    """The fields of a text with a line `felt: tekst` each. Raises InvalidInput as `read_fields`."""
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.splitlines():
        name, colon, rest = line.partition(":")
        if colon and name.strip().lower() in labels:
            current = found.setdefault(name.strip().lower(), [])
            line = rest.strip()  # noqa: PLW2901 - the rest of the line is the text
        if current is None:
            if line.strip():
                raise InvalidInput("ukjent_felt_i_fil", "fra-fil")
            continue
        current.append(line)
    return {name: "\n".join(lines).strip() for name, lines in found.items() if "\n".join(lines).strip()}


def read_day(text: str | None, felt: str = "dato") -> date | None:
    """A day as `require_day`; None when none was given. Raises InvalidInput."""
    return None if text is None else require_day(text, felt)


def require_day(text: str, felt: str) -> date:
    """A day as Norwegians write it or as ISO 8601. Raises InvalidInput."""
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    raise InvalidInput("ugyldig_dato", felt)
