"""The clock approves what nobody answers in time, and takes no other decision after that."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from domain.assignment import AssignmentStatus
from domain.people import Actor, Role
from domain.review import AlreadyDecided, ClockRanOut, Decision
from domain.settlement import VoidReason
from services import assignments, reversals, reviews, verify
from storage.tables.campaigns import task
from storage.tables.delivery import delivery
from storage.tables.work import assignment, review
from tests.handed_in import Held, drafted, handed_in, held, status
from tests.world import NOW, World, staff

S = AssignmentStatus
HOUR = timedelta(hours=1)
APPROVE = (Decision.APPROVE, "", "", "")
CHANGES = (Decision.CHANGES, "quality", "", "请补光")
REJECT = (Decision.REJECT, "off_brief", "1", "")


@pytest.fixture
def reviewer(world: World) -> Actor:
    return world.do(staff, Role.REVIEWER)


def test_the_clock_approves_what_nobody_answered(world: World) -> None:
    works = [world.do(held, draft_required=draft) for draft in (False, True)]
    world.do(handed_in, works[0])
    world.do(drafted, works[1])
    assert world.do(reviews.approve_overdue, now=NOW + 47 * HOUR) == 0
    assert world.do(reviews.approve_overdue, now=NOW + 48 * HOUR) == 2
    assert world.do(reviews.approve_overdue, now=NOW + 49 * HOUR) == 0
    stand = [world.do(status, work.assignment_id) for work in works]
    assert stand == [S.APPROVED, S.DRAFT_APPROVED]
    assert world.rows(select(review.c.reviewer_id).distinct()) == [(None,)]
    told = world.rows(select(delivery.c.facts).where(delivery.c.kind == "review_approve"))
    assert all(facts["by_clock"] for (facts,) in told)


def test_an_approval_by_the_clock_wakes_nobody_and_a_persons_comes_at_once(
    world: World, reviewer: Actor
) -> None:
    """It is 23:30 in Shanghai as the clock runs out."""
    night = NOW + timedelta(hours=11.5)
    for decided in (True, False):
        done = world.do(handed_in, world.do(held), now=night - 48 * HOUR)
        if decided:
            approved = (done.submission_id, Decision.APPROVE, "", "", "")
            world.do(reviews.decide, reviewer, *approved, now=night)
    assert world.do(reviews.approve_overdue, now=night) == 1
    told = select(delivery.c.due_at).where(delivery.c.kind == "review_approve")
    assert world.rows(told.order_by(delivery.c.id)) == [(night,), (night + timedelta(hours=8.5),)]


def test_the_clock_goes_on_batch_by_batch(world: World) -> None:
    for _ in range(3):
        world.do(handed_in, world.do(held))
    later = NOW + 48 * HOUR
    batches = [world.do(reviews.approve_overdue, now=later, most=2) for _ in range(3)]
    assert batches == [2, 1, 0]


def test_the_clock_does_not_approve_while_the_creator_mends(world: World, reviewer: Actor) -> None:
    work = world.do(held)
    done = world.do(handed_in, work)
    world.do(reviews.decide, reviewer, done.submission_id, *CHANGES, now=NOW)
    assert world.do(reviews.approve_overdue, now=NOW + 400 * HOUR) == 0


def test_when_the_clock_ran_out_only_approval_is_left(world: World, reviewer: Actor) -> None:
    work = world.do(held)
    done = world.do(handed_in, work)
    for verdict in (CHANGES, REJECT):
        with pytest.raises(ClockRanOut):
            world.do(reviews.decide, reviewer, done.submission_id, *verdict, now=NOW + 48 * HOUR)
    world.do(reviews.decide, reviewer, done.submission_id, *APPROVE, now=NOW + 48 * HOUR)
    assert world.do(status, work.assignment_id) is S.APPROVED


def _rejected(world: World, work: Held, reviewer: Actor) -> None:
    done = world.do(handed_in, work)
    world.do(reviews.decide, reviewer, done.submission_id, *REJECT, now=NOW)


def _released(world: World, work: Held, reviewer: Actor) -> None:
    world.do(drafted, work)
    world.do(assignments.release, work.actor, work.assignment_id, now=NOW)


def _released_while_mending(world: World, work: Held, reviewer: Actor) -> None:
    done = world.do(drafted, work)
    world.do(reviews.decide, reviewer, done.submission_id, *CHANGES, now=NOW)
    world.do(assignments.release, work.actor, work.assignment_id, now=NOW)


def _void(world: World, work: Held, reviewer: Actor) -> None:
    world.do(handed_in, work)
    coordinator = world.do(staff, Role.COORDINATOR)
    world.do(reversals.void, coordinator, work.assignment_id, VoidReason.FRAUD, now=NOW)


@pytest.mark.parametrize(
    ("ends", "draft"),
    [(_rejected, False), (_released, True), (_released_while_mending, True), (_void, False)],
)
def test_no_clock_is_left_on_work_that_ended_in_review(
    world: World, reviewer: Actor, ends: Callable[..., None], draft: bool
) -> None:
    ends(world, world.do(held, draft_required=draft), reviewer)
    clocks = select(assignment.c.review_due_at, assignment.c.review_seconds_left)
    assert world.rows(clocks) == [(None, None)]
    assert world.do(verify.problems) == []


def test_the_database_refuses_a_clock_where_nobody_reviews(world: World) -> None:
    world.do(held)
    with pytest.raises(IntegrityError), world.engine.begin() as conn:
        conn.execute(update(assignment).values(review_due_at=NOW))


def test_a_reviewer_and_the_clock_at_once_make_one_decision(world: World, reviewer: Actor) -> None:
    work = world.do(held)
    done = world.do(handed_in, work)
    together, answers = threading.Barrier(2), []
    later = NOW + 48 * HOUR

    def clock() -> None:
        together.wait()
        answers.append(world.do(reviews.approve_overdue, now=later))

    def decide() -> None:
        together.wait()
        try:
            world.do(reviews.decide, reviewer, done.submission_id, *APPROVE, now=later)
            answers.append(1)
        except AlreadyDecided:
            answers.append(0)

    threads = [threading.Thread(target=each) for each in (clock, decide)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(answers) == 1
    assert world.rows(select(task.c.free, task.c.held, task.c.done)) == [(4, 0, 1)]
