"""The line is cut in the middle of COMMIT, somebody has the lock, the clock goes back: what staff are told is true.

A proxy between the engine and a real PostgreSQL cuts the line; locks are held by a session of somebody else.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from audit.events import Event, Outcome
from exin.casework.oppfolging import arbeid
from exin.cli.feil import LOG_UNAVAILABLE
from exin.errors import Conflict, LogUnavailable
from exin.settings import FILE_NAME, as_toml
from exin.store import arbeid as store
from exin.store.tables import Notat
from policies import Action
from tests.helpers import cases
from tests.helpers.days import told
from tests.helpers.office import Kontor
from tests.helpers.postgres import Server
from tests.helpers.proxy import Cut, Proxy, line_to
from tests.helpers.whole import whole

UNKNOWN = "Databasen svarte ikke da endringen skulle lagres. Den kan være lagret eller ikke. "


@pytest.fixture(scope="module")
def databaseslag() -> str:
    """A file has no line to it."""
    return "postgres"


@pytest.fixture
def saksnr(kontor: Kontor) -> str:
    """A case of kari's; all that was done so far has its leaf."""
    number = cases.case(kontor)
    kontor.office.pin()
    return number


@contextmanager
def by_a_line(kontor: Kontor, server: Server, name: str) -> Iterator[Proxy]:
    """The office's line to one of its databases, by the name of the setting."""
    settings = kontor.installation.settings
    with tempfile.TemporaryDirectory(prefix="exin-") as folder, line_to(server, Path(folder)) as proxy:
        by_proxy = settings.model_copy(update={name: proxy.address_of(getattr(settings, name))})
        (kontor.folder / FILE_NAME).write_text(as_toml(by_proxy), encoding="utf-8")
        kontor.reopen()
        yield proxy
        proxy.mend()
        kontor.close()


@pytest.fixture
def line(kontor: Kontor, postgres: Server) -> Iterator[Proxy]:
    """The line to its data."""
    with by_a_line(kontor, postgres, "database") as proxy:
        yield proxy


@pytest.fixture
def line_to_keys(kontor: Kontor, postgres: Server) -> Iterator[Proxy]:
    """The line to its keys."""
    with by_a_line(kontor, postgres, "nokkellager") as proxy:
        yield proxy


def write(kontor: Kontor, saksnr: str) -> None:
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Ror over fjorden.")


def look(kontor: Kontor, saksnr: str) -> None:
    with kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)


def cut_while_writing(kontor: Kontor, saksnr: str, line: Proxy, cut: Cut) -> LogUnavailable:
    """What is told of a note that was being written when the line was cut."""
    with pytest.raises(LogUnavailable) as error:
        line.cut = cut
        write(kontor, saksnr)
    line.mend()
    return error.value


def until_rolled_back(kontor: Kontor) -> None:
    """Wait until the server has noticed that the line is cut."""
    in_work = (
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and application_name = 'exin' and state <> 'idle'"
    )
    while kontor.one(in_work) != (0,):
        time.sleep(0.005)


def outcomes(events: list[Event]) -> list[Outcome]:
    return sorted(event.utfall for event in events if event.handling == Action.SKRIV_NOTAT)


def chain_of(kontor: Kontor) -> bytes:
    chain = kontor.office.means.database.link().chain
    assert chain is not None
    return chain.id


# -- the line is cut ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dead", [False, True], ids=["and_back_at_once", "and_stays_down"])
@pytest.mark.parametrize("cut", Cut)
def test_of_a_commit_without_an_answer_is_told_that_nobody_knows_and_all_or_nothing_is_there(
    kontor: Kontor, saksnr: str, line: Proxy, cut: Cut, dead: bool
) -> None:
    look(kontor, saksnr)
    old, line.dead = chain_of(kontor), dead
    with kontor.new_events() as events:
        error = cut_while_writing(kontor, saksnr, line, cut)
        assert error.args == ("utfall_ukjent",)
        assert told(error).startswith(UNKNOWN)
        look(kontor, saksnr)
        assert kontor.one("select count(*) from logg_inntak where etter = ?", old) == (1,)
    written = cut is Cut.AFTER
    assert kontor.one("select count(*) from notat") == (int(written),)
    assert outcomes(events) == [Outcome.AVBRUTT] * (not dead) + [Outcome.TILLATT] * written
    write(kontor, saksnr)
    assert kontor.one("select count(*) from notat") == (1 + written,)
    assert whole(kontor)


