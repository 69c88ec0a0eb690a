"""An event has one form in bytes, and no form at all if there is content in it."""

import json
import string
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.encode import MAX_BODY, decode, encode, time_of
from audit.errors import Malformed
from audit.events import Event, Outcome, RowWrite
from tests.audit.builders import EVENT

BODY = encode(EVENT)


def changed(**changes: Any) -> Event:  # noqa: ANN401 - wrong types are the point
    return replace(EVENT, **changes)


# --- refused ---

FREE_TEXT = [
    "Kari Nordmann",
    "kari nordmann",
    "åse",
    "trussel!",
    "01010112345",
    "fnr:01010112345",
    "tlf-22334455",
    'x"},{"y',
    "linje\nto",
    "snr\\u0041",
    "\ud800",
    "",
    "a" * 200 + " ",
    "16",
    "_x",
    "x_",
    "x__y",
    "Kode",
]
CODES = ["handling", "rolle", "formal", "dor", "hendelse", "jobb"]
LISTS = ["felt", "regler", "koder"]
IDS = ["id", "ansatt", "sak", "person", "gjelder_ansatt", "foresporsel"]


@pytest.mark.parametrize("text", FREE_TEXT, ids=range(len(FREE_TEXT)))
@pytest.mark.parametrize("field", CODES + IDS)
def test_free_text_in_a_field_is_refused_by_name_and_not_repeated(field: str, text: str) -> None:
    changes = {"ansatt": None, field: text} if field == "jobb" else {field: text}
    with pytest.raises(Malformed) as refusal:
        encode(changed(**changes))
    assert refusal.value.args == ("ugyldig_felt", field)


@pytest.mark.parametrize("text", FREE_TEXT, ids=range(len(FREE_TEXT)))
@pytest.mark.parametrize("field", LISTS)
def test_free_text_in_a_list_is_refused_by_name_and_not_repeated(field: str, text: str) -> None:
    with pytest.raises(Malformed) as refusal:
        encode(changed(**{field: ("kode", text)}))
    assert refusal.value.args == ("ugyldig_felt", field)


