"""`exin varsler`: what happened that the asker should know of.

Must not show anything before its block has ended.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exin.cli.oppstilling import tabell
from exin.cli.ramme import kjor
from exin.cli.valg import Dir, Json, Som
from exin.skrivemate import NONE, antall, tid

if TYPE_CHECKING:
    from exin.casework.varsel.varsler import VarselLinje

app = typer.Typer()


@app.command("varsler")
def varsler(
    som: Som,
    *,
    alle: Annotated[bool, typer.Option("--alle", help="Ta med dem du har lest.")] = False,
    lest: Annotated[bool, typer.Option("--lest", help="Merk dem som vises, som lest.")] = False,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Vis varslene dine. Det eldste står først.

    De gjelder det som er nytt i sakene du har, og frister som er nådd. Et varsel om en sak som du ikke kan vite om
    lenger, vises ikke.
    """
    from exin.casework.varsel.varsler import mark_read, my_messages  # noqa: PLC0415 - heavy; not for --help

    with kjor(folder, som, as_json=as_json) as run:
        with run.read() as w:
            lines = my_messages(w, alle=alle)
        unread = [line.id for line in lines if line.lest is None]
        if lest and unread:
            with run.work() as w:
                mark_read(w, unread)
        run.show([_data(line) for line in lines], _text(lines, marked=len(unread) if lest else 0))


def _data(line: "VarselLinje") -> dict[str, Any]:
    return {
        "id": line.id.hex(),
        "slag": line.slag,
        "tekst": line.tekst,
        "saksnr": line.saksnr,
        "haster": line.haster,
        "videre": line.videre,
        "opprettet": line.opprettet,
        "lest": line.lest,
    }


def _text(lines: "Sequence[VarselLinje]", *, marked: int) -> str:
    if not lines:
        return "Du har ingen varsler her."
    shown = tabell(
        [(tid(line.opprettet), line.saksnr or NONE, _said(line), _state(line)) for line in lines],
        hode=("Når", "Saksnr", "Varsel", ""),
    )
    end = f"{antall(len(lines), 'varsel', 'varsler')}."
    return "\n".join([*shown, "", f"{end} {marked} er merket som lest." if marked else end])


def _said(line: "VarselLinje") -> str:
    return f"Ikke fulgt opp: {line.tekst}" if line.videre else line.tekst


def _state(line: "VarselLinje") -> str:
    return "lest" if line.lest else "haster" if line.haster else ""
