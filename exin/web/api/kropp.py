"""What is sent, read: JSON or a query, into the type that the route asks for, and refused where it does not fit.

Must not judge what is meant: casework does. An error names the field and a code, never what stood there.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Final, NoReturn, TypeVar, Union, get_args, get_origin, get_type_hints

from exin.errors import InvalidInput
from exin.web.api.former import Krav
from exin.web.api.jsonskjema import is_required

T = TypeVar("T")

_UNFIT: Final = "ugyldig_verdi"
_BOOLEANS: Final = {"true": True, "false": False}
_LARGEST: Final = 9
"""Figures of a number in a query at most."""


class UleseligKropp(Exception):
    """What was sent is no JSON object."""


def read_body(kind: type[T], body: bytes) -> T:
    """What was sent as JSON.

    Raises:
        UleseligKropp: it is no JSON object.
        InvalidInput: a field is missing, unknown, or not as it must be.
    """
    try:
        given = json.loads(body, parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise UleseligKropp from None
    if not isinstance(given, dict):
        raise UleseligKropp
    return _made(kind, given)


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def read_query(kind: type[T], given: Sequence[tuple[str, str]]) -> T:
    """What was asked for in the address. Raises InvalidInput as `read_body`."""
    found: dict[str, Any] = {}
    hints = get_type_hints(kind, include_extras=True)
    for name, text in given:
        if name in found:
            raise InvalidInput("felt_to_ganger", name if name in hints else "")
        found[name] = _from_text(hints[name], text) if name in hints else text
    return _made(kind, found)


def _from_text(hint: Any, text: str) -> Any:  # noqa: ANN401 - as the type says
    """A text of an address, as JSON would have had it."""
    plain = {_bare(part) for part in _parts(hint)}
    if bool in plain:
        return _BOOLEANS.get(text, text)
    if int in plain and text.isascii() and text.isdigit() and len(text) <= _LARGEST:
        return int(text)
    return text


def _made(kind: type[T], given: Mapping[str, Any]) -> T:
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type] # bodies are dataclasses
    if not given.keys() <= known.keys():
        raise InvalidInput("ukjent_felt")  # unnamed: whatever was typed is not said again
    for each in known.values():
        if is_required(each) and each.name not in given:
            raise InvalidInput("felt_mangler", each.name)
    hints = get_type_hints(kind, include_extras=True)
    return kind(**{name: _value(hints[name], value, name) for name, value in given.items()})


def _parts(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _bare(hint: Any) -> Any:  # noqa: ANN401
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _value(hint: Any, value: Any, felt: str) -> Any:  # noqa: ANN401
    """One value, of one of the types that its field may have."""
    parts = _parts(hint)
    if value is None:
        if NoneType in parts:
            return None
        raise InvalidInput(_UNFIT, felt)
    wanted = next(part for part in parts if part is not NoneType)
    krav = next((each for each in get_args(wanted)[1:] if isinstance(each, Krav)), Krav())
    return _one(_bare(wanted), value, krav, felt)


def _one(kind: Any, value: Any, krav: Krav, felt: str) -> Any:  # noqa: ANN401
    if get_origin(kind) in (tuple, frozenset):
        return _many(kind, value, felt)
    if is_dataclass(kind):
        return _nested(kind, value, felt)
    if type(value) is not (str if kind is date else kind) or not krav.fits(value):
        raise InvalidInput(_UNFIT, felt)
    if isinstance(value, str) and not _can_be_stored(value):
        raise InvalidInput("ugyldige_tegn", felt)
    return _day(value, felt) if kind is date else value


def _many(kind: Any, value: Any, felt: str) -> Any:  # noqa: ANN401
    if not isinstance(value, list):
        raise InvalidInput(_UNFIT, felt)
    return get_origin(kind)(_value(get_args(kind)[0], each, felt) for each in value)


def _nested(kind: Any, value: Any, felt: str) -> Any:  # noqa: ANN401
    if not isinstance(value, dict):
        raise InvalidInput(_UNFIT, felt)
    return _made(kind, value)


def _can_be_stored(text: str) -> bool:
    """Half a character is no text, and a NUL ends one for some who read it."""
    return "\0" not in text and not any("\ud800" <= each <= "\udfff" for each in text)


def _day(text: str, felt: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("ugyldig_dato", felt) from None
