"""What became of a meeting: held, not met, cancelled by whom; and that two do not end the same one."""

from datetime import datetime, timedelta

import pytest

from audit.events import Outcome
from exin.casework.oppfolging import moter
from exin.casework.oppfolging.moter import UTFALL, Moteendring
from exin.casework.visning.visning import show_case
from exin.clock import OsloTid
from exin.errors import Conflict, InvalidInput
from exin.store.prepared import Asked
from tests.helpers import cases
from tests.helpers import moter as moten
from tests.helpers.moter import NOON
from tests.helpers.office import Kontor, meanwhile
from tests.helpers.whole import whole

MET = ("holdt", "ikke_mott")
CANCELLED = ("avlyst_av_person", "avlyst_av_oss")


def contacts(kontor: Kontor) -> list[tuple[str, str, str]]:
    return [
        (slag, utfall, str(dato))
        for slag, utfall, dato in kontor.rows(
            "select slag, utfall, dato from kontakt where slag in ('mote', 'samtalemodul') order by registrert"
        )
    ]


def state(kontor: Kontor) -> list[tuple[object, ...]]:
    return [
        *kontor.rows("select * from mote"),
        *kontor.rows("select * from kontakt"),
        *kontor.rows("select * from sak"),
    ]


def at_noon(kontor: Kontor) -> None:
    kontor.clock.set(NOON.date(), 12)


# -- refusals --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("utfall", MET)
def test_a_meeting_that_has_not_begun_was_neither_held_nor_missed(kontor: Kontor, utfall: str) -> None:
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr)
    kontor.clock.set(NOON.date(), 11)
    before = state(kontor)
    with pytest.raises(InvalidInput, match="mote_ikke_begynt"):
        moten.end(kontor, saksnr, mote, utfall)
    assert state(kontor) == before


@pytest.mark.parametrize("utfall", ["planlagt", "avlyst", "forsok", ""])
def test_an_end_is_one_of_the_list(kontor: Kontor, utfall: str) -> None:
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr)
    with pytest.raises(InvalidInput, match="ukjent_kode"):
        moten.end(kontor, saksnr, mote, utfall)


@pytest.mark.parametrize("first", UTFALL)
def test_a_meeting_that_is_over_is_ended_moved_and_cleared_no_more(kontor: Kontor, first: str) -> None:
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr)
    at_noon(kontor)
    moten.end(kontor, saksnr, mote, first)
    before = state(kontor)
    for utfall in UTFALL:
        with pytest.raises(InvalidInput, match="mote_er_avsluttet"):
            moten.end(kontor, saksnr, mote, utfall)
    with pytest.raises(InvalidInput, match="mote_er_avsluttet"), kontor.work("kari") as w:
        moter.change_mote(w, saksnr, mote, Moteendring(tid=OsloTid(NOON + timedelta(days=1))))
    with pytest.raises(InvalidInput, match="mote_er_avsluttet"):
        moten.confirm(kontor, saksnr, mote)
    assert state(kontor) == before


def test_a_meeting_that_was_cancelled_takes_no_text(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr)
    with pytest.raises(InvalidInput, match="ikke_for_avlyst_mote"), kontor.work("kari") as w:
        moter.end_mote(w, saksnr, mote, "avlyst_av_oss", tekst="Syk.")


@pytest.mark.parametrize("first, second", [("holdt", "ikke_mott"), ("avlyst_av_oss", "avlyst_av_person")])
def test_of_two_who_end_the_same_meeting_one_is_told_of_a_conflict(
    kontor: Kontor, first: str, second: str
) -> None:
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr)
    at_noon(kontor)

    def ends_first() -> None:
        moten.end(kontor, saksnr, mote, first, by="leder")
        kontor.leave()

    def late() -> None:
        with kontor.work("kari") as w:
            begin = w.begin

            def begin_late(*ahead: Asked) -> None:
                if not w.tx.link.writing:
                    meanwhile(ends_first)
                begin(*ahead)

            w.begin = begin_late  # type: ignore[method-assign]
            moter.end_mote(w, saksnr, mote, second)

    with kontor.new_events() as events, pytest.raises(Conflict):
        late()
    assert [each.status for each in moten.show(kontor, saksnr)] == [first]
    assert contacts(kontor) == ([("mote", first, "2026-01-20")] if first in MET else [])
    lost = [each for each in events if each.utfall is Outcome.KONFLIKT]
    assert lost
    assert not any(each.skrevet for each in lost)
    assert whole(kontor)


# -- what an end is ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "slag, kontakt", [("samtale", "mote"), ("samtalemodul", "samtalemodul"), ("annet", "mote")]
)
@pytest.mark.parametrize("utfall", MET)
def test_what_was_held_or_missed_is_a_contact_of_the_meetings_day(
    kontor: Kontor, slag: str, kontakt: str, utfall: str
) -> None:
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr, slag=slag, arena="Kontoret")
    kontor.clock.set(NOON.date() + timedelta(days=2))
    with kontor.new_events() as events, kontor.work("kari") as w:
        moter.end_mote(w, saksnr, mote, utfall, tekst="Kort møte.")
    assert contacts(kontor) == [(kontakt, utfall, "2026-01-20")]
    with kontor.read("kari") as r:
        shown = show_case(r, saksnr).kontakter[-1]
    assert (shown.arena, shown.tekst, shown.skrevet_av) == ("Kontoret", "Kort møte.", "kari")
    assert [each.handling for each in events] == ["skriv_mote", "skriv_kontakt"]
    (changed, written) = events
    assert "mote" in {each.tabell for each in changed.skrevet}
    assert "kontakt" in {each.tabell for each in written.skrevet}


def test_late_in_the_evening_the_day_is_oslos(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr, tid=datetime(2026, 7, 2, 0, 30))  # noqa: DTZ001 - Oslo's clock
    kontor.clock.set(NOON.date().replace(month=7, day=2), 20)
    moten.end(kontor, saksnr, mote)
    assert contacts(kontor) == [("mote", "holdt", "2026-07-02")]


@pytest.mark.parametrize("utfall", CANCELLED)
def test_what_was_cancelled_is_no_contact_and_no_no_show(kontor: Kontor, utfall: str) -> None:
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr)
    moten.end(kontor, saksnr, mote, utfall)
    assert contacts(kontor) == []
    assert [each.status for each in moten.show(kontor, saksnr)] == [utfall]


def test_a_meeting_that_was_never_cleared_is_written_as_it_went(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    mote = moten.plan(kontor, saksnr)
    at_noon(kontor)
    moten.end(kontor, saksnr, mote)
    (shown,) = moten.show(kontor, saksnr)
    assert (shown.status, shown.klarert, shown.mangler) == ("holdt", False, None)