@pytest.mark.parametrize(
    "changes",
    [
        {"os_bruker": "kari nordmann"},
        {"os_bruker": "01010112345"},
        {"os_bruker": "a" * 65},
        {"id": None},
        {"id": "0" * 31},
        {"id": "A" * 32},
        {"sak": b"0" * 32},
        {"tid": "2026-01-02T03:04:05Z"},
        {"tid": "2026-01-02T03:04:05.000006+01:00"},
        {"tid": "2026-13-02T03:04:05.000006Z"},
        {"tid": "2026-01-02T24:00:00.000000Z"},
        {"tid": "\uff12026-01-02T03:04:05.000006Z"},
        {"utfall": "kanskje"},
        {"utfall": None},
        {"antall": -1},
        {"antall": 1.0},
        {"antall": float("nan")},
        {"antall": True},
        {"antall": 10**10},
        {"antall": "1"},
        {"forpliktelse": "0" * 63},
        {"felt": ["notat.tekst", None]},
        {"felt": []},
        {"felt": "notat.tekst"},
        {"koder": ("kode:" + "0" * 63,)},
        {"skrevet": (RowWrite(tabell="Notat til Kari", rad="7" * 32, versjon=1, sammendrag="d" * 64),)},
        {"skrevet": (RowWrite(tabell="notat", rad="7", versjon=1, sammendrag="d" * 64),)},
        {"skrevet": (RowWrite(tabell="notat", rad="7" * 32, versjon=-1, sammendrag="d" * 64),)},
        {"skrevet": (RowWrite(tabell="notat", rad="7" * 32, versjon=1, sammendrag="d" * 63),)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_value_of_the_wrong_shape_is_refused_by_name(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as refusal:
        encode(changed(**changes))
    assert refusal.value.args == ("ugyldig_felt", *changes)


def test_a_day_that_no_month_has_is_refused() -> None:
    with pytest.raises(Malformed, match="umulig_dato"):
        encode(changed(tid="2026-02-30T03:04:05.000006Z"))


def test_an_event_in_which_nobody_acts_is_refused() -> None:
    with pytest.raises(Malformed, match="ugyldig_aktor"):
        encode(changed(ansatt=None, os_bruker=None))


def test_an_event_in_which_both_a_job_and_a_member_of_staff_act_is_refused() -> None:
    with pytest.raises(Malformed, match="ugyldig_aktor"):
        encode(changed(jobb="verifisering"))


def test_a_body_of_64_kib_is_refused_and_one_byte_less_is_not() -> None:
    rest = MAX_BODY - len(BODY) - len('"koder":["kode"],') + len("kode")
    assert len(encode(changed(koder=("k" * rest,)))) == MAX_BODY
    with pytest.raises(Malformed, match="for_stor"):
        encode(changed(koder=("k" * (rest + 1),)))


def test_no_part_of_a_refused_value_hangs_on_the_error() -> None:
    with pytest.raises(Malformed) as refusal:
        encode(changed(handling="Hemmelig Åpenbaring"))
    error: BaseException | None = refusal.value
    while error is not None:
        assert "penbaring" not in repr(error) + repr(vars(error))
        error = error.__cause__ or error.__context__


def as_json(members: dict[str, Any]) -> bytes:
    return json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def with_members(**changes: Any) -> bytes:  # noqa: ANN401 - wrong types are the point
    return as_json({**json.loads(BODY), **changes})


NOT_CANONICAL = {
    "nothing": b"",
    "no JSON": b"{",
    "another value": b"[]",
    "an unknown key": with_members(notat="x"),
    "a null": with_members(person=None),
    "an empty list": with_members(felt=[]),
    "a number for a string": with_members(sak=5),
    "a string for a list": with_members(felt="notat.tekst"),
    "an object for a list": with_members(felt={"notat": 1}),
    "a float": with_members(antall=1.0),
    "a leading zero": BODY.replace(b'"dor"', b'"antall":01,"dor"'),
    "a row with a key too many": with_members(skrevet=[{**json.loads(BODY)["skrevet"][0], "x": 1}]),
    "a row with a key too few": with_members(skrevet=[{"rad": "77" * 16}]),
    "a row that is a list": with_members(skrevet=[[]]),
    "version as text": with_members(v="1"),
    "version as float": with_members(v=1.0),
    "no version": BODY.replace(b',"v":1}', b"}"),
    "a space": BODY.replace(b'"dor":', b'"dor": '),
    "a newline after": BODY + b"\n",
    "a byte order mark": b"\xef\xbb\xbf" + BODY,
    "an escape": BODY.replace(b'"cli"', b'"cl\\u0069"'),
    "a key twice": BODY.replace(b'"dor":"cli"', b'"dor":"cli","dor":"cli"'),
    "another order": json.dumps(dict(reversed(json.loads(BODY).items())), separators=(",", ":")).encode(),
    "capitals in an id": BODY.replace(b"a1", b"A1"),
    "not UTF-8": BODY.replace(b"cli", b"cl\xff"),
    "a nest too deep": b"[" * 60_000,
    "a number too long": b'{"antall":' + b"9" * 60_000 + b',"v":1}',
}


@pytest.mark.parametrize("body", NOT_CANONICAL.values(), ids=NOT_CANONICAL)
def test_bytes_that_encode_would_not_have_written_are_refused(body: bytes) -> None:
    with pytest.raises(Malformed, match="ikke_kanonisk"):
        decode(body)


def test_an_event_of_another_version_is_refused_as_such() -> None:
    with pytest.raises(Malformed, match="ukjent_versjon"):
        decode(with_members(v=2))


def test_a_body_that_is_too_long_is_refused_without_being_read() -> None:
    with pytest.raises(Malformed, match="for_stor"):
        decode(b"{" * (MAX_BODY + 1))


def test_a_long_body_that_is_wrong_only_at_its_end_is_refused_at_once() -> None:
    codes = ",".join(f'"r{number}.x:0_{"a" * 20}"' for number in range(1500))
    body = BODY.replace(b'"saker.egen_sak"', codes.encode()).replace(b'"v":1}', b'"v":1 }')
    start = time.perf_counter()
    with pytest.raises(Malformed, match="ikke_kanonisk"):
        decode(body)
    assert time.perf_counter() - start < 0.5


# --- accepted ---

ids = st.text("0123456789abcdef", min_size=32, max_size=32)
digests = st.text("0123456789abcdef", min_size=64, max_size=64)
first_words = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
words = st.one_of(first_words, st.from_regex(r"[0-9]{1,5}", fullmatch=True), ids, digests)
codes = st.builds(
    lambda first, rest: first + "".join(mark + word for mark, word in rest),
    first_words,
    st.lists(st.tuples(st.sampled_from("_.:-"), words), max_size=3),
)
code_lists = st.lists(codes, max_size=3).map(tuple)
counts = st.integers(0, 10**10 - 1)
users = st.text(string.ascii_letters + "._-", min_size=1, max_size=64)
times = st.datetimes().map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ").zfill(27))
actors = st.one_of(
    st.fixed_dictionaries({"ansatt": ids, "os_bruker": st.none() | users}),
    st.fixed_dictionaries({"jobb": codes, "os_bruker": st.none() | users}),
    st.fixed_dictionaries({"os_bruker": users}),
)
rows = st.builds(RowWrite, tabell=codes, rad=ids, versjon=counts, sammendrag=digests)
events = st.builds(
    lambda actor, rest: Event(**actor, **rest),
    actors,
    st.fixed_dictionaries(
        {
            "id": ids,
            "tid": times,
            "handling": codes,
            "utfall": st.sampled_from(Outcome),
            "dor": codes,
            "foresporsel": ids,
            "felt": code_lists,
            "regler": code_lists,
            "koder": code_lists,
            "skrevet": st.lists(rows, max_size=2).map(tuple),
            **dict.fromkeys(["sak", "person", "gjelder_ansatt"], st.none() | ids),
            **dict.fromkeys(["rolle", "formal", "hendelse"], st.none() | codes),
            "antall": st.none() | counts,
            "forpliktelse": st.none() | digests,
        }
    ),
)


@given(events)
@settings(deadline=None)
def test_what_was_encoded_decodes_to_the_same_event(event: Event) -> None:
    body = encode(event)
    assert decode(body) == event
    assert time_of(body) == event.tid


@given(events)
@settings(deadline=None)
def test_the_bytes_are_json_with_sorted_keys_and_nothing_empty(event: Event) -> None:
    body = encode(event)
    members = json.loads(body)
    assert as_json(members) == body
    assert members["v"] == 1
    assert None not in members.values()
    assert [] not in members.values()


@given(events, st.data())
@settings(deadline=None)
def test_changed_bytes_are_refused_unless_they_are_the_one_form_of_another_event(
    event: Event, data: st.DataObject
) -> None:
    body = bytearray(encode(event))
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] = data.draw(st.one_of(st.integers(0, 255), st.sampled_from(list(b'"0123,:[]{}\\ a'))))
    try:
        other = decode(bytes(body))
    except Malformed:
        return
    assert encode(other) == bytes(body)


def test_none_and_empty_are_left_out_and_zero_is_not() -> None:
    members = json.loads(encode(changed(person=None, felt=(), antall=0)))
    assert "person" not in members
    assert "felt" not in members
    assert members["antall"] == 0


def test_a_code_of_another_vocabulary_is_written_as_its_text() -> None:
    assert decode(encode(changed(handling=Outcome.NEKTET))).handling == "nektet"


def test_digests_ids_and_small_numbers_may_stand_in_a_code() -> None:
    codes = ("regelverk:" + "0123456789abcdef" * 4, "kjede:" + "01" * 16, "exin_oslo:1", "per:2026-11-21")
    assert decode(encode(changed(koder=codes))).koder == codes
