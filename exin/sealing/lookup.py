"""Finding by an exact value without storing it: a keyed hash for a unique index (DESIGN: search).

Must not be used for values of few kinds (status, threat, level of protection): equal hashes would tell them.
"""

import hmac
from typing import Final

from exin.sealing.framing import framed

_FORMAT: Final = b"exin/oppslag/1"


def lookup_hash(key: bytes, kind: str, value: str) -> bytes:
    """HMAC-SHA-256 (32 bytes) of `value` among values of `kind`. The caller brings it to one spelling."""
    parts = framed(_FORMAT, kind.encode(), value.encode("utf-8", "surrogatepass"))
    return hmac.digest(key, parts, "sha256")
