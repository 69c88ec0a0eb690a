"""Which deadlines run for a case: each rule by example."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest

from tests.workflows.asking import OSLO
from workflows import Course, Done, Entry, Fixed, Mark, Running, running

ENTRY = date(2026, 3, 10)
STEP = 4
NO_DATES: Mapping[Fixed, date] = MappingProxyType({})


def day(offset: int) -> date:
    """So many days after the entry into the state."""
    return ENTRY + timedelta(days=offset)


def done(mark: Mark, offset: int, etter_steg: int = STEP) -> Done:
    return Done(mark, day(offset), etter_steg)


def runs(state: str, *marks: Done, fixed: Mapping[Fixed, date] = NO_DATES) -> dict[str, Running]:
    course = Course(Entry(state, ENTRY, STEP), marks, fixed)
    return {each.key: each for each in running(OSLO, course)}


def test_nothing_runs_where_a_case_has_ended() -> None:
    dates = dict.fromkeys(Fixed, ENTRY)
    for state in ("avsluttet", "ikke_tatt_inn"):
        assert runs(state, done(Mark.IKKE_MOTT, 1), fixed=dates) == {}


def test_on_entry_the_deadlines_of_the_state_run_in_the_order_of_the_definition() -> None:
    assert list(runs("henvendelse")) == ["forste_svar", "informasjonssamtale"]
    assert list(runs("vurdering")) == ["kartlegging", "vurder_frafall_stillhet_vurdering"]
    assert list(runs("forlop")) == [
        "risikovurdering",
        "plan",
        "kontakt_forlop",
        "vurder_frafall_stillhet_forlop",
    ]
    assert list(runs("avslutning")) == [
        "risikovurdering",
        "kontakt_avslutning",
        "vurder_frafall_stillhet_avslutning",
    ]
    assert list(runs("frafall")) == []


class TestADeadlineThatCountsOnce:
    def test_counts_from_the_entry(self) -> None:
        assert runs("vurdering")["kartlegging"] == Running("kartlegging", STEP, ENTRY, day(30))
        assert runs("henvendelse")["forste_svar"] == Running("forste_svar", STEP, ENTRY, day(3))

    def test_is_out_when_it_is_done(self) -> None:
        assert "kartlegging" not in runs("vurdering", done(Mark.KARTLEGGING, 5))

    def test_is_out_also_when_what_was_done_is_dated_before_the_entry(self) -> None:
        assert "kartlegging" not in runs("vurdering", done(Mark.KARTLEGGING, -5))

    def test_runs_although_it_was_done_before_the_entry(self) -> None:
        assert runs("vurdering", done(Mark.KARTLEGGING, 0, STEP - 1))["kartlegging"].fra == ENTRY

    def test_runs_although_something_else_was_done(self) -> None:
        assert list(runs("henvendelse", done(Mark.SVAR, 1))) == ["informasjonssamtale"]


class TestADeadlineThatRepeats:
    def test_counts_from_the_entry_first(self) -> None:
        assert runs("forlop")["kontakt_forlop"] == Running("kontakt_forlop", STEP, ENTRY, day(14))

    def test_counts_from_the_latest_mark_then(self) -> None:
        marks = (done(Mark.KONTAKT, 9), done(Mark.KONTAKT, 3))
        assert runs("forlop", *marks)["kontakt_forlop"] == Running("kontakt_forlop", STEP, day(9), day(23))

    @pytest.mark.parametrize("mark", [done(Mark.KONTAKT, -2), done(Mark.KONTAKT, 2, STEP - 1)])
    def test_counts_from_the_entry_when_the_mark_is_older(self, mark: Done) -> None:
        assert runs("forlop", mark)["kontakt_forlop"].fra == ENTRY


class TestADeadlineThatCarries:
    def test_counts_from_a_mark_before_the_entry(self) -> None:
        found = runs("forlop", done(Mark.RISIKOVURDERING, -20, 1))
        assert found["risikovurdering"] == Running("risikovurdering", 0, day(-20), day(10))

    def test_is_the_same_deadline_after_a_step(self) -> None:
        mark = done(Mark.RISIKOVURDERING, -20, 1)
        moved = Course(Entry("avslutning", day(3), STEP + 1), (mark,), NO_DATES)
        assert runs("forlop", mark)["risikovurdering"] in running(OSLO, moved)

    def test_counts_from_the_entry_when_it_was_never_done(self) -> None:
        assert runs("forlop")["risikovurdering"] == Running("risikovurdering", 0, ENTRY, day(30))

    def test_counts_from_the_latest_of_all(self) -> None:
        marks = (done(Mark.PLAN, 4), done(Mark.PLAN, -8, 1))
        assert runs("forlop", *marks)["plan"] == Running("plan", 0, day(4), day(94))


class TestADateOfTheCase:
    def test_is_none_where_the_case_names_none(self) -> None:
        assert "samtykke" not in runs("forlop", fixed={Fixed.APEN_TIL: ENTRY})
        assert "dor_apen" not in runs("frafall", fixed={Fixed.SAMTYKKE_UTLOPER: ENTRY})

    def test_of_a_consent_goes_on_across_states(self) -> None:
        fixed = {Fixed.SAMTYKKE_UTLOPER: day(100)}
        for state in ("vurdering", "forlop", "avslutning"):
            assert runs(state, fixed=fixed)["samtykke"] == Running("samtykke", 0, day(100), day(70))

    def test_of_the_open_door_belongs_to_its_step(self) -> None:
        fixed = {Fixed.APEN_TIL: day(50)}
        assert runs("frafall", fixed=fixed) == {"dor_apen": Running("dor_apen", STEP, day(50), day(50))}


class TestADeadlineThatAMarkBegins:
    KEY = "vurder_frafall_oppmote"

    def test_does_not_run_before_the_mark_was_set_often_enough(self) -> None:
        assert self.KEY not in runs("forlop", done(Mark.IKKE_MOTT, 1), done(Mark.IKKE_MOTT, 2))

    def test_counts_from_the_mark_that_made_the_number_full(self) -> None:
        marks = [done(Mark.IKKE_MOTT, offset) for offset in (20, 9, 1, 2)]
        assert runs("forlop", *marks)[self.KEY] == Running(self.KEY, STEP, day(9), day(14))

    def test_begins_anew_when_it_was_done(self) -> None:
        marks = [done(Mark.IKKE_MOTT, offset) for offset in (1, 2, 3, 5, 6)]
        assert self.KEY not in runs("forlop", *marks, done(Mark.KONTAKT, 4))
        again = runs("forlop", *marks, done(Mark.KONTAKT, 4), done(Mark.IKKE_MOTT, 8))
        assert again[self.KEY].fra == day(8)

    def test_counts_a_mark_of_the_day_on_which_it_was_done(self) -> None:
        marks = [done(Mark.IKKE_MOTT, offset) for offset in (4, 5, 6)]
        assert runs("forlop", *marks, done(Mark.KONTAKT, 4))[self.KEY].fra == day(6)

    def test_counts_neither_absence_nor_contact_from_before_the_entry(self) -> None:
        marks = [done(Mark.IKKE_MOTT, offset) for offset in (2, 3, 4)]
        earlier = replace(marks[0], etter_steg=STEP - 1)
        assert self.KEY not in runs("forlop", earlier, *marks[1:])
        assert self.KEY in runs("forlop", *marks, done(Mark.KONTAKT, 9, STEP - 1))
