"""Who the person is: set right cell by cell, a number found later, and two persons found to be one."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import pytest

from audit.events import Outcome
from exin.casework.grunnlag.views import PersonVisning
from exin.casework.person import personer
from exin.casework.person.personer import Endring, change_person, merge_persons
from exin.casework.visning.visning import show_case
from exin.errors import Conflict, Denied, ExinError, IllegalStep, InvalidInput, NotFound, Tampered
from exin.store.prepared import Asked
from exin.work import Work
from tests.helpers import cases, people
from tests.helpers.office import START, Kontor, meanwhile

BORN = date(2002, 6, 17)
FIRST, SECOND, THIRD = (people.number(BORN, which) for which in (30, 31, 32))
AS_IT_WAS = Endring(
    navn="Lun Elg", fodselsdato=BORN, telefon="922 22 222", epost="lun@elg.no", adresse="Elgveien 1"
)


def lun(kontor: Kontor, **given: Any) -> str:  # noqa: ANN401 - any field of a henvendelse
    """A case of kari's with every detail of a person in it."""
    details = {name: value for name, value in asdict(AS_IT_WAS).items() if value is not None}
    return cases.case(kontor, "vurdering", **(details | {"fodselsnummer": FIRST} | given))


def change(kontor: Kontor, saksnr: str, who: str = "kari", **given: Any) -> None:  # noqa: ANN401
    with kontor.work(who) as w:
        change_person(w, saksnr, Endring(**given))


def refused(kontor: Kontor, kind: type[ExinError], saksnr: str, who: str = "kari", **given: Any) -> Any:  # noqa: ANN401
    """What a change was refused with, after looking that nothing of it is left."""
    before = everything(kontor)
    with pytest.raises(kind) as error:
        change(kontor, saksnr, who, **given)
    assert everything(kontor) == before
    return error.value


def everything(kontor: Kontor) -> list[list[tuple[Any, ...]]]:
    return [kontor.rows(f"select * from {table}") for table in ("person", "adresse", "kontakt", "utboks")]  # noqa: S608


def person(kontor: Kontor, saksnr: str, who: str = "kari") -> PersonVisning:
    with kontor.read(who) as r:
        found = show_case(r, saksnr).person
    assert found is not None
    return found


def row(kontor: Kontor, saksnr: str, names: str) -> tuple[Any, ...]:
    sql = f"select {names} from person p join sak s on s.person_id = p.id where saksnr = ?"  # noqa: S608
    return kontor.one(sql, saksnr)


def merge(kontor: Kontor, keep: str, other: str, who: str = "leder") -> None:
    with kontor.work(who) as w:
        merge_persons(w, keep, other, "Samme person.")


def overtaken(kontor: Kontor, who: str, act: Callable[[Work], object], others: Callable[[], object]) -> None:
    """Do something, and let others be quicker: they come between the permits and the lock."""
    with kontor.work(who) as w:
        begin = w.begin

        def begin_late(*ahead: Asked) -> None:
            if not w.tx.link.writing:
                meanwhile(others)
            begin(*ahead)

        w.begin = begin_late  # type: ignore[method-assign]
        act(w)


# -- what is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who, kind", [("ola", Denied), ("annen", NotFound), ("admin", NotFound)])
def test_who_has_not_the_case_does_not_change_the_person(
    kontor: Kontor, who: str, kind: type[ExinError]
) -> None:
    refused(kontor, kind, lun(kontor), who, navn="Noen Annen")


@pytest.mark.parametrize(
    "given, kode",
    [
        ({}, "ingenting_a_rette"),
        ({"navn": ""}, "ingenting_a_rette"),
        ({"navn": "x" * 20_001}, "tekst_for_lang"),
        ({"adresse": "x" * 20_001}, "tekst_for_lang"),
        ({"epost": "\ud800@elg.no"}, "ugyldige_tegn"),
        ({"adresse": "\udcff"}, "ugyldige_tegn"),
        ({"fodselsdato": START.date() + timedelta(days=1)}, "fodselsdato_i_framtiden"),
        ({"fodselsnummer": FIRST[:-1]}, "fodselsnummer_ikke_elleve_sifre"),
    ],
)
def test_what_cannot_be_used_changes_nothing(kontor: Kontor, given: dict[str, Any], kode: str) -> None:
    saksnr = lun(kontor)
    assert refused(kontor, InvalidInput, saksnr, **given).kode == kode


