"""The deadlines of a case on their pages: all shown, one moved, put to rest and resumed, each with its reason."""

import re
from datetime import date, timedelta

import pytest

from exin.casework.frist.fristendring import FristVisning, move_frist, pause_frist, show_deadlines
from exin.web.skjemanavn import form_path, is_form
from tests.helpers.cases import case
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor
from workflows import PROGRAMMES

SLAG = "kontakt_forlop"
WHY = "Personen er bortreist i to uker."


@pytest.fixture
def saksnr(kontor: Kontor) -> str:
    return case(kontor, "forlop")


def _path(saksnr: str, slag: str = SLAG) -> str:
    return f"/saker/{saksnr}/frister/{slag}"


def _frist(kontor: Kontor, saksnr: str) -> FristVisning:
    with kontor.read("kari") as r:
        return next(each for each in show_deadlines(r, saksnr) if each.slag == SLAG)


def test_who_may_not_gets_neither_page_and_each_refusal_is_in_the_log(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    annen, before = nettside.log_in("annen"), kontor.log_size
    typed = {"endring": "pause", "begrunnelse": WHY}
    got = [
        annen.get(f"/saker/{saksnr}/frister").status,
        annen.get(_path(saksnr)).status,
        annen.post(_path(saksnr), typed).status,
    ]
    assert got == [404, 404, 404]
    asked = [(each.handling, each.utfall) for each in kontor.log(before) if each.utfall == "nektet"]
    assert asked == [("les_sak", "nektet"), ("flytt_frist", "nektet"), ("flytt_frist", "nektet")]
    assert _frist(kontor, saksnr).pauset is None


def test_a_form_without_its_token_changes_nothing(nettside: Nettside, kontor: Kontor, saksnr: str) -> None:
    kari, typed = nettside.log_in("kari"), {"endring": "pause", "begrunnelse": WHY}
    assert kari.post(_path(saksnr), typed, csrf="").status == 403
    assert _frist(kontor, saksnr).pauset is None


@pytest.mark.parametrize("slag", ["finnes_ikke", "alder_18", "STORE", "x" * 35])
def test_what_is_no_deadline_that_can_be_changed_has_no_page(
    nettside: Nettside, saksnr: str, slag: str
) -> None:
    assert nettside.log_in("kari").get(_path(saksnr, slag)).status == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"endring": "flytt", "flytt": "01.01.2026", "begrunnelse": WHY}, "flytt"),
        ({"endring": "flytt", "flytt": "", "begrunnelse": WHY}, "flytt"),
        ({"endring": "flytt", "flytt": "i morgen", "begrunnelse": WHY}, "flytt"),
        ({"endring": "flytt", "flytt": "01.03.2026", "begrunnelse": " "}, "begrunnelse"),
        ({"endring": "", "flytt": "01.03.2026", "begrunnelse": WHY}, "endring"),
        ({"endring": "slett", "flytt": "01.03.2026", "begrunnelse": WHY}, "endring"),
        ({"endring": "fortsett", "flytt": "", "begrunnelse": WHY}, "endring"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(
    nettside: Nettside, kontor: Kontor, saksnr: str, typed: dict[str, str], field: str
) -> None:
    before = _frist(kontor, saksnr)
    answer = nettside.log_in("kari").post(_path(saksnr), typed)
    assert (answer.status, f'href="#felt-{field}"' in answer.tekst) == (422, True)
    assert [value for value in typed.values() if value.strip() not in answer.tekst and value != "slett"] == []
    assert _frist(kontor, saksnr) == before


def test_what_happens_is_said_first(nettside: Nettside, saksnr: str) -> None:
    page = nettside.log_in("kari").get(_path(saksnr)).tekst
    assert "Dette skjer" in page
    assert "La den løpe igjen" not in page


def test_a_deadline_is_moved(nettside: Nettside, kontor: Kontor, saksnr: str) -> None:
    day = kontor.clock.today + timedelta(days=50)
    answer = nettside.log_in("kari").post(
        _path(saksnr), {"endring": "flytt", "flytt": f"{day:%d.%m.%Y}", "begrunnelse": WHY}
    )
    assert answer.til == f"/saker/{saksnr}/frister?gjort=frist_flyttet"
    assert _frist(kontor, saksnr).frist == day


def test_a_deadline_rests_and_runs_on_with_what_was_left_of_it(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    kari, due = nettside.log_in("kari"), _frist(kontor, saksnr).frist
    assert isinstance(due, date)
    paused = kari.post(_path(saksnr), {"endring": "pause", "begrunnelse": WHY})
    assert paused.til == f"/saker/{saksnr}/frister?gjort=frist_pauset"
    kontor.clock.forward(days=3)
    kari = nettside.log_in("kari")
    page = kari.get(_path(saksnr)).tekst
    assert f"{due + timedelta(days=3):%-d}." in page.partition("Løper den igjen, blir fristen")[2]
    kari.post(_path(saksnr), {"endring": "fortsett", "begrunnelse": WHY})
    after = _frist(kontor, saksnr)
    assert (after.frist, after.pauset) == (due + timedelta(days=3), None)


def test_the_list_shows_those_that_run_that_rest_and_that_are_done(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    with kontor.work("kari") as w:
        pause_frist(w, saksnr, SLAG, begrunnelse=WHY)
    with kontor.work("kari") as w:
        move_frist(w, saksnr, "plan", til=date(2027, 1, 2), begrunnelse=WHY)
    page = nettside.log_in("kari").get(f"/saker/{saksnr}/frister").tekst
    text = re.sub(r"<[^>]+>", " ", page)
    assert "på pause siden 15. januar" in text
    assert "2. januar 2027" in text
    assert "flyttet fra" in text
    assert "Informasjonssamtale" in text.partition("Lukket")[2]
    assert WHY not in page


def test_who_may_only_read_is_offered_no_change(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "avsluttet")
    page = nettside.log_in("kari").get(f"/saker/{saksnr}/frister")
    assert (page.status, ">Endre<" in page.tekst) == (200, False)


def test_a_deadline_that_is_done_says_so_and_offers_no_form(nettside: Nettside, saksnr: str) -> None:
    page = nettside.log_in("kari").get(_path(saksnr, "informasjonssamtale")).tekst
    assert "Fristen løper ikke lenger" in page
    assert 'name="begrunnelse"' not in page


def test_what_was_begun_is_there_when_one_comes_back_and_gone_when_it_is_sent(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    kari, typed = nettside.log_in("kari"), {"endring": "pause", "begrunnelse": WHY}
    kontor.clock.forward(minutes=16)
    assert kari.post(_path(saksnr), typed).til == "/logg-inn"
    kari = nettside.log_in("kari")
    assert WHY in kari.get(_path(saksnr)).tekst
    kari.post(_path(saksnr), typed)
    assert WHY not in kari.get(_path(saksnr)).tekst


def test_a_deadline_that_no_programme_has_is_not_asked_for(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    kari = nettside.log_in("kari")
    with kontor.new_events() as events:
        assert kari.get(f"/saker/{saksnr}/frister/ola_nordmann").status == 404
    assert events == []


def test_a_draft_of_any_deadline_has_a_name_that_leads_back_to_it() -> None:
    kinds = {each.key for programme in PROGRAMMES for each in programme.deadlines}
    assert {slag for slag in kinds if not is_form(f"frist_{slag}")} == set()
    assert form_path(f"frist_{SLAG}", "X") == ("saker", "X", "frister", SLAG)
