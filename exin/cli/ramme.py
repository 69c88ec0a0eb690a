"""The frame of every command: installation, caller, errors to exit codes, and a checkpoint before it ends.

Must not know any command.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from exin.cli.feil import FAULT, Svar, answer_to
from exin.errors import ExinError, InvalidInput

if TYPE_CHECKING:
    from exin.actor import Caller
    from exin.app import Installation
    from exin.work import Reading, Work


@dataclass(frozen=True, kw_only=True)
class Kjoring:
    """One run of a command."""

    installation: "Installation"
    caller: "Caller"
    as_json: bool

    def work(self) -> "AbstractContextManager[Work]":
        """A write block."""
        return self.installation.office.work(self.caller)

    def read(self) -> "AbstractContextManager[Reading]":
        """A read block. Show what it gave after it has ended."""
        return self.installation.office.read(self.caller)

    def show(self, data: Any, text: str) -> None:  # noqa: ANN401 - anything that JSON can say
        """Show an answer: `data` for a program, `text` for a person."""
        print(as_json(data) if self.as_json else text)  # noqa: T201 - the command line's own output


@contextmanager
def kjor(
    folder: Path | None,
    som: str | None,
    *,
    formal: str | None = None,
    as_json: bool = False,
    jobb: str | None = None,
) -> Iterator[Kjoring]:
    """Open the installation, run the command's body, sign a checkpoint; an error becomes its text and exit code."""
    run: Kjoring | None = None
    try:
        run = _open(folder, som, formal, as_json=as_json, jobb=jobb)
        yield run
    except ExinError as error:
        fail(answer_to(error), as_json=as_json)
    finally:
        if run is not None:
            _pin(run)


def _open(
    folder: Path | None, som: str | None, formal: str | None, *, as_json: bool, jobb: str | None
) -> Kjoring:
    from exin import settings  # noqa: PLC0415 - heavy; not for --help
    from exin.actor import Caller  # noqa: PLC0415
    from exin.app import open_installation, os_user  # noqa: PLC0415
    from policies import Door, Purpose  # noqa: PLC0415

    if formal is not None and formal not in set(Purpose):
        raise InvalidInput("ukjent_formal", "formal")
    installation = open_installation(settings.folder(folder))
    caller = Caller(
        dor=Door.CLI,
        brukernavn=som,
        jobb=jobb,
        os_bruker=os_user(),
        formal=Purpose(formal) if formal else None,
    )
    return Kjoring(installation=installation, caller=caller, as_json=as_json)


def _pin(run: Kjoring) -> None:
    try:
        run.installation.office.pin()
    except ExinError as error:
        fail(answer_to(error), as_json=run.as_json)


def fail(svar: Svar, *, as_json: bool) -> NoReturn:
    """Tell what went wrong and end with its exit code."""
    if as_json:
        print(as_json_text(svar))  # noqa: T201
    else:
        lines = [svar.tekst, *(f"  - {each['mangler']} ({each['hvem']})" for each in svar.mangler)]
        print("\n".join(lines), file=sys.stderr)  # noqa: T201
    raise SystemExit(svar.exit_code)


def as_json_text(svar: Svar) -> str:
    """An error as JSON."""
    return as_json(svar.as_json())


def as_json(data: Any) -> str:  # noqa: ANN401 - anything that JSON can say
    """JSON with Norwegian letters as they are; days and moments as ISO 8601."""
    return json.dumps(data, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError("value_without_json_form")


def fault() -> NoReturn:
    """Something that the engine did not foresee: no details, since they may hold content."""
    fail(Svar(FAULT, "feil", "Noe gikk galt. Ingenting ble endret. Meld fra til drift."), as_json=False)
