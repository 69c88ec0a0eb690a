"""A checkpoint is believed only under a good signature of the log whose key was asked for."""

import base64

import pytest

from audit.checkpoint import (
    Checkpoint,
    Ed25519Signer,
    check_vkey,
    generate_private_key,
    open_checkpoint,
    open_note,
    sign_checkpoint,
    sign_note,
    vkey,
)
from audit.errors import BadKey, BadNote
from tests.audit.builders import ORIGIN, SIGNER, VKEY

HEAD = Checkpoint(ORIGIN, 42, bytes(range(32)))
NOTE = sign_checkpoint(HEAD, SIGNER)
WITNESS = Ed25519Signer("vitne.example", b"\x07" * 32)
ROOT = base64.b64encode(HEAD.root).decode()


def signature_line(note: str) -> str:
    return note.rpartition("\n\n")[2]


# --- refused ---


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n42\n",
        f"{ORIGIN}\n042\n{ROOT}\n",
        f"{ORIGIN}\n0\n{ROOT}\n",
        f"{ORIGIN}\n-1\n{ROOT}\n",
        f"{ORIGIN}\n4 2\n{ROOT}\n",
        f"{ORIGIN}\n٤٢\n{ROOT}\n",
        f"{ORIGIN}\n{10**19}\n{ROOT}\n",
        f"{ORIGIN}\n42\n{ROOT[:-4]}\n",
        f"{ORIGIN}\n42\n{ROOT[:-2]}9=\n",
        f"{ORIGIN}\n42\n{ROOT}\nen utvidelse\n",
        f"{ORIGIN}\n42\n{ROOT}\n\n",
        f"{ORIGIN}\n42\n\n",
        "\n42\n" + ROOT + "\n",
        "tekst\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote, match="ikke_et_sjekkpunkt"):
        open_checkpoint(sign_note(text, SIGNER), VKEY)


def test_a_checkpoint_of_another_log_under_our_key_is_refused() -> None:
    note = sign_note(Checkpoint("annen.example", 42, HEAD.root).text(), SIGNER)
    with pytest.raises(BadNote, match="annen_logg"):
        open_checkpoint(note, VKEY)


def test_another_key_of_the_same_name_is_not_ours() -> None:
    note = sign_checkpoint(HEAD, Ed25519Signer(ORIGIN, b"\x08" * 32))
    with pytest.raises(BadNote, match="ingen_kjent_signatur"):
        open_checkpoint(note, VKEY)


def test_a_bad_signature_by_our_key_spoils_a_note_with_a_good_one() -> None:
    spoilt = signature_line(sign_note("noe annet\n", SIGNER))
    with pytest.raises(BadNote, match="ugyldig_signatur"):
        open_checkpoint(NOTE + spoilt, VKEY)


def test_the_signature_has_only_one_form_in_base64() -> None:
    line = NOTE.rstrip("\n")
    assert line.endswith("=")
    last = line[-2]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    twin = alphabet[alphabet.index(last) ^ 1]  # differs only in bits that no byte uses
    with pytest.raises(BadNote, match="ugyldig_base64"):
        open_checkpoint(f"{line[:-2]}{twin}=\n", VKEY)


@pytest.mark.parametrize("place", range(len(NOTE.encode())))
def test_no_byte_of_a_note_can_be_changed(place: int) -> None:
    data = bytearray(NOTE.encode())
    data[place] ^= 0x01
    with pytest.raises(BadNote):
        open_checkpoint(data.decode(errors="surrogateescape"), VKEY)


@pytest.mark.parametrize("text", ["tegn\x07\n", "tegn\t\n", "halvt \ud800\n"])
def test_a_text_that_no_note_may_have_is_refused_though_signed(text: str) -> None:
    good = sign_note("tekst\n", SIGNER)
    key_id = base64.b64decode(signature_line(good).split()[2])[:4]
    blob = base64.b64encode(key_id + SIGNER.sign(text.encode(errors="surrogatepass"))).decode()
    with pytest.raises(BadNote, match="ikke_et_signert_notat"):
        open_note(f"{text}\n— {ORIGIN} {blob}\n", VKEY)


def test_a_note_that_cannot_be_written_is_not_signed() -> None:
    for text in ("uten linjeskift", "tegn\x07\n", "halvt \ud800\n"):
        with pytest.raises(BadNote):
            sign_note(text, SIGNER)


def test_a_checkpoint_that_could_not_be_opened_is_not_signed() -> None:
    for head in (
        Checkpoint("annen.example", 1, bytes(32)),
        Checkpoint(ORIGIN, -1, bytes(32)),
        Checkpoint(ORIGIN, 1, bytes(31)),
        Checkpoint(f"{ORIGIN}\n9", 1, bytes(32)),
    ):
        with pytest.raises(BadNote):
            sign_checkpoint(head, SIGNER)


@pytest.mark.parametrize("name", ["", "to ord", "a+b", "linje\n", "\u00a0", "\x00"])
def test_a_key_needs_a_name_without_spaces_and_plus(name: str) -> None:
    with pytest.raises(BadKey):
        Ed25519Signer(name, b"\x01" * 32)


@pytest.mark.parametrize("key", [b"", b"\x01" * 31, b"\x01" * 33])
def test_a_private_key_has_32_bytes(key: bytes) -> None:
    with pytest.raises(BadKey):
        Ed25519Signer(ORIGIN, key)


@pytest.mark.parametrize("place", range(len(VKEY)))
def test_no_character_of_a_verifier_key_can_be_changed(place: int) -> None:
    text = VKEY[:place] + chr(ord(VKEY[place]) + 1) + VKEY[place + 1 :]
    with pytest.raises(BadKey):
        check_vkey(text)


def test_no_part_of_a_verifier_key_is_one() -> None:
    for start in range(len(VKEY)):
        for stop in range(start + 1, len(VKEY) + 1):
            if (start, stop) != (0, len(VKEY)):
                with pytest.raises(BadKey):
                    check_vkey(VKEY[start:stop])


# --- holds ---


def test_a_signed_checkpoint_opens_to_itself() -> None:
    assert open_checkpoint(NOTE, VKEY) == HEAD


def test_signatures_of_witnesses_are_let_be() -> None:
    cosigned = NOTE + signature_line(sign_note(HEAD.text(), WITNESS))
    assert open_checkpoint(cosigned, VKEY) == HEAD
    assert open_note(cosigned, vkey(WITNESS.name, WITNESS.public_key)) == HEAD.text()


def test_a_text_with_empty_lines_ends_at_the_last_of_them() -> None:
    text = "en\n\nto\n\n\n"
    assert open_note(sign_note(text, SIGNER), VKEY) == text


def test_each_new_private_key_is_another() -> None:
    keys = {generate_private_key() for _ in range(10)}
    assert len(keys) == 10
    assert {len(key) for key in keys} == {32}


def test_a_signer_does_not_show_its_key() -> None:
    assert bytes(range(32)).hex() not in repr(vars(SIGNER)) + repr(SIGNER)
