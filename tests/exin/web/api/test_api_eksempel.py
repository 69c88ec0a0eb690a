"""The example of docs/api.md, run as it stands: bash and curl against a real server on a port of its own."""

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from exin.web.tjener import listen, serve
from tests.architecture.tree import ROOT
from tests.conftest import IN_CI
from tests.helpers.api import Api

TEXT = (ROOT / "docs" / "api.md").read_text("utf-8")
STEPS = re.findall(r"```sh\n(.*?)```\n\n```text\n(.*?)```", TEXT, re.DOTALL)
NUMBER = re.compile(r"EX-\d{4}-[A-Z0-9]{4}")
BETWEEN = "----"


@pytest.fixture
def address(api: Api) -> Iterator[str]:
    """The office's own site, served as it is when it runs."""
    stop, sock = threading.Event(), listen("127.0.0.1", 0)
    serving = threading.Thread(target=serve, args=(api.site, sock, stop))
    serving.start()
    yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    stop.set()
    serving.join(timeout=30)


def test_every_command_of_the_example_has_what_it_says() -> None:
    assert len(STEPS) == TEXT.count("```sh\n") > 5


def test_the_example_of_the_paper_gives_what_the_paper_says(api: Api, address: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        message = "uten curl: apt-get install curl"
        pytest.fail(message) if IN_CI else pytest.skip(message)
    script = f"\necho {BETWEEN}\n".join(commands for commands, _ in STEPS)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "ADRESSE": address,
            "TOKEN": api.token("mottak"),
            "no_proxy": "*",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = [part.strip() for part in done.stdout.split(BETWEEN)]
    assert (done.stderr, done.returncode) == ("", 0)
    assert [as_printed(each) for each in said] == [as_printed(text.strip()) for _, text in STEPS]
    assert len(api.kontor.rows("select * from sak")) == 1
    assert api.feil == []


def as_printed(text: str) -> str:
    """With one case number for all: each is drawn."""
    return NUMBER.sub("EX-2026-7K3Q", text)
