"""The command line as a whole: wrong usage, help pages, and faults that nobody foresaw."""

import json
import re
import subprocess
import sys
import time
from importlib import import_module

import pytest
from typer import Context
from typer._click.core import Command
from typer.core import TyperGroup
from typer.main import get_command

from exin.cli.norsk import Kontekst
from exin.cli.start import TREE, app
from tests.architecture.tree import ROOT
from tests.helpers.kommando import exin
from tests.helpers.office import Kontor

ENGLISH = re.compile(
    r"\b(usage|options?|arguments?|commands?|error|missing|invalid|try|show|this|message|exit|default|required|"
    r"unexpected|extra|got|such|did|mean|value|must|the|is|not|a valid|int|str|text|path|file)\b",
    re.IGNORECASE,
)
CANARY = "Vilde Hemmelig"


def english_in(text: str) -> list[str]:
    """English words, options and what stands in capitals or angles aside."""
    plain = re.sub(r"--[\w-]+|«[^»]*»|[A-ZÆØÅ]{2,}|exin [\w -]+", " ", text)
    return ENGLISH.findall(plain)


# -- wrong usage -----------------------------------------------------------------------------------

WRONG = {
    "no command": ([], "Kommandoer:"),
    "no subcommand": (["ansatt"], "Kommandoer:"),
    "unknown command": (["ansatte"], "Mente du «ansatt»?"),
    "unknown subcommand": (["logg", "verifi"], "Mente du «verify»?"),
    "nothing like it": (["zzz"], "Det mangler en kommando"),
    "unknown option": (
        ["ansatt", "liste", "--somme", "admin"],
        "Det finnes ikke noe valg --somme her. Mente du «--som»",
    ),
    "unknown short option": (["ansatt", "liste", "-q"], "Det finnes ikke noe valg -q her."),
    "unknown option of the program": (["--zzz"], "Det finnes ikke noe valg --zzz her."),
    "missing option": (["ansatt", "liste"], "Valget --som BRUKER mangler. Brukernavnet ditt."),
    "missing argument": (["ansatt", "ny", "--rolle", "revisor", "--som", "admin"], "BRUKER mangler."),
    "missing value": (["ansatt", "liste", "--som"], "Valget --som må ha en verdi etter seg."),
    "value where none is taken": (["doctor", "--json=ja"], "Valget --json tar ingen verdi."),
    "not in the list": (
        ["ansatt", "ny", "x", "--rolle", "konge", "--som", "admin"],
        "Velg saksbehandler, teamleder, revisor eller systemansvarlig.",
    ),
    "not a number": (
        ["ansatt", "endre", "x", "--stillingsandel", "halv", "--som", "admin"],
        "Skriv et tall fra 0 til 100.",
    ),
    "number out of range": (
        ["ansatt", "endre", "x", "--stillingsandel", "101", "--som", "admin"],
        "Skriv et tall fra 0 til 100.",
    ),
    "too many values": (["ansatt", "sperr", "x", "y", "--som", "admin"], "flere verdier enn kommandoen tar"),
    "unknown programme": (["diagram", "zzz"], "Velg exin_oslo eller exin_oslo_ung."),
}


@pytest.mark.parametrize("args, told", WRONG.values(), ids=WRONG.keys())
def test_wrong_usage_says_in_norwegian_what_to_do(args: list[str], told: str) -> None:
    answer = exin(*args)
    assert answer.code == 64
    assert answer.out == ""
    assert told in answer.err
    assert english_in(answer.err) == []
    assert "--help" in answer.err


@pytest.mark.parametrize(
    "args",
    [
        [CANARY],
        ["ansatt", "sperr", "x", CANARY, "--som", "admin"],
        ["ansatt", "ny", "x", "--rolle", CANARY, "--som", "admin"],
        ["ansatt", "endre", "x", "--stillingsandel", CANARY, "--som", "admin"],
        ["logg", f"--{CANARY}"],
        ["logg", "verify", f"--data={CANARY}"],
        ["diagram", CANARY],
    ],
)
def test_what_was_typed_in_the_wrong_place_is_not_repeated(args: list[str]) -> None:
    answer = exin(*args)
    assert answer.code == 64
    assert not re.search("Vilde|Hemmelig", answer.said)


