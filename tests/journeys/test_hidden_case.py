"""A case that somebody may not know of is no case at all: same bytes, same exit code, same statements on the database.

A run takes a sixth of the roles for each command, drawn by a seed that a failure tells; `EXIN_TUNGT=1` takes all.
"""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import IN_CI
from tests.helpers.kommando import Svar, exin
from tests.helpers.matrix_house import House
from tests.helpers.matrix_table import AS_NONE, NONE_SUCH, NOT_SHOWN, Row, read_table
from tests.helpers.matrix_trial import Bench, Tried

TABLE = read_table(Path(__file__).with_name("matrise.toml"))
SEED = 0 if IN_CI else random.SystemRandom().randrange(1_000_000)

ON_A_CASE = [row for row in TABLE.rows if "{sak}" in row.args]

pytestmark = pytest.mark.usefixtures("quick")


def hidden(row: Row, rolle: str) -> Iterator[str]:
    """The kinds of case that do not exist for a role. Whoever is barred from a strict one knows of it no more."""
    none = row.answers[rolle, NONE_SUCH]
    if none not in {AS_NONE, NOT_SHOWN}:
        return
    yield from (slag for slag in TABLE.slag if row.answers[rolle, slag] == none and slag != NONE_SUCH)
    if "les_logg" not in row.handling:
        yield "strengt_inhabil"


def told(tried: Tried) -> tuple[Svar, list[str]]:
    """All that an outsider could notice, the time it took aside."""
    return tried.answer, tried.statements


@pytest.mark.parametrize("form", ["", "--json"], ids=["text", "json"])
@pytest.mark.parametrize("row", ON_A_CASE, ids=lambda row: row.name)
def test_a_hidden_case_answers_byte_for_byte_like_none(
    row: Row, form: str, house: House, room: Path, rounds: Callable[[int, int], int]
) -> None:
    bench, every = Bench(house, room), rounds(6, 1)
    more = [form] if form and form not in row.words else []
    draw = random.Random(f"{SEED} {row.name} {form}")
    for rolle in [rolle for rolle in TABLE.roller if draw.randrange(every) == 0]:
        none = told(bench.run(row, rolle, NONE_SUCH, *more))
        for slag in hidden(row, rolle):
            assert told(bench.run(row, rolle, slag, *more)) == none, f"seed {SEED}: {rolle}, {slag}"


# -- lists and searches in a house with hidden cases, and in the same house without them -----------------

OUTSIDERS = ("saksbehandler", "mottak", "teamleder")

LISTS = {
    "liste": ("sak liste --alle", ""),
    "liste av en tilstand": ("sak liste --tilstand forlop", ""),
    "ko": ("ko", ""),
    "sok på navn": ("sak sok", "{navn}"),
    "sok på nummer": ("sak sok --nummer", "{nummer}"),
}


def asking(args: str, skrevet: str = "") -> Row:
    """A row of its own, with nothing expected."""
    return Row(args=args, handling=frozenset(), answers={}, skrevet=skrevet)


@pytest.mark.parametrize("form", ["", "--json"], ids=["text", "json"])
@pytest.mark.parametrize("args, skrevet", LISTS.values(), ids=LISTS.keys())
@pytest.mark.parametrize("rolle", OUTSIDERS)
def test_lists_and_searches_are_those_of_a_house_without_hidden_cases(
    rolle: str, args: str, skrevet: str, form: str, house: House, room: Path
) -> None:
    case = house.case("strengt", "forlop")
    row = asking(f"{args} {form}", skrevet.format(navn=case.navn, nummer=case.nummer))
    bench = Bench(house, room)
    assert told(bench.run(row, rolle, "")) == told(bench.run(row, rolle, "", without=True))


NUMBER = re.compile(r"EX-\d{4}-[0-9A-Z]{4}")


def without_numbers(answer: Svar) -> Svar:
    """An answer with the case numbers that were drawn left out."""
    return Svar(answer.code, *(NUMBER.sub("EX", text) for text in (answer.out, answer.err)))


def afterwards(saksnr: str) -> list[str]:
    """What one would look at next."""
    return [f"vis {saksnr}", f"muligheter {saksnr}", f"sok {saksnr}"]


@pytest.mark.parametrize("tilstand", ["forlop", "frafall"])
@pytest.mark.parametrize("rolle", OUTSIDERS)
def test_a_henvendelse_of_somebody_hidden_is_received_like_any_other(
    rolle: str, tilstand: str, house: House, room: Path
) -> None:
    case = house.case("strengt", tilstand)
    said = f"navn: {case.navn}\nfodselsnummer: {case.nummer}\ntekst: Ringte."
    row = asking("sak ny --kilde direkte --program exin_oslo --bydel Sagene", said)
    bench = Bench(house, room)
    answers = []
    for without in (False, True):
        receipt = bench.run(row, rolle, "", without=without).answer
        assert receipt.code == 0
        (saksnr,) = {*NUMBER.findall(receipt.out)}
        pages = [
            exin("sak", *page.split(), "--som", rolle, "--dir", bench.folder) for page in afterwards(saksnr)
        ]
        answers.append([without_numbers(each) for each in (receipt, *pages)])
    there, elsewhere = answers
    assert there == elsewhere
