"""Texts typed on a terminal: asked for where answers do not go, several lines at once, numbers unseen."""

import io
import sys
from pathlib import Path

import pytest

from exin.cli.tekster import Felt, one_file, read
from exin.errors import InvalidInput
from tests.helpers.kommando import AtTerminal

LONG = Felt("tekst", "Tekst", pakrevd=True, lang=True)
NAME = Felt("navn", "Navn")


def typing(monkeypatch: pytest.MonkeyPatch, text: str, *, tty: bool = True) -> None:
    monkeypatch.setattr(sys, "stdin", AtTerminal(text) if tty else io.StringIO(text))


def test_text_before_the_first_field_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "Blid Måke\ntekst: hei", tty=False)
    with pytest.raises(InvalidInput):
        read([NAME, LONG], None)


def test_two_files_end_the_command() -> None:
    with pytest.raises(SystemExit) as left:
        one_file(["a", "b"], as_json=False)
    assert left.value.code == 64


def test_what_may_be_left_out_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "navn: Blid", tty=False)
    assert read([NAME], None) == {}
    assert read([NAME], None, always=True) == {"navn": "Blid"}


def test_a_pasted_text_of_several_lines_is_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typing(monkeypatch, "Første linje\n\nsiste linje.\n.\nrm -rf\n")
    assert read([LONG], None) == {"tekst": "Første linje\n\nsiste linje."}
    said = capsys.readouterr()
    assert said.out == ""
    assert "avslutt med en linje med bare «.»" in said.err


def test_the_end_of_the_terminal_ends_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "Alt som ble sagt")
    assert read([LONG], None) == {"tekst": "Alt som ble sagt"}
    typing(monkeypatch, "")
    assert read([NAME], None) == {}


def test_a_number_is_asked_for_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "")
    monkeypatch.setattr("exin.cli.inn.getpass", lambda prompt, stream: f"{prompt}|{stream is sys.stderr}")
    asked = read([Felt("nummer", "Fødselsnummer", hemmelig=True)], None)
    assert asked == {"nummer": "Fødselsnummer: |True"}


def test_fields_are_asked_for_in_order_and_the_empty_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typing(monkeypatch, "Blid Måke\n\nRingte\n.\n")
    assert read([NAME, Felt("telefon", "Telefon"), LONG], None) == {"navn": "Blid Måke", "tekst": "Ringte"}
    assert capsys.readouterr().out == ""


def test_a_file_may_have_fields_or_just_the_one_text(tmp_path: Path) -> None:
    file = tmp_path / "tekst"
    for written, expected in (
        ("Bare tekst", "Bare tekst"),
        ("tekst", "tekst"),
        ("Tekst: med felt", "med felt"),
        ("kl. 10: møte", "kl. 10: møte"),
    ):
        file.write_text(written, encoding="utf-8")
        assert read([LONG], str(file)) == {"tekst": expected}
        assert read([LONG, NAME], str(file), unlabelled="tekst") == {"tekst": expected}
