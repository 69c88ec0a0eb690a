"""The page of a case: what each reader sees of it, what is said instead of the rest, and what it offers."""

import re
from html import unescape

import pytest
from starlette.routing import Route

from exin.casework.oppfolging import arbeid, utkast
from exin.casework.tilgang import tildeling
from exin.web.sider import ROUTERS
from tests.helpers import cases, moter
from tests.helpers.cases import case
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor

NAME = "Lun Blåfjell"
TEXT = "Kom presis, og var rolig."


def test_a_strictly_protected_case_is_answered_byte_for_byte_as_a_number_that_nobody_has(
    nettside: Nettside, kontor: Kontor
) -> None:
    hidden = cases.protected_case(kontor)
    ola = nettside.log_in("ola")
    pages = [ola.get(f"/saker/{each}") for each in (hidden, "E-2026-999")]
    assert [each.status for each in pages] == [404, 404]
    assert _without_number(pages[0].tekst) == _without_number(pages[1].tekst)
    assert {name: value for name, value in pages[0].headers.items() if name != "x-request-id"} == {
        name: value for name, value in pages[1].headers.items() if name != "x-request-id"
    }


def test_another_teams_case_is_not_found_and_the_refusal_is_in_the_log(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.new_events() as events:
        answer = nettside.log_in("annen").get(f"/saker/{saksnr}")
    read = [(each.handling, each.utfall) for each in events if each.handling.startswith("les_sak")]
    assert (answer.status, read) == (404, [("les_sak", "nektet")])


def test_a_colleague_is_told_who_has_the_case_and_why_it_is_closed(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.new_events() as events:
        answer = nettside.log_in("ola").get(f"/saker/{saksnr}")
    page = _text(answer.tekst)
    assert answer.status == 403
    assert f"Du har ikke tilgang til sak {saksnr}" in page
    assert "kari har saken." in page
    assert "Du er ikke kontaktperson eller medansvarlig" in page
    assert [each.utfall for each in events if each.handling == "les_sak"] == ["nektet"]


def test_who_is_barred_is_told_so_and_not_who_has_the_case(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Fetter.")
    answer = nettside.log_in("ola").get(f"/saker/{saksnr}")
    page = _text(answer.tekst)
    assert (answer.status, "Du er registrert som inhabil" in page, "kari" in page) == (403, True, False)


def test_what_the_rules_lock_in_an_ended_case_is_refused_in_their_own_words(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "avsluttet")
    answer = nettside.log_in("kari").post(f"/saker/{saksnr}/notat", {"tekst": TEXT})
    page = _text(answer.tekst)
    assert (answer.status, f"Du kan ikke gjøre dette i sak {saksnr}" in page) == (403, True)
    assert "Saken er avsluttet og kan ikke endres." in page


def test_who_may_read_little_is_told_what_is_closed_and_is_offered_nothing_of_it(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = cases.register(kontor, by="ola").saksnr
    page = _text(nettside.log_in("ola").get(f"/saker/{saksnr}").tekst)
    closed = ("kartleggingen", "møtene i saken", "hvem som har lest saken")
    assert [f"Du har ikke tilgang til {each}" in page for each in closed] == [True, True, True]
    assert ("Kartlegging</span>" in page, "Tildel</span>" in page) == (False, False)


def test_an_address_that_is_protected_is_said_to_be_closed(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.register(kontor, skjerming="fortrolig", navn=NAME, adresse="Hemmelig gate 1").saksnr
    page = _text(nettside.log_in("mottak").get(f"/saker/{saksnr}?vis=identitet").tekst)
    assert NAME in page
    assert ("Du har ikke tilgang til adressen" in page, "Hemmelig gate" in page) == (True, False)


def test_who_it_is_about_is_masked_until_it_is_asked_for_and_that_is_in_the_log(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop", navn=NAME)
    kari = nettside.log_in("kari")
    with kontor.new_events() as masked:
        assert NAME not in kari.get(f"/saker/{saksnr}").tekst
    with kontor.new_events() as shown:
        assert NAME in kari.get(f"/saker/{saksnr}?vis=identitet").tekst
    assert ["les_identitet" in {each.handling for each in events} for events in (masked, shown)] == [
        False,
        True,
    ]


def test_typed_reasons_are_shown_only_where_they_are_asked_for(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "frafall")
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon", begrunnelse="Vil prøve igjen.")
    kari = nettside.log_in("kari")
    before = _text(kari.get(f"/saker/{saksnr}").tekst)
    assert ("Vil prøve igjen." in before, "vis=begrunnelser" in before) == (False, True)
    with kontor.new_events() as events:
        assert "Vil prøve igjen." in kari.get(f"/saker/{saksnr}?vis=begrunnelser").tekst
    assert "les_begrunnelse" in {each.handling for each in events}


def test_neither_the_title_nor_any_address_tells_who_it_is(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop", navn=NAME)
    answer = nettside.log_in("kari").get(f"/saker/{saksnr}?vis=identitet")
    assert re.findall(r"<title>(.*?)</title>", answer.tekst) == ["Sak – EXIN"]
    assert "no-store" in answer.headers["cache-control"]
    assert not [each for each in re.findall(r'(?:href|action)="([^"]*)"', answer.tekst) if "Lun" in each]


def test_a_lead_is_asked_why_and_the_purpose_goes_along(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    leder = nettside.log_in("leder")
    with kontor.new_events() as events:
        assert "Velg formål" in leder.get(f"/saker/{saksnr}").tekst
    assert [each.handling for each in events if each.handling == "les_sak"] == []
    page = _text(leder.get(f"/saker/{saksnr}?formal=ledelse").tekst)
    assert f"/saker/{saksnr}/tildel?formal=ledelse" in page
    assert f"/saker/{saksnr}/steg/frafall?formal=ledelse" in page


def test_who_is_barred_from_it_is_for_the_lead_alone(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Fetter.")
    seen = [
        _text(nettside.log_in(who).get(f"/saker/{saksnr}?formal={formal}").tekst)
        for who, formal in (("kari", "oppfolging"), ("leder", "ledelse"))
    ]
    assert ["<dt>Inhabile</dt>" in page for page in seen] == [False, True]


def test_steps_are_links_and_what_a_step_waits_for_says_where_it_is_done(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "vurdering")
    cases.consent(kontor, saksnr)
    page = _text(nettside.log_in("kari").get(f"/saker/{saksnr}").tekst)
    assert f'href="/saker/{saksnr}/steg/ikke_tatt_inn"' in page
    assert f'href="/saker/{saksnr}/steg/start_forlop"' not in page
    assert "Ikke mulig ennå: Start forløp" in page
    assert re.search(r"Mangler: </span>I denne vurderingen mangler kartlegging.*?/kartlegging\"", page)
    assert "Oppfylt: </span>Personen skal ha samtykket til å delta" in page


def test_a_step_that_only_the_rules_stand_in_the_way_of_is_not_spoken_of(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = cases.register(kontor, by="ola").saksnr
    page = _text(nettside.log_in("ola").get(f"/saker/{saksnr}").tekst)
    assert "/steg/" not in page


def test_only_full_places_leave_a_lead_a_way_past_them(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "vurdering")
    cases.prepare(kontor, saksnr, "start_forlop")
    cases.set_places(kontor, "exin_oslo", 0)
    past = [
        "Gå forbi grensen" in nettside.log_in(who).get(f"/saker/{saksnr}?formal={formal}").tekst
        for who, formal in (("kari", "vurdering"), ("leder", "ledelse"))
    ]
    assert past == [False, True]


def test_deadlines_stand_with_how_late_they_are_and_a_way_to_move_them(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    kontor.clock.forward(days=400)
    page = _text(nettside.log_in("kari").get(f"/saker/{saksnr}").tekst)
    assert re.search(r"Forfalt \d+ dager", page)
    assert f'href="/saker/{saksnr}/frister/' in page


def test_a_meeting_that_is_not_cleared_says_so_and_what_is_missing(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "henvendelse")
    moter.plan(kontor, saksnr, sted="Rom 4")
    page = _text(nettside.log_in("kari").get(f"/saker/{saksnr}").tekst)
    assert ("Ikke klarert" in page, "Rom 4" in page) == (True, True)
    assert "Før en kartlegging som dekker risiko." in page


def test_a_mapping_stands_beside_what_it_was(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "vurdering")
    cases.map_out(kontor, saksnr, risiko="Trusler.", behov="Bolig.", skar="risiko 3")
    cases.map_out(kontor, saksnr, risiko="Rolig nå.", skar="risiko 2")
    page = _text(nettside.log_in("kari").get(f"/saker/{saksnr}").tekst)
    assert ("Rolig nå." in page, "Trusler." in page) == (True, True)
    assert ("Ned fra 3" in page, "Som sist" in page) == (True, True)


def test_a_note_that_was_corrected_keeps_what_was_written_first(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.work("kari") as w:
        note = arbeid.write_notat(w, saksnr, "Kom klokken ti.")
    with kontor.work("kari") as w:
        arbeid.correct_notat(w, saksnr, note, "Kom klokken elleve.")
    page = _text(nettside.log_in("kari").get(f"/saker/{saksnr}").tekst)
    assert (
        page.index("Kom klokken elleve.") < page.index("Se opprinnelig tekst") < page.index("Kom klokken ti.")
    )
    assert f'href="/saker/{saksnr}/notat/{note.hex()}/rett"' in page


def test_what_was_typed_is_shown_as_text_and_never_as_markup(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "<script>alert(1)</script>")
    assert "<script>alert" not in nettside.log_in("kari").get(f"/saker/{saksnr}").tekst


@pytest.mark.parametrize(
    ("query", "notes", "steps"), [("", 2, 3), ("?tidslinje=notater", 2, 0), ("?tidslinje=steg", 0, 3)]
)
def test_the_timeline_can_be_narrowed(
    nettside: Nettside, kontor: Kontor, query: str, notes: int, steps: int
) -> None:
    saksnr = case(kontor, "forlop")
    for text in ("En.", "To."):
        with kontor.work("kari") as w:
            arbeid.write_notat(w, saksnr, text)
    page = nettside.log_in("kari").get(f"/saker/{saksnr}{query}").tekst
    assert (page.count("<span>Notat</span>"), page.count("<span>Steg</span>")) == (notes, steps)


def test_older_entries_are_shown_when_they_are_asked_for(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "henvendelse")
    for number in range(31):
        with kontor.work("kari") as w:
            arbeid.write_notat(w, saksnr, f"Notat nummer {number}.")
        kontor.clock.forward(minutes=1)
    kari = nettside.log_in("kari")
    first = _text(kari.get(f"/saker/{saksnr}").tekst)
    assert ("Notat nummer 0." in first, "Vis eldre (" in first) == (False, True)
    rest = _text(kari.get(f"/saker/{saksnr}?vist=60").tekst)
    assert ("Notat nummer 0." in rest, "Vis eldre" in rest) == (True, False)


@pytest.mark.parametrize(
    "query",
    [
        "vis=alt",
        "vis=identitet%00",
        "tidslinje=%3Ckanari%3E",
        "vist=-1",
        "vist=99999999999",
        "vist=²&eldre=kanari",
    ],
)
def test_what_an_address_may_not_say_is_as_if_it_did_not(
    nettside: Nettside, kontor: Kontor, query: str
) -> None:
    saksnr = case(kontor, "henvendelse", navn=NAME)
    answer = nettside.log_in("kari").get(f"/saker/{saksnr}?{query}")
    assert (answer.status, NAME in answer.tekst, "kanari" in answer.tekst) == (200, False, False)
    assert nettside.feil == []


def test_a_note_is_written_right_there_and_what_was_begun_is_there_again(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    kari = nettside.log_in("kari")
    with kontor.work("kari") as w:
        utkast.save(w, "notat", saksnr, {"tekst": "Begynt på"})
    page = _text(kari.get(f"/saker/{saksnr}").tekst)
    assert ("Begynt på" in page, "Dette er utkastet ditt" in page) == (True, True)
    answer = kari.post(f"/saker/{saksnr}/notat", {"tekst": TEXT})
    after = _text(kari.follow(answer).tekst)
    assert ("Notatet er lagret." in after, TEXT in after, "Begynt på" in after) == (True, True, False)


def test_an_ended_case_says_so_and_offers_no_form(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "avsluttet")
    page = _text(nettside.log_in("kari").get(f"/saker/{saksnr}").tekst)
    assert "Saken er avsluttet og kan ikke endres." in page
    assert ("Nytt notat" in page, f"/saker/{saksnr}/kartlegging" in page) == (False, False)


def test_a_case_that_was_left_says_until_when_the_door_is_open(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "frafall")
    page = _text(nettside.log_in("kari").get(f"/saker/{saksnr}").tekst)
    assert "Døren står åpen til 15. januar 2027." in page
    assert f'href="/saker/{saksnr}/steg/reinntak"' in page


@pytest.mark.parametrize("tilstand", ["vurdering", "frafall"])
def test_every_address_on_the_page_has_a_page(nettside: Nettside, kontor: Kontor, tilstand: str) -> None:
    saksnr = case(kontor, tilstand)
    moter.plan(kontor, saksnr)
    page = nettside.log_in("leder").get(f"/saker/{saksnr}?formal=ledelse&vis=identitet").tekst
    found = {unescape(each).partition("?")[0] for each in re.findall(r'<a [^>]*href="(/[^"#]*)', page)}
    patterns = [route.path_regex for router in ROUTERS for route in router.routes if isinstance(route, Route)]
    assert sorted(each for each in found if not any(one.match(each) for one in patterns)) == []


def _text(page: str) -> str:
    return unescape(page)


def _without_number(page: str) -> str:
    return re.sub(r'<span class="nummer">[^<]*</span>', "", page)


def test_no_link_of_the_page_opens_the_identity_anew_but_the_one_that_says_so(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    for asked in ("identitet", "begrunnelser,identitet"):
        links = re.findall(r'href="([^"]*)"', kari.get(f"/saker/{saksnr}?vis={asked}").tekst)
        assert [each for each in links if "identitet" in each] == []
    links = re.findall(r'href="([^"]*)"', kari.get(f"/saker/{saksnr}?vis=begrunnelser").tekst)
    assert [unescape(each) for each in links if "identitet" in each] == [
        f"/saker/{saksnr}?vis=begrunnelser%2Cidentitet"
    ]
    assert "vis=begrunnelser" in "".join(each for each in links if "tidslinje=" in each)
