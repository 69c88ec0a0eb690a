"""Many clients at once, each a thread with a connection of its own, who open cases.

Must not time the connecting: each has opened one case before the first turn.
"""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from bench.floor import OWN_CASES, Floor
from bench.house import House
from bench.measuring import Crowd, Took, crowd, rotated, timed
from exin.ids import Saksnr


class Client(NamedTuple):
    """What one thread does the n-th time, and how it gives back what it has open."""

    act: Callable[[int], object]
    close: Callable[[], None]


class _Room:
    """So many threads, kept from turn to turn. All of them are in each turn."""

    def __init__(self, clients: int, connect: Callable[[], Client]) -> None:
        self._clients, self._connect = clients, connect
        self._pool = ThreadPoolExecutor(clients)
        self._all_there = threading.Barrier(clients)
        self._own = threading.local()

    def turn(self, times: int) -> list[Took]:
        """Each does its act so many times, all from the same moment on."""
        waiting = [self._pool.submit(self._client, number * times, times) for number in range(self._clients)]
        return [each.result() for each in waiting]

    def close(self) -> None:
        """Each closes what it has open, and goes."""
        for each in [self._pool.submit(self._leave) for _ in range(self._clients)]:
            each.result()
        self._pool.shutdown()

    def _client(self, first: int, times: int) -> Took:
        if not hasattr(self._own, "client"):
            self._own.client = self._connect()
        act = self._own.client.act
        self._all_there.wait()
        start = time.perf_counter()
        seconds = tuple(timed(lambda nth=nth: act(first + nth)) for nth in range(times))  # type: ignore[misc]
        return Took(start, time.perf_counter(), seconds)

    def _leave(self) -> None:
        self._own.client.close()
        self._all_there.wait()


def openings(
    house: House, floor: Floor, cases: list[Saksnr], *, clients: int, rounds: int, turn: int
) -> dict[str, Crowd]:
    """Cases opened by that many clients at once: `turn` each in each of `rounds` rounds."""

    def of_floor() -> Client:
        own = floor.another()
        return Client(lambda nth: own.open_case(nth % OWN_CASES), own.close)

    def of_house() -> Client:
        return Client(lambda nth: house.open_case(cases[nth % len(cases)]), house.installation.leave)

    return rush({"floor": of_floor, "exin": of_house}, clients=clients, rounds=rounds, turn=turn)


def rush(
    contestants: Mapping[str, Callable[[], Client]], *, clients: int, rounds: int, turn: int
) -> dict[str, Crowd]:
    """What each contestant's clients came to: `turn` acts of each in each of `rounds` rounds."""
    rooms = {name: _Room(clients, connect) for name, connect in contestants.items()}
    taken: dict[str, list[list[Took]]] = {name: [] for name in rooms}
    for room in rooms.values():
        room.turn(1)
    for number in range(rounds):
        for name in rotated(list(rooms), number):
            taken[name].append(rooms[name].turn(turn))
    for room in rooms.values():
        room.close()
    return {name: crowd(turns) for name, turns in taken.items()}
