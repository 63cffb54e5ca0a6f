"""A slice of the pump's kills, and the control that they catch; the whole: make prove."""

from pathlib import Path

import pytest

from tests.prove.grounds import on_postgresql, on_sqlite
from tests.prove.pump.ordeal import NAMED, killed_at_boundaries, killed_at_random
from tests.prove.variants import Variant
from tools.postgres import PostgresServer

pytestmark = [pytest.mark.kills, pytest.mark.serial]
READERS = 60


async def test_a_kill_at_any_moment_doubles_loses_and_feigns_no_message(tmp_path: Path) -> None:
    done = await killed_at_random(on_sqlite(tmp_path)(), 15, 1, readers=READERS)
    assert done.trial.problems == []
    assert done.trial.tried == 15
    assert done.accepted > READERS


@pytest.mark.postgresql
async def test_nor_does_it_while_another_worker_lives(pg_server: PostgresServer) -> None:
    url = on_postgresql(pg_server)()
    done = await killed_at_random(url, 14, 1, readers=READERS, side_by_side=2)
    assert done.trial.problems == []
    assert done.trial.tried == 14
    assert done.accepted > READERS


async def test_nor_does_a_death_at_any_boundary_that_has_a_name(tmp_path: Path) -> None:
    done = await killed_at_boundaries(on_sqlite(tmp_path)(), 2, 1, readers=READERS)
    assert done.trial.problems == []
    assert all(any(each.startswith(name) for each in done.died_at) for name in NAMED)


async def test_one_that_marks_after_it_has_sent_is_caught(tmp_path: Path) -> None:
    wrong = Variant.MARKS_AFTER_SENDING
    done = await killed_at_random(on_sqlite(tmp_path)(), 12, 1, readers=READERS, variant=wrong)
    assert any("accepted 2 times" in each for each in done.trial.problems)
