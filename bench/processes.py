"""Eight processes that advance different cases through all phases, the engine and the floor in turn.

What a step asks for is written between the rounds by the process that measures, and is not timed.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

from bench.floor import Floor
from bench.house import House, batches
from bench.measuring import Act, Crowd, Took, crowd, rotated, timed

COUNT = 8


def advancing(house: House, make_floor: Callable[[], Floor], *, rounds: int, turn: int) -> dict[str, Crowd]:
    """Each process takes `turn` steps in each of `rounds` rounds, on cases of its own."""
    taken: dict[str, list[list[Took]]] = {"floor": [], "exin": []}
    coming = batches(house, COUNT * turn)
    with _workers(house.installation.folder, make_floor) as pipes:
        for number in range(rounds):
            step, cases = next(coming)
            shares: dict[str, list[list[str]]] = {
                "exin": [[*cases[nth * turn : (nth + 1) * turn]] for nth in range(COUNT)],
                "floor": [[str(nth * turn + each) for each in range(turn)] for nth in range(COUNT)],
            }
            for name in rotated(list(taken), number):
                taken[name].append(_all_do(pipes, name, step, shares[name]))
    return {name: crowd(turns) for name, turns in taken.items()}


def _all_do(pipes: Sequence[Connection], name: str, step: str, shares: Sequence[list[str]]) -> list[Took]:
    for pipe, share in zip(pipes, shares, strict=True):
        pipe.send((name, step, share))
    return [pipe.recv() for pipe in pipes]


@contextmanager
def _workers(folder: Path, make_floor: Callable[[], Floor]) -> Iterator[list[Connection]]:
    """The processes, each with the installation and the floor open. They go when their pipe is closed."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(COUNT)
    pairs = [context.Pipe() for _ in range(COUNT)]
    started = [
        context.Process(target=_worker, args=(theirs, barrier, folder, make_floor)) for _, theirs in pairs
    ]
    for process in started:
        process.start()
    for _, theirs in pairs:
        theirs.close()
    pipes = [ours for ours, _ in pairs]
    try:
        for pipe in pipes:
            pipe.recv()  # it is ready
        yield pipes
    finally:
        for pipe in pipes:
            pipe.close()
        for process in started:
            process.join()


def _worker(pipe: Connection, barrier: Barrier, folder: Path, make_floor: Callable[[], Floor]) -> None:
    house, floor = House.open(folder), make_floor()
    pipe.send("ready")
    while True:
        try:
            name, step, cases = pipe.recv()
        except EOFError:
            break
        if name == "exin":
            acts: list[Act] = [partial(house.advance, saksnr, step) for saksnr in cases]
        else:
            acts = [partial(floor.advance, int(number), step) for number in cases]
        barrier.wait()
        pipe.send(_turn(acts))
    house.close()
    floor.close()


def _turn(acts: Sequence[Act]) -> Took:
    seconds, faults = [], []
    start = time.perf_counter()
    for act in acts:
        try:
            seconds.append(timed(act))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
            faults.append(f"{type(error).__name__} {getattr(error, 'kode', '')}".strip())
    return Took(start, time.perf_counter(), tuple(seconds), tuple(faults))
