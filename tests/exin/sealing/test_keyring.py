"""Keys are made once, held briefly, counted, and never shared where they must not be."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from exin.errors import Misconfigured, Tampered
from exin.sealing.cache import AgedCache
from exin.sealing.codes import KeyExhausted, KeyMissing
from exin.sealing.keyring import HARD_STOP, SOFT_STOP, Keyring, Limits
from exin.sealing.provider import FileKeyProvider
from exin.sealing.sealed import Owner
from exin.sealing.sealer import Sealer
from exin.sealing.wrapping import SecretName, commitment
from exin.store.keyengine import key_engine
from exin.store.keystore import SqlKeyStore
from tests.exin.sealing.house import House, Watch, ended, new_owner, ref, started

SMALL = Limits(max_keys=4, max_age=300, block=4, soft_stop=12)


@pytest.fixture
def small(tmp_path: Path) -> House:
    return House(tmp_path, limits=SMALL)


def sql(house: House, statement: str, **values: object) -> tuple[Any, ...]:
    """What somebody with the key store's file can do to it; the first row of what it answers."""
    with key_engine(house.folder / "nokler.db").begin() as connection:
        result = connection.execute(sa.text(statement), values)
        return tuple(result.one()) if result.returns_rows else ()


def lent(house: House, owner: Owner) -> int:
    (count,) = sql(house, "SELECT laant FROM nokkel WHERE eier = :eier", eier=owner.id)
    return int(count)


# --- refusals


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE nokkel SET forpliktelse = zeroblob(32)",
        "UPDATE nokkel SET innpakket = CAST(substr(innpakket, 1, 59) || x'00' AS BLOB)",
        "UPDATE nokkel SET innpakket = CAST(x'02' || substr(innpakket, 2) AS BLOB)",
        "UPDATE nokkel SET innpakket = x''",
        "UPDATE nokkel SET id = x'0000000000000000'",
        "UPDATE nokkel SET eierslag = 'person'",
    ],
)
def test_key_row_that_was_changed_is_refused(house: House, change: str) -> None:
    owner = house.owner()
    sql(house, change)
    house.ring.forget()
    claimed = Owner(type(owner.kind)("person"), owner.id) if "eierslag" in change else owner
    with pytest.raises(Tampered) as caught:
        house.ring.key_for(claimed)
    assert caught.value.kode == "nokkel_endret"


def test_commitment_to_an_empty_key_does_not_make_a_broken_row_open(house: House) -> None:
    owner = house.owner()
    sql(house, "UPDATE nokkel SET innpakket = x'01', forpliktelse = :tom", tom=commitment(b""))
    house.ring.forget()
    with pytest.raises(Tampered, match="nokkel_endret"):
        house.ring.key_for(owner)


def test_key_row_that_names_no_owner_is_refused(house: House) -> None:
    owner = house.owner()
    key_id = house.ring.key_for(owner).id
    sql(house, "UPDATE nokkel SET eierslag = 'ukjent'")
    with pytest.raises(Tampered):
        house.store.key_by_id(key_id)


def test_wrapped_key_of_another_owner_is_refused(house: House) -> None:
    mine, other = house.owner(), house.owner()
    statement = (
        "UPDATE nokkel SET (innpakket, forpliktelse) = "
        "(SELECT innpakket, forpliktelse FROM nokkel WHERE eier = :eier)"
    )
    sql(house, statement, eier=other.id)
    house.ring.forget()
    house.ring.key_for(other)
    with pytest.raises(Tampered):
        house.ring.key_for(mine)


def test_key_under_a_kek_that_is_not_at_hand_is_refused(house: House) -> None:
    owner = house.owner()
    ring = house.keyring(FileKeyProvider.make(house.folder / "annen"))
    with pytest.raises(Misconfigured) as caught:
        ring.key_for(owner)
    assert (caught.value.kode, caught.value.where) == ("kek_ukjent", (house.provider.kek_id,))


def test_secret_is_never_made_by_asking_for_it(house: House) -> None:
    with pytest.raises(Misconfigured) as caught:
        house.ring.secret(SecretName.OPPSLAG)
    assert (caught.value.kode, caught.value.where) == ("hemmelighet_mangler", ("oppslag",))


def test_secret_that_was_changed_or_stands_under_another_name_is_refused(house: House) -> None:
    house.ring.create_secrets()
    take = (
        "UPDATE hemmelighet SET innpakket = "
        "(SELECT innpakket FROM hemmelighet WHERE navn = 'oppslag') WHERE navn = 'radsum'"
    )
    sql(house, take)
    sql(house, "UPDATE hemmelighet SET innpakket = x'01' WHERE navn = 'kjede'")
    assert len(house.ring.secret(SecretName.OPPSLAG)) == 32
    for name in (SecretName.RADSUM, SecretName.KJEDE):
        with pytest.raises(Tampered) as caught:
            house.ring.secret(name)
        assert (caught.value.kode, caught.value.where) == ("hemmelighet_endret", (name,))


