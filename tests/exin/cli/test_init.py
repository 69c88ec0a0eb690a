"""`exin init`, and the first lines of the transcript that a new installation begins with."""

import hashlib
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from exin.settings import Settings, as_toml
from tests.architecture.tree import ROOT
from tests.helpers.kommando import exin


def contents(folder: Path) -> dict[str, str]:
    """Every file with a hash of what is in it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("left", ["exin.toml", "noe annet"])
def test_nothing_is_overwritten(tmp_path: Path, left: str) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / left).write_text("her fra før")
    before = contents(tmp_path)
    answer = exin("init", "--dir", tmp_path / "var")
    assert (answer.code, answer.out) == (2, "")
    assert "overskrives aldri" in answer.err
    assert contents(tmp_path) == before


def test_a_second_init_leaves_the_first_as_it_was(tmp_path: Path) -> None:
    assert exin("init", "--dir", tmp_path / "var").code == 0
    before = contents(tmp_path)
    assert exin("init", "--dir", tmp_path / "var", "--bruker", "annen").code == 2
    assert contents(tmp_path) == before


@pytest.mark.parametrize("name", ["med mellomrom", "", "å", "01880081183", "x" * 65])
def test_a_name_that_cannot_be_one_makes_nothing(tmp_path: Path, name: str) -> None:
    answer = exin("init", "--dir", tmp_path / "var", "--bruker", name)
    assert answer.code == 2
    assert "Et brukernavn er" in answer.err
    assert contents(tmp_path) == {}


def test_in_production_the_key_does_not_lie_with_the_data(tmp_path: Path) -> None:
    config = tmp_path / "oppsett.toml"
    config.write_text(as_toml(Settings(environment="production")), "utf-8")
    answer = exin("init", "--dir", tmp_path / "var", "--oppsett", config)
    assert answer.code == 1
    assert "I produksjon kan ikke nøkkelfilen ligge i datamappen" in answer.err
    assert not (tmp_path / "var").exists()


def test_an_installation_for_production_can_be_made(tmp_path: Path) -> None:
    config = tmp_path / "oppsett.toml"
    key = tmp_path / "annet sted" / "kek.nokkel"
    config.write_text(as_toml(Settings(environment="production", kek=str(key))), "utf-8")
    answer = exin("init", "--dir", tmp_path / "var", "--oppsett", config)
    assert answer.code == 0
    assert key.exists()
    answer = exin("ansatt", "ny", "ny1", "--rolle", "revisor", "--som", "admin", "--dir", tmp_path / "var")
    assert answer.code == 0
    assert "kan ikke logge inn ennå" in answer.out
    assert exin("logg", "sok", "--som", "ny1", "--dir", tmp_path / "var").code == 2


@pytest.mark.parametrize(
    "line", ['miljo = "production"', 'loggnavn = "to ord"', 'loggnavn = "a+b"', "kek = 7"]
)
def test_a_setting_that_cannot_be_makes_nothing_and_is_named(tmp_path: Path, line: str) -> None:
    config = tmp_path / "oppsett.toml"
    config.write_text(f"{line}\n", "utf-8")
    answer = exin("init", "--dir", tmp_path / "var", "--oppsett", config)
    assert answer.code == 1
    assert line.split(maxsplit=1)[0] in answer.err
    assert not (tmp_path / "var").exists()


def test_what_was_made_is_told_with_the_key_for_the_auditor(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    answer = exin("init", "--dir", folder, "--bruker", "sjefen")
    assert (answer.code, answer.err) == (0, "")
    assert "Første systemansvarlig: sjefen" in answer.out
    assert "Gi den til revisor" in answer.out
    for file in contents(folder):
        if not file.endswith(("-wal", "-shm")):
            assert file in answer.out


def test_only_the_owner_can_read_what_was_made(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    data = exin("init", "--dir", folder, "--json").data
    for path in map(Path, data["filer"].values()):
        closed = [place for place in (path, path.parent) if not place.stat().st_mode & 0o077]
        assert closed, path
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "hemmelig" / "kek.nokkel").stat().st_mode) == 0o600


def test_the_key_told_is_the_one_that_verifies(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    key = exin("init", "--dir", folder, "--json").data["loggnokkel"]
    exin("ansatt", "ny", "revisor1", "--rolle", "revisor", "--som", "admin", "--dir", folder)
    exported = exin("logg", "eksport", tmp_path / "ut", "--som", "revisor1", "--dir", folder)
    assert exported.code == 0
    command = [sys.executable, "-m", "audit", "verify", str(tmp_path / "ut"), "--vkey", key]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


def test_a_command_without_an_installation_says_how_to_make_one(tmp_path: Path) -> None:
    answer = exin("ansatt", "liste", "--som", "admin", "--dir", tmp_path)
    assert answer.code == 1
    assert "exin init" in answer.err
    assert contents(tmp_path) == {}


def test_the_transcript_begins_literally_in_an_empty_folder(tmp_path: Path) -> None:
    transcript = """\
exin init --dir var                                        # the first systemansvarlig is called admin
exin ansatt ny leder1 --rolle teamleder --som admin
exin logg verify
"""
    said = ""
    for line in transcript.splitlines():
        command = [sys.executable, "-m", *line.partition("#")[0].split()]
        answer = subprocess.run(
            command,
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (answer.returncode, answer.stderr) == (0, ""), line
        said = answer.stdout
    assert "Loggen er uendret" in said
