"""What earnings list of an amount that went to a debt; and what an unsettled one waits for."""

from datetime import datetime, timedelta

import pytest

from domain.disputes.lines import LineKind
from domain.earnings import EarningLine, Totals
from domain.people import Actor, Role
from domain.settlement import VoidReason
from domain.settlement_waits import WaitsFor
from services import (
    dispute_decisions,
    earnings,
    reversals,
    settlement_runs,
    settlements,
    why,
)
from tests.approved import approved
from tests.objecting import objected, paid_out, settlement_of
from tests.paying import DAY, PAYDAY
from tests.world import CPE, FLAT, World, creator, live_campaign, staff


def test_lines_and_what_of_them_went_to_a_debt_add_up_to_what_is_payable(world: World) -> None:
    paid = paid_out(world)
    voider = world.do(staff, Role.FINANCE)
    world.do(reversals.void, voider, 1, VoidReason.MISTAKE, now=PAYDAY)
    work = world.do(approved, world.do(live_campaign, now=PAYDAY), paid.maker, now=PAYDAY)
    world.do(settlements.settle_due, now=work.cutoff_at)
    later = work.cutoff_at + 9 * DAY
    assert [each.recovered_minor for each in lines(world, paid.actor, later)] == [0, 0]
    world.do(settlements.mature_due, now=later)
    new, old = lines(world, paid.actor, later)
    assert (new.amount_minor, new.recovered_minor, old.recovered_minor) == (8_000, 4_000, 0)
    about = settlement_of(world, work.assignment_id)
    number = objected(world, paid.actor, LineKind.RECOVERY, about, now=later)
    decide = dispute_decisions.make_good
    world.do(decide, paid.decider, number, 1_500, "Too much was taken", now=later)
    (new, _), (total,) = lines(world, paid.actor, later), totals(world, paid.actor, later)
    assert new.amount_minor - new.recovered_minor == total.payable_minor == 5_500


def lines(world: World, actor: Actor, now: datetime) -> tuple[EarningLine, ...]:
    return world.do(earnings.overview, actor, now=now).lines


def totals(world: World, actor: Actor, now: datetime) -> tuple[Totals, ...]:
    return world.do(earnings.overview, actor, now=now).totals


@pytest.mark.parametrize("to_staff", [True, False])
def test_why_knows_what_an_amount_past_its_cut_off_waits_for(world: World, to_staff: bool) -> None:
    finance = world.do(staff, Role.FINANCE)
    makers = [world.do(creator) for _ in range(2)]
    unread = world.do(approved, world.do(live_campaign, agreed=CPE), makers[0])
    left = world.do(approved, world.do(live_campaign, agreed=FLAT), makers[1])
    whose = {unread: makers[0].actor, left: makers[1].actor}
    at = unread.cutoff_at
    for work in (unread, left):
        actor = finance if to_staff else whose[work]
        found = world.do(why.explain, actor, work.assignment_id, now=at - timedelta(hours=1))
        assert found.waits is None
    leave_out = settlement_runs.leave_out
    world.do(leave_out, finance, left.assignment_id, "counted again", now=at)
    for work, waits_for in ((unread, WaitsFor.DATA), (left, WaitsFor.PERSON)):
        actor = finance if to_staff else whose[work]
        waits = world.do(why.explain, actor, work.assignment_id, now=at).waits
        assert waits is not None
        assert (waits.waits_for, waits.since) == (waits_for, at)
    world.do(settlements.settle_unheard, finance, unread.assignment_id, now=at)
    assert world.do(why.explain, makers[0].actor, unread.assignment_id, now=at).waits is None
