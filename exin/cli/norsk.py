"""Typer in Norwegian: the form of the help pages, and what to say when a command is used wrongly.

Must not know any command, nor repeat what was typed: it may be a name or a number that landed in the wrong
place. Only the names of options are said again, and only when they look like one.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from typer import Context, Typer
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer._click.formatting import HelpFormatter
from typer.core import TyperCommand, TyperGroup

from exin.skrivemate import eller

OPTIONS, COMMANDS = "[VALG]", "KOMMANDO ..."
_HEADINGS = {"Arguments": "Argumenter", "Options": "Valg", "Commands": "Kommandoer"}
_KINDS = {"str": "TEKST", "int": "TALL", "float": "TALL", "int range": "TALL", "path": "FIL", "file": "FIL"}
_REMARKS = (
    (re.compile("required$"), "må oppgis"),
    (re.compile("default: "), "ellers: "),
    (re.compile("env var: "), "miljøvariabel: "),
    (re.compile(r"(\d+)<=x<=(\d+)"), r"\1 til \2"),
)
_OPTION_NAME = re.compile(r"--?[a-z][a-z-]{0,30}")
_VALUE_KIND = re.compile(r" <([^<>]+)>$")
_REMARK = re.compile(r"(^|  )\[((?:required|default: |env var: |\d+<=x)[^\[\]]*)\]$")
_REQUIRED_ARGUMENT = re.compile(r"\{([^{}]+)\}")


class Formatter(HelpFormatter):
    """A help page with Norwegian headings and remarks."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The usage line."""
        super().write_usage(prog, _REQUIRED_ARGUMENT.sub(r"\1", args), prefix or "Bruk: ")

    def write_heading(self, heading: str) -> None:
        """A heading."""
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of options, arguments or commands."""
        super().write_dl([(_left(left), _right(right)) for left, right in rows], col_max, col_spacing)


def _left(text: str) -> str:
    kind = _VALUE_KIND.search(text)
    if kind is None:
        return text
    name = text[: kind.start()]
    if not name.lstrip().startswith("-"):
        return name
    return f"{name} {kind[1] if '|' in kind[1] else _KINDS.get(kind[1], 'VERDI')}"


def _right(text: str) -> str:
    remark = _REMARK.search(text)
    if remark is None:
        return text
    said = remark[2]
    for english, norwegian in _REMARKS:
        said = english.sub(norwegian, said)
    return f"{text[: remark.start()]}{remark[1]}[{said}]"


class Kontekst(Context):
    """The context of every command."""

    formatter_class = Formatter


class TooMuch(UsageError):
    """More values than the command takes."""


class NoCommand(UsageError):
    """The command is missing or there is none of that name. `meant` are those that look like it."""

    def __init__(self, ctx: Context | None, meant: Sequence[str] = ()) -> None:
        super().__init__("ingen_kommando", ctx)
        self.meant = tuple(meant)


class Kommando(TyperCommand):
    """A command."""

    context_class = Kontekst

    def get_help_option(self, ctx: Context) -> Any:  # type: ignore[override]  # noqa: ANN401 - Typer's own class
        """The option that shows the help page."""
        return _in_norwegian(super().get_help_option(ctx))

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """As Typer. Raises UsageError."""
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            error.ctx = error.ctx or ctx
            if type(error) is UsageError:
                raise TooMuch("for_mange_verdier", ctx) from None
            raise


class Gruppe(TyperGroup):
    """A group of commands."""

    context_class = Kontekst

    def get_help_option(self, ctx: Context) -> Any:  # type: ignore[override]  # noqa: ANN401
        """The option that shows the help page."""
        return _in_norwegian(super().get_help_option(ctx))

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:  # type: ignore[override]  # noqa: ANN401
        """The command named. Raises UsageError."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            raise NoCommand(ctx, get_close_matches(name, self.list_commands(ctx)))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Context) -> Any:  # type: ignore[override]  # noqa: ANN401
        """Run the command named. Raises UsageError."""
        if not ctx._protected_args and not self.invoke_without_command:  # noqa: SLF001 - as Typer asks itself
            raise NoCommand(ctx)
        return super().invoke(ctx)


def _in_norwegian(option: Any) -> Any:  # noqa: ANN401
    if option is not None:
        option.help = "Vis denne hjelpen."
    return option


