"""A link is taken back while nobody has decided on it, and may then be handed in elsewhere."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Select, select, update

from domain.assignment import AssignmentFacts, AssignmentStatus
from domain.delivery import DeliveryStatus
from domain.errors import NotFound, Refusal, WrongState
from domain.follow_ups import FollowUp
from domain.notices import NoticeKind
from domain.people import Actor, Role
from domain.review import Decision
from domain.submission import DuplicatePost, TooLateToTakeBack
from services import (
    asking,
    relevance,
    review_calls,
    review_queue,
    reviews,
    submissions,
    taking_back,
    verify,
)
from services import work as works
from storage import assignments as rows
from storage.tables.delivery import delivery
from storage.tables.work import assignment_event, post
from tests.handed_in import Held, a_link, drafted, handed_in, held, status
from tests.services.reminded import pass_time
from tests.world import NOW, World, creator, live_campaign, staff

HOUR = timedelta(hours=1)
HALF = timedelta(hours=25)  # half of a review clock, and a little
S = AssignmentStatus
APPROVE = (Decision.APPROVE, "", "", "")
CHANGES = (Decision.CHANGES, "quality", "", "")


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


@pytest.fixture
def rui(world: World) -> Actor:
    return world.do(staff, Role.REVIEWER)


def taken_back(world: World, work: Held, now: datetime = NOW + HOUR) -> int:
    return world.do(taking_back.take_back, work.actor, work.assignment_id, now=now)


def refused(world: World, kind: type[Refusal], work: Held, now: datetime = NOW + HOUR) -> None:
    with pytest.raises(kind):
        taken_back(world, work, now)


def stands_as(world: World, before: AssignmentFacts | None) -> bool:
    """But for its revision, which grows with each change."""
    assert before is not None
    now = world.do(rows.facts, before.assignment_id)
    return now is not None and replace(now, revision=before.revision) == before


def test_the_work_waits_for_a_link_again_by_its_old_deadline(world: World, rui: Actor) -> None:
    work = world.do(held)
    before = world.do(rows.facts, work.assignment_id)
    world.do(handed_in, work)
    taken_back(world, work)
    assert stands_as(world, before)
    card = world.do(works.card, work.actor, work.assignment_id, now=NOW + HOUR)
    assert (card.post_url, card.review_due_at) == (None, None)
    assert world.do(review_queue.count, rui) == 0
    last = select(assignment_event.c.reason).order_by(assignment_event.c.id.desc()).limit(1)
    assert world.rows(last) == [(taking_back.TAKEN_BACK,)]


def test_a_link_of_the_wrong_task_goes_to_the_right_one(world: World, rui: Actor) -> None:
    maker = world.do(creator)
    wrong, link = world.do(held, holder=maker), a_link()
    old = world.do(handed_in, wrong, link)
    right = world.do(held, holder=maker)
    into_right = (submissions.submit, maker.actor, right.assignment_id, link)
    with pytest.raises(DuplicatePost):
        world.do(*into_right, now=NOW)
    taken_back(world, wrong)
    later = NOW + 2 * HOUR
    done = world.do(*into_right, now=later)
    belongs = select(post.c.assignment_id, post.c.first_seen_at)
    assert world.rows(belongs) == [(right.assignment_id, later)]
    world.do(reviews.decide, rui, done.submission_id, *APPROVE, now=later)
    with pytest.raises(WrongState):
        world.do(reviews.decide, rui, old.submission_id, *APPROVE, now=later)
    assert world.do(status, wrong.assignment_id) is S.CLAIMED
    with pytest.raises(DuplicatePost):
        world.do(submissions.submit, maker.actor, wrong.assignment_id, link, now=later)


def test_the_same_link_may_come_again(world: World, rui: Actor) -> None:
    work, link = world.do(held), a_link()
    old = world.do(handed_in, work, link)
    taken_back(world, work)
    assert world.do(review_queue.one, rui, old.submission_id).item.is_taken_back
    done = world.do(handed_in, work, link, now=NOW + 2 * HOUR)
    item = world.do(review_queue.one, rui, old.submission_id).item
    assert (item.is_taken_back, item.replaced_by) == (False, done.submission_id)
    assert world.rows(select(post.c.first_seen_at)) == [(NOW,)]


def test_a_post_that_was_taken_back_is_free_for_whoever_made_it(world: World) -> None:
    ming, hong, link = world.do(held), world.do(held), a_link()
    world.do(handed_in, ming, link)
    with pytest.raises(DuplicatePost):
        world.do(handed_in, hong, link)
    taken_back(world, ming)
    world.do(handed_in, hong, link, now=NOW + HOUR)
    with pytest.raises(DuplicatePost):
        world.do(handed_in, ming, link, now=NOW + HOUR)


def test_what_it_had_replaced_is_taken_back_with_it(world: World, rui: Actor) -> None:
    work, first, second = world.do(held), a_link(), a_link()
    world.do(handed_in, work, first)
    mine = (work.actor, work.assignment_id)
    world.do(submissions.replace, *mine, second, now=NOW)
    taken_back(world, work)
    assert world.do(works.card, *mine, now=NOW + HOUR).post_url is None
    other = world.do(held, holder=work.creator)
    for link in (first, second):
        world.do(submissions.replace, work.actor, other.assignment_id, link, now=NOW + HOUR)


def test_a_post_that_was_decided_on_stays_where_it_was(world: World, rui: Actor) -> None:
    work, link = world.do(held), a_link()
    done = world.do(handed_in, work, link)
    world.do(reviews.decide, rui, done.submission_id, *CHANGES, now=NOW)
    world.do(handed_in, work, link)
    taken_back(world, work)
    other = world.do(held, holder=work.creator)
    with pytest.raises(DuplicatePost):
        world.do(submissions.submit, work.actor, other.assignment_id, link, now=NOW + HOUR)


def test_after_an_approved_draft_it_waits_for_the_post_again(world: World, rui: Actor) -> None:
    work = world.do(held, draft_required=True)
    draft = world.do(drafted, work)
    world.do(reviews.decide, rui, draft.submission_id, *APPROVE, now=NOW)
    world.do(handed_in, work)
    taken_back(world, work)
    assert world.do(status, work.assignment_id) is S.DRAFT_APPROVED


def test_after_a_request_for_changes_it_waits_for_them_again(world: World, rui: Actor) -> None:
    work = world.do(held)
    first = world.do(handed_in, work)
    world.do(reviews.decide, rui, first.submission_id, *CHANGES, now=NOW)
    paused = world.do(rows.facts, work.assignment_id)
    world.do(handed_in, work)
    taken_back(world, work, NOW)
    assert stands_as(world, paused)
    card = world.do(works.card, work.actor, work.assignment_id, now=NOW)
    assert card.verdict is not None
    assert card.verdict.reason == "quality"


def test_what_is_decided_on_or_not_handed_in_is_not_taken_back(world: World, rui: Actor) -> None:
    claimed, draft, decided = (world.do(held, draft_required=each) for each in (0, 1, 0))
    world.do(drafted, draft)
    done = world.do(handed_in, decided)
    world.do(reviews.decide, rui, done.submission_id, *APPROVE, now=NOW)
    for work in (claimed, draft, decided):
        refused(world, WrongState, work)


def test_nothing_is_taken_back_only_to_expire(world: World) -> None:
    work = world.do(held)
    world.do(handed_in, work)
    facts = world.do(rows.facts, work.assignment_id)
    assert facts is not None
    refused(world, TooLateToTakeBack, work, facts.due_at)
    assert world.do(status, work.assignment_id) is S.SUBMITTED


def test_nobody_takes_back_what_is_somebody_elses(world: World) -> None:
    work = world.do(held)
    world.do(handed_in, work)
    refused(world, NotFound, Held(work.campaign, world.do(creator), work.assignment_id))


def called_with() -> Select[Any]:
    return select(delivery.c.facts).where(delivery.c.kind == review_calls.KIND)


def test_the_call_that_waits_tells_of_nothing_and_is_not_sent(world: World, rui: Actor) -> None:
    work = world.do(held)
    world.do(handed_in, work)
    ((facts,),) = world.rows(called_with())
    stands = (relevance.as_it_stands, review_calls.KIND, facts)
    assert world.do(*stands, now=NOW) is not None
    taken_back(world, work)
    assert world.do(*stands, now=NOW + HOUR) is None


def test_a_call_names_no_clock_that_has_run_out(world: World, rui: Actor) -> None:
    late, other = world.do(held), world.do(held, now=NOW + HOUR)
    world.do(handed_in, late)
    ((facts,),) = world.rows(called_with())
    ends_at = datetime.fromisoformat(facts["review_due_at"])
    stands = (relevance.as_it_stands, review_calls.KIND, facts)
    assert world.do(*stands, now=ends_at) is None
    world.do(handed_in, other, now=NOW + HOUR)
    told = world.do(*stands, now=ends_at)  # the clock has not come round to the first one yet
    assert told is not None
    assert told["waiting"] == 1
    assert datetime.fromisoformat(told["review_due_at"]) == ends_at + HOUR


def test_calls_say_that_nothing_waits_once_the_last_link_is_taken_back(
    world: World, rui: Actor
) -> None:
    """In the queue of all that is sent, whichever kind of call it was; and none is drawn twice."""
    cho = world.do(staff, Role.COORDINATOR)
    campaign = world.do(live_campaign)
    one, other = (world.do(held, campaign, world.do(creator)) for _ in range(2))
    for work in (one, other):
        world.do(handed_in, work)
    assert NoticeKind.REVIEW_HALF_GONE in pass_time(world, NOW + HALF)
    world.do(_arrived, rui, NoticeKind.REVIEW_WAITING, 41)
    world.do(_arrived, cho, NoticeKind.REVIEW_HALF_GONE, 42)
    taken_back(world, one, NOW + HALF)
    assert drawn_later(world) == []
    taken_back(world, other, NOW + HALF)
    assert drawn_later(world) == [(rui.person_id, 41), (cho.person_id, 42)]


def drawn_later(world: World) -> list[tuple[int, int]]:
    """Whose messages are to show what came of them."""
    queued = select(delivery.c.person_id, delivery.c.facts).where(
        delivery.c.kind == FollowUp.ANSWERED, delivery.c.status == DeliveryStatus.QUEUED
    )
    shown = world.rows(queued.order_by(delivery.c.person_id))
    return [(reader, message_of(world, facts[asking.NOTICE])) for reader, facts in shown]


def message_of(world: World, delivery_id: int) -> int:
    answered = world.do(asking.as_it_stands, delivery_id)
    assert answered is not None
    return answered.message_id


def _arrived(conn: Connection, reader: Actor, kind: NoticeKind, message_id: int) -> None:
    """The reader's call is in their chat."""
    conn.execute(
        update(delivery)
        .where(delivery.c.person_id == reader.person_id, delivery.c.kind == kind)
        .values(status=DeliveryStatus.SENT, message_id=message_id, ended_at=NOW)
    )
