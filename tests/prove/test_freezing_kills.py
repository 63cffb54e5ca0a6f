"""A slice of the kills while an audience is frozen, their control, and two workers side by side."""

import asyncio
from pathlib import Path

import pytest

from scheduler import freezing
from services import freezing as parts
from storage.database import open_database
from tests.confirming import confirm
from tests.prove.boundaries import Manner
from tests.prove.freezing_kills import PART, furnish, killed, matching, wrongs
from tests.prove.grounds import on_postgresql, on_sqlite
from tests.world import NOW, world_at
from tools.postgres import PostgresServer

pytestmark = [pytest.mark.kills, pytest.mark.serial]


def test_a_kill_at_any_write_leaves_nobody_out_and_has_nobody_twice(tmp_path: Path) -> None:
    trial = killed(on_sqlite(tmp_path), every=3)
    assert trial.problems == []
    assert trial.tried >= 5


@pytest.mark.postgresql
def test_nor_does_it_on_postgresql(pg_server: PostgresServer) -> None:
    trial = killed(on_postgresql(pg_server), every=5)
    assert trial.problems == []
    assert trial.tried >= 3


def test_a_part_that_stands_piece_by_piece_is_noticed(tmp_path: Path) -> None:
    assert killed(on_sqlite(tmp_path), Manner.PIECEMEAL, every=2).problems != []


@pytest.mark.postgresql
async def test_two_workers_that_freeze_side_by_side_tell_nobody_twice(
    migrated_postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "FIRST_PART", PART)
    monkeypatch.setattr(freezing, "SHORTEST", 2)
    monkeypatch.setattr(freezing, "LONGEST", 2)
    with world_at(migrated_postgresql_url) as world:
        maker, made = furnish(world)
        on_roll = world.do(matching)
        world.do(confirm, maker, made, now=NOW)
        both = [open_database(migrated_postgresql_url) for _ in range(2)]
        await asyncio.gather(*(freezing.go_on(db, lambda: NOW) for db in both))
        for db in both:
            await db.close()
        assert world.do(wrongs, made, on_roll) == []
