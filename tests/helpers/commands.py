"""The tree of commands, walked.

Must not run any of them.
"""

from collections.abc import Iterator

from typer import Context
from typer._click.core import Command
from typer.core import TyperGroup
from typer.main import get_command

from exin.cli.start import app


def _walk(command: Command, path: list[str]) -> Iterator[tuple[list[str], Command]]:
    if not isinstance(command, TyperGroup):
        yield path, command
        return
    with Context(command) as ctx:
        for name in command.list_commands(ctx):
            child = command.get_command(ctx, name)
            if child is not None:
                yield from _walk(child, [*path, name])


COMMANDS = tuple(_walk(get_command(app), []))
"""Each command with the words that call it."""


def takes(command: Command, option: str) -> bool:
    """Whether a command has an option."""
    return any(option in param.opts for param in command.params)
