"""`exin keys`: the key over the keys."""

import typer

from exin.cli.ramme import kjor
from exin.cli.valg import Dir, Json, Som

app = typer.Typer(help="Nøklene: bytt hovednøkkel.")


@app.callback()
def _keys() -> None: ...


@app.command("rotate-kek")
def rotate_kek(som: Som, mappe: Dir = None, som_json: Json = False) -> None:
    """Bytt hovednøkkelen. Alle nøkler pakkes inn på nytt; ingen saker røres.

    Den forrige blir liggende ved siden av, med endelsen .forrige: sikkerhetskopier av nøkkellageret kan trenge den.
    Blir det avbrutt, kjøres det samme en gang til.
    """
    from exin.app import rotate_kek as rotate  # noqa: PLC0415 - heavy; not for --help

    with kjor(mappe, som, as_json=som_json) as run:
        kek_id, antall = rotate(run.installation, run.caller)
        text = (
            f"Byttet hovednøkkel: {antall} nøkler og hemmeligheter er pakket inn på nytt (nøkkel {kek_id}).\n"
            f"Ta sikkerhetskopi av {run.installation.path('kek')} nå."
        )
        run.show({"kek": kek_id, "pakket": antall}, text)
