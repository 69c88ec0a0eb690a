"""A programme as one canonical text, and the digest of all definitions.

Must not depend on machine, run or order of sets: the text is JSON with sorted keys, and the digest is logged
at each start. A rule stands in it by its name; what the rule does is held by the tests.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from enum import Enum
from types import FunctionType

from workflows.spec import Programme


def canonical_text(programme: Programme) -> str:
    """All that defines the programme, down to the texts of its guards: indented JSON and a line break."""
    return json.dumps(_plain(programme), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def digest_of(programmes: Iterable[Programme]) -> str:
    """SHA-256 of the canonical texts, in order of key and version; 64 hexadecimal digits."""
    ordered = sorted(programmes, key=lambda each: (each.key, each.version))
    return hashlib.sha256("".join(map(canonical_text, ordered)).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value) if field.init}
    return value.__name__ if isinstance(value, FunctionType) else value
