"""A link is handed in once, for the right work; everything else changes nothing."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from domain.assignment import AssignmentStatus
from domain.delivery import ReminderKind, ReminderStatus
from domain.dialogs import Dialog
from domain.errors import NotFound, Refusal
from domain.people import Role
from domain.platforms import Platform
from domain.review import Decision, Replaced
from domain.submission import (
    DeadWork,
    DraftFirst,
    DuplicatePost,
    ForeignAccount,
    InReview,
    LinkForDraft,
    NoDraftWanted,
    NoLinkGiven,
    NothingOpen,
    SameDraft,
    SamePost,
    WrongPlatform,
)
from services import assignments, review_queue, reviews, submissions
from services import work as works
from services.submissions import HandedIn
from storage import assignments as rows
from storage import posts
from storage.tables.delivery import delivery, reminder
from storage.tables.work import assignment_event, post, submission
from tests.handed_in import DRAFT, Held, a_link, drafted, handed_in, held, status
from tests.world import NOW, World, add_account, creator, live_campaign, person, staff

S = AssignmentStatus
HOUR = timedelta(hours=1)


def count(world: World, table: Any) -> int:
    return int(world.rows(select(func.count()).select_from(table))[0][0])


def refused(world: World, refusal: type[Refusal], service: Any, *args: Any, **kwargs: Any) -> None:
    """The refusal comes, and not a row more is there."""
    before = [count(world, table) for table in (submission, post, delivery, reminder)]
    with pytest.raises(refusal):
        world.do(service, *args, **kwargs)
    assert before == [count(world, table) for table in (submission, post, delivery, reminder)]


def test_the_one_open_work_takes_the_link_at_once(world: World) -> None:
    work = world.do(held)
    done = world.do(handed_in, work)
    facts = world.do(rows.facts, work.assignment_id)
    assert facts is not None
    assert facts.status is S.SUBMITTED
    assert facts.review_due_at == done.review_due_at == NOW + 48 * HOUR
    assert done.assignment_id == work.assignment_id


def test_deadline_reminders_end_and_the_overdue_one_waits_for_half_of_the_clock(
    world: World,
) -> None:
    work = world.do(held)
    world.do(handed_in, work)
    waiting = world.rows(
        select(reminder.c.kind, reminder.c.subject_id, reminder.c.due_at).where(
            reminder.c.status == ReminderStatus.WAITING
        )
    )
    assert waiting == [(ReminderKind.REVIEW_HALF_GONE, work.assignment_id, NOW + 24 * HOUR)]


def test_several_works_are_asked_for_and_the_answer_hands_it_in(world: World) -> None:
    first = world.do(held)
    second = world.do(held, holder=first.creator)
    link = a_link()
    asked = world.do(submissions.hand_in, first.actor, link, now=NOW)
    assert isinstance(asked, Dialog)
    assert asked.answers == {"text": link}
    offered = world.do(submissions.candidates, first.actor, link, now=NOW)
    assert {w.assignment_id for w in offered} == {first.assignment_id, second.assignment_id}
    world.do(submissions.submit, first.actor, second.assignment_id, link, now=NOW)
    assert world.do(status, first.assignment_id) is S.CLAIMED
    assert world.do(status, second.assignment_id) is S.SUBMITTED


def test_the_work_whose_button_was_tapped_wins_where_the_link_fits(world: World) -> None:
    first = world.do(held)
    second = world.do(held, holder=first.creator)
    done = world.do(submissions.hand_in, first.actor, a_link(), second.assignment_id, now=NOW)
    assert isinstance(done, HandedIn)
    assert done.assignment_id == second.assignment_id


def test_the_tapped_work_that_does_not_fit_leaves_the_link_to_one_that_does(world: World) -> None:
    douyin = world.do(held)
    campaign = world.do(live_campaign, platforms=(Platform.WEIBO,))
    account_id = world.do(add_account, douyin.actor, platform=Platform.WEIBO, handle="ming_weibo")
    weibo_id = world.do(
        assignments.claim, douyin.actor, campaign.task_id, account_id, campaign.terms_id, now=NOW
    )
    done = world.do(submissions.hand_in, douyin.actor, a_link(), weibo_id, now=NOW)
    assert isinstance(done, HandedIn)
    assert done.assignment_id == douyin.assignment_id


def test_a_link_of_another_platform_names_the_open_ones(world: World) -> None:
    work = world.do(held)
    link = "https://www.bilibili.com/video/BV1xx411c7mD"
    refused(world, WrongPlatform, submissions.hand_in, work.actor, link, now=NOW)


def test_a_stranger_to_all_work_is_told_so(world: World) -> None:
    actor = world.do(person)
    refused(world, NothingOpen, submissions.hand_in, actor, a_link(), now=NOW)


def test_a_post_of_another_account_is_refused(world: World) -> None:
    work = world.do(held, holder=world.do(creator, profile_key="MS4wLjABming"))
    foreign = "https://www.douyin.com/user/MS4wLjABother?modal_id=7345678901234567890"
    refused(world, ForeignAccount, submissions.hand_in, work.actor, foreign, now=NOW)


def test_a_post_counts_once_over_all_creators(world: World) -> None:
    link = a_link()
    world.do(handed_in, world.do(held), link)
    other = world.do(held)
    refused(world, DuplicatePost, submissions.hand_in, other.actor, link, now=NOW)
    again = f"看看 {link}?region=CN 复制打开抖音"
    refused(world, DuplicatePost, submissions.hand_in, other.actor, again, now=NOW)


def test_a_post_counts_once_over_a_creators_own_works(world: World) -> None:
    link = a_link()
    first = world.do(held)
    world.do(handed_in, first, link)
    second = world.do(held, holder=first.creator)
    refused(world, InReview, submissions.hand_in, first.actor, link, now=NOW)
    refused(
        world, DuplicatePost, submissions.submit, first.actor, second.assignment_id, link, now=NOW
    )


def test_a_short_link_is_kept_under_a_key_of_its_own(world: World) -> None:
    work = world.do(held)
    world.do(handed_in, work, "7.43 复制 https://v.douyin.com/iRNBho5/ b@a.nQ")
    kept = world.do(posts.current, work.assignment_id)
    assert kept is not None
    assert world.rows(select(post.c.post_key)) == [("short:v.douyin.com/iRNBho5",)]
    other = world.do(held)
    refused(
        world,
        DuplicatePost,
        submissions.hand_in,
        other.actor,
        "https://v.douyin.com/iRNBho5",
        now=NOW,
    )


def test_past_the_deadline_it_has_expired_though_the_clock_is_late(world: World) -> None:
    work = world.do(held)
    refused(world, DeadWork, submissions.hand_in, work.actor, a_link(), now=NOW + 72 * HOUR)
    world.do(handed_in, work, now=NOW + 71 * HOUR)


def test_ended_work_says_how_it_ended(world: World) -> None:
    work = world.do(held)
    world.do(assignments.release, work.actor, work.assignment_id, now=NOW)
    with pytest.raises(DeadWork) as dead:
        world.do(submissions.hand_in, work.actor, a_link(), now=NOW)
    assert dead.value.status is S.RELEASED


def test_another_creators_work_is_not_there(world: World) -> None:
    work, other = world.do(held), world.do(held)
    for service in (submissions.submit, submissions.hand_in_draft):
        refused(world, NotFound, service, other.actor, work.assignment_id, a_link(), now=NOW)
    refused(world, NotFound, submissions.ready, other.actor, work.assignment_id, now=NOW)


def test_a_draft_comes_first_where_the_task_wants_one(world: World) -> None:
    work = world.do(held, draft_required=True)
    reviewer = world.do(staff, Role.REVIEWER)
    refused(world, DraftFirst, submissions.hand_in, work.actor, a_link(), now=NOW)
    draft = world.do(drafted, work)
    assert world.do(status, work.assignment_id) is S.DRAFT_SUBMITTED
    approve = (Decision.APPROVE, "", "", "")
    world.do(reviews.decide, reviewer, draft.submission_id, *approve, now=NOW)
    assert world.do(status, work.assignment_id) is S.DRAFT_APPROVED
    world.do(handed_in, work)
    assert world.do(status, work.assignment_id) is S.SUBMITTED


def test_after_changes_a_draft_is_due_again_until_it_is_approved(world: World) -> None:
    work = world.do(held, draft_required=True)
    reviewer = world.do(staff, Role.REVIEWER)
    draft = world.do(drafted, work)
    fix = (Decision.CHANGES, "off_brief", "", "")
    world.do(reviews.decide, reviewer, draft.submission_id, *fix, now=NOW)
    refused(world, DraftFirst, submissions.hand_in, work.actor, a_link(), now=NOW)
    world.do(drafted, work)
    assert world.do(status, work.assignment_id) is S.DRAFT_SUBMITTED


@pytest.mark.parametrize("same", [True, False])
def test_after_changes_the_same_or_a_corrected_link_is_handed_in(world: World, same: bool) -> None:
    work = world.do(held)
    reviewer = world.do(staff, Role.REVIEWER)
    link = a_link()
    first = world.do(handed_in, work, link)
    fix = (Decision.CHANGES, "quality", "", "")
    world.do(reviews.decide, reviewer, first.submission_id, *fix, now=NOW + 40 * HOUR)
    later = NOW + 50 * HOUR
    again = world.do(handed_in, work, link if same else a_link(), now=later)
    assert again.submission_id != first.submission_id
    assert again.review_due_at == later + 8 * HOUR
    assert count(world, post) == (1 if same else 2)


def test_a_wrong_link_is_replaced_while_nobody_has_decided(world: World) -> None:
    work = world.do(held)
    reviewer = world.do(staff, Role.REVIEWER)
    wrong, right = a_link(), a_link()
    first = world.do(handed_in, work, wrong)
    later = NOW + 30 * HOUR
    done = world.do(submissions.replace, work.actor, work.assignment_id, right, now=later)
    assert done.replaces
    assert done.review_due_at == later + 48 * HOUR  # anew, not from where it stood
    current = world.do(posts.current, work.assignment_id)
    assert current is not None
    assert current.url == right
    assert count(world, submission) == count(world, post) == 2
    assert world.do(status, work.assignment_id) is S.SUBMITTED
    assert world.do(review_queue.count, reviewer) == 1
    queued = world.do(review_queue.at, reviewer, 1)
    assert queued is not None
    assert queued.item.submission_id == done.submission_id
    assert [each.ruling for each in queued.item.rounds] == [None]
    old = world.do(review_queue.one, reviewer, first.submission_id).item
    assert (old.is_open, old.replaced_by) == (False, done.submission_id)


def test_the_overdue_reminder_goes_by_the_new_clock(world: World) -> None:
    work = world.do(held)
    world.do(handed_in, work)
    later = NOW + 10 * HOUR
    world.do(submissions.replace, work.actor, work.assignment_id, a_link(), now=later)
    waiting = world.rows(
        select(reminder.c.kind, reminder.c.due_at).where(
            reminder.c.status == ReminderStatus.WAITING
        )
    )
    assert waiting == [(ReminderKind.REVIEW_HALF_GONE, later + 24 * HOUR)]


def test_the_audit_says_that_the_link_was_replaced(world: World) -> None:
    work = world.do(held)
    world.do(handed_in, work)
    world.do(submissions.replace, work.actor, work.assignment_id, a_link(), now=NOW)
    noted = world.rows(select(assignment_event.c.status, assignment_event.c.reason))
    assert noted[-2:] == [(S.SUBMITTED, ""), (S.SUBMITTED, submissions.REPLACED)]


def test_what_replaces_a_link_must_fit_as_the_first_one(world: World) -> None:
    work, other = world.do(held), world.do(held)
    link = a_link()
    world.do(handed_in, work, link)
    world.do(handed_in, other)
    taken = world.rows(select(post.c.url))[-1][0]
    mine = (submissions.replace, work.actor, work.assignment_id)
    refused(world, SamePost, *mine, f"再看一次 {link}", now=NOW)
    refused(world, DuplicatePost, *mine, taken, now=NOW)
    refused(world, WrongPlatform, *mine, "https://www.bilibili.com/video/BV1xx411c7mD", now=NOW)
    refused(world, NoLinkGiven, *mine, "这个才对", now=NOW)
    refused(world, NotFound, submissions.replace, other.actor, work.assignment_id, link, now=NOW)


def test_the_earlier_link_may_come_back(world: World) -> None:
    work, first = world.do(held), a_link()
    world.do(handed_in, work, first)
    for link in (a_link(), first):
        world.do(submissions.replace, work.actor, work.assignment_id, link, now=NOW)
    current = world.do(posts.current, work.assignment_id)
    assert current is not None
    assert current.url == first
    assert count(world, post) == 2


@pytest.mark.parametrize(
    ("verdict", "refusal"),
    [
        ((Decision.APPROVE, "", "", ""), DeadWork),
        ((Decision.REJECT, "off_brief", "1", ""), DeadWork),
        ((Decision.CHANGES, "quality", "", ""), None),
    ],
)
def test_what_is_decided_on_is_not_replaced(
    world: World, verdict: tuple[Any, ...], refusal: type[Refusal] | None
) -> None:
    """Asked for changes, the link is handed in as any other."""
    work = world.do(held)
    reviewer = world.do(staff, Role.REVIEWER)
    done = world.do(handed_in, work)
    world.do(reviews.decide, reviewer, done.submission_id, *verdict, now=NOW)
    mine = (submissions.replace, work.actor, work.assignment_id, a_link())
    if refusal is None:
        assert not world.do(*mine, now=NOW).replaces
    else:
        refused(world, refusal, *mine, now=NOW)


def test_a_draft_is_replaced_while_nobody_has_decided(world: World) -> None:
    work = world.do(held, draft_required=True)
    first = world.do(drafted, work)
    mine = (submissions.replace_draft, work.actor, work.assignment_id)
    refused(world, SameDraft, *mine, f" {DRAFT} ", now=NOW)
    refused(world, LinkForDraft, *mine, a_link(), now=NOW)
    later = NOW + HOUR
    done = world.do(*mine, "今天在地铁听完了《长夜》，真的好听", now=later)
    assert (done.is_draft, done.replaces) == (True, True)
    assert done.review_due_at == first.review_due_at + HOUR
    rui, approve = world.do(staff, Role.REVIEWER), (Decision.APPROVE, "", "", "")
    with pytest.raises(Replaced):
        world.do(reviews.decide, rui, first.submission_id, *approve, now=later)
    world.do(reviews.decide, rui, done.submission_id, *approve, now=later)
    card = world.do(works.card, work.actor, work.assignment_id, now=later)
    assert card.to_publish.startswith("今天在地铁听完了《长夜》，真的好听")
    refused(world, NoDraftWanted, *mine, DRAFT, now=later)


def test_a_link_does_not_take_a_drafts_place(world: World) -> None:
    work = world.do(held, draft_required=True)
    world.do(drafted, work)
    mine = (work.actor, work.assignment_id)
    refused(world, InReview, submissions.replace, *mine, a_link(), now=NOW)


def test_reviewers_hear_of_it_but_not_the_creator_nor_who_is_linked_to_them(world: World) -> None:
    inviter = world.do(staff, Role.REVIEWER)
    holder = world.do(creator, invited_by=inviter.person_id)
    reviewer = world.do(staff, Role.REVIEWER)
    world.do(staff, Role.COORDINATOR)
    done = world.do(handed_in, world.do(held, holder=holder))
    told = world.rows(select(delivery.c.person_id, delivery.c.kind, delivery.c.facts))
    assert [(person_id, kind) for person_id, kind, _ in told] == [
        (reviewer.person_id, "review_waiting")
    ]
    assert told[0][2]["since_id"] == done.submission_id


def test_without_a_reviewer_coordinators_hear_of_it(world: World) -> None:
    coordinator = world.do(staff, Role.COORDINATOR)
    world.do(staff, Role.OWNER)
    world.do(handed_in, world.do(held))
    assert world.rows(select(delivery.c.person_id)) == [(coordinator.person_id,)]


def test_the_same_link_by_two_creators_at_once_belongs_to_one(world: World) -> None:
    """Both have passed the look before either writes, as on PostgreSQL they may."""
    works = [world.do(held), world.do(held)]
    link, together = a_link(), threading.Barrier(2)
    answers: list[object] = []

    def race(work: Held) -> None:
        together.wait()
        try:
            answers.append(world.do(submissions.hand_in, work.actor, link, now=NOW))
        except DuplicatePost as refusal:
            answers.append(refusal)

    threads = [threading.Thread(target=race, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(answer).__name__ for answer in answers) == ["DuplicatePost", "HandedIn"]
    assert count(world, post) == count(world, submission) == 1
    stand = sorted(world.do(status, work.assignment_id) for work in works)
    assert stand == [S.CLAIMED, S.SUBMITTED]
