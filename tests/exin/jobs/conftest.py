"""Each test of this folder that asks for an office runs on SQLite and on PostgreSQL."""

import pytest


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def databaseslag(request: pytest.FixtureRequest) -> str:
    """Which database the test's office has."""
    return str(request.param)
