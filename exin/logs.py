"""The operations log: what went wrong with the program, for whoever runs it. Not the log of who did what.

Must not hold content, nor a member of staff and a case in one line: that would be the list of who looked at
whom. Only the fields listed here pass, and only values that are codes; what does not pass is counted.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TextIO

import structlog

FILE_NAME: Final = "drift.log"

_FIELDS: Final = frozenset(
    {"event", "level", "tid", "feilnummer", "feiltype", "arsak", "sted", "vei", "antall", "sak", "ansatt"}
)
_ABOUT_WHOM: Final = frozenset({"sak", "ansatt"})
_CODE: Final = re.compile(
    r"[A-Za-z_<][A-Za-z0-9_.<>]{0,120}(?::[0-9]{1,6})?"  # a word, a type, a module and its line
    r"|[0-9a-f]{32}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z"
)
"""Neither a case number, a national number nor a sentence is one."""
_PACKAGES: Final = ("exin", "workflows", "policies", "audit")


def redact(_logger: object, _method: str, fields: Any) -> dict[str, Any]:  # noqa: ANN401 - as structlog calls it
    """Only fields that are listed, and values that are codes or numbers; never both sak and ansatt."""
    kept = {name: value for name, value in fields.items() if name in _FIELDS and _is_code(value)}
    if kept.keys() >= _ABOUT_WHOM:
        kept = {name: value for name, value in kept.items() if name not in _ABOUT_WHOM}
    left_out = len(fields) - len(kept)
    return {**kept, "utelatt": left_out} if left_out else kept


def _is_code(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_code(each) for each in value)
    return isinstance(value, int) or (isinstance(value, str) and _CODE.fullmatch(value) is not None)


def note(folder: Path | None, event: str, **fields: object) -> None:
    """Write one line, to the file in an installation's folder, else to standard error."""
    target = _file(folder)
    try:
        _logger(target or sys.stderr).error(event, **fields)
    finally:
        if target is not None:
            target.close()


def _file(folder: Path | None) -> TextIO | None:
    if folder is None or not folder.is_dir():
        return None
    path = folder / FILE_NAME
    try:
        path.touch(mode=0o600)
        return path.open("a", encoding="utf-8")
    except OSError:
        return None


def _logger(target: TextIO) -> Any:  # noqa: ANN401 - structlog's bound loggers have no narrower type
    return structlog.wrap_logger(
        structlog.PrintLogger(target),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="tid"),
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.BoundLogger,
    )


def fault(folder: Path | None, error: BaseException, number: str) -> None:
    """Write down an error that nobody foresaw: its types and places. Neither its text nor its arguments."""
    chain = list(_chain(error))
    note(
        folder,
        "uventet_feil",
        feilnummer=number,
        feiltype=_name(error),
        arsak=[_name(each) for each in chain[1:]],
        sted=[_place(each.__traceback__) for each in chain],
        vei=list(_way(error.__traceback__)),
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _place(trace: TracebackType | None) -> str:
    """Module and line where it was raised."""
    return next(reversed(list(_frames(trace))), "ukjent")


def _way(trace: TracebackType | None) -> Iterator[str]:
    """Module and line of each of our own calls on the way there."""
    yield from (frame for frame in _frames(trace) if frame.split(".")[0].split(":")[0] in _PACKAGES)


def _frames(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "ukjent")
        yield f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
