"""`exin flytt`: a whole installation from files to PostgreSQL, or a refusal that leaves it as it was."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, create_engine, select
from sqlmodel import SQLModel

from exin.casework.oppfolging import arbeid
from exin.casework.visning.visning import show_case
from exin.errors import LogUnavailable
from exin.settings import FILE_NAME, load
from exin.store import flytting as lager
from exin.store import keytables
from exin.work import Office
from tests.helpers import cases
from tests.helpers.flytting import STEPS, TEXT, Ends, as_before, flytt, verified
from tests.helpers.kommando import exin
from tests.helpers.office import Kontor

KEPT = "exin.toml.for-flytting"
EIER, TJENER, SEKVENS = ROLES = ("exin_flytt_eier", "exin_flytt_tjener", "exin_flytt_sekvens")
SHUT_OUT = "exin_flytt_ute"


# -- refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["leder", "revisor", "kari", "ukjent"])
def test_nobody_but_systemansvarlig_moves(kontor: Kontor, ends: Ends, who: str) -> None:
    with as_before(kontor) as events:
        answer = flytt(kontor, ends, som=who)
    assert (answer.code, answer.out) == (2, "")
    assert [each.utfall for each in events] == ["nektet"]
    assert ends.empty


@pytest.mark.parametrize("end", ["data", "nokler"])
@pytest.mark.parametrize("table", ["sak", "nokkel", "alembic_version"])
def test_databases_that_have_something_in_them_are_not_moved_to(
    kontor: Kontor, ends: Ends, end: str, table: str
) -> None:
    with ends.server.connect(getattr(ends, end)) as connection:
        connection.execute(f"create table {table} (a int)".encode())
    with as_before(kontor) as events:
        answer = flytt(kontor, ends)
    assert (answer.code, answer.out) == (2, "")
    assert "Slett de to databasene, lag dem på nytt" in answer.err
    assert [(each.handling, each.utfall, each.koder) for each in events] == [
        ("migrer", "avvist", ("flytt:postgresql", "ny_database_er_ikke_tom"))
    ]
    assert ends.tables(ends.data) | ends.tables(ends.nokler) == {table}


SERVER = "postgresql://exin@localhost"


@pytest.mark.parametrize(
    "data, keys, more, told",
    [
        ("ny/exin.sqlite", f"{SERVER}/n", [], "til-database: Det kan bare flyttes til PostgreSQL"),
        (f"{SERVER}/d", "ny/nokler.sqlite", [], "til-nokkellager: Det kan bare flyttes til PostgreSQL"),
        (
            "postgresql://exin:hemmelig@localhost/d",
            f"{SERVER}/n",
            [],
            "til-database: Adressen til databasen har et",
        ),
        (
            f"{SERVER}/d",
            "postgresql://exin@localhost:port/n",
            [],
            "til-nokkellager: Adressen til databasen kan ikke",
        ),
        (f"{SERVER}/d", f"{SERVER}/n", ["--rolle-sekvensering", "x"], "Oppgi --rolle-eier også"),
    ],
)
def test_what_cannot_be_moved_to_is_told_before_anything_is_done(
    kontor: Kontor, data: str, keys: str, more: list[str], told: str
) -> None:
    where = ("--til-database", data, "--til-nokkellager", keys)
    with as_before(kontor) as events:
        answer = exin("flytt", *where, *more, "--som", "admin", "--dir", kontor.folder)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
    assert "hemmelig" not in answer.said
    assert [(each.handling, each.utfall) for each in events] == [("migrer", "avvist")]


def test_keys_and_data_in_one_database_are_refused_however_it_is_spelt(kontor: Kontor, ends: Ends) -> None:
    same = Ends(server=ends.server, data=ends.data, nokler=f"{ends.data}")
    data, keys = same.options()[1], same.options()[3]
    with as_before(kontor):
        answer = exin(
            *("flytt", "--til-database", data, "--til-nokkellager", keys.replace("postgresql:", "postgres:")),
            *("--som", "admin", "--dir", kontor.folder),
        )
    assert answer.code == 2
    assert "to forskjellige databaser" in answer.err
    assert ends.empty


@pytest.mark.parametrize("databaseslag", ["postgres"])
def test_an_installation_on_a_server_is_not_moved(kontor: Kontor, ends: Ends) -> None:
    with as_before(kontor):
        answer = flytt(kontor, ends)
    assert answer.code == 2
    assert "på en databasetjener allerede" in answer.err
    assert ends.empty


def test_a_server_that_is_gone_is_told_of(kontor: Kontor, ends: Ends) -> None:
    gone = Ends(server=ends.server, data=ends.data, nokler="exin_finnes_ikke")
    with as_before(kontor) as events:
        answer = flytt(kontor, gone)
    assert (answer.code, answer.out) == (2, "")
    assert "til-nokkellager: Databasen svarer ikke" in answer.err
    assert [(each.handling, each.utfall) for each in events] == [("migrer", "avvist")]
    assert ends.tables(ends.data) == set()


def test_an_installation_that_is_not_whole_is_not_moved_nor_signed_for(house: Kontor, ends: Ends) -> None:
    house.tamper("update sak set bydel = 'frogner' where rowid = 1")
    settings, signed = (house.folder / FILE_NAME).read_bytes(), house.office.pins.sink.notes()
    answer = flytt(house, ends)
    assert (answer.code, answer.out) == (1, "")
    assert "exin logg verify --data" in answer.err
    assert house.office.pins.sink.notes() == signed
    assert (house.folder / FILE_NAME).read_bytes() == settings
    assert ends.empty


def test_a_log_that_was_cut_is_not_moved(house: Kontor, ends: Ends) -> None:
    house.tamper("delete from logg_hendelse where blad = (select max(blad) from logg_hendelse)")
    answer = flytt(house, ends)
    assert (answer.code, answer.out) == (1, "")
    assert "svarer ikke til siste sjekkpunkt" in answer.err
    assert ends.empty


def test_whoever_wrote_after_the_permit_goes_first(
    house: Kontor, ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = Office.pin

    def somebody_writes(office: Office) -> int | None:
        monkeypatch.setattr(Office, "pin", pin)
        cases.register(house)
        return pin(office)

    monkeypatch.setattr(Office, "pin", somebody_writes)
    with as_before(house) as events:
        answer = flytt(house, ends)
    assert (answer.code, answer.out) == (2, "")
    assert "Prøv igjen" in answer.err
    assert [each.handling for each in events][-2:] == ["migrer", "henvendelse"]
    assert ends.empty


# -- moved -----------------------------------------------------------------------------------------


def contents(engine: Engine, tables: list[Any]) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, as the engine reads them."""
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in tables
        }
    engine.dispose()
    return found


