"""`exin sak plan | overlevering | tilbud | fortalt`: what is asked for before and after an end.

Must not show again what was written.
"""

from typing import Annotated, Literal

import typer

from exin import begreper
from exin.cli.inn import read_day
from exin.cli.ramme import kjor
from exin.cli.sak_felles import TEKST, TEXT_NEEDED, ask_first, written
from exin.cli.tekster import Felt, FraFil, one_file, read
from exin.cli.valg import Dato, Dir, Formal, Json, Saksnr, Som

app = typer.Typer()


@app.command("plan")
def plan(
    saksnr: Saksnr,
    *,
    som: Som,
    dato: Dato = None,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Før planen for overlevering til varige tjenester."""
    from exin.casework.oppfolging.arbeid import write_plan  # noqa: PLC0415 - heavy; not for --help

    file = one_file(fra_fil, as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        day = read_day(dato)
        ask_first(run, file, "skriv_plan", saksnr)
        text = read([TEXT_NEEDED], file).get("tekst", "")
        with run.work() as w:
            row_id = write_plan(w, saksnr, text, dato=day)
        written(run, saksnr, row_id, "Planen for overlevering er ført")


@app.command("overlevering")
def overlevering(
    saksnr: Saksnr,
    *,
    som: Som,
    dato: Dato = None,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Før at en varig tjeneste har bekreftet at den tar over. Tjenesten blir du spurt om.

    Felt i en fil: tjeneste, tekst.
    """
    from exin.casework.oppfolging.arbeid import write_overlevering  # noqa: PLC0415

    fields = [Felt("tjeneste", "Tjenesten som tar over", pakrevd=True), TEKST]
    file = one_file(fra_fil, as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        day = read_day(dato)
        ask_first(run, file, "skriv_overlevering", saksnr)
        given = read(fields, file, unlabelled="tjeneste")
        with run.work() as w:
            row_id = write_overlevering(
                w, saksnr, given.get("tjeneste", ""), tekst=given.get("tekst"), dato=day
            )
        written(run, saksnr, row_id, "Bekreftet overlevering er ført")


@app.command("tilbud")
def tilbud(
    saksnr: Saksnr,
    svar: Annotated[
        Literal["gitt", "ikke_gitt"],
        typer.Argument(help="Om andre tilbud er forklart for personen.", metavar="gitt|ikke_gitt"),
    ],
    *,
    som: Som,
    dato: Dato = None,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Før om andre tilbud er forklart. Er de ikke det, blir du spurt hvorfor."""
    from exin.casework.oppfolging.arbeid import write_tilbud  # noqa: PLC0415

    asked = TEKST if svar == "gitt" else Felt("tekst", "Hvorfor ikke", pakrevd=True, lang=True)
    file = one_file(fra_fil, as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        day = read_day(dato)
        ask_first(run, file, "skriv_tilbud", saksnr)
        text = read([asked], file).get("tekst")
        with run.work() as w:
            row_id = write_tilbud(w, saksnr, gitt=svar == "gitt", tekst=text, dato=day)
        written(run, saksnr, row_id, f"At andre tilbud er {begreper.lest(svar)}, er ført")


@app.command("fortalt")
def fortalt(
    saksnr: Saksnr,
    *,
    som: Som,
    mate: Annotated[
        Literal["samtale", "telefon", "brev", "melding"],
        typer.Option(
            "--mate", help="Hvordan personen fikk vite det.", metavar="samtale|telefon|brev|melding"
        ),
    ],
    dato: Dato = None,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Før når og hvordan personen fikk vite om en slutt, med grunn og hvordan man kan klage."""
    from exin.casework.oppfolging.arbeid import write_fortalt  # noqa: PLC0415

    file = one_file(fra_fil, as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        day = read_day(dato)
        ask_first(run, file, "skriv_fortalt", saksnr)
        text = read([TEKST], file).get("tekst")
        with run.work() as w:
            row_id = write_fortalt(w, saksnr, mate, tekst=text, dato=day)
        written(run, saksnr, row_id, "At personen har fått vite det, er ført")
