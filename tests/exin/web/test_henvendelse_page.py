"""The form of a new henvendelse: who gets it, that mistakes lose nothing, and that nobody learns of a hidden case."""

import re

import pytest

from exin.casework.visning.visning import show_case
from tests.helpers import cases, people
from tests.helpers.nettsted import Nettleser, Nettside, Svar
from tests.helpers.office import Kontor

FILLED = {
    "program": "exin_oslo",
    "kilde": "bydel",
    "bydel": "sagene",
    "navn": "Lun Ærfugl",
    "telefon": "22 00 00 00",
    "tekst": "Ringte fra Nav.",
    "skjerming": "ingen",
    "tilknytning_oslo": "ja",
}


def send(browser: Nettleser, **changes: str) -> Svar:
    """What the site answers to the form, filled in but for the changes."""
    return browser.post("/henvendelse", FILLED | changes)


def opened(answer: Svar) -> str:
    """The number of the case that one was sent on to."""
    found = re.fullmatch(r"/saker/(EX-\d{4}-[A-Z0-9]{4})\?gjort=henvendelse", answer.til)
    assert found, (answer.status, answer.til)
    return found[1]


@pytest.mark.parametrize("who", ["revisor", "admin"])
def test_who_works_no_cases_neither_sees_the_form_nor_sends_it(
    nettside: Nettside, kontor: Kontor, who: str
) -> None:
    browser = nettside.log_in(who)
    with kontor.new_events() as events:
        assert (browser.get("/henvendelse").status, send(browser).status) == (403, 403)
    assert [(each.handling, each.utfall) for each in events] == [("henvendelse", "nektet")] * 2


def test_all_that_is_missing_is_said_at_once_and_nothing_is_written(
    nettside: Nettside, kontor: Kontor
) -> None:
    answer = nettside.log_in("kari").post("/henvendelse", {"tekst": "Begynt på dette."})
    assert answer.status == 422
    assert all(f'href="#felt-{name}"' in answer.tekst for name in ("program", "kilde", "bydel", "navn"))
    assert "Begynt på dette." in answer.tekst
    assert kontor.one("select count(*) from sak") == (0,)


@pytest.mark.parametrize(
    ("felt", "value"),
    [
        *(("fodselsnummer", "12345678901"), ("fodselsdato", "i fjor"), ("fodselsdato", "02.01.0001")),
        *(("dato", "31.12.2030"), ("dato", "15.01.1800"), ("bydel", "x")),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_typed_is_lost(
    nettside: Nettside, felt: str, value: str
) -> None:
    answer = send(nettside.log_in("kari"), **{felt: value})
    assert answer.status == 422
    assert f'href="#felt-{felt}"' in answer.tekst
    assert "Ringte fra Nav." in answer.tekst


def test_an_open_case_that_one_may_know_of_is_named_with_a_way_there(
    nettside: Nettside, kontor: Kontor
) -> None:
    number = people.new_number()
    saksnr = cases.case(kontor, "vurdering", fodselsnummer=number)
    answer = send(nettside.log_in("mottak"), fodselsnummer=number)
    assert answer.status == 422
    assert f'href="/saker/{saksnr}"' in answer.tekst
    assert "Ringte fra Nav." in answer.tekst


def test_a_hidden_open_case_is_answered_as_if_there_were_none(nettside: Nettside, kontor: Kontor) -> None:
    number = people.new_number()
    hidden = cases.protected_case(kontor, "vurdering", fodselsnummer=number)
    kari = nettside.log_in("kari")
    known, unknown = (
        send(kari, fodselsnummer=number),
        send(kari, fodselsnummer=people.new_number()),
    )
    assert (known.status, unknown.status) == (303, 303)
    assert hidden not in {opened(known), opened(unknown)}
    assert kari.follow(known).status == kari.follow(unknown).status == 200


def test_it_works_where_the_number_is_unknown_and_leads_to_the_case(
    nettside: Nettside, kontor: Kontor
) -> None:
    kari = nettside.log_in("kari")
    saksnr = opened(send(kari, fodselsdato="14.03.2003", dato="14.01.2026", tilknytning_oslo="nei"))
    with kontor.read("kari") as r:
        seen = show_case(r, saksnr)
    assert seen.person is not None
    assert (seen.person.navn, seen.kilde, seen.bydel) == ("Lun Ærfugl", "bydel", "sagene")
    assert (seen.person.fodselsnummer, seen.tilknytning_oslo) == (None, False)


def test_what_was_begun_is_kept_sealed_until_it_is_sent(nettside: Nettside, kontor: Kontor) -> None:
    kari = nettside.log_in("kari")
    kontor.clock.forward(minutes=16)
    late = send(kari, tekst="Kanarifugl")
    assert late.til.startswith("/logg-inn")
    kari = nettside.log_in("kari")
    assert "Kanarifugl" in kari.get("/henvendelse").tekst
    opened(send(kari))
    assert "Kanarifugl" not in kari.get("/henvendelse").tekst


# -- from an ended case ------------------------------------------------------------------------------------------


def test_a_colleague_outside_an_ended_case_opens_none_from_it(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "ikke_tatt_inn")
    annen = nettside.log_in("annen")
    with kontor.new_events() as events:
        assert annen.get(f"/saker/{saksnr}/ny-henvendelse").status == 404
        assert annen.post(f"/saker/{saksnr}/ny-henvendelse", {"kilde": "direkte"}).status == 404
        assert annen.post(f"/saker/{saksnr}/ny-henvendelse", {}).status == 404
    assert [(each.handling, each.utfall) for each in events] == [("ny_henvendelse", "nektet")] * 3


def test_a_case_that_has_not_ended_says_so_in_the_form(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    answer = nettside.log_in("kari").post(
        f"/saker/{saksnr}/ny-henvendelse", {"kilde": "direkte", "tekst": "Ringte."}
    )
    assert answer.status in (403, 422)
    assert kontor.one("select count(*) from sak") == (1,)


def test_from_an_ended_case_a_new_one_is_opened_for_the_same_person(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = cases.case(kontor, "ikke_tatt_inn", navn="Munter Ås")
    kari = nettside.log_in("kari")
    where = f"/saker/{saksnr}/ny-henvendelse"
    assert "Munter Ås" not in kari.get(where).tekst
    assert kari.post(where, {"tekst": "Ringte."}).status == 422
    new = opened(kari.post(where, {"kilde": "direkte", "tekst": "Ringte."}))
    with kontor.read("kari") as r:
        seen = show_case(r, new)
    assert seen.person is not None
    assert (seen.tilstand, seen.person.navn) == ("henvendelse", "Munter Ås")
