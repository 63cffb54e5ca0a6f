"""Who decides on a dispute: nobody who judged the matter; who is called when nobody decides."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.disputes.lines import LineKind
from domain.disputes.listing import DisputeLine, LateDisputes
from domain.errors import OwnWork
from domain.people import Actor, Role
from domain.review import Decision
from services import (
    dispute_deciders,
    dispute_decisions,
    overview,
    payout_files,
    payouts,
    receipts,
    reviews,
    team,
    verify,
)
from storage.tables.delivery import delivery
from storage.tables.people import person
from tests.handed_in import handed_in, held
from tests.objecting import BUDGET, clocks_run, file, objected
from tests.paying import DAY, PAYDAY, VAULT, answer, kinds_to, paid_creators
from tests.preparing import prepare_batch
from tests.world import NOW, CreatorFixture, World, live_campaign, staff

K, HOUR = LineKind, timedelta(hours=1)


def sound(world: World) -> bool:
    return world.do(verify.problems) == []


def queue(world: World, actor: Actor) -> tuple[DisputeLine, ...]:
    return world.do(dispute_decisions.page, actor, 1).lines


def test_owners_who_judged_the_work_hear_that_it_is_late_and_who_may_decide_is_called_again(
    world: World,
) -> None:
    owner = world.do(staff, Role.OWNER)
    campaign = world.do(live_campaign, budget=BUDGET)
    work = world.do(held, campaign)
    number = world.do(handed_in, work).submission_id
    world.do(reviews.decide, owner, number, Decision.REJECT, "quality", "1", "", now=NOW)
    finance = world.do(staff, Role.FINANCE)
    objected(world, work.creator.actor, K.REJECTION, work.assignment_id, now=NOW)
    assert late(world, owner, NOW + 71 * HOUR) == LateDisputes()
    assert clocks_run(world, NOW + 72 * HOUR) == 1
    assert kinds_to(world, owner)[-1] == "dispute_stuck"
    assert kinds_to(world, finance) == ["dispute_waiting", "dispute_escalated"]
    assert told_late(world) == ["others"]
    assert late(world, owner, NOW + 72 * HOUR) == LateDisputes(others=1)
    assert late(world, finance, NOW + 72 * HOUR) == LateDisputes(own=1)
    world.do(dispute_decisions.decline, finance, 1, "See clause 1", now=NOW + 73 * HOUR)
    assert late(world, finance, NOW + 74 * HOUR) == LateDisputes()
    assert sound(world)


def late(world: World, actor: Actor, now: Any) -> LateDisputes:
    return world.do(overview.first_page, actor, most_reviews=1, now=now).overdue.disputes


def told_late(world: World) -> list[str]:
    asked = select(delivery.c.facts).where(delivery.c.kind == "dispute_late")
    return [facts["called"] for (facts,) in world.rows(asked)]


def test_where_two_people_pay_the_one_who_prepared_decides_and_the_dispute_says_so(
    world: World,
) -> None:
    owner, finance = world.do(staff, Role.OWNER), world.do(staff, Role.FINANCE)
    maker, at = paid_by(world, finance, owner), PAYDAY + 2 * DAY
    number = world.do(receipts.dispute, maker.actor, 1, now=at)
    assert kinds_to(world, finance)[-1] == "dispute_waiting"
    assert [each.dispute_id for each in queue(world, finance)] == [number]
    assert queue(world, owner) == ()
    with pytest.raises(OwnWork):
        world.do(dispute_decisions.decline, owner, number, "It did", now=at)
    assert world.do(dispute_decisions.one, finance, number).stands_in
    assert not file(world, maker.actor, number).nobody_may
    world.do(dispute_decisions.decline, finance, number, "The bank has the receipt", now=at)
    assert file(world, maker.actor, number).stands_in
    ((told,),) = world.rows(select(delivery.c.facts).where(delivery.c.kind == "dispute_declined"))
    assert told["stands_in"]
    assert sound(world)


def test_who_prepared_a_payout_decides_nothing_once_somebody_else_may(world: World) -> None:
    owner, finance = world.do(staff, Role.OWNER), world.do(staff, Role.FINANCE)
    maker, at = paid_by(world, finance, owner), PAYDAY + 2 * DAY
    number = world.do(receipts.dispute, maker.actor, 1, now=at)
    joined = world.do(staff, Role.COORDINATOR)
    assert queue(world, finance) == ()
    with pytest.raises(OwnWork):
        world.do(dispute_decisions.decline, finance, number, "It did", now=at)
    assert [each.dispute_id for each in queue(world, joined)] == [number]
    world.do(dispute_decisions.decline, joined, number, "It did", now=at)
    assert not file(world, maker.actor, number).stands_in


def test_a_payout_that_nobody_may_decide_on_asks_owners_to_bring_somebody_in(
    world: World,
) -> None:
    owner, finance = world.do(staff, Role.OWNER), world.do(staff, Role.FINANCE)
    maker, at = paid_by(world, finance, owner), PAYDAY + 2 * DAY
    world.do(lambda conn: team.revoke(conn, owner, finance.person_id, Role.FINANCE, now=at))
    number = world.do(receipts.dispute, maker.actor, 1, now=at)
    assert kinds_to(world, owner)[-1] == "dispute_stuck"
    assert file(world, maker.actor, number).is_stuck
    assert late(world, owner, at) == LateDisputes(stuck=1)
    assert clocks_run(world, at + 72 * HOUR) == 1
    assert told_late(world) == ["nobody"]
    assert kinds_to(world, owner)[-2:] == ["dispute_stuck", "dispute_stuck"]
    joined = world.do(staff, Role.FINANCE)
    assert late(world, joined, at + 72 * HOUR) == LateDisputes(own=1)
    assert not file(world, maker.actor, number).is_stuck
    world.do(dispute_decisions.make_good, joined, number, None, "It came back", now=at)
    assert sound(world)


def test_who_may_decide_is_the_same_asked_of_one_person_and_of_everybody(world: World) -> None:
    people = [world.do(staff, role) for role in (Role.OWNER, Role.FINANCE, Role.COORDINATOR)]
    owner, finance, _ = people
    maker, at = paid_by(world, finance, owner), PAYDAY + 2 * DAY
    number = world.do(receipts.dispute, maker.actor, 1, now=at)
    linked = update(person).where(person.c.id == maker.actor.person_id)
    linked = linked.values(invited_by=people[2].person_id)
    for _ in range(2):
        facts = file(world, maker.actor, number).facts
        able = world.do(dispute_deciders.able, facts)
        assert {each.person_id for each in people if queue(world, each)} == able
        world.do(lambda conn: conn.execute(linked))


def paid_by(world: World, preparer: Actor, approver: Actor) -> CreatorFixture:
    """A payout of ¥80.00, the first, that the bank says it paid."""
    (maker,) = paid_creators(world, 1)
    batch_id = world.do(prepare_batch, preparer, "CNY", now=PAYDAY)
    world.do(payouts.approve, approver, batch_id, now=PAYDAY)
    world.do(payout_files.export, preparer, VAULT, batch_id, now=PAYDAY)
    answer(world, preparer, f"KOC-{batch_id}-1,paid,")
    return maker
