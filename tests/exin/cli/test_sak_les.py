"""What staff read on the command line: refusals that tell nothing, answers that say what to do."""

import json
from collections.abc import Callable

import pytest

from exin.casework.oppfolging import arbeid
from exin.casework.tilgang import tildeling
from tests.helpers import cases, people
from tests.helpers.kommando import Svar
from tests.helpers.office import Kontor

Skranke = Callable[..., Svar]

ON_A_CASE: dict[str, tuple[list[str], str]] = {
    "vis": (["sak", "vis", "NR"], ""),
    "vis --begrunnelser": (["sak", "vis", "NR", "--begrunnelser"], ""),
    "muligheter": (["sak", "muligheter", "NR"], ""),
    "ny --fra": (["sak", "ny", "--fra", "NR", "--kilde", "direkte"], "Ringte"),
    "steg": (["sak", "steg", "NR", "start_forlop"], ""),
    "steg ny_henvendelse": (["sak", "steg", "NR", "ny_henvendelse", "--kilde", "direkte"], ""),
    "annuller": (["sak", "annuller", "NR"], "Feil"),
    "notat": (["sak", "notat", "NR"], "Tekst"),
    "notat --rett": (["sak", "notat", "NR", "--rett", "abcdef"], "Tekst"),
    "kartlegg": (["sak", "kartlegg", "NR"], "motivasjon: høy"),
    "samtykke": (["sak", "samtykke", "NR"], ""),
    "samtykke --trekk": (["sak", "samtykke", "NR", "--trekk"], ""),
    "samtale": (["sak", "samtale", "NR", "--tilknytning", "ja"], ""),
    "kontaktforsok": (["sak", "kontaktforsok", "NR"], ""),
    "plan": (["sak", "plan", "NR"], "Plan"),
    "overlevering": (["sak", "overlevering", "NR"], "NAV"),
    "tilbud": (["sak", "tilbud", "NR", "gitt"], ""),
    "fortalt": (["sak", "fortalt", "NR", "--mate", "brev"], ""),
    "tildel": (["sak", "tildel", "NR", "ola"], ""),
    "inhabil": (["sak", "inhabil", "NR", "ola"], "Slekt"),
    "skjerming": (["sak", "skjerming", "NR", "fortrolig"], ""),
    "person": (["sak", "person", "NR"], "telefon: 900 00 000"),
    "person --tilknytning": (["sak", "person", "NR", "--tilknytning", "ja"], ""),
    "slasammen": (["sak", "slasammen", "NR", "EX-2026-1111"], "Samme"),
    "hvorfor": (["hvorfor", "kari", "les_sak", "NR"], ""),
    "hvorfor self": (["hvorfor", "WHO", "les_sak", "NR"], ""),
}
"""Each command on a case, with what is given to it."""


def run(skranke: Skranke, command: str, saksnr: str, who: str, *more: str) -> Svar:
    args, stdin = ON_A_CASE[command]
    filled = [{"NR": saksnr, "WHO": who}.get(arg, arg) for arg in args]
    return skranke(*filled, *more, som=who, stdin=stdin)


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ON_A_CASE)
@pytest.mark.parametrize("who", ["leder", "mottak"])
def test_a_hidden_case_answers_byte_for_byte_like_none(
    kontor: Kontor, skranke: Skranke, command: str, who: str
) -> None:
    saksnr = cases.protected_case(kontor, "vurdering")
    for more in ([], ["--json"]):
        hidden, none = (
            run(skranke, command, saksnr, who, *more),
            run(skranke, command, "EX-2026-0000", who, *more),
        )
        assert hidden == none
        assert hidden.code == 2
        assert "Fant ingen sak med det nummeret" in hidden.said


def test_a_case_of_a_colleague_is_refused_as_such(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "vurdering")
    answer = skranke("sak", "vis", saksnr, som="ola")
    assert (answer.code, answer.out, answer.err) == (2, "", "Du har ikke tilgang til dette.\n")


@pytest.mark.parametrize(
    "args",
    [["sak", "vis"], ["sak", "vis", "EX-2026-0000", "--alt"], ["sak", "tilbud", "EX-2026-0000", "kanskje"]],
)
def test_wrong_usage_has_its_own_exit_code(skranke: Skranke, args: list[str]) -> None:
    assert skranke(*args).code == 64