@pytest.mark.parametrize(
    "args",
    [
        ["logg", "sok", "--fra", "i går"],
        ["logg", "sok", "--formal", "nysgjerrig"],
        ["ansatt", "liste", "--som", "x", "y"],
    ],
)
def test_a_value_of_the_wrong_form_is_wrong_usage(kontor: Kontor, args: list[str]) -> None:
    answer = exin(*args, "--som", "revisor", "--dir", kontor.folder)
    assert answer.code == 64
    assert english_in(answer.err) == []


# -- help ------------------------------------------------------------------------------------------


def commands() -> list[list[str]]:
    """The path of each command and group."""
    found: list[list[str]] = [[]]

    def walk(command: Command, path: list[str]) -> None:
        if isinstance(command, TyperGroup):
            with Context(command) as ctx:
                for name in command.list_commands(ctx):
                    child = command.get_command(ctx, name)
                    assert child is not None
                    found.append([*path, name])
                    walk(child, [*path, name])

    walk(get_command(app), [])
    return found


@pytest.mark.parametrize("path", commands(), ids=lambda path: " ".join(path) or "exin")
def test_every_help_page_is_norwegian(path: list[str]) -> None:
    answer = exin(*path, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("Bruk: exin")
    assert "Vis denne hjelpen." in answer.out
    assert english_in(answer.out) == []
    assert "<" not in answer.out


@pytest.mark.parametrize("path", commands(), ids=lambda path: " ".join(path) or "exin")
def test_every_option_and_argument_is_explained(path: list[str]) -> None:
    command: Command | None = get_command(app)
    ctx = Context(command) if command else None
    for name in path:
        assert isinstance(command, TyperGroup)
        command = command.get_command(ctx, name) if ctx else None
        ctx = Kontekst(command) if command else None
    assert command is not None
    assert [param.name for param in command.params if not getattr(param, "help", None)] == []
    assert command.help


@pytest.mark.parametrize("name", TREE)
def test_the_first_page_says_of_a_command_what_its_own_page_says(name: str) -> None:
    module = import_module(TREE[name].module)
    made = getattr(module, TREE[name].function or "app")
    assert made is not None
    page = exin(name, "--help").out
    assert TREE[name].om.rstrip(".") in " ".join(page.split())


def test_help_imports_nothing_heavy_and_answers_at_once() -> None:
    heavy = "sqlalchemy sqlmodel pydantic cedarpy transitions alembic cryptography structlog rich".split()
    program = (
        "import sys\nfrom exin.cli.start import main\nsys.argv = ['exin', '--help']\n"
        f"try:\n main()\nexcept SystemExit: pass\nprint([each for each in {heavy} if each in sys.modules])"
    )
    times = []
    for _ in range(3):
        began = time.perf_counter()
        answer = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
        )
        times.append(time.perf_counter() - began)
        assert answer.stdout.splitlines()[-1] == "[]"
    assert min(times) < 0.5  # 0.11 s on the machine it was written on


# -- faults ----------------------------------------------------------------------------------------


def break_something(kontor: Kontor) -> None:
    """What no code foresees: a table is gone, and the database's message would name a value typed."""
    kontor.tamper("alter table team rename to borte")


