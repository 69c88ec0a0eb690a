"""Draws the states of each programme, here and in README.md, from the definitions in `workflows`.

`python -m docs.diagrams.write` writes what is out of date, with `--check` it only tells (exit 1).
Must not hold a picture of its own: a programme that is drawn otherwise than it runs is worse than none.
"""

import argparse
import re
import sys
from pathlib import Path

from workflows.diagram import mermaid
from workflows.programmes import PROGRAMMES

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"

_BLOCK = re.compile(r"(?s)(<!-- diagram:(?P<key>\w+) -->\n).*?(<!-- /diagram -->)")


def drawings() -> dict[str, str]:
    """The Mermaid text of the newest version of each programme by its key, each ending in one line break."""
    newest_last = sorted(PROGRAMMES, key=lambda programme: programme.version)
    return {programme.key: mermaid(programme).rstrip("\n") + "\n" for programme in newest_last}


def with_blocks(text: str, drawn: dict[str, str]) -> str:
    """`text` with each block between `<!-- diagram:KEY -->` and `<!-- /diagram -->` drawn anew.

    Raises KeyError where a block names no programme.
    """
    return _BLOCK.sub(lambda m: f"{m[1]}```mermaid\n{drawn[m['key']]}```\n{m[3]}", text)


def wanted() -> dict[Path, str | None]:
    """What each generated file should hold; None for one that belongs to no programme."""
    drawn = drawings()
    files: dict[Path, str | None] = dict.fromkeys(HERE.glob("*.mmd"))
    files.update({HERE / f"{key}.mmd": text for key, text in drawn.items()})
    files[README] = with_blocks(README.read_text("utf-8"), drawn)
    return files


def outdated() -> dict[Path, str | None]:
    """The part of `wanted` that differs from what is on the disk."""
    return {
        path: text
        for path, text in wanted().items()
        if (path.read_text("utf-8") if path.exists() else None) != text
    }


def main() -> int:
    """Write what is out of date, or with --check only name it. Returns the exit code."""
    parser = argparse.ArgumentParser(description="Draw the states of each programme.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if something is out of date"
    )
    only_check = parser.parse_args().check
    stale = outdated()
    for path, text in stale.items():
        sys.stdout.write(f"{'out of date' if only_check else 'written'}: {path.name}\n")
        if only_check:
            continue
        if text is None:
            path.unlink()
        else:
            path.write_text(text, "utf-8")
    return 1 if only_check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
