"""Two deeds at once where one may win: exactly one does, and every invariant holds after it."""

from typing import Final

import pytest

from services.seam import Database
from tests.races.duel import Prepare
from tests.races.fights import DUELS, fight
from tests.world import World

ROUNDS: Final = 5


@pytest.mark.parametrize("prepare", DUELS, ids=lambda each: each.__name__)
async def test_of_two_at_once(world: World, db: Database, prepare: Prepare) -> None:
    assert await fight(world, db, prepare, ROUNDS) == []
