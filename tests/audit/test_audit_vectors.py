"""What is published of the formats is what the code does. The vectors of others come first."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from audit.checkpoint import (
    Checkpoint,
    Ed25519Signer,
    check_vkey,
    open_checkpoint,
    open_note,
    sign_checkpoint,
    sign_note,
    vkey,
)
from audit.encode import decode, encode
from audit.errors import BadKey, BadNote, Malformed
from audit.events import Event, Outcome, RowWrite
from audit.export import tile_path, write_export
from audit.tree import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from audit.verify_export import check_export
from tests.audit.builders import entries


def load(name: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads((Path(__file__).parent / "vectors" / name).read_text(encoding="utf-8"))


TREE, NOTES, EVENTS, LOG = load("tree.json"), load("notes.json"), load("events.json"), load("log.json")
LEAVES = [leaf_hash(bytes.fromhex(leaf)) for leaf in TREE["leaves"]]
BODIES = [good["body"].encode() for good in EVENTS["good"]]
SIGNER = Ed25519Signer("exin.example/logg", bytes.fromhex(LOG["private_key"]))


def hexes(hashes: list[bytes]) -> list[str]:
    return [digest.hex() for digest in hashes]


def unhex(hashes: list[str]) -> list[bytes]:
    return [bytes.fromhex(digest) for digest in hashes]


# --- of others ---


@pytest.mark.parametrize("vector", TREE["leaf_hashes"])
def test_leaf_hashes_are_those_of_rfc_6962(vector: dict[str, str]) -> None:
    assert leaf_hash(bytes.fromhex(vector["leaf"])).hex() == vector["hash"]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == TREE["roots"][size]


@pytest.mark.parametrize("vector", TREE["many"], ids=lambda vector: vector["size"])
def test_roots_over_many_leaves_are_those_of_the_reference(vector: dict[str, Any]) -> None:
    leaves = (leaf_hash(number.to_bytes(2, "little")) for number in range(vector["size"]))
    assert root_of(leaves).hex() == vector["root"]


@pytest.mark.parametrize("vector", TREE["inclusion"])
def test_inclusion_proofs_are_those_of_the_reference(vector: dict[str, Any]) -> None:
    index, size = vector["index"], vector["size"]
    assert hexes(inclusion_proof(LEAVES[:size], index)) == vector["proof"]
    root = bytes.fromhex(TREE["roots"][size])
    verify_inclusion(LEAVES[index], index, size=size, proof=unhex(vector["proof"]), root=root)


@pytest.mark.parametrize("vector", TREE["consistency"])
def test_consistency_proofs_are_those_of_the_reference(vector: dict[str, Any]) -> None:
    old, size = vector["old"], vector["size"]
    assert hexes(consistency_proof(LEAVES[:size], old)) == vector["proof"]
    old_root, root = unhex([TREE["roots"][old], TREE["roots"][size]])
    verify_consistency(old, size, old_root=old_root, root=root, proof=unhex(vector["proof"]))


@pytest.mark.parametrize("vector", NOTES["bad"], ids=lambda vector: vector["why"])
def test_notes_that_go_refuses_are_refused(vector: dict[str, str]) -> None:
    with pytest.raises(BadNote):
        open_note(vector["note"], vector["vkey"])


@pytest.mark.parametrize("text", NOTES["bad_vkeys"])
def test_verifier_keys_that_go_refuses_are_refused(text: str) -> None:
    with pytest.raises(BadKey):
        check_vkey(text)


@pytest.mark.parametrize("vector", NOTES["good"], ids=lambda vector: vector["vkey"])
def test_notes_of_go_and_of_c2sp_are_opened(vector: dict[str, str]) -> None:
    assert open_note(vector["note"], vector["vkey"]) == vector["text"]


def test_a_note_is_signed_byte_for_byte_as_by_go() -> None:
    (known,) = NOTES["signers"]
    signer = Ed25519Signer(known["name"], bytes.fromhex(known["private_key"]))
    assert vkey(signer.name, signer.public_key) == known["vkey"]
    assert sign_note(NOTES["good"][0]["text"], signer) == NOTES["good"][0]["note"]


# --- our own ---


@pytest.mark.parametrize("vector", EVENTS["bad"], ids=lambda vector: vector["why"])
def test_published_bytes_that_are_no_event_are_refused(vector: dict[str, str]) -> None:
    with pytest.raises(Malformed):
        decode(vector["body"].encode())


@pytest.mark.parametrize("vector", EVENTS["good"], ids=range(len(EVENTS["good"])))
def test_published_events_have_the_published_bytes_and_hashes(vector: dict[str, Any]) -> None:
    given: dict[str, Any] = vector["event"]
    fields: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in given.items()}
    rows = tuple(RowWrite(**row) for row in fields.pop("skrevet", ()))
    event = Event(utfall=Outcome(fields.pop("utfall")), skrevet=rows, **fields)
    body = vector["body"].encode()
    assert encode(event) == body
    assert decode(body) == event
    assert leaf_hash(body).hex() == vector["leaf_hash"]


@pytest.mark.parametrize("head", LOG["heads"], ids=lambda head: head["size"])
def test_published_heads_are_those_of_the_published_events(head: dict[str, Any]) -> None:
    frontier = Frontier().extend(map(leaf_hash, BODIES[: head["size"]]))
    checkpoint = Checkpoint(SIGNER.name, frontier.size, frontier.root())
    assert frontier.root().hex() == head["root"]
    assert frontier.to_bytes().hex() == head["frontier"]
    assert Frontier.from_bytes(bytes.fromhex(head["frontier"])) == frontier
    assert sign_checkpoint(checkpoint, SIGNER) == head["checkpoint"]
    assert open_checkpoint(head["checkpoint"], LOG["vkey"]) == checkpoint


def test_published_proofs_are_those_of_the_published_events() -> None:
    leaves = [leaf_hash(body) for body in BODIES]
    roots = [bytes.fromhex(head["root"]) for head in LOG["heads"]]
    for vector in LOG["inclusion"]:
        proof, index = unhex(vector["proof"]), vector["index"]
        assert inclusion_proof(leaves, index) == proof
        verify_inclusion(leaves[index], index, size=5, proof=proof, root=roots[5])
    for vector in LOG["consistency"]:
        proof, old = unhex(vector["proof"]), vector["old"]
        assert consistency_proof(leaves, old) == proof
        verify_consistency(old, 5, old_root=roots[old], root=roots[5], proof=proof)


def test_the_published_export_is_what_is_written_and_is_in_order(tmp_path: Path) -> None:
    notes = [LOG["heads"][size]["checkpoint"] for size in (2, 5)]
    write_export(tmp_path / "logg", entries(BODIES), checkpoints=notes, vkey=LOG["vkey"])
    files = [path for path in (tmp_path / "logg").rglob("*") if path.is_file()]
    written = {path.relative_to(tmp_path / "logg").as_posix(): path.read_bytes() for path in files}
    assert written == {path: base64.b64decode(data) for path, data in LOG["export"].items()}
    assert check_export(tmp_path / "logg", LOG["vkey"]).findings == ()


@pytest.mark.parametrize("vector", LOG["paths"], ids=lambda vector: vector["path"])
def test_tiles_lie_where_c2sp_says(vector: dict[str, Any]) -> None:
    assert tile_path(vector["level"], vector["number"], vector["width"]) == vector["path"]
