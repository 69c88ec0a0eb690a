"""Searching the log by its columns: what is found is what a walk through all of it finds, and costs less."""

from itertools import product
from typing import Any, NamedTuple

import pytest

from audit.encode import decode, encode
from audit.events import Event, Outcome
from exin.casework.logg.egenlogg import read_own_log
from exin.errors import Denied
from exin.ids import AnsattId, SakId
from exin.store import loggslag, loggsok
from exin.store.grant import Grant, OutsideGrant
from exin.store.loggsok import NYEST, Plass, Treff, Utsnitt
from exin.work import Reading
from policies import Action
from tests.helpers import cases
from tests.helpers.office import Kontor


class Logged(NamedTuple):
    """An event as it lies in the table."""

    place: Plass
    event: Event
    body: bytes


def busy(kontor: Kontor) -> str:
    """A house with something of each: cases, looks, refusals, jobs. Returns a case's number."""
    saksnr = cases.case(kontor, "vurdering")
    cases.case(kontor, "vurdering")
    for who in ("kari", "leder", "ola", "revisor"):
        kontor.clock.forward(minutes=7)
        with kontor.read(who) as r:
            for action in (Action.LES_SAK, Action.LISTE_SAK, Action.LES_LESERE):
                try:
                    r.permit(action, saksnr)
                except Exception:  # noqa: BLE001, S112 - a refusal is an event too
                    continue
    kontor.office.sequence()
    return saksnr


def whole(kontor: Kontor) -> list[Logged]:
    """All events that have a leaf, the newest first."""
    found = []
    for leaf, body in kontor.rows("select blad, kropp from logg_hendelse"):
        event = decode(bytes(body))
        found.append(Logged(Plass(loggslag.milliseconds(event.tid), leaf), event, bytes(body)))
    return sorted(found, key=lambda each: each.place, reverse=True)


def asked(r: Reading) -> Grant:
    """What an auditor may."""
    return r.permit_house(Action.LES_LOGG, "logg")


def pages(r: Reading, grant: Grant, part: Utsnitt, size: int) -> list[Treff]:
    """All of a part, page by page."""
    found: list[Treff] = []
    while True:
        before = found[-1].plass if found else NYEST
        page = loggsok.newest(r.tx, grant, part, before=before, limit=size)
        found += page
        if len(page) < size:
            return found


# -- refusals ----------------------------------------------------------------------------------------------


def test_a_grant_for_something_else_searches_nothing(kontor: Kontor) -> None:
    with kontor.read("leder") as r:
        grant = r.permit_house(Action.LES_ANSATTE, "ansatte")
        part = Utsnitt(slag=())
        for way in (
            lambda: loggsok.kinds(r.tx, grant),
            lambda: loggsok.newest(r.tx, grant, part, limit=1),
            lambda: loggsok.count(r.tx, grant, part, at_most=1),
        ):
            with pytest.raises(OutsideGrant):
                way()
    with pytest.raises(Denied), kontor.read("leder") as r:
        asked(r)


def test_two_subjects_at_once_are_a_mistake(kontor: Kontor) -> None:
    part = Utsnitt(slag=(1,), ansatt_id=AnsattId(bytes(16)), sak_id=SakId(bytes(16)))
    with kontor.read("revisor") as r, pytest.raises(ValueError, match="one_subject"):
        loggsok.newest(r.tx, asked(r), part, limit=1)


# -- numbers -----------------------------------------------------------------------------------------------


def test_no_two_actions_have_the_same_range() -> None:
    names = [*Action, *(f"hendelse_{n}" for n in range(50))]
    assert len({loggslag.range_of(name) for name in names}) == len(names)


def test_a_number_is_in_the_range_of_its_action_and_the_same_from_event_and_bytes(kontor: Kontor) -> None:
    busy(kontor)
    for each in whole(kontor):
        number = loggslag.number_of(each.event)
        first, last = loggslag.range_of(each.event.handling)
        assert first <= number <= last
        assert loggslag.kind_of(each.event).nummer == number
        assert loggslag.numbers_in(each.body) == (number, each.place.tid)
        assert number.bit_length() <= 48


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"\xff\xfe", b'{"tid":"i dag"}', b'{"tid":"2026-02-31T00:00:00.000000Z"}']
)
def test_what_is_no_event_has_no_number(body: bytes) -> None:
    assert loggslag.numbers_in(body) == (loggslag.UNREADABLE, loggslag.UNREADABLE)


def test_what_differs_in_one_thing_is_another_kind() -> None:
    plain = loggslag.Slag("les_sak", "oppfolging", Outcome.TILLATT, ("a",), "web")
    others = (
        loggslag.Slag("les_notat", "oppfolging", Outcome.TILLATT, ("a",), "web"),
        loggslag.Slag("les_sak", None, Outcome.TILLATT, ("a",), "web"),
        loggslag.Slag("les_sak", "oppfolging", Outcome.NEKTET, ("a",), "web"),
        loggslag.Slag("les_sak", "oppfolging", Outcome.TILLATT, ("a", "b"), "web"),
        loggslag.Slag("les_sak", "oppfolging", Outcome.TILLATT, ("a",), "cli"),
    )
    assert len({each.nummer for each in (plain, *others)}) == 6


