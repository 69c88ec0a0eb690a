"""On a server the owner, those who serve and the one who numbers the log are three, and none changes an event."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from exin.app import initialise, migrate_installation, open_installation
from exin.casework.hus.ansatte import AnsattValg, add_staff
from exin.casework.hus.rydding import tidy_drafts, tidy_sessions
from exin.casework.oppfolging.utkast import discard, save
from exin.errors import Misconfigured
from exin.sealing.sealed import Owner, OwnerKind
from exin.settings import Settings
from exin.store.roller import grants
from exin.store.rows import table_of
from exin.store.tables import Sak
from policies import Role
from tests.helpers import cases
from tests.helpers.office import OS_USER, Kontor, SettableClock, caller
from tests.helpers.okter import log_in
from tests.helpers.postgres import Server

ROLES = ("exin_prove_eier", "exin_prove_tjener", "exin_prove_sekvens")
EIER, TJENER, SEKVENS = ROLES
STAFF = {
    "kari": AnsattValg(rolle=Role.SAKSBEHANDLER),
    "leder": AnsattValg(rolle=Role.TEAMLEDER),
    "mottak": AnsattValg(rolle=Role.SAKSBEHANDLER, mottak=True),
}


@pytest.fixture(scope="module")
def databases(postgres: Server) -> Iterator[tuple[str, str]]:
    """The names of two empty databases that belong to the owner's role."""
    made = postgres.make(), postgres.make()
    with postgres.connect() as connection:
        for role in ROLES:
            if connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone() is None:
                connection.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
        for name in made:
            connection.execute(
                sql.SQL("alter database {} owner to {}").format(sql.Identifier(name), sql.Identifier(EIER))
            )
    for name in made:
        with postgres.connect(name) as connection:
            connection.execute(sql.SQL("alter schema public owner to {}").format(sql.Identifier(EIER)))
    yield made
    postgres.drop(*made)


@pytest.fixture(scope="module")
def settings(postgres: Server, databases: tuple[str, str]) -> Settings:
    """Three roles, one for each kind of work."""
    data, keys = databases
    return Settings(
        database=postgres.of(data, user=TJENER),
        nokkellager=postgres.of(keys, user=TJENER),
        rolle_eier=EIER,
        rolle_sekvensering=SEKVENS,
    )


@pytest.fixture(scope="module")
def house(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kontor]:
    """An office on a server with three roles, and a case in it."""
    folder, clock = tmp_path_factory.mktemp("roller") / "var", SettableClock()
    made = initialise(folder, bruker="admin", os_bruker=OS_USER, clock=clock, settings=settings)
    opened = Kontor(folder=folder, clock=clock, installation=made)
    for name, valg in STAFF.items():
        with opened.work("admin") as w:
            add_staff(w, name, valg)
    cases.case(opened)
    yield opened
    opened.close()


def refused(address: str, statement: str) -> bool:
    with psycopg.connect(address) as connection:
        try:
            connection.execute(statement.encode())
        except psycopg.errors.InsufficientPrivilege:
            return True
        finally:
            connection.rollback()
    return False


@pytest.mark.parametrize("role", [TJENER, SEKVENS])
@pytest.mark.parametrize(
    "statement",
    [
        "update logg_hendelse set kropp = kropp",
        "delete from logg_hendelse",
        "truncate logg_hendelse",
        "update logg_inntak set kropp = kropp",
        "update logg_avvist set kropp = kropp",
        "delete from logg_avvist",
        "update logg_sjekkpunkt set notat = notat",
        "delete from logg_sjekkpunkt",
        "delete from logg_kjede",
        "delete from logg_rad",
        "delete from sak",
        "drop table sak",
        "create table min (a int)",
        "alter table logg_hendelse disable trigger all",
    ],
)
def test_nobody_who_works_changes_or_removes_what_is_logged(
    house: Kontor, postgres: Server, databases: tuple[str, str], role: str, statement: str
) -> None:
    assert house.log_size > 0
    assert refused(postgres.of(databases[0], user=role), statement)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from logg_inntak",
        "update logg_hode set front = front",
        "insert into logg_hendelse (blad, kropp, bladhash) values (99, '', '')",
        "insert into logg_kjede values ('', 1, '')",
        "insert into logg_sjekkpunkt values (99, '')",
    ],
)
def test_who_serves_gives_no_leaf_numbers(
    house: Kontor, postgres: Server, databases: tuple[str, str], statement: str
) -> None:
    assert house.log_size > 0
    assert refused(postgres.of(databases[0], user=TJENER), statement)


