"""`exin jobs`: run the jobs, see how they go, set one off."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exin.cli.feil import FAULT, WRONG_USAGE, Svar
from exin.cli.oppstilling import merket, tabell
from exin.cli.ramme import as_json, fail, kjor, noted_fault
from exin.cli.valg import Dir, Json, Som
from exin.skrivemate import NONE, antall, eller, tid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exin.casework.jobb.jobber import Drift, JobbStand
    from exin.jobs.runner import Utfall
    from exin.jobs.spec import JobSpec

app = typer.Typer()

Navn = Annotated[str, typer.Argument(help="Navnet på jobben. Se «exin jobs liste».", metavar="NAVN")]

_SHOWN = ("navn", "startet", "ferdig", "utfall", "antall", "kode", "neste")
"""What of a job stands in JSON."""


@app.callback(invoke_without_command=True)
def jobs(ctx: typer.Context, mappe: Dir = None) -> None:
    """Kjør jobbene, se hvordan de går, eller sett i gang en.

    Uten en kommando etter kjøres jobbene til det stoppes. Flere kan stå: én leder, og de andre venter på å ta over.
    Stoppes det med Ctrl-C eller SIGTERM, blir en jobb som er i gang, ferdig først.
    """
    if ctx.invoked_subcommand is None:
        _serve(mappe)


def _serve(mappe: Path | None) -> None:
    import signal  # noqa: PLC0415 - heavy; not for --help
    import threading  # noqa: PLC0415

    from exin.jobs.declared import JOBS  # noqa: PLC0415
    from exin.jobs.runner import serve  # noqa: PLC0415

    with kjor(mappe, None) as run:
        stop = threading.Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda _number, _frame: stop.set())

        def tell(leads: bool) -> None:
            text = "Leder: kjører jobbene" if leads else "Venter: en annen prosess kjører jobbene"
            print(f"{text} for {run.folder}. Stopp med Ctrl-C.", flush=True)  # noqa: T201

        serve(
            run.installation.office,
            JOBS,
            stop,
            tell=tell,
            on_fault=lambda error: noted_fault(error, run.folder),
        )


@app.command()
def liste(som_json: Json = False) -> None:
    """Vis hva hver jobb gjør, og når. Trenger ingen installasjon."""
    from exin.jobs.declared import JOBS  # noqa: PLC0415 - heavy; not for --help

    if som_json:
        data = [
            {"navn": each.navn, "naar": each.naar.tekst, "beskrivelse": each.beskrivelse} for each in JOBS
        ]
        print(as_json(data))  # noqa: T201 - the command line's own output
        return
    rows = [(each.navn, each.naar.tekst, each.beskrivelse) for each in JOBS]
    print("\n".join(tabell(rows, hode=("Jobb", "Når", "Hva den gjør"))))  # noqa: T201


@app.command("kjor")
def kjor_jobb(navn: Navn, som: Som, mappe: Dir = None, som_json: Json = False) -> None:
    """Kjør en jobb nå, som systemansvarlig. Det blir logget, og jobben gjør bare det den ellers har lov til."""
    from exin.casework.jobb.jobber import permit_run  # noqa: PLC0415 - heavy; not for --help
    from exin.errors import Conflict  # noqa: PLC0415
    from exin.jobs.declared import BY_NAME  # noqa: PLC0415
    from exin.jobs.runner import run_once  # noqa: PLC0415

    spec = BY_NAME.get(navn.lower())
    if spec is None:
        text = f"Det finnes ingen slik jobb. Velg {eller(BY_NAME)}.\nSe «exin jobs kjor --help»."
        fail(Svar(WRONG_USAGE, "ukjent_jobb", text), as_json=som_json)
    with kjor(mappe, som, as_json=som_json) as run:
        with run.work() as w:
            permit_run(w, spec.navn)
        office = run.installation.office
        locks = office.means.database.locks()
        try:
            utfall = run_once(office, spec, locks, on_fault=lambda error: noted_fault(error, run.folder))
        finally:
            locks.close()
        if utfall is None:
            raise Conflict("jobben_er_i_gang")
        data = {"navn": spec.navn, "ok": utfall.kode is None, "antall": utfall.antall, "kode": utfall.kode}
        run.show(data, _told(spec, utfall))
        if utfall.kode is not None:
            raise typer.Exit(FAULT)


def _told(spec: "JobSpec", utfall: "Utfall") -> str:
    if utfall.kode is None:
        return f"Jobben {spec.navn} er kjørt. Antall: {utfall.antall}."
    return f"Jobben {spec.navn} feilet: {utfall.kode}. Feilen står i drift.log i mappen."


@app.command()
def status(som: Som, mappe: Dir = None, som_json: Json = False) -> None:
    """Vis hvordan jobbene går, som systemansvarlig.

    Når hver jobb sist kjørte, hvordan det gikk, og når den kjører neste gang. Der ingen kjører jobbene, er det ingen
    neste gang.
    """
    from exin.casework.jobb.jobber import job_board, read_status  # noqa: PLC0415 - heavy; not for --help

    with kjor(mappe, som, as_json=som_json) as run:
        with run.read() as r:
            drift = read_status(r)
        rows, leads = job_board(run.installation.office, drift)
        data = {
            "leder": leads,
            "venter": drift.venter,
            "gitt_opp": drift.gitt_opp,
            "proves_igjen": drift.proves_igjen,
            "jobber": [_row(each) for each in rows],
        }
        run.show(data, "\n".join(_status_lines(rows, drift, leads=leads)))


def _row(each: "JobbStand") -> dict[str, Any]:
    return {name: getattr(each, name) for name in _SHOWN}


def _status_lines(rows: "Sequence[JobbStand]", drift: "Drift", *, leads: bool) -> list[str]:
    head = ("Jobb", "Startet", "Ferdig", "Utfall", "Antall", "Neste")
    cells = [
        (
            each.navn,
            _moment(each.startet),
            _moment(each.ferdig),
            ": ".join(filter(None, (each.utfall, each.kode))) or "aldri kjørt",
            str(each.antall) if each.ferdig else NONE,
            _moment(each.neste) if leads else NONE,
        )
        for each in rows
    ]
    led = "en prosess kjører jobbene" if leads else "ingen kjører jobbene. Start «exin jobs»."
    return [
        *tabell(cells, hode=head),
        "",
        *merket(
            [
                ("Leder", led),
                ("Venter på nummer i loggen", antall(drift.venter, "hendelse", "hendelser")),
                ("Prøves sendt igjen", antall(drift.proves_igjen, "varsel", "varsler")),
                ("Kunne ikke sendes", antall(drift.gitt_opp, "varsel", "varsler")),
            ]
        ),
    ]


def _moment(moment: datetime | None) -> str:
    return tid(moment, sekunder=True) if moment else NONE
