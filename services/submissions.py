"""Handing in: a published post's link, or a draft; from here on it is a reviewer's turn."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from domain import assignment as life
from domain import review, submission
from domain.assignment import AssignmentStatus
from domain.delivery import ReminderKind
from domain.dialogs import Dialog
from domain.errors import NotFound, Stale
from domain.people import Actor
from domain.submission import DuplicatePost, Published, SameDraft, SamePost, Work
from services import asking, checks, review_calls
from storage import assignments, dialogs, posts, reminders, submissions
from storage.posts import PostRow
from storage.reminders import ReminderRow

FORM: Final = "submission"  # the dialog that asks which work a link is meant for
STEP_WHICH: Final = "which"
REPLACED: Final = "replaced"  # why submitted work was submitted once more, in its audit


@dataclass(frozen=True, slots=True)
class HandedIn:
    """It waits for a reviewer now, and is approved by itself at `review_due_at`."""

    submission_id: int
    assignment_id: int
    title: str
    is_draft: bool
    review_due_at: datetime
    replaces: bool = False  # it took the place of a link that was being reviewed


@dataclass(frozen=True, slots=True)
class _Entry:
    """A link, the work it is for, and its earlier submission if there was one."""

    work: Work
    text: str
    link: Published
    post: PostRow | None


def hand_in(
    conn: Connection, actor: Actor, text: str, meant_for: int = 0, *, now: datetime
) -> HandedIn | Dialog:
    """A pasted text with a link: submitted for the one work it fits, or the question which.

    `meant_for` is the assignment whose button was tapped before: it wins where it fits.
    Refusals: every subclass of BadSubmission but those of drafts.
    """
    link = submission.post_of(text)
    post = _known_post(conn, actor, link)
    fits = submission.fitting(link, _works(conn, actor, post, now), now)
    fits = tuple(work for work in fits if work.assignment_id == meant_for) or fits
    if len(fits) > 1:
        return dialogs.begin(conn, actor.person_id, FORM, STEP_WHICH, {"text": text}, now)
    return _submit(conn, actor, _Entry(fits[0], text, link, post), now)


def _works(conn: Connection, actor: Actor, post: PostRow | None, now: datetime) -> tuple[Work, ...]:
    """What the link may be for; a post stays where it was handed in, unless it was taken back."""
    works = submissions.recent_work(conn, actor.person_id, now)
    if post is None or post.is_free:
        return works
    return tuple(work for work in works if work.assignment_id == post.assignment_id)


def candidates(conn: Connection, actor: Actor, text: str, *, now: datetime) -> tuple[Work, ...]:
    """The works that a kept link may still be meant for."""
    works = submissions.recent_work(conn, actor.person_id, now)
    return submission.fitting(submission.post_of(text), works, now)


def waiting(conn: Connection, actor: Actor, *, now: datetime) -> tuple[Work, ...]:
    """The creator's works that wait for a link or a draft, soonest deadline first."""
    works = submissions.recent_work(conn, actor.person_id, now)
    return tuple(
        sorted(
            (work for work in works if submission.is_waiting(work, now)),
            key=lambda work: (work.due_at, work.assignment_id),
        )
    )


def submit(
    conn: Connection, actor: Actor, assignment_id: int, text: str, *, now: datetime
) -> HandedIn:
    """The link in the text, for this work and no other."""
    return _submit(conn, actor, _entry(conn, actor, assignment_id, text, now), now)


def replace(
    conn: Connection, actor: Actor, assignment_id: int, text: str, *, now: datetime
) -> HandedIn:
    """As `submit`, also while an earlier link of the work is being reviewed.

    That one stays in the history and is decided on no more; the review clock starts anew.
    """
    entry = _entry(conn, actor, assignment_id, text, now, replaces=True)
    reviewed = posts.current(conn, assignment_id)
    is_in_review = entry.work.status is AssignmentStatus.SUBMITTED
    if is_in_review and entry.post and reviewed and entry.post.post_id == reviewed.post_id:
        raise SamePost(entry.work.title)
    return _submit(conn, actor, entry, now)


def _entry(
    conn: Connection,
    actor: Actor,
    assignment_id: int,
    text: str,
    now: datetime,
    *,
    replaces: bool = False,
) -> _Entry:
    """The link in the text, which may be this work's."""
    work = own(conn, actor, assignment_id)
    link = submission.post_of(text)
    refusal = submission.obstacle(link, work, now, replaces=replaces)
    if refusal is not None:
        raise refusal
    return _Entry(work, text, link, _known_post(conn, actor, link))


def hand_in_draft(
    conn: Connection, actor: Actor, assignment_id: int, text: str, *, now: datetime
) -> HandedIn:
    work, text = own(conn, actor, assignment_id), text.strip()
    submission.ensure_draft(work, text, now)
    return _hand_in_draft(conn, actor, work, text, now)


def replace_draft(
    conn: Connection, actor: Actor, assignment_id: int, text: str, *, now: datetime
) -> HandedIn:
    """As `hand_in_draft`, also while an earlier draft is being reviewed; see `replace`."""
    work, text = own(conn, actor, assignment_id), text.strip()
    submission.ensure_draft(work, text, now, replaces=True)
    is_in_review = work.status is AssignmentStatus.DRAFT_SUBMITTED
    if is_in_review and text == submissions.given_last(conn, assignment_id):
        raise SameDraft(work.title)
    return _hand_in_draft(conn, actor, work, text, now)


