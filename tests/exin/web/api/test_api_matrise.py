"""Every route of the API by every role on every kind of case: the answers are those of `apimatrise.toml`.

A run takes one in sixteen of the cells, drawn by a seed that a failure tells; `EXIN_TUNGT=1` takes all. All at one
office: nobody who is let in changes anything, since what they send is of a version that nothing has.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route

from audit.events import Event, Outcome
from exin.app import open_installation
from exin.web.api.ressurser import RUTER
from exin.web.api.tjeneste import STI
from policies import Action
from tests.architecture.tree import ROOT
from tests.conftest import IN_CI
from tests.helpers.api import UNDER, Api, api_at
from tests.helpers.apitabell import Kallrad, read_calls
from tests.helpers.matrix_house import ASKERS, House, build
from tests.helpers.matrix_table import AS_NONE, CLOSED, DONE, NONE_SUCH, NOT_NOW, REFUSED, STRANGER
from tests.helpers.office import START, Kontor, SettableClock

ROWS = read_calls(
    Path(__file__).with_name("apimatrise.toml"),
    ROOT / "tests" / "journeys" / "matrise.toml",
    ROOT / "tests" / "exin" / "web" / "rutematrise.toml",
)
SEED = 0 if IN_CI else random.SystemRandom().randrange(1_000_000)
STALE = '"v0"'

PURPOSES = {"teamleder": "ledelse", "klarert_teamleder": "ledelse", "revisor": "kontroll"}
LET_IN = {200, 409, 412, 422}
NO_SUCH_YEAR = 404
CLASSES = {DONE: LET_IN, NOT_NOW: LET_IN, REFUSED: {403}, CLOSED: {403}, AS_NONE: {404}, STRANGER: {403}}


@dataclass(kw_only=True)
class Benk:
    """The house, and its API."""

    house: House
    api: Api

    def ask(self, rad: Kallrad, rolle: str, slag: str) -> tuple[Any, list[Event]]:
        """A route, as a role, on a kind of case; and the events that came of it."""
        case, before = self.house.case(slag or NONE_SUCH, rad.tilstand), self.api.kontor.log_size
        where = rad.sti.format(
            saksnr=case.saksnr,
            notat_id=case.notat,
            mote_id=case.mote,
            slag="plan",
            funksjon="medansvarlig",
            ansatt="ekstra",
            ar="2025",
        )
        answer = self.api.ask(
            rad.metode,
            where,
            who=rolle,
            sendt=rad.sendt or None,
            etag=STALE if rad.metode != "GET" and rad.om_sak else None,
            formal=PURPOSES.get(rolle),
        )
        return answer, self.api.kontor.log(before)


@pytest.fixture(scope="module")
def benk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Benk]:
    house, clock = build(tmp_path_factory.mktemp("hus")), SettableClock(START + timedelta(hours=2))
    opened = open_installation(house.folder, clock=clock)
    kontor = Kontor(folder=house.folder, clock=clock, installation=opened)
    with api_at(kontor, staff=tuple(ASKERS)) as api:
        yield Benk(house=house, api=api)
    kontor.close()


def chosen(rad: Kallrad, every: int) -> list[tuple[str, str]]:
    """The cells of a row to try: one in `every`."""
    draw = random.Random(f"{SEED} {rad.name}")
    return [cell for cell in rad.answers if draw.randrange(every) == 0]


@pytest.mark.parametrize("rad", ROWS, ids=lambda rad: rad.name)
def test_each_route_answers_as_the_table_says(
    rad: Kallrad, benk: Benk, rounds: Callable[[int, int], int]
) -> None:
    wrong = [
        f"{rolle} / {slag or 'huset'}: {fault}"
        for rolle, slag in chosen(rad, rounds(16, 1))
        for fault in faults(benk, rad, rolle, slag)
    ]
    assert not wrong, "\n".join([f"seed {SEED}", *wrong])


def faults(benk: Benk, rad: Kallrad, rolle: str, slag: str) -> Iterator[str]:
    """What is not as the table says; nothing when all is."""
    sign = rad.answers[rolle, slag]
    answer, events = benk.ask(rad, rolle, slag)
    expected_status = CLASSES[sign] | ({NO_SUCH_YEAR} if "{ar}" in rad.sti and sign == DONE else set())
    if answer.status_code not in expected_status:
        yield f"{answer.status_code} {answer.text[:200]} {benk.api.feil}, expected {sign!r}"
    if any(each.skrevet for each in events):
        yield "something was written"
    denied = [each.handling for each in events if each.utfall is Outcome.NEKTET]
    expected = {STRANGER: ["logg_inn"], DONE: [], NOT_NOW: []}.get(sign, [rad.handling])
    if denied != expected:
        yield f"denials {denied}, expected {expected}"
    if {each.dor for each in events} - {"api"}:
        yield "it came by another door"
    if sign == AS_NONE and rad.om_sak:
        none, _ = benk.ask(rad, rolle, NONE_SUCH)
        if told(answer) != told(none):
            yield "it does not answer as a number that nobody has"


def told(answer: Any) -> tuple[int, Mapping[str, Any], Mapping[str, str]]:  # noqa: ANN401 - the client's own
    """All that could be noticed of an answer, but for the request's number."""
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    return answer.status_code, answer.json() | {"foresporsel": ""}, headers


def test_a_case_that_one_is_barred_from_and_may_not_know_of_is_none(benk: Benk) -> None:
    for rad in (each for each in ROWS if each.tilstand == "forlop"):
        answers = [benk.ask(rad, "klarert", slag)[0] for slag in ("strengt_inhabil", NONE_SUCH)]
        assert [each.status_code for each in answers] == [404, 404], rad.name


# -- the table is whole ------------------------------------------------------------------------------------


def test_the_table_names_every_route_and_no_other() -> None:
    assert {(rad.metode, rad.sti) for rad in ROWS} == {(rute.metode, rute.sti) for rute in RUTER}


def test_the_table_has_a_row_for_every_action_of_a_route() -> None:
    named = {(rad.metode, rad.sti, rad.handling) for rad in ROWS}
    assert named == {(rute.metode, rute.sti, str(each)) for rute in RUTER for each in rute.handlinger}


def test_every_route_names_an_action_of_the_rules_and_the_description_alone_is_open(benk: Benk) -> None:
    assert all(rute.handlinger and set(rute.handlinger) <= set(Action) for rute in RUTER)
    (mounted,) = [each for each in benk.api.site.routes if getattr(each, "path", "") == UNDER]
    paths = {each.path for each in mounted.app.routes if isinstance(each, Route)}  # type: ignore[attr-defined]
    assert paths == {STI, *(rute.sti for rute in RUTER)}
    for rute in RUTER:
        sti = rute.sti.replace("{", "").replace("}", "")
        assert benk.api.ask(rute.metode, sti, who=None).status_code == 401
    assert benk.api.client().get(UNDER + STI).status_code == 200