def test_of_two_changes_at_once_the_later_is_a_conflict(kontor: Kontor) -> None:
    saksnr = lun(kontor)
    with pytest.raises(Conflict):
        overtaken(
            kontor,
            "kari",
            lambda w: change_person(w, saksnr, Endring(navn="Kvikk Elg")),
            lambda: change(kontor, saksnr, "leder", telefon="933 33 333"),
        )
    assert (person(kontor, saksnr).navn, person(kontor, saksnr).telefon) == ("Lun Elg", "933 33 333")


# -- set right -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field, value", [("navn", "Kvikk Elg"), ("telefon", "933 33 333"), ("epost", "k@elg.no")]
)
def test_one_detail_is_changed_and_the_others_stay(kontor: Kontor, field: str, value: str) -> None:
    saksnr = lun(kontor)
    before = person(kontor, saksnr)
    with kontor.new_events() as events:
        change(kontor, saksnr, **{field: f"  {value}\n"})
    assert person(kontor, saksnr) == replace(before, **{field: value})  # type: ignore[arg-type]
    (event,) = events
    assert {f"person.{cell}" for cell in personer.CELLS} <= set(event.felt)
    assert value not in repr(event)


def test_the_birth_date_the_address_and_the_number_are_changed(kontor: Kontor) -> None:
    saksnr = lun(kontor)
    change(kontor, saksnr, fodselsdato=date(2001, 5, 5), adresse="Revestien 2")
    seen = person(kontor, saksnr)
    assert (seen.fodselsdato, seen.alder, seen.adresser) == (date(2001, 5, 5), 24, ("Revestien 2",))
    change(kontor, saksnr, fodselsnummer=SECOND)
    seen = person(kontor, saksnr)
    assert (seen.fodselsnummer, seen.fodselsdato) == (SECOND, BORN)


def test_an_address_that_was_not_there_is_added(kontor: Kontor) -> None:
    saksnr = lun(kontor, adresse=None)
    change(kontor, saksnr, adresse="Revestien 2")
    assert person(kontor, saksnr).adresser == ("Revestien 2",)


def test_what_is_left_empty_stays_as_it_is(kontor: Kontor) -> None:
    saksnr = lun(kontor)
    before = person(kontor, saksnr)
    change(kontor, saksnr, navn=" ", telefon="", fodselsnummer=" ", adresse="")
    assert person(kontor, saksnr) == before


def test_every_cell_is_sealed_anew_under_the_next_version_and_an_old_one_is_refused(kontor: Kontor) -> None:
    saksnr = lun(kontor)
    names = ", ".join(personer.CELLS)
    old, version = row(kontor, saksnr, names), row(kontor, saksnr, "innholdsversjon")[0]
    change(kontor, saksnr, telefon="933 33 333", adresse="Revestien 2")
    new = row(kontor, saksnr, names)
    assert row(kontor, saksnr, "innholdsversjon") == (version + 1,)
    assert kontor.one("select innholdsversjon from adresse") == (2,)
    assert not set(old) & set(new)
    assert kontor.tamper("update person set navn = ?", old[0]) == 1
    with pytest.raises(Tampered):
        person(kontor, saksnr)


# -- a number given later ------------------------------------------------------------------------------


def test_a_number_given_later_finds_the_person_from_then_on(kontor: Kontor) -> None:
    saksnr = lun(kontor, fodselsnummer=None)
    change(kontor, saksnr, fodselsnummer=SECOND)
    assert row(kontor, saksnr, "nummer_kjent") == (1,)
    with pytest.raises(IllegalStep):
        cases.register(kontor, fodselsnummer=SECOND)


def test_the_same_number_again_changes_nothing_of_the_lookup(kontor: Kontor) -> None:
    saksnr = lun(kontor)
    before = row(kontor, saksnr, "fodselsnummer_oppslag")
    change(kontor, saksnr, fodselsnummer=FIRST)
    assert row(kontor, saksnr, "fodselsnummer_oppslag") == before
    assert kontor.rows("select * from utboks") == []


def test_a_number_set_right_gives_the_wrong_one_back(kontor: Kontor) -> None:
    saksnr = lun(kontor)
    change(kontor, saksnr, fodselsnummer=SECOND)
    other = cases.register(kontor, fodselsnummer=FIRST).saksnr
    assert row(kontor, other, "p.id") != row(kontor, saksnr, "p.id")


