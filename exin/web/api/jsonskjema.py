"""From the types of what is sent and answered to JSON: what a value looks like, and its schema in the description.

Must not open anything: what is shown was read in a block that is over.
"""

from collections.abc import Collection, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from exin.maned import Maned
from exin.web.api.former import Krav

_PLAIN: Final[Mapping[type, dict[str, Any]]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    Maned: {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}$"},
}


def as_json(value: Any) -> Any:  # noqa: ANN401 - whatever a view holds
    """A view as JSON has it: days and moments as ISO 8601, moments in UTC, sets in order."""
    if isinstance(value, str):
        return str(value)  # a code is one of the words of its vocabulary
    if value is None or isinstance(value, int):
        return value
    return _when(value) if isinstance(value, date) else _parts(value)


def _when(value: date) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat()


def _parts(value: Any) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, Mapping):
        return {str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted(as_json(each) for each in value)
    if isinstance(value, Collection):
        return [as_json(each) for each in value]
    return {each.name: as_json(getattr(value, each.name)) for each in fields(value)}


class Skjemaer:
    """The schemas of all types that are asked for, each dataclass once and by its name."""

    def __init__(self) -> None:
        self.kjente: dict[str, dict[str, Any]] = {}
        self._types: dict[str, type] = {}

    def of(self, hint: Any) -> dict[str, Any]:  # noqa: ANN401 - a type, or what stands for one
        """The schema of a type. Raises TypeError for one that has none: a view with it cannot be answered."""
        if isinstance(hint, type):
            return self._of_type(hint)
        origin, parts = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return _narrowed(self.of(parts[0]), parts[1:])
        if origin in (Union, UnionType):
            return {"anyOf": [self.of(part) for part in parts]}
        if origin is Literal:
            return {"type": "string", "enum": list(parts)}
        return self._of_many(origin, parts)

    def _of_many(self, origin: Any, parts: tuple[Any, ...]) -> dict[str, Any]:  # noqa: ANN401
        if origin in (tuple, list, frozenset):
            return {"type": "array", "items": self.of(parts[0])}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(parts[1])}
        raise TypeError(f"no schema for {origin}")

    def _of_type(self, hint: type) -> dict[str, Any]:
        if hint in _PLAIN:
            return dict(_PLAIN[hint])
        if issubclass(hint, Enum):
            return {"type": "string", "enum": [each.value for each in hint]}
        if not is_dataclass(hint):
            raise TypeError(f"no schema for {hint}")
        name = hint.__name__
        if self._types.setdefault(name, hint) is not hint:
            raise TypeError(f"two types are called {name}")
        if name not in self.kjente:
            self.kjente[name] = {}  # before its parts: one of them may be of the same type
            self.kjente[name] = self._of_fields(hint)
        return {"$ref": f"#/components/schemas/{name}"}

    def _of_fields(self, hint: type) -> dict[str, Any]:
        hints = get_type_hints(hint, include_extras=True)
        found = fields(hint)
        return {
            "type": "object",
            "properties": {each.name: self.of(hints[each.name]) for each in found},
            "required": [each.name for each in found if not _is_sent(hint) or is_required(each)],
            "additionalProperties": False,
        }


def _is_sent(hint: type) -> bool:
    """Whether a type is read, not answered: what is answered has all its fields, what is sent leaves some out."""
    return bool(getattr(hint, "SENDES", False))


def is_required(each: Field[Any]) -> bool:
    """Whether a field must be given."""
    return each.default is MISSING and each.default_factory is MISSING


def _narrowed(schema: dict[str, Any], marks: tuple[Any, ...]) -> dict[str, Any]:
    for krav in (each for each in marks if isinstance(each, Krav)):
        schema = schema | as_schema(krav, schema.get("type") == "integer")
    return schema


def as_schema(krav: Krav, is_number: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - one of two kinds
    """What is asked of a value, as a schema says it."""
    least, most = ("minimum", "maximum") if is_number else ("minLength", "maxLength")
    said: dict[str, Any] = {
        least: krav.minst,
        most: krav.hoyst,
        "pattern": f"^{krav.monster}$" if krav.monster else None,
        "enum": list(krav.valg) or None,
        "format": krav.format,
        "description": krav.om or None,
    }
    return {name: value for name, value in said.items() if value is not None}
