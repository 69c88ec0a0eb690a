"""Cannot log = cannot read, and cannot write: the log is made unwritable in several real ways."""

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from audit.events import Outcome
from exin.casework.oppfolging import arbeid
from exin.errors import Denied, LogUnavailable, NotFound
from exin.store import arbeid as arbeidslager
from exin.store import logg
from exin.store.tables import Notat
from policies import Action
from tests.helpers import cases
from tests.helpers.errors import chain
from tests.helpers.office import Kontor

TEXT = "Ror alene over fjorden."


def refuse_events(kontor: Kontor) -> None:
    """A trigger that lets no event in."""
    kontor.refuse(kontor.first_table)


def lose_the_head(kontor: Kontor) -> None:
    kontor.tamper("delete from logg_hode")


def garble_the_head(kontor: Kontor) -> None:
    kontor.tamper("update logg_hode set front = ?", b"\x00\xff\x00")


def lose_the_table(kontor: Kontor) -> None:
    kontor.tamper(f"alter table {kontor.first_table} rename to borte")


def make_read_only(kontor: Kontor) -> None:
    """What the database does where it may not write."""
    on_server = "set default_transaction_read_only = on"
    kontor.office.means.database.link().execute(
        text(on_server if kontor.on_server else "pragma query_only = on")
    )


def take_the_next_leaf(kontor: Kontor) -> None:
    """Somebody put an event in past the tree."""
    (leaf,) = kontor.one("select max(blad) + 1 from logg_hendelse")
    for number in range(leaf, leaf + 3):
        kontor.tamper(
            "insert into logg_hendelse (blad, kropp, bladhash) values (?, ?, ?)", number, b"\x00", b"\x00"
        )


SPOILT_TREE = [lose_the_head, garble_the_head, take_the_next_leaf]
"""Who reads adds to the tree on SQLite alone; on PostgreSQL the sequencer does, and has a test of its own below."""

WAYS = [
    *(refuse_events, lose_the_table, make_read_only),
    *(pytest.param(way, marks=pytest.mark.sqlite) for way in SPOILT_TREE),
]


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
def spoil(request: pytest.FixtureRequest) -> Callable[[Kontor], None]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def saksnr(kontor: Kontor) -> str:
    number = cases.case(kontor)
    with kontor.work("kari") as w:
        arbeid.write_notat(w, number, TEXT)
    return number


def test_nothing_is_opened(kontor: Kontor, saksnr: str, spoil: Callable[[Kontor], None]) -> None:
    spoil(kontor)
    opened: list[str | None] = []
    with pytest.raises(LogUnavailable), kontor.read("kari") as r:
        grant = r.permit(Action.LES_NOTAT, saksnr, felt=("notat.tekst",))
        (stored,) = arbeidslager.of_case(r.tx, grant, Notat)
        opened.append(r.open(grant, stored, "tekst"))
    assert opened == []


def test_not_even_a_list_without_content_is_answered(
    kontor: Kontor, saksnr: str, spoil: Callable[[Kontor], None]
) -> None:
    spoil(kontor)
    with pytest.raises(LogUnavailable), kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)


def test_nothing_is_written(kontor: Kontor, saksnr: str, spoil: Callable[[Kontor], None]) -> None:
    spoil(kontor)
    with pytest.raises(LogUnavailable), kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Et notat til.")
    assert kontor.one("select count(*) from notat") == (1,)
    assert kontor.one("select versjon from sak") == kontor.one("select max(versjon) from sak")


def test_data_whose_event_is_refused_are_not_written_and_the_attempt_is_logged(
    kontor: Kontor, saksnr: str
) -> None:
    kontor.refuse(kontor.first_table, holding=b"tillatt")
    with kontor.new_events() as events, pytest.raises(LogUnavailable), kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Et notat til.")
    assert [event.utfall for event in events] == [Outcome.AVBRUTT]
    assert kontor.one("select count(*) from notat") == (1,)


