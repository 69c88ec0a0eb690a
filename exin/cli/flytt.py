"""`exin flytt`: the whole installation from files to databases on a server."""

from typing import TYPE_CHECKING, Annotated

import typer

from exin.cli.ramme import kjor
from exin.cli.valg import Dir, Json, Som
from exin.errors import Misconfigured

if TYPE_CHECKING:
    from exin.flytting import Flytting

Database = Annotated[
    str,
    typer.Option(
        "--til-database",
        help="En tom database for data og logg: postgresql://bruker@tjener/database.",
        metavar="ADRESSE",
    ),
]
Nokkellager = Annotated[
    str,
    typer.Option("--til-nokkellager", help="En annen tom database, for nøklene.", metavar="ADRESSE"),
]
Eier = Annotated[
    str,
    typer.Option(
        "--rolle-eier", help="Rollen som skal eie tabellene, om det ikke er den i adressen.", metavar="ROLLE"
    ),
]
Sekvensering = Annotated[
    str,
    typer.Option(
        "--rolle-sekvensering",
        help="Rollen som skal nummerere loggen, om det ikke er den i adressen.",
        metavar="ROLLE",
    ),
]


def flytt(
    *,
    til_database: Database,
    til_nokkellager: Nokkellager,
    som: Som,
    rolle_eier: Eier = "",
    rolle_sekvensering: Sekvensering = "",
    mappe: Dir = None,
    som_json: Json = False,
) -> None:
    """Flytt installasjonen fra filer til PostgreSQL, som systemansvarlig. Ta sikkerhetskopi først.

    Data, nøkler og logg flyttes til to tomme databaser, og alt kontrolleres der før oppsettet skrives på nytt.
    Ingen kan skrive imens. Blir det avbrutt, er installasjonen som før. Flyttingen blir logget.
    """
    from exin.flytting import move_installation  # noqa: PLC0415 - heavy; not for --help

    with kjor(mappe, som, as_json=som_json) as run:
        try:
            done = move_installation(
                run.installation,
                run.caller,
                database=til_database,
                nokkellager=til_nokkellager,
                rolle_eier=rolle_eier,
                rolle_sekvensering=rolle_sekvensering,
            )
        except Misconfigured as error:
            run.sign = error.kode != "loggen_er_ikke_hel"
            raise
        run.installation = done.installation
        data = {
            "flyttet": True,
            "rader": done.rader,
            "nokler": done.nokler,
            "innforsler": done.innforsler,
            "gamle_filer": list(map(str, done.gamle_filer)),
            "forrige_oppsett": str(done.forrige_oppsett),
        }
        run.show(data, _text(done))


def _text(done: "Flytting") -> str:
    counted = (
        f"{done.rader} rader, {done.nokler} nøkler og hemmeligheter, {done.innforsler} innførsler i loggen"
    )
    return "\n".join(
        [
            f"Flyttet installasjonen i {done.installation.folder} til PostgreSQL: {counted}.",
            "Loggen, hver rad og hver celle er kontrollert der.",
            f"Oppsettet er skrevet på nytt. Det forrige er {done.forrige_oppsett}.",
            "",
            "De gamle filene ligger der de lå. De brukes ikke mer, og tar ikke imot mer:",
            *(f"  {path}" for path in done.gamle_filer),
            "Når alt er som det skal, og begge databasene er sikkerhetskopiert: slett dem sikkert,",
            "med -wal og -shm ved siden av.",
        ]
    )
