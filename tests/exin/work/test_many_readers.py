"""Many read at once: they share commits, and each waits for its own event."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from exin.casework.oppfolging import arbeid
from exin.store import arbeid as arbeidslager
from exin.store.tables import Notat
from policies import Action
from tests.helpers import cases
from tests.helpers.office import Kontor

THREADS = 16


def test_sixteen_read_at_once_and_each_sees_its_own_event_first(
    kontor: Kontor, rounds: Callable[[int, int], int]
) -> None:
    saksnr = cases.case(kontor)
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Leste avisen.")
    ready, times = threading.Barrier(THREADS), rounds(5, 100)
    before = kontor.log_size

    def read(_: int) -> int:
        ready.wait()
        logged = 0
        for _ in range(times):
            with kontor.read("kari") as r:
                grant = r.permit(Action.LES_NOTAT, saksnr, felt=("notat.tekst",))
                (stored,) = arbeidslager.of_case(r.tx, grant, Notat)
                assert r.open(grant, stored, "tekst") == "Leste avisen."
                bodies = kontor.rows(
                    "select kropp from logg_hendelse union all select kropp from logg_inntak"
                )
                logged += sum(r.request.encode() in body for (body,) in bodies)
        kontor.leave()
        return logged

    with ThreadPoolExecutor(THREADS) as pool:
        seen = list(pool.map(read, range(THREADS)))
    assert seen == [times] * THREADS
    assert kontor.log_size == before + times * THREADS
    report = kontor.verify()
    assert report.ok
    assert report.size == kontor.log_size


def test_more_threads_than_a_pool_has_connections_do_not_wait_for_each_other(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    threads = 40
    inside = threading.Barrier(threads, timeout=20)

    def read(_: int) -> None:
        with kontor.read("kari") as r:
            r.permit(Action.LES_SAK, saksnr)
            inside.wait()  # all forty stand in a block of their own
        kontor.leave()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(read, range(threads)))
    assert kontor.verify().ok


def test_threads_that_end_leave_no_connection_open(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)

    def read() -> None:
        with kontor.read("kari") as r:
            r.permit(Action.LES_SAK, saksnr)

    for _ in range(30):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join(20)
        assert not thread.is_alive()
    assert kontor.verify().ok
