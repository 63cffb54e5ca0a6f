"""A slice of the kills while a broadcast is forgotten, their control, and two workers at it."""

import asyncio
from pathlib import Path

import pytest

from scheduler import forgetting
from storage.database import open_database
from tests.prove.forgetting_kills import KEPT, LATER, PIECE, furnish, killed, report, rows_first
from tests.prove.grounds import on_postgresql, on_sqlite
from tests.world import world_at
from tools.postgres import PostgresServer

pytestmark = [pytest.mark.kills, pytest.mark.serial]


def test_a_kill_at_any_write_leaves_the_whole_truth(tmp_path: Path) -> None:
    trial = killed(on_sqlite(tmp_path), every=2)
    assert trial.problems == []
    assert trial.tried >= 10


@pytest.mark.postgresql
def test_nor_does_it_lose_any_on_postgresql(pg_server: PostgresServer) -> None:
    trial = killed(on_postgresql(pg_server), every=4)
    assert trial.problems == []
    assert trial.tried >= 5


def test_rows_that_go_before_they_are_counted_are_noticed(tmp_path: Path) -> None:
    assert killed(on_sqlite(tmp_path), rows_first, every=4).problems != []


@pytest.mark.postgresql
async def test_two_workers_that_forget_side_by_side_tell_the_truth(
    migrated_postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SHORTEST", "FIRST", "LONGEST"):
        monkeypatch.setattr(forgetting, name, PIECE)
    with world_at(migrated_postgresql_url) as world:
        maker, made = furnish(world)
        told = report(world, maker, made)
        both = [open_database(migrated_postgresql_url) for _ in range(2)]
        await asyncio.gather(*(forgetting.broadcasts(db, lambda: LATER, KEPT) for db in both))
        for db in both:
            await db.close()
        assert report(world, maker, made) == told
