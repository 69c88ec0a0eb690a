"""The mistakes of a first day: each is told in words that say what to do, and leaves nothing behind."""

from pathlib import Path

import pytest

from tests.helpers.commands import COMMANDS
from tests.helpers.kommando import exin
from tests.helpers.matrix_house import House
from tests.helpers.matrix_trial import Bench

pytestmark = pytest.mark.usefixtures("quick")

MISTAKES = {
    "a name as an argument": ("sak sok vilde", 64, "skrives når du blir spurt"),
    "a national number as an argument": ("sak sok 01880081183", 64, "skrives når du blir spurt"),
    "a case number with a slip": ("sak vis {slip}", 2, "Kontroller nummeret."),
    "a case number in small letters, in another's team": ("sak vis {small}", 2, "Kontroller nummeret."),
    "a step that is none": ("sak steg {ny} startvurdering", 2, "exin sak muligheter"),
    "a step with a blank in it": ("sak steg {ny} start vurdering", 64, "flere verdier enn kommandoen tar"),
    "a forgotten reason": ("sak steg {ny} ikke_tatt_inn --tilbud gitt", 2, "med --arsak)"),
    "a reason that is none": (
        "sak steg {ny} ikke_tatt_inn --tilbud gitt --arsak fullt",
        2,
        "kapasitet. (saks",
    ),
    "a forgotten day": ("sak steg {igang} frafall --arsak nye_hendelser", 2, "med --apen-til)"),
    "a day in words": ("sak samtale {ny} --dato igår", 64, "Skriv den som 31.12.2026 eller 2026-12-31."),
    "a day that there is not": ("sak samtale {ny} --dato 31.11.2025", 64, "Skriv den som 31.12.2026"),
    "a day to come": ("sak samtykke {igang} --gitt 31.12.2030", 2, "Det som føres, kan ikke gjelde fra"),
    "a file that is not there": ("sak notat {igang} --fra-fil notat.txt", 2, "Kontroller stien"),
    "a folder for a file": ("sak notat {igang} --fra-fil .", 2, "Kontroller stien"),
    "a text as an argument": ("sak notat {igang} Hei", 64, "skrives når du blir spurt"),
    "a note in a closed case": ("sak notat {lukket}", 2, "Saken er avsluttet og kan ikke endres."),
    "a step in a closed case": ("sak steg {lukket} avslutt", 2, "Saken er avsluttet og kan ikke endres."),
    "lowering protection": ("sak skjerming {fortrolig} ingen", 2, "Bare en teamleder kan senke"),
    "speaking for another": ("sak inhabil {igang} ekstra", 2, "Bare teamlederen kan registrere andre"),
    "a colleague who is none": ("sak liste --kontakt karo", 2, "kontakt: Det finnes ingen slik ansatt"),
    "a state that is none": ("sak liste --tilstand forløp", 2, "tilstand: "),
    "a programme that is none": ("ko --program ung", 2, "program: "),
    "nothing to set right": ("sak person {ny}", 2, "Det er ikke oppgitt noe å rette."),
    "a wrong user name": ("sak liste --som karo", 2, "Kontroller --som."),
}


@pytest.fixture(scope="module")
def folder(house: House, room: Path, quick: None) -> Path:  # noqa: ARG001
    """A copy of the house; nothing that is tried here may change it."""
    place = Bench(house, room).fresh()
    assert (
        exin(
            "sak", "skjerming", numbers(house)["fortrolig"], "fortrolig", "--som", "klarert", "--dir", place
        ).code
        == 0
    )
    return place


def numbers(house: House) -> dict[str, str]:
    """The cases that the mistakes are made with: one's own, unless told otherwise."""
    return {
        "ny": house.case("egen", "henvendelse").saksnr,
        "igang": house.case("egen", "forlop").saksnr,
        "fortrolig": house.case("egen", "vurdering").saksnr,
        "lukket": house.case("lukket", "").saksnr,
        "slip": house.case("egen", "forlop").saksnr[:-1] + "0",
        "small": house.case("annet_lag", "forlop").saksnr.lower(),
    }


@pytest.mark.parametrize("line, code, says", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_in_words_that_help(
    line: str, code: int, says: str, folder: Path, house: House
) -> None:
    words = line.format(**numbers(house)).split()
    who = [] if "--som" in words else ["--som", "klarert"]
    answer = exin(
        *words, *who, "--dir", folder, stdin="Noe å si." if "notat" in line or "inhabil" in line else ""
    )
    assert answer.code == code, answer.said
    assert says in answer.err
    assert answer.out == ""


def test_nothing_to_change_is_not_called_a_change(folder: Path) -> None:
    answer = exin("ansatt", "endre", "ekstra", "--som", "systemansvarlig", "--dir", folder)
    assert (answer.code, answer.out) == (2, "")
    assert "ikke oppgitt noe å rette" in answer.err


def test_every_usage_line_is_norwegian() -> None:
    paths = {tuple(path[:depth]) for path, _ in COMMANDS for depth in range(len(path) + 1)}
    usage = {path: exin(*path, "--help").out.partition("\n\n")[0] for path in paths}
    assert [line for line in usage.values() if "OPTIONS" in line or "COMMAND" in line or "ARGS" in line] == []