@pytest.mark.parametrize("cut", Cut)
def test_what_cannot_be_known_to_be_logged_is_not_shown(
    kontor: Kontor, saksnr: str, line: Proxy, cut: Cut
) -> None:
    write(kontor, saksnr)
    opened: list[str | None] = []
    with kontor.new_events() as events, pytest.raises(LogUnavailable), kontor.read("kari") as r:
        grant = r.permit(Action.LES_NOTAT, saksnr, felt=("notat.tekst",))
        (stored,) = store.of_case(r.tx, grant, Notat)
        line.cut = cut
        opened.append(r.open(grant, stored, "tekst"))
    assert opened == []
    said = [event.utfall for event in events if event.handling == Action.LES_NOTAT]
    assert said == [Outcome.TILLATT] * (cut is Cut.AFTER) + [Outcome.AVBRUTT]
    assert whole(kontor)


def test_the_numbering_goes_on_after_its_own_commit_was_cut(kontor: Kontor, saksnr: str, line: Proxy) -> None:
    for cut in Cut:
        look(kontor, saksnr)
        line.cut = cut
        with pytest.raises(LogUnavailable):
            kontor.office.sequence()
        until_rolled_back(kontor)
        assert kontor.one("select count(*) from logg_inntak") == (int(cut is Cut.BEFORE),)
        assert kontor.office.sequence() == int(cut is Cut.BEFORE)
    assert whole(kontor)


@pytest.mark.parametrize("cut", [*Cut, None], ids=["before_commit", "after_commit", "all_the_time"])
def test_who_can_get_no_keys_is_told_that_nothing_is_shown_or_written(
    kontor: Kontor, line_to_keys: Proxy, cut: Cut | None
) -> None:
    cases.register(kontor)
    if cut is None:
        line_to_keys.fall()
    line_to_keys.cut = cut
    with kontor.new_events() as events, pytest.raises(LogUnavailable) as error:
        cases.register(kontor)
    assert told(error.value) == LOG_UNAVAILABLE
    assert {event.utfall for event in events} == {Outcome.AVBRUTT}
    assert kontor.one("select (select count(*) from sak) + (select count(*) from person)") == (2,)
    line_to_keys.mend()
    cases.register(kontor)
    assert whole(kontor)


# -- somebody else has the lock ----------------------------------------------------------------------------------

PERSON = "select id from person for update"
STAFF = "select id from ansatt where brukernavn = 'kari' for update"
PROGRAMME = "select id from program for update"


@pytest.mark.parametrize("held", [PERSON, STAFF, PROGRAMME])
def test_who_cannot_have_the_lock_in_time_is_told_so_and_nothing_is_written(
    kontor: Kontor, held: str
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.prepare(kontor, saksnr, "start_forlop")
    steps = kontor.rows("select nummer from steg")
    kontor.office.means.database.link().execute(text("set lock_timeout = '100ms'"))
    with kontor.new_events() as events, kontor.pen() as pen:
        pen("begin")
        pen(held)
        with pytest.raises(Conflict) as error:
            cases.advance(kontor, saksnr, "start_forlop")
        pen("rollback")
    assert error.value.kode == "opptatt"
    assert told(error.value).endswith("Prøv igjen om litt.")
    assert {(event.utfall, event.koder, event.skrevet) for event in events} == {
        (Outcome.KONFLIKT, ("opptatt",), ())
    }
    assert kontor.rows("select nummer from steg") == steps
    cases.advance(kontor, saksnr, "start_forlop")
    assert whole(kontor)


# -- the clock goes back -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("databaseslag", ["sqlite", "postgres"])
def test_a_clock_that_was_set_back_changes_nothing_of_numbers_chains_and_verification(
    kontor: Kontor, saksnr: str
) -> None:
    with kontor.new_events() as events:
        for back in (timedelta(), timedelta(hours=3), timedelta(days=400)):
            kontor.clock.now -= back
            write(kontor, saksnr)
            look(kontor, saksnr)
    moments = [event.tid for event in events]
    assert len(moments) == 6
    assert moments != sorted(moments)
    assert sorted(moments, reverse=True) == moments
    assert whole(kontor)
    kontor.reopen()
    assert whole(kontor)
