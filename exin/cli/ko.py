"""`exin ko`: who waits for vurdering or forløp, since when, and for what.

Must not show anything before its block has ended.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from exin import begreper
from exin.cli.oppstilling import avsnitt, tabell
from exin.cli.ramme import kjor
from exin.cli.valg import Dir, Formal, Json, Som
from exin.skrivemate import NONE, antall, dag

if TYPE_CHECKING:
    from exin.casework.oversikt.ko import KoLinje

app = typer.Typer()


@app.command("ko")
def ko(
    som: Som,
    program: Annotated[str | None, typer.Option("--program", help="Bare dette programmet.")] = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Vis hvem som venter på vurdering eller forløp, siden når og på hva. Den som har ventet lengst, står først."""
    from exin.casework.oversikt.ko import queue  # noqa: PLC0415 - heavy; not for --help

    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        with run.read() as w:
            lines = queue(w, program=program)
        run.show([asdict(line) for line in lines], _text(lines))


def _text(lines: "Sequence[KoLinje]") -> str:
    if not lines:
        return "Ingen av dem du har tilgang til, venter på vurdering eller forløp."
    rows = tabell(
        [
            (
                line.saksnr,
                line.navn or NONE,
                begreper.hendelse(line.venter_pa),
                dag(line.siden),
                antall(line.dager, "dag", "dager"),
                line.kontakt or "ikke tildelt",
                begreper.programnavn(line.program),
            )
            for line in lines
        ],
        hode=("Saksnr", "Navn", "Venter på", "Siden", "Ventet", "Kontakt", "Program"),
    )
    shown = [rows[0]]
    for row, line in zip(rows[1:], lines, strict=True):
        shown.append(row)
        for reason in line.mangler:
            shown += avsnitt(f"{reason.mangler} ({reason.hvem})", 4)
        if not line.mangler:
            shown += avsnitt(f"Klar: exin sak steg {line.saksnr} {line.venter_pa}", 4)
    return "\n".join([*shown, "", f"{antall(len(lines), 'venter', 'venter')}."])
