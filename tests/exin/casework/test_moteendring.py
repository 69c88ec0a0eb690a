"""What a page asks of a change to a meeting: texts taken away, a colleague's change seen, a time left as it was."""

from datetime import timedelta

import pytest

from exin.casework.oppfolging.moter import Moteendring, change_mote
from exin.clock import OsloTid
from exin.errors import Conflict, InvalidInput
from tests.helpers import moter
from tests.helpers.cases import case
from tests.helpers.moter import NOON
from tests.helpers.office import Kontor


@pytest.fixture
def saksnr(kontor: Kontor) -> str:
    return case(kontor, "forlop")


def _change(kontor: Kontor, saksnr: str, mote: str, endring: Moteendring) -> None:
    with kontor.work("kari") as w:
        change_mote(w, saksnr, mote, endring)


def test_what_a_colleague_changed_since_it_was_seen_is_not_written_over(kontor: Kontor, saksnr: str) -> None:
    mote = moter.plan(kontor, saksnr, sted="Her")
    (seen,) = moter.show(kontor, saksnr)
    _change(kontor, saksnr, mote, Moteendring(sted="Der", sett=seen.versjon))
    with pytest.raises(Conflict, match="endret_av_andre"):
        _change(kontor, saksnr, mote, Moteendring(sted="Et tredje sted", sett=seen.versjon))
    assert [each.sted for each in moter.show(kontor, saksnr)] == ["Der"]


def test_a_meeting_that_has_begun_is_not_moved_to_another_time_that_is_past(
    kontor: Kontor, saksnr: str
) -> None:
    mote = moter.plan(kontor, saksnr)
    kontor.clock.forward(days=6)
    with pytest.raises(InvalidInput) as refused:
        _change(kontor, saksnr, mote, Moteendring(tid=OsloTid(NOON + timedelta(minutes=1))))
    assert (refused.value.kode, refused.value.felt) == ("mote_i_fortiden", "tid")


def test_a_change_that_changes_nothing_is_refused_and_nothing_is_sealed_anew(
    kontor: Kontor, saksnr: str
) -> None:
    mote = moter.plan(kontor, saksnr, sted="Her")
    (before,) = moter.show(kontor, saksnr)
    same = (
        Moteendring(tid=NOON, ansatt="kari", sted=" Her ", tommes=frozenset({"reise"})),
        Moteendring(tid=NOON, sett=before.versjon),
        Moteendring(ansatt="kari"),
    )
    for endring in same:
        with pytest.raises(InvalidInput, match="ingenting_a_rette"):
            _change(kontor, saksnr, mote, endring)
    assert moter.show(kontor, saksnr) == (before,)


def test_a_meeting_that_has_begun_keeps_its_time_when_something_else_is_changed(
    kontor: Kontor, saksnr: str
) -> None:
    mote = moter.plan(kontor, saksnr)
    (before,) = moter.show(kontor, saksnr)
    kontor.clock.forward(days=6)
    _change(kontor, saksnr, mote, Moteendring(tid=NOON, sted="Parken"))
    (after,) = moter.show(kontor, saksnr)
    assert (after.tid, after.sted, after.versjon) == (before.tid, "Parken", before.versjon + 1)


def test_a_text_is_taken_away_only_where_that_is_said(kontor: Kontor, saksnr: str) -> None:
    mote = moter.plan(kontor, saksnr, sted="Her", reise="Bane", merknad="Gå to sammen.")
    _change(kontor, saksnr, mote, Moteendring(tommes=frozenset({"reise"})))
    (after,) = moter.show(kontor, saksnr)
    assert (after.sted, after.reise, after.merknad) == ("Her", None, "Gå to sammen.")
