"""The meetings of a case on their pages: planned by Oslo's clock, changed, cleared, and what they became."""

from datetime import datetime, timedelta

import pytest

from exin.casework.visning.motevisning import MoteVisning
from exin.casework.visning.visning import show_case
from tests.helpers import moter
from tests.helpers.cases import case, map_out
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor

RIGHT = {
    "slag": "hjemmebesok",
    "modul": "Veien tilbake",
    "dag": "20.01.2026",
    "klokke": "13.30",
    "ansatt": "kari",
    "arena": "Hjemme",
    "sted": "Storgata 1",
    "reise": "Bane til Sentrum.",
    "merknad": "Gå to sammen.",
}
TEXTS = ("modul", "arena", "sted", "reise", "merknad")


@pytest.fixture
def saksnr(kontor: Kontor) -> str:
    return case(kontor, "forlop")


def _one(kontor: Kontor, saksnr: str) -> MoteVisning:
    (found,) = moter.show(kontor, saksnr)
    return found


def test_who_may_not_gets_no_page_and_each_refusal_is_in_the_log(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    root = f"/saker/{saksnr}/moter"
    mote = moter.plan(kontor, saksnr)
    annen, before = nettside.log_in("annen"), kontor.log_size
    read = [root, f"{root}/ny", f"{root}/{mote}", f"{root}/{mote}/utfall"]
    assert {annen.get(path).status for path in read} == {404}
    sent = [f"{root}/ny", f"{root}/{mote}", f"{root}/{mote}/klarer", f"{root}/{mote}/utfall"]
    assert {annen.post(path, {**RIGHT, "utfall": "avlyst_av_oss"}).status for path in sent} == {404}
    refused = [each.handling for each in kontor.log(before) if each.utfall == "nektet"]
    assert set(refused) == {"les_mote", "skriv_mote"}
    assert len(refused) == len(read) + len(sent)


def test_a_meeting_of_another_case_has_no_page_in_this_one(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    other = moter.plan(kontor, case(kontor, "forlop"))
    kari = nettside.log_in("kari")
    for mote in (other, other[-8:], "x" * 32):
        assert kari.get(f"/saker/{saksnr}/moter/{mote}").status == 404
        assert kari.get(f"/saker/{saksnr}/moter/{mote}/utfall").status == 404


def test_a_form_without_its_token_plans_nothing(nettside: Nettside, kontor: Kontor, saksnr: str) -> None:
    assert nettside.log_in("kari").post(f"/saker/{saksnr}/moter/ny", RIGHT, csrf="").status == 403
    assert moter.show(kontor, saksnr) == ()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"slag": ""}, "slag", "Velg hva slags"),
        ({"slag": "fest"}, "slag", "Velg en av"),
        ({"dag": ""}, "dag", "Skriv dagen"),
        ({"klokke": ""}, "klokke", "Skriv klokkeslettet"),
        ({"klokke": "ett"}, "klokke", "klokkeslett"),
        ({"dag": "14.01.2026"}, "dag", "fram i tid"),
        ({"dag": "15.01.2026", "klokke": "09.00"}, "klokke", "fram i tid"),
        ({"dag": "29.03.2026", "klokke": "02.30"}, "klokke", "finnes ikke"),
        ({"dag": "25.10.2026", "klokke": "02.30"}, "klokke", "kommer to ganger"),
        ({"ansatt": "annen"}, "ansatt", "kan ikke holde"),
        ({"sted": "x" * 200_001}, "sted", "for lang"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(
    nettside: Nettside, kontor: Kontor, saksnr: str, changes: dict[str, str], field: str, words: str
) -> None:
    typed = RIGHT | changes
    answer = nettside.log_in("kari").post(f"/saker/{saksnr}/moter/ny", typed)
    assert (answer.status, f'href="#felt-{field}"' in answer.tekst, words in answer.tekst) == (
        422,
        True,
        True,
    )
    assert [name for name in (*TEXTS, "dag", "klokke") if typed[name] not in answer.tekst] == []
    assert moter.show(kontor, saksnr) == ()


def test_only_those_who_can_read_of_the_meeting_are_offered_to_hold_it(
    nettside: Nettside, saksnr: str
) -> None:
    page = nettside.log_in("kari").get(f"/saker/{saksnr}/moter/ny").tekst
    offered = page.partition('name="ansatt"')[2].partition("</select>")[0]
    assert 'value="kari" selected' in offered
    assert 'value="leder"' in offered
    assert not any(f'value="{each}"' in offered for each in ("annen", "ola", "sperret", "revisor", "admin"))


def test_a_meeting_is_planned_by_the_clock_of_oslo(nettside: Nettside, kontor: Kontor, saksnr: str) -> None:
    answer = nettside.log_in("kari").post(f"/saker/{saksnr}/moter/ny", RIGHT)
    assert answer.til == f"/saker/{saksnr}/moter?gjort=mote_planlagt"
    mote = _one(kontor, saksnr)
    assert (mote.tid.hour, mote.tid.minute, mote.slag, mote.klarert) == (12, 30, "hjemmebesok", True)
    assert {name: getattr(mote, name) for name in TEXTS} == {name: RIGHT[name] for name in TEXTS}


def test_a_meeting_without_a_risk_assessment_is_planned_and_the_list_says_what_to_do(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr, kari = case(kontor), nettside.log_in("kari")
    answer = kari.post(f"/saker/{saksnr}/moter/ny", RIGHT)
    assert answer.til == f"/saker/{saksnr}/moter?gjort=mote_ikke_klarert"
    page = kari.follow(answer).tekst
    assert "Ikke klarert" in page
    assert "Før en kartlegging som dekker risiko" in page
    assert "/klarer" not in page


def test_a_meeting_is_cleared_only_when_it_can_be(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, kari = case(kontor, "vurdering"), nettside.log_in("kari")
    kari.post(f"/saker/{saksnr}/moter/ny", RIGHT)
    root = f"/saker/{saksnr}/moter"
    path = f"{root}/{_one(kontor, saksnr).id}/klarer"
    refused = kari.post(path)
    assert (refused.status, _one(kontor, saksnr).klarert) == (422, False)
    assert "Før en kartlegging som dekker risiko" in refused.tekst
    map_out(kontor, saksnr)
    pages = [kari.get(each).tekst for each in (root, path.removesuffix("/klarer"))]
    assert [f'action="{path}"' in page for page in pages] == [True, True]
    assert kari.post(path).til == f"{root}?gjort=mote_klarert"
    assert _one(kontor, saksnr).klarert
    assert "klarert fra før" in kari.post(path).tekst


def test_a_meeting_is_moved_and_what_is_emptied_is_gone(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    kari = nettside.log_in("kari")
    kari.post(f"/saker/{saksnr}/moter/ny", RIGHT)
    before = _one(kontor, saksnr)
    path = f"/saker/{saksnr}/moter/{before.id}"
    page = kari.get(path).tekst
    assert [name for name in (*TEXTS, "dag", "klokke") if RIGHT[name] not in page] == []
    sent = {**RIGHT, "dag": "21.01.2026", "reise": "", "ansatt": "leder", "sett": str(before.versjon)}
    assert kari.post(path, sent).til == f"/saker/{saksnr}/moter?gjort=mote_endret"
    after = _one(kontor, saksnr)
    assert (after.tid, after.reise, after.sted) == (before.tid + timedelta(days=1), None, "Storgata 1")
    assert after.ansatt == "leder"


def test_what_a_colleague_changed_meanwhile_is_not_lost(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    mote = moter.plan(kontor, saksnr, sted="Her")
    path, seen = f"/saker/{saksnr}/moter/{mote}", _one(kontor, saksnr).versjon
    kari, typed = nettside.log_in("kari"), {**RIGHT, "sted": "Et tredje sted", "sett": str(seen)}
    assert kari.post(path, typed | {"sted": "Et annet sted"}).status == 303
    refused = kari.post(path, typed)
    assert (refused.status, _one(kontor, saksnr).sted) == (422, "Et annet sted")
    assert "Et tredje sted" in refused.tekst
    assert f'name="sett" value="{seen + 1}"' in refused.tekst


def test_a_meeting_that_has_begun_is_changed_without_being_moved(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    mote = moter.plan(kontor, saksnr)
    kontor.clock.forward(days=6)
    kari, same = nettside.log_in("kari"), {"dag": "20.01.2026", "klokke": "13.00", "sted": "Parken"}
    assert kari.post(f"/saker/{saksnr}/moter/{mote}", same).status == 303
    assert _one(kontor, saksnr).sted == "Parken"


def test_a_meeting_that_is_saved_as_it_stood_is_written_no_more_and_that_is_said(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    kari = nettside.log_in("kari")
    kari.post(f"/saker/{saksnr}/moter/ny", RIGHT)
    before = _one(kontor, saksnr)
    answer = kari.post(f"/saker/{saksnr}/moter/{before.id}", {**RIGHT, "sett": str(before.versjon)})
    assert (answer.status, "ikke oppgitt noe å rette" in answer.tekst) == (422, True)
    assert [name for name in (*TEXTS, "dag", "klokke") if RIGHT[name] not in answer.tekst] == []
    assert _one(kontor, saksnr) == before


def test_what_follows_is_said_before_a_meeting_is_ended(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    mote = moter.plan(kontor, saksnr)
    path, kari = f"/saker/{saksnr}/moter/{mote}/utfall", nettside.log_in("kari")
    early = kari.get(path).tekst
    assert ("Dette skjer" in early, 'value="holdt"' in early) == (True, False)
    kontor.clock.forward(days=6)
    late = nettside.log_in("kari").get(path).tekst
    assert ("Dette skjer" in late, 'value="holdt"' in late) == (True, True)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"utfall": ""}, "felt-utfall"),
        ({"utfall": "glemt"}, "felt-utfall"),
        ({"utfall": "avlyst_av_person", "tekst": "Ringte."}, "felt-tekst"),
    ],
)
def test_an_outcome_that_cannot_be_is_told_at_its_field(
    nettside: Nettside, kontor: Kontor, saksnr: str, typed: dict[str, str], field: str
) -> None:
    mote = moter.plan(kontor, saksnr)
    kontor.clock.forward(days=6)
    answer = nettside.log_in("kari").post(f"/saker/{saksnr}/moter/{mote}/utfall", typed)
    assert (answer.status, f'href="#{field}"' in answer.tekst) == (422, True)
    assert typed.get("tekst", "") in answer.tekst
    assert _one(kontor, saksnr).status == "planlagt"


def test_a_meeting_that_was_held_is_a_contact_with_what_was_said(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    mote = moter.plan(kontor, saksnr)
    kontor.clock.forward(days=6)
    kari, path = nettside.log_in("kari"), f"/saker/{saksnr}/moter/{mote}/utfall"
    answer = kari.post(path, {"utfall": "holdt", "tekst": "Vi gikk gjennom planen."})
    assert answer.til == f"/saker/{saksnr}/moter?gjort=mote_fort"
    with kontor.read("kari") as r:
        last = show_case(r, saksnr).kontakter[-1]
    assert (last.utfall, last.tekst, last.dato) == (
        "holdt",
        "Vi gikk gjennom planen.",
        datetime(2026, 1, 20).date(),  # noqa: DTZ001 - a day
    )
    assert "kan ikke endres" in kari.get(path).tekst
    assert "er ført" in kari.get(f"/saker/{saksnr}/moter/{mote}").tekst
    assert "Holdt" in kari.get(f"/saker/{saksnr}/moter").tekst.partition("Tidligere")[2]


def test_who_may_only_read_is_offered_nothing_to_do(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "avsluttet")
    page = nettside.log_in("kari").get(f"/saker/{saksnr}/moter")
    assert (page.status, "Planlegg et møte" in page.tekst) == (200, False)


def test_a_lead_says_why_before_the_meetings_are_shown(nettside: Nettside, saksnr: str) -> None:
    leder = nettside.log_in("leder")
    assert "Storgata" not in leder.get(f"/saker/{saksnr}/moter").tekst
    page = leder.get(f"/saker/{saksnr}/moter?formal=ledelse").tekst
    assert f"/saker/{saksnr}/moter/ny?formal=ledelse" in page


@pytest.mark.parametrize("part", ["ny", "{}", "{}/utfall"])
def test_what_is_sent_after_the_session_ended_is_in_the_form_until_it_is_sent(
    nettside: Nettside, kontor: Kontor, saksnr: str, part: str
) -> None:
    mote = moter.plan(kontor, saksnr)
    kontor.clock.forward(days=6)
    path = f"/saker/{saksnr}/moter/{part.format(mote)}"
    typed = {**RIGHT, "dag": "25.01.2026", "utfall": "holdt", "tekst": "Det gikk bra.", "sett": "1"}
    kari = nettside.log_in("kari")
    kontor.clock.forward(minutes=16)
    assert kari.post(path, typed).til == "/logg-inn"
    kari = nettside.log_in("kari")
    shown = ["Det gikk bra."] if part.endswith("utfall") else [RIGHT[name] for name in TEXTS]
    page = kari.get(path).tekst
    assert [text for text in shown if text not in page] == []
    assert kari.post(path, typed).status == 303
    assert "Dette er utkastet ditt" not in kari.get(path).tekst
