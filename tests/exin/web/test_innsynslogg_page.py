"""Innsynslogg: who gets it, what of a case is on it, that nothing typed leaves it, and that each look is logged."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from audit.verify_export import check_export
from exin.casework.logg import innsyn
from exin.casework.tilgang import tildeling
from exin.store import logg
from tests.helpers import cases, stab
from tests.helpers.nettsted import Nettleser, Nettside, Svar
from tests.helpers.office import Kontor

KONTROLL = {"formal": "kontroll"}
PAGE = "/innsynslogg?formal=kontroll"
_LEAF = re.compile(r"Nr\. ([0-9\u202f]+)<")
GRUNN = "Fetteren hans."


def leaves(svar: Svar) -> list[int]:
    """The events on the page, by their numbers."""
    assert svar.status == 200
    return [int(each.replace("\u202f", "")) for each in _LEAF.findall(svar.tekst)]


def search(browser: Nettleser, **fields: str) -> Svar:
    return browser.post("/innsynslogg/sok", {**KONTROLL, **fields})


@pytest.mark.parametrize("who", ["kari", "leder", "klarert_leder", "admin"])
def test_who_does_not_audit_gets_nothing_and_the_refusal_is_logged(
    nettside: Nettside, kontor: Kontor, who: str
) -> None:
    browser = nettside.log_in(who)
    asked = {
        "/innsynslogg/sok": "les_logg",
        "/innsynslogg/begrunnelse": "les_logg",
        "/innsynslogg/bevis": "eksporter_logg",
    }
    with kontor.new_events() as events:
        assert browser.get("/innsynslogg").status == 403
        for path in asked:
            assert browser.post(path, {"blad": "3"}).status == 403
    assert [(each.handling, each.utfall) for each in events] == [
        (each, "nektet") for each in ("les_logg", *asked.values())
    ]


def test_an_auditor_says_what_for_before_anything_is_read(nettside: Nettside, kontor: Kontor) -> None:
    revisor = nettside.log_in("revisor")
    with kontor.new_events() as events:
        for svar in (revisor.get("/innsynslogg"), revisor.post("/innsynslogg/sok", {"sak": "EX-2026-2222"})):
            assert "Hva skal du bruke opplysningene til?" in svar.tekst
    assert events == []


def test_one_look_is_one_event_with_its_purpose(nettside: Nettside, kontor: Kontor) -> None:
    revisor = nettside.log_in("revisor")
    with kontor.new_events() as events:
        shown = leaves(revisor.get("/innsynslogg?formal=innsyn"))
    (event,) = events
    assert (event.handling, event.formal, event.antall) == ("les_logg", "innsyn", len(shown))


def test_nothing_of_a_case_stands_on_the_page_but_its_random_id(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop", navn="Munter Bjørk", tekst="Ringte fra perrongen.")
    hidden = cases.protected_case(kontor, navn="Stille Gran")
    page = nettside.log_in("revisor").get(PAGE).tekst
    for word in (saksnr, hidden, "Bjørk", "perrongen", "Gran", "strengt_fortrolig"):
        assert word not in page
    (sak,) = kontor.one("select hex(id) from sak where saksnr = ?", hidden)
    assert f'value="{sak.lower()}"' in page


def test_a_case_is_found_by_the_number_that_was_typed_which_stands_in_the_answer_alone(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = cases.case(kontor)
    cases.case(kontor)
    revisor = nettside.log_in("revisor")
    with kontor.new_events() as events:
        found = search(revisor, sak=saksnr.lower())
    assert saksnr in found.tekst
    assert found.headers.get("location") is None
    (event,) = events
    assert event.sak == kontor.one("select lower(hex(id)) from sak where saksnr = ?", saksnr)[0]
    assert {kontor.log()[each].sak for each in leaves(found)} == {event.sak}
    assert "<title>Innsynslogg – EXIN</title>" in found.tekst


def test_a_line_bears_the_number_that_was_typed_only_where_it_is_of_that_case(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = cases.case(kontor)
    revisor = nettside.log_in("revisor")
    on_a_line = f'">{saksnr}<span'
    assert on_a_line in search(revisor, sak=saksnr).tekst
    assert on_a_line not in search(revisor, sak=saksnr, person="ja").tekst


def test_a_number_that_nobody_has_and_a_word_are_none_found(nettside: Nettside) -> None:
    revisor = nettside.log_in("revisor")
    for text in ("EX-2026-2222", "Blid Måke", "\x00", "'"):
        found = search(revisor, sak=text)
        assert leaves(found) == []
        assert "Ingen hendelser passer til søket." in found.tekst


def test_a_search_has_no_address(nettside: Nettside) -> None:
    revisor = nettside.log_in("revisor")
    for path in ("/innsynslogg/sok", "/innsynslogg/begrunnelse"):
        assert revisor.get(f"{path}?formal=kontroll").til == "/innsynslogg?formal=kontroll"


@pytest.mark.parametrize(
    "fields, felt",
    [
        ({"fra": "i går"}, "fra"),
        ({"ansatt": "ingen"}, "ansatt"),
        ({"regel": "x"}, "regel"),
        ({"utfall": "x"}, "utfall"),
    ],
)
def test_what_cannot_be_looked_for_is_said_at_its_field_and_what_was_typed_is_kept(
    nettside: Nettside, fields: dict[str, str], felt: str
) -> None:
    svar = search(nettside.log_in("revisor"), sak="EX-2026-2222", **fields)
    assert svar.status == 422
    assert f'id="felt-{felt}-feil"' in svar.tekst
    assert 'value="EX-2026-2222"' in svar.tekst


def test_a_name_or_a_case_on_a_line_leads_to_all_of_it(nettside: Nettside, kontor: Kontor) -> None:
    cases.case(kontor, "vurdering")
    revisor = nettside.log_in("revisor")
    by_kari = leaves(search(revisor, ansatt="kari"))
    assert {kontor.log()[each].ansatt for each in by_kari} == {kontor.staff_id("kari").hex()}
    sak = re.findall(r'name="sakid" value="([0-9a-f]{32})"', revisor.get(PAGE).tekst)[0]
    found = search(revisor, sakid=sak)
    assert {kontor.log()[each].sak for each in leaves(found)} == {sak}
    assert f"Viser bare sak {sak[:4]} {sak[4:8]}." in found.tekst


def test_the_page_after_goes_on_where_the_one_before_ended(
    nettside: Nettside, kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(innsyn, "ANTALL", 4)
    cases.case(kontor, "vurdering")
    revisor = nettside.log_in("revisor")
    svar, found = search(revisor, ansatt="kari"), list[int]()
    total = re.search(r"av ([0-9]+)<", svar.tekst)
    assert total is not None
    while True:
        found += leaves(svar)
        along = dict(
            re.findall(r'<input type="hidden" name="(ansatt|etter|nr)" value="([^"]*)">', svar.tekst)
        )
        assert along["ansatt"] == "kari"
        if not along["etter"]:
            break
        svar = search(revisor, **along)
        assert f"Viser {len(found) + 1}–" in svar.tekst
    assert len(found) == len(set(found)) == int(total[1])
    assert found == sorted(found, reverse=True)


def test_a_page_that_looked_long_enough_offers_to_look_on(
    nettside: Nettside, kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(innsyn, "_BATCH", 1)
    monkeypatch.setattr(innsyn, "_LOOKED_AT", 1)
    saksnr = cases.case(kontor, "vurdering")
    svar = search(nettside.log_in("revisor"), sak=saksnr, ansatt="mottak")
    assert leaves(svar) == []
    assert "Let videre blant de eldre." in svar.tekst
    assert re.search(r'name="etter" value="[0-9.]+"', svar.tekst)


# -- one reason --------------------------------------------------------------------------------------------------


def reasoned(kontor: Kontor) -> int:
    with kontor.work("leder") as w:
        tildeling.bar(w, cases.case(kontor), "ola", GRUNN)
    return kontor.log_size - 1


def test_a_reason_is_not_on_the_list_and_not_offered_to_who_is_not_cleared(
    nettside: Nettside, kontor: Kontor
) -> None:
    blad = reasoned(kontor)
    revisor = nettside.log_in("revisor")
    page = revisor.get(PAGE).tekst
    assert GRUNN not in page
    assert "Har en begrunnelse" in page
    assert "Åpne begrunnelsen" not in page
    none, other = (
        revisor.post("/innsynslogg/begrunnelse", {**KONTROLL, "blad": str(each)}) for each in (blad, 10**8)
    )
    assert (none.status, other.status) == (404, 404)


def test_a_cleared_auditor_opens_one(nettside: Nettside, kontor: Kontor) -> None:
    blad = reasoned(kontor)
    stab.changed(kontor, "revisor", klarert=True)
    revisor = nettside.log_in("revisor")
    assert f'form="grunn" name="blad" value="{blad}"' in revisor.get(PAGE).tekst
    with kontor.new_events() as events:
        svar = revisor.post("/innsynslogg/begrunnelse", {**KONTROLL, "blad": str(blad)})
    assert GRUNN in svar.tekst
    assert [each.handling for each in events] == ["les_logg", "apne_begrunnelse"]
    assert revisor.post("/innsynslogg/begrunnelse", KONTROLL).status == 404


# -- the proof ---------------------------------------------------------------------------------------------------


def test_a_form_of_another_site_takes_nothing_out_and_sets_nothing_off(
    nettside: Nettside, kontor: Kontor
) -> None:
    revisor = nettside.log_in("revisor")
    with kontor.new_events() as events:
        for path in ("bevis", "kontroll", "sok", "begrunnelse"):
            assert revisor.post(f"/innsynslogg/{path}", KONTROLL, csrf="").status == 403
    assert events == []


def test_the_log_is_checked_when_it_is_asked_for_and_the_page_says_what_came_of_it(
    nettside: Nettside, kontor: Kontor
) -> None:
    revisor = nettside.log_in("revisor")
    assert "Loggen er ikke kontrollert ennå." in revisor.get(PAGE).tekst
    svar = revisor.post("/innsynslogg/kontroll", KONTROLL)
    assert (svar.status, svar.til) == (303, "/innsynslogg?gjort=loggkontroll_ferdig&formal=kontroll")
    assert "Loggen er hel." in revisor.follow(svar).tekst
    kontor.tamper("update logg_hendelse set person_id = zeroblob(16) where blad = 3")
    revisor.post("/innsynslogg/kontroll", KONTROLL)
    assert "Loggen er ikke hel." in revisor.get(PAGE).tekst
    assert [type(each).__name__ for each in nettside.feil] == ["Tampered"]


@pytest.mark.parametrize("fields", [{}, {"ansatt": "kari"}, {"fra": "i går"}])
def test_the_state_of_the_proof_stands_above_what_was_found_too(
    nettside: Nettside, fields: dict[str, str]
) -> None:
    page = search(nettside.log_in("revisor"), **fields).tekst
    assert "Kontroller nå" in page
    assert "Last ned bevis" in page


def test_the_downloaded_log_proves_itself(nettside: Nettside, kontor: Kontor, tmp_path: Path) -> None:
    cases.case(kontor, "vurdering")
    revisor = nettside.log_in("revisor")
    csrf = {"csrf": revisor.csrf, **KONTROLL}
    answer = revisor.client.post("/innsynslogg/bevis", data=csrf)
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="exin-logg.zip"'
    assert answer.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(BytesIO(answer.content)) as opened:
        opened.extractall(tmp_path)
    report = check_export(tmp_path / "exin-logg", kontor.installation.vkey)
    assert (report.ok, report.size, report.findings) == (True, kontor.log_size, ())


def test_a_log_with_a_hole_gives_no_archive_and_the_fault_is_noted(
    nettside: Nettside, kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logg, "_BATCH", 2)
    cases.case(kontor)
    kontor.tamper("delete from logg_hendelse where blad = 5")
    revisor = nettside.log_in("revisor")
    answer = revisor.client.post("/innsynslogg/bevis", data={"csrf": revisor.csrf, **KONTROLL})
    assert not zipfile.is_zipfile(BytesIO(answer.content))
    assert [type(each).__name__ for each in nettside.feil][:1] == ["Tampered"]
