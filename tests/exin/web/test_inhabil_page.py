"""Conflicts of interest on their pages: one's own, a colleague's by the lead, and lifted, each with a reason."""

import pytest

from exin.casework.tilgang import tildeling
from tests.helpers.cases import case
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor

WHY = "Søskenbarn av personen."


def _barred(kontor: Kontor, saksnr: str) -> list[str]:
    sql = (
        "select brukernavn from inhabil i join ansatt a on a.id = i.ansatt_id"
        " join sak s on s.id = i.sak_id where opphevet is null and saksnr = ? order by brukernavn"
    )
    return [str(row[0]) for row in kontor.rows(sql, saksnr)]


def _bar(kontor: Kontor, saksnr: str, who: str) -> None:
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, who, WHY)


def test_who_may_not_gets_no_page_and_each_refusal_is_in_the_log(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    path, before = f"/saker/{saksnr}/inhabil", kontor.log_size
    annen, typed = nettside.log_in("annen"), {"ansatt": "annen", "begrunnelse": WHY}
    paths = (path, f"{path}/opphev")
    assert {annen.get(each).status for each in paths} | {
        annen.post(each, typed).status for each in paths
    } == {404}
    refused = [each.handling for each in kontor.log(before) if each.utfall == "nektet"]
    assert refused == ["registrer_inhabil"] * 4
    assert _barred(kontor, saksnr) == []


def test_a_form_without_its_token_registers_nothing(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    typed = {"ansatt": "kari", "begrunnelse": WHY}
    assert nettside.log_in("kari").post(f"/saker/{saksnr}/inhabil", typed, csrf="").status == 403
    assert _barred(kontor, saksnr) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"ansatt": "", "begrunnelse": WHY}, 'href="#felt-ansatt"'),
        ({"ansatt": "kari", "begrunnelse": " "}, 'href="#felt-begrunnelse"'),
        ({"ansatt": "finnes ikke", "begrunnelse": WHY}, 'href="#felt-ansatt"'),
        ({"ansatt": "ola", "begrunnelse": WHY}, "Be teamlederen registrere det."),
    ],
)
def test_a_mistake_is_told_and_nothing_typed_is_lost(
    nettside: Nettside, kontor: Kontor, typed: dict[str, str], words: str
) -> None:
    saksnr = case(kontor, "forlop")
    answer = nettside.log_in("kari").post(f"/saker/{saksnr}/inhabil", typed)
    assert (answer.status, words in answer.tekst) == (422, True)
    assert typed["begrunnelse"].strip() in answer.tekst
    assert _barred(kontor, saksnr) == []


def test_who_is_barred_is_shown_to_the_lead_alone(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    _bar(kontor, saksnr, "ola")
    path = f"/saker/{saksnr}/inhabil"
    kari, leder = (
        nettside.log_in(who).get(f"{path}?formal={formal}").tekst
        for who, formal in (("kari", "oppfolging"), ("leder", "ledelse"))
    )
    assert ("ola" in kari, f"{path}/opphev" in kari) == (False, False)
    assert ("ola" in leder, f"{path}/opphev" in leder) == (True, True)


def test_what_follows_is_said_first_and_then_one_has_the_case_no_more(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    kari, path = nettside.log_in("kari"), f"/saker/{saksnr}/inhabil"
    page = kari.get(path).tekst
    assert 'value="kari" selected' in page
    assert "mister tilgangen til saken med en gang" in page
    answer = kari.post(path, {"ansatt": "kari", "begrunnelse": WHY})
    assert (answer.til, _barred(kontor, saksnr)) == ("/saker?gjort=uten_saken", ["kari"])
    assert kari.get(f"/saker/{saksnr}").status == 403


def test_the_lead_registers_a_colleague_and_lifts_it_again(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    leder, path = nettside.log_in("leder"), f"/saker/{saksnr}/inhabil"
    typed = {"ansatt": "ola", "begrunnelse": WHY}
    assert leder.post(path, typed).til == f"/saker/{saksnr}?gjort=inhabil"
    assert _barred(kontor, saksnr) == ["ola"]
    page = leder.get(f"{path}/opphev?formal=ledelse").tekst
    assert ('value="ola" checked' in page, WHY in page) == (True, False)
    assert leder.post(f"{path}/opphev", typed).til == f"/saker/{saksnr}?gjort=inhabil_opphevet"
    assert _barred(kontor, saksnr) == []


def test_what_is_not_registered_cannot_be_lifted(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    leder, path = nettside.log_in("leder"), f"/saker/{saksnr}/inhabil/opphev"
    assert "ingen inhabilitet du kan oppheve" in leder.get(f"{path}?formal=ledelse").tekst
    answer = leder.post(path, {"ansatt": "ola", "begrunnelse": WHY})
    assert (answer.status, WHY in answer.tekst) == (422, True)


@pytest.mark.parametrize("part", ["", "/opphev"])
def test_what_is_sent_after_the_session_ended_is_in_the_form_until_it_is_sent(
    nettside: Nettside, kontor: Kontor, part: str
) -> None:
    saksnr = case(kontor, "forlop")
    _bar(kontor, saksnr, "ola" if part else "mottak")
    leder, path = nettside.log_in("leder"), f"/saker/{saksnr}/inhabil{part}"
    typed = {"ansatt": "ola", "begrunnelse": "En annen grunn."}
    kontor.clock.forward(minutes=16)
    assert leder.post(path, typed).til == "/logg-inn"
    leder = nettside.log_in("leder")
    assert "En annen grunn." in leder.get(f"{path}?formal=ledelse").tekst
    assert leder.post(path, typed).status == 303
    assert "En annen grunn." not in leder.get(f"{path}?formal=ledelse").tekst
