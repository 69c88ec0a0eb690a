"""The key store is a database of its own, private, durable, and never made by mistake."""

import ast
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

import exin.sealing
from exin.errors import Misconfigured
from exin.sealing.codes import TEXTS
from exin.sealing.sealed import Owner, OwnerKind
from exin.store import keystore
from exin.store.keyengine import key_engine
from exin.store.keystore import SqlKeyStore
from tests.exin.sealing.house import House, new_owner


def test_opening_never_makes_a_key_store(tmp_path: Path) -> None:
    path = tmp_path / "nokler.db"
    with pytest.raises(Misconfigured) as caught:
        SqlKeyStore.open(path)
    assert caught.value.kode == "nokkellager_mangler"
    assert not path.exists()
    path.touch()
    with pytest.raises(Misconfigured):
        SqlKeyStore.open(path)


def test_its_files_are_private(house: House) -> None:
    house.owner()
    files = list(house.folder.glob("nokler.db*"))
    assert len(files) == 3  # the database, its log and its index
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_making_it_again_keeps_what_it_has(house: House) -> None:
    owner = house.owner()
    again = SqlKeyStore.make(house.folder / "nokler.db")
    assert again.key_of(owner) is not None
    again.close()


def test_every_connection_is_durable_and_waits_for_others(house: House) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 10_000, "foreign_keys": 1}
    with key_engine(house.folder / "nokler.db").connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    assert found == wanted


def test_failed_write_leaves_nothing_behind(house: House) -> None:
    owner = house.owner()
    row = house.store.key_of(owner)
    assert row is not None
    with pytest.raises(ZeroDivisionError):
        house.store.rewrap("00" * 8, key=lambda _: 1 // 0, secret=lambda old: old)  # type: ignore[arg-type,return-value]
    assert house.store.key_of(owner) == row
    house.owner()  # the lock is free again


def test_key_of_an_owner_of_the_same_id_and_another_kind_is_not_found(house: House) -> None:
    sak = house.owner()
    person = Owner(OwnerKind.PERSON, sak.id)
    assert house.store.key_of(person) is None
    assert list(house.store.keys_of([person])) == []
    house.ring.create([person])
    assert [row.owner for row in house.store.keys_of([person])] == [person]


def test_kek_of_a_secret_alone_is_a_kek_in_use(house: House) -> None:
    house.ring.create_secrets()
    assert house.store.kek_ids() == {house.provider.kek_id}


def test_what_is_not_there_is_none(house: House) -> None:
    assert house.store.key_of(new_owner()) is None
    assert house.store.key_by_id(b"12345678") is None
    assert house.store.secret("oppslag") is None
    assert house.store.kek_ids() == frozenset()
    assert list(house.store.keys_of([])) == []
    assert not house.store.lend(b"12345678", count=1, limit=10)


def test_statements_are_those_of_any_database(house: House) -> None:
    seen: list[str] = []

    def note(_connection: object, statement: sa.ClauseElement, *_rest: object) -> None:
        seen.append(str(statement.compile(dialect=postgresql.dialect())))  # type: ignore[no-untyped-call]

    sa.event.listen(house.store._engine, "before_execute", note)  # noqa: SLF001 - to see what it sends
    house.ring.create_secrets()
    owner = house.owner()
    house.store.keys_of([owner])
    house.store.lend(house.ring.key_for(owner).id, count=1, limit=2000)
    house.store.rewrap("00" * 8, key=lambda row: row, secret=lambda row: row)
    assert sum(text.endswith("FOR UPDATE") for text in seen) == 2
    assert sum("laant=(nokkel.laant + " in text for text in seen) == 1
    assert len(seen) == 9


def test_every_code_that_is_raised_has_a_text_and_every_text_is_used() -> None:
    files = [*Path(exin.sealing.__path__[0]).glob("*.py"), Path(keystore.__file__)]
    words = {
        node.value
        for file in files
        if file.name != "codes.py"
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    prefixes = ("celle_", "nokkel_", "hemmelighet_", "kek_", "nokkellager_", "ugyldige_")
    columns = {"kek_id"}
    assert {word for word in words if word.startswith(prefixes)} - columns == set(TEXTS)
    assert all(text.endswith(".") for text in TEXTS.values())
