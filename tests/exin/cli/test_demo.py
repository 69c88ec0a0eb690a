"""`exin demo`: loaded once, shown on a copy that is gone afterwards, and never where somebody works."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from exin.app import initialise, open_installation
from exin.casework.demo.load import is_loaded, load_demo
from exin.casework.demo.people import KLARERTE, LEDER, REVISOR, invented_number
from exin.casework.demo.register import cases_in, numbers_in, register_as_it_is, register_until
from exin.casework.demo.tour import Tour
from exin.casework.oversikt.ko import queue
from exin.casework.oversikt.nokkeltall import read_nokkeltall
from exin.errors import InvalidInput
from exin.fodselsnummer import parse
from tests.helpers.kommando import exin
from tests.helpers.office import Kontor, SettableClock, caller


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with the demonstration in it. Not to be written to."""
    folder = tmp_path_factory.mktemp("demo") / "var"
    made = initialise(folder, bruker="admin", os_bruker="tester", clock=SettableClock())
    load_demo(made.office, caller("admin"), lambda _: None)
    made.office.pin()
    made.office.means.database.close()
    return folder


@pytest.fixture
def demo(loaded: Path, tmp_path: Path) -> Iterator[Kontor]:
    """An office with the demonstration in it."""
    shutil.copytree(loaded, tmp_path / "var")
    clock = SettableClock()
    opened = Kontor(
        folder=tmp_path / "var", clock=clock, installation=open_installation(tmp_path / "var", clock=clock)
    )
    yield opened
    opened.close()


# -- refusals ----------------------------------------------------------------------------------------------------


def test_it_is_never_loaded_where_somebody_works(kontor: Kontor) -> None:
    with pytest.raises(InvalidInput):
        is_loaded(kontor.office, caller("admin"))
    svar = exin("demo", "--dir", kontor.folder)
    assert (svar.code, svar.out) == (2, "")
    assert svar.err.startswith("Installasjonen er i bruk")
    assert kontor.one("select count(*) from sak") == (0,)


def test_it_is_never_loaded_in_production(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kontor.office.means, "environment", "production")
    with pytest.raises(InvalidInput, match="demo_i_produksjon"):
        load_demo(kontor.office, caller("admin"), lambda _: None)
    assert kontor.one("select count(*) from sak") == (0,)


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var/notater.txt").write_text("mine")
    svar = exin("demo", "--dir", tmp_path / "var")
    assert svar.code != 0
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["notater.txt"]


# -- the register ------------------------------------------------------------------------------------------------


def test_only_the_dates_are_moved_and_all_by_the_same_number_of_days() -> None:
    last = date(2026, 11, 21)
    before, after = register_as_it_is(), register_until(last)
    moved = cases_in(after)
    assert max(day for sak in moved for _, day in sak.hendelser) == last
    assert numbers_in(before) == numbers_in(after)
    shifts = {
        new[1] - old[1]
        for one, other in zip(cases_in(before), moved, strict=True)
        for old, new in zip(one.hendelser, other.hendelser, strict=True)
    }
    assert shifts == {last - date(2025, 12, 31)}


def test_it_ends_yesterday_with_the_reports_totals(demo: Kontor) -> None:
    yesterday = demo.clock.today - timedelta(days=1)
    (last,) = demo.one("select max(gjelder_fra) from steg")
    assert last == yesterday.isoformat()
    with demo.read(LEDER) as r:
        found = read_nokkeltall(r, yesterday).as_dict()
    totals = [(each["henvendelser_totalt"], each["aktive_saker"]) for each in found.values()]
    assert totals == [(192, 57), (12, 6)]


def test_each_state_has_what_fits_it_and_the_queue_has_something_to_tell(demo: Kontor) -> None:
    assert demo.one("select count(*) from notat")[0] > 60
    assert demo.one("select count(*) from samtykke")[0] > 40
    assert demo.one("select count(*) from kontakt where slag = 'samtalemodul'")[0] > 60
    with demo.read(LEDER) as r:
        waiting = queue(r)
    assert {bool(line.mangler) for line in waiting} == {True, False}


def test_strictly_protected_cases_have_their_circle(demo: Kontor) -> None:
    strict = demo.rows("select id from sak where skjerming = 'strengt_fortrolig'")
    assert len(strict) == 3
    for (sak_id,) in strict:
        names = demo.rows(
            "select distinct a.brukernavn from tildeling t join ansatt a on a.id = t.ansatt_id"
            " where t.sak_id = ? and t.til is null and a.klarert",
            sak_id,
        )
        assert {LEDER, *KLARERTE} <= {name for (name,) in names}
    assert demo.rows("select distinct overlevert from sak where skjerming = 'strengt_fortrolig'") == [(1,)]