def _hand_in_draft(
    conn: Connection, actor: Actor, work: Work, text: str, now: datetime
) -> HandedIn:
    target = AssignmentStatus.DRAFT_SUBMITTED
    replaces = work.status is target
    noted = {"reason": REPLACED} if replaces else {}
    clock_ends_at = _pass_on(conn, actor, work, target, now, draft=text, **noted)
    submission_id = submissions.add(conn, work.assignment_id, post_id=None, given=text, now=now)
    review_calls.call(conn, actor.person_id, submission_id, now=now)
    return HandedIn(submission_id, work.assignment_id, work.title, True, clock_ends_at, replaces)


def own(conn: Connection, actor: Actor, assignment_id: int) -> Work:
    work = submissions.work(conn, actor.person_id, assignment_id)
    if work is None:
        raise NotFound("assignment")
    return work


def ready(conn: Connection, actor: Actor, assignment_id: int, *, now: datetime) -> Work:
    """The work, if something may be handed in for it now; raises InReview, DeadWork."""
    work = own(conn, actor, assignment_id)
    submission.ensure_waiting(work, now)
    return work


def replaceable(conn: Connection, actor: Actor, assignment_id: int, *, now: datetime) -> Work:
    """As `ready`, also while a link or a draft of the work is being reviewed."""
    work = own(conn, actor, assignment_id)
    submission.ensure_waiting(work, now, replaces=True)
    return work


def to_take_back(conn: Connection, actor: Actor, assignment_id: int, *, now: datetime) -> Work:
    """The work, if its link may be taken back now; see taking_back.py."""
    work = own(conn, actor, assignment_id)
    submission.ensure_to_take_back(work, now)
    return work


def _known_post(conn: Connection, actor: Actor, link: Published) -> PostRow | None:
    """The creator's own earlier submission of this post, or one that was taken back.

    Anybody else's is a duplicate.
    """
    post = posts.by_key(conn, link.platform, link.key)
    if post is not None and post.is_free:
        return post
    if post is not None and post.person_id != actor.person_id:
        raise DuplicatePost(is_own=False)
    if post is not None and post.status in life.DONE | life.ENDED_UNPAID:
        raise DuplicatePost(is_own=True)
    return post


def _submit(conn: Connection, actor: Actor, entry: _Entry, now: datetime) -> HandedIn:
    work, post = entry.work, entry.post
    if post and not post.is_free and post.assignment_id != work.assignment_id:
        raise DuplicatePost(is_own=True)
    replaces = work.status is AssignmentStatus.SUBMITTED
    noted = {"reason": REPLACED} if replaces else {}
    clock_ends_at = _pass_on(conn, actor, work, AssignmentStatus.SUBMITTED, now, **noted)
    post_id = _take_over(conn, work, post, now) if post else _add_post(conn, work, entry.link, now)
    submission_id = submissions.add(
        conn, work.assignment_id, post_id=post_id, given=entry.text, now=now
    )
    url = post.url if post else submission.url_of(entry.link)
    checks.begin(conn, post_id, entry.link.platform, entry.link.key, url, now=now)
    review_calls.call(conn, actor.person_id, submission_id, now=now)
    return HandedIn(submission_id, work.assignment_id, work.title, False, clock_ends_at, replaces)


def _take_over(conn: Connection, work: Work, post: PostRow, now: datetime) -> int:
    """A known post: the work's own, or one that was taken back and belongs to this work now."""
    if post.assignment_id == work.assignment_id:
        return post.post_id
    if not posts.adopt(conn, post, work.assignment_id, now):
        raise DuplicatePost(is_own=False)
    return post.post_id


def _add_post(conn: Connection, work: Work, link: Published, now: datetime) -> int:
    try:
        return posts.add(
            conn,
            platform=link.platform,
            post_key=link.key,
            url=submission.url_of(link),
            assignment_id=work.assignment_id,
            now=now,
        )
    except IntegrityError:  # writers take turns; the index has the last word all the same
        raise DuplicatePost(is_own=False) from None


def _pass_on(
    conn: Connection,
    actor: Actor,
    work: Work,
    target: AssignmentStatus,
    now: datetime,
    **columns: str,
) -> datetime:
    """A reviewer's turn: deadline reminders end, the review clock runs; returns when it ends."""
    facts = assignments.facts(conn, work.assignment_id)
    assert facts is not None  # it has just been read
    if facts.status is not work.status:  # nobody could decide on it between: a safeguard
        raise Stale("assignment")
    life.ensure_leads_to(facts.status, target)
    clock_ends_at = review.clock_end(facts.review_seconds_left, work.review_hours, now)
    if not assignments.move(
        conn,
        facts,
        target,
        actor_id=actor.person_id,
        now=now,
        review_due_at=clock_ends_at,
        review_seconds_left=None,
        **columns,
    ):
        raise Stale("assignment")
    reminders.drop_for(conn, "assignment", work.assignment_id)
    asking.answered(conn, work.assignment_id, now=now)
    half_gone_at = review.half_gone_at(clock_ends_at, now)
    kind = ReminderKind.REVIEW_HALF_GONE
    reminders.add(conn, [ReminderRow(kind, "assignment", work.assignment_id, half_gone_at)])
    return clock_ends_at
