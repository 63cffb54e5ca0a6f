"""More time: by rule, once, inside the task's own end, with reminders of its own."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from domain.assignment import AssignmentStatus
from domain.delivery import ReminderKind
from domain.errors import NotFound
from domain.extension import NoMoreTime, Term, until
from domain.reminder_rules import ReminderRules
from domain.submission import DeadWork, InReview
from services import assignments, extensions, reminders, verify
from storage.tables.delivery import delivery, reminder
from storage.tables.work import assignment
from tests.handed_in import Held, handed_in, held, status
from tests.live_campaign import live_campaign
from tests.services.reminded import pass_time
from tests.world import NOW, World, creator

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DUE = NOW + 72 * HOUR


@pytest.fixture
def work(world: World) -> Held:
    return world.do(held)


def extend(world: World, work: Held, *, span: timedelta = DAY, at: timedelta = 48 * HOUR) -> Term:
    return world.do(extensions.extend, work.actor, work.assignment_id, span=span, now=NOW + at)


def test_more_time_moves_the_deadline_and_its_reminders(world: World, work: Held) -> None:
    assert extend(world, work).due_at == DUE + DAY
    assert world.do(verify.problems) == []
    assert pass_time(world, DUE) == [ReminderKind.DUE_IN_24H]
    assert world.do(status, work.assignment_id) is AssignmentStatus.CLAIMED
    assert pass_time(world, DUE + 22 * HOUR) == [ReminderKind.DUE_IN_2H]
    assert pass_time(world, DUE + DAY) == [ReminderKind.EXPIRY]
    assert world.do(status, work.assignment_id) is AssignmentStatus.EXPIRED


def test_it_is_given_once(world: World, work: Held) -> None:
    extend(world, work)
    with pytest.raises(NoMoreTime) as refused:
        extend(world, work)
    assert refused.value.had_more
    assert world.rows(select(assignment.c.due_at)) == [(DUE + DAY,)]


def test_it_never_goes_past_the_end_of_the_task(world: World) -> None:
    work = world.do(held, world.do(live_campaign, work_hours=13 * 24))
    at = timedelta(days=12)
    assert extend(world, work, span=3 * DAY, at=at).due_at == NOW + timedelta(days=14)


def test_where_the_task_itself_ends_there_is_none(world: World) -> None:
    work = world.do(held, world.do(live_campaign, work_hours=30 * 24))
    with pytest.raises(NoMoreTime) as refused:
        extend(world, work)
    assert not refused.value.had_more


def test_a_house_may_give_none(world: World, work: Held) -> None:
    with pytest.raises(NoMoreTime):
        extend(world, work, span=timedelta(0))


def test_of_work_in_review_or_ended_nothing_moves(world: World, work: Held) -> None:
    other = world.do(held)
    world.do(handed_in, work)
    world.do(assignments.release, other.actor, other.assignment_id, now=NOW)
    with pytest.raises(InReview):
        extend(world, work)
    with pytest.raises(DeadWork):
        extend(world, other)


def test_a_deadline_that_has_passed_is_over_even_before_the_clock_says_so(
    world: World, work: Held
) -> None:
    with pytest.raises(DeadWork):
        extend(world, work, at=72 * HOUR)


def test_of_somebody_elses_work_nothing_is_found(world: World, work: Held) -> None:
    mallory = world.do(creator)
    stranger = replace(work, creator=mallory)
    with pytest.raises(NotFound):
        extend(world, stranger)


def test_the_reminder_says_until_when_one_tap_gives_more(world: World, work: Held) -> None:
    assert pass_time(world, DUE - DAY) == [ReminderKind.DUE_IN_24H]
    ((facts,),) = world.rows(select(delivery.c.facts))
    assert facts["more_until"] == (DUE + DAY).isoformat()


def test_the_reminder_offers_none_where_there_is_none(world: World, work: Held) -> None:
    asked = select(reminder.c.id).where(reminder.c.kind == ReminderKind.DUE_IN_24H)
    ((row_id,),) = world.rows(asked)
    none = ReminderRules(extension_hours=0)
    assert world.do(reminders.queue_due, row_id, rules=none, now=DUE - DAY)
    ((facts,),) = world.rows(select(delivery.c.facts))
    assert facts["more_until"] == ""


@given(
    st.sampled_from(AssignmentStatus),
    st.integers(-100, 100),
    st.integers(0, 100),
    st.integers(0, 400),
    st.booleans(),
)
def test_what_is_granted_is_later_bounded_and_only_on_the_creators_turn(
    state: AssignmentStatus, left: int, task_left: int, span: int, had: bool
) -> None:
    due_at = NOW + left * HOUR
    term = Term(1, 1, "", state, due_at, due_at + task_left * HOUR, NOW if had else None, False)
    later = until(term, span * HOUR, NOW)
    if later is not None:
        assert not had
        assert state in (
            AssignmentStatus.CLAIMED,
            AssignmentStatus.DRAFT_APPROVED,
            AssignmentStatus.CHANGES_REQUESTED,
        )
        assert NOW < due_at < later <= min(term.task_due_at, due_at + span * HOUR)
