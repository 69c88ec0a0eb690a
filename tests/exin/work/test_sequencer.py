"""Events wait in a chain, get their leaf numbers in order, and what is missing or forged among them is named."""

import threading
import time
from collections.abc import Callable

import pytest
from psycopg import sql

from audit.events import Outcome
from exin.casework.logg.verifisering import verify
from exin.casework.oppfolging import arbeid
from exin.errors import Denied, ExinError, LogUnavailable
from exin.store import inntak
from exin.store.engine import Turn
from exin.work import sequencer
from policies import Action, Job
from tests.helpers import cases
from tests.helpers.office import Kontor, job, meanwhile
from tests.helpers.postgres import Server


@pytest.fixture(scope="module")
def databaseslag() -> str:
    """On SQLite nothing waits."""
    return "postgres"


def waiting(kontor: Kontor) -> list[tuple[bytes, int]]:
    return [
        (bytes(row[0]), row[1]) for row in kontor.rows("select kjede, nummer from logg_inntak order by nr")
    ]


def leaves(kontor: Kontor) -> int:
    return int(kontor.one("select count(*) from logg_hendelse")[0])


def look(kontor: Kontor, saksnr: str, times: int = 1) -> None:
    for _ in range(times):
        with kontor.read("kari") as r:
            r.permit(Action.LES_SAK, saksnr)


def findings(kontor: Kontor) -> dict[str, int]:
    with kontor.office.read(job(Job.VERIFISERING)) as r:
        report = verify(r, kontor.office.pins, data=True)
    return {each.kode: each.antall for each in report.funn}


@pytest.fixture
def saksnr(kontor: Kontor) -> str:
    """A case of kari's; all that was done so far has its leaf."""
    number = cases.case(kontor)
    kontor.office.pin()
    return number


def test_what_is_read_is_durable_before_it_has_a_leaf(kontor: Kontor, saksnr: str) -> None:
    before = leaves(kontor)
    with kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)
        r.flush()
        assert len(waiting(kontor)) == 1
    assert leaves(kontor) == before
    assert kontor.office.sequence() == 1
    assert (leaves(kontor), waiting(kontor)) == (before + 1, [])


def test_events_of_one_connection_are_numbered_without_holes_in_the_order_they_came(
    kontor: Kontor, saksnr: str
) -> None:
    look(kontor, saksnr, 3)
    numbers = [number for _, number in waiting(kontor)]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    moments = [event.tid for event in kontor.log()]
    assert moments == sorted(moments)
    assert kontor.verify().ok


def test_a_block_that_failed_leaves_no_hole(kontor: Kontor, saksnr: str) -> None:
    look(kontor, saksnr)
    with pytest.raises(ZeroDivisionError), kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "x")
        raise ZeroDivisionError
    look(kontor, saksnr)
    kontor.office.pin()
    assert findings(kontor) == {}


def test_a_waiting_event_that_was_removed_is_named(kontor: Kontor, saksnr: str) -> None:
    look(kontor, saksnr, 4)
    chain, number = waiting(kontor)[1]
    kontor.tamper("delete from logg_inntak where nummer = ? or nummer = ?", number, number + 1)
    assert findings(kontor) == {"hendelser_mangler": 1}
    with kontor.new_events() as events:
        pass
    told = [event for event in kontor.log() if event.handling == Action.MELD_BRUDD]
    assert [(each.jobb, each.utfall, each.koder) for each in told] == [
        (
            "sekvensering",
            Outcome.TILLATT,
            ("mangler", f"kjede:{chain.hex()}", f"fra:{number}", f"til:{number + 1}"),
        )
    ]
    assert events == []
    kontor.office.pin()
    assert findings(kontor) == {"hendelser_mangler": 1}  # for good: it is in the log
    assert kontor.verify().ok  # the tree itself is whole


def change_the_body(kontor: Kontor, chain: bytes, number: int) -> None:
    (body,) = kontor.one("select kropp from logg_inntak where nummer = ?", number)
    changed = bytes(body).replace(b'"handling":"les_sak"', b'"handling":"les_log"')
    assert changed != body
    kontor.tamper("update logg_inntak set kropp = ? where kjede = ? and nummer = ?", changed, chain, number)


def change_the_mac(kontor: Kontor, chain: bytes, number: int) -> None:
    kontor.tamper("update logg_inntak set mac = ? where kjede = ? and nummer = ?", bytes(32), chain, number)


def change_the_chain_it_goes_on_from(kontor: Kontor, chain: bytes, number: int) -> None:
    kontor.tamper("update logg_inntak set etter = ? where kjede = ? and nummer = ?", chain, chain, number)


@pytest.mark.parametrize(
    "change",
    [change_the_body, change_the_mac, change_the_chain_it_goes_on_from],
    ids=lambda change: change.__name__,
)
def test_a_waiting_event_that_was_changed_gets_no_leaf_and_is_kept_and_named(
    kontor: Kontor, saksnr: str, change: Callable[[Kontor, bytes, int], None]
) -> None:
    look(kontor, saksnr, 3)
    chain, number = waiting(kontor)[1]
    change(kontor, chain, number)
    assert findings(kontor) == {"hendelse_forfalsket": 1, "hendelser_mangler": 1}
    kontor.office.sequence()
    assert kontor.one("select kjede, nummer from logg_avvist") == (chain, number)
    codes = [event.koder[0] for event in kontor.log() if event.handling == Action.MELD_BRUDD]
    assert sorted(codes) == ["forfalsket", "mangler"]
    assert kontor.verify().ok


