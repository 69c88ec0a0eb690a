"""The command line where databases are a server's: what does not answer is named, and nothing is left half made."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from exin.errors import Misconfigured
from exin.settings import FILE_NAME, load
from exin.store import migrate
from tests.helpers import cases
from tests.helpers.flytting import Ends
from tests.helpers.kommando import exin
from tests.helpers.office import Kontor

ON_SERVER = pytest.mark.parametrize("databaseslag", ["postgres"])
GONE = "exin_finnes_ikke"


def setup(ends: Ends, folder: Path, **changed: str) -> Path:
    """The file that says where a new installation is to lie."""
    told = {"database": ends.server.of(ends.data), "nokkellager": ends.server.of(ends.nokler)} | changed
    path = folder / "nytt.toml"
    path.write_text("".join(f'{name} = "{each}"\n' for name, each in told.items()), "utf-8")
    return path


@pytest.mark.parametrize(
    "changed, told",
    [
        (lambda ends: {"database": ends.server.of(GONE)}, "Databasen svarer ikke"),
        (lambda ends: {"nokkellager": ends.server.of(GONE)}, "Nøkkellageret svarer ikke"),
        (lambda ends: {"nokkellager": ends.server.of(ends.nokler, user=GONE)}, "Nøkkellageret svarer ikke"),
        (lambda _: {"rolle_eier": GONE}, "Databasen svarer ikke"),
        (lambda _: {"rolle_sekvensering": GONE}, "Databasen svarer ikke"),
    ],
)
def test_init_makes_nothing_where_a_role_does_not_come_in(
    ends: Ends, tmp_path: Path, changed: Callable[[Ends], dict[str, str]], told: str
) -> None:
    folder, oppsett = tmp_path / "var", setup(ends, tmp_path, **changed(ends))
    answer = exin("init", "--oppsett", oppsett, "--dir", folder)
    assert (answer.code, answer.out) == (1, "")
    assert told in answer.err
    assert GONE not in answer.err
    assert not folder.exists()
    assert ends.empty
    right = exin("init", "--oppsett", setup(ends, tmp_path), "--dir", folder)
    assert right.code == 0, right.said


@pytest.mark.parametrize("end", ["data", "nokler"])
def test_init_makes_nothing_beside_what_is_there(ends: Ends, tmp_path: Path, end: str) -> None:
    with ends.server.connect(getattr(ends, end)) as connection:
        connection.execute("create table nokkel (a int)")
    answer = exin("init", "--oppsett", setup(ends, tmp_path), "--dir", tmp_path / "var")
    assert (answer.code, answer.out) == (1, "")
    assert "Det ligger noe i databasen" in answer.err
    assert not (tmp_path / "var").exists()


def test_init_tells_addresses_as_they_were_given(ends: Ends, tmp_path: Path) -> None:
    oppsett = setup(ends, tmp_path)
    answer = exin("init", "--oppsett", oppsett, "--json", "--dir", tmp_path / "var")
    given = load(oppsett)
    filer = answer.data["filer"]
    assert (filer["database"], filer["nokkellager"]) == (given.database, given.nokkellager)
    assert Path(filer["exin.toml"]).is_file()
    assert Path(filer["kek"]).is_file()


def point(kontor: Kontor, name: str, where: str) -> None:
    """Let the settings name another database."""
    kontor.close()
    path = kontor.folder / FILE_NAME
    before = str(getattr(load(path), name))
    path.write_text(path.read_text("utf-8").replace(before, where), "utf-8")


@ON_SERVER
@pytest.mark.parametrize(
    "name, told", [("database", "Databasen svarer ikke"), ("nokkellager", "Nøkkellageret svarer ikke")]
)
def test_what_does_not_answer_is_named_and_its_address_is_not(
    kontor: Kontor, ends: Ends, name: str, told: str
) -> None:
    point(kontor, name, ends.server.of(GONE))
    answer = exin("sak", "liste", "--som", "kari", "--dir", kontor.folder)
    assert (answer.code, answer.out) == (1, "")
    assert told in answer.err
    assert "PGPASSFILE" in answer.err
    assert GONE not in answer.err
    assert "://" not in answer.err


@ON_SERVER
def test_where_neither_answers_the_database_is_named(kontor: Kontor, ends: Ends) -> None:
    for name in ("database", "nokkellager"):
        point(kontor, name, ends.server.of(GONE))
    assert "Databasen svarer ikke" in exin("sak", "liste", "--som", "kari", "--dir", kontor.folder).err


@ON_SERVER
def test_a_server_that_goes_after_it_answered_is_told_of_alike(kontor: Kontor) -> None:
    database = kontor.office.means.database
    database.link()
    with psycopg.connect(kontor.installation.settings.database, autocommit=True) as other:
        other.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
    with pytest.raises(Misconfigured) as error:
        migrate.require_current(database)
    assert error.value.kode == "databasen_svarer_ikke"


@ON_SERVER
@pytest.mark.parametrize(
    "name, told", [("database", "Databasen er tom"), ("nokkellager", "Nøkkellageret er tomt")]
)
def test_an_empty_database_is_not_taken_for_an_empty_folder(
    kontor: Kontor, ends: Ends, name: str, told: str
) -> None:
    point(kontor, name, ends.server.of(ends.data))
    answer = exin("sak", "liste", "--som", "kari", "--dir", kontor.folder)
    assert (answer.code, answer.out) == (1, "")
    assert told in answer.err
    assert "exin init" not in answer.err
    assert ends.empty


@ON_SERVER
def test_doctor_counts_those_without_a_key(kontor: Kontor) -> None:
    for _ in range(2):
        cases.case(kontor)
    line = "Alle personer og saker har nøkkel"
    assert f"OK    {line}" in exin("doctor", "--dir", kontor.folder).out
    with psycopg.connect(kontor.installation.settings.nokkellager) as keys:
        found = keys.execute("delete from nokkel where eierslag = 'sak' returning id").fetchall()
    assert len(found) == 2
    answer = exin("doctor", "--dir", kontor.folder)
    assert answer.code == 1
    assert f"FEIL  {line}: 2 mangler nøkkel" in answer.out
