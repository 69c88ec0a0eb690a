"""The auditor's program, `python -m audit verify MAPPE`: this package and `cryptography`, and no database.

Must not write anything but its report, nor need EXIN. Exit: 0 proved, 1 tampered with or damaged, 2
incomplete, 64 wrong usage.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from audit.errors import BadKey
from audit.findings import Finding, Grade, Report
from audit.verify_export import check_export

OK, TAMPERED, INCOMPLETE, WRONG_USAGE = 0, 1, 2, 64

_ABOUT = "Kontrollerer en eksportert tilgangslogg, uten database og uten EXIN."
_EXPLAINED = """\
Kontrollen regner ut hashen til hver innførsel på nytt, bygger treet (RFC 6962) og sammenligner
det med hvert signert sjekkpunkt (C2SP). Den viser at ingenting er endret, fjernet, lagt til eller
flyttet fram til det siste sjekkpunktet. Den kan ikke vise at alt som skjedde, ble logget.

avslutningskoder:
  0   loggen er uendret fram til siste sjekkpunkt
  1   loggen er endret eller skadet; den første feilen av hvert slag er nevnt
  2   noe mangler, så loggen er verken bekreftet eller avkreftet
  64  feil bruk
"""
_LABELS = {Grade.FEIL: "FEIL", Grade.MANGEL: "MANGEL", Grade.MERKNAD: "MERKNAD"}


class _Help(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "bruk: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """A parser that speaks Norwegian and leaves with 64 when it is not understood."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - whatever argparse hands to a subparser
        super().__init__(**options, add_help=False, allow_abbrev=False, formatter_class=_Help)
        self.options = self.add_argument_group("valg")
        self.options.add_argument("-h", "--help", action="help", help="vis denne hjelpen")

    def error(self, message: str) -> NoReturn:  # noqa: ARG002 - argparse's own words are English
        self.exit(WRONG_USAGE, f"{self.format_usage()}Feil bruk: et argument mangler eller er ukjent.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return the exit code. Help and wrong usage leave by SystemExit, as in argparse."""
    asked = _parser().parse_args(arguments)
    try:
        report = check_export(asked.mappe, _key(asked.vkey), decode=not asked.uten_innhold)
    except BadKey:
        return _refuse("Nøkkelen du oppga, er ikke en gyldig nøkkel (navn+kjennetegn+nøkkel).")
    except NotADirectoryError:
        return _refuse(f"Det finnes ingen mappe {asked.mappe}.")
    except OSError as fault:
        print(f"Eksporten kan ikke leses: {type(fault).__name__}.", file=sys.stderr)
        return INCOMPLETE
    print(_as_json(report) if asked.json else _as_text(report, asked.mappe))
    if report.ok:
        return OK
    return INCOMPLETE if report.incomplete else TAMPERED


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m audit", description=_ABOUT)
    commands = parser.add_subparsers(title="kommandoer", metavar="KOMMANDO", required=True)
    verify = commands.add_parser(
        "verify", help="kontroller en eksport", description=_ABOUT, epilog=_EXPLAINED
    )
    verify.add_argument_group("argumenter").add_argument(
        "mappe", metavar="MAPPE", type=Path, help="mappen som eksporten ligger i"
    )
    options = verify.options
    options.add_argument(
        "--vkey",
        metavar="NØKKEL",
        help="loggens nøkkel, slik du har fått den en annen vei enn med eksporten (teksten eller en fil)",
    )
    options.add_argument("--json", action="store_true", help="skriv rapporten som JSON")
    options.add_argument(
        "--uten-innhold",
        action="store_true",
        help="kontroller bare hasher og signaturer, ikke at hver innførsel er en lesbar hendelse (raskere)",
    )
    return parser


def _key(given: str | None) -> str | None:
    """The key given: itself, or read from the file of that name."""
    if given is None or "+" in given:
        return given
    try:
        return Path(given).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        raise BadKey("ugyldig_nokkel") from None


def _refuse(text: str) -> int:
    print(text, file=sys.stderr)
    return WRONG_USAGE


def _as_json(report: Report) -> str:
    return json.dumps(
        {
            "ok": report.ok,
            "ufullstendig": report.incomplete,
            "innforsler": report.size,
            "rot": report.root.hex(),
            "sjekkpunkter": report.checkpoints,
            "festet": report.pinned,
            "funn": [
                {
                    "kode": finding.kode,
                    "grad": finding.grad,
                    "blad": finding.blad,
                    "antall": finding.antall,
                    "tekst": finding.tekst,
                }
                for finding in report.findings
            ],
        },
        ensure_ascii=False,
    )


def _as_text(report: Report, directory: Path) -> str:
    lines = [
        f"Kontroll av loggen i {directory}",
        "",
        f"  Innførsler     {report.size}",
        f"  Rot            {report.root.hex()}",
        f"  Sjekkpunkter   {report.checkpoints}; det siste som stemmer, dekker {report.pinned} innførsler",
        "",
        *map(_finding, report.findings),
        *([""] if report.findings else []),
        _verdict(report),
    ]
    return "\n".join(lines)


def _finding(finding: Finding) -> str:
    more = f" (og {finding.antall - 1} til av samme slag)" if finding.antall > 1 else ""
    return f"  {_LABELS[finding.grad]:<8} {finding.tekst}{more}"


def _verdict(report: Report) -> str:
    if report.ok:
        return f"Resultat: Loggen er uendret fra første innførsel til og med innførsel nr. {report.pinned}."
    if report.incomplete:
        return "Resultat: UFULLSTENDIG. Noe mangler, så loggen er verken bekreftet eller avkreftet."
    return "Resultat: LOGGEN ER ENDRET ELLER SKADET."


if __name__ == "__main__":
    sys.exit(main())
