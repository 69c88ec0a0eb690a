"""What is sent after the session has ended is lost to nobody, and neither takes away nor shows what lies there."""

import re
from html import unescape
from typing import Any

import pytest

from exin.casework.oppfolging import utkast
from exin.casework.oppfolging.fletting import SKILLE
from exin.errors import Conflict
from exin.web.for_sent import SKREVET
from exin.web.statisk import STATIC
from tests.helpers.cases import advance, case, prepare, protected_case
from tests.helpers.nettsted import Nettleser, Nettside
from tests.helpers.office import Kontor

NEW, OLD = "Han ringte i dag tidlig.", "Vi møttes på trappa i går."
TEMPLATES = STATIC.parent / "templates"


def note_of(saksnr: str) -> str:
    return f"/saker/{saksnr}/notat"


def begin_anew(nettside: Nettside, kontor: Kontor, saksnr: str, **felt: str) -> tuple[Nettleser, Nettleser]:
    """Somebody whose session has ended with a note open, and who has begun another in a new browser."""
    old = nettside.log_in("kari")
    kontor.clock.forward(minutes=16)
    new = nettside.log_in("kari")
    fields = {"utkast_skjema": "notat", "utkast_sak": saksnr, "tekst": NEW, **felt}
    assert new.post("/utkast", fields).status == 200
    return old, new


def drafts(kontor: Kontor) -> int:
    return int(kontor.one("select count(*) from utkast")[0])


# -- beside a newer draft ---------------------------------------------------------------------------------------


