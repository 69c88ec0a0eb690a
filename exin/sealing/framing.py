"""Length-prefixed framing: the one way in which parts become bytes that are bound, hashed or derived from.

Must not be changed: cells, wrapped keys, look-up hashes and row digests on disk are made from these bytes.
"""


def framed(*parts: bytes) -> bytes:
    """The parts in order, each behind its length in 4 bytes, big-endian: no two lists give the same bytes."""
    return b"".join([len(part).to_bytes(4, "big") + part for part in parts])


def number(value: int) -> bytes:
    """A version or count as 8 bytes, big-endian, for `framed`. Raises OverflowError below 0 and from 2^64."""
    return value.to_bytes(8, "big")
