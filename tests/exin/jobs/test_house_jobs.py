"""The jobs of the house itself: the checkpoint heartbeat, the look at the log, the copies of the key store."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from exin.casework.jobb.nokkelkopier import tidy_key_copies
from exin.casework.logg.loggkontroll import NOT_WHOLE, check_the_log
from exin.errors import Misconfigured, Tampered
from exin.jobs.declared import pin_the_log
from exin.store.keystore import SqlKeyStore
from exin.store.nokkelkopier import KeyCopies
from exin.work import Office
from policies import Action
from tests.helpers import cases
from tests.helpers.office import Kontor

SUNDAY = date(2026, 1, 18)


def remember(kontor: Kontor) -> int:
    """Something for the log. Returns the day's number of entries."""
    with kontor.read("revisor") as r:
        r.permit_house(Action.VERIFISER_LOGG, "logg")
    return kontor.log_size


# -- the checkpoint heartbeat --------------------------------------------------------------------------


def test_a_heartbeat_signs_what_came_since_and_leaves_nothing_in_the_log_itself(kontor: Kontor) -> None:
    pin_the_log(kontor.office)
    size = remember(kontor)
    assert [pin_the_log(kontor.office) for _ in range(5)] == [1, 0, 0, 0, 0]
    assert kontor.log_size == size
    assert kontor.verify().ok


def test_a_heartbeat_does_not_sign_a_log_that_was_cut(kontor: Kontor) -> None:
    remember(kontor)
    pin_the_log(kontor.office)
    signed = kontor.office.pins.sink.notes()
    kontor.tamper("delete from logg_hendelse where blad = (select max(blad) from logg_hendelse)")
    with pytest.raises(Misconfigured):
        pin_the_log(kontor.office)
    assert kontor.office.pins.sink.notes() == signed


# -- the look at the log -------------------------------------------------------------------------------


def told(kontor: Kontor) -> list[tuple[str, str, bool]]:
    """Who was told of what, and whether it is urgent."""
    rows = kontor.rows(
        "select a.brukernavn, u.slag, u.haster from utboks u join ansatt a on a.id = u.mottaker_id"
        " where u.sak_id is null order by u.opprettet, a.brukernavn"
    )
    return [(name, slag, bool(haster)) for name, slag, haster in rows]


def test_nobody_is_told_of_a_log_that_is_whole(kontor: Kontor) -> None:
    size = remember(kontor)
    with kontor.new_events() as events:
        assert check_the_log(kontor.office) >= size
    assert [(each.handling, each.jobb, str(each.dor)) for each in events] == [
        ("verifiser_logg", "verifisering", "jobb")
    ]
    assert told(kontor) == []


CUT = "delete from logg_hendelse where blad = (select max(blad) from logg_hendelse)"
CHANGED = "update logg_hendelse set kropp = bladhash where blad = 1"


@pytest.mark.parametrize("how", [CUT, CHANGED], ids=["cut", "changed"])
def test_whoever_runs_and_audits_the_house_is_told_once_a_day_of_a_log_that_is_not_whole(
    kontor: Kontor, how: str
) -> None:
    remember(kontor)
    kontor.office.pin()
    assert kontor.tamper(how) == 1
    before = kontor.rows("select count(*) from logg_hendelse")
    for _ in range(2):
        with pytest.raises(Tampered, match=NOT_WHOLE):
            check_the_log(kontor.office)
    assert told(kontor) == [("admin", NOT_WHOLE, True), ("revisor", NOT_WHOLE, True)]
    kontor.clock.forward(days=1)
    with pytest.raises(Tampered):
        check_the_log(kontor.office)
    assert len(told(kontor)) == 4
    if how == CUT:  # nothing may be added to it
        assert kontor.rows("select count(*) from logg_hendelse") == before


def test_one_whose_account_is_closed_is_not_told(kontor: Kontor) -> None:
    remember(kontor)
    kontor.office.pin()
    kontor.tamper("update ansatt set aktiv = ? where brukernavn = 'revisor'", False)
    kontor.tamper(CHANGED)
    with pytest.raises(Tampered):
        check_the_log(kontor.office)
    assert [name for name, *_ in told(kontor)] == ["admin"]


@pytest.mark.parametrize(("day", "found"), [(SUNDAY, True), (SUNDAY + timedelta(days=1), False)])
def test_on_sundays_rows_and_cells_are_looked_at_as_well(kontor: Kontor, day: date, found: bool) -> None:
    cases.case(kontor)
    kontor.clock.set(day)
    kontor.tamper("update sak set bydel = 'sagene', kilde = 'politi'")
    if found:
        with pytest.raises(Tampered, match=NOT_WHOLE):
            check_the_log(kontor.office)
    else:
        check_the_log(kontor.office)


# -- the copies of the key store -----------------------------------------------------------------------


