"""A name that landed in the wrong place, as an argument or an option, is repeated nowhere and breaks nothing.

It stands in the process list then, which nobody can mend; but the answer, the log and the files do not spread it.
"""

from pathlib import Path

import pytest
from typer._click.core import Command

from tests.helpers.canaries import Canaries
from tests.helpers.commands import COMMANDS
from tests.helpers.kommando import exin
from tests.helpers.matrix_house import House
from tests.helpers.matrix_table import Row, read_table
from tests.helpers.matrix_trial import Bench

TABLE = read_table(Path(__file__).with_name("matrise.toml"))

MEANT = {
    "--dir",
    "--avvist",
    "--oppsett",
    "til_mappe",
    "henvendelser",
    "hendelser",
    "bruker",
    "--bruker",
    "--os-bruker",
    "--utsteder",
    "--subjekt",
    "--navn",
}
"""Names of files and of staff, which are open and may be shown."""

pytestmark = pytest.mark.usefixtures("quick")


def row_of(path: list[str]) -> Row | None:
    return next((row for row in TABLE.rows if row.words[: len(path)] == path), None)


def misplaced(path: list[str], command: Command, words: list[str], canary: str) -> list[list[str]]:
    """The command with the canary in the place of each argument, and after each option."""
    plain = [number for number in range(len(path), len(words)) if is_argument(words, number)]
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    found = [
        [*words[:number], canary, *words[number + 1 :]]
        for number, param in zip(plain, arguments, strict=False)
        if param.name not in MEANT
    ]
    for option in command.params:
        name = max(option.opts, key=len)
        if option.param_type_name == "option" and not MEANT & set(option.opts):
            found.append([*words, f"{name}={canary}"])
    return [*found, [*words, canary], [*words, f"--{canary.capitalize()}"]]


def is_argument(words: list[str], number: int) -> bool:
    before = words[number - 1]
    return not words[number].startswith("--") and not (before.startswith("--") and before not in FLAGS)


FLAGS = {
    "--alle",
    "--json",
    "--begrunnelser",
    "--overstyr",
    "--trekk",
    "--fjern",
    "--nummer",
    "--dry-run",
    "--rett",
}


@pytest.mark.parametrize("path, command", COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_what_was_typed_in_the_wrong_place_is_not_spread(
    path: list[str], command: Command, house: House, room: Path
) -> None:
    row = row_of(path)
    bench = Bench(house, room)
    folder = bench.fresh()
    case = house.case("egen", row.tilstand if row and row.tilstand else "forlop")
    words = bench.words(row, "teamleder", case) if row else [*path]
    for som in ("teamleder", "systemansvarlig"):
        canaries = Canaries()
        asked = [*words, "--som", som] if row else words
        for args in misplaced(path, command, asked, canaries.text("kanari")):
            where = [] if path == ["diagram"] else ["--dir", str(folder)]
            answer = exin(*args, *where, stdin=row.skrevet if row else "")
            assert answer.code in {0, 2, 64}, (args, answer.said)
            assert not canaries.found_in(answer.said), (args, answer.said)
        assert canaries.found_under(folder) == {}
