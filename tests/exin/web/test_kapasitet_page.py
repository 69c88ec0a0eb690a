"""Kø og kapasitet: a lead sees places, load and waits, and gives a case to who has room; a refusal keeps the choice."""

import io
import re
import zipfile

import pytest

from exin.casework.tilgang import tildeling
from tests.helpers import cases
from tests.helpers.lest_side import read
from tests.helpers.nettsted import Nettleser, Nettside
from tests.helpers.office import Kontor

OPTION = re.compile(r'<option value="(\w+)"( selected)?>([^<]+)</option>')


def options(page: str, saksnr: str) -> list[tuple[str, bool, str]]:
    """Who can be chosen for a case: code, whether it is chosen, and the words."""
    found = re.search(rf'<select[^>]* id="felt-ansatt-{saksnr}".*?</select>', page, re.DOTALL)
    return [(code, bool(chosen), text) for code, chosen, text in OPTION.findall(found[0])] if found else []


def send(leder: Nettleser, saksnr: str, **fields: str) -> tuple[int, str, str]:
    svar = leder.post(f"/kapasitet/{saksnr}/tildel", {"venter": "alle", "s": "1", **fields})
    return svar.status, svar.til, svar.tekst


@pytest.mark.parametrize("who", ["kari", "mottak", "revisor", "admin"])
def test_nobody_but_a_lead_sees_it_and_the_denial_is_logged(
    nettside: Nettside, kontor: Kontor, who: str
) -> None:
    browser = nettside.log_in(who)
    with kontor.new_events() as events:
        assert browser.get("/kapasitet").status == 403
    assert [(each.handling, each.utfall) for each in events] == [("vis_kapasitet", "nektet")]


def test_an_office_with_no_cases_says_what_there_is_not(nettside: Nettside) -> None:
    page = nettside.log_in("leder").get("/kapasitet").tekst
    read(page)
    for text in (
        "Ingen i laget venter på vurdering, forløp eller re-inntak.",
        "Ingen frister løper ut de neste tre ukene.",
        "Ingen har startet vurdering eller forløp de siste 12 ukene.",
        "Ledig: 12 saker",
    ):
        assert text in page


