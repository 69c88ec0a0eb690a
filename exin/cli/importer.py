"""The command `exin import`: two CSV files in, what landed and what was refused out.

Must not show a cell of a file: a refused row is named by file, line and case number, and nothing else of it.
"""

import csv
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exin.begreper import lest
from exin.cli.feil import REFUSED
from exin.cli.oppstilling import tabell
from exin.cli.ramme import kjor
from exin.cli.valg import Dir, Formal, Json, Som
from exin.errors import InvalidInput
from exin.skrivemate import antall

if TYPE_CHECKING:
    from exin.casework.register.refusals import Avvist
    from exin.casework.register.run import Files, Importresultat, Progress

app = typer.Typer()

_SHOWN = 10
_BAR = 30
_STATUSES = ("oppfylt", "ikke_oppfylt", "ukjent")
_REPORT_HEADER = ("fil", "linje", "saksnr", "grunn")
_MARK = "\ufeff"
_GUARDS = {
    "apen_til": "dato for åpen dør",
    "fodselsnummer_kjent": "fødselsnummer kjent",
    "fortalt_om_avslutning": "fått vite om avslutningen",
    "fortalt_om_ikke_tatt_inn": "fått vite om ikke tatt inn",
    "ingen_annen_apen_sak": "ingen annen åpen sak",
    "kontaktforsok": "forsøk på kontakt",
    "overlevering_bekreftet": "overlevering bekreftet",
    "tilbud": "andre tilbud forklart",
    "tilknytning_oslo": "tilknytning til Oslo",
}
"""The words for guards whose code is not words enough."""


@app.command("import")
def run_import(
    henvendelser: Annotated[
        Path, typer.Argument(help="Filen med én rad for hver sak.", metavar="HENVENDELSER.CSV")
    ],
    hendelser: Annotated[
        Path, typer.Argument(help="Filen med hva som skjedde når.", metavar="HENDELSER.CSV")
    ],
    som: Som,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Prøv alt, og skriv ingenting.", show_default=False)
    ] = False,
    avvist: Annotated[
        Path | None, typer.Option("--avvist", help="Skriv avviste rader til denne filen.", metavar="FIL")
    ] = None,
    folder: Dir = None,
    formal: Formal = None,
    as_json: Json = False,
) -> None:
    """Hent inn registeret fra to CSV-filer, slik norsk Excel lagrer dem. Det som er importert før, hoppes over."""
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        from exin.casework.register.run import import_register  # noqa: PLC0415 - heavy; not for --help

        files = _files(henvendelser, hendelser)
        _check_report(avvist)
        with run.read():  # whoever may not work here, or not for this purpose, is told so now
            pass
        result = import_register(
            run.installation.office, run.caller, files, dry_run=dry_run, progress=_progress()
        )
        if avvist is not None:
            _write_report(avvist, result.avvist)
        run.show(_data(result), "\n".join(_text(result, avvist)))
        if result.avvist:
            raise typer.Exit(REFUSED)


def _files(henvendelser: Path, hendelser: Path) -> "Files":
    from exin.casework.register.run import Files  # noqa: PLC0415

    content = []
    for path in (henvendelser, hendelser):
        try:
            content.append(path.read_bytes())
        except OSError:
            raise InvalidInput("registerfil_kan_ikke_leses", path.name) from None
    if henvendelser.name == hendelser.name:
        return Files(henvendelser=content[0], hendelser=content[1])
    return Files(henvendelser=content[0], hendelser=content[1], navn=(henvendelser.name, hendelser.name))


# -- the file of refused rows --------------------------------------------------------------------------------


def _check_report(path: Path | None) -> None:
    """See, before anything lands, that the report can be written, and that it overwrites nothing but a report."""
    if path is None:
        return
    try:
        if path.exists():
            with path.open(encoding="utf-8") as file:
                if file.readline().strip(f"{_MARK}\r\n") not in ("", ";".join(_REPORT_HEADER)):
                    raise InvalidInput("fil_finnes", "avvist")
        _write_report(path, ())
    except (OSError, UnicodeDecodeError):
        raise InvalidInput("fil_kan_ikke_skrives", "avvist") from None


