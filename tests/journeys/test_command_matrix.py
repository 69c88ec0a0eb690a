"""Every command by every role on every kind of case: the answers are those of `matrise.toml`, and denials are logged.

A run takes a third of the cells, drawn by a seed that a failure tells, and always those that must not tell that a
hidden case exists. `EXIN_TUNGT=1` takes all.
"""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import IN_CI
from tests.helpers.matrix_house import HIDDEN, House
from tests.helpers.matrix_table import AS_NONE, Row, read_table
from tests.helpers.matrix_trial import Bench, faults

TABLE = read_table(Path(__file__).with_name("matrise.toml"))
SEED = 0 if IN_CI else random.SystemRandom().randrange(1_000_000)

pytestmark = pytest.mark.usefixtures("quick")


def chosen(row: Row, every: int) -> list[tuple[str, str]]:
    """The cells of a row to try: one in `every`, and all that hide a case."""
    draw = random.Random(f"{SEED} {row.name}")
    return [
        cell
        for cell, sign in row.answers.items()
        if draw.randrange(every) == 0 or (cell[1] in HIDDEN and sign == AS_NONE)
    ]


@pytest.mark.parametrize("row", TABLE.rows, ids=lambda row: row.name)
def test_each_cell_answers_as_the_table_says(
    row: Row, house: House, room: Path, rounds: Callable[[int, int], int]
) -> None:
    bench = Bench(house, room)
    wrong = [
        fault
        for rolle, slag in chosen(row, rounds(3, 1))
        for fault in faults(row, rolle, slag, bench.run(row, rolle, slag))
    ]
    assert not wrong, "\n".join([f"seed {SEED}", *wrong])
