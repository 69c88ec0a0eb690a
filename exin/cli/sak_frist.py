"""`exin sak frister | frist`: the deadlines of a case, and moving or pausing one with a reason.

Must not show a reason again: the receipt has the case number, the kind and a day.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from exin import begreper
from exin.cli.feil import WRONG_USAGE, Svar
from exin.cli.inn import read_day
from exin.cli.oppstilling import avsnitt, tabell
from exin.cli.ramme import fail, kjor
from exin.cli.sak_felles import REASON, ask_first, done
from exin.cli.tekster import FraFil, one_file, read
from exin.cli.valg import Dir, Formal, Json, Saksnr, Som
from exin.skrivemate import dag

if TYPE_CHECKING:
    from exin.casework.frist.fristendring import FristVisning

app = typer.Typer()


@app.command("frister")
def frister(
    saksnr: Saksnr,
    *,
    som: Som,
    alle: Annotated[bool, typer.Option("--alle", help="Også frister som er lukket.")] = False,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Vis fristene i en sak: hva som skal gjøres, innen når, og hvem som er varslet."""
    from exin.casework.frist.fristendring import show_deadlines  # noqa: PLC0415 - heavy; not for --help

    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        with run.read() as w:
            lines = show_deadlines(w, saksnr, alle=alle)
        run.show([asdict(line) for line in lines], _text(lines, saksnr))


def _text(lines: "Sequence[FristVisning]", saksnr: str) -> str:
    if not lines:
        return f"Ingen frister løper i sak {saksnr}."
    rows = tabell(
        [(dag(line.frist), line.navn, line.slag, _how(line)) for line in lines],
        hode=("Frist", "Hva", "Kode", "Status"),
    )
    shown = [rows[0]]
    for row, line in zip(rows[1:], lines, strict=True):
        shown.append(row)
        if line.lukket is None:
            shown += avsnitt(line.tekst, 4)
    return "\n".join(shown)


def _how(line: "FristVisning") -> str:
    if line.lukket is not None:
        return f"{begreper.lukket(line.lukket_som)} {dag(line.lukket)}"
    if line.pauset is not None:
        return f"på pause siden {dag(line.pauset)}"
    moved = "" if line.frist == line.opprinnelig else f", flyttet fra {dag(line.opprinnelig)}"
    runs = "over fristen" if line.over else "løper"
    told = ", også lederen er varslet" if line.eskalert else ", varslet" if line.varslet else ""
    return runs + told + moved


@app.command("frist")
def frist(
    saksnr: Saksnr,
    slag: Annotated[str, typer.Argument(help="Koden til fristen, se «exin sak frister».", metavar="KODE")],
    *,
    som: Som,
    flytt: Annotated[
        str | None, typer.Option("--flytt", help="Flytt fristen til denne dagen.", metavar="DATO")
    ] = None,
    pause: Annotated[bool, typer.Option("--pause", help="La fristen hvile.")] = False,
    fortsett: Annotated[bool, typer.Option("--fortsett", help="La en frist på pause løpe igjen.")] = False,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Flytt en frist, la den hvile, eller la den løpe igjen. Du blir spurt om hvorfor."""
    from exin.casework.frist.fristendring import move_frist, pause_frist, resume_frist  # noqa: PLC0415

    if (flytt is not None) + pause + fortsett != 1:
        fail(
            Svar(WRONG_USAGE, "velg_en_endring", "Velg én av --flytt DATO, --pause og --fortsett."),
            as_json=as_json,
        )
    file = one_file(fra_fil, as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        day = read_day(flytt)
        ask_first(run, file, "flytt_frist", saksnr)
        reason = read([REASON], file).get("begrunnelse", "")
        with run.work() as w:
            if day is not None:
                move_frist(w, saksnr, slag, til=day, begrunnelse=reason)
            elif pause:
                pause_frist(w, saksnr, slag, begrunnelse=reason)
            else:
                resume_frist(w, saksnr, slag, begrunnelse=reason)
        what = f"er flyttet til {dag(day)}" if day else "er satt på pause" if pause else "løper igjen"
        done(run, saksnr, f"Fristen {slag} {what} i sak {saksnr}.")