def _write_report(path: Path, rows: "tuple[Avvist, ...]") -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(_REPORT_HEADER)
    writer.writerows((row.fil, row.linje, row.saksnr, row.grunn) for row in rows)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        file.write(text.getvalue())


# -- what is shown ---------------------------------------------------------------------------------------------


def _progress() -> "Progress":
    """A bar on a terminal; nothing where nobody looks."""
    if not sys.stderr.isatty():
        return lambda _done, _total: None

    def show(done: int, total: int) -> None:
        if total:
            filled = _BAR * done // total
            end = "\n" if done == total else ""
            bar = f"\rImporterer [{'#' * filled}{'.' * (_BAR - filled)}] {done} av {total} saker"
            print(bar, end=end, file=sys.stderr, flush=True)  # noqa: T201 - the command line's own output

    return show


def _data(result: "Importresultat") -> dict[str, Any]:
    return {
        "saker": result.saker,
        "hendelser": result.hendelser,
        "fra_for": result.fra_for,
        "torrkjoring": result.torrkjoring,
        "nye_ansatte": list(result.nye_ansatte),
        "avvist": [
            {"fil": row.fil, "linje": row.linje, "saksnr": row.saksnr, "kode": row.kode, "grunn": row.grunn}
            for row in result.avvist
        ],
        "vilkar": [{"kode": kode, **counts} for kode, counts in _guards(result).items()],
    }


def _guards(result: "Importresultat") -> dict[str, dict[str, int]]:
    codes = sorted({kode for kode, _ in result.vilkar})
    return {kode: {status: result.vilkar.get((kode, status), 0) for status in _STATUSES} for kode in codes}


def _text(result: "Importresultat", avvist: Path | None) -> list[str]:
    cases = antall(result.saker, "ny sak", "nye saker")
    events = antall(result.hendelser, "ny hendelse", "nye hendelser")
    if result.torrkjoring:
        lines = [f"Prøvekjøring: {cases} og {events} kan importeres. Ingenting er skrevet."]
    else:
        lines = [f"Importert: {cases} og {events}."]
    if result.fra_for:
        rows = antall(result.fra_for, "rad var importert før og er", "rader var importert før og er")
        lines.append(f"{rows} hoppet over.")
    if result.nye_ansatte:
        lines.append(f"Nye ansatte, sperret til noen åpner dem: {', '.join(result.nye_ansatte)}.")
    return [*lines, *_refused(result.avvist, avvist), *_guard_table(result)]


def _refused(rows: "tuple[Avvist, ...]", avvist: Path | None) -> list[str]:
    if not rows:
        return []
    lines = ["", f"{antall(len(rows), 'rad', 'rader')} er avvist:"]
    shown = [(row.fil, f"linje {row.linje}", row.saksnr, row.grunn) for row in rows[:_SHOWN]]
    lines += tabell(shown, innrykk=2)
    if avvist is not None:
        lines.append(f"Alle står i {avvist}.")
    elif len(rows) > _SHOWN:
        lines.append(f"  ... og {len(rows) - _SHOWN} til. Få alle i en fil med --avvist FIL.")
    return lines


def _guard_table(result: "Importresultat") -> list[str]:
    found = _guards(result)
    if not found:
        return []
    rows = [
        (_GUARDS.get(kode, lest(kode)), *(str(counts[status]) for status in _STATUSES))
        for kode, counts in found.items()
    ]
    head = ("vilkår", *(lest(status) for status in _STATUSES))
    told = "Vilkår som ikke stoppet noe, men er notert på stegene:"
    return ["", told, *tabell(rows, innrykk=2, hode=head)]
