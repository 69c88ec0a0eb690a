"""Fixtures for the tests of sealing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exin.sealing.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A fresh installation in an empty folder."""
    made = House(tmp_path)
    yield made
    made.store.close()