# --- counting


def test_sealing_stops_at_the_soft_stop_and_opening_goes_on(small: House) -> None:
    owner = small.owner()
    sealed = [small.sealer.seal(owner, ref(), "x") for _ in range(SMALL.soft_stop)]
    for _ in range(3):
        with pytest.raises(KeyExhausted, match="nokkel_oppbrukt"):
            small.sealer.seal(owner, ref(), "x")
    assert lent(small, owner) == SMALL.soft_stop
    assert small.sealer.open(owner, ref(), sealed[-1]) == "x"
    small.sealer.seal(small.owner(), ref(), "another owner's key is not used up")


def test_fresh_process_takes_a_fresh_block(small: House) -> None:
    owner = small.owner()
    assert lent(small, owner) == 4  # with the making of the key
    Sealer(small.keyring()).seal(owner, ref(), "x")
    assert lent(small, owner) == 8


def test_block_is_borrowed_only_when_the_last_is_used_up(small: House) -> None:
    owner = small.owner()
    after = []
    for _ in range(9):
        small.sealer.seal(owner, ref(), "x")
        after.append(lent(small, owner))
    assert after == [4, 4, 4, 4, 8, 8, 8, 8, 12]


def test_forgetting_a_key_does_not_give_its_block_back(small: House) -> None:
    owner = small.owner()
    for _ in range(4):
        small.sealer.seal(owner, ref(), "x")
        small.ring.forget()
    assert lent(small, owner) == 4


def test_child_of_a_fork_shares_no_block_and_no_connection(small: House) -> None:
    owner = small.owner()
    sealed = small.sealer.seal(owner, ref(), "x")

    parents = small.store._engine.pool  # noqa: SLF001 - the connections of this process

    def work() -> bool:
        small.sealer.seal(owner, ref(), "y")
        if small.store._engine.pool is parents:  # noqa: SLF001
            return False
        return small.sealer.open(owner, ref(), sealed) == "x" and lent(small, owner) == 8

    assert ended(started(work)) == 0
    for _ in range(3):
        small.sealer.seal(owner, ref(), "z")
    assert lent(small, owner) == 8


def test_threads_together_use_no_more_than_was_lent(house: House) -> None:
    ring = house.keyring(limits=Limits(block=16, soft_stop=4096))
    owner, sealer = new_owner(), Sealer(ring)
    ring.create([owner])
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: sealer.seal(owner, ref(), "x"), range(1000)))
    assert 1000 <= lent(house, owner) <= 1000 + 8 * 16


def test_hard_stop_stands_in_the_schema(house: House) -> None:
    owner = house.owner()
    key_id = house.ring.key_for(owner).id
    assert not house.store.lend(key_id, count=HARD_STOP, limit=HARD_STOP * 2)
    with pytest.raises(sa.exc.IntegrityError) as caught:
        sql(house, "UPDATE nokkel SET laant = :n", n=HARD_STOP + 1)
    assert str(HARD_STOP + 1) not in str(caught.value)  # parameters do not stand in errors


def test_stops_are_far_below_what_the_nonce_allows() -> None:
    assert SOFT_STOP == 2**24
    assert HARD_STOP == 2**28
    assert HARD_STOP * 16 == 2**32
    with pytest.raises(ValueError, match="limits"):
        Limits(soft_stop=HARD_STOP + 1)


def test_lease_on_a_key_that_was_erased_says_so(small: House) -> None:
    owner = small.owner()
    for _ in range(4):
        small.sealer.seal(owner, ref(), "x")
    sql(small, "DELETE FROM nokkel")
    with pytest.raises(KeyMissing):
        small.sealer.seal(owner, ref(), "x")


# --- making


def test_second_to_come_takes_the_first_ones_key(house: House) -> None:
    owner = new_owner()
    rings = [house.keyring() for _ in range(3)]
    for ring in rings:
        ring.create([owner, owner])
    assert len({ring.key_for(owner).id for ring in rings}) == 1
    assert lent(house, owner) == 1024
    sealed = Sealer(rings[0]).seal(owner, ref(), "felles")
    assert Sealer(rings[2]).open(owner, ref(), sealed) == "felles"


