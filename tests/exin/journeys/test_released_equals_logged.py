"""What leaves the door is what the log says: person-records released = person-records logged, over many mixed acts.

A person-record is what one event names: a case in a read block for a purpose, or one of the persons that a search was
held against. The test counts them where plain text comes out, and beside it each cell that is opened at all.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from audit.events import Event, Outcome
from exin.casework.oppfolging import arbeid
from exin.casework.oversikt.ko import queue
from exin.casework.oversikt.lister import Filter, list_cases
from exin.casework.oversikt.sok import Sok, search
from exin.casework.visning.visning import show_case
from exin.errors import Denied, LogUnavailable, NotFound
from exin.sealing.sealed import FieldRef, Owner, Sealed
from exin.sealing.sealer import Sealer
from exin.store import personer
from exin.store.grant import Grant
from exin.store.rows import Stored, name_of
from exin.work import Reading
from policies import Action
from tests.helpers import cases
from tests.helpers.days import AREAS
from tests.helpers.office import Copied, Kontor
from tests.helpers.whole import whole

BATCH = 200
"""Acts between two looks into the log."""

SPOILT = 5
"""The last acts of each batch: while no event can be written."""

IN_ONE_OFFICE = 5_000
"""Acts before a new office is opened: in an old one every case has a history like a book."""

WHO = "kari ola leder klarert1 klarert_leder mottak annen annen_leder revisor sperret admin".split()

Record = tuple[str, str, str | None]
"""Request, action, and the case; none where a search was held against a person."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def databaseslag(request: pytest.FixtureRequest) -> str:
    """Which database the office has."""
    return str(request.param)


