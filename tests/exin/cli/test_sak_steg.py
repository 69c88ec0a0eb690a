"""A case begins and goes its way from the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exin.cli.feil import text_of
from tests.helpers import cases, people
from tests.helpers.kommando import Svar
from tests.helpers.office import Kontor
from tests.helpers.places import set_places

Skranke = Callable[..., Svar]

NY = ["sak", "ny", "--program", "exin_oslo", "--kilde", "direkte", "--bydel", "Grünerløkka"]


def fields(**given: str) -> str:
    return "".join(f"{name}: {text}\n" for name, text in given.items())


def shown(skranke: Skranke, saksnr: str, who: str = "kari", *more: str) -> dict[str, Any]:
    data: dict[str, Any] = skranke("sak", "vis", saksnr, "--json", *more, som=who).data
    return data


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize("left_out", ["--program", "--bydel", "--kilde"])
def test_a_henvendelse_without_what_it_needs_is_wrong_usage(skranke: Skranke, left_out: str) -> None:
    where = NY.index(left_out)
    answer = skranke(*NY[:where], *NY[where + 2 :], stdin=fields(navn="Blid Måke"))
    assert answer.code == 64
    assert left_out in answer.err


@pytest.mark.parametrize(
    "option, value, code, says",
    [
        ("--bydel", "Bergen", 2, "bydel: Det finnes ingen slik bydel."),
        ("--program", "exin", 2, "program: Verdien finnes ikke"),
        ("--kilde", "avisen", 2, "Velg en kilde fra listen"),
        ("--skjerming", "litt", 2, "skjerming: Verdien finnes ikke"),
        ("--dato", "i går", 64, "dato: Datoen kan ikke leses."),
        ("--dato", "01.01.2031", 2, "Datoen er fram i tid."),
    ],
)
def test_a_henvendelse_with_a_wrong_value_is_refused(
    kontor: Kontor, skranke: Skranke, option: str, value: str, code: int, says: str
) -> None:
    answer = skranke(*NY, option, value, stdin=fields(navn="Blid Måke"))
    assert answer.code == code
    assert says in answer.err
    assert kontor.rows("select * from sak") == []


@pytest.mark.parametrize(
    "text, code, says",
    [
        ("", 2, "navn: Teksten mangler."),
        ("Blid Måke ringte", 2, "Filen har tekst før det første feltet."),
        (fields(navn="Blid", fodselsnummer="12345678901"), 2, "fodselsnummer: "),
        (fields(navn="Blid", fodselsdato="1. mai"), 64, "fodselsdato: Datoen kan ikke leses."),
    ],
)
def test_what_is_typed_wrong_is_refused_and_not_repeated(
    skranke: Skranke, text: str, code: int, says: str
) -> None:
    answer = skranke(*NY, stdin=text)
    assert answer.code == code
    assert says in answer.err
    assert "12345678901" not in answer.said
    assert "Måke" not in answer.said


def test_two_files_for_one_text_are_wrong_usage(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "avslutning")
    answer = skranke("sak", "steg", saksnr, "tilbake_til_forlop", "--fra-fil", "a", "--fra-fil", "b")
    assert (answer.code, answer.err) == (64, "Oppgi --fra-fil bare én gang.\n")


@pytest.mark.parametrize(
    "state, event, more, missing",
    [
        ("vurdering", "start_forlop", [], ["kartlegging_fullstendig", "samtykke_i_kraft"]),
        ("vurdering", "avslutt", [], ["ulovlig_rekkefolge"]),
        ("avslutning", "tilbake_til_forlop", [], ["begrunnelse"]),
        ("forlop", "frafall", [], ["arsak", "apen_til"]),
        ("forlop", "frafall", ["--arsak", "lei"], ["arsak", "apen_til"]),
        ("vurdering", "ikke_tatt_inn", ["--arsak", "kapasitet", "--tilbud", "ikke_gitt"], ["tilbud"]),
    ],
)
def test_a_refused_step_tells_all_its_reasons(
    kontor: Kontor, skranke: Skranke, state: str, event: str, more: list[str], missing: list[str]
) -> None:
    saksnr = cases.case(kontor, state)
    answer = skranke("sak", "steg", saksnr, event, *more, "--json")
    assert answer.code == 2
    assert [reason["kode"] for reason in answer.data["mangler"]] == missing
    assert shown(skranke, saksnr)["tilstand"] == state


def test_a_step_that_is_none_says_where_to_look(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor)
    for event in ("hopp", "henvendelse"):
        answer = skranke("sak", "steg", saksnr, event)
        assert answer.code == 2
        assert "exin sak muligheter" in answer.err


def test_a_caseworker_does_not_go_past_a_limit(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.prepare(kontor, saksnr, "start_forlop")
    answer = skranke("sak", "steg", saksnr, "start_forlop", "--overstyr", stdin="Haster")
    assert answer.code == 2


# -- ny --------------------------------------------------------------------------------------------


def test_a_henvendelse_is_registered_from_a_file(skranke: Skranke, tmp_path: Path) -> None:
    number = people.new_number()
    file = tmp_path / "ny.txt"
    text = fields(navn="Blid Måke", fodselsnummer=number, adresse="Gata 7", tekst="Ringte.\nVil ut.")
    file.write_text(text, encoding="utf-8-sig")
    answer = skranke(*NY, "--dato", "10.01.2026", "--tilknytning", "ja", "--fra-fil", str(file), "--json")
    assert answer.code == 0
    assert {key: answer.data[key] for key in ("hendelse", "tilstand", "program", "dato")} == {
        "hendelse": "henvendelse",
        "tilstand": "henvendelse",
        "program": "exin_oslo",
        "dato": "2026-01-10",
    }
    case = shown(skranke, answer.data["saksnr"])
    assert (case["bydel"], case["person"]["navn"], case["person"]["fodselsnummer"]) == (
        "grunerlokka",
        "Blid Måke",
        number,
    )
    assert case["kontakter"][0]["tekst"] == "Ringte.\nVil ut."


def test_the_receipt_says_what_comes_next_and_nothing_of_what_was_typed(skranke: Skranke) -> None:
    answer = skranke(*NY, stdin=fields(navn="Blid Måke", tekst="Kanari"))
    assert answer.code == 0
    assert "Henvendelse i EXIN OSLO, fra 15.01.2026." in answer.out
    assert "exin sak samtale EX-2026-" in answer.out
    assert "Måke" not in answer.said
    assert "Kanari" not in answer.said


@pytest.mark.parametrize("way", ["ny", "steg"])
def test_a_new_henvendelse_from_an_ended_case_is_linked_to_it(
    kontor: Kontor, skranke: Skranke, way: str
) -> None:
    old = cases.case(kontor, "ikke_tatt_inn", navn="Blid Måke", bydel="alna")
    args = {
        "ny": ["sak", "ny", "--fra", old, "--kilde", "politi"],
        "steg": ["sak", "steg", old, "ny_henvendelse", "--kilde", "politi"],
    }[way]
    answer = skranke(*args, "--json", stdin="Kom tilbake" if way == "ny" else "")
    assert answer.code == 0
    case = shown(skranke, answer.data["saksnr"], "mottak")
    assert (case["kilde"], case["bydel"], case["person"]["navn"]) == ("politi", "alna", "Blid Måke")
    assert case["lenker"] == [{"saksnr": old, "forhold": "forrige"}]
    if way == "ny":
        assert case["kontakter"][0]["tekst"] == "Kom tilbake"


# -- steg ------------------------------------------------------------------------------------------


def test_a_step_is_taken_with_its_date_and_the_receipt_says_where_the_case_stands(
    kontor: Kontor, skranke: Skranke
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.prepare(kontor, saksnr, "start_forlop")
    kontor.clock.forward(days=5)
    answer = skranke("sak", "steg", saksnr, "start_forlop", "--dato", "18.01.2026")
    assert answer.code == 0
    assert answer.out == f"{saksnr}: Start forløp. Saken står nå i Forløp i EXIN OSLO, fra 18.01.2026.\n"


def test_a_step_on_a_case_that_was_changed_since_it_was_seen_is_refused(
    kontor: Kontor, skranke: Skranke
) -> None:
    saksnr = cases.case(kontor)
    seen = shown(skranke, saksnr)["versjon"]
    cases.prepare(kontor, saksnr, "start_vurdering")
    args = ["sak", "steg", saksnr, "start_vurdering", "--versjon"]
    answer = skranke(*args, str(seen))
    assert (answer.code, answer.err) == (2, f"{text_of('endret_av_andre')}\n")
    now = shown(skranke, saksnr)
    assert (now["tilstand"], now["versjon"] > seen) == ("henvendelse", True)
    assert skranke(*args, str(now["versjon"])).code == 0


def test_a_new_case_takes_no_version_of_the_old_one(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "ikke_tatt_inn")
    answer = skranke("sak", "steg", saksnr, "ny_henvendelse", "--kilde", "politi", "--versjon", "1")
    assert (answer.code, answer.err.partition(".")[0]) == (
        2,
        "versjon: Dette steget tar ikke imot denne opplysningen",
    )


def test_a_reason_is_read_from_standard_in_when_the_step_asks_for_one(
    kontor: Kontor, skranke: Skranke
) -> None:
    saksnr = cases.case(kontor, "avslutning")
    answer = skranke("sak", "steg", saksnr, "tilbake_til_forlop", stdin="Mistet boligen\n")
    assert answer.code == 0
    step = shown(skranke, saksnr, "kari", "--begrunnelser")["steg"][-1]
    assert step["begrunnelse"] == "Mistet boligen"


def test_a_step_that_asks_for_no_text_leaves_standard_in_alone(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "forlop")
    answer = skranke(
        *("sak", "steg", saksnr, "frafall", "--arsak", "nye_hendelser", "--apen-til", "31.12.2026"),
        stdin="ikke for oss",
    )
    assert answer.code == 0
    step = shown(skranke, saksnr, "kari", "--begrunnelser")["steg"][-1]
    assert (step["arsak"], step["apen_til"], step["begrunnelse"]) == ("nye_hendelser", "2026-12-31", None)


def test_why_other_services_were_not_explained_is_asked_for(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "vurdering")
    args = ["sak", "steg", saksnr, "ikke_tatt_inn", "--arsak", "kapasitet", "--tilbud", "ikke_gitt"]
    answer = skranke(*args, stdin="Svarte ikke")
    assert answer.code == 0
    assert "Gjenstår: Personen har ikke fått vite det." in answer.out
    assert [(each["hva"], each["tekst"]) for each in shown(skranke, saksnr)["tilbud"]] == [
        ("ikke_gitt", "Svarte ikke")
    ]


def test_a_file_without_fields_is_the_text_that_the_step_asks_for(
    kontor: Kontor, skranke: Skranke, tmp_path: Path
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    file = tmp_path / "tekst.txt"
    file.write_text("La på røret", encoding="utf-8")
    args = ["sak", "steg", saksnr, "ikke_tatt_inn", "--arsak", "kapasitet", "--tilbud", "ikke_gitt"]
    assert skranke(*args, "--fra-fil", str(file)).code == 0
    case = shown(skranke, saksnr)
    assert (case["tilbud"][0]["tekst"], case["steg"][-1]["begrunnet"]) == ("La på røret", False)


def test_two_texts_in_one_file_are_told_apart_by_their_fields(
    kontor: Kontor, skranke: Skranke, tmp_path: Path
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    file = tmp_path / "tekst.txt"
    file.write_text(fields(begrunnelse="Fullt nå", tilbudsgrunn="La på røret"), encoding="utf-8")
    args = ["sak", "steg", saksnr, "ikke_tatt_inn", "--arsak", "kapasitet", "--tilbud", "ikke_gitt"]
    assert skranke(*args, "--fra-fil", str(file)).code == 0
    case = shown(skranke, saksnr, "kari", "--begrunnelser")
    assert (case["steg"][-1]["begrunnelse"], case["tilbud"][0]["tekst"]) == ("Fullt nå", "La på røret")


def test_a_lead_goes_past_a_full_programme_and_is_told_so(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.prepare(kontor, saksnr, "start_forlop")
    set_places(kontor, plasser=0)
    assert skranke("sak", "steg", saksnr, "start_forlop", som="leder").code == 2
    answer = skranke("sak", "steg", saksnr, "start_forlop", "--overstyr", som="leder", stdin="Haster")
    assert answer.code == 0
    assert "Programmet har nå flere i plass enn det har plasser." in answer.out
    assert shown(skranke, saksnr)["steg"][-1]["overstyrt"] is True


@pytest.mark.parametrize("args", [["sak", "annuller"], ["sak", "steg"]])
def test_the_latest_step_is_annulled_with_a_reason(kontor: Kontor, skranke: Skranke, args: list[str]) -> None:
    saksnr = cases.case(kontor, "vurdering")
    more = ["annuller_steg"] if args[-1] == "steg" else []
    assert skranke(*args, saksnr, *more).code == 2
    answer = skranke(*args, saksnr, *more, stdin="Feil sak")
    assert answer.code == 0
    assert answer.out.startswith(f"Siste steg i {saksnr} er annullert. Saken står i Henvendelse")
    assert shown(skranke, saksnr)["steg"][-1]["annullert_av"] == "kari"


def test_a_young_person_is_carried_over(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "forlop", program="exin_oslo_ung")
    kontor.clock.set(people.YOUNG.replace(year=2026))
    answer = skranke("sak", "steg", saksnr, "overfor_til_18")
    assert answer.code == 0
    assert "Overfør til EXIN OSLO. Saken står nå i Forløp i EXIN OSLO" in answer.out
