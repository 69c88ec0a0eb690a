"""What is posted is written before anything is read or committed, and what cannot be written stops the commit."""

from typing import Any

import pytest
from sqlalchemy import bindparam, func, insert, select, update

from exin.errors import Conflict, LogUnavailable
from exin.ids import new_id
from exin.store.engine import Link
from exin.store.prepared import Prepared
from exin.store.rows import table_of
from exin.store.tables import LoggSjekkpunkt, Team
from tests.helpers.office import Kontor

TEAM = table_of(Team)
ADD = Prepared(insert(TEAM))
RENAME = Prepared(update(TEAM).where(TEAM.c.kode == bindparam("b_kode")).values(navn=bindparam("b_navn")))
COUNT = Prepared(select(func.count()).select_from(TEAM))


@pytest.fixture
def link(kontor: Kontor) -> Link:
    return kontor.office.means.database.link()


def team(kode: str) -> dict[str, Any]:
    return {"id": new_id(), "kode": kode, "navn": "Et nytt lag"}


def count(kontor: Kontor) -> int:
    return int(kontor.one("select count(*) from team")[0])


def test_a_row_that_is_there_already_stops_the_commit_and_what_was_posted_with_it(
    kontor: Kontor, link: Link
) -> None:
    before = count(kontor)
    with pytest.raises(Conflict) as error, kontor.office.means.database.transaction() as tx:
        tx.post(ADD, team("forst"))
        tx.post(ADD, team("exin"))
    assert error.value.kode == "finnes_allerede"
    assert count(kontor) == before
    assert link.execute(COUNT).scalar() == before  # the connection goes on


def test_a_row_that_is_not_as_it_was_read_stops_the_commit(kontor: Kontor) -> None:
    before = count(kontor)
    with pytest.raises(Conflict) as error, kontor.office.means.database.transaction() as tx:
        tx.post(ADD, team("forst"))
        tx.post(RENAME, {"b_kode": "fins_ikke", "b_navn": "Nytt navn"}, one=True)
    assert error.value.kode == Conflict().kode
    assert count(kontor) == before


def test_the_same_holds_where_all_goes_in_one_trip_with_the_commit(kontor: Kontor) -> None:
    before = count(kontor)

    def write(tx: Link) -> None:
        tx.post(ADD, team("forst"))
        tx.post(RENAME, {"b_kode": "fins_ikke", "b_navn": "Nytt navn"}, one=True)

    with pytest.raises(Conflict):
        kontor.office.means.database.record(write)
    assert count(kontor) == before


def test_what_was_posted_and_dropped_is_not_written_later(kontor: Kontor, link: Link) -> None:
    before = count(kontor)
    link.begin()
    link.post(ADD, team("forst"))
    link.rollback()
    with kontor.office.means.database.transaction() as tx:
        tx.post(ADD, team("neste"))
    assert count(kontor) == before + 1
    assert kontor.rows("select kode from team where kode = 'forst'") == []


def test_what_was_posted_is_seen_by_whatever_reads_next(kontor: Kontor) -> None:
    before = count(kontor)
    with kontor.office.means.database.transaction() as tx:
        tx.post(ADD, team("en"))
        assert tx.execute(COUNT).scalar() == before + 1
        tx.post(ADD, team("to"))
        assert tx.execute(COUNT.statement).scalar() == before + 2
        tx.post(ADD, [team("tre"), team("fire")])
        assert [found.scalar() for found in tx.ask_all((COUNT, {}))] == [before + 4]
        tx.post(RENAME, {"b_kode": "en", "b_navn": "Lag en"}, one=True)
    assert kontor.one("select navn from team where kode = 'en'") == ("Lag en",)


def test_nobody_is_first_in_the_log(kontor: Kontor) -> None:
    kontor.office.pin()
    (size,) = kontor.one("select max(storrelse) from logg_sjekkpunkt")
    with pytest.raises(LogUnavailable), kontor.office.means.database.transaction() as tx:
        tx.post(Prepared(insert(table_of(LoggSjekkpunkt))), {"storrelse": size, "notat": ""})