def test_a_waiting_event_that_somebody_else_put_there_is_named(kontor: Kontor, saksnr: str) -> None:
    look(kontor, saksnr)
    kontor.tamper(
        "insert into logg_inntak (kjede, nummer, forrige, mac, kropp) "
        "select ?, 1, ?, mac, kropp from logg_inntak",
        b"k" * 16,
        bytes(32),
    )
    before = leaves(kontor)
    kontor.office.sequence()
    assert kontor.rows("select nummer from logg_avvist") == [(1,)]
    assert leaves(kontor) == before + 2  # what was seen, and what was found


def test_an_event_put_back_after_it_got_its_leaf_is_not_counted_twice(kontor: Kontor, saksnr: str) -> None:
    look(kontor, saksnr)
    (row,) = kontor.rows("select kjede, nummer, forrige, mac, etter, kropp from logg_inntak")
    kontor.office.sequence()
    kontor.tamper(
        "insert into logg_inntak (kjede, nummer, forrige, mac, etter, kropp) values (?, ?, ?, ?, ?, ?)", *row
    )
    kontor.office.sequence()
    assert kontor.rows("select nummer from logg_avvist") == [(row[1],)]
    assert [event.handling for event in kontor.log()].count("les_sak") == 1


def test_verification_says_what_waits_and_counts_it_as_written(kontor: Kontor, saksnr: str) -> None:
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "x")
    with kontor.office.read(job(Job.VERIFISERING)) as r:
        report = verify(r, kontor.office.pins, data=True)
    assert (report.hel, report.venter, report.funn) == (True, 1, ())


def test_a_row_changed_while_its_event_waits_is_found(kontor: Kontor, saksnr: str) -> None:
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "x")
    kontor.tamper("update notat set dato = dato - 1")
    assert findings(kontor) == {"rad_er_ikke_siste_skriving": 1}


def test_of_two_sequencers_one_numbers_and_the_other_steps_back(kontor: Kontor, saksnr: str) -> None:
    look(kontor, saksnr)
    means, seen = kontor.office.means, []
    with means.database.transaction() as link:
        assert link.try_turn(Turn.LOGG)
        meanwhile(lambda: seen.append(sequencer.sequence(means.database, means.chain_key)))
    assert seen == [None]
    assert kontor.office.sequence() == 1


def test_what_comes_in_bits_is_numbered_to_the_end(
    kontor: Kontor, saksnr: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer.sequence, "__kwdefaults__", {"reported": frozenset(), "at_most": 2})
    monkeypatch.setattr("exin.work.office.BATCH", 2)
    look(kontor, saksnr, 5)
    assert kontor.office.sequence() == 5
    assert kontor.verify().ok


def terminate(server: Server, pid: int) -> None:
    with server.connect() as connection:
        connection.execute(sql.SQL("select pg_terminate_backend({}, 5000)").format(pid))


def own_pid(kontor: Kontor) -> int:
    return int(
        kontor.office.means.database.link().connection.exec_driver_sql("select pg_backend_pid()").scalar_one()
    )


def test_after_a_commit_of_unknown_outcome_a_new_chain_names_the_old_one(
    kontor: Kontor, saksnr: str, postgres: Server
) -> None:
    look(kontor, saksnr)
    chain, _ = waiting(kontor)[0]
    pid = own_pid(kontor)
    with pytest.raises(LogUnavailable) as error, kontor.office.means.database.transaction() as link:
        assert link.chain is not None
        inntak.wait(link, link.chain, [b"{}"])
        terminate(postgres, pid)
    assert error.value.args == ("utfall_ukjent",)
    look(kontor, saksnr)
    (after,) = kontor.rows("select etter from logg_inntak where kjede <> ?", chain)
    assert bytes(after[0]) == chain
    kontor.office.pin()
    assert findings(kontor) == {}


def test_who_lost_the_server_between_two_statements_starts_afresh_and_nothing_is_half_done(
    kontor: Kontor, saksnr: str, postgres: Server
) -> None:
    with pytest.raises(LogUnavailable), kontor.work("kari") as w:
        w.begin()
        terminate(postgres, own_pid(kontor))
        arbeid.write_notat(w, saksnr, "x")
    assert kontor.rows("select * from notat") == []
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "x")
    assert len(kontor.rows("select * from notat")) == 1


def test_the_attempt_is_logged_when_the_server_comes_back(
    kontor: Kontor, saksnr: str, postgres: Server
) -> None:
    with (
        kontor.new_events() as events,
        pytest.raises(LogUnavailable),
        kontor.work("kari") as w,
    ):
        w.permit(Action.SKRIV_NOTAT, saksnr)
        terminate(postgres, own_pid(kontor))
        arbeid.write_notat(w, saksnr, "x")
    assert {event.utfall for event in events} == {Outcome.AVBRUTT}


def test_nobody_but_the_sequencing_may_tell_of_a_break(kontor: Kontor) -> None:
    for who in ("admin", "revisor", "leder"):
        with pytest.raises(Denied), kontor.work(who) as w:
            w.permit_house(Action.MELD_BRUDD, "logg")


def test_a_service_numbers_what_comes_within_a_tenth_of_a_second(kontor: Kontor, saksnr: str) -> None:
    stop = threading.Event()
    faults: list[ExinError] = []
    service = threading.Thread(
        target=sequencer.serve, args=(kontor.office, stop), kwargs={"on_fault": faults.append}
    )
    service.start()
    try:
        for _ in range(3):
            look(kontor, saksnr)
            deadline = time.monotonic() + 5
            while waiting(kontor) and time.monotonic() < deadline:
                time.sleep(0.01)
            assert waiting(kontor) == []
    finally:
        stop.set()
        service.join(10)
    assert (service.is_alive(), faults) == (False, [])
    assert kontor.verify().ok
