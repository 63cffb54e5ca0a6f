"""A slice of the kill proofs, and the controls that they catch; the whole: make prove."""

import asyncio
from pathlib import Path

import pytest

from bot.config import Mode
from tests.loop.picture import Picture
from tests.loop.story import STORY
from tests.prove import controls
from tests.prove.grounds import NewUrl, on_postgresql, on_sqlite
from tests.prove.kills import (
    Ordeal,
    after_every_call,
    at_every_commit,
    at_random,
    battered,
    undisturbed,
)
from tests.prove.variants import Variant

pytestmark = [pytest.mark.kills, pytest.mark.serial]
SHORT = STORY[:7]  # until the post is approved
SIGNED_UP, CLAIMED = 3, 4  # chapters until both have


POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgresql)


@pytest.fixture(params=["sqlite", POSTGRESQL])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> NewUrl:
    if request.param == "sqlite":
        return on_sqlite(tmp_path)
    return on_postgresql(request.getfixturevalue("pg_server"))


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> Picture:
    """How the short story ends undisturbed, on whichever database."""
    new_url = on_sqlite(tmp_path_factory.mktemp("undisturbed"))
    return asyncio.run(undisturbed(new_url(), SHORT))


async def _survives(new_url: NewUrl, ordeal: Ordeal, wanted: Picture, *, least: int) -> None:
    trial = await battered(new_url(), ordeal, wanted)
    assert trial.problems == []
    assert trial.tried >= least


async def test_a_kill_at_every_commit_loses_and_doubles_nothing(
    new_url: NewUrl, wanted: Picture
) -> None:
    await _survives(new_url, Ordeal(at_every_commit, SHORT, CLAIMED), wanted, least=10)


@pytest.mark.parametrize("new_url", ["sqlite"], indirect=True)
async def test_a_kill_after_every_call_says_nothing_twice(new_url: NewUrl, wanted: Picture) -> None:
    await _survives(new_url, Ordeal(after_every_call, SHORT, CLAIMED), wanted, least=10)


@pytest.mark.parametrize("new_url", [POSTGRESQL], indirect=True)
async def test_a_kill_at_any_moment_of_a_webhook_bot_changes_nothing(
    new_url: NewUrl, wanted: Picture
) -> None:
    ordeal = Ordeal(lambda reaper: at_random(reaper, seed=1), SHORT, SIGNED_UP, Mode.WEBHOOK)
    await _survives(new_url, ordeal, wanted, least=2)


@pytest.mark.parametrize("new_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("variant", controls.WRONG)
async def test_a_bot_that_is_wrong_on_purpose_is_caught(new_url: NewUrl, variant: Variant) -> None:
    assert await controls.caught(variant, new_url) != []