@pytest.mark.parametrize("number, error", [("EX-2026-2222", NotFound), (None, Denied)])
def test_a_refusal_is_not_answered_either(
    kontor: Kontor,
    saksnr: str,
    spoil: Callable[[Kontor], None],
    number: str | None,
    error: type[Exception],
) -> None:
    with pytest.raises(error), kontor.read("ola") as r:
        r.permit(Action.LES_NOTAT, number or saksnr)
    spoil(kontor)
    with pytest.raises(LogUnavailable), kontor.read("ola") as r:
        r.permit(Action.LES_NOTAT, number or saksnr)


def test_what_was_not_logged_shows_nothing_of_the_case_in_its_error(kontor: Kontor, saksnr: str) -> None:
    refuse_events(kontor)
    with pytest.raises(LogUnavailable) as error, kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Kari Nordmann bor her.")
    told = "".join(f"{link!s}{link!r}{link.args!r}" for link in chain(error.value))
    assert "Nordmann" not in told


def test_one_event_that_cannot_be_written_does_not_stop_the_others_in_its_commit(kontor: Kontor) -> None:
    good = kontor.log()[0]
    bad = replace(good, handling="Ikke en kode!")
    recorder = kontor.office.means.recorder
    before, ready, answers = kontor.log_size, Barrier(6), {}

    def commit(number: int) -> None:
        ready.wait()
        try:
            recorder.commit([logg.Entry(bad if number == 0 else replace(good, antall=number))])
            answers[number] = "done"
        except LogUnavailable:
            answers[number] = "refused"
        finally:
            kontor.office.means.database.close()

    with recorder._commit_lock:  # noqa: SLF001 - so that all six wait for one commit
        threads = [Thread(target=commit, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        while len(recorder._queue) < 6:  # noqa: SLF001
            pass
    for thread in threads:
        thread.join()
    assert answers == {0: "refused", **dict.fromkeys(range(1, 6), "done")}
    assert kontor.log_size == before + 5
    assert kontor.verify().ok


def test_the_database_is_usable_again_when_the_log_is(kontor: Kontor, saksnr: str) -> None:
    refuse_events(kontor)
    with pytest.raises(LogUnavailable), kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Et notat til.")
    kontor.relent(kontor.first_table)
    with kontor.new_events() as events, kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Et notat til.")
    assert [event.utfall for event in events] == [Outcome.TILLATT]
    assert kontor.verify().ok


@pytest.mark.parametrize("databaseslag", ["postgres"])
@pytest.mark.parametrize("spoil_tree", SPOILT_TREE, ids=lambda way: way.__name__)
def test_what_cannot_be_added_to_the_tree_waits_and_nothing_gets_a_number(
    kontor: Kontor, spoil_tree: Callable[[Kontor], None]
) -> None:
    kontor.office.pin()
    with kontor.read("leder") as r:
        r.permit_house(Action.LES_ANSATTE, "ansatte")
    waiting = "select nr, kropp from logg_inntak order by nr"
    spoil_tree(kontor)
    before = kontor.rows(waiting), kontor.rows("select blad, kropp from logg_hendelse order by blad")
    assert before[0]
    for number in (kontor.office.sequence, kontor.office.pin):
        with pytest.raises(LogUnavailable):
            number()
    after = kontor.rows(waiting), kontor.rows("select blad, kropp from logg_hendelse order by blad")
    assert after == before


@pytest.mark.sqlite  # a file can be told how large it may be; a server's disk cannot be filled here
def test_a_full_disk_stops_everything_and_leaves_nothing_half_done(kontor: Kontor, saksnr: str) -> None:
    link = kontor.office.means.database.link()
    pages = kontor.one("pragma page_count")[0]
    link.execute(text(f"pragma max_page_count = {pages + 2}"))
    written = 1
    with pytest.raises(LogUnavailable):
        for _ in range(100):
            with kontor.work("kari") as w:
                arbeid.write_notat(w, saksnr, "x" * 2_000)
            written += 1
    assert 1 < written < 100
    assert kontor.one("select count(*) from notat") == (written,)
    link.execute(text(f"pragma max_page_count = {pages * 10}"))
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Plass igjen.")
    assert kontor.verify().ok