def test_processes_that_make_one_owners_key_at_once_end_with_one(house: House) -> None:
    owners = [new_owner() for _ in range(30)]
    path = house.folder / "nokler.db"

    def work() -> bool:
        ring = Keyring(SqlKeyStore.open(path), house.provider)
        for owner in owners:
            ring.create([owner])
        sealer = Sealer(ring)
        return all(sealer.open(owner, ref(), sealer.seal(owner, ref(), "x")) == "x" for owner in owners)

    children = [started(work) for _ in range(4)]
    assert [ended(child) for child in children] == [0] * 4
    assert sql(house, "SELECT count(*), count(DISTINCT eier) FROM nokkel") == (30, 30)


def test_threads_that_make_one_owners_key_at_once_end_with_one(house: House) -> None:
    barrier = threading.Barrier(8)

    def work(owner: Owner) -> bytes:
        barrier.wait()
        ring = house.keyring()
        ring.create([owner])
        return ring.key_for(owner).id

    for _ in range(5):
        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(work, [new_owner()] * 8))) == 1


def test_keys_of_many_owners_are_made_and_warmed_at_once(house: House) -> None:
    owners = [new_owner() for _ in range(1200)]
    house.ring.create(owners)
    ring = house.keyring()
    ring.warm(owners[1000:])
    sql(house, "DELETE FROM nokkel")
    assert {ring.key_for(owner).owner for owner in owners[1000:]} == set(owners[1000:])
    with pytest.raises(KeyMissing):
        ring.key_for(owners[0])


def test_secrets_are_made_once_and_differ(house: House) -> None:
    house.ring.create_secrets()
    first = [house.ring.secret(name) for name in SecretName]
    other = house.keyring()
    other.create_secrets()
    assert [other.secret(name) for name in SecretName] == first
    assert len(set(first)) == 3


# --- the cache


def test_cache_holds_no_more_keys_than_it_may(small: House) -> None:
    owners = [small.owner() for _ in range(10)]
    small.ring.warm(owners)
    for owner in owners:
        small.ring.key_for(owner)
        assert len(small.ring._keys) <= 4  # noqa: SLF001


def test_key_is_dropped_when_it_is_too_old_however_often_it_is_used(small: House) -> None:
    owner = small.owner()
    born = small.watch.seconds
    for second in range(0, 300, 50):
        small.watch.seconds = born + second
        small.ring.key_for(owner)
    sql(small, "DELETE FROM nokkel")
    small.watch.seconds = born + 299.9
    small.ring.key_for(owner)
    small.watch.seconds = born + 300
    with pytest.raises(KeyMissing):
        small.ring.key_for(owner)


def test_use_of_one_key_drops_all_that_are_too_old(small: House) -> None:
    small.owner()
    small.watch.seconds += 200
    young = small.owner()
    small.watch.seconds += 100
    small.ring.key_for(young)
    assert len(small.ring._keys) == 1  # noqa: SLF001


def test_forgetting_drops_keys_and_secrets(house: House) -> None:
    owner = house.owner()
    house.ring.create_secrets()
    house.ring.secret(SecretName.RADSUM)
    house.ring.forget()
    sql(house, "DELETE FROM hemmelighet")
    sql(house, "DELETE FROM nokkel")
    with pytest.raises(Misconfigured):
        house.ring.secret(SecretName.RADSUM)
    with pytest.raises(KeyMissing):
        house.ring.key_for(owner)


def test_secret_is_dropped_when_it_is_too_old(small: House) -> None:
    small.ring.create_secrets()
    small.ring.secret(SecretName.RADSUM)
    sql(small, "DELETE FROM hemmelighet")
    small.ring.secret(SecretName.RADSUM)
    small.watch.seconds += 300
    with pytest.raises(Misconfigured):
        small.ring.secret(SecretName.RADSUM)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), st.booleans()), max_size=60))
def test_cache_never_gives_what_is_too_old_or_too_many(acts: list[tuple[int, int, bool]]) -> None:
    watch = Watch(0)
    cache = AgedCache[int, float](max_count=3, max_age=5, now=watch)
    for key, wait, put in acts:
        watch.seconds += wait
        if put:
            cache.put(key, watch.seconds)
        found = cache.get(key)
        assert found is None or watch.seconds - found < 5
        assert not put or found == watch.seconds
        assert len(cache) <= 3
        assert all(watch.seconds - born < 5 for born in cache._held.values())  # noqa: SLF001


def test_threads_open_and_seal_through_a_cache_that_is_too_small(small: House) -> None:
    ring = small.keyring(limits=Limits(max_keys=2))
    sealer = Sealer(ring)
    owners = [new_owner() for _ in range(6)]
    ring.create(owners)
    cells = [(owner, sealer.seal(owner, ref(), owner.id.hex())) for owner in owners]

    def work(index: int) -> bool:
        owner, sealed = cells[index % 6]
        return sealer.open(owner, ref(), sealed) == owner.id.hex()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(400)))
    assert len(ring._keys) <= 2  # noqa: SLF001
