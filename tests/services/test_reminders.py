"""Reminders: each once, at its time, and only while what it says is true."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from domain.assignment import AssignmentStatus
from domain.delivery import DeliveryStatus, ReminderKind, ReminderStatus
from domain.due_work import BEGINNING
from domain.people import Role
from domain.review import Decision
from services import assignments, deliveries, reminders, reviews, sendings, settings, verify
from services.limits import Pace
from storage.tables.delivery import delivery, reminder
from storage.tables.people import person
from tests.handed_in import Held, handed_in, held, status
from tests.services.reminded import pass_time
from tests.world import NOW, World, grant, live_campaign, staff, world_at

PACE = Pace(per_second=1000, chat_pause=timedelta(0), free_per_second=1000)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DUE = NOW + timedelta(hours=72)  # of a task claimed NOW: Thursday noon in Shanghai


def sent_kinds(world: World, at: datetime) -> list[str]:
    wave = world.do(deliveries.take, PACE, most=50, now=at)
    outcomes = [sendings.Outcome(p, DeliveryStatus.SENT, message_id=1) for p in wave.parcels]
    world.do(sendings.settle, outcomes, now=at)
    return [parcel.kind for parcel in wave.parcels]


def queued(world: World) -> list[tuple[str, str]]:
    return [tuple(row) for row in world.rows(select(delivery.c.kind, delivery.c.status))]


@pytest.fixture
def work(world: World) -> Held:
    return world.do(held)


def test_a_deadline_is_reminded_of_a_day_and_two_hours_before(world: World, work: Held) -> None:
    assert pass_time(world, DUE - 25 * HOUR) == []
    assert pass_time(world, DUE - 24 * HOUR) == [ReminderKind.DUE_IN_24H]
    assert pass_time(world, DUE - 2 * HOUR) == [ReminderKind.DUE_IN_2H]
    assert pass_time(world, DUE - HOUR) == []


def test_none_comes_twice_after_a_restart(world: World, work: Held) -> None:
    """The row and its notice end in one unit of work; a row that is seen twice is nothing."""
    at = DUE - 24 * HOUR
    ((_, row_id),) = world.do(reminders.due, BEGINNING, most=10, now=at)
    assert world.do(reminders.queue_due, row_id, now=at)
    assert not world.do(reminders.queue_due, row_id, now=at)
    assert len(queued(world)) == 1


def test_after_a_long_absence_only_the_nearest_reminder_is_sent(world: World, work: Held) -> None:
    assert pass_time(world, DUE - HOUR) == [ReminderKind.DUE_IN_2H]


def test_work_handed_in_is_not_reminded_of(world: World, work: Held) -> None:
    world.do(handed_in, work)
    assert ReminderKind.DUE_IN_24H not in pass_time(world, DUE - 24 * HOUR)


def test_what_was_queued_and_then_handed_in_is_cancelled_at_the_last_moment(
    world: World, work: Held
) -> None:
    pass_time(world, DUE - 24 * HOUR)
    world.do(handed_in, work)
    assert ReminderKind.DUE_IN_24H not in sent_kinds(world, DUE - 23 * HOUR)
    assert (ReminderKind.DUE_IN_24H, DeliveryStatus.CANCELLED) in queued(world)


def test_a_last_call_in_quiet_hours_that_end_too_late_comes_before_they_begin(
    world: World, work: Held
) -> None:
    """As with a deadline at midnight: two hours before it quiet begins, and ends at eight."""
    world.do(settings.set_quiet_hours, work.actor, 10, 14, now=NOW)
    assert pass_time(world, DUE - 2.75 * HOUR) == [ReminderKind.DUE_IN_24H]
    assert pass_time(world, DUE - 2.5 * HOUR) == [ReminderKind.DUE_IN_2H]
    assert sent_kinds(world, DUE - 2.5 * HOUR) == [ReminderKind.DUE_IN_24H]
    assert sent_kinds(world, DUE - 2.49 * HOUR) == [ReminderKind.DUE_IN_2H]
    assert pass_time(world, DUE - 2 * HOUR) == []


def test_a_deadline_at_midnight_is_planned_so_from_the_claim_on(world: World) -> None:
    """Claimed at noon in Shanghai with half a day, so that nothing comes a day before."""
    work = world.do(held, world.do(live_campaign, work_hours=12))
    assert pass_time(world, NOW + 9 * HOUR) == []
    assert pass_time(world, NOW + 9.5 * HOUR) == [ReminderKind.DUE_IN_2H]
    assert sent_kinds(world, NOW + 9.5 * HOUR) == [ReminderKind.DUE_IN_2H]
    assert pass_time(world, NOW + 12 * HOUR) == [ReminderKind.EXPIRY]
    assert world.do(status, work.assignment_id) is AssignmentStatus.EXPIRED


def test_a_last_call_follows_who_moves_and_is_not_said_again(world: World, work: Held) -> None:
    world.do(settings.set_quiet_hours, work.actor, 10, 14, now=NOW)
    world.do(settings.set_timezone, work.actor, "Europe/London", now=NOW)
    assert ReminderKind.DUE_IN_2H not in pass_time(world, DUE - 3 * HOUR)
    assert pass_time(world, DUE - 2 * HOUR) == [ReminderKind.DUE_IN_2H]
    world.do(settings.set_timezone, work.actor, "Asia/Shanghai", now=DUE - 1.5 * HOUR)
    assert pass_time(world, DUE - HOUR) == []


def test_what_quiet_hours_held_back_past_the_deadline_is_not_sent(world: World, work: Held) -> None:
    """They began before anybody knew of the deadline, or were made to begin now."""
    world.do(settings.set_quiet_hours, work.actor, 9, 14, now=DUE - 2.75 * HOUR)
    assert ReminderKind.DUE_IN_2H in pass_time(world, DUE - 2 * HOUR)
    assert ReminderKind.DUE_IN_2H not in sent_kinds(world, DUE + 3 * HOUR)


def test_a_passed_deadline_ends_the_work_and_tells_its_creator(world: World, work: Held) -> None:
    assert pass_time(world, DUE) == [ReminderKind.EXPIRY]
    assert world.do(status, work.assignment_id) is AssignmentStatus.EXPIRED
    assert sent_kinds(world, DUE) == ["expired"]


def test_an_expiry_is_told_even_to_who_wants_no_reminders(world: World, work: Held) -> None:
    with world.engine.begin() as conn:
        conn.execute(update(person).values(wants_reminders=False))
    assert pass_time(world, DUE) == [ReminderKind.EXPIRY]
    assert sent_kinds(world, DUE) == ["expired"]


def test_work_given_back_is_neither_reminded_of_nor_expired(world: World, work: Held) -> None:
    world.do(assignments.release, work.actor, work.assignment_id, now=NOW + HOUR)
    assert pass_time(world, DUE + DAY) == []
    assert world.do(status, work.assignment_id) is AssignmentStatus.RELEASED


def test_changes_requested_bring_a_new_deadline_with_its_own_reminders(
    world: World, work: Held
) -> None:
    reviewer = world.do(staff, Role.REVIEWER)
    done = world.do(handed_in, work)
    at = NOW + HOUR
    world.do(
        reviews.decide,
        reviewer,
        done.submission_id,
        Decision.CHANGES,
        "quality",
        "1",
        "封面换一张",
        now=at,
    )
    rows = world.rows(
        select(reminder.c.kind, reminder.c.due_at).where(
            reminder.c.status == ReminderStatus.WAITING, reminder.c.subject == "assignment"
        )
    )
    assert {kind for kind, _ in rows} == {
        ReminderKind.DUE_IN_24H,
        ReminderKind.DUE_IN_2H,
        ReminderKind.EXPIRY,
    }
    (expiry,) = [due_at for kind, due_at in rows if kind == ReminderKind.EXPIRY]
    assert pass_time(world, expiry - 2 * HOUR) == [ReminderKind.DUE_IN_2H]
    assert pass_time(world, expiry) == [ReminderKind.EXPIRY]


@pytest.fixture
def capped(world: World) -> Held:
    """Its creator's time is longer than the task's: the task's own deadline is theirs."""
    return world.do(held, world.do(live_campaign, work_hours=30 * 24))