def copies(kontor: Kontor) -> Path:
    return kontor.installation.path("nokkelkopier")


def names(kontor: Kontor) -> list[str]:
    return sorted(each.name for each in copies(kontor).iterdir()) if copies(kontor).exists() else []


def put(kontor: Kontor, name: str) -> Path:
    copies(kontor).mkdir(exist_ok=True)
    path = copies(kontor) / name
    path.write_bytes(b"gammel")
    return path


@pytest.mark.sqlite
def test_a_copy_is_a_key_store_that_opens_and_is_its_owners_alone(kontor: Kontor) -> None:
    cases.case(kontor)
    before = os.umask(0)
    try:
        assert tidy_key_copies(kontor.office) == 1
    finally:
        os.umask(before)
    (name,) = names(kontor)
    assert name == "nokler-2026-01-15.sqlite"
    path = copies(kontor) / name
    assert (path.stat().st_mode & 0o777, copies(kontor).stat().st_mode & 0o777) == (0o600, 0o700)
    assert keys_in(path) == keys_in(kontor.installation.path("nokkellager")) > 0
    SqlKeyStore.open(path).close()


def keys_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as keys:
        return int(keys.execute("select count(*) from nokkel").fetchone()[0])


@pytest.mark.sqlite
def test_a_second_copy_on_the_same_day_takes_the_place_of_the_first(kontor: Kontor) -> None:
    tidy_key_copies(kontor.office)
    first = keys_in(copies(kontor) / names(kontor)[0])
    cases.case(kontor)
    assert tidy_key_copies(kontor.office) == 1
    (name,) = names(kontor)
    assert keys_in(copies(kontor) / name) > first


@pytest.mark.sqlite
def test_a_copy_lies_its_days_and_not_one_longer(kontor: Kontor) -> None:
    for _ in range(40):
        tidy_key_copies(kontor.office)
        kontor.clock.forward(days=1)
    kontor.clock.forward(days=-1)
    today = kontor.clock.today
    assert names(kontor) == sorted(f"nokler-{today - timedelta(days=age)}.sqlite" for age in range(30))


def test_old_copies_go_also_where_none_are_made_and_other_files_stay(kontor: Kontor) -> None:
    today = kontor.clock.today
    old = [put(kontor, f"nokler-{today - timedelta(days=age)}.sqlite") for age in (30, 31, 400)]
    torn = put(kontor, f"nokler-{today}.sqlite.ny")
    kept = [
        put(kontor, name)
        for name in (
            f"nokler-{today - timedelta(days=29)}.sqlite",
            "nokler-2020-13-99.sqlite",
            "nokler-2020-01-01.sqlite.gpg",
            "regnskap-2020-01-01.sqlite",
        )
    ]
    with kontor.new_events() as events:
        done = tidy_key_copies(kontor.office)
    assert done == 4 + (0 if kontor.on_server else 1)
    assert not any(path.exists() for path in (*old, torn))
    assert all(path.exists() for path in kept)
    assert [(each.handling, each.jobb, each.antall) for each in events] == [
        ("rydd_nokkelkopier", "nokkelkopier", 4)
    ]


def test_on_a_server_nothing_is_copied(kontor: Kontor) -> None:
    done = tidy_key_copies(kontor.office)
    assert (done, len(names(kontor))) == ((0, 0) if kontor.on_server else (1, 1))


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "hinder",
    [
        lambda folder, _: folder.write_bytes(b"ingen mappe"),
        lambda _, source: source.write_bytes(b"ingen database, men noe annet" * 100),
    ],
    ids=["no folder", "no database"],
)
def test_a_copy_that_cannot_be_made_is_told_of_and_leaves_none_behind(
    kontor: Kontor, tmp_path: Path, hinder: Callable[[Path, Path], object]
) -> None:
    folder, source = tmp_path / "kopier", tmp_path / "nokler.sqlite"
    hinder(folder, source)
    copies_there = KeyCopies(source=source, folder=folder, days=30)
    means = kontor.office.means
    means.key_copies = copies_there
    with pytest.raises(Misconfigured, match="nokkelkopi_feilet"):
        tidy_key_copies(kontor.office)
    assert not list(folder.glob("*.sqlite")) if folder.is_dir() else True


@pytest.mark.sqlite
def test_whoever_may_not_is_refused_before_anything_is_removed(kontor: Kontor) -> None:
    old = put(kontor, "nokler-2020-01-01.sqlite")
    kontor.refuse("logg_hendelse")
    with pytest.raises(Exception):  # noqa: B017, PT011 - the log cannot be written, so nothing is done
        tidy_key_copies(kontor.office)
    assert old.exists()


def test_an_office_without_copies_has_nothing_to_do(kontor: Kontor) -> None:
    office: Office = replace(kontor.office)
    office.means.key_copies = None
    with kontor.new_events() as events:
        assert tidy_key_copies(office) == 0
    assert events == []
