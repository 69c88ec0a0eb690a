"""Writes docs/frister.md, all deadlines in words, from the definitions in `workflows`.

`python -m docs.frister.write` writes the page when it is out of date, with `--check` it only tells (exit 1).
Must not hold a deadline of its own: staff and auditors read there what the engine does.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Final

from workflows import (
    AGE_HEAD,
    DEADLINE_HEAD,
    DEADLINE_RULES,
    Programme,
    age_events,
    age_words,
    deadline_words,
)
from workflows.programmes import PROGRAMMES

PAGE: Final = Path(__file__).parents[1] / "frister.md"

_INTRO: Final = """\
# Frister

Skrevet ut fra definisjonene i `workflows/programmes` med `make diagrams`; endres der, ikke her.

{}
""".format("\n".join(f"- {each}" for each in DEADLINE_RULES))


def page() -> str:
    """The whole page, for the newest version of each programme."""
    newest = {each.key: each for each in sorted(PROGRAMMES, key=lambda programme: programme.version)}
    return "\n".join([_INTRO, *(_chapter(programme) for programme in newest.values())])


def _chapter(programme: Programme) -> str:
    rows = [astuple(deadline_words(programme, each)) for each in programme.deadlines]
    aged = [astuple(age_words(programme, each)) for each in age_events(programme)]
    deadlines, ages = _table(DEADLINE_HEAD, rows), _table(AGE_HEAD, aged)
    return f"## {programme.navn}\n\n### Frister\n\n{deadlines}\n### Alder\n\n{ages}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> int:
    """Write the page if it is out of date, or with --check only say so. Returns the exit code."""
    parser = argparse.ArgumentParser(description="Write all deadlines in words.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if the page is out of date"
    )
    only_check = parser.parse_args().check
    wanted = page()
    if PAGE.exists() and PAGE.read_text("utf-8") == wanted:
        return 0
    sys.stdout.write(f"{'out of date' if only_check else 'written'}: {PAGE.name}\n")
    if only_check:
        return 1
    PAGE.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