@pytest.mark.parametrize("args", [["sak", "liste"], ["ko"], ["sak", "sok", "EX-2026-0000"]])
@pytest.mark.parametrize("who", ["revisor", "admin", "sperret", "ukjent"])
def test_those_who_work_no_cases_get_no_list(skranke: Skranke, args: list[str], who: str) -> None:
    answer = skranke(*args, som=who)
    assert (answer.code, answer.out) == (2, "")


def test_a_purpose_that_does_not_go_with_the_role_is_refused(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "vurdering")
    assert skranke("sak", "vis", saksnr, "--formal", "kontroll").code == 2
    assert skranke("sak", "vis", saksnr, "--formal", "vurdering").code == 0
    assert "Ukjent formål" in skranke("sak", "vis", saksnr, "--formal", "moro").err


# -- vis -------------------------------------------------------------------------------------------


def test_the_whole_case_can_be_read(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "avslutning", navn="Munter Løve", adresse="Gata 7")
    cases.advance(kontor, saksnr, "annuller_steg", "leder", begrunnelse="Feil dag")
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Møtte presis.\nVil ha skole.")
    shown = skranke("sak", "vis", saksnr).out
    for text in (
        f"{saksnr} · EXIN OSLO · Forløp siden 15.01.2026",
        "Munter Løve",
        "03.2003 (22 år)",
        "Gata 7",
        "Kontaktperson:         kari",
        "Tilknytning til Oslo:  ja",
        "ANNULLERT av leder",
        "Versjon 1, 15.01.2026, kari",
        "Møtte presis.",
        "Vil ha skole.",
        "Overlevering til NAV og bydelen.",
    ):
        assert text in shown
    assert "Feil dag" not in shown
    assert "Feil dag" in skranke("sak", "vis", saksnr, "--begrunnelser").out
    assert all(line == line.rstrip() for line in shown.splitlines())


def test_the_same_as_json(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "ikke_tatt_inn", navn="Munter Løve")
    data = skranke("sak", "vis", saksnr, "--json").data
    assert (data["saksnr"], data["tilstand"], data["person"]["navn"]) == (
        saksnr,
        "ikke_tatt_inn",
        "Munter Løve",
    )
    assert [reason["kode"] for reason in data["mangler"]] == ["fortalt_om_ikke_tatt_inn"]
    assert data["steg"][0]["gjelder_fra"] == "2026-01-15"


