"""The SQL that runs while something is done, on whatever engine: what an outsider could time.

Must not judge it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Dialect, Engine, event

from exin.store.prepared import Form, Prepared


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that run meanwhile."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    def form(prepared: Prepared, dialect: Dialect, names: Mapping[str, Any]) -> Form:
        found = made(prepared, dialect, names)
        seen.append(found.text)
        return found

    made = Prepared.form  # asked for once each time that one runs; SQLAlchemy does not see those
    event.listen(Engine, "before_cursor_execute", note)
    try:
        with patch.object(Prepared, "form", form):
            yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)
