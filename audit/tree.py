"""The Merkle tree of RFC 6962 section 2.1 over leaf hashes: its frontier, roots and proofs.

Must not know what a leaf holds, nor keep the tree: a `Frontier` is all that appending needs. Nothing here
is changed in place, so a transaction that is rolled back drops the frontier it had reached and that is all.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from hashlib import sha256
from typing import NamedTuple, Self

from audit.errors import BadProof, Malformed

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
_SIZE_BYTES = 8


def leaf_hash(body: bytes) -> bytes:
    """The hash of a leaf: SHA-256 of 0x00 and the body (32 bytes)."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 of 0x01 and both children (32 bytes)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier(NamedTuple):
    """The roots of the complete subtrees that a tree of `size` leaves falls into, from the left."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Self:
        """The frontier with one more leaf hash at the end."""
        size, hashes = self
        kept = len(hashes)
        while size & 1:
            kept -= 1
            leaf = node_hash(hashes[kept], leaf)
            size >>= 1
        return type(self)(self.size + 1, (*hashes[:kept], leaf))

    def extend(self, leaves: Iterable[bytes]) -> Self:
        """The frontier with more leaf hashes at the end."""
        return reduce(lambda frontier, leaf: frontier.append(leaf), leaves, self)

    def root(self) -> bytes:
        """The root of the tree (32 bytes); of no leaves, SHA-256 of nothing."""
        if not self.hashes:
            return EMPTY_ROOT
        return reduce(lambda right, left: node_hash(left, right), reversed(self.hashes))

    def to_bytes(self) -> bytes:
        """The size in 8 bytes, big-endian, and the hashes."""
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The frontier that `to_bytes` gave.

        Raises:
            Malformed: The number of bytes does not fit the size.
        """
        size = int.from_bytes(data[:_SIZE_BYTES], "big")
        if len(data) != _SIZE_BYTES + HASH_SIZE * size.bit_count():
            raise Malformed("ugyldig_front")
        starts = range(_SIZE_BYTES, len(data), HASH_SIZE)
        return cls(size, tuple(data[start : start + HASH_SIZE] for start in starts))


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of the tree over these leaf hashes (32 bytes)."""
    return Frontier().extend(leaves).root()


def inclusion_ranges(index: int, size: int) -> list[range]:
    """The subtrees (ranges of leaves) whose roots prove leaf `index` in a tree of `size`, from the leaf up.

    RFC 6962 section 2.1.1. Raises ValueError when there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    path: list[range] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(range(middle, high))
            high = middle
        else:
            path.append(range(low, middle))
            low = middle
    return path[::-1]


def consistency_ranges(old: int, size: int) -> list[range]:
    """The subtrees whose roots prove that a tree of `size` extends its own first `old` leaves.

    RFC 6962 section 2.1.2; none when the sizes are equal. Raises ValueError unless 0 < old <= size.
    """
    if not 0 < old <= size:
        raise ValueError("no such tree")
    path: list[range] = []
    low, high = 0, size
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(range(middle, high))
            high = middle
        else:
            path.append(range(low, middle))
            low = middle
    if low > 0:  # the old tree's last subtree is not the whole of it: the verifier cannot know its root
        path.append(range(low, high))
    return path[::-1]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The proof that leaf `index` is in the tree over all of `leaves` (leaf hashes)."""
    return [root_of(leaves[part.start : part.stop]) for part in inclusion_ranges(index, len(leaves))]


def consistency_proof(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """The proof that the tree over all of `leaves` (leaf hashes) extends the tree over the first `old`."""
    return [root_of(leaves[part.start : part.stop]) for part in consistency_ranges(old, len(leaves))]


def verify_inclusion(leaf: bytes, index: int, *, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Return only if `proof` shows that the leaf hash stands at `index` in the tree of `size` and `root`.

    RFC 9162 section 2.1.3.2.

    Raises:
        BadProof: It does not.
    """
    if not 0 <= index < size:
        raise BadProof("blad_utenfor_treet")
    node, last, computed = index, size - 1, leaf
    for step in proof:
        _check_step(step, last)
        if node & 1 or node == last:
            computed = node_hash(step, computed)
            node, last = _leave_right_edge(node, last)
        else:
            computed = node_hash(computed, step)
        node, last = node >> 1, last >> 1
    if last != 0 or computed != root:
        raise BadProof("bevis_holder_ikke")


def verify_consistency(old: int, size: int, *, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> None:
    """Return only if `proof` shows that the tree of `size` and `root` extends that of `old` and `old_root`.

    RFC 9162 section 2.1.4.2. Every tree extends the empty one, and that needs no proof.

    Raises:
        BadProof: It does not.
    """
    if old in (0, size) and size >= 0:
        known_root = EMPTY_ROOT if old == 0 else root
        if proof or old_root != known_root:
            raise BadProof("bevis_holder_ikke")
        return
    if not 0 < old < size or not proof:
        raise BadProof("bevis_holder_ikke")
    # A whole subtree's root is known to the verifier.
    steps = proof if old & (old - 1) else (old_root, *proof)
    node, last = _leave_left_edge(old - 1, size - 1)
    old_computed = computed = steps[0]
    for step in steps[1:]:
        _check_step(step, last)
        if node & 1 or node == last:
            old_computed, computed = node_hash(step, old_computed), node_hash(step, computed)
            node, last = _leave_right_edge(node, last)
        else:
            computed = node_hash(computed, step)
        node, last = node >> 1, last >> 1
    if last != 0 or old_computed != old_root or computed != root:
        raise BadProof("bevis_holder_ikke")


def _split(width: int) -> int:
    """The largest power of two below `width` (which is at least 2)."""
    return 1 << (width - 1).bit_length() - 1


def _check_step(step: bytes, last: int) -> None:
    if last == 0 or len(step) != HASH_SIZE:
        raise BadProof("bevis_holder_ikke")


def _leave_left_edge(node: int, last: int) -> tuple[int, int]:
    """Up while the node is a right child: the old tree ends in a complete subtree of that height."""
    while node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def _leave_right_edge(node: int, last: int) -> tuple[int, int]:
    """Up to where the node is a right child: on the right edge of a ragged tree, levels may be missing."""
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last
