"""The tree of commands, and the one place where wrong usage becomes exit code 64.

Must not import anything heavy, nor a command before it is asked for: a group's file is read when it is used.
"""

import gc
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NoReturn

import typer
from typer._click.core import Command
from typer._click.exceptions import UsageError
from typer.main import get_command as build

from exin.cli.feil import FAULT, WRONG_USAGE
from exin.cli.norsk import COMMANDS, OPTIONS, Gruppe, dress, explain

INTERRUPTED = 130
"""What a shell makes of Ctrl-C."""


@dataclass(frozen=True, slots=True)
class Gren:
    """Where a command or group stands: its module, and what the first help page says of it.

    The module has `app`, or a function of the name given.
    """

    module: str
    om: str
    function: str | None = None


TREE: dict[str, Gren] = {
    "init": Gren("exin.cli.init", "Lag en ny installasjon i en tom mappe.", "init"),
    "ansatt": Gren(
        "exin.cli.ansatt", "Ansatte: roller, plikter, klarering, sperring, e-post, fravær og innlogging."
    ),
    "import": Gren("exin.cli.importer", "Hent inn registeret fra to CSV-filer."),
    "nokkeltall": Gren("exin.cli.nokkeltall", "Nøkkeltall per en dag, regnet fra historikken."),
    "sak": Gren("exin.cli.sak", "Saker: se, før steg, skriv, tildel og skjerm."),
    "dag": Gren("exin.cli.dag", "Vis hva som trenger deg i dag, og hvorfor."),
    "varsler": Gren("exin.cli.varsler", "Vis varslene dine."),
    "ko": Gren("exin.cli.ko", "Vis hvem som venter på vurdering eller forløp."),
    "logg": Gren("exin.cli.logg", "Loggen: søk, kontroller og eksporter."),
    "jobs": Gren("exin.cli.jobs", "Kjør jobbene, se hvordan de går, eller sett i gang en."),
    "hvorfor": Gren("exin.cli.hvorfor", "Forklar hvorfor en ansatt får eller ikke får gjøre noe i en sak."),
    "diagram": Gren("exin.cli.drift", "Skriv tilstandene i et program som Mermaid.", "diagram"),
    "doctor": Gren("exin.cli.doctor", "Kontroller at installasjonen er som den skal.", "doctor"),
    "keys": Gren("exin.cli.nokler", "Nøklene: bytt hovednøkkel."),
    "migrate": Gren("exin.cli.drift", "Oppgrader databasen til denne utgaven.", "migrate"),
    "flytt": Gren("exin.cli.flytt", "Flytt installasjonen fra filer til PostgreSQL.", "flytt"),
    "serve": Gren("exin.cli.serve", "Vis nettsidene, og kjør jobbene ved siden av.", "serve"),
    "demo": Gren("exin.cli.demo", "Vis motoren i arbeid på oppdiktede personer.", "demo"),
}


class Rot(Gruppe):
    """The program itself: reads a command's file when it is named, and turns every ending into an exit code."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # noqa: ARG002
        """The names of all commands, in the order of the help page."""
        return [name for name, gren in TREE.items() if find_spec(gren.module)]

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Command | None:  # type: ignore[override]  # noqa: ARG002
        """The command of that name, made now."""
        gren = TREE.get(cmd_name)
        return _load(cmd_name, gren) if gren and find_spec(gren.module) else None

    def format_commands(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]  # noqa: ANN401
        """The list of commands on the first help page, without reading their files."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, TREE[name].om) for name in self.list_commands(ctx)])

    def main(self, args: Sequence[str] | None = None, *_names: Any, **_more: Any) -> NoReturn:  # noqa: ANN401
        """Run the command line and leave with an exit code."""
        try:
            code = super().main(args, "exin", standalone_mode=False)
        except UsageError as error:
            print(explain(error), file=sys.stderr)  # noqa: T201 - the command line's own output
            raise SystemExit(WRONG_USAGE) from None
        except typer.Abort:
            print("Avbrutt. Ingenting ble endret.", file=sys.stderr)  # noqa: T201
            raise SystemExit(FAULT) from None
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold content
            from exin.cli.ramme import fault  # noqa: PLC0415 - only when something went wrong

            fault(error)
        if code == INTERRUPTED:
            print("\nAvbrutt. Det som ikke var ferdig, er ikke lagret.", file=sys.stderr)  # noqa: T201
        raise SystemExit(code if isinstance(code, int) else 0)


@cache
def _load(name: str, gren: Gren) -> Command:
    module = import_module(gren.module)
    made: typer.Typer | None = getattr(module, "app", None) if gren.function is None else None
    if made is None:
        made = typer.Typer()
        made.command(name)(getattr(module, gren.function or name))
    command = build(dress(made))
    command.name = name
    return command


app = typer.Typer(
    name="exin",
    cls=Rot,
    help="Saksmotoren for EXIN OSLO.",
    epilog="Avslutningskoder: 0 gjort, 2 avslått med grunn, 64 feil bruk, 1 feil i programmet.",
    options_metavar=OPTIONS,
    subcommand_metavar=COMMANDS,
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _exin() -> None: ...


def main() -> None:
    """Run the command line."""
    gc.disable()  # a sixth of the start went to looking for garbage among modules; `ramme` lets it look again
    build(app).main()
