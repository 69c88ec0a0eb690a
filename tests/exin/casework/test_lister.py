"""Lists: what is left out leaves no trace in the answer, and what is shown is logged line by line."""

import pytest

from exin.casework.oversikt.lister import Filter, SakLinje, list_cases
from exin.casework.tilgang import tildeling
from exin.errors import Denied, InvalidInput
from tests.helpers import cases
from tests.helpers.office import Kontor


def lines(kontor: Kontor, who: str, **wanted: object) -> list[SakLinje]:
    with kontor.read(who) as w:
        return list_cases(w, Filter(**wanted))  # type: ignore[arg-type]


def numbers(kontor: Kontor, who: str, **wanted: object) -> list[str]:
    return [line.saksnr for line in lines(kontor, who, **wanted)]


@pytest.mark.parametrize("who", ["revisor", "admin", "sperret"])
def test_those_who_work_no_cases_open_no_list(kontor: Kontor, who: str) -> None:
    cases.case(kontor)
    with pytest.raises(Denied):
        lines(kontor, who)


@pytest.mark.parametrize("who", ["ola", "annen", "annen_leder"])
def test_cases_that_the_asker_may_not_read_are_no_lines(kontor: Kontor, who: str) -> None:
    cases.case(kontor, "vurdering")
    assert lines(kontor, who) == []


@pytest.mark.parametrize(
    "wanted", [{}, {"alle": True}, {"tilstand": "vurdering"}, {"bydel": "Sagene"}, {"kontakt": "klarert1"}]
)
@pytest.mark.parametrize("who", ["leder", "kari", "mottak"])
def test_no_list_and_no_filter_tells_of_a_strictly_protected_case(
    kontor: Kontor, who: str, wanted: dict[str, object]
) -> None:
    before = lines(kontor, who, **wanted)
    hidden = cases.protected_case(kontor, "vurdering")
    with kontor.new_events() as events:
        assert lines(kontor, who, **wanted) == before == []
    assert [(event.handling, event.antall) for event in events] == [("liste_saker", 0)]
    assert hidden in numbers(kontor, "klarert_leder")


def test_the_barred_have_no_line_of_the_case(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.work("kari") as w:
        tildeling.bar(w, saksnr, "kari", "Søsken.")
    assert numbers(kontor, "kari") == []


@pytest.mark.parametrize(
    "wanted, felt",
    [
        ({"tilstand": "ferdig"}, "tilstand"),
        ({"program": "exin"}, "program"),
        ({"bydel": "Bergen"}, "bydel"),
        ({"kontakt": "ukjent"}, "kontakt"),
    ],
)
def test_a_filter_that_means_nothing_is_refused_and_logged(
    kontor: Kontor, wanted: dict[str, object], felt: str
) -> None:
    with kontor.new_events() as events, pytest.raises(InvalidInput) as refused:
        lines(kontor, "leder", **wanted)
    assert refused.value.felt == felt
    assert [(event.handling, event.utfall) for event in events] == [("liste_saker", "avvist")]


def test_each_line_is_logged_on_its_case_and_person(kontor: Kontor) -> None:
    first, second = cases.case(kontor, "vurdering"), cases.case(kontor, "forlop")
    with kontor.new_events() as events:
        assert set(numbers(kontor, "leder")) == {first, second}
    opened, *shown = events
    assert (opened.handling, opened.antall) == ("liste_saker", 2)
    ids = {bytes(row[0]).hex() for row in kontor.rows("select person_id from sak")}
    assert {event.person for event in shown} == ids
    assert {(event.handling, event.felt) for event in shown} == {("liste_sak", ("person.navn",))}


def test_a_line_has_the_name_and_who_has_the_case(kontor: Kontor) -> None:
    cases.case(kontor, "vurdering", navn="Blid Måke", bydel="grunerlokka")
    (line,) = lines(kontor, "kari")
    assert (line.navn, line.bydel_navn, line.kontakt, line.tilstand) == (
        "Blid Måke",
        "Grünerløkka",
        "kari",
        "vurdering",
    )


def test_filters_narrow_the_list(kontor: Kontor) -> None:
    young = cases.case(kontor, "vurdering", program="exin_oslo_ung")
    elsewhere = cases.case(kontor, "henvendelse", bydel="alna", kontakt="ola")
    assert numbers(kontor, "leder", program="exin_oslo_ung") == [young]
    assert numbers(kontor, "leder", bydel="Alna") == [elsewhere]
    assert numbers(kontor, "leder", kontakt="ola") == [elsewhere]
    assert numbers(kontor, "leder", tilstand="vurdering") == [young]


def test_ended_cases_are_listed_only_when_asked_for(kontor: Kontor) -> None:
    ended, dropped = cases.case(kontor, "avsluttet"), cases.case(kontor, "frafall")
    assert numbers(kontor, "kari") == [dropped]
    assert set(numbers(kontor, "kari", alle=True)) == {ended, dropped}
    assert numbers(kontor, "kari", tilstand="avsluttet") == [ended]


def test_the_list_follows_the_phases_and_the_oldest_come_first(kontor: Kontor) -> None:
    course = cases.case(kontor, "forlop")
    kontor.clock.forward(days=1)
    later = cases.case(kontor, "vurdering")
    kontor.clock.forward(days=1)
    latest = cases.case(kontor, "vurdering")
    assert numbers(kontor, "leder") == [later, latest, course]
