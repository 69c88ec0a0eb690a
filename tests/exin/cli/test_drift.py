"""`exin migrate`, `doctor`, `keys rotate-kek` and `diagram`; and that the log says which rules are in force."""

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import workflows
from exin import app
from exin.store import migrate
from exin.store.sqlite import SqliteDatabase
from tests.helpers import cases
from tests.helpers.kommando import Svar, exin
from tests.helpers.office import Kontor
from tests.helpers.old_schema import before_deadlines, grow_old


def run(kontor: Kontor, *args: str) -> Svar:
    return exin(*args, "--dir", kontor.folder)


def in_child(work: Callable[[], object]) -> int:
    """Run `work` in a fork of this process; its exit status."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def schema(kontor: Kontor) -> list[tuple[object, ...]]:
    return kontor.rows("select name, sql from sqlite_schema order by name")


# -- migrate ---------------------------------------------------------------------------------------


@pytest.fixture
def old(kontor: Kontor) -> Kontor:
    """An office whose database is of revision 0001."""
    with before_deadlines():
        cases.case(kontor)
    kontor.office.pin()
    grow_old(kontor.tamper)
    return kontor


def test_an_older_database_is_refused_by_every_other_command(old: Kontor) -> None:
    for args in (["ansatt", "liste", "--som", "admin"], ["logg", "verify"]):
        answer = run(old, *args)
        assert (answer.code, answer.out) == (1, "")
        assert "exin migrate" in answer.err


@pytest.mark.parametrize("who", ["leder", "revisor", "kari", "ukjent"])
def test_nobody_but_systemansvarlig_migrates(old: Kontor, who: str) -> None:
    before = schema(old)
    with old.new_events() as events:
        answer = run(old, "migrate", "--som", who)
    assert (answer.code, answer.out) == (2, "")
    assert schema(old) == before
    assert old.one("select version_num from alembic_version") == ("0001",)
    assert [each.utfall for each in events] == ["nektet"]


def test_who_migrates_must_be_said_when_there_is_something_to_do(old: Kontor) -> None:
    answer = run(old, "migrate")
    assert (answer.code, answer.out) == (64, "")
    assert "--som" in answer.err


def test_a_migration_brings_the_schema_up_and_is_logged(old: Kontor) -> None:
    with old.new_events() as events:
        answer = run(old, "migrate", "--som", "admin", "--json")
    assert (answer.code, answer.data) == (0, {"oppgradert": True, "fra": "0001", "til": migrate.HEAD})
    first, *rest = events
    assert (first.handling, first.koder) == ("migrer", ("fra:0001", f"til:{migrate.HEAD}"))
    assert [(each.handling, each.jobb) for each in rest] == [("start", "oppstart")]
    assert run(old, "logg", "verify", "--data").code == 0


def test_an_up_to_date_database_is_said_to_be_so_and_nothing_is_logged(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        answer = run(kontor, "migrate")
    assert (answer.code, events) == (0, [])
    assert "allerede oppdatert" in answer.out


def test_a_migration_that_is_killed_before_its_event_leaves_nothing(old: Kontor) -> None:
    before, events = schema(old), old.log_size

    def killed() -> None:
        with migrate.pending_upgrade(SqliteDatabase(old.database)):
            os.kill(os.getpid(), signal.SIGKILL)

    assert in_child(killed) == -signal.SIGKILL
    assert (schema(old), old.log_size) == (before, events)
    assert run(old, "migrate", "--som", "admin").code == 0
    assert run(old, "logg", "verify", "--data").code == 0


def test_a_migration_whose_event_cannot_be_written_leaves_nothing(old: Kontor) -> None:
    old.tamper("create trigger stopp before insert on logg_hendelse begin select raise(abort, 'stopp'); end")
    before = schema(old)
    assert run(old, "migrate", "--som", "admin").code == 1
    assert schema(old) == before


def test_a_migration_that_leaves_a_loose_row_is_undone(old: Kontor) -> None:
    old.tamper("update sak set person_id = zeroblob(16)")
    before = schema(old)
    answer = run(old, "migrate", "--som", "admin")
    assert answer.code == 1
    assert "ikke gjennomført" in answer.err
    assert schema(old) == before


def test_an_empty_database_is_no_installation(kontor: Kontor) -> None:
    kontor.close()
    kontor.database.unlink()
    with closing(sqlite3.connect(kontor.database)):
        pass
    kontor.database.touch()
    answer = run(kontor, "migrate", "--som", "admin")
    assert (answer.code, answer.out) == (1, "")


# -- the rules in force ----------------------------------------------------------------------------


def test_the_log_says_from_the_first_which_rules_are_in_force(kontor: Kontor) -> None:
    (start,) = [each for each in kontor.log() if each.handling == "start"]
    regler = kontor.office.means.rulebook.digest
    assert (start.jobb, start.koder) == ("oppstart", (f"regler:{regler}", f"programmer:{workflows.digest()}"))


def test_a_start_under_the_same_rules_logs_nothing(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        kontor.reopen()
    assert events == []


@pytest.mark.parametrize("stored", ["null", "zeroblob(64)"])
def test_a_start_under_other_rules_than_last_time_logs_which(kontor: Kontor, stored: str) -> None:
    kontor.tamper(f"update logg_hode set regelverk = {stored}")  # noqa: S608 - two words of the test's own
    with kontor.new_events() as events:
        kontor.reopen()
        kontor.reopen()
    assert [each.handling for each in events] == ["start"]
    assert run(kontor, "logg", "verify").code == 0


# -- keys ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["leder", "revisor", "kari"])
def test_nobody_but_systemansvarlig_changes_the_key_of_keys(kontor: Kontor, who: str) -> None:
    before = kontor.installation.path("kek").read_bytes()
    with kontor.new_events() as events:
        answer = run(kontor, "keys", "rotate-kek", "--som", who)
    assert (answer.code, answer.out) == (2, "")
    assert kontor.installation.path("kek").read_bytes() == before
    assert not kontor.installation.path("kek").with_name("kek.nokkel.ny").exists()
    assert [(each.handling, each.utfall) for each in events] == [("roter_nokkel", "nektet")]


def test_the_key_of_keys_is_changed_and_everything_still_opens(kontor: Kontor) -> None:
    cases.case(kontor, "forlop")
    before = kontor.installation.path("kek").read_bytes()
    cells = kontor.rows("select hex(navn) from person")
    with kontor.new_events() as events:
        answer = run(kontor, "keys", "rotate-kek", "--som", "admin", "--json")
    assert answer.code == 0
    kek = kontor.installation.path("kek")
    assert kek.read_bytes() != before
    assert kek.with_name(f"{kek.name}.forrige").read_bytes() == before
    assert kontor.rows("select hex(navn) from person") == cells
    assert [each.koder for each in events] == [("begynt",), ("fullfort", f"kek:k{answer.data['kek']}")]
    assert events[-1].antall == answer.data["pakket"] == 3 + 2
    assert run(kontor, "logg", "verify", "--data").code == 0


@pytest.mark.parametrize("step", ["next_kek", "promote_kek"])
def test_a_change_that_is_killed_is_in_the_log_and_ends_when_run_again(
    kontor: Kontor, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases.case(kontor)
    whole = getattr(app, step)

    def killed() -> None:
        def then_die(*args: object, **named: object) -> None:
            whole(*args, **named) if step == "next_kek" else None
            os.kill(os.getpid(), signal.SIGKILL)

        monkeypatch.setattr(app, step, then_die)
        run(kontor, "keys", "rotate-kek", "--som", "admin")

    with kontor.new_events() as events:
        assert in_child(killed) == -signal.SIGKILL
    assert [each.koder for each in events] == [("begynt",)]
    assert run(kontor, "logg", "verify", "--data").code == 0
    assert run(kontor, "keys", "rotate-kek", "--som", "admin").code == 0
    assert run(kontor, "logg", "verify", "--data").code == 0
    assert not kontor.installation.path("kek").with_name("kek.nokkel.ny").exists()


# -- doctor ----------------------------------------------------------------------------------------


def faults(kontor: Kontor) -> dict[str, str]:
    answer = run(kontor, "doctor", "--json")
    found = {each["kontroll"]: each["tekst"] for each in answer.data if not each["ok"]}
    assert answer.code == (1 if found else 0)
    return found


def test_a_sound_installation_has_nothing_wrong(kontor: Kontor) -> None:
    cases.protected_case(kontor)
    assert faults(kontor) == {}
    answer = run(kontor, "doctor")
    assert (answer.code, answer.err) == (0, "")
    assert all(line.startswith("OK    ") for line in answer.out.splitlines())


def test_doctor_leaves_no_event(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        run(kontor, "doctor")
    assert events == []


def test_no_installation_is_told_with_what_to_do(tmp_path: Path) -> None:
    answer = exin("doctor", "--dir", tmp_path)
    assert answer.code == 1
    assert "FEIL" in answer.out
    assert "exin init" in answer.out


def open_to_others(kontor: Kontor) -> None:
    kontor.database.chmod(0o644)
    kontor.database.parent.chmod(0o755)


def open_kek(kontor: Kontor) -> None:
    kontor.installation.path("kek").chmod(0o640)


def lose_key_store(kontor: Kontor) -> None:
    kontor.installation.path("nokkellager").unlink()


def lose_a_key(kontor: Kontor) -> None:
    with closing(sqlite3.connect(kontor.installation.path("nokkellager"))) as connection, connection:
        connection.execute("delete from nokkel where eierslag = 'person'")


def lose_the_sink(kontor: Kontor) -> None:
    sink = kontor.installation.path("sjekkpunkter")
    sink.unlink()
    sink.mkdir()


def cut_the_log(kontor: Kontor) -> None:
    kontor.tamper("delete from logg_hendelse where blad = (select max(blad) from logg_hendelse)")


def age_the_schema(kontor: Kontor) -> None:
    kontor.tamper("update alembic_version set version_num = '0001'")


@pytest.mark.parametrize(
    "spoil, told",
    [
        (open_to_others, "0600"),
        (open_kek, "Andre kan lese nøkkelfilen"),
        (lose_key_store, "Nøkkellageret finnes ikke"),
        (lose_a_key, "1 mangler nøkkel"),
        (lose_the_sink, "Sjekkpunktet kan ikke skrives"),
        (cut_the_log, "svarer ikke til siste sjekkpunkt"),
        (age_the_schema, "exin migrate"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(
    kontor: Kontor, spoil: Callable[[Kontor], None], told: str
) -> None:
    cases.case(kontor)
    kontor.office.pin()
    kontor.close()
    spoil(kontor)
    assert told in " ".join(faults(kontor).values())


def test_a_package_with_two_owners_is_told(
    kontor: Kontor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = tmp_path / "annet" / "annen_pakke-1.0.dist-info"
    stranger.mkdir(parents=True)
    (stranger / "METADATA").write_text("Metadata-Version: 2.1\nName: annen-pakke\nVersion: 1.0\n")
    (stranger / "top_level.txt").write_text("audit\n")
    monkeypatch.syspath_prepend(str(tmp_path / "annet"))
    assert "audit" in " ".join(faults(kontor).values())


# -- diagram ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["exin_oslo", "exin_oslo_ung", "EXIN-OSLO-UNG"])
def test_a_programme_is_drawn_without_an_installation(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = exin("diagram", name)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("stateDiagram-v2\n")
    assert list(tmp_path.iterdir()) == []