DATA, KEYS = list(SQLModel.metadata.sorted_tables), list(keytables.metadata.sorted_tables)


def on_server(ends: Ends, name: str) -> Engine:
    return create_engine(ends.server.of(name).replace("postgresql:", "postgresql+psycopg:"))


@pytest.mark.parametrize("batch", [3, 1_000])
def test_every_row_and_key_is_moved_and_the_log_goes_on(
    house: Kontor, ends: Ends, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lager, "_BATCH", batch)
    settings, size = (house.folder / FILE_NAME).read_bytes(), house.log_size
    old = house.installation
    files = [old.path("database"), old.path("nokkellager")]
    signed = house.office.pins.sink.notes()

    answer = flytt(house, ends, "--json")
    assert answer.code == 0, answer.said

    new = load(house.folder / FILE_NAME)
    assert (new.database, new.nokkellager) == ends.options()[1::2]
    assert (
        new.model_copy(update={n: getattr(old.settings, n) for n in ("database", "nokkellager")})
        == old.settings
    )
    assert (house.folder / KEPT).read_bytes() == settings

    with closing(create_engine(f"sqlite:///{files[0]}").connect()) as here:
        before = contents(here.engine, DATA)
    keys = contents(create_engine(f"sqlite:///{files[1]}"), KEYS)
    nothing = {"logg_inntak", "logg_kjede", "logg_avvist", "jobb"}  # no job has run
    assert {name for name, rows in before.items() if not rows} == nothing
    assert contents(on_server(ends, ends.nokler), KEYS) == keys
    assert answer.data == {
        "flyttet": True,
        "rader": sum(map(len, before.values())),
        "nokler": sum(map(len, keys.values())),
        "innforsler": len(before["logg_hendelse"]),
        "gamle_filer": [str(path) for path in files],
        "forrige_oppsett": str(house.folder / KEPT),
    }
    house.reopen()
    after = contents(on_server(ends, ends.data), DATA)
    moved = len(before["logg_hendelse"])
    still = set(before) - {"logg_hendelse", "logg_hode", "logg_sjekkpunkt", "logg_kjede"}
    assert {name: after[name] for name in still} == {name: before[name] for name in still}
    assert house.one("select count(*) from logg_hendelse where blad < ?", moved) == (moved,)
    events = house.log(size)
    assert [(each.handling, each.ansatt, each.jobb, each.koder) for each in events] == [
        ("verifiser_logg", None, "verifisering", ()),
        ("migrer", house.staff_id("admin").hex(), None, ("flytt:postgresql",)),
        ("verifiser_logg", None, "verifisering", ()),
    ]
    assert size + 2 == moved
    notes = house.office.pins.sink.notes()
    assert notes[: len(signed)] == signed
    assert [int(note.split("\n")[1]) for note in notes[len(signed) :]] == [moved, moved + 1]
    assert verified(house)["sjekkpunkter"] == len(notes)