def test_an_unforeseen_fault_gives_a_number_and_no_details(kontor: Kontor) -> None:
    break_something(kontor)
    answer = exin(
        "ansatt",
        "ny",
        "ny1",
        "--rolle",
        "revisor",
        "--team",
        CANARY,
        "--som",
        "admin",
        "--dir",
        kontor.folder,
    )
    assert answer.code == 1
    assert answer.out == ""
    (number,) = re.findall(r"feilnummer ([0-9a-f]{32})\.", answer.err)
    assert re.fullmatch(r"Noe gikk galt\. [^\n]*\n", answer.err)
    log = (kontor.folder / "drift.log").read_text("utf-8")
    (line,) = map(json.loads, log.splitlines())
    assert line["feilnummer"] == number
    assert line["feiltype"] == "sqlalchemy.exc.OperationalError"
    assert any(each.startswith("exin.store.hus:") for each in line["vei"])
    assert CANARY not in log + answer.said
    assert "admin" not in log


def test_the_number_of_a_fault_is_that_of_the_request_in_the_log(kontor: Kontor) -> None:
    break_something(kontor)
    with kontor.new_events() as events:
        answer = exin("ansatt", "liste", "--som", "admin", "--dir", kontor.folder)
    (event,) = events
    assert event.utfall == "avbrutt"
    assert f"feilnummer {event.foresporsel}." in answer.err


def test_a_fault_is_told_as_json_to_a_program(kontor: Kontor) -> None:
    break_something(kontor)
    answer = exin("ansatt", "liste", "--som", "admin", "--json", "--dir", kontor.folder)
    assert answer.code == 1
    assert answer.data["feil"] == "feil"
    assert "feilnummer" in answer.data["tekst"]


def test_what_the_sink_cannot_take_is_not_shown(kontor: Kontor) -> None:
    sink = kontor.installation.path("sjekkpunkter")
    sink.unlink()
    sink.mkdir()
    before = kontor.log_size
    answer = exin("ansatt", "liste", "--som", "admin", "--dir", kontor.folder)
    assert (answer.code, answer.out) == (1, "")
    assert "Sjekkpunktet kan ikke skrives" in answer.err
    assert kontor.log_size == before


def test_nothing_is_done_when_the_place_of_the_checkpoints_is_gone(kontor: Kontor) -> None:
    sink = kontor.installation.path("sjekkpunkter")
    sink.unlink()
    sink.parent.rmdir()
    with kontor.new_events() as events:
        answer = exin("ansatt", "sperr", "kari", "--som", "admin", "--dir", kontor.folder)
    assert (answer.code, answer.out, events) == (1, "", [])
    assert kontor.one("select aktiv from ansatt where brukernavn = 'kari'") == (1,)


def test_nothing_is_shown_when_the_checkpoint_fails_at_the_end(kontor: Kontor) -> None:
    kontor.tamper(
        "create trigger stopp before insert on logg_sjekkpunkt begin select raise(abort, 'stopp'); end"
    )
    answer = exin("ansatt", "liste", "--som", "admin", "--dir", kontor.folder)
    assert (answer.code, answer.out) == (1, "")
    assert "Noe gikk galt" in answer.err


def test_what_was_done_before_the_checkpoint_failed_is_not_called_undone(kontor: Kontor) -> None:
    kontor.tamper(
        "create trigger stopp before insert on logg_sjekkpunkt begin select raise(abort, 'disk is full'); end"
    )
    answer = exin("ansatt", "sperr", "kari", "--som", "admin", "--dir", kontor.folder)
    assert (answer.code, answer.out) == (1, "")
    assert "Det du ba om, kan være gjort" in answer.err
    assert kontor.one("select aktiv from ansatt where brukernavn = 'kari'") == (0,)


def test_ctrl_c_is_no_traceback() -> None:
    program = """
import importlib.machinery, os, signal, sys, time, types
from exin.cli import start

def wait():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(5)

module = types.ModuleType("venter")
module.wait, module.__spec__ = wait, importlib.machinery.ModuleSpec("venter", None)
sys.modules["venter"] = module
start.TREE["demo"] = start.Gren("venter", "Vent.", "wait")
sys.argv = ["exin", "demo"]
start.main()
"""
    command = [sys.executable, "-c", program]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 130
    assert "Traceback" not in answer.stderr
