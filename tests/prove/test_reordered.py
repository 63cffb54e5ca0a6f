"""A slice of the replays of the loop's updates, and their control; the whole: make prove."""

from tests.loop.story import STORY
from tests.prove.reordered import forgetting_marks, replayed

SHORT = STORY[:6]


async def test_updates_that_come_again_in_any_order_change_nothing(migrated_url: str) -> None:
    trial = await replayed(migrated_url, 1, SHORT)
    assert trial.problems == []
    assert trial.tried > 60


async def test_it_shows_when_updates_are_not_marked(migrated_sqlite_url: str) -> None:
    with forgetting_marks():
        assert (await replayed(migrated_sqlite_url, 1, SHORT)).problems != []
