"""A claim as it is often written: facts read before, and no word on whether the slot was won."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, text

from storage import tasks
from tests.races.crowd import Contender
from tests.world import NOW, CampaignFixture, World


@contextmanager
def careless_claims(
    world: World, goal: CampaignFixture, all_: Sequence[Contender]
) -> Iterator[None]:
    """While it lasts every contender has read the task before the race began."""
    ours = tasks.claim_facts, tasks.take_slot
    read_before = {
        one.account_id: world.do(tasks.claim_facts, goal.task_id, one.account_id, NOW)
        for one in all_
    }
    tasks.claim_facts = lambda conn, task_id, account_id, now: read_before[account_id]
    tasks.take_slot = _take_whatever_is_left
    try:
        yield
    finally:
        tasks.claim_facts, tasks.take_slot = ours


def _take_whatever_is_left(conn: Connection, task_id: int) -> Callable[[], bool]:
    less = "UPDATE task SET free = free - 1, held = held + 1 WHERE id = :id AND free > 0"
    conn.execute(text(less), {"id": task_id})
    return lambda: True
