"""One decision per submission, by somebody unconcerned or by the clock, and it moves everything."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from domain.assignment import AssignmentStatus
from domain.delivery import ReminderKind, ReminderStatus
from domain.errors import NotAllowed, NotFound, OwnWork, Refusal, WrongState
from domain.people import Actor, Role
from domain.review import AlreadyDecided, ClauseNeeded, Decision, ReasonNeeded, Replaced
from services import assignments, review_queue, reviews, submissions
from services.reviews import Decided
from services.submissions import HandedIn
from storage import assignments as rows
from storage.tables.campaigns import campaign, task
from storage.tables.delivery import delivery, reminder
from storage.tables.people import person
from storage.tables.work import assignment_event, review
from tests.handed_in import Held, a_link, drafted, handed_in, held, status
from tests.paying import paid_into_one_account
from tests.world import NOW, World, creator, grant, staff

S = AssignmentStatus
HOUR = timedelta(hours=1)
APPROVE = (Decision.APPROVE, "", "", "")
CHANGES = (Decision.CHANGES, "quality", "", "请补光")
REJECT = (Decision.REJECT, "off_brief", "1", "")
ALL = (APPROVE, CHANGES, REJECT)


@pytest.fixture
def reviewer(world: World) -> Actor:
    return world.do(staff, Role.REVIEWER)


def slots(world: World, work: Held) -> tuple[int, int, int]:
    found = world.rows(
        select(task.c.free, task.c.held, task.c.done).where(task.c.id == work.campaign.task_id)
    )
    free, taken, done = found[0]
    return free, taken, done


def reserved(world: World, work: Held) -> int:
    found = world.rows(
        select(campaign.c.reserved_minor).where(campaign.c.id == work.campaign.campaign_id)
    )
    return int(found[0][0])


def waiting(world: World) -> list[tuple[str, datetime]]:
    statement = select(reminder.c.kind, reminder.c.due_at).where(
        reminder.c.status == ReminderStatus.WAITING
    )
    return sorted((kind, at) for kind, at in world.rows(statement))


def test_approval_counts_the_slot_and_sets_the_cut_off_by_publication(
    world: World, reviewer: Actor
) -> None:
    work = world.do(held)
    done = world.do(handed_in, work)
    world.do(reviews.decide, reviewer, done.submission_id, *APPROVE, now=NOW + 40 * HOUR)
    facts = world.do(rows.facts, work.assignment_id)
    assert facts is not None
    assert facts.status is S.APPROVED
    assert facts.approved_at == NOW + 40 * HOUR
    assert facts.cutoff_at == NOW + timedelta(days=7)
    assert facts.review_due_at is None
    assert slots(world, work) == (4, 0, 1)
    assert reserved(world, work) == facts.reserved_minor == 8_000
    assert waiting(world) == []


def test_rejection_gives_slot_and_budget_back_and_keeps_the_reason(
    world: World, reviewer: Actor
) -> None:
    work = world.do(held)
    done = world.do(handed_in, work)
    world.do(reviews.decide, reviewer, done.submission_id, *REJECT, now=NOW)
    assert world.do(status, work.assignment_id) is S.REJECTED
    assert slots(world, work) == (5, 0, 0)
    assert reserved(world, work) == 0
    assert world.rows(select(review.c.reason, review.c.clause, review.c.reviewer_id)) == [
        ("off_brief", "1", reviewer.person_id)
    ]
    last = select(assignment_event.c.status, assignment_event.c.reason).order_by(
        assignment_event.c.id.desc()
    )
    assert world.rows(last)[0] == (S.REJECTED, "off_brief")


def test_changes_pause_the_review_clock_and_give_a_fresh_deadline(
    world: World, reviewer: Actor
) -> None:
    work = world.do(held)
    done = world.do(handed_in, work)
    now = NOW + 47 * HOUR
    world.do(reviews.decide, reviewer, done.submission_id, *CHANGES, now=now)
    facts = world.do(rows.facts, work.assignment_id)
    assert facts is not None
    assert facts.status is S.CHANGES_REQUESTED
    assert facts.review_due_at is None
    assert facts.review_seconds_left == 3600
    assert facts.due_at == now + 72 * HOUR
    assert waiting(world) == [
        (ReminderKind.DUE_IN_24H, facts.due_at - 24 * HOUR),
        (ReminderKind.DUE_IN_2H, facts.due_at - 2 * HOUR),
        (ReminderKind.EXPIRY, facts.due_at),
    ]
    assert slots(world, work) == (4, 1, 0)
    again = world.do(handed_in, work, now=now + 10 * HOUR)
    assert again.review_due_at == now + 11 * HOUR


def test_the_creator_hears_each_decision_once(world: World, reviewer: Actor) -> None:
    work = world.do(held)
    for verdict in (CHANGES, APPROVE):
        done = world.do(handed_in, work)
        world.do(reviews.decide, reviewer, done.submission_id, *verdict, now=NOW)
    told = world.rows(
        select(delivery.c.kind, delivery.c.facts)
        .where(delivery.c.person_id == work.actor.person_id)
        .order_by(delivery.c.id)
    )
    assert [kind for kind, _ in told] == ["review_changes", "review_approve"]
    assert told[0][1]["note"] == "请补光"
    assert told[0][1]["reason"] == "quality"


def test_only_reviewers_and_coordinators_decide(world: World) -> None:
    done = world.do(handed_in, world.do(held))
    for role in (Role.FINANCE,):
        with pytest.raises(NotAllowed):
            world.do(reviews.decide, world.do(staff, role), done.submission_id, *APPROVE, now=NOW)
    with pytest.raises(NotAllowed):
        world.do(reviews.decide, world.do(creator).actor, done.submission_id, *APPROVE, now=NOW)
    world.do(
        reviews.decide, world.do(staff, Role.COORDINATOR), done.submission_id, *APPROVE, now=NOW
    )


def test_nobody_decides_on_their_own_or_a_linked_persons_work(
    world: World, reviewer: Actor
) -> None:
    own = world.do(held)
    own_done = world.do(handed_in, own)
    maker = world.do(grant, own.actor, Role.OWNER)
    guest = world.do(held, holder=world.do(creator, invited_by=reviewer.person_id))
    guest_done = world.do(handed_in, guest)
    host = world.do(held)
    host_done = world.do(handed_in, host)
    world.do(_invited, reviewer, host.actor)
    partner = world.do(held)
    partner_done = world.do(handed_in, partner)
    world.do(paid_into_one_account, reviewer, partner.actor)
    for actor, done in (
        (maker, own_done),
        (reviewer, guest_done),
        (reviewer, host_done),
        (reviewer, partner_done),
    ):
        for verdict in ALL:
            with pytest.raises(OwnWork):
                world.do(reviews.decide, actor, done.submission_id, *verdict, now=NOW)
        queued = world.do(review_queue.lines, actor, 10)
        assert done.submission_id not in [line.submission_id for line in queued]


def _invited(conn: object, guest: Actor, host: Actor) -> None:
    conn.execute(  # type: ignore[attr-defined]
        update(person).where(person.c.id == guest.person_id).values(invited_by=host.person_id)
    )


def test_a_no_must_be_sound(world: World, reviewer: Actor) -> None:
    done = world.do(handed_in, world.do(held))
    for verdict, refusal in (
        ((Decision.CHANGES, "", "", ""), ReasonNeeded),
        ((Decision.CHANGES, "copied", "", ""), ReasonNeeded),
        ((Decision.REJECT, "copied", "", ""), ClauseNeeded),
        ((Decision.REJECT, "copied", "9", ""), ClauseNeeded),
    ):
        with pytest.raises(refusal):
            world.do(reviews.decide, reviewer, done.submission_id, *verdict, now=NOW)
    assert world.rows(select(review.c.id)) == []


def test_no_such_submission(world: World, reviewer: Actor) -> None:
    with pytest.raises(NotFound):
        world.do(reviews.decide, reviewer, 404, *APPROVE, now=NOW)


@pytest.mark.parametrize("first", ALL, ids=lambda verdict: verdict[0])
@pytest.mark.parametrize("second", ALL, ids=lambda verdict: verdict[0])
def test_a_decided_submission_is_decided(
    world: World,
    reviewer: Actor,
    first: tuple[Decision, str, str, str],
    second: tuple[Decision, str, str, str],
) -> None:
    work = world.do(held)
    done = world.do(handed_in, work)
    world.do(reviews.decide, reviewer, done.submission_id, *first, now=NOW)
    stands, before = world.do(status, work.assignment_id), slots(world, work)
    with pytest.raises(AlreadyDecided):
        world.do(reviews.decide, reviewer, done.submission_id, *second, now=NOW)
    if first is CHANGES:  # the old submission stays decided when a new one waits
        world.do(handed_in, work)
        stands = S.SUBMITTED
        with pytest.raises(AlreadyDecided):
            world.do(reviews.decide, reviewer, done.submission_id, *second, now=NOW)
    assert world.do(status, work.assignment_id) is stands
    assert slots(world, work) == before


def test_a_draft_given_back_cannot_be_decided_on(world: World, reviewer: Actor) -> None:
    work = world.do(held, draft_required=True)
    draft = world.do(drafted, work)
    world.do(assignments.release, work.actor, work.assignment_id, now=NOW)
    for verdict in ALL:
        with pytest.raises(WrongState):
            world.do(reviews.decide, reviewer, draft.submission_id, *verdict, now=NOW)
    assert world.do(review_queue.count, reviewer) == 0


def test_an_approved_draft_leaves_time_to_publish_and_a_whole_new_clock(
    world: World, reviewer: Actor
) -> None:
    work = world.do(held, draft_required=True)
    draft = world.do(drafted, work)
    now = NOW + 47 * HOUR
    world.do(reviews.decide, reviewer, draft.submission_id, *APPROVE, now=now)
    facts = world.do(rows.facts, work.assignment_id)
    assert facts is not None
    assert (facts.status, facts.due_at) == (S.DRAFT_APPROVED, now + 72 * HOUR)
    assert slots(world, work) == (4, 1, 0)
    assert world.do(handed_in, work, now=now).review_due_at == now + 48 * HOUR


@pytest.mark.parametrize("verdict", ALL)
def test_a_link_that_was_replaced_is_decided_on_no_more(
    world: World, reviewer: Actor, verdict: tuple[Decision, str, str, str]
) -> None:
    work = world.do(held)
    first = world.do(handed_in, work)
    newer = world.do(submissions.replace, work.actor, work.assignment_id, a_link(), now=NOW)
    with pytest.raises(Replaced) as refused:
        world.do(reviews.decide, reviewer, first.submission_id, *verdict, now=NOW)
    assert refused.value.by_submission_id == newer.submission_id
    assert world.do(status, work.assignment_id) is S.SUBMITTED
    world.do(reviews.decide, reviewer, newer.submission_id, *verdict, now=NOW)
    assert world.rows(select(review.c.submission_id)) == [(newer.submission_id,)]


def test_a_decision_that_waits_for_the_replacing_finds_the_link_replaced(
    world: World, reviewer: Actor
) -> None:
    work = world.do(held)
    first = world.do(handed_in, work)
    answers: list[object] = []

    def decide() -> None:
        try:
            answers.append(
                world.do(reviews.decide, reviewer, first.submission_id, *APPROVE, now=NOW)
            )
        except Refusal as refusal:
            answers.append(refusal)

    deciding = threading.Thread(target=decide)
    with world.engine.begin() as conn:
        submissions.replace(conn, work.actor, work.assignment_id, a_link(), now=NOW)
        deciding.start()
        deciding.join(0.3)  # it has read the old state, and waits for our row
    deciding.join()
    assert [type(answer) for answer in answers] == [Replaced]
    assert world.do(status, work.assignment_id) is S.SUBMITTED


def test_the_clock_approves_the_link_that_took_the_place(world: World) -> None:
    work = world.do(held)
    world.do(handed_in, work)
    later = NOW + 40 * HOUR
    newer = world.do(submissions.replace, work.actor, work.assignment_id, a_link(), now=later)
    assert world.do(reviews.approve_overdue, now=NOW + 49 * HOUR) == 0
    assert world.do(reviews.approve_overdue, now=newer.review_due_at) == 1
    assert world.rows(select(review.c.submission_id)) == [(newer.submission_id,)]


def test_two_reviewers_at_once_make_one_decision(world: World) -> None:
    work = world.do(held)
    done = world.do(handed_in, work)
    members = [world.do(staff, Role.REVIEWER) for _ in range(4)]
    verdicts = [APPROVE, REJECT, CHANGES, APPROVE]
    answers = _race(world, done, list(zip(members, verdicts, strict=True)))
    decided = [each for each in answers if isinstance(each, Decided)]
    assert len(decided) == 1
    assert sum(isinstance(each, AlreadyDecided | WrongState) for each in answers) == 3
    assert world.rows(select(func.count()).select_from(review)) == [(1,)]
    assert sum(slots(world, work)) == 5
    expected = {
        Decision.APPROVE: (S.APPROVED, (4, 0, 1)),
        Decision.CHANGES: (S.CHANGES_REQUESTED, (4, 1, 0)),
        Decision.REJECT: (S.REJECTED, (5, 0, 0)),
    }[decided[0].decision]
    assert (world.do(status, work.assignment_id), slots(world, work)) == expected


def _race(
    world: World,
    done: HandedIn,
    attempts: list[tuple[Actor, tuple[Decision, str, str, str]]],
) -> list[object]:
    together = threading.Barrier(len(attempts))
    answers: list[object] = []

    def attempt(actor: Actor, verdict: tuple[Decision, str, str, str]) -> None:
        together.wait()
        try:
            answers.append(world.do(reviews.decide, actor, done.submission_id, *verdict, now=NOW))
        except Refusal as refusal:
            answers.append(refusal)

    threads = [threading.Thread(target=attempt, args=each) for each in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
