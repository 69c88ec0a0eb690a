"""What is said to follow when a deadline, a meeting or a consent is changed, against what the engine then does."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from exin.casework.frist.fristendring import move_frist, pause_frist, resume_frist, show_deadlines
from exin.casework.oppfolging import arbeid, moter
from exin.casework.oppfolging.arbeid import SAMTYKKER
from exin.casework.oppfolging.moter import AVLYST, Moteendring
from exin.casework.visning.folger import (
    FLYTT,
    FORTSETT,
    PAUSE,
    Folgeslag,
    of_changing_deadline,
    of_ending,
    of_moving,
    of_planning,
    of_withdrawing,
)
from exin.casework.visning.fristvalg import Fristvalg, show_deadline
from exin.casework.visning.visning import show_case
from exin.clock import OsloTid
from exin.errors import Denied, IllegalStep, InvalidInput, NotFound
from exin.skrivemate import dag_i_ord
from tests.helpers import cases, fodselsdag
from tests.helpers import moter as moten
from tests.helpers.moter import NOON
from tests.helpers.office import START, Kontor
from workflows import fires_on

TODAY, WHY = START.date(), "Personen er bortreist."
SLAG = "kontakt_forlop"


def test_every_kind_of_consequence_is_tried_against_the_engine() -> None:
    here = Path(__file__)
    text = "".join(each.read_text("utf-8") for each in (here, here.with_name("test_folger_tilgang.py")))
    assert [each for each in Folgeslag if f"Folgeslag.{each.name}" not in text] == []


# -- a deadline --------------------------------------------------------------------------------------------------


def choices(kontor: Kontor, saksnr: str, slag: str = SLAG, who: str = "kari") -> Fristvalg:
    with kontor.read(who) as r:
        return show_deadline(r, saksnr, slag)


def row(kontor: Kontor, saksnr: str, column: str, slag: str = SLAG) -> Any:  # noqa: ANN401 - what the column has
    sql = f"select {column} from frist f join sak s on s.id = f.sak_id where f.lukket is null"  # noqa: S608
    return kontor.one(f"{sql} and s.saksnr = ? and f.slag = ?", saksnr, slag)[0]


def rest(kontor: Kontor, saksnr: str, slag: str = SLAG) -> None:
    with kontor.work("kari") as w:
        pause_frist(w, saksnr, slag, begrunnelse=WHY)


def test_who_may_not_read_the_case_is_shown_no_deadline_and_a_birthday_is_none_to_change(
    kontor: Kontor,
) -> None:
    saksnr = fodselsdag.set_up(kontor)
    for who, error in (("ola", Denied), ("annen", NotFound)):
        with pytest.raises(error):
            choices(kontor, saksnr, who=who)
    with kontor.read("kari") as r:
        ages = {each.slag for each in show_deadlines(r, saksnr, alle=True) if each.alder}
    assert ages
    for slag in (*ages, "ingen"):
        with pytest.raises(NotFound):
            choices(kontor, saksnr, slag)


def test_a_deadline_that_is_moved_is_told_of_anew_and_rests_no_more(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    for pauset in (False, True):
        if pauset:
            rest(kontor, saksnr)
        said = {each.slag: each for each in choices(kontor, saksnr).folger}
        assert said[Folgeslag.FRIST_FLYTTES].ved == FLYTT
        assert ("ikke på pause lenger" in said[Folgeslag.FRIST_FLYTTES].tekst) is pauset
        day = TODAY + timedelta(days=40 + pauset)
        with kontor.work("kari") as w:
            move_frist(w, saksnr, SLAG, til=day, begrunnelse=WHY)
        columns = (row(kontor, saksnr, "pauset"), str(row(kontor, saksnr, "neste")))
        assert columns == (None, fires_on(day).isoformat())


def test_a_deadline_that_rests_falls_due_for_nobody(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    found = choices(kontor, saksnr)
    assert found.endringer == (FLYTT, PAUSE)
    assert {each.ved for each in found.folger if each.slag is Folgeslag.FRIST_HVILER} == {PAUSE}
    rest(kontor, saksnr)
    assert row(kontor, saksnr, "neste") is None
    kontor.clock.forward(days=60)
    with kontor.read("kari") as r:
        (shown,) = [each for each in show_deadlines(r, saksnr) if each.slag == SLAG]
    assert (shown.over, shown.dager) == (False, None)


@pytest.mark.parametrize("late", [False, True])
def test_a_deadline_that_runs_on_is_due_on_the_day_that_was_said(kontor: Kontor, late: bool) -> None:
    saksnr = cases.case(kontor, "forlop")
    kontor.clock.forward(days=20 if late else 5)
    rest(kontor, saksnr)
    kontor.clock.forward(days=3)
    found = choices(kontor, saksnr)
    first = found.folger[0]
    assert (found.endringer, first.ved) == ((FORTSETT, FLYTT), FORTSETT)
    assert first.slag is (Folgeslag.FRIST_OVER if late else Folgeslag.FRIST_FORTSETTER)
    with kontor.work("kari") as w:
        resume_frist(w, saksnr, SLAG, begrunnelse=WHY)
    due = date.fromisoformat(str(row(kontor, saksnr, "frist")))
    assert (due < kontor.clock.today) is late
    assert dag_i_ord(due, naa=kontor.clock.today) in first.tekst


def test_what_is_done_closes_a_deadline_that_rests_too(kontor: Kontor) -> None:
    for pauset in (False, True):
        assert Folgeslag.ARBEIDET_STAR in {each.slag for each in of_changing_deadline(pauset=pauset)}
    saksnr = cases.case(kontor, "forlop")
    rest(kontor, saksnr)
    kontor.clock.forward(days=2)
    cases.talk(kontor, saksnr, slag="samtale")
    closed = "select lukket_som from frist f join sak s on s.id = f.sak_id where saksnr = ? and f.slag = ?"
    assert ("oppfylt",) in kontor.rows(f"{closed} and lukket is not null", saksnr, SLAG)


# -- a meeting ---------------------------------------------------------------------------------------------------


def at_noon(kontor: Kontor) -> None:
    kontor.clock.set(NOON.date(), 13)


def test_a_meeting_is_cleared_by_the_assessment_of_its_day_or_people_are_told(kontor: Kontor) -> None:
    assert {each.slag for each in of_planning()} == {Folgeslag.KLARERES, Folgeslag.KLARERES_IKKE}
    saksnr = cases.case(kontor, "forlop")
    moten.plan(kontor, saksnr)
    assert (moten.show(kontor, saksnr)[0].klarert, moten.told(kontor)) == (True, [])
    saksnr = cases.case(kontor, "vurdering")
    moten.plan(kontor, saksnr)
    assert not moten.show(kontor, saksnr)[0].klarert
    assert {"kari", "leder"} <= set(moten.told(kontor))


def test_a_move_takes_a_clearance_away_and_gives_none(kontor: Kontor) -> None:
    said = {each.slag for each in of_moving()}
    assert said == {Folgeslag.KLARERING_FALLER, Folgeslag.FLYTTING_KLARERER_IKKE}
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr)
    for days, told in ((60, True), (1, True)):
        with kontor.work("kari") as w:
            later = OsloTid(datetime.combine(NOON.date() + timedelta(days=days), NOON.time()))
            assert moter.change_mote(w, saksnr, mote, Moteendring(tid=later)) is False
        assert ({"kari", "leder"} <= set(moten.told(kontor))) is told


def test_what_a_meeting_became_is_final_and_said_of_each_end_that_is_possible(kontor: Kontor) -> None:
    for begynt in (False, True):
        said = of_ending(begynt=begynt)
        assert [each.slag for each in said if each.ved is None] == [Folgeslag.MOTE_OVER]
        assert {each.ved for each in said if each.ved} == set(moter.possible_ends(begynt=begynt))
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr)
    with pytest.raises(InvalidInput, match="mote_ikke_begynt"):
        moten.end(kontor, saksnr, mote, "holdt")
    moten.end(kontor, saksnr, mote, "avlyst_av_oss")
    with pytest.raises(InvalidInput, match="mote_er_avsluttet"):
        moten.end(kontor, saksnr, mote, "avlyst_av_person")


def test_a_meeting_that_was_held_is_a_contact_on_its_day(kontor: Kontor) -> None:
    said = {each.ved: each.slag for each in of_ending(begynt=True)}
    assert said["holdt"] is Folgeslag.FORES_SOM_KONTAKT
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr)
    at_noon(kontor)
    kontor.clock.forward(days=1)
    moten.end(kontor, saksnr, mote, "holdt")
    with kontor.read("kari") as r:
        contacts = show_case(r, saksnr).kontakter
    assert ("mote", "holdt", NOON.date()) in [(each.slag, each.utfall, each.dato) for each in contacts]


@pytest.mark.parametrize("utfall", ["ikke_mott", *AVLYST])
def test_no_shows_are_counted_when_frafall_is_judged_and_cancelled_meetings_are_not(
    kontor: Kontor, utfall: str
) -> None:
    slag = {each.ved: each.slag for each in of_ending(begynt=True)}[utfall]
    counts = slag is Folgeslag.TELLER_SOM_IKKE_MOTT
    assert counts or slag is Folgeslag.TELLER_IKKE
    saksnr = cases.case(kontor, "forlop")
    planned = [moten.plan(kontor, saksnr) for _ in range(3)]
    at_noon(kontor)
    for mote in planned:
        moten.end(kontor, saksnr, mote, utfall)
    with kontor.read("kari") as r:
        running = {each.slag for each in show_deadlines(r, saksnr)}
    assert ("vurder_frafall_oppmote" in running) is counts


# -- a consent ---------------------------------------------------------------------------------------------------


def consents(kontor: Kontor, saksnr: str) -> dict[str, bool]:
    """Whether some consent of each kind is in force."""
    with kontor.read("kari") as r:
        shown = show_case(r, saksnr).samtykker
    return {slag: any(each.i_kraft for each in shown if each.slag == slag) for slag in SAMTYKKER}


def withdraw(kontor: Kontor, saksnr: str, slag: str) -> None:
    with kontor.work("kari") as w:
        arbeid.withdraw_samtykke(w, saksnr, slag)


def test_what_follows_is_said_of_each_kind_of_consent() -> None:
    said = of_withdrawing(SAMTYKKER)
    assert {each.ved for each in said if each.ved} == set(SAMTYKKER)
    assert [each.slag for each in of_withdrawing(("deling",)) if each.ved] == [Folgeslag.DELING_STANSES]


def test_a_consent_that_is_taken_back_is_over_and_what_was_written_stands(kontor: Kontor) -> None:
    said = {each.slag for each in of_withdrawing(SAMTYKKER)}
    assert {Folgeslag.SAMTYKKE_FALLER, Folgeslag.SKREVET_STAR} <= said
    saksnr = cases.case(kontor, "forlop")
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Et notat.")
    with kontor.work("kari") as w:
        arbeid.write_samtykke(w, saksnr, "deling")
    assert consents(kontor, saksnr) == {"deltakelse": True, "deling": True}
    withdraw(kontor, saksnr, "deling")
    assert consents(kontor, saksnr) == {"deltakelse": True, "deling": False}
    withdraw(kontor, saksnr, "deltakelse")
    cases.consent(kontor, saksnr)
    assert consents(kontor, saksnr) == {"deltakelse": True, "deling": False}
    with kontor.read("kari") as r:
        assert [each.tekst for each in show_case(r, saksnr).notater] == ["Et notat."]


def test_without_consent_the_step_that_was_named_is_not_taken_and_the_case_stands(kontor: Kontor) -> None:
    (said,) = [each for each in of_withdrawing(SAMTYKKER) if each.slag is Folgeslag.STEG_STENGES]
    assert "«Start forløp»" in said.tekst
    saksnr = cases.case(kontor, "vurdering")
    cases.prepare(kontor, saksnr, "start_forlop")
    withdraw(kontor, saksnr, "deltakelse")
    with pytest.raises(IllegalStep) as refused:
        cases.advance(kontor, saksnr, "start_forlop")
    assert [each.kode for each in refused.value.reasons] == ["samtykke_i_kraft"]
    cases.consent(kontor, saksnr)
    cases.advance(kontor, saksnr, "start_forlop")
    withdraw(kontor, saksnr, "deltakelse")
    assert kontor.one("select tilstand from sak where saksnr = ?", saksnr) == ("forlop",)
