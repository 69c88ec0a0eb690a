"""Every page by every role on every kind of case: the answers are those of `rutematrise.toml`, and denials are logged.

A run takes one in twelve of the cells, drawn by a seed that a failure tells; `EXIN_TUNGT=1` takes all. All at one
office: nobody who is let in changes anything, since what they send is spoilt.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from audit.events import Event, Outcome
from exin.app import open_installation
from exin.casework.hus.ansatte import set_active
from policies import Action
from tests.architecture.tree import ROOT
from tests.conftest import IN_CI
from tests.helpers import stab
from tests.helpers.matrix_house import HIDDEN, House, build
from tests.helpers.matrix_table import AS_NONE, CLOSED, DONE, NONE_SUCH, NOT_NOW, REFUSED
from tests.helpers.nettsted import Nettleser, Nettside, Svar, open_at
from tests.helpers.office import START, Kontor, SettableClock
from tests.helpers.rutetabell import HANDLINGER, TO_LOGIN, Rute, read_routes

TABLE = read_routes(
    Path(__file__).with_name("rutematrise.toml"), ROOT / "tests" / "journeys" / "matrise.toml"
)
SEED = 0 if IN_CI else random.SystemRandom().randrange(1_000_000)

LEADS = ("teamleder", "klarert_teamleder")
CLASSES = {
    DONE: {200, 303, 409, 422},
    NOT_NOW: {200, 303, 409, 422},
    REFUSED: {403},
    CLOSED: {403},
    AS_NONE: {404},
    TO_LOGIN: {303},
}
HUSETS = {"program": "exin_oslo", "brukernavn": "vikar"}
"""The parts of addresses that are about no case."""

SPOILT = {"dato": "ingen dag", "fodselsdato": "ingen dag", "dag": "ingen dag", "apen_til": "ingen dag"}
"""A day that cannot be read stops any form before it changes anything."""


@dataclass(kw_only=True)
class Benk:
    """The house, its site, and a browser for each role."""

    house: House
    kontor: Kontor
    nettside: Nettside
    browsers: dict[str, Nettleser]

    def ask(self, rute: Rute, rolle: str, slag: str) -> tuple[Svar, list[Event]]:
        """A page, as a role, on a kind of case; and the events that came of it."""
        case = self.house.case(slag or NONE_SUCH, rute.tilstand)
        where = rute.sti.format(
            saksnr=case.saksnr, notat_id=case.notat, mote_id=case.mote, slag="plan", **HUSETS
        )
        browser, before = self.browser(rolle), self.kontor.log_size
        formal = {"formal": "ledelse"} if rolle in LEADS else {}
        if rute.metode == "GET":
            svar = browser.get(f"{where}?formal=ledelse" if formal else where)
        else:
            spoilt = {} if rute.answers[rolle, slag] in {AS_NONE, REFUSED, CLOSED} else SPOILT
            said = {name: text.format(meg=rolle) for name, text in rute.skjema.items() if not spoilt}
            svar = browser.post(where, {**said, **spoilt, **formal})
        if rute.sti == "/logg-ut":
            self.browsers.pop(rolle)
        return svar, self.kontor.log(before)

    def browser(self, rolle: str) -> Nettleser:
        """The browser of a role, logged in where that can be."""
        if rolle not in self.browsers:
            self.browsers[rolle] = self._begun(rolle)
        return self.browsers[rolle]

    def _begun(self, rolle: str) -> Nettleser:
        if rolle == "ukjent":
            return self.nettside.browser()
        if rolle != "sperret":
            return self.nettside.log_in(rolle)
        stab.opened(self.kontor, "sperret")
        browser = self.nettside.log_in("sperret")
        with self.kontor.work("admin") as w:
            set_active(w, "sperret", aktiv=False)
        return browser


@pytest.fixture(scope="module")
def benk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Benk]:
    house, clock = build(tmp_path_factory.mktemp("hus")), SettableClock(START + timedelta(hours=2))
    opened = open_installation(house.folder, clock=clock)
    kontor = Kontor(folder=house.folder, clock=clock, installation=opened)
    with open_at(kontor) as nettside:
        yield Benk(house=house, kontor=kontor, nettside=nettside, browsers={})
    kontor.close()


# -- each cell -----------------------------------------------------------------------------------------


def chosen(rute: Rute, every: int) -> list[tuple[str, str]]:
    """The cells of a row to try: one in `every`."""
    draw = random.Random(f"{SEED} {rute.name}")
    return [cell for cell in rute.answers if draw.randrange(every) == 0]


@pytest.mark.parametrize("rute", TABLE.rader, ids=lambda rute: rute.name)
def test_each_page_answers_as_the_table_says(
    rute: Rute, benk: Benk, rounds: Callable[[int, int], int]
) -> None:
    wrong = [
        f"{rute.name} / {rolle} / {slag or 'huset'}: {fault}"
        for rolle, slag in chosen(rute, rounds(12, 1))
        for fault in faults(benk, rute, rolle, slag)
    ]
    assert not wrong, "\n".join([f"seed {SEED}", *wrong])


def faults(benk: Benk, rute: Rute, rolle: str, slag: str) -> Iterator[str]:
    """What is not as the table says; nothing when all is."""
    sign = rute.answers[rolle, slag]
    svar, events = benk.ask(rute, rolle, slag)
    away = svar.til.startswith("/logg-inn") and "gjort=" not in svar.til
    if svar.status not in CLASSES[sign] or away != (sign == TO_LOGIN):
        yield f"{svar.status} {svar.til} {benk.nettside.feil}, expected {sign!r}"
        benk.nettside.feil.clear()
    denied = [each for each in events if each.utfall is Outcome.NEKTET]
    if sign in {DONE, NOT_NOW, TO_LOGIN}:
        if denied or (sign == TO_LOGIN and events):
            yield f"events {[(each.handling, each.utfall.value) for each in events]}"
        return
    yield from _wrong_denial(rute, slag, denied)
    if any(each.skrevet for each in events):
        yield "something was written"
    if sign == AS_NONE and rute.om_sak:
        none, _ = benk.ask(rute, rolle, NONE_SUCH)
        if told(benk, rute, slag, svar) != told(benk, rute, NONE_SUCH, none):
            yield "it does not answer as a number that nobody has"


def _wrong_denial(rute: Rute, slag: str, denied: list[Event]) -> Iterator[str]:
    if [each.handling for each in denied] != [rute.handling]:
        yield f"denials {[each.handling for each in denied]}, expected {rute.handling}"
    if rute.om_sak and any((each.sak is not None) != (slag != NONE_SUCH) for each in denied):
        yield "the denial does not say which case"


NUMBER = re.compile(r"[0-9a-f]{32,64}")


def told(benk: Benk, rute: Rute, slag: str, svar: Svar) -> tuple[int, str, Mapping[str, str]]:
    """All that could be noticed of an answer, but for the request's number, the form's token and what was asked for."""
    number = benk.house.case(slag, rute.tilstand).saksnr
    text = NUMBER.sub("", svar.tekst).replace(number, "")
    return svar.status, text, {name: each for name, each in svar.headers.items() if name != "x-request-id"}


# -- what the rules are not asked about ------------------------------------------------------------------


@pytest.mark.parametrize("metode, sti", TABLE.apne, ids=" ".join)
def test_an_open_page_answers_whoever_asks(metode: str, sti: str, benk: Benk) -> None:
    for rolle, status in zip(("ukjent", "saksbehandler"), TABLE.apne[metode, sti], strict=True):
        browser = benk.browser(rolle)
        token = browser.csrf or browser.get("/logg-inn").headers["set-cookie"].split("=")[1].split(";")[0]
        svar = browser.get(sti) if metode == "GET" else browser.post(sti, {"brukernavn": "x"}, csrf=token)
        assert svar.status == int(status), rolle


@pytest.mark.parametrize("rolle", LEADS)
def test_a_lead_is_asked_why_before_anybody_looks_whether_there_is_such_a_case(
    rolle: str, benk: Benk
) -> None:
    rute = next(each for each in TABLE.rader if each.name == "GET /saker/{saksnr} forlop")
    browser, answers = benk.browser(rolle), set()
    before = benk.kontor.log_size
    for slag in ("egen", "kollega", *HIDDEN, NONE_SUCH):
        svar = browser.get(f"/saker/{benk.house.case(slag, rute.tilstand).saksnr}")
        answers.add((svar.status, told(benk, rute, slag, svar)[1]))
    assert len(answers) == 1
    assert benk.kontor.log_size == before


def test_a_case_that_one_is_barred_from_and_may_not_know_of_is_none(benk: Benk) -> None:
    for rute in (each for each in TABLE.rader if each.om_sak and each.tilstand == "forlop"):
        where = [
            rute.sti.format(saksnr=case.saksnr, notat_id=case.notat, mote_id=case.mote, slag="plan")
            for case in (benk.house.case(slag, "forlop") for slag in ("strengt_inhabil", NONE_SUCH))
        ]
        browser = benk.browser("klarert")
        answers = [browser.get(each) if rute.metode == "GET" else browser.post(each) for each in where]
        assert [each.status for each in answers] == [404, 404], rute.name


# -- the table is whole ------------------------------------------------------------------------------------


def test_the_table_names_every_route() -> None:
    missing = [f"{metode} {sti}" for metode, sti in HANDLINGER if (metode, sti) not in TABLE.named()]
    assert missing == [], f"write a row in tests/exin/web/rutematrise.toml for {missing}"


def test_the_table_names_no_route_that_there_is_not() -> None:
    assert TABLE.named() - set(HANDLINGER) == set()


def test_a_route_without_an_action_of_the_rules_is_open_by_the_table() -> None:
    without = {key for key, handling in HANDLINGER.items() if handling not in set(Action)}
    assert without == set(TABLE.apne)
