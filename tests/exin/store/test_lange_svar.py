"""What verification reads is read in parts, wherever it lies: a log of millions fits in no memory."""

from collections.abc import Generator

from exin.store import verifisering
from tests.helpers.office import Kontor


def test_a_long_answer_stays_with_a_server_until_it_is_asked_for_and_goes_when_nobody_asks_on(
    kontor: Kontor,
) -> None:
    held = "select count(*) from pg_cursors" if kontor.on_server else "select 1"
    with kontor.office.means.database.snapshot() as past:
        rows = verifisering.log_rows(past)
        first = next(rows)
        assert past.connection.exec_driver_sql(held).scalar_one() == 1
        assert isinstance(rows, Generator)
        rows.close()
        if kontor.on_server:
            assert past.connection.exec_driver_sql(held).scalar_one() == 0
        assert next(verifisering.log_rows(past)) == first
