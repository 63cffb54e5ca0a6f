"""The HTTP side, served on a new SQLite, or on each of the databases where rows matter."""

from collections.abc import AsyncIterator

import pytest

from tests.web.site import Site, served


@pytest.fixture
async def site(migrated_sqlite_url: str) -> AsyncIterator[Site]:
    async with served(migrated_sqlite_url) as made:
        yield made


@pytest.fixture
async def any_site(migrated_url: str) -> AsyncIterator[Site]:
    """The same on both databases."""
    async with served(migrated_url) as made:
        yield made
