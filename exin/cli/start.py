"""The tree of commands, and the one place where wrong usage becomes exit code 64.

Must not import anything heavy.
"""

import sys

import typer

from exin.cli.feil import WRONG_USAGE

app = typer.Typer(
    name="exin",
    help="Saksmotoren for EXIN OSLO.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line."""
    try:
        app(standalone_mode=False)
    except typer.Abort:
        print("Avbrutt. Ingenting ble endret.", file=sys.stderr)  # noqa: T201
        raise SystemExit(1) from None
    except typer.BadParameter:
        raise SystemExit(WRONG_USAGE) from None
