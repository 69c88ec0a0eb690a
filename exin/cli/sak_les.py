"""`exin sak vis | liste | sok | muligheter`: what staff read.

Must not show anything before its block has ended: then its events are durable.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from exin import begreper
from exin.cli.feil import OPTIONS, WRONG_USAGE, Svar
from exin.cli.oppstilling import avsnitt, tabell
from exin.cli.ramme import fail, kjor
from exin.cli.sak_felles import check_number
from exin.cli.tekster import Felt, FraFil, one_file, read
from exin.cli.valg import Dir, Formal, Json, Saksnr, Som, as_written, user_name
from exin.skrivemate import NONE, antall, dag

if TYPE_CHECKING:
    from exin.casework.oversikt.lister import SakLinje
    from exin.casework.oversikt.sok import Sok
    from exin.casework.sak.muligheter import Muligheter
    from workflows import Possibility

app = typer.Typer()

_NUMBER = re.compile(r"\d{6}\s?\d{5}")
_CASE_NUMBER = re.compile(r"[A-Za-z]{1,4}-\d{4}-\w+")
_NEW_CASE = "ny_henvendelse"


@app.command("vis")
def vis(
    saksnr: Saksnr,
    *,
    som: Som,
    begrunnelser: Annotated[
        bool, typer.Option("--begrunnelser", help="Åpne også begrunnelsene for stegene. Det logges.")
    ] = False,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Vis en sak: personen, hvor saken står, hva som mangler, og alt som er gjort."""
    from exin.casework.visning.visning import show_case  # noqa: PLC0415 - heavy; not for --help
    from exin.cli.saksbilde import sak_tekst  # noqa: PLC0415

    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        with run.read() as w:
            sak = show_case(w, saksnr, begrunnelser=begrunnelser)
        run.show(asdict(sak), sak_tekst(sak))