@pytest.mark.parametrize("who", ["kari", "leder"])
def test_the_number_of_somebody_whom_the_asker_may_know_of_is_told(kontor: Kontor, who: str) -> None:
    saksnr, theirs = lun(kontor), cases.case(kontor, "forlop", fodselsnummer=SECOND)
    with kontor.new_events() as events:
        assert refused(kontor, Conflict, saksnr, who, fodselsnummer=SECOND).kode == "nummeret_er_en_annens"
    assert [(event.handling, event.utfall) for event in events] == [
        ("endre_person", Outcome.KONFLIKT),
        ("gjenkjenne", Outcome.KONFLIKT),
    ]
    assert events[1].sak == row(kontor, theirs, "s.id")[0].hex()


@pytest.mark.parametrize("given", [None, FIRST])
def test_the_number_of_a_hidden_person_gives_no_sign_and_the_circle_is_told(
    kontor: Kontor, given: str | None
) -> None:
    hidden = cases.protected_case(kontor, "vurdering", fodselsnummer=SECOND)
    saksnr = lun(kontor, fodselsnummer=given)
    change(kontor, saksnr, fodselsnummer=SECOND)
    assert person(kontor, saksnr).fodselsnummer == SECOND
    assert row(kontor, saksnr, "nummer_kjent, fodselsnummer_oppslag") == (1, None)
    assert (
        sorted(kontor.rows("select slag, sak_id from utboks"))
        == [("mulig_samme_person", *row(kontor, hidden, "s.id"))] * 3
    )
    with kontor.read("klarert1") as r:
        assert saksnr in str(show_case(r, hidden).kontakter[-1].tekst)


def test_a_number_that_was_replaced_by_a_hidden_persons_finds_nobody_any_more(kontor: Kontor) -> None:
    cases.protected_case(kontor, fodselsnummer=SECOND)
    saksnr = lun(kontor)
    change(kontor, saksnr, fodselsnummer=SECOND)
    other = cases.register(kontor, fodselsnummer=FIRST).saksnr
    assert row(kontor, other, "p.id") != row(kontor, saksnr, "p.id")


def test_of_a_strictly_protected_person_those_without_clearance_hear_nothing(kontor: Kontor) -> None:
    cases.case(kontor, "vurdering", kontakt="annen", fodselsnummer=SECOND)
    saksnr = cases.protected_case(kontor, fodselsnummer=None)
    change(kontor, saksnr, "klarert1", fodselsnummer=SECOND)
    assert kontor.rows("select * from utboks") == []


# -- two persons found to be one -----------------------------------------------------------------------


def test_only_the_lead_of_both_cases_merges(kontor: Kontor) -> None:
    one, two = lun(kontor), cases.case(kontor, "vurdering")
    other_team, hidden = cases.case(kontor, "vurdering", kontakt="annen"), cases.protected_case(kontor)
    before = everything(kontor)
    for who, keep, other, kind in (
        ("kari", one, two, Denied),
        ("leder", one, other_team, NotFound),
        ("leder", hidden, two, NotFound),
        ("leder", one, one, InvalidInput),
    ):
        with pytest.raises(kind):
            merge(kontor, keep, other, who)
    with pytest.raises(InvalidInput), kontor.work("leder") as w:
        merge_persons(w, one, two, "  ")
    assert everything(kontor) == before


def test_nothing_is_lost_by_merging(kontor: Kontor) -> None:
    keep, other = lun(kontor), lun(kontor, navn="Lunn Elg", fodselsnummer=SECOND, adresse="Revestien 2")
    before = row(kontor, other, "p.id")[0]
    with kontor.new_events() as events:
        merge(kontor, keep, other)
    assert row(kontor, keep, "p.id") == row(kontor, other, "p.id")
    assert kontor.one("select count(*) from person") == (2,)
    assert kontor.one("select fra_person_id, til_person_id from sammenslaing") == (
        before,
        row(kontor, keep, "p.id")[0],
    )
    for saksnr in (keep, other):
        seen = person(kontor, saksnr)
        assert (seen.navn, seen.fodselsnummer) == ("Lun Elg", FIRST)
        assert seen.adresser == ("Elgveien 1", "Revestien 2")
        assert all(text in seen.ogsa_registrert_som[0] for text in ("Lunn Elg", SECOND, "922 22 222"))
    assert {event.person for event in events} == {row(kontor, keep, "p.id")[0].hex(), before.hex()}
    assert kontor.verify().ok


