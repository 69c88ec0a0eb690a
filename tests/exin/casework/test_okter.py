"""A session lets one person in, for as long as that person is there, and nobody else."""

import hashlib
from dataclasses import replace

import pytest

from exin.casework.hus import okter
from exin.casework.hus.ansatte import set_active
from exin.casework.hus.okter import IDLE, KEPT, LONGEST
from exin.errors import Denied, InvalidInput, Tampered, UnknownActor
from policies import Role
from tests.helpers import stab
from tests.helpers.office import Kontor
from tests.helpers.okter import by_web, is_in, log_in, read_by, work_by


def ended(kontor: Kontor) -> list[str | None]:
    return [row[0] for row in kontor.rows("select arsak from okt order by begynt, id")]


# -- who gets none ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ingen", "", "kari ", None])
def test_nobody_of_that_name_gets_in_and_it_is_logged(kontor: Kontor, who: str | None) -> None:
    with kontor.new_events() as events, pytest.raises(UnknownActor):
        okter.begin(kontor.office, by_web(who), "oidc")
    assert [(each.utfall, each.koder, each.ansatt, each.dor) for each in events] == [
        ("nektet", ("ukjent_ansatt",), None, "web")
    ]
    assert ended(kontor) == []


def test_a_blocked_account_gets_no_session_and_it_is_logged(kontor: Kontor) -> None:
    with kontor.new_events() as events, pytest.raises(Denied):
        log_in(kontor, "sperret")
    (event,) = events
    assert (event.handling, event.utfall, event.regler) == ("logg_inn", "nektet", ("konto_sperret",))
    assert event.ansatt == kontor.staff_id("sperret").hex()
    assert ended(kontor) == []


def test_a_role_that_the_log_in_does_not_allow_gets_nobody_in_and_it_is_logged(kontor: Kontor) -> None:
    with kontor.new_events() as events, pytest.raises(Denied):
        okter.begin(kontor.office, by_web("leder"), "oidc", roller={Role.SAKSBEHANDLER})
    assert [(each.handling, each.utfall, each.koder) for each in events] == [
        ("logg_inn", "nektet", ("rollen_mangler_gruppe",))
    ]
    assert ended(kontor) == []
    assert (
        okter.begin(kontor.office, by_web("leder"), "oidc", roller={Role.TEAMLEDER}).okt.rolle == "teamleder"
    )


def test_only_the_ways_that_there_are_lead_in(kontor: Kontor) -> None:
    with pytest.raises(ValueError, match="telefon"):
        log_in(kontor, metode="telefon")
    assert ended(kontor) == []


@pytest.mark.parametrize("secret", ["", "x" * 43, "x" * 5_000, "\ud800", "a\x00b"])
def test_what_is_no_secret_finds_no_session(kontor: Kontor, secret: str) -> None:
    log_in(kontor)
    assert okter.find(kontor.office, secret) is None
    assert okter.find_expired(kontor.office, secret) is None


# -- what is kept of it -------------------------------------------------------------------------------------------