@app.command("liste")
def liste(
    *,
    som: Som,
    tilstand: Annotated[str | None, typer.Option("--tilstand", help="Bare saker i denne tilstanden.")] = None,
    program: Annotated[str | None, typer.Option("--program", help="Bare dette programmet.")] = None,
    bydel: Annotated[str | None, typer.Option("--bydel", help="Bare denne bydelen, kode eller navn.")] = None,
    kontakt: Annotated[
        str | None,
        typer.Option(
            "--kontakt", help="Bare sakene til denne ansatte.", metavar="BRUKER", callback=user_name
        ),
    ] = None,
    alle: Annotated[bool, typer.Option("--alle", help="Også avsluttede og de som ikke er tatt inn.")] = False,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """List opp sakene du har tilgang til. Hver linje logges på personen."""
    from exin.casework.oversikt.lister import Filter, list_cases  # noqa: PLC0415

    wanted = Filter(tilstand=tilstand, program=program, bydel=bydel, kontakt=kontakt, alle=alle)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        with run.read() as w:
            lines = list_cases(w, wanted)
        more = (
            "" if alle or tilstand else " Med --alle vises også avsluttede saker og de som ikke er tatt inn."
        )
        empty = f"Du har ingen slike saker å vise.{more}"
        run.show([asdict(line) for line in lines], _list_text(lines, empty=empty))


def _list_text(lines: "Sequence[SakLinje]", *, empty: str) -> str:
    if not lines:
        return empty
    rows = [
        (
            line.saksnr,
            line.navn or NONE,
            begreper.tilstand(line.program, line.tilstand),
            dag(line.siden),
            begreper.programnavn(line.program),
            line.bydel_navn,
            line.kontakt or "ikke tildelt",
            "" if line.skjerming == "ingen" else begreper.skjerming(line.skjerming).upper(),
        )
        for line in lines
    ]
    head = ("Saksnr", "Navn", "Tilstand", "Siden", "Program", "Bydel", "Kontakt", "")
    return "\n".join([*tabell(rows, hode=head), "", f"{antall(len(rows), 'sak', 'saker')}."])


@app.command("sok")
def sok(
    *,
    som: Som,
    saksnr: Annotated[
        str | None, typer.Argument(help="Saksnummeret, om du har det.", metavar="SAKSNR")
    ] = None,
    nummer: Annotated[
        bool, typer.Option("--nummer", help="Spør om fødselsnummer i stedet for navn; det vises ikke.")
    ] = False,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Søk etter en sak med saksnummer, fødselsnummer eller navn. Navn og fødselsnummer blir du spurt om."""
    from exin.casework.oversikt.sok import Sok, search  # noqa: PLC0415

    file = one_file(fra_fil, as_json=as_json)
    if saksnr and not _may_be_case_number(saksnr):
        text = "Det er ikke et saksnummer. Navn og fødselsnummer skrives når du blir spurt: kjør «exin sak sok» uten."
        fail(Svar(WRONG_USAGE, "ikke_saksnummer", text), as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        wanted = Sok(saksnr=as_written(saksnr)) if saksnr else _asked(file, nummer=nummer)
        with run.read() as w:
            lines = search(w, wanted)
        empty = (
            "Ingen treff blant sakene du har tilgang til. Kontroller skrivemåten. "
            "Er det en ny person, så bruk «exin sak ny»."
        )
        run.show([asdict(line) for line in lines], _list_text(lines, empty=empty))


def _may_be_case_number(typed: str) -> bool:
    """Not where it looks like a name or a national number: as an argument it is in the process list already."""
    return any(each.isdigit() for each in typed) and not _NUMBER.fullmatch(typed.strip())


def _asked(file: str | None, *, nummer: bool) -> "Sok":
    """What was typed: whether it is a case number, a national number or a name shows from how it looks."""
    from exin.casework.oversikt.sok import Sok  # noqa: PLC0415

    label = "Fødselsnummer (vises ikke)" if nummer else "Navn eller saksnummer"
    asked = Felt("sok", label, pakrevd=True, hemmelig=nummer, kontroll=check_number if nummer else None)
    text = read([asked], file).get("sok", "").strip()
    if nummer or _NUMBER.fullmatch(text):
        return Sok(fodselsnummer=text)
    return Sok(saksnr=as_written(text)) if _CASE_NUMBER.fullmatch(text) else Sok(navn=text)


@app.command("muligheter")
def muligheter(
    saksnr: Saksnr, *, som: Som, formal: Formal = None, as_json: Json = False, folder: Dir = None
) -> None:
    """Vis hva som kan skje videre i en sak, og hva som mangler for resten."""
    from exin.casework.sak.muligheter import possibilities  # noqa: PLC0415

    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        with run.read() as w:
            found = possibilities(w, saksnr)
        data = [
            {"hendelse": step.event, "mulig": step.mulig, "mangler": [asdict(each) for each in step.mangler]}
            for step in found.steg
        ]
        run.show(data, _possible_text(found))


def _possible_text(found: "Muligheter") -> str:
    state = begreper.tilstand(found.program, found.tilstand)
    lines = [f"{found.saksnr} · {begreper.programnavn(found.program)} · {state}"]
    possible = [step for step in found.steg if step.mulig]
    hindered = [step for step in found.steg if not step.mulig]
    if possible:
        lines += ["", f"Mulig nå, med «exin sak steg {found.saksnr} STEG»:"]
        lines += _step_lines(possible)
    if hindered:
        lines += ["", "Ikke mulig ennå:", *_step_lines(hindered)]
    if not found.steg:
        lines += ["", "Saken har ingen flere steg."]
    return "\n".join(lines)


def _step_lines(steps: "Sequence[Possibility]") -> list[str]:
    width = max(len(step.event) for step in steps)
    lines: list[str] = []
    for step in steps:
        lines.append(f"  {step.event.ljust(width)}  {begreper.hendelse(step.event)}")
        for reason in step.mangler:
            lines += avsnitt(f"{reason.mangler} ({reason.hvem})", 6)
        if step.kan_overstyres:
            lines += avsnitt("Du kan gå forbi grensen med --overstyr og en begrunnelse.", 6)
        if step.mulig or step.kan_overstyres:
            lines += [f"      krever: {_demand(step.event, each)}" for each in _demands(step)]
    return lines


def _demands(step: "Possibility") -> tuple[str, ...]:
    """What must be given; with a new case of the person, what that case asks for."""
    return ("kilde",) if step.event == _NEW_CASE else step.krever


def _demand(event: str, field: str) -> str:
    """An input as it is given on the command line."""
    if field not in OPTIONS:
        return f"{field} (du blir spurt)"
    if field == "apen_til":
        return "--apen-til DATO"
    asked_by = "henvendelse" if event == _NEW_CASE else event
    return f"{OPTIONS[field]} {'|'.join(begreper.valg(asked_by, field))}"