def test_either_number_finds_the_one_person(kontor: Kontor) -> None:
    keep, other = lun(kontor), lun(kontor, fodselsnummer=SECOND)
    merge(kontor, keep, other)
    for number in (FIRST, SECOND):
        with pytest.raises(IllegalStep):
            cases.register(kontor, fodselsnummer=number)


def test_a_number_that_only_the_merged_row_has_is_known(kontor: Kontor) -> None:
    keep, other = lun(kontor, fodselsnummer=None), lun(kontor, fodselsnummer=SECOND)
    merge(kontor, keep, other)
    assert row(kontor, keep, "nummer_kjent, fodselsnummer_oppslag") == (1, None)
    change(kontor, keep, fodselsnummer=SECOND)
    assert person(kontor, keep).fodselsnummer == SECOND


def test_the_number_of_the_merged_row_may_replace_a_wrong_one(kontor: Kontor) -> None:
    keep, other = lun(kontor), lun(kontor, fodselsnummer=SECOND)
    merge(kontor, keep, other)
    change(kontor, keep, fodselsnummer=SECOND)
    somebody = cases.register(kontor, fodselsnummer=FIRST).saksnr
    assert row(kontor, somebody, "p.id") != row(kontor, keep, "p.id")
    with pytest.raises(IllegalStep):
        cases.register(kontor, fodselsnummer=SECOND)


def test_a_chain_of_merges_ends_in_one_person(kontor: Kontor) -> None:
    numbers = (FIRST, SECOND, THIRD)
    first, second, third = (lun(kontor, fodselsnummer=number, navn=f"Elg {number}") for number in numbers)
    merge(kontor, second, third)
    merge(kontor, first, second)
    assert len({row(kontor, saksnr, "p.id") for saksnr in (first, second, third)}) == 1
    assert len(person(kontor, third).ogsa_registrert_som) == 2
    assert kontor.one("select count(distinct slatt_sammen_med) from person") == (1,)
    for number in numbers:
        with pytest.raises(IllegalStep):
            cases.register(kontor, fodselsnummer=number)


def test_a_hidden_case_of_the_merged_person_moves_too_by_the_hand_of_the_house(kontor: Kontor) -> None:
    keep = lun(kontor)
    other = cases.case(kontor, "ikke_tatt_inn", fodselsnummer=SECOND)
    hidden = cases.register(kontor, "annen", fodselsnummer=SECOND).saksnr
    cases.give(kontor, hidden, "annen")
    assert row(kontor, hidden, "p.id") == row(kontor, other, "p.id")
    with kontor.new_events() as events:
        merge(kontor, keep, other)
    assert row(kontor, hidden, "p.id") == row(kontor, keep, "p.id")
    house = [(event.handling, event.jobb, event.ansatt) for event in events if event.jobb]
    assert house == [("meld_henvendelse", "mottakspost", None)]
    assert person(kontor, hidden, "annen").navn == "Lun Elg"
    with pytest.raises(NotFound):
        person(kontor, hidden, "leder")


def test_a_case_opened_meanwhile_for_the_merged_person_is_not_left_behind(kontor: Kontor) -> None:
    keep, other = lun(kontor), cases.case(kontor, "ikke_tatt_inn", fodselsnummer=SECOND)
    overtaken(
        kontor,
        "leder",
        lambda w: merge_persons(w, keep, other, "Samme person."),
        lambda: cases.register(kontor, fodselsnummer=SECOND),
    )
    assert kontor.one("select count(distinct person_id), count(*) from sak") == (1, 3)


def test_a_merge_loses_to_the_one_that_came_first(kontor: Kontor) -> None:
    one, two = lun(kontor), lun(kontor, fodselsnummer=SECOND)
    with pytest.raises(Conflict):
        overtaken(
            kontor,
            "leder",
            lambda w: merge_persons(w, two, one, "Omvendt."),
            lambda: merge(kontor, one, two),
        )
    assert kontor.one("select count(*) from person where slatt_sammen_med is null") == (1,)
