"""The frame of every command: installation, caller, errors to exit codes, and a checkpoint before anything is shown.

Must not know any command.
"""

import gc
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from exin.cli.feil import FAULT, OPTIONS, UNKNOWN, Svar, answer_to
from exin.errors import ExinError, InvalidInput, LogUnavailable

if TYPE_CHECKING:
    from exin.actor import Caller
    from exin.app import Installation
    from exin.work import Reading, Work


_REQUEST = re.compile(r"foresporsel [0-9a-f]{32}")
"""The note that the door leaves on an error that ended a block."""


@dataclass(kw_only=True)
class Kjoring:
    """One run of a command. What it shows is held back until the log's checkpoint has left the database."""

    folder: Path
    installation: "Installation"
    caller: "Caller"
    as_json: bool
    held_back: list[str] = field(default_factory=list)
    sign: bool = True
    """Whether to sign a checkpoint at the end. Not where the log was found to be wrong."""

    @contextmanager
    def work(self) -> "Iterator[Work]":
        """A write block."""
        from exin.casework.sak.adgang import check_purpose  # noqa: PLC0415 - heavy; not for --help

        with self.installation.office.work(self.caller) as w:
            check_purpose(w)
            yield w

    @contextmanager
    def read(self) -> "Iterator[Reading]":
        """A read block. Show what it gave after it has ended."""
        from exin.casework.sak.adgang import check_purpose  # noqa: PLC0415 - as above

        with self.installation.office.read(self.caller) as r:
            check_purpose(r)
            yield r

    def show(self, data: Any, text: str) -> None:  # noqa: ANN401 - anything that JSON can say
        """Show an answer: `data` for a program, `text` for a person."""
        self.held_back.append(as_json(data) if self.as_json else text)


@contextmanager
def kjor(
    folder: Path | None,
    som: str | None,
    *,
    formal: str | None = None,
    as_json: bool = False,
    jobb: str | None = None,
    uansett: bool = False,
) -> Iterator[Kjoring]:
    """Open the installation, run the command's body, sign a checkpoint, show the answer.

    An error becomes its text and exit code. `uansett`: also where the log does not fit its last checkpoint.
    """
    run: Kjoring | None = None
    svar: Svar | None = None
    leaving: BaseException | None = None
    try:
        run = _open(folder, som, formal, as_json=as_json, jobb=jobb, uansett=uansett)
        _settle()
        yield run
    except ExinError as error:
        svar = _answer(error, folder_of(folder))
    except (SystemExit, typer.Exit, typer.Abort, KeyboardInterrupt) as error:
        leaving = error
    except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold content
        svar = noted_fault(error, folder_of(folder))
    if run is not None:
        unpinned = _pin(run) if run.sign else None
        svar = svar if svar is not None and svar.exit_code == FAULT else unpinned or svar
        run.installation.close()
    if svar is not None:
        fail(svar, as_json=as_json)
    for text in run.held_back if run else ():
        print(text)  # noqa: T201 - the command line's own output
    if leaving is not None:
        raise leaving


@contextmanager
def told(folder: Path | None, *, as_json: bool) -> Iterator[None]:
    """For commands without an open installation: an error becomes its text and exit code."""
    _settle()
    try:
        yield
    except ExinError as error:
        fail(_answer(error, folder), as_json=as_json)
    except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold content
        fail(noted_fault(error, folder), as_json=as_json)


def _settle() -> None:
    """What is loaded by now stays to the end: never look through it for garbage, and from here on look for it again."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _open(
    folder: Path | None,
    som: str | None,
    formal: str | None,
    *,
    as_json: bool,
    jobb: str | None,
    uansett: bool,
) -> Kjoring:
    from exin.actor import Caller, os_user  # noqa: PLC0415 - heavy; not for --help
    from exin.app import open_for_verification, open_installation  # noqa: PLC0415
    from policies import Door, Purpose  # noqa: PLC0415

    if formal is not None and formal not in set(Purpose):
        raise InvalidInput("ukjent_formal", "formal")
    where = folder_of(folder)
    installation = open_for_verification(where) if uansett else open_installation(where)
    installation.office.pins.sink.check_writable()
    caller = Caller(
        dor=Door.CLI,
        brukernavn=som,
        jobb=jobb,
        os_bruker=os_user(),
        formal=Purpose(formal) if formal else None,
    )
    return Kjoring(folder=where, installation=installation, caller=caller, as_json=as_json)


def folder_of(given: Path | None) -> Path:
    """The installation's folder: as given, else by EXIN_DIR, else `var`."""
    from exin import settings  # noqa: PLC0415 - heavy; not for --help

    return settings.folder(given)


def _pin(run: Kjoring) -> Svar | None:
    try:
        run.installation.office.pin()
    except LogUnavailable as error:
        # What was asked for is done by now, whatever the log's own text says of that.
        return answer_to(error if "sluk" in error.args else LogUnavailable("ikke_festet"))
    except ExinError as error:
        return _answer(error, run.folder)
    except Exception as error:  # noqa: BLE001 - as above
        return noted_fault(error, run.folder)
    return None


def _answer(error: ExinError, folder: Path | None) -> Svar:
    svar = answer_to(error)
    return noted_fault(error, folder) if svar.kode == UNKNOWN else svar


def fail(svar: Svar, *, as_json: bool) -> NoReturn:
    """Tell what went wrong and end with its exit code."""
    if as_json:
        print(as_json_text(svar))  # noqa: T201
    else:
        lines = [svar.tekst, *map(_missing, svar.mangler)]
        print("\n".join(lines), file=sys.stderr)  # noqa: T201
    raise SystemExit(svar.exit_code)


def _missing(reason: dict[str, str]) -> str:
    option = OPTIONS.get(reason["kode"])
    return f"  - {reason['mangler']} ({reason['hvem']}{f', med {option}' if option else ''})"


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


def noted_fault(error: BaseException, folder: Path | None) -> Svar:
    """What to say of an error that nobody foresaw: a number, under which the operations log has its place."""
    from exin import logs  # noqa: PLC0415 - only when something went wrong
    from exin.ids import new_id  # noqa: PLC0415

    notes = getattr(error, "__notes__", ())
    number = next((note.partition(" ")[2] for note in notes if _REQUEST.fullmatch(note)), new_id().hex())
    logs.fault(folder, error, number)
    text = f"Noe gikk galt. Det som ikke ble ferdig, er ikke lagret. Meld fra til drift: feilnummer {number}."
    return Svar(FAULT, UNKNOWN, text)


def fault(error: BaseException) -> NoReturn:
    """The same, for what goes wrong outside any installation."""
    fail(noted_fault(error, None), as_json=False)