def test_each_line_that_is_shown_is_logged_and_names_no_person(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.register(kontor, navn="Vill Elg").saksnr
    leder = nettside.log_in("leder")
    with kontor.new_events() as events:
        page = leder.get("/kapasitet").tekst
    assert saksnr in page
    assert "Vill Elg" not in page
    assert [(each.handling, each.formal, each.dor) for each in events] == [
        ("vis_kapasitet", "ledelse", "web"),
        ("les_ko", "ledelse", "web"),
    ]


def test_what_must_be_considered_stands_beside_each(nettside: Nettside, kontor: Kontor) -> None:
    cases.set_places(kontor, "exin_oslo", 1)
    cases.case(kontor, "forlop")
    waits = cases.case(kontor, "vurdering")
    with kontor.work("leder") as w:
        tildeling.bar(w, waits, "ola", "Slekt.")
    cases.register(kontor, skjerming="fortrolig")
    cases.case(kontor, "frafall", program="exin_oslo_ung")
    page = nettside.log_in("leder").get("/kapasitet").tekst
    for text in (
        "Inhabil: ola",
        "Fortrolig adresse",
        "Ingen ledig plass",
        "Døren er åpen til 15. januar 2027",
        "Fullt",
    ):
        assert f"<span>{text}</span>" in page
    assert page.count("<span>Ingen ledig plass</span>") == 1
    assert f'href="/saker/{waits}/steg/start_forlop"' in page


def test_the_parts_of_the_queue_and_its_pages_have_addresses(nettside: Nettside, kontor: Kontor) -> None:
    given = cases.case(kontor)
    kontor.clock.forward(days=1)  # so that it has waited longest
    free = [cases.register(kontor).saksnr for _ in range(21)]
    leder = nettside.log_in("leder")
    first = leder.get("/kapasitet?venter=ufordelt").tekst
    second = leder.get("/kapasitet?venter=ufordelt&s=2").tekst
    shown = [sum(each in page for each in free) for page in (first, second)]
    assert (shown, given in first + second) == ([20, 1], False)
    assert 'href="/kapasitet?venter=ufordelt&amp;s=2"' in first
    assert given in leder.get("/kapasitet?venter=tull&s=tull").tekst


class TestTheWorkbook:
    def test_is_for_a_lead_alone_and_says_in_the_log_that_it_was_taken_along(
        self, nettside: Nettside, kontor: Kontor
    ) -> None:
        assert nettside.log_in("kari").get("/kapasitet/excel").status == 403
        cases.register(kontor)
        leder = nettside.log_in("leder")
        with kontor.new_events() as events:
            svar = leder.get("/kapasitet/excel")
        assert svar.headers["content-disposition"] == 'attachment; filename="kapasitet.xlsx"'
        assert [(each.handling, each.koder, each.antall) for each in events] == [
            ("vis_kapasitet", ("lastet_ned",), 1),
            ("les_ko", (), None),
        ]

    def test_has_the_numbers_of_the_page_and_no_name_of_a_person(
        self, nettside: Nettside, kontor: Kontor
    ) -> None:
        saksnr = cases.register(kontor, navn="Vill Elg", skjerming="fortrolig").saksnr
        cases.case(kontor, "vurdering", navn="Vill Elg")
        side = nettside.log_in("leder")
        with zipfile.ZipFile(io.BytesIO(side.client.get("/kapasitet/excel").content)) as archive:
            texts = archive.read("xl/sharedStrings.xml").decode()
            book = archive.read("xl/workbook.xml").decode()
        assert re.findall(r'<sheet name="(\w+)"', book) == [
            "Plasser",
            "Belastning",
            "Venter",
            "Ventetid",
            "Frister",
        ]
        for text in (
            saksnr,
            "Fortrolig",
            "Start forløp",
            "Ingen kontaktperson",
            "En hel stilling har rom for 12 saker.",
        ):
            assert f">{text}<" in texts
        assert "Elg" not in texts

    def test_shows_nobody_whom_the_lead_may_not_know_of(self, nettside: Nettside, kontor: Kontor) -> None:
        leder = nettside.log_in("leder")
        before = leder.client.get("/kapasitet/excel").content
        cases.register(kontor, by="klarert1", skjerming="strengt_fortrolig")
        assert leder.client.get("/kapasitet/excel").content == before


class TestGivingACase:
    def test_goes_to_who_has_room_and_back_to_where_one_was(self, nettside: Nettside, kontor: Kontor) -> None:
        saksnr = cases.register(kontor).saksnr
        leder = nettside.log_in("leder")
        page = leder.get("/kapasitet").tekst
        offered = options(page, saksnr)
        assert ("ola", False, "ola (får 1 av 12)") in offered
        assert [chosen for _, chosen, _ in offered] == [True, *([False] * (len(offered) - 1))]
        status, til, _ = send(leder, saksnr, ansatt="ola", venter="ufordelt", s="2", versjon="1")
        assert (status, til) == (303, "/kapasitet?gjort=tildelt&venter=ufordelt&s=2")
        assert "Saken er tildelt." in leder.get(til).tekst

    def test_is_refused_where_the_room_is_gone_and_the_choice_stands(
        self, nettside: Nettside, kontor: Kontor
    ) -> None:
        saksnr = cases.register(kontor).saksnr
        leder = nettside.log_in("leder")
        status, _, page = send(leder, saksnr, ansatt="leder", versjon="1")
        assert status == 422
        read(page)
        assert (
            f'<a href="#felt-ansatt-{saksnr}">Sak {saksnr} er ikke tildelt. Den ansatte har ikke rom' in page
        )
        assert 'aria-invalid="true"' in page
        kontor.office.means.saker_per_stilling = 1
        cases.case(kontor, "forlop", kontakt="ola")
        status, _, page = send(leder, saksnr, ansatt="kari", versjon="99")
        assert status == 409
        assert [code for code, chosen, _ in options(page, saksnr) if chosen] == ["kari"]
        assert kontor.one("select kontakt_id from sak where saksnr = ?", saksnr) == (None,)

    def test_that_a_colleague_gave_meanwhile_is_told_where_it_no_longer_can_be_chosen(
        self, nettside: Nettside, kontor: Kontor
    ) -> None:
        saksnr = cases.register(kontor).saksnr
        leder, other = nettside.log_in("leder"), nettside.log_in("klarert_leder")
        assert send(other, saksnr, ansatt="kari", versjon="1")[0] == 303
        status, _, page = send(leder, saksnr, ansatt="ola", versjon="1")
        assert status == 409
        assert f"<li>Sak {saksnr} er ikke tildelt. Noen andre endret saken imens." in page
        assert options(page, saksnr) == []

    def test_is_not_for_a_case_that_may_not_be_known_of(self, nettside: Nettside, kontor: Kontor) -> None:
        hidden = cases.register(kontor, by="klarert1", skjerming="strengt_fortrolig").saksnr
        leder = nettside.log_in("leder")
        answers = {send(leder, each, ansatt="ola")[0] for each in (hidden, "EX-2026-2222")}
        assert answers == {404}

    @pytest.mark.parametrize("versjon", ["x", "-1"])
    def test_with_a_version_that_is_none_is_refused(
        self, nettside: Nettside, kontor: Kontor, versjon: str
    ) -> None:
        saksnr = cases.register(kontor).saksnr
        assert send(nettside.log_in("leder"), saksnr, ansatt="ola", versjon=versjon)[0] == 422
