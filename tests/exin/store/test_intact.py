"""A row is compared as the database keeps it: no value that the engine does not write passes for one that it does."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.dialects import sqlite

from exin.errors import Tampered
from exin.ids import Id, new_id
from exin.sealing.digest import DigestKey, Layout
from exin.store.intact import RECORDED, seal_of
from exin.store.prepared import Form, Prepared
from exin.store.rows import change, fetch, selecting, table_of
from exin.store.tables import Frist
from exin.store.tables import Program as Programme
from policies import Action
from tests.helpers import cases
from tests.helpers.office import Kontor

KEY = DigestKey(b"n" * 32)
FRIST = table_of(Frist)
DAY, MOMENT = date(2026, 1, 2), datetime(2026, 1, 2, 12, 0, 0, 5, tzinfo=UTC)
ROW: dict[str, Any] = dict.fromkeys(FRIST.c.keys()) | {
    "id": Id(bytes(range(16))),
    "sak_id": new_id(),
    "slag": "svar",
    "etter_steg": 1,
    "fra": DAY,
    "registrert": MOMENT,
    "versjon": 1,
}
AS_STORED = ROW | {"fra": "2026-01-02", "registrert": "2026-01-02T12:00:00.000005Z"}


@pytest.fixture(scope="module")
def form() -> Form:
    return Prepared(selecting(Frist)).form(sqlite.dialect(), {})


def recorded(row: dict[str, Any]) -> bytes:
    """The digest that the log has, of the row as it was written."""
    return Layout("frist", tuple(row)).digest(KEY, row["id"], 1, list(row.values()))


def check(form: Form, stored: dict[str, Any]) -> int:
    raw = [stored.get(name, recorded(ROW)) for name in form.record.columns]
    return seal_of("frist", form).check(raw, KEY, {})


@pytest.mark.parametrize(
    "column, value",
    [
        ("etter_steg", 1.0),
        ("etter_steg", 1.5),
        ("etter_steg", "1"),
        ("slag", b"svar"),
        ("slag", None),
        ("id", ROW["id"].hex()),
        ("sak_id", "x" * 16),
        ("fra", "20260102"),
        ("fra", "2026-01-02 "),
        ("fra", b"2026-01-02"),
        ("registrert", "2026-01-02T12:00:00.000005"),
        ("registrert", "2026-01-02T12:00:00.000005+00:00"),
        ("registrert", ""),
        ("registrert", 7),
        ("versjon", None),
    ],
)
def test_what_the_engine_does_not_write_is_refused(form: Form, column: str, value: object) -> None:
    with pytest.raises(Tampered):
        check(form, AS_STORED | {column: value})


def test_what_it_wrote_is_what_it_reads(form: Form) -> None:
    assert check(form, AS_STORED) == 1


def test_a_row_of_the_same_block_is_compared_with_what_the_block_wrote(form: Form) -> None:
    raw = [AS_STORED.get(name) for name in form.record.columns]
    assert raw[form.at(RECORDED)] is None
    seal = seal_of("frist", form)
    assert seal.check(raw, KEY, {ROW["id"]: recorded(ROW)}) == 1
    with pytest.raises(Tampered):
        seal.check(raw, KEY, {Id(bytes(16)): recorded(ROW)})


@pytest.mark.sqlite
def test_a_flag_of_three_is_no_flag(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    kontor.tamper("update sak set overlevert = 3 where overlevert")
    with pytest.raises(Tampered), kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)


def test_only_what_is_another_than_before_is_written(kontor: Kontor) -> None:
    texts: list[str] = []
    with kontor.work("admin") as w:
        grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte")
        w.begin()
        stored = fetch(w.tx, Programme, selecting(Programme), {})[0]
        w.tx.link.on_statement = texts.append
        change(w.tx, grant.number, stored, plasser=stored.row.plasser + 1, kode=stored.row.kode)
        w.tx.link.on_statement = None
    (update,) = [text for text in texts if text.startswith("UPDATE")]
    assert "plasser=" in update
    assert "kode=" not in update
    assert kontor.one("select count(*) from program where plasser = ?", stored.row.plasser + 1)[0] >= 1
