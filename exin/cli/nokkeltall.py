"""The command `exin nokkeltall`: the key figures as of a day, as a table, as JSON or as CSV.

Must not count: what is shown is what casework found in the history.
"""

import csv
import io
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from exin.begreper import hendelse, lest, programnavn, valg
from exin.cli.feil import WRONG_USAGE, Svar
from exin.cli.inn import read_day
from exin.cli.ramme import fail, kjor
from exin.cli.valg import Dir, Formal, Json, Som
from exin.errors import InvalidInput
from exin.skrivemate import dag

if TYPE_CHECKING:
    from datetime import date

app = typer.Typer()

Figures = dict[str, dict[str, Any]]
"""By programme and by the keys of the report. None is a number that is hidden."""

HIDDEN: Final = "skjult"
_WHY_HIDDEN: Final = "Tall under fem er skjult, også null, og andre tall slik at ingen av dem kan regnes ut."
_EVENTS = ("ikke_tatt_inn", "frafall", "reinntak")
_INFORMED = {"gitt": "Fått vite", "ikke_gitt": "Ikke fått vite", "ikke_registrert": "Ikke registrert"}


@app.command("nokkeltall")
def run_nokkeltall(
    per: Annotated[
        str,
        typer.Option("--per", help="Dagen tallene gjelder, som 31.12.2025 eller 2025-12-31.", metavar="D"),
    ],
    som: Som,
    kjent_per: Annotated[
        str | None,
        typer.Option("--kjent-per", help="Tell bare det som var registrert denne dagen.", metavar="D"),
    ] = None,
    folder: Dir = None,
    formal: Formal = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Skriv svaret som CSV med semikolon.")] = False,
) -> None:
    """Nøkkeltall per en dag, regnet fra historikken."""
    if as_json and as_csv:
        fail(Svar(WRONG_USAGE, "json_eller_csv", "Velg enten --json eller --csv."), as_json=False)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        from exin.casework.oversikt.tallside import list_figures  # noqa: PLC0415 - heavy; not for --help

        day, known = read_day(per, "per"), read_day(kjent_per, "kjent-per")
        if day is None:
            raise InvalidInput("ugyldig_dato", "per")
        with run.read() as r:
            figures = list_figures(r, day, kjent_per=known)
        text = as_table(figures) if as_csv else "\n".join(as_text(figures, day, known))
        run.show(figures, text)


def as_table(figures: Figures) -> str:
    """One line a figure: tiltak;nokkel;verdi;antall. A hidden one is left blank."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(("tiltak", "nokkel", "verdi", "antall"))
    for program, keys in figures.items():
        for key, found in keys.items():
            parts = found.items() if isinstance(found, dict) else [("", found)]
            writer.writerows((program, key, part, count) for part, count in parts)
    return text.getvalue().removesuffix("\r\n")


def as_text(figures: Figures, per: "date", kjent_per: "date | None" = None) -> list[str]:
    """The programmes beside each other."""
    known = f", slik det var kjent {dag(kjent_per)}" if kjent_per else ""
    rows = [row for section in _sections(per.year, figures) for row in section]
    head = ("", *(programnavn(program) for program in figures))
    text = [f"Nøkkeltall per {dag(per)}{known}", "", *_right_aligned([head, *rows])]
    return [*text, "", _WHY_HIDDEN] if any(HIDDEN in row for row in rows) else text


def _sections(year: int, figures: Figures) -> list[list[tuple[str, ...]]]:
    totals = {
        "henvendelser_totalt": "Henvendelser i alt",
        f"nye_{year}": f"Nye henvendelser {year}",
        "aktive_saker": "Aktive saker",
    }
    sections = [
        [(label, *(_number(each[key]) for each in figures.values())) for key, label in totals.items()],
        _section("Hvor sakene står", "tilstander", _states(figures), figures),
    ]
    for event in _EVENTS:
        all_years = all(event in each for each in figures.values())
        key, when = (event, "") if all_years else (f"{event}_{year}", f" {year}")
        sections.append(_section(_title(event, when), key, valg(event, "arsak"), figures))
    told = "Ikke tatt inn: vite om andre tilbud"
    sections.append(_section(told, "informert_om_andre_tilbud", _INFORMED, figures))
    return sections


def _number(figure: int | None) -> str:
    return HIDDEN if figure is None else str(figure)


def _states(figures: Figures) -> dict[str, str]:
    """The labels of the states that anybody stands in, in the order of the definition."""
    from workflows import by_key  # noqa: PLC0415 - not for --help

    ordered = {state.key: state.label for program in figures for state in by_key(program).states}
    return {
        key: label
        for key, label in ordered.items()
        if any(key in each["tilstander"] for each in figures.values())
    }


def _title(event: str, when: str) -> str:
    titles = {"ikke_tatt_inn": f"Ikke tatt inn{when}, etter årsak", "frafall": f"Frafall{when}, etter årsak"}
    return titles.get(event, f"{hendelse(event)}{when}, etter grunnlag")


def _section(title: str, key: str, labels: dict[str, str], figures: Figures) -> list[tuple[str, ...]]:
    blank = ("",) * len(figures)
    rows = [
        (f"  {label or lest(kode)}", *(_number(each[key].get(kode, 0)) for each in figures.values()))
        for kode, label in labels.items()
    ]
    return [("", *blank), (title, *blank), *rows]


def _right_aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """The first column to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *numbers in rows:
        cells = [number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *cells]).rstrip())
    return lines
