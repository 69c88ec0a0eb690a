"""The command line, run in this process: the same code as `exin`, without the second that its imports take.

Must not stand in for anything: arguments, streams, exit code and installation are real.
"""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.main import get_command

from exin.cli.start import app


@dataclass(frozen=True)
class Svar:
    """What a run of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:  # noqa: ANN401 - whatever JSON says
        """What it said as JSON."""
        return json.loads(self.out)

    @property
    def said(self) -> str:
        """All that it wrote."""
        return self.out + self.err


class AtTerminal(io.StringIO):
    """Standard in as a terminal has it: what is typed is typed when asked."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@contextmanager
def _typed(text: str, *, tty: bool) -> Iterator[None]:
    before, sys.stdin = sys.stdin, AtTerminal(text) if tty else io.StringIO(text)
    try:
        yield
    finally:
        sys.stdin = before


def exin(*args: str | Path, stdin: str = "", tty: bool = False) -> Svar:
    """Run `exin` with these arguments, and `stdin` as what is typed: with `tty` at a terminal, when asked."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with redirect_stdout(out), redirect_stderr(err), _typed(stdin, tty=tty):
        try:
            get_command(app).main([str(arg) for arg in args])
        except SystemExit as leaving:
            code = leaving.code
    return Svar(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())