def ask_changes(world: World, work: Held, *, now: datetime) -> None:
    """Handed in and sent back."""
    done = world.do(handed_in, work, now=now)
    reviewer = world.do(staff, Role.REVIEWER)
    told = (Decision.CHANGES, "quality", "1", "封面换一张")
    world.do(reviews.decide, reviewer, done.submission_id, *told, now=now + HOUR)


def test_a_fresh_deadline_at_the_old_moment_is_reminded_of_and_ends_the_work(
    world: World, capped: Held
) -> None:
    due_at = NOW + 14 * DAY
    for later in range(1, 3):
        ask_changes(world, capped, now=NOW + later * DAY)
    assert world.do(verify.problems) == []
    assert pass_time(world, due_at - 24 * HOUR) == [ReminderKind.DUE_IN_24H]
    assert pass_time(world, due_at - 2 * HOUR) == [ReminderKind.DUE_IN_2H]
    assert pass_time(world, due_at) == [ReminderKind.EXPIRY]
    assert world.do(status, capped.assignment_id) is AssignmentStatus.EXPIRED


def test_what_was_said_about_a_deadline_is_not_said_of_the_same_one_again(
    world: World, capped: Held
) -> None:
    due_at = NOW + 14 * DAY
    assert ReminderKind.DUE_IN_24H in pass_time(world, due_at - 24 * HOUR)
    with world.engine.begin() as conn:  # a reviewer answers, the deadline is the same once more
        assignments.remind_of_deadline(conn, capped.assignment_id, due_at, due_at - 30 * HOUR)
    assert pass_time(world, due_at - 23 * HOUR) == []


