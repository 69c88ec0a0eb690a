"""kill -9 in the middle of an import leaves whole cases and a log that agrees; a rerun ends as if nothing had been."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from exin.casework.demo.register import register_as_it_is
from exin.casework.register.land import BATCH
from exin.casework.register.run import Files, import_register
from tests.helpers.office import Copied, Kontor, caller
from tests.helpers.registers import Register, land, story

ROOT = Path(__file__).parents[4]

IMPORT = """
import sys
from pathlib import Path
from exin.casework.demo.register import register_as_it_is
from exin.casework.register.run import Files, import_register
from tests.helpers.office import SettableClock, caller
from exin.app import open_installation

office = open_installation(Path(sys.argv[1]), clock=SettableClock()).office
print("klar", flush=True)
import_register(office, caller("admin"), register_as_it_is())
"""


def import_until_killed(folder: Path, after: float) -> bool:
    """Import in a process of its own and kill it so many seconds after it has begun. Whether it was still at it."""
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(folder)], stdout=subprocess.PIPE, cwd=ROOT, env=dict(os.environ)
    )
    assert process.stdout is not None
    with process.stdout as out:
        assert out.readline() == b"klar\n"
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def wait_for_the_server(kontor: Kontor) -> None:
    """Until it has done what it was asked for by a process that is gone."""
    others = (
        "select count(*) from pg_stat_activity where datname = current_database() "
        "and application_name = 'exin' and pid <> pg_backend_pid()"
    )
    while kontor.on_server and kontor.one(others) != (0,):
        time.sleep(0.01)


def whole_cases_only(kontor: Kontor) -> None:
    """Each case that is there has all its rows; nothing is there of the others."""
    expected = {row[0]: row[1] for row in kontor.rows("select saksnr, steg_nummer from sak")}
    counted = dict(
        kontor.rows("select s.saksnr, max(t.nummer) from steg t join sak s on s.id = t.sak_id group by 1")
    )
    assert counted == expected
    assert kontor.one("select count(*) from person") == (len(expected),)


def test_a_kill_at_any_moment_loses_nothing_and_the_rerun_goes_on(
    office_template: Path, copied: Copied, tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    with copied(office_template, tmp_path / "hel") as untouched:
        started = time.perf_counter()
        land(untouched, register_as_it_is())
        takes = time.perf_counter() - started
        whole = story(untouched)
    chance, hit, kills = Random(20), 0, rounds(3, 100)
    for number in range(kills):
        with copied(office_template, tmp_path / str(number)) as kontor:
            kontor.close()
            # Spread over the whole import: left to chance alone, a few may all come after its end.
            hit += import_until_killed(kontor.folder, takes * (number + chance.random()) / kills)
            wait_for_the_server(kontor)
            kontor.reopen()
            whole_cases_only(kontor)
            assert kontor.verify().ok
            land(kontor, register_as_it_is())
            assert story(kontor) == whole
            assert kontor.verify().ok
    assert hit, "no kill came in time: the test tells nothing"


class PowerCut(Exception):
    """Stands for the process that ends after a batch."""


def cut(done: int, _total: int) -> None:
    if done:
        raise PowerCut


def contested() -> Files:
    """One place too few on a day on which the last case of the file is the first to start."""
    register = Register()
    for number in range(61):
        register.case(f"E-{number:02}").event(f"E-{number:02}", "10.02.2025", "start_vurdering")
    for number in reversed(range(61)):
        register.event(f"E-{number:02}", "17.02.2025", "start_forlop")
    return register.files()


@pytest.mark.parametrize("register", [register_as_it_is, contested])
def test_cut_off_after_every_batch_it_ends_as_if_nothing_had_been(
    kontor: Kontor, office_template: Path, copied: Copied, tmp_path: Path, register: Callable[[], Files]
) -> None:
    files = register()
    with copied(office_template, tmp_path / "hel") as untouched:
        whole_cases = land(untouched, files).saker
        whole = story(untouched)
    cuts = 0
    while True:
        try:
            import_register(kontor.office, caller("admin"), files, progress=cut)
        except PowerCut:
            cuts += 1
            whole_cases_only(kontor)
        else:
            break
    assert cuts == -(-whole_cases // BATCH)
    assert story(kontor) == whole
