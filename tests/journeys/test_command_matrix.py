"""Every command by every role on every kind of case: the answers are those of `matrise.toml`, and denials are logged.

A run takes a third of the cells, drawn by a seed that a failure tells, and always those that must not tell that a
hidden case exists. `EXIN_TUNGT=1` takes all.
"""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from policies import Action
from tests.architecture.tree import ROOT
from tests.conftest import IN_CI
from tests.helpers.commands import COMMANDS, takes
from tests.helpers.kommando import exin
from tests.helpers.matrix_house import HIDDEN, House
from tests.helpers.matrix_table import AS_NONE, Row, read_table
from tests.helpers.matrix_trial import Bench, faults
from workflows import PROGRAMMES

TABLE = read_table(Path(__file__).with_name("matrise.toml"))
SEED = 0 if IN_CI else random.SystemRandom().randrange(1_000_000)

pytestmark = pytest.mark.usefixtures("quick")


def chosen(row: Row, every: int) -> list[tuple[str, str]]:
    """The cells of a row to try: one in `every`, and all that hide a case."""
    draw = random.Random(f"{SEED} {row.name}")
    return [
        cell
        for cell, sign in row.answers.items()
        if draw.randrange(every) == 0 or (cell[1] in HIDDEN and sign == AS_NONE)
    ]


@pytest.mark.parametrize("row", TABLE.rows, ids=lambda row: row.name)
def test_each_cell_answers_as_the_table_says(
    row: Row, house: House, room: Path, rounds: Callable[[int, int], int]
) -> None:
    bench = Bench(house, room)
    wrong = [
        fault
        for rolle, slag in chosen(row, rounds(3, 1))
        for fault in faults(row, rolle, slag, bench.run(row, rolle, slag))
    ]
    assert not wrong, "\n".join([f"seed {SEED}", *wrong])


@pytest.mark.parametrize("args, code", TABLE.uten_bruker.items())
def test_what_asks_nobody_who_they_are_answers_everybody(
    args: str, code: int, house: House, room: Path
) -> None:
    folder = Bench(house, room).fresh()
    where = [] if args.startswith("diagram") else ["--dir", str(folder)]
    assert exin(*args.split(), *where).code == code


# -- the table is whole ----------------------------------------------------------------------------


def test_the_table_names_every_command() -> None:
    named = list(TABLE.named())
    missing = [path for path, _ in COMMANDS if not any(words[: len(path)] == path for words in named)]
    assert missing == []


def test_what_the_table_leaves_to_others_is_tested_there() -> None:
    assert [file for file in TABLE.annetsteds.values() if not (ROOT / file).is_file()] == []


def test_the_table_takes_every_step_of_every_programme() -> None:
    taken = {row.words[3] for row in TABLE.rows if row.words[:2] == ["sak", "steg"]}
    events = {event.key for programme in PROGRAMMES for event in programme.events}
    assert taken == events - {"henvendelse"}


def test_the_table_has_a_denial_for_every_action_that_a_command_asks_for() -> None:
    named = {handling for row in TABLE.rows for handling in row.handling}
    asked_after = {"les_identitet", "les_adresse", "les_notat", "les_kartlegging", "les_begrunnelse"}
    asked_each = {"liste_sak", "les_ko"}
    by_the_house = {"gjenkjenne", "meld_henvendelse", "verifiser_logg", "start", "meld_brudd"}
    by_the_house |= {"regn_frister", "varsle_frist", "se_alder", "send_varsler", "rydd_nokkelkopier"}
    by_the_pages = {"logg_inn", "logg_ut", "les_okter", "skriv_utkast", "les_utkast", "slett_utkast"}
    by_the_pages |= {"les_lesere", "les_egen_logg", "apne_begrunnelse", "les_definisjoner", "se_system"}
    by_the_pages |= {
        "vis_kapasitet",
        "last_ned_nokkeltall",
        "se_sma_tall",
        "sett_stillingsandel",
        "flytt_arbeid",
    }
    assert named == set(Action) - asked_after - asked_each - by_the_house - by_the_pages


# -- wrong usage is told before anybody is asked who they are ------------------------------------------


@pytest.mark.parametrize(
    "path",
    [path for path, command in COMMANDS if any(param.required for param in command.params)],
    ids=" ".join,
)
def test_a_command_without_what_it_needs_is_wrong_usage(path: list[str]) -> None:
    assert exin(*path).code == 64


FORMAL = [path for path, command in COMMANDS if takes(command, "--formal")]


@pytest.mark.parametrize("path", FORMAL, ids=" ".join)
def test_a_purpose_that_there_is_not_is_wrong_usage_and_no_event(
    path: list[str], house: House, room: Path
) -> None:
    row = next(row for row in TABLE.rows if row.words[: len(path)] == path)
    slag = "egen" if row.tilstand else ""
    tried = Bench(house, room).run(row, "saksbehandler", slag, "--formal", "nysgjerrig")
    assert (tried.answer.code, tried.events) == (64, [])
