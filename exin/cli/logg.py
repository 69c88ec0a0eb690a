"""`exin logg`: search the log, prove that it is whole, export it for an auditor."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exin.cli.feil import FAULT
from exin.cli.inn import read_day
from exin.cli.oppstilling import tabell
from exin.cli.ramme import kjor, noted_fault
from exin.cli.valg import Dir, Formal, Json, Som, user_name
from exin.skrivemate import NONE, antall, tid

if TYPE_CHECKING:
    from exin.casework.logg.funn import Funn, Rapport
    from exin.casework.logg.innsyn import Innslag

app = typer.Typer(help="Loggen: søk, kontroller og eksporter.")

Sak = Annotated[str | None, typer.Option("--sak", help="Bare hendelser om saken.", metavar="SAKSNR")]
Ansatt = Annotated[
    str | None,
    typer.Option(
        "--ansatt", help="Bare det som en ansatt eller en jobb gjorde.", metavar="BRUKER", callback=user_name
    ),
]
Fra = Annotated[str | None, typer.Option("--fra", help="Fra og med dagen (norsk tid).", metavar="D")]
Til = Annotated[str | None, typer.Option("--til", help="Til og med dagen (norsk tid).", metavar="D")]
Handling = Annotated[
    str | None, typer.Option("--handling", help="Bare det som er gjort, som les_sak.", metavar="KODE")
]
Soktformal = Annotated[
    str | None,
    typer.Option(
        "--sokt-formal", help="Bare det som ble gjort for et formål, som oppfolging.", metavar="KODE"
    ),
]
Utfall = Annotated[
    str | None,
    typer.Option(
        "--utfall",
        help="Bare det som endte slik: tillatt, nektet, avvist, konflikt, avbrutt. De fire siste er ikke_tillatt.",
        metavar="KODE",
    ),
]
Regel = Annotated[
    str | None, typer.Option("--regel", help="Bare det som en regel avgjorde, som egen_sak.", metavar="KODE")
]
Dor = Annotated[
    str | None,
    typer.Option("--dor", help="Bare det som kom inn slik: web, api, cli eller jobb.", metavar="KODE"),
]
Person = Annotated[bool, typer.Option("--person", help="Med --sak: alt om personen, også i andre saker.")]
Data = Annotated[
    bool,
    typer.Option("--data", help="Kontroller også hver rad mot siste skriving, og at hver celle kan åpnes."),
]
Mappe = Annotated[
    Path, typer.Argument(help="En tom eller ny mappe. Den sier hvem som så på hva.", metavar="MAPPE")
]


@app.command()
def sok(
    *,
    som: Som,
    sak: Sak = None,
    ansatt: Ansatt = None,
    fra: Fra = None,
    til: Til = None,
    person: Person = False,
    handling: Handling = None,
    sokt_formal: Soktformal = None,
    utfall: Utfall = None,
    regel: Regel = None,
    dor: Dor = None,
    formal: Formal = None,
    mappe: Dir = None,
    som_json: Json = False,
) -> None:
    """Søk i loggen, som revisor. Søket blir selv logget.

    En sak og en person vises med den tilfeldige id-en de har i loggen. Formålet med søket er kontroll hvis ikke annet
    er sagt med --formal. Tiden er norsk tid, og UTC med --json.
    """
    from exin.casework.logg.innsyn import search_log  # noqa: PLC0415 - heavy; not for --help
    from exin.casework.logg.utvalg import Sok  # noqa: PLC0415

    with kjor(mappe, som, formal=formal, as_json=som_json) as run:
        asked = Sok(
            saksnr=sak,
            hele_personen=person,
            ansatt=ansatt,
            fra=read_day(fra, "fra"),
            til=read_day(til, "til"),
            handling=handling,
            formal=sokt_formal,
            utfall=utfall,
            regel=regel,
            dor=dor,
        )
        with run.read() as w:
            found = search_log(w, asked)
        run.show([_as_data(each) for each in found], _lines(found))


@app.command()
def verify(data: Data = False, mappe: Dir = None, som_json: Json = False) -> None:
    """Kontroller at loggen er hel, og med --data at dataene er som de sist ble skrevet.

    Avslutter med 0 når alt er helt, ellers 1. Kontrollen blir selv logget, og viser ikke noe innhold.
    """
    from exin.casework.logg.verifisering import verify as check  # noqa: PLC0415 - heavy; not for --help

    with kjor(mappe, None, jobb="verifisering", as_json=som_json, uansett=True) as run:
        with run.read() as w:
            report = check(w, run.installation.office.pins, data=data)
        run.sign = report.hel
        run.show(_report_data(report), _report_text(report, run.folder))
        if not report.hel:
            raise typer.Exit(FAULT)


@app.command()
def eksport(
    til_mappe: Mappe, som: Som, formal: Formal = None, mappe: Dir = None, som_json: Json = False
) -> None:
    """Skriv loggen til en mappe som kan kontrolleres uten denne programvaren, som revisor.

    Kontrolleres med «python -m audit verify MAPPE --vkey NØKKEL».
    """
    from exin.casework.logg.eksport import export_log  # noqa: PLC0415 - heavy; not for --help

    with kjor(mappe, som, formal=formal, as_json=som_json) as run:
        with run.read() as w:
            size = export_log(w, run.installation.office, til_mappe)
        text = (
            f"Skrev {size} innførsler til {til_mappe}. Mappen sier hvem som så på hva: oppbevar den deretter.\n"
            f"Kontroller den med: python -m audit verify {til_mappe} --vkey NØKKEL"
        )
        run.show({"mappe": str(til_mappe), "innforsler": size}, text)


@app.command()
def sekvenser(mappe: Dir = None) -> None:
    """Gi hendelser som venter, nummer i loggen, og signer sjekkpunkter, til kommandoen stoppes.

    Bare for PostgreSQL, der flere skriver samtidig. Flere kan kjøre: de bytter på, og stopper én, tar en annen over.
    """
    import signal  # noqa: PLC0415 - heavy; not for --help
    import threading  # noqa: PLC0415

    from exin.work.sequencer import serve  # noqa: PLC0415

    with kjor(mappe, None, jobb="sekvensering") as run:
        office, stop = run.installation.office, threading.Event()
        if not office.numbers_later:
            run.show(None, "Her får hver hendelse nummeret sitt med en gang. Ingenting å gjøre.")
            return
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda _number, _frame: stop.set())
        print(f"Nummererer loggen til {run.folder}. Stopp med Ctrl-C.", flush=True)  # noqa: T201
        serve(office, stop, on_fault=lambda error: noted_fault(error, run.folder))


def _as_data(each: "Innslag") -> dict[str, Any]:
    return {
        "blad": each.blad,
        "tid": each.tid,
        "ansatt": each.ansatt,
        "handling": each.handling,
        "subjekt": each.subjekt,
        "formal": each.formal,
        "utfall": each.utfall,
        "regler": list(each.regler),
        "dor": each.dor,
    }


def _lines(found: "list[Innslag]") -> str:
    if not found:
        return "Ingen hendelser."
    rows = [
        (
            str(each.blad),
            tid(datetime.fromisoformat(each.tid), sekunder=True),
            each.ansatt or NONE,
            each.handling,
            each.subjekt or NONE,
            each.formal or NONE,
            each.utfall,
            ",".join(each.regler) or NONE,
            each.dor,
        )
        for each in found
    ]
    head = ("Blad", "Tid (Oslo)", "Hvem", "Handling", "Gjelder", "Formål", "Utfall", "Regler", "Dør")
    return "\n".join([*tabell(rows, hode=head), "", f"{antall(len(found), 'hendelse', 'hendelser')}."])


def _report_data(report: "Rapport") -> dict[str, Any]:
    return {
        "hel": report.hel,
        "innforsler": report.innforsler,
        "venter": report.venter,
        "rot": report.rot,
        "sjekkpunkter": report.sjekkpunkter,
        "festet": report.festet,
        "rader": report.rader,
        "celler": report.celler,
        "funn": [
            {
                "kode": each.kode,
                "grad": each.grad,
                "blad": each.blad,
                "tabell": each.tabell,
                "rad": each.rad,
                "antall": each.antall,
                "tekst": each.tekst,
            }
            for each in report.funn
        ],
    }


def _report_text(report: "Rapport", folder: Path) -> str:
    counted = [("Rader", report.rader), ("Celler", report.celler)]
    return "\n".join(
        [
            f"Kontroll av installasjonen i {folder}",
            "",
            f"  Innførsler     {report.innforsler}",
            *([f"  Venter         {report.venter} på innførselsnummer"] if report.venter else []),
            f"  Rot            {report.rot}",
            f"  Sjekkpunkter   {report.sjekkpunkter}; det siste som stemmer, dekker {report.festet} innførsler",
            *(f"  {name:<13}  {number}" for name, number in counted if number is not None),
            "",
            *map(_finding, report.funn),
            *([""] if report.funn else []),
            _verdict(report),
        ]
    )


def _finding(each: "Funn") -> str:
    more = f" (og {each.antall - 1} til av samme slag)" if each.antall > 1 else ""
    return f"  {each.grad.upper():<8} {each.tekst}{more}"


def _verdict(report: "Rapport") -> str:
    if not report.hel:
        return "Resultat: IKKE HEL. Noe er endret, skadet eller mangler. Meld fra til systemansvarlig og revisor."
    whole = f"Resultat: Loggen er uendret fra første innførsel til og med innførsel nr. {report.festet}"
    return f"{whole}, og dataene er som de sist ble skrevet." if report.rader is not None else f"{whole}."