def test_the_secret_is_stored_nowhere_and_shows_in_no_text(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        ny = log_in(kontor)
    (row,) = kontor.rows("select * from okt")
    assert hashlib.sha256(ny.hemmelighet.encode()).digest() in [
        bytes(each) for each in row if isinstance(each, bytes)
    ]
    for told in (repr(ny), repr(events), repr(row)):
        assert ny.hemmelighet not in told
        assert ny.okt.csrf not in told
    assert len(ny.hemmelighet) >= 43


def test_each_session_has_its_own_mark_for_forms(kontor: Kontor) -> None:
    one, other = log_in(kontor), log_in(kontor)
    found = okter.find(kontor.office, one.hemmelighet)
    assert found is not None
    assert found.csrf == one.okt.csrf != other.okt.csrf
    assert len(one.okt.csrf) == 64


def test_logging_in_is_an_act_in_the_log(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        log_in(kontor, "admin")
    (event,) = events
    assert (event.handling, event.utfall, event.dor, event.formal) == ("logg_inn", "tillatt", "web", "drift")
    assert event.koder == ("metode:oidc",)
    assert event.ansatt == kontor.staff_id("admin").hex()
    assert kontor.verify().ok


def test_coming_by_a_session_tells_who_and_leaves_no_event(kontor: Kontor) -> None:
    ny = log_in(kontor)
    with kontor.new_events() as events:
        assert okter.find(kontor.office, ny.hemmelighet) == ny.okt
    assert events == []
    assert (ny.okt.brukernavn, ny.okt.rolle, ny.okt.utlopt) == ("kari", "saksbehandler", False)


# -- how long -----------------------------------------------------------------------------------------------------


def test_a_session_ends_when_nobody_is_there_for_a_quarter_of_an_hour(kontor: Kontor) -> None:
    ny = log_in(kontor)
    kontor.clock.forward(minutes=14, seconds=59)
    assert is_in(kontor, ny)
    kontor.clock.forward(seconds=1)
    assert not is_in(kontor, ny)


def test_who_is_there_goes_on_but_not_past_twelve_hours(kontor: Kontor) -> None:
    ny = log_in(kontor)
    for _ in range(71):
        kontor.clock.forward(minutes=10)
        okt = okter.find(kontor.office, ny.hemmelighet)
        assert okt is not None
        assert okter.touch(kontor.office, okt)
        assert okt.utloper <= okt.senest == ny.okt.begynt + LONGEST
    kontor.clock.forward(minutes=10)
    assert not is_in(kontor, ny)


def test_that_somebody_is_there_is_noted_once_a_minute_at_most(kontor: Kontor) -> None:
    ny = log_in(kontor)
    kontor.clock.forward(seconds=59)
    with kontor.statements() as asked:
        assert not okter.touch(kontor.office, ny.okt)
    assert asked == []
    kontor.clock.forward(seconds=1)
    with kontor.new_events() as events:
        assert okter.touch(kontor.office, ny.okt)
        assert not okter.touch(kontor.office, ny.okt)  # by another request that saw it as it was before
    assert events == []


def test_a_session_that_is_over_is_not_brought_back_by_a_late_request(kontor: Kontor) -> None:
    ny = log_in(kontor)
    kontor.clock.forward(seconds=IDLE.total_seconds())
    assert not okter.touch(kontor.office, ny.okt)
    assert not okter.touch(kontor.office, replace(ny.okt, sist_sett=kontor.clock.now - IDLE / 2))
    assert not is_in(kontor, ny)


def test_what_comes_too_late_still_tells_whose_it_was_for_a_day(kontor: Kontor) -> None:
    ny = log_in(kontor)
    kontor.clock.forward(seconds=IDLE.total_seconds())
    found = okter.find_expired(kontor.office, ny.hemmelighet)
    assert found == replace(ny.okt, utlopt=True)
    kontor.clock.forward(seconds=KEPT.total_seconds() - 1)
    assert okter.find_expired(kontor.office, ny.hemmelighet) is not None
    kontor.clock.forward(seconds=1)
    assert okter.find_expired(kontor.office, ny.hemmelighet) is None


def test_what_somebody_has_ended_tells_nothing_any_more(kontor: Kontor) -> None:
    ny = log_in(kontor)
    with work_by(kontor, ny) as w:
        okter.end(w)
    assert okter.find_expired(kontor.office, ny.hemmelighet) is None


# -- how it ends --------------------------------------------------------------------------------------------------


def test_logging_out_ends_this_session_alone_and_is_logged(kontor: Kontor) -> None:
    one, other = log_in(kontor), log_in(kontor)
    with kontor.new_events() as events, work_by(kontor, one) as w:
        okter.end(w)
    assert [(each.handling, each.antall) for each in events] == [("logg_ut", 1)]
    assert (is_in(kontor, one), is_in(kontor, other)) == (False, True)
    with pytest.raises(UnknownActor), work_by(kontor, one) as w:
        okter.end(w)


def test_logging_out_everywhere_ends_all_of_ones_own_and_no_others(kontor: Kontor) -> None:
    mine, theirs = [log_in(kontor) for _ in range(3)], log_in(kontor, "ola")
    with work_by(kontor, mine[0]) as w:
        assert okter.end_all(w) == 3
    assert [is_in(kontor, each) for each in (*mine, theirs)] == [False, False, False, True]
    assert sorted(map(str, ended(kontor))) == ["None", "overalt", "overalt", "overalt"]


def test_nobody_ends_anothers_session(kontor: Kontor) -> None:
    mine, theirs = log_in(kontor), log_in(kontor, "ola")
    with pytest.raises(InvalidInput) as caught, work_by(kontor, mine) as w:
        okter.end(w, theirs.okt.id)
    assert caught.value.kode == "ukjent_okt"
    assert is_in(kontor, theirs)


def test_one_sees_and_ends_ones_own_sessions_one_by_one(kontor: Kontor) -> None:
    log_in(kontor, "ola")
    first = log_in(kontor)
    kontor.clock.forward(minutes=1)
    here = log_in(kontor)
    with kontor.new_events() as events, read_by(kontor, here) as r:
        found = okter.own_sessions(r)
    assert [(each.id, each.denne) for each in found] == [(first.okt.id, False), (here.okt.id, True)]
    assert [(each.handling, each.antall) for each in events] == [("les_okter", 2)]
    with work_by(kontor, here) as w:
        okter.end(w, first.okt.id)
    assert (is_in(kontor, first), is_in(kontor, here)) == (False, True)


def test_a_session_that_ended_by_itself_is_not_listed(kontor: Kontor) -> None:
    log_in(kontor)
    kontor.clock.forward(minutes=20)
    here = log_in(kontor)
    with read_by(kontor, here) as r:
        assert [each.id for each in okter.own_sessions(r)] == [here.okt.id]


def test_a_new_log_in_takes_the_place_of_the_session_that_the_browser_had(kontor: Kontor) -> None:
    old = log_in(kontor)
    new = log_in(kontor, avlost=old.hemmelighet)
    assert new.hemmelighet != old.hemmelighet
    assert (is_in(kontor, old), is_in(kontor, new)) == (False, True)
    assert set(ended(kontor)) == {"byttet", None}


def test_blocking_an_account_ends_its_sessions_at_once(kontor: Kontor) -> None:
    ny, other = log_in(kontor), log_in(kontor, "ola")
    with kontor.work("admin") as w:
        set_active(w, "kari", aktiv=False)
    assert okter.find(kontor.office, ny.hemmelighet) is None
    assert okter.find_expired(kontor.office, ny.hemmelighet) is None
    assert is_in(kontor, other)
    stab.opened(kontor, "kari")
    assert not is_in(kontor, ny)
    assert set(ended(kontor)) == {"sperret", None}


def test_a_blocked_account_comes_by_no_session_though_one_were_opened_again_past_the_engine(
    kontor: Kontor,
) -> None:
    ny = log_in(kontor)
    with kontor.work("admin") as w:
        set_active(w, "kari", aktiv=False)
    kontor.tamper("update okt set avsluttet = null, arsak = null")
    assert okter.find(kontor.office, ny.hemmelighet) is None
    assert okter.find_expired(kontor.office, ny.hemmelighet) is None


def test_an_account_closed_past_the_sessions_lets_nobody_in(kontor: Kontor) -> None:
    ny = log_in(kontor)
    kontor.tamper("update ansatt set aktiv = ? where brukernavn = 'kari'", False)
    with pytest.raises(Tampered):
        is_in(kontor, ny)


# -- whoever has a pen makes no session ---------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["another's", "its secret", "its age"])
def test_a_session_that_was_changed_past_the_engine_lets_nobody_in(kontor: Kontor, change: str) -> None:
    ny = log_in(kontor)
    secret = "min egen hemmelighet"  # noqa: S105 - nobody's
    if change == "another's":
        kontor.tamper("update okt set ansatt_id = ?", kontor.staff_id("klarert_leder"))
        secret = ny.hemmelighet
    elif change == "its secret":
        kontor.tamper("update okt set token_hash = ?", hashlib.sha256(secret.encode()).digest())
    else:
        kontor.tamper("update okt set begynt = '2026-01-15T09:30:00.000000Z'")
        secret = ny.hemmelighet
    for find in (okter.find, okter.find_expired):
        with pytest.raises(Tampered):
            find(kontor.office, secret)
    if change != "another's":
        with pytest.raises(Tampered), work_by(kontor, ny):
            pass
