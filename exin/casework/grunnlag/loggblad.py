"""An event of the log, read from the bytes that were hashed.

Must not tell anybody of it: who reads one decides what of it is said.
"""

from functools import lru_cache

from audit.encode import decode
from audit.errors import Malformed
from audit.events import Event
from exin.errors import Tampered


def said(body: bytes, name: str) -> bytes:
    """What stands under a name, without reading the rest: no value has a quotation mark in it. Empty for none."""
    return body.partition(f'"{name}":"'.encode())[2].partition(b'"')[0]


@lru_cache(maxsize=4_096)
def read_event(body: bytes) -> Event:
    """The event. The same bytes are always the same event, and are looked at again and again. Raises Tampered."""
    try:
        return decode(body)
    except Malformed:
        raise Tampered("blad_uleselig") from None
