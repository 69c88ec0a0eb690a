"""`exin dag`: what needs the asker today, in order, each line with why.

Must not show anything before its block has ended.
"""

from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

import typer

from exin import begreper
from exin.cli.oppstilling import avsnitt, kort_id, rent
from exin.cli.ramme import kjor
from exin.cli.valg import Dir, Formal, Json, Som
from exin.maned import Maned
from exin.skrivemate import NONE, antall, dag, tid

if TYPE_CHECKING:
    from exin.casework.visning.dag import Dag, DagLinje

app = typer.Typer()

_HEADINGS = {
    "frist_over": "Over fristen",
    "eskalert": "I laget: over fristen, og ingen har gjort det",
    "frist_i_dag": "Frist i dag",
    "mote": "Møter i dag",
    "mote_ikke_klarert": "Møter som ikke er klarert",
    "utfall_mangler": "Møter å følge opp",
    "ikke_mott": "Møter å følge opp",
    "tilgang_onskes": "Kolleger ber om tilgang",
    "frist_snart": "Frist de neste sju dagene",
}


@app.command("dag")
def dagen(som: Som, formal: Formal = None, as_json: Json = False, folder: Dir = None) -> None:
    """Vis hva som trenger deg i dag, og hvorfor. Det som er over fristen, står først. Hver sak logges på personen."""
    from exin.casework.visning.dag import my_day  # noqa: PLC0415 - heavy; not for --help

    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        with run.read() as w:
            found = my_day(w)
        run.show(asdict(found), _text(found, som))


def _text(found: "Dag", som: str) -> str:
    lines = [dag(found.dag)]
    for heading, group in groupby(found.linjer, lambda line: _HEADINGS[line.slag]):
        lines += ["", heading]
        for line in group:
            lines += _line(line, found.dag)
    if not found.linjer:
        lines += ["", "Ingenting venter på deg i dag."]
        lines.append(
            f"Se hvem som venter, med «exin ko», eller sakene dine med «exin sak liste --kontakt {som}»."
        )
    unread = antall(found.uleste, "ulest melding", "uleste meldinger") if found.uleste else ""
    return "\n".join([*lines, *(["", f"{unread}: se «exin varsler»."] if unread else []), "", _done(found)])


def _done(found: "Dag") -> str:
    said = (
        antall(found.steg, "steg", "steg"),
        antall(found.notater, "notat", "notater"),
        antall(found.kontakter, "samtale eller forsøk", "samtaler og forsøk"),
    )
    return f"Ført av deg i dag: {', '.join(said)}."


def _line(line: "DagLinje", today: date) -> list[str]:
    words = [_when(line, today), line.saksnr, rent(line.navn) if line.navn else NONE, _what(line)]
    return [f"  {'  '.join(words)}", *avsnitt(line.hvorfor, 6)] if line.hvorfor else [f"  {'  '.join(words)}"]


def _what(line: "DagLinje") -> str:
    if line.slag == "tilgang_onskes":
        return f"{line.ansatt} ber om tilgang"
    if line.mote is None:
        return line.hva if line.slag != "ikke_mott" else f"{line.hva} ({begreper.lest(line.kode)})"
    mark = "" if line.klarert else ", IKKE KLARERT"
    return f"{line.hva}: {begreper.lest(line.kode)}{mark}  {line.ansatt}  id {kort_id(line.mote)}"


def _when(line: "DagLinje", today: date) -> str:
    """The day or the month, or for a meeting its time too; how late it is where it is late."""
    if line.tid is not None:
        shown = tid(line.tid)
        return shown if line.dag != today else shown.partition(" ")[2]
    if isinstance(line.dag, Maned):
        return dag(line.dag)
    late = 0 if line.slag == "tilgang_onskes" else (today - line.dag).days
    over = f" ({antall(late, 'dag', 'dager')} siden)" if late > 0 else ""
    return f"{dag(line.dag)}{over}"
