"""A step that is refused: all that was typed stands there still, and it is said what to do."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from exin.casework.grunnlag.given import LONGEST_TEXT
from exin.casework.oppfolging import arbeid, utkast
from tests.helpers import cases
from tests.helpers.cases import case
from tests.helpers.lest_side import read
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor
from tests.helpers.places import set_places

TEXT = "Avtalt med personen i dag."
GIVEN = {"arsak": "nye_hendelser", "apen_til": "01.06.2026", "begrunnelse": TEXT}
IN_WORDS = {"Nye hendelser", "01.06.2026", TEXT}


def page_of(saksnr: str, hendelse: str) -> str:
    return f"/saker/{saksnr}/steg/{hendelse}"


def text(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(versjon|vist_dato)" value="([^"]*)">', page))


def in_form(page: str) -> dict[str, str]:
    """What stands in the fields of a page."""
    fields = [each for each in read(page).fields if each.get("type") != "radio" or "checked" in each]
    boxes = dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL))
    shown = {str(each.get("name")): each.get("value") or "" for each in fields}
    return {name: unescape(boxes.get(name, value)) for name, value in shown.items()}


def dated_long_ago(kontor: Kontor) -> str:
    """A case in forløp whose latest step was taken twenty days ago."""
    saksnr = case(kontor, "forlop")
    kontor.clock.forward(days=20)
    return saksnr


def withdraw(kontor: Kontor, saksnr: str) -> None:
    with kontor.work("leder") as w:
        arbeid.withdraw_samtykke(w, saksnr, "deltakelse")


def fill_up(kontor: Kontor, _saksnr: str) -> None:
    set_places(kontor, "exin_oslo", plasser=0)


# -- a day that cannot be ------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["14.01.2026", "05.02.2026", "i går"])
@pytest.mark.parametrize("button", [{}, {"vis_virkning": "ja"}])
def test_a_late_entry_on_a_wrong_day_is_told_which_days_there_are(
    nettside: Nettside, kontor: Kontor, day: str, button: dict[str, str]
) -> None:
    saksnr = dated_long_ago(kontor)
    answer = nettside.log_in("kari").post(page_of(saksnr, "frafall"), GIVEN | {"dato": day} | button)
    assert answer.status == 422
    assert 'href="#felt-dato"' in answer.tekst
    assert "Steget kan gjelde fra 15. januar (forrige steg) til og med 4. februar (i dag)." in text(
        answer.tekst
    )
    assert in_form(answer.tekst).items() >= (GIVEN | {"dato": day}).items()


def test_where_the_latest_step_is_of_today_a_wrong_day_is_told_that_there_is_no_other(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    answer = nettside.log_in("kari").post(page_of(saksnr, "frafall"), GIVEN | {"dato": "14.01.2026"})
    assert "dette kan bare gjelde fra i dag" in text(answer.tekst)
    assert in_form(answer.tekst)["dato"] == "14.01.2026"


def test_what_was_typed_stays_though_the_step_cannot_be_taken_on_the_day_that_is_asked_about(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "vurdering")
    kontor.clock.forward(days=10)
    cases.prepare(kontor, saksnr, "start_forlop")
    typed = {"begrunnelse": TEXT, "dato": "17.01.2026"}
    answer = nettside.log_in("kari").post(page_of(saksnr, "start_forlop"), typed | {"vis_virkning": "ja"})
    assert "Ikke mulig ennå" in text(answer.tekst)
    assert in_form(answer.tekst).items() >= typed.items()


# -- what somebody else did meanwhile ------------------------------------------------------------------------


def test_a_case_that_was_changed_meanwhile_keeps_all_that_was_typed_in_the_form(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = dated_long_ago(kontor)
    kari, path = nettside.log_in("kari"), page_of(saksnr, "frafall")
    given = GIVEN | {"dato": "20.01.2026"}
    told = kari.post(path, given | hidden(kari.get(path).tekst))
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    with kontor.work("kari") as w:
        utkast.save(w, "steg_frafall", saksnr, given)
    cases.advance(kontor, saksnr, "annuller_steg", "leder", begrunnelse="Feil dag.")
    cases.advance(kontor, saksnr, "start_forlop", "leder")
    answer = kari.post(path, given | hidden(told.tekst))
    assert answer.status == 409
    assert "Se over hva som skjer nå, og send igjen." in text(answer.tekst)
    assert in_form(answer.tekst).items() >= given.items()  # the day too, which there is no room for any more


@pytest.mark.parametrize(
    ("meanwhile", "status", "told"),
    [
        (withdraw, 409, "Saken er endret etter at du åpnet siden"),
        (fill_up, 422, "Alle plassene er i bruk."),
    ],
)
def test_what_stands_in_the_way_by_now_is_told_and_the_text_stays(
    nettside: Nettside, kontor: Kontor, meanwhile: Callable[[Kontor, str], None], status: int, told: str
) -> None:
    saksnr = case(kontor, "vurdering")
    cases.prepare(kontor, saksnr, "start_forlop")
    kari, path = nettside.log_in("kari"), page_of(saksnr, "start_forlop")
    seen = hidden(kari.get(path).tekst)
    meanwhile(kontor, saksnr)
    answer = kari.post(path, {"begrunnelse": TEXT} | seen)
    assert (answer.status, in_form(answer.tekst)["begrunnelse"]) == (status, TEXT)
    assert told in text(answer.tekst)
    assert "Ikke mulig ennå" in text(answer.tekst)
    assert (f'href="/saker/{saksnr}/samtykke"' in answer.tekst) is (meanwhile is withdraw)


def test_a_text_that_is_too_long_is_told_at_its_field_with_all_that_was_typed(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr, given = case(kontor, "forlop"), GIVEN | {"begrunnelse": "x" * (LONGEST_TEXT + 1)}
    answer = nettside.log_in("kari").post(page_of(saksnr, "frafall"), given)
    assert (answer.status, 'href="#felt-begrunnelse"' in answer.tekst) == (422, True)
    assert in_form(answer.tekst).items() >= given.items()


def test_a_step_that_a_colleague_took_first_shows_every_field_in_words(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = dated_long_ago(kontor)
    kari, path = nettside.log_in("kari"), page_of(saksnr, "frafall")
    seen = hidden(kari.get(path).tekst)
    cases.drop_out(kontor, saksnr, "leder")
    answer = kari.post(path, GIVEN | seen)
    assert answer.status == 409
    assert "Det du sendte nå, er ikke lagret." in text(answer.tekst)
    assert f'href="/saker/{saksnr}"' in answer.tekst
    assert set(re.findall(r'<p class="note">(.*?)</p>', answer.tekst)) == IN_WORDS
    asked = kari.post(path, GIVEN | {"dato": "20.01.2026", "vis_virkning": "ja"})
    assert set(re.findall(r'<p class="note">(.*?)</p>', asked.tekst)) == IN_WORDS | {"20.01.2026"}


def test_a_draft_of_a_step_that_cannot_be_taken_any_more_is_shown_and_can_be_thrown_away(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.work("kari") as w:
        utkast.save(w, "steg_frafall", saksnr, GIVEN)
    cases.drop_out(kontor, saksnr, "leder")
    kari, path = nettside.log_in("kari"), page_of(saksnr, "frafall")
    answer = kari.get(path)
    assert (answer.status, "Det du sendte nå" in answer.tekst) == (409, False)
    assert set(re.findall(r'<p class="note">(.*?)</p>', answer.tekst)) == IN_WORDS
    assert "Forkast utkastet" in answer.tekst
    read(answer.tekst)


def test_a_draft_is_shown_where_something_stands_in_the_way_of_the_step(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "vurdering")
    with kontor.work("kari") as w:
        utkast.save(w, "steg_start_forlop", saksnr, {"begrunnelse": TEXT})
    answer = nettside.log_in("kari").get(page_of(saksnr, "start_forlop"))
    assert "Ikke mulig ennå" in text(answer.tekst)
    assert in_form(answer.tekst)["begrunnelse"] == TEXT


# -- what a look leaves in the log ---------------------------------------------------------------------------


def test_a_look_at_a_step_leaves_one_reading_of_the_case_whether_or_not_there_is_a_draft(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    looks = []
    for _ in range(2):
        with kontor.new_events() as events:
            kari.get(page_of(saksnr, "frafall"))
        looks.append([(each.handling, each.koder) for each in events])
        with kontor.work("kari") as w:
            utkast.save(w, "steg_frafall", saksnr, GIVEN)
    asked = [("frafall", ("forespurt",)), ("les_sak", ()), ("les_utkast", ("skjema:steg_frafall",))]
    assert looks == [asked, asked]


def test_a_look_at_a_step_that_cannot_be_taken_opens_nothing(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    with kontor.new_events() as events:
        assert kari.get(page_of(saksnr, "reinntak")).status == 409
    assert [(each.handling, each.felt) for each in events] == [
        ("reinntak", ()),
        ("les_sak", ()),
        ("les_utkast", ("utkast.innhold",)),
    ]