# -- kinds -------------------------------------------------------------------------------------------------


def test_the_kinds_are_those_that_the_log_has(kontor: Kontor) -> None:
    busy(kontor)
    expected = {loggslag.number_of(each.event): loggslag.kind_of(each.event) for each in whole(kontor)}
    assert len(expected) > 10
    with kontor.read("revisor") as r:
        assert loggsok.kinds(r.tx, asked(r)) == expected


def test_a_kind_whose_number_was_tampered_with_is_told_as_unknown_and_not_left_out(kontor: Kontor) -> None:
    busy(kontor)
    kontor.tamper("update logg_hendelse set slag = 77 where blad = 5")
    kontor.tamper("update logg_hendelse set slag = 0 where blad = 6")
    with kontor.read("revisor") as r:
        found = loggsok.kinds(r.tx, asked(r))
        assert (found[77], found[0]) == (None, None)
        (hit,) = loggsok.newest(r.tx, asked(r), Utsnitt(slag=(77,)), limit=9)
        assert hit.plass.blad == 5


# -- what is found -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_page_by_page_the_whole_log_is_found_the_newest_first(kontor: Kontor, size: int) -> None:
    busy(kontor)
    expected = whole(kontor)
    with kontor.read("revisor") as r:
        grant = asked(r)
        found = pages(r, grant, Utsnitt(slag=tuple(loggsok.kinds(r.tx, grant))), size)
    assert [(each.plass, each.kropp) for each in found] == [(each.place, each.body) for each in expected]


def test_every_part_is_what_a_walk_through_the_log_finds(kontor: Kontor) -> None:
    saksnr = busy(kontor)
    log = whole(kontor)
    (sak,) = kontor.one("select id from sak where saksnr = ?", saksnr)
    times = [each.place.tid for each in log]
    middle = times[len(times) // 2], times[len(times) // 4]
    kari = kontor.staff_id("kari")
    subjects: tuple[dict[str, Any], ...] = ({}, {"ansatt_id": kari}, {"sak_id": SakId(bytes(sak))})
    with kontor.read("revisor") as r:
        grant = asked(r)
        known = loggsok.kinds(r.tx, grant)
        looks = tuple(number for number, kind in known.items() if kind and kind.handling == "les_sak")
        kinds: tuple[tuple[int, ...], ...] = (tuple(known), looks, ())
        for slag, about, (fra, til) in product(kinds, subjects, ((0, 2**62), middle)):
            part = Utsnitt(slag=slag, fra=fra, til=til, **about)
            expected = [
                each.place
                for each in log
                if loggslag.number_of(each.event) in slag
                and fra <= each.place.tid <= til
                and ("ansatt_id" not in about or each.event.ansatt == kari.hex())
                and ("sak_id" not in about or each.event.sak == bytes(sak).hex())
            ]
            assert [each.plass for each in pages(r, grant, part, 5)] == expected
            assert loggsok.count(r.tx, grant, part, at_most=10_000) == len(expected)
            assert loggsok.count(r.tx, grant, part, at_most=3) == min(len(expected), 3)
            skipped = loggsok.newest(r.tx, grant, part, past=2, limit=4)
            assert [each.plass for each in skipped] == expected[2:6]


def test_the_bodies_are_those_that_were_hashed(kontor: Kontor) -> None:
    busy(kontor)
    with kontor.read("revisor") as r:
        grant = asked(r)
        found = loggsok.newest(r.tx, grant, Utsnitt(slag=tuple(loggsok.kinds(r.tx, grant))), limit=20)
    assert all(encode(decode(each.kropp)) == each.kropp for each in found)


def test_ones_own_log_still_has_what_one_did_and_no_other(kontor: Kontor) -> None:
    busy(kontor)
    with kontor.read("kari") as r:
        own = read_own_log(r)
    assert "les_sak" in {each.handling for each in own.linjer}
    with kontor.read("admin") as r:
        assert "les_sak" not in {each.handling for each in read_own_log(r).linjer}


def test_on_a_server_a_search_is_three_trips_however_many_kinds_there_are(kontor: Kontor) -> None:
    busy(kontor)
    with kontor.read("revisor") as r:
        grant = asked(r)
        part = Utsnitt(slag=tuple(loggsok.kinds(r.tx, grant)))
        with kontor.statements() as seen:
            loggsok.newest(r.tx, grant, part, limit=20)
    assert len(seen) == (2 if kontor.on_server else 1 + len(part.slag))
