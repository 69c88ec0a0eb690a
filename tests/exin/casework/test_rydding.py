"""What was left lies no longer than was said: drafts with their keys, and sessions that are over."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from exin.casework.hus import okter
from exin.casework.hus.rydding import LEFT_AFTER, SESSIONS_KEPT, tidy_drafts, tidy_sessions
from exin.casework.oppfolging.utkast import discard, read, save
from exin.clock import system_clock
from exin.errors import Conflict
from exin.ids import new_subject_id
from exin.sealing.keyring import Keyring
from exin.sealing.sealed import Owner, OwnerKind
from exin.store import keystore
from tests.helpers.office import Kontor
from tests.helpers.okter import log_in, work_by


def kept(kontor: Kontor, skjema: str = "notat", who: str = "kari") -> bytes:
    with kontor.work(who) as w:
        save(w, skjema, None, {"tekst": "Noe."})
    (utkast_id,) = kontor.one(
        "select id from utkast where skjema = ? and ansatt_id = ?", skjema, kontor.staff_id(who)
    )
    return bytes(utkast_id)


def has_key(kontor: Kontor, utkast_id: bytes) -> bool:
    return bool(kontor.office.means.keyring.count([Owner(OwnerKind.UTKAST, utkast_id)]))


def ids(kontor: Kontor) -> set[bytes]:
    return {bytes(row[0]) for row in kontor.rows("select id from utkast")}


def test_a_draft_that_somebody_still_writes_on_stays(kontor: Kontor) -> None:
    old = kept(kontor)
    kontor.clock.forward(days=13)
    kept(kontor)
    kontor.clock.forward(days=13)
    assert tidy_drafts(kontor.office) == 0
    assert ids(kontor) == {old}
    with kontor.read("kari") as r:
        assert read(r, "notat") is not None


def test_a_draft_that_was_left_is_removed_with_its_key_and_counted_in_the_log(kontor: Kontor) -> None:
    left = [kept(kontor), kept(kontor, "plan"), kept(kontor, who="ola")]
    kontor.clock.forward(seconds=LEFT_AFTER.total_seconds())
    fresh = kept(kontor, "samtale")
    assert tidy_drafts(kontor.office) == 0
    kontor.clock.forward(seconds=1)
    with kontor.new_events() as events:
        assert tidy_drafts(kontor.office) == 3
    assert [(each.jobb, each.handling, each.antall, each.formal) for each in events] == [
        ("rydd_utkast", "slett_utkast", 3, "drift")
    ]
    assert ids(kontor) == {fresh}
    assert [has_key(kontor, each) for each in (*left, fresh)] == [False, False, False, True]
    assert tidy_drafts(kontor.office) == 0
    assert kontor.verify().ok


def test_a_key_that_outlived_its_draft_goes_when_it_is_a_day_old(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive, left = kept(kontor), kept(kontor, "plan")
    never = new_subject_id()
    kontor.office.means.keyring.create([Owner(OwnerKind.UTKAST, never)])
    with monkeypatch.context() as patch:
        patch.setattr(Keyring, "destroy", _busy)
        with kontor.work("kari") as w:
            discard(w, "plan")
    tidy_drafts(kontor.office)
    assert [has_key(kontor, each) for each in (alive, left, never)] == [True, True, True]
    monkeypatch.setattr(
        keystore.SqlKeyStore,
        "owners_since",
        _later(keystore.SqlKeyStore.owners_since),
    )
    tidy_drafts(kontor.office)
    assert [has_key(kontor, each) for each in (alive, left, never)] == [True, False, False]


def _busy(*_: object) -> None:
    raise Conflict("opptatt")


Ask = Callable[[keystore.SqlKeyStore, OwnerKind, timedelta], Sequence[bytes]]


def _later(ask: Ask) -> Ask:
    """As of two days from now."""
    return lambda store, kind, age: ask(store, kind, age - timedelta(days=2))


def test_each_of_the_two_jobs_leaves_what_is_the_others(kontor: Kontor) -> None:
    draft, session = kept(kontor), log_in(kontor)
    with work_by(kontor, session) as w:
        okter.end(w)
    kontor.clock.forward(days=15)
    assert tidy_sessions(kontor.office) == 0
    assert ids(kontor) == {draft}
    kontor.clock.forward(days=16)
    assert tidy_drafts(kontor.office) == 1
    assert kontor.rows("select arsak from okt") == [("utlogget",)]


def test_sessions_that_are_over_are_noted_so_and_removed_after_thirty_days(kontor: Kontor) -> None:
    assert system_clock() > kontor.clock.now
    left, ended = log_in(kontor), log_in(kontor, "ola")
    with work_by(kontor, ended) as w:
        okter.end(w)
    kontor.clock.forward(hours=24)
    tidy_sessions(kontor.office)
    assert sorted(str(row[0]) for row in kontor.rows("select arsak from okt")) == ["None", "utlogget"]
    assert okter.find_expired(kontor.office, left.hemmelighet) is not None
    kontor.clock.forward(minutes=16)
    tidy_sessions(kontor.office)
    assert sorted(str(row[0]) for row in kontor.rows("select arsak from okt")) == ["utlogget", "utlopt"]
    here = log_in(kontor, "leder")
    kontor.clock.forward(seconds=SESSIONS_KEPT.total_seconds() - 24 * 3600)
    with kontor.new_events() as events:
        assert tidy_sessions(kontor.office) == 1
    assert [(each.jobb, each.handling, each.antall, each.formal) for each in events] == [
        ("rydd_okter", "logg_ut", 1, "drift")
    ]
    kontor.clock.forward(days=1, seconds=1)
    assert tidy_sessions(kontor.office) == 1
    assert kontor.rows("select arsak from okt") == [("utlopt",)]
    assert okter.find_expired(kontor.office, here.hemmelighet) is None
