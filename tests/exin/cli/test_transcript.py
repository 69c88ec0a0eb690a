"""The first five commands that anybody runs, literally, in an empty folder, by the program itself."""

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).parents[3]

TRANSCRIPT = """
exin init --dir var                                        # the first systemansvarlig is called admin, unless --bruker
exin ansatt ny leder1 --rolle teamleder --som admin
exin import henvendelser.csv hendelser.csv --som admin      # staff named in the register and unknown are made
exin nokkeltall --per 2025-12-31 --json --som leder1
exin logg verify
"""


def on_the_path(folder: Path) -> dict[str, str]:
    """An environment in which `exin` is this tree's program, whether it is installed or not."""
    folder.mkdir()
    program = folder / "exin"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m exin "$@"\n')
    program.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name != "EXIN_DIR"}
    return {**kept, "PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


def test_the_transcript_works_as_written_in_an_empty_folder(tmp_path: Path) -> None:
    environment = on_the_path(tmp_path / "bin")
    here = tmp_path / "tom"
    here.mkdir()
    for name in ("henvendelser.csv", "hendelser.csv"):
        (here / name).write_bytes(files("exin.casework.register").joinpath("data", name).read_bytes())
    answers = []
    for line in filter(None, TRANSCRIPT.splitlines()):
        done = subprocess.run(
            ["/bin/sh", "-c", line], cwd=here, env=environment, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, ""), line
        answers.append(done.stdout)
    figures = json.loads(answers[3])
    fasit = json.loads((ROOT / "tests/exin/casework/register/fasit.json").read_text("utf-8"))
    for program, keys in fasit.items():
        assert {key: figures[program][key] for key in keys} == keys
    assert sorted(path.name for path in here.iterdir()) == ["hendelser.csv", "henvendelser.csv", "var"]
