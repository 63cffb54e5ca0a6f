"""Probes and monitors learn whether this process can do its work, and how much waits."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from domain.delivery import DeliveryClass, DeliveryStatus
from domain.due_work import DueWork
from services import notices, setbacks
from storage import revisions
from storage.migrate import HEAD
from storage.tables.delivery import delivery
from storage.write_lock import WriteLock
from tests.handed_in import held
from tests.web.site import Site
from tests.world import NOW
from web.house import HOUSE, UpdateFlow


def migrated(site: Site, revision: str) -> None:
    with site.world.engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})


def lost(site: Site) -> None:
    Path(str(site.world.engine.url.database)).unlink()


async def test_a_process_that_answers_is_healthy(site: Site) -> None:
    assert (await (await site.guest()).get("/healthz")).status == 200


async def test_it_is_ready_with_a_database_of_the_present_schema(any_site: Site) -> None:
    guest = await any_site.guest()
    answer = await guest.get("/readyz")
    assert (answer.status, '"ready": true' in answer.text) == (200, True)


@pytest.mark.parametrize(("oldest_reader", "status"), [(HEAD, 200), ("9999", 503)])
async def test_a_newer_schema_that_serves_us_is_ready_so_that_an_upgrade_leaves_a_balancer_somebody(
    any_site: Site, oldest_reader: str, status: int
) -> None:
    migrated(any_site, "9999")
    any_site.world.do(revisions.say_oldest_reader, oldest_reader)
    answer = await (await any_site.guest()).get("/readyz")
    assert answer.status == status
    assert ('"migrations": false' in answer.text) is (status == 503)


async def test_an_older_schema_is_not_ready(site: Site) -> None:
    migrated(site, "0000")
    answer = await (await site.guest()).get("/readyz")
    assert (answer.status, '"migrations": false' in answer.text) == (503, True)


@pytest.mark.parametrize(("flowing", "status"), [(True, 200), (False, 503)])
async def test_a_process_no_updates_reach_is_not_ready(
    site: Site, flowing: bool, status: int
) -> None:
    site.flow = UpdateFlow(3, flowing)
    assert (await (await site.guest()).get("/readyz")).status == status


async def test_a_database_that_does_not_answer_is_not_ready(site: Site) -> None:
    await site.app[HOUSE].db.close()
    lost(site)
    answer = await (await site.guest()).get("/readyz")
    assert (answer.status, '"database": false' in answer.text) == (503, True)


async def test_a_database_that_takes_no_write_is_not_ready(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process keeps its turn: taps wait, and reading alone would look well."""
    monkeypatch.setattr("web.health._LONGEST_WRITE_SECONDS", 0.2)
    guest, other = await site.guest(), WriteLock(Path(str(site.world.engine.url.database)))
    with other:
        answer = await guest.get("/readyz")
    other.close()
    assert (answer.status, '"writes": false' in answer.text) == (503, True)
    assert (await guest.get("/readyz")).status == 200


async def test_the_monitor_sees_queues_claims_and_what_went_wrong(any_site: Site) -> None:
    world = any_site.world
    work = world.do(held)
    for number, status in enumerate(DeliveryStatus):
        world.do(
            notices.queue,
            work.actor.person_id,
            "settled",
            {},
            cls=DeliveryClass.TRANSACTIONAL,
            dedupe_key=f"test:{number}",
            now=NOW,
        )
        with world.engine.begin() as conn:
            changed = update(delivery).where(delivery.c.dedupe_key == f"test:{number}")
            conn.execute(changed.values(status=status))
    for submission_id in (1, 2):
        world.do(setbacks.set_back, DueWork.APPROVAL, submission_id, "ValueError: ?", now=NOW)
    any_site.flow = UpdateFlow(41, flowing=True)
    any_site.now = NOW + timedelta(seconds=90)
    lines = (await (await any_site.guest()).get("/metrics")).text.splitlines()
    for line in (
        "koc_updates_handled_total 41.0",
        "koc_updates_flowing 1.0",
        "koc_updates_kept 0.0",
        "koc_claims_total 1.0",
        "koc_deliveries_in_doubt 1.0",
        "koc_deliveries_dead 1.0",
        'koc_deliveries_queued{class="transactional"} 1.0',
        'koc_deliveries_oldest_seconds{class="transactional"} 90.0',
        'koc_deliveries_queued{class="broadcast"} 0.0',
        'koc_setbacks{work="approval"} 2.0',
        'koc_setbacks{work="settlement"} 0.0',
        'koc_setbacks{work="message"} 0.0',
    ):
        assert line in lines
