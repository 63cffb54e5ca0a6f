"""The days lived before the demo begins leave a world that one would believe."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, func, insert, select, update

from bot.demo import history, life, promotion, stage
from bot.demo.cast import COORDINATOR, FINANCE, OWNER, REVIEWER, STAFF, TO_BE, VETERAN
from bot.demo.history import PROMOTED
from domain.assignment import LIVE, REVIEWERS_TURN, AssignmentStatus
from domain.delivery import BroadcastStatus
from domain.disputes.lines import REASONS, LineKind
from domain.errors import NotAllowed, OwnWork
from domain.payout import PayoutStatus
from domain.people import Category, Region, Role
from domain.platforms import Platform
from domain.risk.evidence import Signal
from domain.settlement_waits import WaitsFor
from services import (
    broadcast_outcomes,
    dispute_deciders,
    dispute_decisions,
    disputes,
    offers,
    payouts,
    risk_decisions,
    segments,
    settlement_runs,
    settlements,
    verify,
)
from services.vault import Vault
from storage.database import open_database
from storage.tables.delivery import broadcast
from storage.tables.metrics import metric_snapshot
from storage.tables.money import payout
from storage.tables.people import person
from storage.tables.work import assignment, post, submission
from tests.preparing import prepare_batch
from tests.world import World, creator, world_at

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=5)
S = AssignmentStatus


@pytest.fixture
async def lived(migrated_sqlite_url: str) -> AsyncIterator[World]:
    with world_at(migrated_sqlite_url) as world:
        db = open_database(migrated_sqlite_url)
        await history.live(db, Vault("a secret of the house"), now=NOW)
        await db.close()
        yield world


async def test_somebody_is_everywhere_and_the_books_are_sound(lived: World) -> None:
    counted = dict(
        map(tuple, lived.rows(select(assignment.c.status, func.count()).group_by("status")))
    )
    for status in (S.CLAIMED, S.SUBMITTED, S.APPROVED, S.SETTLED, S.EXPIRED, S.RELEASED):
        assert counted.get(status, 0) > 0, status
    assert sum(counted.get(status, 0) for status in REVIEWERS_TURN) >= 3
    (odd,) = lived.rows(
        select(func.count()).where(metric_snapshot.c.views <= metric_snapshot.c.likes)
    )[0]
    assert odd == 1  # the one that a risk case is about
    amounts = [amount for (amount,) in lived.rows(select(payout.c.amount_minor))]
    assert len(set(amounts)) > 5
    assert lived.do(verify.problems) == []


async def test_finance_finds_work_on_the_settlement_page(lived: World) -> None:
    """The clock settles within seconds what is due: what waits for people and what comes stays."""
    finance = lived.do(stage.known, FINANCE)
    run = lived.do(settlement_runs.look, finance, now=NOW)
    waiting = {each.waits_for for each in run.waiting}
    assert {WaitsFor.DATA, WaitsFor.PERSON} <= waiting
    assert run.coming >= 1
    assert run.next[0].settle_at > NOW


async def test_the_established_creator_has_been_paid_and_has_work_in_hand(lived: World) -> None:
    of_may = person.c.telegram_id == VETERAN.telegram_id
    statuses = {
        status
        for (status,) in lived.rows(
            select(assignment.c.status)
            .join(person, person.c.id == assignment.c.person_id)
            .where(of_may)
        )
    }
    assert {S.CLAIMED, S.SETTLED} <= statuses
    paid = lived.rows(
        select(payout.c.status).join(person, person.c.id == payout.c.person_id).where(of_may)
    )
    assert (PayoutStatus.PAID,) in paid


async def test_who_took_work_was_here_that_day(lived: World) -> None:
    claimed = func.max(assignment.c.claimed_at)
    seen = lived.rows(
        select(person.c.last_seen_at, claimed)
        .join(assignment, assignment.c.person_id == person.c.id)
        .group_by(person.c.id, person.c.last_seen_at)
    )
    assert seen
    assert all(last_seen_at >= last_claim for last_seen_at, last_claim in seen)


async def test_a_broadcast_of_two_wordings_was_sent_to_a_saved_segment_and_answered(
    lived: World,
) -> None:
    coordinator = lived.do(stage.known, COORDINATOR)
    (number,) = (each for (each,) in lived.rows(select(broadcast.c.id)))
    found = lived.do(broadcast_outcomes.report, coordinator, number, now=NOW)
    assert found.sheet.facts.status is BroadcastStatus.DONE
    assert len(found.variants) == 2
    for each in found.variants:
        assert each.delivered > (each.tapped or 0) > 0
    assert sum(each.claimed or 0 for each in found.variants) > 0
    (kept,) = lived.do(segments.saved, coordinator)
    assert kept.segment == found.sheet.facts.segment


@pytest.mark.parametrize("hours", range(24))
def test_it_is_sent_by_day_whenever_the_demo_begins(hours: int) -> None:
    begins = NOW + timedelta(hours=hours)
    moments = [begins - PROMOTED + life.STEP * step for step in range(1, 9)]
    assert any(map(promotion.is_the_time, moments))


async def test_one_risk_case_waits_for_a_decision(lived: World) -> None:
    reviewer = lived.do(stage.actor, COORDINATOR, now=NOW)
    (line,) = lived.do(risk_decisions.page, reviewer, 1).lines
    file = lived.do(risk_decisions.one, reviewer, line.case_id)
    assert Signal.IMPOSSIBLE_COUNTS in {each.signal for each in file.evidence}
    assert file.others_may  # an appeal against their decision can be judged


async def test_each_of_the_staff_has_one_role_and_every_role_somebody(lived: World) -> None:
    roles = [lived.do(stage.known, member).roles for member in STAFF]
    assert all(len(each) == 1 for each in roles)
    assert {role for each in roles for role in each} == set(Role)


async def test_a_payout_that_finance_prepared_is_approved_by_the_owner_and_nobody_else(
    lived: World,
) -> None:
    finance, owner = lived.do(stage.known, FINANCE), lived.do(stage.known, OWNER)
    lived.do(settlements.mature_due, now=LATER, most=1000)
    batch_id = lived.do(prepare_batch, finance, "CNY", now=LATER)
    for other in (FINANCE, COORDINATOR, REVIEWER):
        with pytest.raises((NotAllowed, OwnWork)):
            lived.do(payouts.approve, lived.do(stage.known, other), batch_id, now=LATER)
    lived.do(payouts.approve, owner, batch_id, now=LATER)


async def test_a_dispute_is_decided_by_somebody_who_did_not_judge(lived: World) -> None:
    """May objects to her payout: finance prepared it and the owner approved it."""
    may = lived.do(stage.known, VETERAN)
    of_may = select(payout.c.id).where(
        payout.c.person_id == may.person_id, payout.c.status == PayoutStatus.PAID
    )
    number = lived.rows(of_may)[0][0]
    reason = REASONS[LineKind.PAYOUT][0]
    what = (LineKind.PAYOUT, number, reason, "没收到")
    dispute_id = lived.do(disputes.open_, may, *what, now=NOW)
    coordinator = lived.do(stage.known, COORDINATOR)
    file = lived.do(dispute_decisions.one, coordinator, dispute_id)
    assert lived.do(dispute_deciders.able, file.facts) == {coordinator.person_id}


@pytest.mark.parametrize("region", [Region.EAST, Region.OVERSEAS])
async def test_whatever_a_newcomer_chooses_three_tasks_fit(lived: World, region: Region) -> None:
    for platform in Platform:
        for category in Category:
            newcomer = lived.do(
                creator,
                platform=platform,
                category=category,
                region=region,
                followers=100,
                now=NOW,
            )
            found = lived.do(offers.page, newcomer.actor, 1, now=NOW).offers
            assert sum(offer.free > 0 for offer in found) >= 3, (platform, category)


async def test_the_posts_of_whom_one_plays_are_left_to_an_import(lived: World) -> None:
    _approve_everything(lived)
    lived.do(life.measure, now=NOW, played=TO_BE)
    measured = _measured(lived)
    assert measured
    assert VETERAN.telegram_id not in measured.values()
    lived.do(life.measure, now=NOW + timedelta(minutes=1))
    assert VETERAN.telegram_id in _measured(lived).values()


async def test_a_replaced_link_is_not_measured(lived: World) -> None:
    _approve_everything(lived)
    (held,) = lived.rows(
        select(post.c.assignment_id, post.c.platform)
        .join(assignment, assignment.c.id == post.c.assignment_id)
        .where(assignment.c.status == S.APPROVED)
        .limit(1)
    )
    old = {row[0] for row in lived.rows(select(post.c.id).where(post.c.assignment_id == held[0]))}
    added = lived.do(_hand_in_another_link, *held)
    lived.do(life.measure, now=NOW)
    assert added in _measured(lived)
    assert not old & set(_measured(lived))


def _approve_everything(world: World) -> None:
    """Every post of work that lives counts for days to come."""
    facts = {"status": S.APPROVED, "review_due_at": None, "cutoff_at": NOW + timedelta(days=3)}
    approved = update(assignment).where(assignment.c.status.in_(LIVE)).values(**facts)
    world.do(lambda conn: conn.execute(approved))


def _hand_in_another_link(conn: Connection, assignment_id: int, platform: str) -> int:
    facts = {"platform": platform, "post_key": "another", "url": "https://example.com/another"}
    of = {"assignment_id": assignment_id}
    seen = insert(post).values(**facts, **of, first_seen_at=NOW).returning(post.c.id)
    post_id: int = conn.execute(seen).scalar_one()
    conn.execute(insert(submission).values(**of, post_id=post_id, given="another", at=NOW))
    return post_id


def _measured(world: World) -> dict[int, int]:
    """Posts with a reading from NOW on, and whose they are (as Telegram numbers them)."""
    rows = world.rows(
        select(post.c.id, person.c.telegram_id)
        .join(metric_snapshot, metric_snapshot.c.post_id == post.c.id)
        .join(assignment, assignment.c.id == post.c.assignment_id)
        .join(person, person.c.id == assignment.c.person_id)
        .where(metric_snapshot.c.observed_at >= NOW)
    )
    return {row[0]: row[1] for row in rows}
