"""What is measured: an installation on SQLite and one on PostgreSQL, each with its floor and what runs beside it."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.floor import LISTED, Floor
from bench.floor_postgres import PostgresFloor
from bench.floor_sqlite import SqliteFloor
from bench.house import STEPS, House, new_number
from bench.measuring import Act
from bench.server import TIMES, Trips, counted, sequencer, trips_an_act
from exin.ids import Saksnr
from exin.settings import Settings
from tests.helpers.postgres import Server

_STORES = ("database", "nokkellager")


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A database to be measured."""

    name: str
    house: House
    floor: Floor
    make_floor: Callable[[], Floor]
    """The same floor on another connection: another process makes it for itself."""
    make_house: Callable[[str], House]
    """Another installation, in a folder of that name, with no case."""
    beside: Callable[[House], AbstractContextManager[None]]
    """What runs beside the engine in service."""
    floor_deadlines: str
    """Where the floor of the sweep is: a file, or the address of a database."""
    relaxed_floor: Callable[[], Floor] | None = None
    """The floor that does not wait for the disk, where that is measured."""
    trips: Callable[[Saksnr], dict[str, dict[str, int]]] | None = None
    """Round trips by act and by who does it, where there is a server."""


def on_sqlite(room: Path) -> Subject:
    """Files in a folder."""
    path = room / "floor.sqlite"
    return Subject(
        name="sqlite",
        house=House.make(room / "installasjon"),
        floor=SqliteFloor(path),
        make_floor=partial(SqliteFloor, path),
        make_house=lambda name: House.make(room / name),
        beside=lambda _house: nullcontext(),
        floor_deadlines=str(room / "floor-frister.sqlite"),
        relaxed_floor=partial(SqliteFloor, path, synchronous="NORMAL"),
    )


@contextmanager
def on_postgres(room: Path, server: Server) -> Iterator[Subject]:
    """Databases on a server; their installations' folders lie in `room`."""

    def make_house(name: str) -> House:
        data, keys = (server.of(server.make()) for _ in _STORES)
        return House.make(room / name, Settings(database=data, nokkellager=keys))

    house = make_house("installasjon")
    address = server.of(server.make())
    (room / "teller").mkdir()
    with counted(room / "teller", server) as trips:
        yield Subject(
            name="postgres",
            house=house,
            floor=PostgresFloor(address, make=True),
            make_floor=partial(PostgresFloor, address),
            make_house=make_house,
            beside=lambda served: sequencer(served.installation.folder),
            floor_deadlines=server.of(server.make()),
            trips=partial(_trips, room, house, address, trips),
        )


def _trips(
    room: Path, house: House, floor_address: str, trips: Trips, saksnr: Saksnr
) -> dict[str, dict[str, int]]:
    """The round trips of each act, done by way of the counter on the socket."""
    settings = house.installation.settings
    there = house.elsewhere(
        room / "med-teller",
        **{name: trips.instead_of_server(getattr(settings, name)) for name in _STORES},
    )
    floor = PostgresFloor(trips.instead_of_server(floor_address))
    ready = [there.own_case() for _ in range(TIMES + 1)]
    new = itertools.count(20_000_000)
    acts: dict[str, dict[str, Act]] = {
        "create": {"floor": lambda: floor.create(next(new)), "exin": lambda: there.create(new_number())},
        "advance": {
            "floor": lambda: floor.advance(0, STEPS[0]),
            "exin": lambda: there.advance(ready.pop(), STEPS[0]),
        },
        "open": {"floor": lambda: floor.open_case(0), "exin": lambda: there.open_case(saksnr)},
        "list of 50": {"floor": lambda: floor.list_cases(LISTED), "exin": there.list_cases},
    }
    counts = {
        act: {who: trips_an_act(trips, do) for who, do in by_whom.items()} for act, by_whom in acts.items()
    }
    there.close()
    floor.close()
    return counts
