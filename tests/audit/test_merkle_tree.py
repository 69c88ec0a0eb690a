"""The tree is that of RFC 6962: compared with the RFC's own recursive definitions, written out below."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import BadProof, Malformed
from audit.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# --- RFC 6962 section 2.1, to the letter; d is D[n], a list of entries ---


def k_of(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d: list[bytes]) -> bytes:
    """MTH(D[n])."""
    if not d:
        return sha256().digest()
    if len(d) == 1:
        return sha256(b"\x00" + d[0]).digest()
    k = k_of(len(d))
    return sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: list[bytes]) -> list[bytes]:
    """PATH(m, D[n])."""
    if len(d) == 1:
        return []
    k = k_of(len(d))
    if m < k:
        return [*path(m, d[:k]), mth(d[k:])]
    return [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: list[bytes], b: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b)."""
    if m == len(d):
        return [] if b else [mth(d)]
    k = k_of(len(d))
    if m <= k:
        return [*subproof(m, d[:k], b), mth(d[k:])]
    return [*subproof(m - k, d[k:], False), mth(d[:k])]


trees = st.integers(1, 300).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, 2**32)))
tree_and_leaf = trees.flatmap(lambda tree: st.tuples(st.just(tree), st.integers(0, tree[0] - 1)))


def bodies(size: int, seed: int) -> list[bytes]:
    return [sha256(b"%d %d" % (seed, number)).digest()[: number % 32] for number in range(size)]


# --- refused ---


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 7,
        b"\x00" * 9,
        b"\x00" * 7 + b"\x01",
        b"\x00" * 7 + b"\x03" + b"h" * 32,
        b"\x00" * 7 + b"\x04" + b"h" * 33,
    ],
)
def test_bytes_that_are_no_frontier_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        Frontier.from_bytes(data)


@given(tree_and_leaf, st.data())
@settings(deadline=None)
def test_an_inclusion_proof_with_anything_changed_is_refused(
    tree_and_leaf: tuple[tuple[int, int], int], data: st.DataObject
) -> None:
    (size, seed), index = tree_and_leaf
    leaves = [leaf_hash(body) for body in bodies(size, seed)]
    proof, root = inclusion_proof(leaves, index), root_of(leaves)
    other = bytes(32)
    tries = [
        (other, index, size, proof, root),
        (leaves[index], index, size, proof, other),
        (leaves[index], index, size, [*proof, root], root),
        (leaves[index], size, size, proof, root),
        (leaves[index], -1, size, proof, root),
        (leaves[index], index, index, proof, root),
    ]
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        tries += [
            (leaves[index], index, size, proof[1:], root),
            (leaves[index], index, size, proof[:-1], root),
            (leaves[index], index, size, [*proof[:place], other, *proof[place + 1 :]], root),
            (leaves[index], index, size, [*proof[:place], proof[place][:31], *proof[place + 1 :]], root),
            (leaves[index], index ^ 1, size, proof, root),
        ]
    for leaf, where, of, steps, head in tries:
        with pytest.raises(BadProof):
            verify_inclusion(leaf, where, size=of, proof=steps, root=head)


@given(tree_and_leaf, st.data())
@settings(deadline=None)
def test_a_consistency_proof_with_anything_changed_is_refused(
    tree_and_leaf: tuple[tuple[int, int], int], data: st.DataObject
) -> None:
    (size, seed), before = tree_and_leaf
    old = before + 1
    leaves = [leaf_hash(body) for body in bodies(size, seed)]
    proof, old_root, root = consistency_proof(leaves, old), root_of(leaves[:old]), root_of(leaves)
    other = bytes(32)
    tries = [
        (old, size, other, root, proof),
        (old, size, old_root, other, proof),
        (old, size, old_root, root, [*proof, other]),
        (size + 1, size, old_root, root, proof),
        (-1, size, old_root, root, proof),
        (0, size, old_root, root, proof),
    ]
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        tries += [
            (old, size, old_root, root, []),
            (old, size, old_root, root, proof[:-1]),
            (old, size, old_root, root, [*proof[:place], other, *proof[place + 1 :]]),
        ]
    for first, second, first_root, second_root, steps in tries:
        with pytest.raises(BadProof):
            verify_consistency(first, second, old_root=first_root, root=second_root, proof=steps)


LEFT, RIGHT = leaf_hash(b"left"), leaf_hash(b"right")
PAIR = root_of([LEFT, RIGHT])