def dress(app: Typer) -> Typer:
    """Put an app and all below it into Norwegian, however it was made."""
    app.info.cls = Gruppe
    # A group that does something by itself does that, and shows its help when asked.
    alone = app.registered_callback is not None and app.registered_callback.invoke_without_command is True
    app.info.no_args_is_help = not alone
    app.info.options_metavar, app.info.subcommand_metavar = OPTIONS, f"[{COMMANDS}]" if alone else COMMANDS
    app.rich_markup_mode, app._add_completion = None, False  # noqa: SLF001 - no public way after it is made
    if app.registered_callback is not None:
        app.registered_callback.options_metavar = OPTIONS
    for command in app.registered_commands:
        command.cls, command.options_metavar = Kommando, OPTIONS
    for group in app.registered_groups:
        group.options_metavar = OPTIONS
        if group.typer_instance is not None:
            dress(group.typer_instance)
    return app


def explain(error: UsageError) -> str:
    """What was wrong, and what to do."""
    if isinstance(error, NoArgsIsHelpError):
        return error.format_message()
    path = error.ctx.command_path if error.ctx else "exin"
    return f"{_fault(error)}\nSe «{path} --help»."


def _fault(error: UsageError) -> str:
    for kind, text in _TEXTS:
        if isinstance(error, kind):
            return text(error)
    return "Kommandoen er ikke skrevet slik den skal."


def _no_such_option(error: Any) -> str:  # noqa: ANN401 - each takes the error that it is listed with
    name = f" {error.option_name}" if _OPTION_NAME.fullmatch(error.option_name) else ""
    return f"Det finnes ikke noe valg{name} her.{_did_you_mean(error.possibilities or ())}"


def _no_command(error: Any) -> str:  # noqa: ANN401
    if error.meant:
        return f"Det finnes ingen slik kommando.{_did_you_mean(error.meant)}"
    return "Det mangler en kommando, eller det finnes ingen slik kommando. Velg en av dem i hjelpen."


def _too_much(_error: Any) -> str:  # noqa: ANN401
    return "Det er oppgitt flere verdier enn kommandoen tar. Tekster og navn skrives når du blir spurt."


def _missing(error: Any) -> str:  # noqa: ANN401
    if error.param is None:
        return "Det mangler et valg eller en verdi."
    help_text = f" {error.param.help}" if error.param.help else ""
    return f"{_subject(error.param)} mangler.{help_text}{_what_fits(error.param)}"


def _bad_value(error: Any) -> str:  # noqa: ANN401
    return f"{_subject(error.param)} har en verdi som ikke kan brukes.{_what_fits(error.param)}"


def _bad_option(error: Any) -> str:  # noqa: ANN401
    if "requires" in error.message:
        return f"Valget {error.option_name} må ha en verdi etter seg."
    return f"Valget {error.option_name} tar ingen verdi. Skriv det uten «=»."


_TEXTS: tuple[tuple[type[UsageError], Callable[[Any], str]], ...] = (
    (NoSuchOption, _no_such_option),
    (NoCommand, _no_command),
    (TooMuch, _too_much),
    (MissingParameter, _missing),
    (BadParameter, _bad_value),
    (BadOptionUsage, _bad_option),
)


def _subject(param: Any) -> str:  # noqa: ANN401 - Typer's own class of parameter
    if param is None:
        return "Et valg"
    if param.param_type_name == "argument":
        return str(param.metavar or param.name).upper()
    name = max(param.opts, key=len)
    return f"Valget {name} {param.metavar}" if param.metavar else f"Valget {name}"


def _what_fits(param: Any) -> str:  # noqa: ANN401
    kind = getattr(param, "type_descriptor", None)
    if kind is None:
        return ""
    if kind.is_choice and kind.choices:
        return f" Velg {eller(str(getattr(each, 'value', each)) for each in kind.choices)}."
    low, high = getattr(param, "min", None), getattr(param, "max", None)
    if low is not None and high is not None:
        return f" Skriv et tall fra {low} til {high}."
    if kind.annotation in (int, float):
        return " Skriv et tall."
    return ""


def _did_you_mean(names: Iterable[str]) -> str:
    found = [f"«{name}»" for name in names]
    return f" Mente du {eller(found)}?" if found else ""
