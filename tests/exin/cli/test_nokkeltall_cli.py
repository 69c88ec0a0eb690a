"""`exin nokkeltall`: as a table, as JSON and as CSV."""

import csv
import io

import pytest

from exin.casework.demo.register import register_as_it_is
from tests.helpers.kommando import Svar, exin
from tests.helpers.office import Kontor
from tests.helpers.registers import land


@pytest.fixture
def full(kontor: Kontor) -> Kontor:
    """An office with the register in it."""
    land(kontor, register_as_it_is())
    return kontor


def ask(kontor: Kontor, *args: str, per: str = "2025-12-31", som: str = "leder") -> Svar:
    return exin("nokkeltall", "--per", per, *args, "--som", som, "--dir", kontor.folder)


@pytest.mark.parametrize("som", ["kari", "admin"])
def test_who_may_not_read_them_gets_a_plain_refusal(kontor: Kontor, som: str) -> None:
    svar = ask(kontor, som=som)
    assert (svar.code, svar.out, svar.err) == (2, "", "Du har ikke tilgang til dette.\n")


@pytest.mark.parametrize("args", [("--json", "--csv"), ("--per",), ("--hva",)])
def test_wrong_usage_is_64(kontor: Kontor, args: tuple[str, ...]) -> None:
    assert ask(kontor, *args).code == 64


def test_a_day_that_is_none_is_told_with_its_option(kontor: Kontor) -> None:
    svar = ask(kontor, per="31.02.2025")
    assert svar.code in (2, 64)
    assert svar.err.startswith("per: Datoen kan ikke leses.")


def test_the_table_has_the_programmes_beside_each_other(full: Kontor) -> None:
    svar = ask(full, per="31.12.2025")
    assert svar.code == 0
    lines = svar.out.splitlines()
    assert lines[0] == "Nøkkeltall per 31.12.2025"
    rows = {line[:30].strip(): line.split()[-2:] for line in lines if line.strip()}
    assert rows["Henvendelser i alt"] == ["192", "12"]
    assert rows["Nye henvendelser 2025"] == ["53", "12"]
    assert rows["Aktive saker"] == ["57", "6"]
    assert rows["Manglende oppmøte"] == ["4", "0"]
    assert max(map(len, lines)) <= 80


def test_csv_and_json_tell_the_same(full: Kontor) -> None:
    as_json, as_csv = ask(full, "--json").data, ask(full, "--csv")
    rows = list(csv.DictReader(io.StringIO(as_csv.out), delimiter=";"))
    for row in rows:
        told = as_json[row["tiltak"]][row["nokkel"]]
        assert int(row["antall"]) == (told[row["verdi"]] if row["verdi"] else told)
    counted = sum(
        len(found) if isinstance(found, dict) else 1 for keys in as_json.values() for found in keys.values()
    )
    assert len(rows) == counted


def test_as_known_on_a_day_is_said_in_the_heading(full: Kontor) -> None:
    svar = ask(full, "--kjent-per", "14.01.2026")
    assert svar.out.startswith("Nøkkeltall per 31.12.2025, slik det var kjent 14.01.2026\n")
    assert ask(full, "--kjent-per", "14.01.2026", "--json").data["exin_oslo"]["henvendelser_totalt"] == 0


def test_an_auditor_gets_no_small_figure_in_any_form(full: Kontor) -> None:
    as_json = ask(full, "--json", som="revisor").data
    numbers = [
        number
        for keys in as_json.values()
        for found in keys.values()
        for number in (found.values() if isinstance(found, dict) else [found])
    ]
    shown = [number for number in numbers if number is not None]
    assert len(shown) < len(numbers)
    assert min(shown) >= 5
    assert as_json["exin_oslo"]["henvendelser_totalt"] == 192
    in_csv = list(csv.DictReader(io.StringIO(ask(full, "--csv", som="revisor").out), delimiter=";"))
    assert [row["antall"] for row in in_csv] == ["" if number is None else str(number) for number in numbers]


def test_an_auditor_is_told_why_figures_are_hidden(full: Kontor) -> None:
    lines = ask(full, som="revisor").out.splitlines()
    rows = {line[:30].strip(): line.split()[-2:] for line in lines if line.strip()}
    assert rows["Henvendelser i alt"] == ["192", "12"]
    assert rows["Manglende oppmøte"] == ["skjult", "skjult"]
    assert any(line.startswith("Frafall 2025, etter årsak") for line in lines)
    assert lines[-1].startswith("Tall under fem er skjult")
    assert "skjult" not in ask(full).out