def test_loading_again_changes_nothing(demo: Kontor) -> None:
    tables = ("person", "sak", "steg", "notat", "kontakt", "samtykke", "kartlegging", "tilbud", "ansatt")
    count = [demo.one(f"select count(*) from {table}") for table in tables]  # noqa: S608 - the names above
    load_demo(demo.office, caller("admin"), lambda _: None)
    assert [demo.one(f"select count(*) from {table}") for table in tables] == count  # noqa: S608


def test_what_was_broken_off_is_gone_on_with(tmp_path: Path) -> None:
    made = initialise(tmp_path / "var", bruker="admin", os_bruker="tester", clock=SettableClock())

    class PowerCut(Exception):
        pass

    def cut(told: str) -> None:
        if "notater" in told:
            raise PowerCut

    with pytest.raises(PowerCut):
        load_demo(made.office, caller("admin"), cut)
    assert not is_loaded(made.office, caller("admin"))
    load_demo(made.office, caller("admin"), lambda _: None)
    assert is_loaded(made.office, caller("admin"))
    made.office.means.database.close()


@pytest.mark.parametrize("today", [date(2026, 1, 15), date(2031, 12, 31), date(2024, 2, 29)])
def test_the_invented_number_is_synthetic_free_and_of_the_age(today: date) -> None:
    first = invented_number(today, years=22, taken=())
    second = invented_number(today, years=22, taken={first})
    assert first != second
    for each in (first, second):
        read = parse(each, on=today)
        assert read.synthetic
        assert read.birth == date(today.year - 22, 1, 1)


# -- the tour ----------------------------------------------------------------------------------------------------


def test_the_tour_takes_a_case_through_all_phases_with_a_refusal_and_its_reasons(demo: Kontor) -> None:
    tour = Tour(demo.office, caller("admin"))
    scenes = list(tour.scenes())
    refused = [scene for scene in scenes if scene.grunner]
    assert [reason.kode for scene in refused for reason in scene.grunner] == ["informasjonssamtale_holdt"]
    assert [scene.hvem for scene in scenes if scene.avslag] == ["ansatt01", "ansatt04"]
    steps = demo.rows(
        "select t.hendelse from steg t join sak s on s.id = t.sak_id where s.saksnr = ? order by nummer",
        tour.saksnr,
    )
    assert [event for (event,) in steps] == [
        *("henvendelse", "start_vurdering", "start_forlop", "start_avslutning", "avslutt"),
    ]
    assert demo.verify().ok


def test_the_command_shows_all_four_parts_and_leaves_no_copy_behind(
    loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "midlertidig"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    folder = tmp_path / "var"
    shutil.copytree(loaded, folder)
    svar = exin("demo", "--dir", folder)
    assert (svar.code, svar.err) == (0, "")
    for heading in ("1. Nøkkeltallene", "2. Køen", "3. En sak gjennom alle fasene", "4. Loggen"):
        assert heading in svar.out
    assert "Loggen er hel, og hver rad er som den sist ble skrevet." in svar.out
    assert list(scratch.iterdir()) == []


def test_the_tour_leaves_no_trace_in_the_installation(loaded: Path, tmp_path: Path) -> None:
    folder = tmp_path / "var"
    shutil.copytree(loaded, folder)
    clock = SettableClock()
    opened = Kontor(folder=folder, clock=clock, installation=open_installation(folder, clock=clock))
    before = opened.one("select (select count(*) from sak), (select count(*) from notat)")
    with opened.new_events() as events:
        assert exin("demo", "--dir", folder).code == 0
    assert opened.one("select (select count(*) from sak), (select count(*) from notat)") == before
    assert {each.handling for each in events} == {"les_ansatte"}
    opened.close()


def test_no_part_is_longer_than_a_screen(loaded: Path, tmp_path: Path) -> None:
    folder = tmp_path / "var"
    shutil.copytree(loaded, folder)
    lines = exin("demo", "--dir", folder).out.splitlines()
    starts = [number for number, line in enumerate(lines) if line[:2] in ("1.", "2.", "3.", "4.")]
    assert len(starts) == 4
    lengths = [after - before for before, after in zip(starts, [*starts[1:], len(lines)], strict=True)]
    assert max(lengths) <= 40
    assert max(len(line.replace(str(folder), "var")) for line in lines) <= 100
    assert REVISOR in "".join(lines)
