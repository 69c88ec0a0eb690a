"""Row digests tell any change of a row; look-up hashes tell nothing but equality."""

import hmac
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exin.sealing.digest import DigestKey, Layout, Value
from exin.sealing.framing import framed
from exin.sealing.lookup import lookup_hash
from exin.sealing.sealed import Sealed

KEY = b"n" * 32
ROW = b"r" * 16
NOON = datetime(2026, 1, 2, 12, 0, 0, 5, tzinfo=UTC)

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.binary(),
    st.dates(),
    st.datetimes(timezones=st.none() | st.just(UTC)),
)
rows = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), values, min_size=1, max_size=3)


class Kode(StrEnum):
    OSLO = "oslo"


def digest(
    row: dict[str, Value], *, key: bytes = KEY, table: str = "notat", row_id: bytes = ROW, version: int = 1
) -> bytes:
    return Layout(table, tuple(row)).digest(DigestKey(key), row_id, version, list(row.values()))


def test_value_without_one_canonical_form_is_refused() -> None:
    bad: list[Any] = [1.0, [], object(), {"a": 1}]
    for value in bad:
        with pytest.raises(TypeError, match="value_without_canonical_form"):
            digest({"a": value})


def test_column_named_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="column_named_twice"):
        Layout("notat", ("a", "a"))


def test_values_that_look_alike_have_different_digests() -> None:
    midnight = datetime(2026, 1, 2, tzinfo=UTC)
    alike: list[Value] = [None, "", b"", 0, False, "0", b"0", 1, True, "1", "True", "None", "N", -1, "-1"]
    alike += [midnight.date(), "2026-01-02", midnight, midnight.replace(tzinfo=None), "B1", b"B1", "I1"]
    assert len({digest({"a": value}) for value in alike}) == len(alike)


def test_what_a_database_may_change_makes_no_difference() -> None:
    oslo = timezone(timedelta(hours=1))
    assert digest({"a": NOON}) == digest({"a": NOON.astimezone(oslo)})
    assert digest({"a": Sealed(b"x")}) == digest({"a": b"x"})
    assert digest({"a": Kode.OSLO}) == digest({"a": "oslo"})
    assert digest({"a": 1, "b": None}) == digest({"b": None, "a": 1})


def test_table_row_version_key_and_set_of_columns_are_bound() -> None:
    row: dict[str, Value] = {"a": "x", "b": b"y"}
    others = [
        digest(row, table="kontakt"),
        digest(row, row_id=b"q" * 16),
        digest(row, version=2),
        digest(row, key=b"m" * 32),
        digest({"a": "x"}),
        digest({**row, "c": None}),
        digest({"b": b"y", "c": "x"}),
        digest({"ab": "x", "": b"y"}),
    ]
    assert len({digest(row), *others}) == 1 + len(others)


def look_alikes(value: Value) -> list[Value]:
    text = "" if value is None else str(value)
    return [None, "", b"", text, text.encode("utf-8", "surrogatepass"), bool(value), len(text), value]


@given(rows, st.data())
def test_rows_that_look_alike_have_one_digest_only_when_they_are_equal(
    row: dict[str, Value], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(row)))
    other = {**row, name: data.draw(st.sampled_from(look_alikes(row[name])))}
    equal = type(other[name]) is type(row[name]) and other[name] == row[name]
    assert (digest(row) == digest(other)) == equal
    renamed = {name + "b" if key == name else key: value for key, value in row.items()}
    assert digest(renamed) != digest(row)


def test_published_digest_is_an_hmac_over_framed_parts() -> None:
    row: dict[str, Value] = {
        "tid": NOON,
        "dag": date(2026, 1, 2),
        "tekst": b"\x01\x02",
        "antall": 7,
        "sann": True,
        "k": "å",
        "n": None,
    }
    parts = framed(
        b"exin/radsum/1", b"notat", ROW, (3).to_bytes(8, "big"),
        b"antall", b"I7", b"dag", b"D2026-01-02", b"k", "Så".encode(), b"n", b"N", b"sann", b"B1",
        b"tekst", b"Y\x01\x02", b"tid", b"T2026-01-02T12:00:00.000005+00:00",
    )  # fmt: skip
    assert digest(row, version=3) == hmac.digest(KEY, parts, "sha256")
    assert digest(row, version=3).hex() == "a040cda2435fd6ed826469376d1ebdaaaa3337661a70c0f21fcd4a3a59c348e3"


def test_framing_never_joins_two_lists_of_parts_to_the_same_bytes() -> None:
    assert framed(b"a", b"bc").hex() == "0000000161000000026263"
    assert len({framed(b"ab", b"c"), framed(b"a", b"bc"), framed(b"abc"), framed(b"abc", b""), framed()}) == 5


def test_lookup_is_a_full_keyed_hash_apart_for_each_kind() -> None:
    found = lookup_hash(KEY, "fodselsnummer", "01880081183")
    assert found == hmac.digest(KEY, framed(b"exin/oppslag/1", b"fodselsnummer", b"01880081183"), "sha256")
    assert found.hex() == "aa6fc93cacf03ffbabc3f7b526a89f4e9e50828189e919b05cf0473d3be42c1c"
    others = [
        lookup_hash(b"m" * 32, "fodselsnummer", "01880081183"),
        lookup_hash(KEY, "telefon", "01880081183"),
        lookup_hash(KEY, "fodselsnummer", "01880081184"),
        lookup_hash(KEY, "fodselsnummer0", "1880081183"),
    ]
    assert len({found, *others}) == 5
    assert len(found) == 32
