"""The auditor's program says in Norwegian what it found, leaves with the right code, and needs no EXIN."""

import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import audit
from audit.__main__ import main
from tests.audit.builders import ORIGIN, VKEY, bodies, export

PACKAGE = Path(audit.__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return export(tmp_path / "logg", bodies(300))


def damage(folder: Path) -> None:
    path = folder / "tile/entries/000"
    data = bytearray(path.read_bytes())
    data[len(data) // 2 + 50] ^= 1  # in the body of leaf 128
    path.write_bytes(data)


# --- wrong usage: 64 ---


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["verify"],
        ["kontroller"],
        ["verify", ".", "--ukjent"],
        ["verify", ".", "--vkey"],
        ["verify", ".", "."],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_in_norwegian(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(arguments)
    assert leaving.value.code == 64
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("bruk: python -m audit")
    assert "Feil bruk" in said.err


def test_a_folder_that_is_not_there_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path / "ingen")]) == 64
    assert "Det finnes ingen mappe" in capsys.readouterr().err


@pytest.mark.parametrize("key", ["ingen-fil", f"{ORIGIN}+00000000+AAAA", "/"])
def test_a_key_that_is_none_is_wrong_usage(
    folder: Path, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(folder), "--vkey", key]) == 64
    assert "ikke en gyldig nøkkel" in capsys.readouterr().err


# --- tampered: 1, incomplete: 2 ---


def test_a_damaged_log_leaves_with_1_and_names_the_leaf(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(folder)
    assert main(["verify", str(folder), "--vkey", VKEY]) == 1
    said = capsys.readouterr().out
    assert "FEIL" in said
    assert "Innholdet i blad 128 svarer ikke til bladets hash." in said
    assert said.rstrip().endswith("LOGGEN ER ENDRET ELLER SKADET.")


def test_a_log_without_checkpoints_leaves_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = export(tmp_path / "logg", [])
    (folder / "checkpoints.jsonl").write_bytes(b"")
    (folder / "checkpoint").unlink()
    assert main(["verify", str(folder), "--vkey", VKEY]) == 2
    said = capsys.readouterr().out
    assert "Det finnes ikke noe gyldig sjekkpunkt" in said
    assert "UFULLSTENDIG" in said


def test_an_export_that_the_system_will_not_read_leaves_with_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["verify", "x" * 5000]) == 2
    assert "kan ikke leses" in capsys.readouterr().err


def test_damage_outweighs_what_is_missing(folder: Path) -> None:
    damage(folder)
    (folder / "checkpoints.jsonl").unlink()
    assert main(["verify", str(folder), "--vkey", VKEY]) == 1


# --- in order: 0 ---


def test_a_log_in_order_leaves_with_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(folder), "--vkey", VKEY]) == 0
    said = capsys.readouterr().out
    assert "Innførsler     300" in said
    assert "Loggen er uendret fra første innførsel til og med innførsel nr. 300." in said


def test_the_key_may_be_in_a_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "nokkel.txt").write_text(VKEY + "\n")
    assert main(["verify", str(folder), "--vkey", str(tmp_path / "nokkel.txt")]) == 0


def test_without_a_key_the_report_says_what_that_is_worth(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(folder)]) == 0
    assert "Nøkkelen er hentet fra eksporten selv" in capsys.readouterr().out


def test_the_report_can_be_had_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage(folder)
    assert main(["verify", str(folder), "--vkey", VKEY, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert {
        name: report[name] for name in ("ok", "ufullstendig", "innforsler", "sjekkpunkter", "festet")
    } == {
        "ok": False,
        "ufullstendig": False,
        "innforsler": 300,
        "sjekkpunkter": 3,
        "festet": 100,
    }
    assert len(report["rot"]) == 64
    first = report["funn"][0]
    assert (first["kode"], first["grad"], first["blad"], first["antall"]) == ("blad_endret", "feil", 128, 1)


def test_what_is_in_the_bodies_need_not_be_read(tmp_path: Path) -> None:
    folder = export(tmp_path / "logg", [b"ikke en hendelse"])
    assert main(["verify", str(folder), "--vkey", VKEY]) == 1
    assert main(["verify", str(folder), "--vkey", VKEY, "--uten-innhold"]) == 0


@pytest.mark.parametrize("arguments", [["--help"], ["verify", "--help"]], ids=" ".join)
def test_help_is_norwegian(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(arguments)
    assert leaving.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("bruk: python -m audit")
    for english in ("usage", "options", "positional", "show this"):
        assert english not in said


# --- by itself ---

ALONE = """
import runpy, sys
before = set(sys.modules)
try:
    runpy.run_module("audit", run_name="__main__", alter_sys=True)
except SystemExit as leaving:
    roots = {name.partition(".")[0] for name in sys.modules.keys() - before}
    print(*sorted(roots - sys.stdlib_module_names), file=sys.stderr)
    raise
"""


@pytest.mark.parametrize("bad, code", [(False, 0), (True, 1)])
def test_the_program_runs_with_nothing_but_itself_and_cryptography(
    tmp_path: Path, folder: Path, bad: bool, code: int
) -> None:
    shutil.copytree(PACKAGE, tmp_path / "alene" / "audit", ignore=shutil.ignore_patterns("__pycache__"))
    if bad:
        damage(folder)
    done = subprocess.run(
        [sys.executable, "-P", "-c", ALONE, "verify", str(folder), "--vkey", VKEY, "--json"],
        cwd=tmp_path / "alene",
        env={**os.environ, "PYTHONPATH": str(tmp_path / "alene"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == code, done.stderr
    assert json.loads(done.stdout)["ok"] is not bad
    loaded = set(done.stderr.split())
    assert {"audit", "cryptography"} <= loaded
    assert not loaded & {"exin", "workflows", "policies", "sqlalchemy", "sqlmodel"}
    assert loaded & packages_distributions().keys() <= {"audit", "cryptography", "cffi", "_cffi_backend"}


def test_the_program_is_started_as_a_module(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "audit", "verify", str(folder), "--vkey", VKEY],
        cwd=PACKAGE.parent,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
