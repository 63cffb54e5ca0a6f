"""A house on a database: its tables for tests that call services, and the seam of a process."""

from collections.abc import AsyncIterator, Iterator

import pytest

from storage.database import Database, open_database
from tests.world import World, world_at


@pytest.fixture
def house_url(migrated_url: str) -> str:
    """Of what `world` and `db` are on; a room or module that asks one database alone says so."""
    return migrated_url


@pytest.fixture
def world(house_url: str) -> Iterator[World]:
    with world_at(house_url) as made:
        yield made


@pytest.fixture
async def db(world: World, house_url: str) -> AsyncIterator[Database]:
    """What the process opens on the same database."""
    opened = open_database(house_url)
    yield opened
    await opened.close()
