"""The first people of an installation: what the only administrator does alone, and from when on nobody does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exin.app import initialise
from exin.casework.hus.ansatte import AnsattValg, add_staff, change_staff, set_active
from exin.casework.hus.forslag import approve
from policies import Role
from tests.helpers.office import OS_USER, Kontor, SettableClock


@pytest.fixture(scope="module")
def databaseslag() -> str:
    """In files: the SQL is that of the other tests."""
    return "sqlite"


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Kontor]:
    """An installation as `exin init` leaves it."""
    clock = SettableClock()
    made = initialise(tmp_path / "var", bruker="admin", os_bruker=OS_USER, clock=clock)
    opened = Kontor(folder=tmp_path / "var", clock=clock, installation=made)
    yield opened
    opened.close()


def add(kontor: Kontor, name: str, **valg: object) -> bool:
    with kontor.work("admin") as w:
        return add_staff(w, name, AnsattValg(**({"rolle": Role.SAKSBEHANDLER} | valg)))  # type: ignore[arg-type]


def test_the_only_administrator_does_alone_what_takes_two_later(new: Kontor) -> None:
    with new.new_events() as events:
        assert not add(new, "kari", klarert=True)
        assert not add(new, "tilsyn", rolle=Role.REVISOR)
        assert not add(new, "leder", rolle=Role.TEAMLEDER)
    assert {"grunnlagt"} <= {kode for each in events for kode in each.koder}
    assert new.rows("select aktiv from ansatt where not aktiv") == []
    assert {row[0] for row in new.rows("select utfall from ansattforslag")} == {"grunnlagt"}


def test_with_the_first_who_can_decide_it_is_over(new: Kontor) -> None:
    add(new, "leder", rolle=Role.TEAMLEDER)
    assert add(new, "leder2", rolle=Role.TEAMLEDER)
    with new.work("leder") as w:
        approve(w, "leder2")
    assert add(new, "kari", klarert=True)


def test_it_does_not_come_back_when_that_one_is_blocked(new: Kontor) -> None:
    add(new, "leder", rolle=Role.TEAMLEDER)
    with new.work("admin") as w:
        set_active(w, "leder", aktiv=False)
    assert add(new, "kari", klarert=True)
    with new.work("admin") as w:
        assert set_active(w, "leder", aktiv=True)


def test_a_role_given_to_somebody_who_is_here_ends_it_as_well(new: Kontor) -> None:
    add(new, "kari")
    with new.work("admin") as w:
        assert not change_staff(w, "kari", AnsattValg(rolle=Role.TEAMLEDER))
    assert add(new, "ola", klarert=True)
