"""One canonical byte form of an event. The bytes are hashed and stored; nobody makes them again to verify.

Must not accept what `audit.grammar` does not match, in either direction: what cannot be read back is never
written, and what can be read back is the one way to write it.
"""

import json
import re
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from audit.errors import Malformed
from audit.events import Event, Outcome, RowWrite
from audit.grammar import BODY, FIELDS, REQUIRED, VERSION

MAX_BODY: Final = 0xFFFF
"""Bytes in a body at most: its length is a uint16 in an export (C2SP tlog-tiles)."""

_values = attrgetter(*FIELDS)
_LEFT_OUT: Final = (None, ())
_json = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode
_NOT_CANONICAL: Final = "ikke_kanonisk"
_any_version = re.compile(rb'\{.*,"v":(0|[1-9][0-9]*)\}', re.DOTALL)


def encode(event: Event) -> bytes:
    """The canonical bytes of `event`: JSON in ASCII, sorted keys, no spaces, empty fields left out, `"v":1`.

    Raises:
        Malformed: A field holds what may not stand in the log (the argument is its name, never its value);
            nobody acts, or both a member of staff and a job; the bytes are more than `MAX_BODY`.
    """
    members = _members(event)
    try:
        body = _json(members).encode()
        time_of(body)
    except Malformed as fault:
        codes = fault.args
    except (TypeError, ValueError):  # not even JSON, or not UTF-8
        codes = (_NOT_CANONICAL,)
    else:
        return body
    # Raised out here, so that no error with the value in it hangs on this one.
    raise Malformed(*(_faults(members) if codes == (_NOT_CANONICAL,) else codes))


def decode(body: bytes) -> Event:
    """The event that `body` is.

    Raises:
        Malformed: The bytes are not the canonical form of any event; the argument is a code that says how.
    """
    time_of(body)
    members: dict[str, Any] = json.loads(body)
    del members["v"]
    for name, value in members.items():
        if type(value) is list:
            members[name] = tuple(RowWrite(**item) if name == "skrevet" else item for item in value)
    return Event(utfall=Outcome(members.pop("utfall")), **members)


def time_of(body: bytes) -> str:
    """The time of the event that `body` is (RFC 3339, UTC), the whole body being checked on the way.

    Raises:
        Malformed: As `decode`.
    """
    match = BODY.fullmatch(body)
    if match is None or len(body) > MAX_BODY:
        raise Malformed(_fault(body))
    time = match["tid"].decode()
    try:
        datetime.fromisoformat(time)
    except ValueError:  # the 31st of a month of 30 days
        raise Malformed("umulig_dato") from None
    return time


def _members(event: Event) -> dict[str, Any]:
    members: dict[str, Any] = {
        name: value for name, value in zip(FIELDS, _values(event), strict=True) if value not in _LEFT_OUT
    }
    if event.skrevet:
        members["skrevet"] = [
            {"rad": row.rad, "sammendrag": row.sammendrag, "tabell": row.tabell, "versjon": row.versjon}
            for row in event.skrevet
        ]
    members["v"] = VERSION
    return members


def _fault(body: bytes) -> str:
    """The code of what is wrong with a body that the grammar does not match."""
    if len(body) > MAX_BODY:
        return "for_stor"
    version = _any_version.fullmatch(body)
    if version is not None and version[1] != str(VERSION).encode():
        return "ukjent_versjon"
    return _NOT_CANONICAL


def _faults(members: dict[str, Any]) -> tuple[str, ...]:
    """A code, and the names of the fields whose values may not stand in the log."""
    missing = REQUIRED - members.keys()
    names = [name for name in FIELDS if name in missing or not _may_stand(name, members.get(name))]
    return ("ugyldig_felt", *names) if names else ("ugyldig_aktor",)


def _may_stand(name: str, value: object) -> bool:
    try:
        return value is None or re.fullmatch(FIELDS[name], _json(value)) is not None
    except (TypeError, ValueError):
        return False
