"""The page of a mapping: who gets it, what stands beside, and that of two who write at once nothing is lost."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from exin.casework.grunnlag.omrader import OMRADER
from exin.casework.visning.visning import show_case
from tests.helpers import cases
from tests.helpers.cases import case
from tests.helpers.nettsted import Nettleser, Nettside, Svar
from tests.helpers.office import Kontor

MINE = "Vil bort fra miljøet."
THEIRS = "Ringte selv og ba om time."


def test_who_may_not_write_in_the_case_gets_no_form_and_the_refusal_is_in_the_log(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "vurdering")
    before = kontor.log_size
    answer = nettside.log_in("annen").get(f"/saker/{saksnr}/kartlegging")
    asked = [each.utfall for each in kontor.log(before) if each.handling == "skriv_kartlegging"]
    assert (answer.status, asked) == (404, ["nektet"])


def test_an_empty_mapping_is_shown_again_with_what_to_do(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "vurdering")
    answer = _send(nettside.log_in("kari"), saksnr, sett="0", dato="1.1.2026")
    assert answer.status == 422
    assert "Skriv om minst ett område" in answer.tekst
    assert f'href="#felt-{next(iter(OMRADER))}"' in answer.tekst
    assert "1.1.2026" in answer.tekst


def test_a_score_that_is_none_is_refused_at_its_field(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "vurdering")
    answer = _send(nettside.log_in("kari"), saksnr, sett="0", behov="Bolig.", skar_behov="6")
    assert answer.status == 422
    assert 'href="#felt-skar_behov"' in answer.tekst


def test_each_area_stands_beside_what_was_written_of_it(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "vurdering")
    cases.map_out(kontor, saksnr, risiko="Gjeld til tidligere venner.", skar="risiko 4")
    page = nettside.log_in("kari").get(f"/saker/{saksnr}/kartlegging").tekst
    assert "Gjeld til tidligere venner." in page
    assert "skår 4" in page


def test_a_text_stands_with_the_one_who_wrote_it_though_others_took_it_over(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "vurdering")
    cases.map_out(kontor, saksnr, "leder", risiko="Gjeld.")
    cases.map_out(kontor, saksnr, "kari", behov="Bolig.")
    page = nettside.log_in("kari").get(f"/saker/{saksnr}/kartlegging").tekst
    assert [_author(page, area) for area in ("risiko", "behov")] == ["leder", "kari"]


def test_what_was_left_empty_stays_as_it_was(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "vurdering")
    cases.map_out(kontor, saksnr, risiko="Gjeld.", skar="risiko 4, behov 2 (usikkert)")
    answer = _send(nettside.log_in("kari"), saksnr, sett="1", motivasjon=MINE, skar_risiko="3")
    assert (answer.status, answer.til) == (303, f"/saker/{saksnr}?gjort=kartlegging")
    assert _stored(kontor, saksnr) == (2, MINE, "Gjeld.", "risiko 3, behov 2 (usikkert)")


def test_a_button_puts_the_former_text_into_the_field_before_what_was_typed(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "vurdering")
    cases.map_out(kontor, saksnr, motivasjon=THEIRS)
    answer = _send(
        nettside.log_in("kari"), saksnr, sett="1", motivasjon=MINE, behov="Ro.", hent_forrige="motivasjon"
    )
    assert answer.status == 200
    assert (_field(answer.tekst, "motivasjon"), _field(answer.tekst, "behov")) == (
        f"{THEIRS}\n\n{MINE}",
        "Ro.",
    )


def test_the_second_of_two_sees_both_texts_and_nothing_is_written(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, answer = _two_at_once(nettside, kontor)
    assert answer.status == 409
    assert THEIRS in answer.tekst
    assert (_field(answer.tekst, "motivasjon"), _field(answer.tekst, "behov")) == (MINE, "Ro.")
    assert _stored(kontor, saksnr)[:2] == (1, THEIRS)


def test_where_only_one_has_written_the_choice_is_made_and_where_both_have_it_is_not(
    nettside: Nettside, kontor: Kontor
) -> None:
    _, answer = _two_at_once(nettside, kontor)
    assert _chosen(answer.tekst) == {"valg_behov": "min"}
    assert "blir kollegaens endringer stående: risiko." in answer.tekst


def test_a_choice_that_nobody_made_is_asked_for_again(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, _ = _two_at_once(nettside, kontor)
    answer = _choose(nettside, saksnr, valg_behov="min")
    assert answer.status == 422
    assert 'href="#felt-valg_motivasjon"' in answer.tekst
    assert _field(answer.tekst, "motivasjon") == MINE
    assert _stored(kontor, saksnr)[0] == 1


@pytest.mark.parametrize(
    "choice, written",
    [("min", MINE), ("begge", f"{THEIRS}\n\n{MINE}"), ("kollega", THEIRS)],
)
def test_what_was_chosen_is_what_stands(
    nettside: Nettside, kontor: Kontor, choice: str, written: str
) -> None:
    saksnr, _ = _two_at_once(nettside, kontor)
    answer = _choose(nettside, saksnr, valg_motivasjon=choice, valg_behov="min")
    assert answer.til == f"/saker/{saksnr}?gjort=kartlegging"
    assert _stored(kontor, saksnr)[:2] == (2, written)


def test_where_all_is_left_to_the_colleague_nothing_is_written(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, _ = _two_at_once(nettside, kontor)
    answer = _choose(nettside, saksnr, valg_motivasjon="kollega", valg_behov="kollega")
    assert answer.til == f"/saker/{saksnr}?gjort=kartlegging_beholdt"
    assert _stored(kontor, saksnr)[:2] == (1, THEIRS)


def test_a_third_who_writes_during_the_choice_is_seen_as_well(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, _ = _two_at_once(nettside, kontor)
    cases.map_out(kontor, saksnr, "leder", motivasjon="Trygg på valget nå.")
    answer = _choose(nettside, saksnr, valg_motivasjon="min", valg_behov="min")
    assert answer.status == 409
    assert "Trygg på valget nå." in answer.tekst
    assert (_field(answer.tekst, "motivasjon"), _chosen(answer.tekst)) == (MINE, {"valg_behov": "min"})


def test_of_two_who_send_in_the_same_moment_one_is_written_and_the_other_chooses(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "vurdering")
    texts = {"kari": MINE, "leder": THEIRS}
    browsers = {who: nettside.log_in(who) for who in texts}
    start = Barrier(2)

    def send(who: str) -> Svar:
        start.wait(timeout=10)
        return _send(browsers[who], saksnr, sett="0", motivasjon=texts[who])

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(send, texts), key=lambda answer: answer.status)
    assert [answer.status for answer in answers] == [303, 409]
    assert [text in answers[1].tekst for text in texts.values()] == [True, True]
    assert "Rett dette" not in answers[1].tekst


def test_a_draft_older_than_the_newest_version_opens_as_the_choice(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "vurdering")
    kari = nettside.log_in("kari")
    draft = {"utkast_skjema": "kartlegging", "utkast_sak": saksnr, "utkast_versjon": "0"}
    kari.post("/utkast", {**draft, "sett": "0", "motivasjon": MINE})
    cases.map_out(kontor, saksnr, "leder", motivasjon=THEIRS)
    page = kari.get(f"/saker/{saksnr}/kartlegging")
    assert (page.status, _field(page.tekst, "motivasjon")) == (200, MINE)
    assert 'name="valg_motivasjon"' in page.tekst


def test_what_is_sent_after_the_session_ended_is_there_after_log_in(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "vurdering")
    kari = nettside.log_in("kari")
    kontor.clock.forward(minutes=16)
    assert _send(kari, saksnr, sett="0", motivasjon=MINE, skar_risiko="2").til == "/logg-inn"
    page = nettside.log_in("kari").get(f"/saker/{saksnr}/kartlegging").tekst
    assert _field(page, "motivasjon") == MINE
    assert 'name="skar_risiko" value="2" checked' in page


def _two_at_once(nettside: Nettside, kontor: Kontor) -> tuple[str, Svar]:
    """Kari began before her lead saved; what she got in answer."""
    saksnr = case(kontor, "vurdering")
    cases.map_out(kontor, saksnr, "leder", motivasjon=THEIRS, risiko="Gjeld.")
    return saksnr, _send(nettside.log_in("kari"), saksnr, sett="0", motivasjon=MINE, behov="Ro.")


def _choose(nettside: Nettside, saksnr: str, **chosen: str) -> Svar:
    began = {"sett": "0", "valgt_mot": "1", "motivasjon": MINE, "behov": "Ro."}
    return _send(nettside.log_in("kari"), saksnr, **began, **chosen)


def _send(who: Nettleser, saksnr: str, **typed: str) -> Svar:
    return who.post(f"/saker/{saksnr}/kartlegging", typed)


def _field(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return found[1] if found else ""


def _author(page: str, area: str) -> str:
    found = re.search(rf', {area}</span></h3>\n<p class="small muted">[^·]* · (\w+)', page)
    return found[1] if found else ""


def _chosen(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(valg_\w+)" value="(\w+)" checked', page))


def _stored(kontor: Kontor, saksnr: str) -> tuple[int, str | None, str | None, str | None]:
    with kontor.read("kari") as r:
        seen = show_case(r, saksnr).kartlegging
    assert seen is not None
    return seen.nummer, seen.motivasjon, seen.risiko, seen.skar
