"""Who did what to a batch is kept, in its order, and never changed."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.payout import Channel, PayoutEventKind
from domain.payout_rules import PayoutRules
from domain.people import Actor, Role
from services import approvals, batch_views, payout_files, payouts
from tests.paying import DAY, PAYDAY, VAULT, answer, paid_creators, prepare
from tests.world import World, staff

K = PayoutEventKind
TWICE = PayoutRules(confirmed_twice=True)


@pytest.fixture
def finance(world: World) -> Actor:
    paid_creators(world, 2)
    return world.do(staff, Role.FINANCE)


def told(world: World, finance: Actor, batch_id: int) -> list[tuple[K, int, str]]:
    found = world.do(batch_views.batch, finance, batch_id).events
    assert [each.at for each in found] == sorted(each.at for each in found)
    return [(each.kind, each.items, each.detail) for each in found]


def test_a_batch_tells_all_of_its_life(world: World, finance: Actor) -> None:
    checker = world.do(staff, Role.FINANCE)
    batch_id = prepare(world, finance)
    said = world.do(approvals.say_yes, checker, batch_id, Channel.CHAT, TWICE, now=PAYDAY)
    world.do(approvals.say_yes, checker, batch_id, Channel.CONSOLE, TWICE, said.code, now=PAYDAY)
    for _ in range(2):
        world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY)
    world.do(payout_files.export_batch, VAULT, batch_id, now=PAYDAY)
    answer(world, finance, f"KOC-{batch_id}-1,paid,", f"KOC-{batch_id}-2,failed,no")
    answer(world, finance, f"KOC-{batch_id}-1,paid,")
    assert told(world, finance, batch_id) == [
        (K.PREPARED, 2, ""),
        (K.CONFIRMED, 0, "chat"),
        (K.APPROVED, 2, "console"),
        (K.EXPORTED, 2, "*.csv"),
        (K.EXPORTED, 2, "*.csv"),
        (K.EXPORTED, 2, "*.csv"),
        (K.ANSWERED, 2, "results.csv"),
        (K.ANSWERED, 0, "results.csv"),
    ]
    actors = [each.actor for each in world.do(batch_views.batch, finance, batch_id).events]
    assert actors[0] == actors[3] == finance.name
    assert actors[1] == actors[2] == checker.name
    assert actors[5] == ""  # by the command line


def test_a_batch_that_was_withdrawn_says_by_whom(world: World, finance: Actor) -> None:
    batch_id = prepare(world, finance)
    world.do(payouts.cancel, finance, batch_id, now=PAYDAY + DAY)
    assert told(world, finance, batch_id)[1:] == [(K.CANCELLED, 2, "")]


@pytest.mark.parametrize(
    "change", ["UPDATE payout_event SET payouts = 9", "DELETE FROM payout_event"]
)
def test_nobody_changes_it(world: World, finance: Actor, change: str) -> None:
    prepare(world, finance)
    with pytest.raises(DBAPIError, match="append-only"):
        world.do(lambda conn: conn.execute(text(change)))
