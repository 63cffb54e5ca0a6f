"""Services are called as the process calls them: each call a unit of work, on both databases."""

from collections.abc import Iterator

import pytest

from tests.world import World, world_at


@pytest.fixture
def world(migrated_url: str) -> Iterator[World]:
    with world_at(migrated_url) as made:
        yield made