def test_after_the_move_work_goes_on(house: Kontor, ends: Ends) -> None:
    (saksnr,), *_ = house.rows("select saksnr from sak where tilstand = 'vurdering' and skjerming = 'ingen'")
    assert flytt(house, ends).code == 0
    house.reopen()
    assert house.on_server
    size = house.log_size
    with house.work("kari") as w:
        arbeid.write_notat(w, saksnr, TEXT)
    with house.read("kari") as r:
        assert TEXT in [notat.tekst for notat in show_case(r, saksnr).notater]
    assert house.log_size > size
    assert verified(house)["venter"] == 0
    leaves = [row[0] for row in house.rows("select blad from logg_hendelse order by blad")]
    assert leaves == list(range(len(leaves)))
    assert exin("keys", "rotate-kek", "--som", "admin", "--dir", house.folder).code == 0
    cases.go_on(house, saksnr, "forlop", fra="vurdering")
    verified(house)


def test_the_answer_says_where_the_old_files_are_and_what_to_do_with_them(house: Kontor, ends: Ends) -> None:
    files = [house.installation.path(name) for name in ("database", "nokkellager")]
    answer = flytt(house, ends)
    assert (answer.code, answer.err) == (0, "")
    assert all(str(path) in answer.out and path.is_file() for path in files)
    assert "slett dem sikkert" in answer.out


def test_whoever_had_the_old_database_open_is_told_that_nothing_was_done(house: Kontor, ends: Ends) -> None:
    with house.read("leder"):
        pass
    assert flytt(house, ends).code == 0
    before = house.one("select count(*) from logg_hendelse")
    with pytest.raises(LogUnavailable):
        cases.register(house)
    with pytest.raises(LogUnavailable), house.read("leder") as r:
        show_case(r, "R-1")
    assert house.one("select count(*) from logg_hendelse") == before
    verified(house)


def test_nobody_writes_while_it_is_copied(house: Kontor, ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def trying(step: Callable[..., Any]) -> Callable[..., Any]:
        def first(*args: Any, **named: Any) -> Any:  # noqa: ANN401 - as it is called
            with closing(sqlite3.connect(house.database, timeout=0)) as other:
                with pytest.raises(sqlite3.OperationalError, match="locked"):
                    other.execute("begin immediate")
                tried.append(step)
            return step(*args, **named)

        return first

    for where, name in STEPS[:-1]:
        monkeypatch.setattr(where, name, trying(getattr(where, name)))
    assert flytt(house, ends).code == 0
    assert len(tried) >= len(STEPS) - 1


@pytest.fixture
def roles(ends: Ends) -> Ends:
    """Databases that belong to the owner's role."""
    with ends.server.connect() as connection:
        for role in (*ROLES, SHUT_OUT):
            if connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone() is None:
                kind = sql.SQL("nologin" if role == SHUT_OUT else "login")
                connection.execute(sql.SQL("create role {} {}").format(sql.Identifier(role), kind))
    for name in (ends.data, ends.nokler):
        with ends.server.connect(name) as connection:
            connection.execute(sql.SQL("alter schema public owner to {}").format(sql.Identifier(EIER)))
    return ends


def test_with_an_owner_those_who_serve_get_their_rights_and_no_more(house: Kontor, roles: Ends) -> None:
    where = roles.options(user=TJENER)
    own = ("--rolle-eier", EIER, "--rolle-sekvensering", SEKVENS)
    answer = exin("flytt", *where, *own, "--som", "admin", "--dir", house.folder)
    assert answer.code == 0, answer.said
    new = load(house.folder / FILE_NAME)
    assert (new.database, new.rolle_eier, new.rolle_sekvensering) == (where[1], EIER, SEKVENS)
    with roles.server.connect(roles.data) as connection:
        owners = connection.execute("select distinct tableowner from pg_tables where schemaname = 'public'")
        assert owners.fetchall() == [(EIER,)]
    for address, table in ((where[1], "logg_hendelse"), (where[3], "nokkel")):
        with psycopg.connect(address) as serving:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                serving.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))
            serving.rollback()
    assert exin("ansatt", "sperr", "kari", "--som", "admin", "--dir", house.folder).code == 0
    assert verified(house)["venter"] == 0


def test_a_role_that_may_not_make_tables_is_told_of(house: Kontor, roles: Ends) -> None:
    where = roles.options(user=TJENER)
    with as_before(house):
        answer = exin("flytt", *where, "--som", "admin", "--dir", house.folder)
    assert answer.code == 1
    assert "hva rollene har lov til" in answer.err
    assert roles.empty


def test_who_shall_number_the_log_is_tried_before_anything_is_copied(house: Kontor, roles: Ends) -> None:
    where = roles.options(user=TJENER)
    own = ("--rolle-eier", EIER, "--rolle-sekvensering", SHUT_OUT)
    with as_before(house):
        answer = exin("flytt", *where, *own, "--som", "admin", "--dir", house.folder)
    assert answer.code == 2
    assert "til-database: Databasen svarer ikke, eller slipper ikke inn alle rollene" in answer.err
    assert roles.empty
