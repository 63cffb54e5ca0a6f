"""Parts of an amount are fixed one after the other, each once; the reserve stays for the rest."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, update

from domain.assignment import AssignmentStatus
from domain.checkpoints import Stage
from domain.disputes.lines import LineKind
from domain.due_work import BEGINNING
from domain.ledger import Owed
from domain.locales import EN
from domain.people import Role
from domain.review import Decision
from domain.settlement import VoidReason
from domain.terms import Interaction, Method, MissingData, Source, Terms
from services import (
    assignments,
    dispute_decisions,
    reversals,
    reviews,
    settlement_runs,
    settlements,
    submissions,
    verify,
    why,
)
from services.parts import pay_stage
from storage import assignments as works
from storage import people
from storage.tables.campaigns import campaign as campaigns
from storage.tables.campaigns import task, terms
from storage.tables.money import settlement
from storage.tables.work import assignment, submission
from tests import exported, recomputed
from tests.approved import Approved, approved, read_in, reading
from tests.objecting import objected, settlement_of
from tests.world import NOW, CreatorFixture, World, add_account, creator, live_campaign, staff
from words.speech import speech
from words.why import explained

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STEPPED = Terms(
    Method.CPE,
    cap_minor=20_000,
    rate_per_mille_minor=10_000,
    counted=(Interaction.LIKES,),
    cutoff_days=30,
    earlier_cutoffs=(7,),
)
STAGED = Terms(Method.FLAT, cap_minor=8_000, flat_minor=8_000, draft_minor=2_000, post_minor=3_000)


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


def parts(world: World) -> list[tuple[str, int]]:
    rows = world.rows(
        select(settlement.c.checkpoint, settlement.c.amount_minor).order_by(settlement.c.id)
    )
    return [(row[0], row[1]) for row in rows]


def money(world: World) -> tuple[int, int]:
    """What campaigns reserve, and what they have earned out."""
    (row,) = world.rows(
        select(func.sum(campaigns.c.reserved_minor), func.sum(campaigns.c.earned_minor))
    )
    return int(row[0]), int(row[1])


def status(world: World, work_id: int) -> str:
    ((found,),) = world.rows(select(assignment.c.status).where(assignment.c.id == work_id))
    return str(found)


def measured(world: World, agreed: Terms = STEPPED) -> Approved:
    return world.do(approved, world.do(live_campaign, agreed=agreed), world.do(creator))


def read(
    world: World, work: Approved, days: float, likes: int, *, now: datetime | None = None
) -> None:
    at = NOW + days * DAY
    world.do(read_in, reading(work, at, likes=likes), now=now or at)


def settle(world: World, days: float) -> int:
    return world.do(settlements.settle_due, now=NOW + days * DAY)


def test_each_cutoff_pays_what_was_added_and_the_last_one_settles(world: World) -> None:
    work = measured(world)
    read(world, work, 6, 300)
    assert settle(world, 6.9) == 0
    assert settle(world, 7) == 1
    assert (parts(world), status(world, work.assignment_id)) == ([("T+7", 3_000)], "approved")
    assert money(world) == (17_000, 3_000)
    read(world, work, 29, 1_000)
    assert (settle(world, 8), settle(world, 30), settle(world, 31)) == (0, 1, 0)
    assert parts(world) == [("T+7", 3_000), ("final", 7_000)]
    assert (status(world, work.assignment_id), money(world)) == ("settled", (0, 10_000))


def granted(world: World, work: Approved, amount_minor: int, days: float) -> None:
    """A dispute about the part that was settled first."""
    now, number = NOW + days * DAY, settlement_of(world, work.assignment_id)
    maker = world.do(people.actor_by_id, work.person_id)
    assert maker is not None
    about = objected(world, maker, LineKind.SETTLEMENT, number, now=now)
    decider = world.do(staff, Role.FINANCE)
    decide = dispute_decisions.make_good
    world.do(decide, decider, about, amount_minor, "Counted too little", now=now)


def richer(world: World) -> None:
    """Campaigns of tests have as much as their slots may cost; here some is left."""
    world.do(lambda conn: conn.execute(update(campaigns).values(budget_minor=900_000)))


def test_what_a_dispute_granted_is_not_settled_once_more(world: World) -> None:
    work = measured(world)
    richer(world)
    read(world, work, 6, 300)
    settle(world, 7)
    granted(world, work, 2_000, 8)
    read(world, work, 29, 1_000)
    settle(world, 30)
    assert parts(world) == [("T+7", 3_000), ("final", 5_000)]
    assert money(world) == (0, 10_000)


@pytest.mark.parametrize("takes_back", [False, True])
def test_counts_that_fell_take_back_nothing_that_a_dispute_granted(
    world: World, takes_back: bool
) -> None:
    work = measured(world, replace(STEPPED, takes_back=takes_back))
    richer(world)
    read(world, work, 6, 300)
    settle(world, 7)
    granted(world, work, 2_000, 8)
    read(world, work, 29, 250)
    settle(world, 30)
    assert parts(world) == [("T+7", 3_000), ("final", -500 if takes_back else 0)]


def test_counts_that_fell_take_nothing_back(world: World) -> None:
    work = measured(world)
    read(world, work, 6, 300)
    settle(world, 7)
    read(world, work, 29, 100)
    settle(world, 30)
    assert parts(world) == [("T+7", 3_000), ("final", 0)]


def test_counts_that_fell_take_back_where_that_was_agreed(world: World) -> None:
    work = measured(world, replace(STEPPED, takes_back=True))
    read(world, work, 6, 300)
    settle(world, 7)
    assert world.do(settlements.mature_due, now=NOW + 12 * DAY) == 1
    read(world, work, 29, 100)
    settle(world, 30)
    assert parts(world) == [("T+7", 3_000), ("final", -2_000)]
    assert money(world) == (0, 1_000)
    assert world.do(settlements.mature_due, now=NOW + 40 * DAY) == 1


def test_work_that_is_void_loses_all_its_parts_what_fell_first(world: World) -> None:
    work = measured(world, replace(STEPPED, takes_back=True))
    for day, likes, until in ((6, 300, 7), (29, 100, 30)):
        read(world, work, day, likes)
        settle(world, until)
    finance = world.do(staff, Role.FINANCE)
    void = VoidReason.MISTAKE
    world.do(reversals.void, finance, work.assignment_id, void, now=NOW + 31 * DAY)
    assert money(world) == (0, 0)


def test_a_reading_that_came_late_for_one_cutoff_counts_for_the_next(world: World) -> None:
    work = measured(world)
    read(world, work, 5, 100)
    settle(world, 7)
    read(world, work, 6, 300, now=NOW + 8 * DAY)
    settle(world, 30)
    assert parts(world) == [("T+7", 1_000), ("final", 2_000)]


def test_nothing_told_by_an_earlier_cutoff_waits_and_then_pays_nothing(world: World) -> None:
    work = measured(world)
    assert settle(world, 20) == 0
    assert settle(world, 21) == 1
    read(world, work, 22, 300)
    settle(world, 30)
    assert parts(world) == [("T+7", 0), ("final", 3_000)]


THRICE = replace(STEPPED, earlier_cutoffs=(7, 10), floor_minor=700)


def test_a_cutoff_without_data_is_passed_over_once_a_later_one_is_due_and_told(
    world: World,
) -> None:
    measured(world, THRICE)  # of this nothing is ever told
    work = measured(world, THRICE)
    read(world, work, 9, 500)
    assert settle(world, 9.9) == 0
    assert world.do(settlements.unmeasured, BEGINNING, most=9, now=NOW + 10 * DAY) != []
    assert settle(world, 10) == 1
    assert (parts(world), status(world, work.assignment_id)) == ([("T+10", 5_000)], "approved")
    read(world, work, 6, 900, now=NOW + 11 * DAY)  # too late to count by itself, and older
    assert settle(world, 12) == 0
    read(world, work, 29, 800)
    assert settle(world, 30) == 2  # the other's floor, waited for long enough
    assert [each for each in parts(world) if each[1] != 700] == [("T+10", 5_000), ("final", 3_000)]


def test_the_first_cutoff_that_is_told_comes_before_those_behind_it(world: World) -> None:
    work = measured(world, THRICE)
    read(world, work, 9, 500)
    read(world, work, 29, 800)
    assert (settle(world, 31), settle(world, 31), settle(world, 31)) == (1, 1, 0)
    assert parts(world) == [("T+10", 5_000), ("final", 3_000)]


def test_several_cutoffs_without_data_are_paid_with_the_last(world: World) -> None:
    work = measured(world, replace(THRICE, cutoff_days=14, missing=MissingData.WAIT))
    read(world, work, 10.001, 500)
    assert settle(world, 13.9) == 0
    assert world.do(settlements.would_pay, work.assignment_id, now=NOW + 13.9 * DAY) is None
    would = world.do(settlements.would_pay, work.assignment_id, now=NOW + 14 * DAY)
    assert would == Owed(work.person_id, 5_000, "CNY")
    assert settle(world, 14) == 1
    assert (parts(world), status(world, work.assignment_id)) == ([("final", 5_000)], "settled")
    coordinator = world.do(staff, Role.COORDINATOR)
    told = world.do(why.explain, coordinator, work.assignment_id, now=NOW + 15 * DAY)
    skipped = "⏭ There were no figures 7, 10 days after publishing"
    assert skipped in explained(told, "Asia/Shanghai", speech(EN), NOW + 15 * DAY)


def test_what_is_told_to_the_microsecond_at_a_cutoff_counts_at_it(world: World) -> None:
    """Of two works approved at an odd moment, one was read just after its second cut-off."""
    at = NOW + timedelta(microseconds=999_999)
    found = world.do(live_campaign, agreed=THRICE)
    in_time, late = (world.do(approved, found, world.do(creator), now=at) for _ in range(2))
    cutoff = at + 10 * DAY
    tick = timedelta(microseconds=1)
    for work, read_at in ((in_time, cutoff), (late, cutoff + tick)):
        world.do(read_in, reading(work, read_at, likes=500), now=read_at)
    assert world.do(settlements.settle_due, now=cutoff - tick) == 0
    assert [work for _, work in world.do(settlements.due, BEGINNING, most=9, now=cutoff)] == [
        in_time.assignment_id
    ]
    assert world.do(settlements.settle_due, now=cutoff) == 1


def test_a_weak_source_makes_no_cutoff_told(world: World) -> None:
    work = measured(world, THRICE)
    at = NOW + 9 * DAY
    world.do(read_in, reading(work, at, likes=500), source=Source.CREATOR, now=at)
    assert settle(world, 10) == 0


def test_a_stage_was_paid_before_and_what_falls_is_taken_back_of_what_was_paid(
    world: World,
) -> None:
    agreed = replace(THRICE, takes_back=True, post_minor=1_000)
    work = measured(world, agreed)
    facts = world.do(works.facts, work.assignment_id)
    assert facts is not None
    world.do(pay_stage, facts, agreed, "title", Stage.POST, now=NOW)
    read(world, work, 9, 500)
    settle(world, 10)
    assert parts(world) == [("post", 1_000), ("T+10", 4_000)]
    read(world, work, 29, 300)
    settle(world, 30)
    assert parts(world)[-1] == ("final", -2_000)


def test_work_that_was_left_out_passes_over_the_cutoff_afterwards(world: World) -> None:
    work, finance = measured(world, THRICE), world.do(staff, Role.FINANCE)
    read(world, work, 9, 500)
    out = settlement_runs.leave_out
    world.do(out, finance, work.assignment_id, "We ask the platform", now=NOW + 10 * DAY)
    assert (settle(world, 16.9), settle(world, 17)) == (0, 1)
    assert parts(world) == [("T+10", 5_000)]


def test_a_run_counts_what_passes_a_cutoff_over_as_due_and_not_as_waiting(world: World) -> None:
    work, finance = measured(world, THRICE), world.do(staff, Role.FINANCE)
    read(world, work, 9, 500)
    before = world.do(settlement_runs.look, finance, now=NOW + 9 * DAY)
    assert (before.due, before.exceptions) == (0, 1)
    run = world.do(settlement_runs.look, finance, now=NOW + 10 * DAY)
    assert (run.due, run.exceptions, run.sums) == (1, 0, (("CNY", 5_000),))
    assert world.do(settlements.unmeasured, BEGINNING, most=9, now=NOW + 10 * DAY) == []


@pytest.mark.parametrize("seed", range(3))
def test_feeds_in_whatever_order_end_in_one_total(world: World, seed: int) -> None:
    works = [measured(world), measured(world)]
    feed = [(5, 100), (6, 300), (20, 900), (29, 700), (6, 300)]
    shuffled = feed + feed[:3]
    random.Random(seed).shuffle(shuffled)
    for work, told in zip(works, (feed, shuffled), strict=True):
        for days, likes in told:
            read(world, work, days, likes, now=NOW + 30 * DAY)
    while settle(world, 30):
        pass
    assert sorted(parts(world)) == [("T+7", 3_000)] * 2 + [("final", 4_000)] * 2


def test_void_work_gives_every_part_back(world: World) -> None:
    work = measured(world)
    read(world, work, 6, 300)
    settle(world, 7)
    finance = world.do(staff, Role.FINANCE)
    world.do(reversals.void, finance, work.assignment_id, VoidReason.FRAUD, now=NOW + 9 * DAY)
    assert money(world) == (0, 0)


def hand_in_and_approve(world: World, work_id: int, at: datetime) -> None:
    """What was handed in last."""
    ((submission_id,),) = world.rows(
        select(func.max(submission.c.id)).where(submission.c.assignment_id == work_id)
    )
    reviewer = world.do(staff, Role.REVIEWER)
    world.do(reviews.decide, reviewer, submission_id, Decision.APPROVE, "", "", "", now=at)


def drafted(world: World, maker: CreatorFixture) -> int:
    """Claimed, its draft handed in and approved."""
    found = world.do(live_campaign, agreed=STAGED, draft_required=True)
    ids = (found.task_id, maker.account_id, found.terms_id)
    work_id = world.do(assignments.claim, maker.actor, *ids, now=NOW)
    draft = "在地铁上听完了一本书，后劲太大了，推荐给你们。 #广告"
    world.do(submissions.hand_in_draft, maker.actor, work_id, draft, now=NOW + HOUR)
    hand_in_and_approve(world, work_id, NOW + 2 * HOUR)
    return int(work_id)


def test_stages_pay_after_the_draft_after_the_post_and_the_rest_in_the_end(world: World) -> None:
    maker = world.do(creator)
    work_id = drafted(world, maker)
    assert (parts(world), money(world)) == ([("draft", 2_000)], (38_000 - 32_000, 2_000))
    link = "https://www.douyin.com/video/7399999999999999999"
    world.do(submissions.submit, maker.actor, work_id, link, now=NOW + 3 * HOUR)
    hand_in_and_approve(world, work_id, NOW + 4 * HOUR)
    assert parts(world)[-1] == ("post", 3_000)
    assert money(world) == (3_000, 5_000)
    told = world.do(why.explain, maker.actor, work_id, now=NOW + DAY)
    assert (told.amount_minor, [part.amount_minor for part in told.earlier]) == (
        3_000,
        [2_000, 3_000],
    )
    settle(world, 9)
    assert parts(world)[-1] == ("final", 3_000)
    assert (status(world, work_id), money(world)) == ("settled", (0, 8_000))


def test_a_stage_is_paid_once_however_often_it_is_approved(world: World) -> None:
    work = measured(world, replace(STEPPED, post_minor=1_000))
    facts = world.do(works.facts, work.assignment_id)
    assert facts is not None
    agreed = replace(STEPPED, post_minor=1_000)
    for stage in (Stage.DRAFT, Stage.POST, Stage.POST):  # a draft has no part of it
        world.do(pay_stage, facts, agreed, "title", stage, now=NOW)
    assert parts(world) == [("post", 1_000)]


def test_a_paid_draft_stays_paid_when_nothing_is_published(world: World) -> None:
    maker = world.do(creator)
    work_id = drafted(world, maker)
    world.do(assignments.release, maker.actor, work_id, now=NOW + 3 * HOUR)
    assert (status(world, work_id), money(world)) == (AssignmentStatus.RELEASED, (0, 2_000))
    assert world.do(settlements.mature_due, now=NOW + 5 * DAY) == 1


def cap_tasks(conn: Connection, cap_minor: int) -> None:
    conn.execute(update(task).values(cap_minor=cap_minor))


def test_a_creators_cap_ends_what_one_creator_is_paid(world: World) -> None:
    capped = Terms(Method.FLAT, cap_minor=8_000, flat_minor=8_000, creator_cap_minor=12_000)
    found = world.do(live_campaign, agreed=capped)
    maker, other = world.do(creator), world.do(creator)
    second = world.do(add_account, maker.actor, handle="second")
    for holder in (maker, CreatorFixture(maker.actor, second, "second"), other):
        world.do(approved, found, holder)
    settle(world, 7)
    assert sorted(amount for _, amount in parts(world)) == [4_000, 8_000, 8_000]


def broken(world: World) -> set[str]:
    return {each.invariant for each in world.do(verify.problems)}


def test_what_was_settled_above_a_cap_after_a_grant_shows(world: World) -> None:
    work = measured(world)
    richer(world)
    read(world, work, 6, 300)
    settle(world, 7)
    granted(world, work, 2_000, 8)
    read(world, work, 29, 1_000)
    settle(world, 30)
    for column, name in ((task.c.cap_minor, "task"), (terms.c.creator_cap_minor, "creator")):
        named = f"no settlement after a grant passes the {name}'s cap"
        for cap_minor, is_passed in ((9_999, True), (10_000, False), (0, False)):
            change = update(column.table).values({column.name: cap_minor})
            world.do(lambda conn, change=change: conn.execute(change))
            assert (named in broken(world)) is is_passed


def a_second_account(world: World, maker: CreatorFixture) -> CreatorFixture:
    account_id = world.do(add_account, maker.actor, handle="second")
    return CreatorFixture(maker.actor, account_id, "second")


def test_what_a_dispute_granted_counts_in_the_creators_cap(world: World, tmp_path: Path) -> None:
    found = world.do(live_campaign, agreed=replace(STEPPED, creator_cap_minor=5_000))
    maker = world.do(creator)
    work = world.do(approved, found, maker)
    richer(world)
    read(world, work, 6, 300)
    settle(world, 7)
    granted(world, work, 2_000, 8)
    other = world.do(approved, found, a_second_account(world, maker))
    read(world, work, 29, 1_000)
    read(world, other, 29, 1_000)
    while settle(world, 30):
        pass
    assert sum(amount for _, amount in parts(world)) == 3_000
    assert money(world) == (0, 5_000)
    exported.export(world.engine, tmp_path)
    assert recomputed.settled(tmp_path) == recomputed.amounts(tmp_path)


def test_what_a_dispute_granted_counts_in_the_tasks_cap(world: World) -> None:
    found = world.do(live_campaign, agreed=STEPPED)
    work, other = (world.do(approved, found, world.do(creator)) for _ in range(2))
    world.do(cap_tasks, 6_000)
    richer(world)
    read(world, work, 6, 300)
    settle(world, 7)
    granted(world, work, 2_000, 8)
    read(world, other, 29, 400)
    while settle(world, 30):
        pass
    assert sum(amount for _, amount in parts(world)) == 4_000


def test_a_person_may_grant_above_a_cap_and_nothing_is_settled_besides(world: World) -> None:
    found = world.do(live_campaign, agreed=replace(STEPPED, creator_cap_minor=4_000))
    work = world.do(approved, found, world.do(creator))
    richer(world)
    read(world, work, 6, 300)
    settle(world, 7)
    granted(world, work, 2_000, 8)
    read(world, work, 29, 1_000)
    settle(world, 30)
    assert parts(world) == [("T+7", 3_000), ("final", 0)]


def test_a_tasks_cap_ends_what_all_its_works_are_paid(world: World) -> None:
    found = world.do(live_campaign)
    world.do(cap_tasks, 17_000)
    for _ in range(3):
        world.do(approved, found, world.do(creator))
    settle(world, 7)
    assert sorted(amount for _, amount in parts(world)) == [1_000, 8_000, 8_000]


def test_work_whose_data_nobody_may_miss_waits_for_a_person(world: World) -> None:
    coordinator = world.do(staff, Role.COORDINATOR)
    asked = Terms(
        Method.CPE,
        9_000,
        rate_per_mille_minor=10_000,
        counted=(Interaction.LIKES,),
        floor_minor=700,
        missing=MissingData.ASK,
    )
    work = measured(world, asked)
    assert settle(world, 60) == 0
    world.do(settlements.settle_unheard, coordinator, work.assignment_id, now=NOW + 60 * DAY)
    assert parts(world) == [("final", 700)]