@dataclass
class Door:
    """Stands where plain text leaves a read block, and notes whose it is."""

    released: dict[Record, set[tuple[int, bytes]]] = field(default_factory=lambda: defaultdict(set))
    """For each record, by which grant it was opened, and of which row where no case is named."""
    fields: dict[Record, set[str]] = field(default_factory=lambda: defaultdict(set))
    texts: int = 0
    """Cells of which plain text left a read block."""
    opened: int = 0
    """Cells that were opened at all, by whatever way."""

    def stand_at(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """From now on."""
        leave, unseal = Reading.open, Sealer.open

        def leaving(r: Reading, grant: Grant, stored: Stored[Any], column: str) -> str | None:
            text = leave(r, grant, stored, column)
            if text is not None:
                self.texts += 1
                of_case = len(grant.saker) == 1
                record = r.request, grant.action, grant.sak().hex() if of_case else None
                self.released[record].add((grant.number, b"" if of_case else stored.row.id))
                self.fields[record].add(f"{name_of(stored.model)}.{column}")
            return text

        def unsealing(sealer: Sealer, owner: Owner, ref: FieldRef, cell: Sealed) -> str | None:
            text = unseal(sealer, owner, ref, cell)
            self.opened += text is not None
            return text

        monkeypatch.setattr(Reading, "open", leaving)
        monkeypatch.setattr(Sealer, "open", unsealing)

    def counted(self) -> Counter[Record]:
        """How many of each."""
        return Counter({record: len(grants) for record, grants in self.released.items()})


def logged(events: list[Event], requests: set[str]) -> Counter[Record]:
    """The person-records that those requests were allowed to see, by the log."""
    found: Counter[Record] = Counter()
    for event in events:
        if event.foresporsel in requests and event.utfall is Outcome.TILLATT and event.felt:
            number = 1 if event.sak else event.antall or 0
            found[event.foresporsel, event.handling, event.sak] += number
    return +found


# -- what is done ------------------------------------------------------------------------------------------------


@dataclass
class House:
    """An office with cases of every kind."""

    kontor: Kontor
    full: list[str]
    """Cases with something in every part that can be read."""


def full_case(kontor: Kontor, make: Callable[..., str], kontakt: str) -> str:
    """With an address, notes, a mapping, and a step with its reason."""
    saksnr = make(kontor, "forlop", adresse="Gata 1")
    cases.map_out(kontor, saksnr, kontakt, **AREAS)
    with kontor.work(kontakt) as w:
        arbeid.write_notat(w, saksnr, "Ror over fjorden.")
    cases.prepare(kontor, saksnr, "start_avslutning", kontakt)
    cases.advance(kontor, saksnr, "start_avslutning", kontakt)
    cases.advance(kontor, saksnr, "tilbake_til_forlop", kontakt, begrunnelse="Ikke klar ennå.")
    return saksnr


def furnish(kontor: Kontor) -> House:
    """Cases of every kind, and one that nobody has."""
    full = [full_case(kontor, cases.case, "kari") for _ in range(2)]
    full.append(full_case(kontor, lambda *args, **given: cases.case(*args, **given, kontakt="ola"), "ola"))
    full.append(full_case(kontor, cases.protected_case, "klarert1"))
    cases.case(kontor, "vurdering")
    cases.case(kontor, kontakt=None)
    return House(kontor, full)


Read = Callable[[Reading, House, random.Random], object]


def one_case(r: Reading, house: House, chance: random.Random) -> None:
    show_case(r, chance.choice([*house.full, "EX-2026-2222"]), begrunnelser=chance.random() < 0.3)


def two_cases(r: Reading, house: House, chance: random.Random) -> None:
    """The second is permitted when the first has been read."""
    for saksnr in chance.sample(house.full, 2):
        grant = r.permit(Action.LES_IDENTITET, saksnr, felt=("person.navn",))
        r.open(grant, personer.of_grant(r.tx, grant), "navn")


def one_case_and_a_fault(r: Reading, house: House, chance: random.Random) -> None:
    one_case(r, house, chance)
    raise ZeroDivisionError


READS: tuple[Read, ...] = (
    one_case,
    two_cases,
    one_case_and_a_fault,
    lambda r, _house, _: list_cases(r, Filter(alle=True)),
    lambda r, _house, _: queue(r),
    lambda r, _house, chance: search(r, Sok(navn=chance.choice(("lø", "an", "finnes ikke")))),
    lambda r, house, chance: search(r, Sok(saksnr=chance.choice(house.full))),
)


def write(house: House, who: str, chance: random.Random) -> None:
    """A note or a step, whether or not they may."""
    saksnr = chance.choice(house.full)
    if chance.random() < 0.7:
        with house.kontor.work(who) as w:
            arbeid.write_notat(w, saksnr, "x")
    else:
        for step in ("start_avslutning", "tilbake_til_forlop"):
            cases.advance(house.kontor, saksnr, step, who, begrunnelse="Om igjen.")


def act(house: House, door: Door, chance: random.Random, requests: set[str]) -> None:
    """Something, by somebody. Refusals are answers like others."""
    who = chance.choice(WHO)
    with suppress(Denied, NotFound, ZeroDivisionError, LogUnavailable):
        if chance.random() < 0.1:
            write(house, who, chance)
            return
        before = door.opened - door.texts
        with house.kontor.read(who) as r:
            requests.add(r.request)
            chance.choice(READS)(r, house, chance)
        assert door.opened - door.texts == before  # no other way to plain text


def a_batch(house: House, chance: random.Random, times: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """So many acts, the last of them without a log. Returns how many person-records left the door."""
    kontor, door, requests = house.kontor, Door(), set[str]()
    with kontor.new_events() as events, monkeypatch.context() as patch:
        door.stand_at(patch)
        for _ in range(times - SPOILT):
            act(house, door, chance, requests)
        released = door.texts
        kontor.refuse(kontor.first_table)
        for _ in range(SPOILT):
            act(house, door, chance, requests)
        kontor.relent(kontor.first_table)
    assert door.texts == released  # cannot log = cannot read
    said = logged(events, requests)
    assert door.counted() == said
    assert fields_not_named(door, events) == set()
    return said.total()


def fields_not_named(door: Door, events: list[Event]) -> set[Record]:
    """The records of which a field was opened that their events do not name."""
    named: dict[Record, set[str]] = defaultdict(set)
    for event in events:
        named[event.foresporsel, event.handling, event.sak] |= set(event.felt)
    return {record for record, fields in door.fields.items() if not fields <= named[record]}


def test_what_leaves_the_door_is_what_the_log_says(
    databaseslag: str,
    office_template: Path,
    copied: Copied,
    tmp_path: Path,
    rounds: Callable[[int, int], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(3)
    times = {"sqlite": rounds(400, 100_000), "postgres": rounds(200, 5_000)}[databaseslag]
    for first in range(0, times, IN_ONE_OFFICE):
        with copied(office_template, tmp_path / str(first)) as kontor:
            house = furnish(kontor)
            batches = range(0, min(IN_ONE_OFFICE, times - first), BATCH)
            records = [a_batch(house, chance, BATCH, monkeypatch) for _ in batches]
            assert min(records) > BATCH / 3
            assert whole(kontor)
