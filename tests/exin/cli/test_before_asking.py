"""At a terminal the door is asked first: whoever may not, or has the wrong number, types nothing in vain."""

from collections.abc import Callable

import pytest

from exin.cli.feil import DENIED, NOT_FOUND, TOLD
from tests.helpers import cases
from tests.helpers.commands import COMMANDS, takes
from tests.helpers.kommando import Svar
from tests.helpers.office import Kontor
from tests.helpers.sporringer import statements

Skranke = Callable[..., Svar]

NONE_SUCH = "EX-2026-2222"

ASKING: dict[str, tuple[str, str]] = {
    "notat": ("notat NR", "skriv_notat"),
    "notat --rett": ("notat NR --rett abcdef", "rett_notat"),
    "kartlegg": ("kartlegg NR", "skriv_kartlegging"),
    "samtykke": ("samtykke NR", "skriv_samtykke"),
    "samtale": ("samtale NR", "skriv_kontakt"),
    "kontaktforsok": ("kontaktforsok NR", "skriv_kontakt"),
    "frist": ("frist NR plan --pause", "flytt_frist"),
    "mote ny": ("mote ny NR --tid 2026-03-02T10:00", "skriv_mote"),
    "plan": ("plan NR", "skriv_plan"),
    "overlevering": ("overlevering NR", "skriv_overlevering"),
    "tilbud": ("tilbud NR ikke_gitt", "skriv_tilbud"),
    "fortalt": ("fortalt NR --mate brev", "skriv_fortalt"),
    "inhabil": ("inhabil NR kari", "registrer_inhabil"),
    "person": ("person NR", "endre_person"),
    "slasammen": ("slasammen NR NR", "sla_sammen_personer"),
    "steg": ("steg NR tilbake_til_forlop", "tilbake_til_forlop"),
    "steg ny_henvendelse": ("steg NR ny_henvendelse --kilde direkte", "ny_henvendelse"),
    "annuller": ("annuller NR", "annuller_steg"),
    "ny --fra": ("ny --fra NR --kilde direkte", "ny_henvendelse"),
}
"""A command that asks for a text on a case, and the action that it takes."""


def words(line: str, saksnr: str) -> list[str]:
    return ["sak", *(saksnr if word == "NR" else word for word in line.split())]


def test_every_command_that_asks_for_a_text_on_a_case_is_here() -> None:
    asking = {path[1] for path, command in COMMANDS if path[0] == "sak" and takes(command, "--fra-fil")}
    assert asking - {"sok"} == {name.split()[0] for name in ASKING}


@pytest.mark.parametrize("line, handling", ASKING.values(), ids=ASKING.keys())
def test_a_wrong_number_is_told_before_anything_is_asked(
    kontor: Kontor, skranke: Skranke, line: str, handling: str
) -> None:
    with kontor.new_events() as events:
        answer = skranke(*words(line, NONE_SUCH), som="leder", tty=True, stdin="Mye tekst\n.\n")
    assert (answer.code, answer.out, answer.err) == (2, "", f"{NOT_FOUND}\n")
    assert [(each.handling, each.utfall, each.koder) for each in events] == [
        (handling, "nektet", ("ukjent_sak",))
    ]


@pytest.mark.parametrize("line", [line for line, _ in ASKING.values()], ids=ASKING.keys())
def test_at_a_terminal_a_hidden_case_answers_like_none(kontor: Kontor, skranke: Skranke, line: str) -> None:
    hidden = cases.protected_case(kontor, "vurdering")
    told = []
    for saksnr in (hidden, NONE_SUCH):
        with statements() as ran:
            answer = skranke(*words(line, saksnr), som="leder", tty=True, stdin="Mye tekst\n.\n")
        told.append((answer, ran))
    there, nowhere = told
    assert there == nowhere


@pytest.mark.parametrize("line", [line for line, _ in ASKING.values()], ids=ASKING.keys())
def test_who_may_not_is_told_before_anything_is_asked(kontor: Kontor, skranke: Skranke, line: str) -> None:
    saksnr = cases.case(kontor, "frafall")
    with kontor.new_events() as events:
        answer = skranke(*words(line, saksnr), som="ola", tty=True, stdin="Mye tekst\n.\n")
    assert (answer.code, answer.out, answer.err) == (2, "", f"{DENIED}\n")
    assert [each.utfall for each in events] == ["nektet"]


def test_that_a_case_is_closed_is_told_before_anything_is_asked(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "avsluttet")
    answer = skranke("sak", "notat", saksnr, tty=True, stdin="For sent\n.\n")
    assert (answer.code, answer.err) == (2, f"{TOLD['avsluttet_sak_last']}\n")


def test_of_two_cases_to_be_one_both_are_looked_for_first(kontor: Kontor, skranke: Skranke) -> None:
    answer = skranke("sak", "slasammen", cases.case(kontor), NONE_SUCH, som="leder", tty=True)
    assert (answer.code, answer.err) == (2, f"{NOT_FOUND}\n")


def test_to_go_past_a_limit_is_the_leads_and_told_before_the_reason_is_asked_for(
    kontor: Kontor, skranke: Skranke
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    answer = skranke("sak", "steg", saksnr, "start_forlop", "--overstyr", tty=True, stdin="Haster\n.\n")
    assert (answer.code, answer.err) == (2, f"{DENIED}\n")


def test_a_step_that_is_none_is_told_before_anything_is_asked(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor)
    for event in ("les_sak", "hopp"):
        answer = skranke("sak", "steg", saksnr, event, "--overstyr", som="leder", tty=True)
        assert answer.code == 2
        assert answer.err.startswith("hendelse: Det finnes ikke noe slikt steg.")


def test_that_one_asked_is_in_the_log_beside_what_one_wrote(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor)
    with kontor.new_events() as events:
        answer = skranke("sak", "notat", saksnr, tty=True, stdin="Ringte.\n.\n")
    assert answer.code == 0
    assert "avslutt med en linje med bare «.»" in answer.err
    assert [(each.handling, each.utfall, each.koder, len(each.skrevet)) for each in events] == [
        ("skriv_notat", "tillatt", ("forespurt",), 0),
        ("skriv_notat", "tillatt", (), 1),
    ]


def test_what_stands_in_a_file_is_not_asked_about_first(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor)
    with kontor.new_events() as events:
        skranke("sak", "notat", saksnr, stdin="Ringte.")
    assert [each.koder for each in events] == [()]
