"""Races run through the seam, on both databases, as the process writes."""

from collections.abc import AsyncIterator, Iterator

import pytest

from storage.database import Database, open_database
from tests.world import World, world_at


@pytest.fixture
def world(migrated_url: str) -> Iterator[World]:
    with world_at(migrated_url) as made:
        yield made


@pytest.fixture
async def db(world: World, migrated_url: str) -> AsyncIterator[Database]:
    """What the process opens on the same database."""
    opened = open_database(migrated_url)
    yield opened
    await opened.close()
