"""Who has read a case: who may ask, what counts as one look, and what does not."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from audit.events import Event
from exin.casework.grunnlag.loggblad import read_event
from exin.casework.jobb.sveip import sweep_deadlines
from exin.casework.logg.lesere import LINJER, OPPSLAG, Leser, read_readers
from exin.casework.oversikt.lister import Filter, list_cases
from exin.casework.tilgang import tildeling
from exin.casework.visning.motevisning import show_moter
from exin.casework.visning.sakside import read_case_page
from exin.casework.visning.visning import show_case
from exin.errors import Denied, NotFound
from policies import Action, Purpose
from tests.architecture.tree import ROOT
from tests.helpers import cases
from tests.helpers.office import Kontor


def readers(kontor: Kontor, saksnr: str, who: str = "kari", **given: int) -> list[Leser]:
    kontor.office.sequence()
    with kontor.read(who) as r:
        return read_readers(r, saksnr, **given)


def look(kontor: Kontor, saksnr: str, who: str, *, times: int = 1) -> None:
    for _ in range(times):
        kontor.clock.forward(minutes=1)
        with kontor.read(who) as r:
            show_case(r, saksnr)


def counts(found: list[Leser]) -> dict[str, tuple[str | None, int, int]]:
    return {each.brukernavn: (each.funksjon, each.oppslag, each.linjer) for each in found}


# -- who may not -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "error"), [("ola", Denied), ("annen", NotFound), ("annen_leder", NotFound)])
def test_who_may_not_read_the_case_learns_of_no_reader(
    kontor: Kontor, who: str, error: type[Exception]
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.new_events() as events, pytest.raises(error):
        readers(kontor, saksnr, who)
    assert [(event.handling, event.utfall) for event in events] == [("les_lesere", "nektet")]


@pytest.mark.parametrize("who", ["revisor", "admin"])
def test_the_auditor_has_the_log_and_no_case(kontor: Kontor, who: str) -> None:
    with pytest.raises(NotFound):
        readers(kontor, cases.case(kontor, "vurdering"), who)


def test_mottak_reads_a_new_henvendelse_and_not_who_has_read_it(kontor: Kontor) -> None:
    saksnr = cases.register(kontor).saksnr
    with pytest.raises(Denied):
        readers(kontor, saksnr, "mottak")


def test_a_strictly_protected_case_has_readers_for_its_circle_alone(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor, "vurdering")
    look(kontor, saksnr, "klarert2")
    for who in ("leder", "kari", "mottak"):
        with pytest.raises(NotFound):
            readers(kontor, saksnr, who)
    assert counts(readers(kontor, saksnr, "klarert_leder"))["klarert2"][1] == 1


def test_who_is_barred_may_not_ask_and_is_still_among_the_readers(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    look(kontor, saksnr, "ola")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Nabo.")
    with pytest.raises(Denied):
        readers(kontor, saksnr, "ola")
    assert counts(readers(kontor, saksnr))["ola"] == (None, 1, 0)


def test_a_purpose_that_does_not_fit_the_role_is_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises((Denied, NotFound)), kontor.read("kari", formal=Purpose.LEDELSE) as r:
        read_readers(r, saksnr)


# -- what counts -----------------------------------------------------------------------------------


def test_a_page_is_one_look_however_much_of_the_case_it_shows(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    look(kontor, saksnr, "kari", times=3)
    with kontor.read("kari") as r:
        show_case(r, saksnr, begrunnelser=True)
        show_moter(r, saksnr)
        read_readers(r, saksnr)
    look(kontor, saksnr, "leder", times=2)
    found = readers(kontor, saksnr)
    assert counts(found) == {"kari": ("kontakt", 4, 0), "leder": ("teamleder", 2, 0)}
    assert [each.siste for each in found if each.brukernavn == "leder"] == [kontor.clock.now]


def test_neither_what_was_refused_nor_what_was_written_nor_a_job_is_a_look(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(Denied):
        look(kontor, saksnr, "ola")
    cases.map_out(kontor, saksnr)
    assert readers(kontor, saksnr) == []
    kontor.clock.forward(days=60)
    sweep_deadlines(kontor.office)
    assert readers(kontor, saksnr) == []
    assert readers(kontor, saksnr) == []  # nor is having asked


def test_a_line_of_a_list_is_counted_apart(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    with kontor.read("ola") as r:
        list_cases(r, Filter())
    assert counts(readers(kontor, saksnr)) == {"ola": ("medansvarlig", 0, 1)}


def test_the_page_of_the_case_names_those_who_looked_into_it_as_the_readers_do_and_no_other(
    kontor: Kontor,
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    look(kontor, saksnr, "leder")
    kontor.clock.forward(days=25)
    for who in ("ola", "leder"):
        with kontor.read(who) as r:
            list_cases(r, Filter())
    look(kontor, saksnr, "kari", times=2)
    told = counts(readers(kontor, saksnr))
    assert told["ola"] == ("medansvarlig", 0, 1)
    with kontor.read("kari") as r:
        page = read_case_page(r, saksnr)
    assert {each.brukernavn: each.oppslag for each in page.lesere or ()} == {"kari": 2, "leder": 1}
    kontor.clock.forward(days=6)
    kontor.office.sequence()
    with kontor.read("kari") as r:
        page = read_case_page(r, saksnr)
    assert {each.brukernavn for each in page.lesere or ()} == {"kari"}


def test_only_the_last_days_are_counted(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    look(kontor, saksnr, "kari", times=2)
    kontor.clock.forward(days=20)
    look(kontor, saksnr, "leder")
    kontor.clock.forward(days=11)
    assert counts(readers(kontor, saksnr)) == {"leder": ("teamleder", 1, 0)}
    assert set(counts(readers(kontor, saksnr, dager=40))) == {"kari", "leder"}


def test_another_case_has_readers_of_its_own(kontor: Kontor) -> None:
    mine, other = cases.case(kontor, "vurdering"), cases.case(kontor, "vurdering")
    look(kontor, other, "leder")
    assert readers(kontor, mine) == []
    assert set(counts(readers(kontor, other))) == {"leder"}


def test_what_waits_for_its_leaf_is_counted_too(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    kontor.office.sequence()
    look(kontor, saksnr, "leder")
    with kontor.read("kari") as r:
        assert counts(read_readers(r, saksnr)) == {"leder": ("teamleder", 1, 0)}


def test_many_looks_are_read_in_few_statements(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")

    def statements() -> int:
        kontor.office.sequence()
        with kontor.statements() as seen, kontor.read("kari") as r:
            read_readers(r, saksnr)
        return len(seen)

    look(kontor, saksnr, "leder")
    few = statements()
    look(kontor, saksnr, "leder", times=30)
    assert statements() == few
    assert counts(readers(kontor, saksnr))["leder"][1] == 31


def test_what_is_old_or_no_look_is_not_even_read(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> None:
    saksnr = cases.case(kontor, "vurdering")
    look(kontor, saksnr, "kari", times=12)
    kontor.clock.forward(days=60)
    cases.map_out(kontor, saksnr)
    look(kontor, saksnr, "kari")
    read: list[Event] = []

    def watched(body: bytes) -> Event:
        read.append(read_event(body))
        return read[-1]

    monkeypatch.setattr("exin.casework.logg.lesere.read_event", watched)
    assert counts(readers(kontor, saksnr)) == {"kari": ("kontakt", 1, 0)}
    assert {event.handling for event in read} <= OPPSLAG | LINJER
    assert len({event.foresporsel for event in read}) == 1


def test_a_look_that_was_refused_first_and_then_granted_counts(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.read("annen_leder") as r, pytest.raises(NotFound):
        show_case(r, saksnr)
    look(kontor, saksnr, "leder")
    assert counts(readers(kontor, saksnr)) == {"leder": ("teamleder", 1, 0)}


def test_every_action_of_reading_is_a_look_or_a_line_or_the_readers() -> None:
    schema = Path(ROOT / "policies/schema.cedarschema").read_text("utf-8")
    (names,) = re.findall(r"action ([a-z_,\s]+?)\s+in \[lesing\]\s+appliesTo", schema)
    reading = {Action(name.strip()) for name in names.split(",")}
    assert reading == OPPSLAG | LINJER | {Action.LES_LESERE}


def test_the_clock_decides_how_far_back(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    look(kontor, saksnr, "leder")
    at = kontor.clock.now
    kontor.clock.now = at + timedelta(days=30)
    assert len(readers(kontor, saksnr)) == 1
    kontor.clock.now = at + timedelta(days=30, seconds=1)
    assert readers(kontor, saksnr) == []
