r"""Version 1 of an event's bytes, as a grammar: every body that it matches is one, and nothing else is.

A body is JSON with sorted keys, no spaces, and neither escapes nor floats; with an alphabet this narrow
that is a regular language. So one expression says at once that the bytes are canonical and that no free
text, name or number of a person stands in them. It is published with the test vectors and never changed: a
new form is a new version.

Must not be loosened for a caller. A code is words with `_ . : -` between them, the first of them letters
and digits with a letter first; each of the others that too, or a number of at most five digits, or an id or
digest in hex. So neither a national number nor a telephone number can be a word.
"""

import re
from typing import Final

VERSION: Final = 1

_ID = '"[0-9a-f]{32}"'
_DIGEST = '"[0-9a-f]{64}"'
_COUNT = "(?:0|[1-9][0-9]{0,9})"
_CODE = (
    r'"[a-z][a-z0-9]*+'
    r"(?:[_.:\-](?:[a-z][a-z0-9]*+|[0-9]{1,5}(?![0-9a-z])|[0-9a-f]{64}(?![0-9a-z])|[0-9a-f]{32}(?![0-9a-z])))*+"
    r'"'
)
_DATE = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}"


def _many(item: str) -> str:
    return rf"\[{item}(?:,{item})*+\]"


_ROW = rf'\{{"rad":{_ID},"sammendrag":{_DIGEST},"tabell":{_CODE},"versjon":{_COUNT}\}}'

FIELDS: Final = {
    "ansatt": _ID,
    "antall": _COUNT,
    "dor": _CODE,
    "felt": _many(_CODE),
    "foresporsel": _ID,
    "formal": _CODE,
    "forpliktelse": _DIGEST,
    "gjelder_ansatt": _ID,
    "handling": _CODE,
    "hendelse": _CODE,
    "id": _ID,
    "jobb": _CODE,
    "koder": _many(_CODE),
    "os_bruker": r'"(?![0-9]{11}")[A-Za-z0-9._\-]{1,64}"',
    "person": _ID,
    "regler": _many(_CODE),
    "rolle": _CODE,
    "sak": _ID,
    "skrevet": _many(_ROW),
    "tid": rf'"(?P<tid>{_DATE}T{_CLOCK}Z)"',
    "utfall": '"(?:tillatt|nektet|avvist|konflikt|avbrutt)"',
}
"""What the value of each field may be, as JSON, in the order in which the fields stand."""

REQUIRED: Final = frozenset({"dor", "foresporsel", "handling", "id", "tid", "utfall"})
"""The fields that no event is without."""


def _member(name: str) -> str:
    member = f'"{name}":{FIELDS[name]},'
    if name in REQUIRED:
        return member
    if name == "ansatt":
        return f"(?P<ansatt>{member})?+"
    if name == "jobb":  # never beside `ansatt`
        return f"(?(ansatt)|(?P<jobb>{member})?+)"
    if name == "os_bruker":  # may be missing only where somebody else acts
        return f"(?(ansatt)(?:{member})?+|(?(jobb)(?:{member})?+|{member}))"
    return f"(?:{member})?+"


BODY: Final = re.compile((r"\{" + "".join(map(_member, FIELDS)) + rf'"v":{VERSION}\}}').encode())
"""Matches the whole of a body of version 1 (`fullmatch`); the group `tid` is its time."""