@pytest.mark.parametrize(
    "size, proof, root",
    [
        (2, [], LEFT),
        (1, [RIGHT], root_of([RIGHT, LEFT])),
        (3, [RIGHT], PAIR),
        (4, [RIGHT], PAIR),
        (2, [RIGHT[:31]], sha256(b"\x01" + LEFT + RIGHT[:31]).digest()),
    ],
)
def test_an_inclusion_proof_that_hashes_right_but_for_another_tree_is_refused(
    size: int, proof: list[bytes], root: bytes
) -> None:
    with pytest.raises(BadProof):
        verify_inclusion(LEFT, 0, size=size, proof=proof, root=root)


@pytest.mark.parametrize(
    "size, proof, root",
    [
        (3, [RIGHT], PAIR),
        (4, [RIGHT], PAIR),
        (2, [RIGHT, RIGHT], root_of([LEFT, RIGHT, RIGHT])),
        (2, [RIGHT[:31]], sha256(b"\x01" + LEFT + RIGHT[:31]).digest()),
    ],
)
def test_a_consistency_proof_that_hashes_right_but_for_another_tree_is_refused(
    size: int, proof: list[bytes], root: bytes
) -> None:
    with pytest.raises(BadProof):
        verify_consistency(1, size, old_root=LEFT, root=root, proof=proof)


@pytest.mark.parametrize("index, size", [(0, 0), (1, 1), (-1, 4), (9, 8)])
def test_no_proof_is_built_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_proof([bytes(32)] * size, index)


@pytest.mark.parametrize("old, size", [(0, 0), (0, 3), (4, 3), (-1, 3)])
def test_no_proof_is_built_from_a_tree_that_was_not(old: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such tree"):
        consistency_proof([bytes(32)] * size, old)


# --- holds ---


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == sha256(b"").digest()


def test_a_leaf_is_never_taken_for_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert root_of([left, right]) != leaf_hash(left + right)


@given(st.integers(0, 300), st.integers(0, 2**32))
@settings(deadline=None)
def test_the_root_is_that_of_the_recursive_definition(size: int, seed: int) -> None:
    entries = bodies(size, seed)
    assert root_of(map(leaf_hash, entries)) == mth(entries)


@given(tree_and_leaf)
@settings(deadline=None)
def test_inclusion_proofs_are_those_of_the_recursive_definition_and_hold(
    tree_and_leaf: tuple[tuple[int, int], int],
) -> None:
    (size, seed), index = tree_and_leaf
    entries = bodies(size, seed)
    proof = inclusion_proof([leaf_hash(body) for body in entries], index)
    assert proof == path(index, entries)
    verify_inclusion(leaf_hash(entries[index]), index, size=size, proof=proof, root=mth(entries))


@given(tree_and_leaf)
@settings(deadline=None)
def test_consistency_proofs_are_those_of_the_recursive_definition_and_hold(
    tree_and_leaf: tuple[tuple[int, int], int],
) -> None:
    (size, seed), before = tree_and_leaf
    entries, old = bodies(size, seed), before + 1
    proof = consistency_proof([leaf_hash(body) for body in entries], old)
    assert proof == subproof(old, entries, True)
    verify_consistency(old, size, old_root=mth(entries[:old]), root=mth(entries), proof=proof)


def test_every_tree_extends_the_empty_one_without_a_proof() -> None:
    verify_consistency(0, 3, old_root=EMPTY_ROOT, root=bytes(32), proof=[])
    verify_consistency(0, 0, old_root=EMPTY_ROOT, root=EMPTY_ROOT, proof=[])


@given(st.integers(0, 300), st.integers(0, 2**32))
@settings(deadline=None)
def test_a_frontier_comes_back_from_its_bytes_and_grows_as_before(size: int, seed: int) -> None:
    frontier = Frontier().extend(map(leaf_hash, bodies(size, seed)))
    again = Frontier.from_bytes(frontier.to_bytes())
    leaf = leaf_hash(b"next")
    assert again == frontier
    assert again.append(leaf).root() == frontier.append(leaf).root()


def test_appending_leaves_the_frontier_it_started_from_as_it_was() -> None:
    before = Frontier().extend(map(leaf_hash, bodies(7, 1)))
    root = before.root()
    before.append(leaf_hash(b"rolled back"))
    assert (before.size, before.root()) == (7, root)