def test_a_deadline_written_twice_is_one_row_however_many_come_with_it(
    world: World, capped: Held
) -> None:
    due_at = NOW + 14 * DAY
    of_work = (capped.assignment_id, due_at)
    for left in (30 * HOUR, 3 * HOUR, HOUR):  # with both reminders, with one, with none
        world.do(assignments.remind_of_deadline, *of_work, due_at - left)
    kinds = [row.kind for row in world.rows(select(reminder.c.kind))]
    assert sorted(kinds) == [ReminderKind.DUE_IN_24H, ReminderKind.DUE_IN_2H, ReminderKind.EXPIRY]


def test_a_notice_of_a_deadline_that_has_moved_is_not_sent(world: World, work: Held) -> None:
    """Queued, then handed in and sent back: the old deadline is nobody's any more."""
    reviewer = world.do(staff, Role.REVIEWER)
    at = DUE - 24 * HOUR
    assert pass_time(world, at) == [ReminderKind.DUE_IN_24H]
    done = world.do(handed_in, work, now=at)
    world.do(
        reviews.decide,
        reviewer,
        done.submission_id,
        Decision.CHANGES,
        "quality",
        "1",
        "封面换一张",
        now=at + HOUR,
    )
    sent = [sent_kinds(world, at + timedelta(minutes=61 + more)) for more in range(3)]
    assert [ReminderKind.DUE_IN_24H] not in sent
    assert (ReminderKind.DUE_IN_24H, DeliveryStatus.CANCELLED) in queued(world)


def test_an_overdue_review_is_told_to_coordinators_only(world: World, work: Held) -> None:
    for role in (Role.COORDINATOR, Role.OWNER, Role.REVIEWER, Role.FINANCE):
        world.do(staff, role)
    world.do(handed_in, work)
    (due_at,) = world.rows(
        select(reminder.c.due_at).where(reminder.c.kind == ReminderKind.REVIEW_HALF_GONE)
    )[0]
    assert pass_time(world, due_at) == [ReminderKind.REVIEW_HALF_GONE]
    told = [kind for kind, _ in queued(world) if kind == ReminderKind.REVIEW_HALF_GONE]
    assert len(told) == 1


def test_a_review_that_came_meanwhile_is_not_called_overdue(world: World, work: Held) -> None:
    boss = world.do(staff, Role.COORDINATOR)
    done = world.do(handed_in, work)
    (due_at,) = world.rows(
        select(reminder.c.due_at).where(reminder.c.kind == ReminderKind.REVIEW_HALF_GONE)
    )[0]
    pass_time(world, due_at)
    world.do(reviews.decide, boss, done.submission_id, Decision.APPROVE, "", "", "", now=due_at)
    assert ReminderKind.REVIEW_HALF_GONE not in sent_kinds(world, due_at + DAY)


@pytest.mark.postgresql
def test_two_processes_at_once_remind_once(migrated_postgresql_url: str) -> None:
    """The second one finds the row held; SQLite has one writer, so no second one at once."""
    at = DUE - 24 * HOUR
    with world_at(migrated_postgresql_url) as world:
        world.do(held)
        ((_, row_id),) = world.do(reminders.due, BEGINNING, most=10, now=at)
        with world.engine.begin() as first, world.engine.begin() as second:
            assert reminders.queue_due(first, row_id, now=at)
            assert not reminders.queue_due(second, row_id, now=at)
        assert len(queued(world)) == 1


def test_who_is_on_the_staff_and_a_creator_is_reminded_of_their_own_work(
    world: World, work: Held
) -> None:
    world.do(grant, work.actor, Role.COORDINATOR)
    assert pass_time(world, DUE - 24 * HOUR) == [ReminderKind.DUE_IN_24H]
