"""By the pages one comes by one's own session as long as it stands; without one, only to log in."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from exin.actor import os_user
from exin.casework.hus import okter
from exin.casework.hus.okter import NyOkt
from exin.casework.oppfolging import arbeid
from exin.errors import UnknownActor
from exin.ids import Id
from exin.store.grant import OutsideGrant
from policies import Action, Door
from tests.helpers import cases
from tests.helpers.office import Kontor
from tests.helpers.okter import by_web, log_in, read_by, work_by


@pytest.fixture
def production(kontor: Kontor) -> Iterator[Kontor]:
    """The same office, with real people in it."""
    kontor.office.means.environment = "production"
    yield kontor
    kontor.office.means.environment = "development"


@pytest.mark.parametrize("dor", [Door.WEB, Door.API])
def test_in_production_nobody_comes_by_the_pages_without_a_session(production: Kontor, dor: Door) -> None:
    with (
        production.new_events() as events,
        pytest.raises(UnknownActor),
        production.office.read(replace(by_web("kari"), dor=dor, os_bruker="tester")) as r,
    ):
        okter.own_sessions(r)
    assert [(each.utfall, each.koder, each.ansatt) for each in events] == [
        ("nektet", ("ukjent_ansatt",), None)
    ]


def test_who_is_turned_away_from_the_pages_is_logged_by_the_account_of_the_server(kontor: Kontor) -> None:
    with kontor.new_events() as events, pytest.raises(UnknownActor), kontor.office.read(by_web("ingen")):
        pass
    assert [(each.ansatt, each.os_bruker, each.dor) for each in events] == [(None, os_user(), "web")]


def test_a_session_that_never_was_lets_nobody_in(kontor: Kontor) -> None:
    with pytest.raises(UnknownActor), kontor.office.read(by_web("kari", Id(bytes(16)))):
        pass


def test_anothers_session_lets_nobody_in(kontor: Kontor) -> None:
    theirs = log_in(kontor, "ola")
    with pytest.raises(UnknownActor), kontor.office.read(by_web("kari", theirs.okt.id)):
        pass


@pytest.mark.parametrize("how", ["end", "end_all"])
def test_a_session_that_was_ended_lets_nobody_in(kontor: Kontor, how: str) -> None:
    ny = log_in(kontor)
    with work_by(kontor, ny) as w:
        getattr(okter, how)(w)
    with pytest.raises(UnknownActor), read_by(kontor, ny):
        pass


def test_in_production_the_log_in_itself_and_what_follows_it_work(production: Kontor) -> None:
    ny = log_in(production)
    with production.new_events() as events, read_by(production, ny) as r:
        assert len(okter.own_sessions(r)) == 1
    assert [(each.ansatt, each.dor, each.os_bruker) for each in events] == [
        (production.staff_id("kari").hex(), "web", None)
    ]


def test_the_account_of_the_operating_system_counts_for_nothing_by_the_pages(production: Kontor) -> None:
    ny = log_in(production)
    with production.office.read(replace(by_web("kari", ny.okt.id), os_bruker="noen_andre")) as r:
        okter.own_sessions(r)


def test_a_session_counts_for_nothing_on_the_command_line(production: Kontor) -> None:
    ny = log_in(production)
    asker = replace(by_web("kari", ny.okt.id), dor=Door.CLI, os_bruker="noen_andre")
    with pytest.raises(UnknownActor), production.office.read(asker):
        pass


def test_the_block_that_logs_in_gives_nothing_else(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    for ask in (
        lambda w: arbeid.write_notat(w, saksnr, "Noe."),
        lambda w: w.permit(Action.LES_SAK, saksnr),
        lambda w: w.permit_house(Action.LISTE_SAKER, "register"),
        lambda w: w.permit_house(Action.LOGG_UT, "okter"),
    ):
        with pytest.raises(OutsideGrant), kontor.office.log_in(by_web("kari")) as w:
            ask(w)
    assert kontor.rows("select * from notat") == []


def test_the_session_is_asked_for_along_with_who_it_is(kontor: Kontor) -> None:
    ny: NyOkt = log_in(kontor)
    with kontor.statements() as asked, read_by(kontor, ny) as r:
        before = len(asked)
        r.permit_house(Action.LES_OKTER, "okter")
    assert before == 2
