"""kill -9 in the middle of work: what was acknowledged is there, the rest never was, and the next run goes on.

Half the kills come from outside at any moment; the other half from inside, just before or after one of the
statements that the engine runs on its database or its key store.
"""

import random
import resource
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exin.app import Installation
from exin.casework.register.land import BATCH
from exin.casework.register.run import Files, import_register
from exin.errors import LogUnavailable
from exin.store.sink import FileSink
from tests.helpers import cases
from tests.helpers.days import ACTS, day, done, life, settle
from tests.helpers.doom import Doom, draw, run
from tests.helpers.office import Copied, Kontor, caller
from tests.helpers.registers import FULL, Register, land, story
from tests.helpers.whole import whole

Rounds = Callable[[int, int], int]

EDGES = tuple(Doom("COMMIT", number, before=before) for number in (1, 2, 3) for before in (True, False))
"""Where data and log, or log and checkpoint, could come apart: around the end of a block, a numbering, and a pin."""

BY_EVERY_DAY = {"BEGIN", "COMMIT", "INSERT", "SELECT", "UPDATE"}
"""The kinds of statement at which a kill must be possible."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def databaseslag(request: pytest.FixtureRequest) -> str:
    """Which database the worker works on."""
    return str(request.param)


# -- steps: cases through all phases ---------------------------------------------------------------------------


def test_a_kill_in_the_middle_of_steps_loses_nothing_acknowledged_and_the_next_run_goes_on(
    kontor: Kontor, rounds: Rounds
) -> None:
    chance, wanted = random.Random(9), rounds(8, 100)
    saker = [cases.case(kontor)]
    undisturbed = run(day, kontor.folder, saker, Doom())
    assert (undisturbed.acknowledged, undisturbed.killed) == (tuple(saker * len(ACTS)), False)
    assert undisturbed.statements is not None
    assert undisturbed.statements.keys() >= BY_EVERY_DAY
    assert min(undisturbed.statements[kind] for kind in ("COMMIT", "INSERT")) >= 2 * len(ACTS)
    expected = life(kontor, saker[0])
    kills = 0
    while kills < wanted:
        assert len(saker) < 20 + wanted * 3, "hardly any kill comes in time"
        saker.append(cases.case(kontor))
        left = {nr: done(kontor.installation, nr) for nr in saker[-3:]}
        if chance.random() < 0.5:
            kontor.close()  # else somebody else has the database open when the worker dies
        doom = EDGES[kills] if kills < len(EDGES) else draw(chance, undisturbed)
        fate = run(day, kontor.folder, list(left), doom)
        assert fate.killed or doom not in EDGES
        settle(kontor)
        kontor.reopen()
        assert whole(kontor)
        heard = Counter(fate.acknowledged)
        unheard = [done(kontor.installation, nr) - before - heard[nr] for nr, before in left.items()]
        assert sorted(unheard)[:-1] == [0] * (len(unheard) - 1)
        assert max(unheard) in ({0, 1} if fate.killed else {0})
        kills += fate.killed
    day(kontor.installation, lambda _: None, saker)
    assert [nr for nr in saker if life(kontor, nr) != expected] == []
    assert whole(kontor)


# -- a register ----------------------------------------------------------------------------------------------------
# Kills at any moment of a long import stand beside the import's own tests. Here they come at its statements, and
# rows and cells are verified besides.


def register() -> Files:
    """Three batches."""
    found = Register()
    ways = (FULL, FULL[:4], (*FULL[:2], "ikke_tatt_inn:kapasitet"), (*FULL[:4], "frafall:nye_hendelser"))
    for number in range(2 * BATCH + 5):
        found.course(f"E-{number}", *ways[number % len(ways)])
    return found.files()


def bring_in(installation: Installation, acknowledge: Callable[[str], None], files: Files) -> None:
    """Import a register."""

    def progress(landed: int, _of: int) -> None:
        acknowledge(str(landed))

    import_register(installation.office, caller("admin"), files, progress=progress)


def of_case(told: dict[str, list[tuple[Any, ...]]], saksnr: str) -> dict[str, list[tuple[Any, ...]]]:
    """What a story tells of one case."""
    return {name: [row for row in rows if row[0] == saksnr] for name, rows in told.items()}


def test_a_kill_in_the_middle_of_an_import_leaves_whole_cases_and_the_rerun_lands_the_rest(
    office_template: Path, copied: Copied, tmp_path: Path, rounds: Rounds
) -> None:
    chance, files = random.Random(4), register()
    with copied(office_template, tmp_path / "hel") as untouched:
        undisturbed = run(bring_in, untouched.folder, files, Doom())
        expected = story(untouched)
    assert undisturbed.acknowledged[-1] == str(len(expected["saker"]))
    for number in range(rounds(3, 60)):
        with copied(office_template, tmp_path / str(number)) as kontor:
            kontor.close()
            fate = run(bring_in, kontor.folder, files, draw(chance, undisturbed))
            settle(kontor)
            kontor.reopen()
            assert whole(kontor)
            told = story(kontor)
            landed = [row[0] for row in told["saker"]]
            assert all(of_case(told, saksnr) == of_case(expected, saksnr) for saksnr in landed)
            assert 0 <= len(landed) - int(("0", *fate.acknowledged)[-1]) <= BATCH
            land(kontor, files)
            assert story(kontor) == expected
            assert whole(kontor)


# -- the sink --------------------------------------------------------------------------------------------------------


def test_a_checkpoint_of_which_the_disk_took_only_a_part_is_not_taken_for_written(tmp_path: Path) -> None:
    sink = FileSink(tmp_path / "sluk.jsonl")
    sink.push("den første")
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (sink.path.stat().st_size + 10, hard))
    try:
        with pytest.raises(LogUnavailable):
            sink.push("den andre")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert sink.notes() == ["den første"]
    sink.push("den andre")
    assert sink.notes() == ["den første", "den andre"]