def test_what_is_missing_and_a_masked_address_are_said(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.register(kontor, adresse="Kanarigata 7", skjerming="fortrolig").saksnr
    shown = skranke("sak", "vis", saksnr, som="mottak").out
    assert "FORTROLIG ADRESSE" in shown
    assert "skjermet: bare de som har saken" in shown
    assert "Kanarigata" not in shown
    ended = cases.case(kontor, "ikke_tatt_inn")
    assert "MANGLER: Personen har ikke fått vite det." in skranke("sak", "vis", ended).out


def test_stored_text_cannot_steer_the_terminal(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, navn="Munter\x1b[2J Løve", tekst="\x1b]0;tittel\x07Hei\x9b31m")
    shown = skranke("sak", "vis", saksnr).out
    assert not {"\x1b", "\x07", "\x9b"} & set(shown)
    assert "Munter[2J Løve" in shown


def test_a_case_number_may_be_typed_in_small_letters(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "vurdering")
    assert skranke("sak", "vis", f" {saksnr.lower()} ") == skranke("sak", "vis", saksnr)
    assert saksnr in skranke("sak", "sok", saksnr.lower()).out


# -- liste, sok, ko ----------------------------------------------------------------------------------


def test_an_empty_answer_says_what_to_do_next(skranke: Skranke) -> None:
    assert "--alle" in skranke("sak", "liste").out
    assert "exin sak ny" in skranke("sak", "sok", stdin="Blid").out
    assert "Ingen av dem du har tilgang til" in skranke("ko").out
    assert [skranke(*args, "--json").data for args in (["sak", "liste"], ["ko"])] == [[], []]


def test_the_list_is_aligned_and_filtered(kontor: Kontor, skranke: Skranke) -> None:
    first = cases.case(kontor, "vurdering", navn="Blid Måke", bydel="grunerlokka")
    cases.case(kontor, "forlop", navn="Lun Rev")
    out = skranke("sak", "liste", som="leder").out.splitlines()
    assert out[0].split() == ["Saksnr", "Navn", "Tilstand", "Siden", "Program", "Bydel", "Kontakt"]
    assert out[1].index("Vurdering") == out[2].index("Forløp") == out[0].index("Tilstand")
    assert out[-1] == "2 saker."
    only = skranke("sak", "liste", "--bydel", "Grünerløkka", "--json", som="leder").data
    assert [line["saksnr"] for line in only] == [first]


@pytest.mark.parametrize("typed", ["blid måke\n", "navn", "NUMMER", "SAKSNR"])
def test_what_is_typed_is_known_by_its_look(kontor: Kontor, skranke: Skranke, typed: str) -> None:
    number = people.new_number()
    saksnr = cases.case(kontor, navn="Blid Måke", fodselsnummer=number)
    text = {"navn": "måke", "NUMMER": f"{number}\n", "SAKSNR": f" {saksnr} "}.get(typed, typed)
    answer = skranke("sak", "sok", "--json", stdin=text)
    assert [line["saksnr"] for line in answer.data] == [saksnr]
    assert skranke("sak", "sok", "--json", "--nummer", stdin=number).data == answer.data
    assert skranke("sak", "sok", saksnr, "--json").data == answer.data


def test_the_queue_says_who_is_ready_and_what_the_rest_wait_for(kontor: Kontor, skranke: Skranke) -> None:
    ready = cases.case(kontor, "vurdering", navn="Snar Gran")
    cases.prepare(kontor, ready, "start_forlop")
    kontor.clock.forward(days=2)
    cases.register(kontor)
    out = skranke("ko", som="leder").out
    assert f"Klar: exin sak steg {ready} start_forlop" in out
    assert "Informasjonssamtalen er ikke holdt." in out
    assert "2 dager" in out
    assert skranke("ko", "--program", "exin_oslo_ung", "--json", som="leder").data == []


# -- muligheter --------------------------------------------------------------------------------------


def test_the_way_on_has_exactly_the_promised_json(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "vurdering")
    data = skranke("sak", "muligheter", saksnr, "--json").data
    assert [step["hendelse"] for step in data] == [
        "start_forlop",
        "ikke_tatt_inn",
        "frafall",
        "annuller_steg",
    ]
    assert all(set(step) == {"hendelse", "mulig", "mangler"} for step in data)
    assert not data[0]["mulig"]
    assert all(set(reason) == {"kode", "tekst", "mangler", "hvem"} for reason in data[0]["mangler"])
    assert [reason["kode"] for reason in data[0]["mangler"]] == [
        "kartlegging_fullstendig",
        "samtykke_i_kraft",
    ]


def test_the_way_on_as_text_says_what_must_be_given(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "vurdering")
    out = skranke("sak", "muligheter", saksnr).out
    assert "krever: --arsak svingende_motivasjon|ustabil_hverdag|nye_hendelser|manglende_oppmote" in out
    assert "krever: --apen-til DATO" in out
    assert "Ikke mulig ennå:" in out
    assert "(saksbehandler)" in out
    ended = cases.case(kontor, "ikke_tatt_inn")
    assert "krever: --kilde direkte|kriminalomsorgen|bydel|politi" in skranke("sak", "muligheter", ended).out


# -- hvorfor ---------------------------------------------------------------------------------------


def test_a_decision_is_explained_in_words(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "vurdering")
    yes = skranke("hvorfor", "kari", "les_sak", saksnr).out
    assert yes == f"JA: kari kan gjøre «les_sak» i {saksnr}.\n  Saken er din. (regel egen_sak)\n"
    no = skranke("hvorfor", "ola", "les_sak", saksnr, som="ola").out
    assert no == f"NEI: ola kan ikke gjøre «les_sak» i {saksnr}.\n  Ingen regel gir tilgang.\n"


def test_that_a_colleague_is_barred_is_told_to_the_lead_and_not_to_others(
    kontor: Kontor, skranke: Skranke
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Nabo")
    assert "inhabil" in skranke("hvorfor", "ola", "les_sak", saksnr, som="leder").out
    told = skranke("hvorfor", "ola", "les_sak", saksnr)
    assert (told.code, "inhabil" in told.said, "Ingen regel gir tilgang." in told.out) == (0, False, True)
    assert json.loads(skranke("hvorfor", "ola", "les_sak", saksnr, "--json").out)["regler"] == []