@pytest.mark.parametrize("table", ["sak", "person", "notat", "ansatt", "logg_rad"])
def test_who_numbers_the_log_reads_nothing_else(
    house: Kontor, postgres: Server, databases: tuple[str, str], table: str
) -> None:
    assert house.log_size > 0
    assert refused(postgres.of(databases[0], user=SEKVENS), f"select * from {table}")  # noqa: S608 - a name of the test's


def test_no_key_is_removed_by_who_serves(house: Kontor, postgres: Server, databases: tuple[str, str]) -> None:
    assert house.log_size > 0
    for statement in ("delete from nokkel", "delete from hemmelighet", "drop table nokkel"):
        assert refused(postgres.of(databases[1], user=TJENER), statement)


def test_who_serves_removes_what_is_kept_for_a_while_with_its_key(
    house: Kontor, postgres: Server, databases: tuple[str, str]
) -> None:
    with house.work("kari") as w:
        save(w, "notat", None, {"tekst": "Noe."})
    with postgres.connect(databases[0]) as connection:
        ((utkast_id,),) = connection.execute("select id from utkast").fetchall()
        with house.work("kari") as w:
            discard(w, "notat")
        assert connection.execute("select id from utkast").fetchall() == []
    assert house.office.means.keyring.count([Owner(OwnerKind.UTKAST, utkast_id)]) == 0
    tidy_drafts(house.office)
    log_in(house)
    house.clock.forward(days=2)
    tidy_sessions(house.office)
    house.clock.forward(days=31)
    assert tidy_sessions(house.office) == 1


def test_with_three_roles_the_house_works_to_the_end(
    house: Kontor, postgres: Server, databases: tuple[str, str]
) -> None:
    saksnr = cases.case(house, "avslutning")
    house.office.pin()
    with postgres.connect(databases[0]) as connection:
        found = connection.execute("select tilstand from sak where saksnr = %s", [saksnr]).fetchall()
        assert found == [("avslutning",)]
        assert connection.execute("select * from logg_inntak").fetchall() == []
    house.reopen()
    assert house.verify().ok
    assert migrate_installation(house.folder, caller("admin"), clock=house.clock) is None


def test_databases_that_have_something_in_them_are_not_taken_over(
    house: Kontor, settings: Settings, tmp_path: Path
) -> None:
    before = house.log_size
    with pytest.raises(Misconfigured) as error:
        initialise(tmp_path / "ny", bruker="admin", os_bruker=OS_USER, settings=settings)
    assert error.value.kode == "databasen_er_ikke_tom"
    assert house.log_size == before


def test_who_serves_does_not_migrate_and_is_told_who_does(
    house: Kontor, postgres: Server, databases: tuple[str, str], tmp_path: Path
) -> None:
    folder = shutil.copytree(house.folder, tmp_path / "var")
    text = (folder / "exin.toml").read_text("utf-8")
    (folder / "exin.toml").write_text(text.replace(f'rolle_eier = "{EIER}"', 'rolle_eier = ""'), "utf-8")
    with postgres.connect(databases[0]) as connection:
        ((newest,),) = connection.execute("select version_num from alembic_version").fetchall()
        connection.execute("update alembic_version set version_num = '0011'")
        try:
            with pytest.raises(Misconfigured) as error:
                migrate_installation(folder, caller("admin"), clock=house.clock)
            assert error.value.kode == "rollen_mangler_rett"
            assert connection.execute("select version_num from alembic_version").fetchall() == [("0011",)]
        finally:
            connection.execute("update alembic_version set version_num = %s", [newest])


def test_an_address_with_a_password_in_it_is_refused(tmp_path: Path) -> None:
    settings = Settings(database="postgresql://a:hemmelig@localhost/x")
    with pytest.raises(Misconfigured) as error:
        initialise(tmp_path / "ny", bruker="admin", os_bruker=OS_USER, settings=settings)
    assert error.value.kode == "databaseadresse_med_passord"
    assert "hemmelig" not in str(error.value)


def test_a_server_that_is_gone_is_told_of_and_nothing_is_shown(
    house: Kontor, databases: tuple[str, str], tmp_path: Path
) -> None:
    folder = shutil.copytree(house.folder, tmp_path / "var")
    text = (folder / "exin.toml").read_text("utf-8")
    (folder / "exin.toml").write_text(text.replace(databases[0], "exin_finnes_ikke"), "utf-8")
    with pytest.raises(Misconfigured) as error:
        open_installation(folder)
    assert error.value.kode == "databasen_svarer_ikke"


def test_a_role_of_any_name_is_quoted() -> None:
    made = grants([table_of(Sak)], tjener='a"; drop table sak; --', sekvensering="b")
    assert made[1] == 'GRANT SELECT, INSERT, UPDATE ON sak TO "a""; drop table sak; --"'