def test_what_comes_late_does_not_take_the_place_of_what_was_written_since(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    old, new = begin_anew(nettside, kontor, saksnr, dato="2.1.2026")
    late = old.post(note_of(saksnr), {"tekst": OLD, "dato": "1.1.2026", "utkast_versjon": "0"})
    assert (late.status, late.til) == (303, "/logg-inn")
    page = unescape(new.get(note_of(saksnr)).tekst)
    assert f"{NEW}\n\n{SKILLE}\n{OLD}</textarea>" in page
    assert 'value="2.1.2026"' in page
    assert "Det du sendte etter at du var logget ut, står i teksten under en egen linje." in page
    assert "<li>1.1.2026</li>" in page


def test_that_two_stand_there_is_told_until_the_form_is_sent(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    old, new = begin_anew(nettside, kontor, saksnr, dato="2.1.2026")
    old.post(note_of(saksnr), {"tekst": OLD, "dato": "1.1.2026"})
    page = new.get(note_of(saksnr)).tekst
    (carried,) = re.findall(r'form="skjema-notat" name="utkast_flettet" value="([^"]*)"', page)
    fields = {"utkast_skjema": "notat", "utkast_sak": saksnr, "utkast_versjon": "2"}
    assert new.post("/utkast", {**fields, "tekst": "Ett.", "utkast_flettet": carried}).status == 200
    assert "<li>1.1.2026</li>" in new.get(note_of(saksnr)).tekst
    assert new.post(note_of(saksnr), {"tekst": "Ett.", "utkast_flettet": carried}).status == 303
    assert drafts(kontor) == 0


def test_a_stolen_cookie_of_an_ended_session_takes_nothing_of_a_draft_away(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    kari = nettside.log_in("kari")
    fields = {"utkast_skjema": "notat", "utkast_sak": saksnr, "tekst": NEW}
    kari.post("/utkast", fields)
    kontor.clock.forward(minutes=16)
    for versjon in ("0", "1", "2", "3", ""):
        kari.post(note_of(saksnr), {"tekst": "Slettet.", "utkast_versjon": versjon})
    page = unescape(nettside.log_in("kari").get(note_of(saksnr)).tekst)
    assert f"{NEW}\n\n{SKILLE}\nSlettet.</textarea>" in page


def test_every_field_that_somebody_types_in_is_known_by_name() -> None:
    macros = re.compile(r"\b(tekstomrade|tekstfelt|datofelt|klokkefelt)\('(\w+)'")
    typed = {
        found
        for file in TEMPLATES.rglob("*.html")
        if file.name not in {"skjema.html", "logg_inn.html", "saker.html", "sok.html"}
        for found in macros.findall(file.read_text("utf-8"))
    }
    assert {name for _, name in typed} <= SKREVET.fritekst | SKREVET.korte
    assert {name for macro, name in typed if macro == "tekstomrade"} - SKREVET.fritekst == {"adresse"}


@pytest.mark.parametrize(("first", "status"), [(1, 303), (9, 409)])
def test_where_another_save_is_first_it_is_tried_again_and_shown_back_when_that_is_of_no_use(
    nettside: Nettside, kontor: Kontor, monkeypatch: pytest.MonkeyPatch, first: int, status: int
) -> None:
    saksnr, save_late = case(kontor, "forlop"), utkast.save_late
    others = iter(range(first))

    def beaten(*given: Any) -> int:  # noqa: ANN401 - what `save_late` takes
        if next(others, None) is not None:
            raise Conflict
        return save_late(*given)

    monkeypatch.setattr(utkast, "save_late", beaten)
    kari = nettside.log_in("kari")
    kontor.clock.forward(minutes=16)
    late = kari.post(note_of(saksnr), {"tekst": OLD})
    assert (late.status, drafts(kontor), OLD in late.tekst) == (status, int(status == 303), status == 409)


# -- where there is no room --------------------------------------------------------------------------------------


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """No room for another draft."""
    monkeypatch.setattr(utkast, "MOST_DRAFTS", 0)


@pytest.mark.usefixtures("full")
def test_where_there_is_no_room_it_is_shown_back_to_be_copied(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    kari = nettside.log_in("kari")
    kontor.clock.forward(minutes=16)
    late = kari.post(note_of(saksnr), {"tekst": f"{OLD} <b>", "dato": "1.1.2026"})
    assert (late.status, late.headers["cache-control"]) == (409, "no-store")
    assert f"{OLD} &lt;b&gt;" in late.tekst
    assert "1.1.2026" in late.tekst
    assert "Kopier teksten" in late.tekst
    assert 'href="/logg-inn"' in late.tekst
    assert drafts(kontor) == 0


@pytest.mark.usefixtures("full")
def test_what_does_not_carry_the_sessions_own_token_is_not_shown_back(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    kari = nettside.log_in("kari")
    kontor.clock.forward(minutes=16)
    for answer in (
        kari.post(note_of(saksnr), {"tekst": OLD}, csrf="x" * 64),
        kari.post(note_of(saksnr), {"tekst": OLD}, origin="https://evil.example.org"),
        nettside.browser().post(note_of(saksnr), {"tekst": OLD}),
    ):
        assert (answer.status, answer.til) == (303, "/logg-inn")
        assert OLD not in answer.tekst


def test_a_case_that_must_not_be_known_of_answers_a_late_form_as_one_that_does_not_exist(
    nettside: Nettside, kontor: Kontor
) -> None:
    hidden = protected_case(kontor)
    kari = nettside.log_in("kari")
    kontor.clock.forward(minutes=16)
    with kontor.new_events() as events:
        found = [kari.post(note_of(saksnr), {"tekst": OLD}) for saksnr in (hidden, "EX-2026-2222")]
    assert [(each.handling, each.utfall) for each in events] == [("kjenne_til", "nektet")] * 2
    assert [answer.status for answer in found] == [409, 409]
    assert OLD in found[0].tekst
    assert found[0].tekst == found[1].tekst


def test_a_late_form_in_which_nobody_typed_is_only_sent_to_log_in(nettside: Nettside, kontor: Kontor) -> None:
    hidden = protected_case(kontor)
    kari = nettside.log_in("kari")
    kontor.clock.forward(minutes=16)
    assert kari.post(f"/saker/{hidden}/tildel", {"ansatt": "kari", "funksjon": "kontakt"}).til == "/logg-inn"


@pytest.mark.usefixtures("full")
def test_a_draft_that_there_is_no_room_for_is_told_of_where_one_writes_and_the_form_still_goes(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    kari = nettside.log_in("kari")
    fields = {"utkast_skjema": "notat", "utkast_sak": saksnr, "utkast_versjon": "0", "tekst": NEW}
    answer = kari.post("/utkast", fields)
    assert answer.status == 422
    assert "Du har for mange utkast" in answer.tekst
    assert kari.post(note_of(saksnr), {"tekst": NEW}).status == 303


def test_another_window_that_was_first_is_told_of_otherwise_than_what_can_be_mended(
    nettside: Nettside,
) -> None:
    kari = nettside.log_in("kari")
    fields = {"utkast_skjema": "henvendelse", "utkast_versjon": "0", "tekst": NEW}
    assert kari.post("/utkast", fields).status == 200
    beaten = kari.post("/utkast", fields)
    assert (beaten.status, "endret i et annet vindu" in beaten.tekst) == (409, True)
    long = kari.post("/utkast", {**fields, "utkast_versjon": "1", "tekst": "x" * 200_000})
    assert (long.status, "for lang" in long.tekst) == (422, True)


# -- other forms ---------------------------------------------------------------------------------------------------


def test_a_late_step_does_not_change_what_the_newer_draft_was_begun_from(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "vurdering")
    path, form = f"/saker/{saksnr}/steg/start_forlop", "steg_start_forlop"
    old = nettside.log_in("kari")
    kontor.clock.forward(minutes=16)
    new = nettside.log_in("kari")
    prepare(kontor, saksnr, "start_forlop")
    fields = {"utkast_skjema": form, "utkast_sak": saksnr, "begrunnelse": NEW, "versjon": "7"}
    new.post("/utkast", fields)
    old.post(path, {"begrunnelse": OLD, "versjon": "1"})
    with kontor.read("kari") as r:
        found = utkast.read(r, form, saksnr)
    assert found is not None
    assert found.felt["versjon"] == "7"
    assert found.felt["begrunnelse"] == f"{NEW}\n\n{SKILLE}\n{OLD}"
    advance(kontor, saksnr, "start_forlop")
