"""Duels over work: slots, deadlines, links, reviews, campaigns, roles."""

from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection, delete

from domain.people import Role
from domain.review import Decision
from services import assignments, campaigns, reviews, submissions, team
from storage.tables.people import staff_role
from tests.handed_in import Held, a_link, handed_in, held
from tests.races.duel import Attempt, Duel, Prepare
from tests.world import NOW, creator, live_campaign, staff


def _work(conn: Connection) -> Held:
    return held(conn, live_campaign(conn, slots=2))


def _deadline(conn: Connection, work: Held) -> datetime:
    facts = assignments.own(conn, work.actor, work.assignment_id)
    return facts.due_at


def _expiry(conn: Connection, work: Held) -> Attempt:
    return partial(assignments.expire, assignment_id=work.assignment_id, now=_deadline(conn, work))


def _submission(conn: Connection, work: Held) -> Attempt:
    return partial(submissions.hand_in, actor=work.actor, text=a_link(), now=NOW)


def _release(work: Held) -> Attempt:
    return partial(assignments.release, actor=work.actor, assignment_id=work.assignment_id, now=NOW)


def release_or_submit(conn: Connection) -> Duel:
    work = _work(conn)
    return Duel((_release(work), _submission(conn, work)))


def expire_or_submit(conn: Connection) -> Duel:
    """The link comes in the very moment before the deadline."""
    work = _work(conn)
    return Duel((_expiry(conn, work), _submission(conn, work)))


def expire_or_release(conn: Connection) -> Duel:
    work = _work(conn)
    return Duel((_expiry(conn, work), _release(work)))


def expire_twice(conn: Connection) -> Duel:
    """Two workers."""
    work = _work(conn)
    return Duel((_expiry(conn, work), _expiry(conn, work)))


def one_post_by_two_creators(conn: Connection) -> Duel:
    goal, link = live_campaign(conn, slots=2), a_link()
    both = held(conn, goal), held(conn, goal)
    first, second = (
        partial(submissions.hand_in, actor=work.actor, text=link, now=NOW) for work in both
    )
    return Duel((first, second))


def the_last_slot(conn: Connection) -> Duel:
    goal = live_campaign(conn, slots=1)
    first, second = (
        partial(
            assignments.claim,
            actor=one.actor,
            task_id=goal.task_id,
            account_id=one.account_id,
            terms_id=goal.terms_id,
            now=NOW,
        )
        for one in (creator(conn), creator(conn))
    )
    return Duel((first, second))


def _decision(
    conn: Connection, submission_id: int, *verdict: object, now: datetime = NOW
) -> Attempt:
    reviewer = staff(conn, Role.REVIEWER)
    return lambda c: reviews.decide(c, reviewer, submission_id, *verdict, now=now)  # type: ignore[arg-type]


_APPROVE: Final = (Decision.APPROVE, "", "", "")
_CHANGES: Final = (Decision.CHANGES, "quality", "", "")
_REJECT: Final = (Decision.REJECT, "quality", "1", "")


def two_reviewers(conn: Connection) -> Duel:
    submission_id = handed_in(conn, _work(conn)).submission_id
    yes, no = (_decision(conn, submission_id, *each) for each in (_APPROVE, _REJECT))
    return Duel((yes, no))


def two_reviewers_want_changes(conn: Connection) -> Duel:
    submission_id = handed_in(conn, _work(conn)).submission_id
    one, other = (_decision(conn, submission_id, *_CHANGES) for _ in range(2))
    return Duel((one, other))


def reviewer_or_clock(conn: Connection) -> Duel:
    done = handed_in(conn, _work(conn))
    late = done.review_due_at
    person = _decision(conn, done.submission_id, *_APPROVE, now=late)
    return Duel((person, partial(reviews.approve_overdue, now=late)))


def pause_or_claim(conn: Connection) -> Duel:
    """The claim wins only where the campaign was live when its budget was reserved."""
    goal, one = live_campaign(conn, slots=2), creator(conn)
    coordinator = staff(conn, Role.COORDINATOR)
    claim = partial(
        assignments.claim,
        actor=one.actor,
        task_id=goal.task_id,
        account_id=one.account_id,
        terms_id=goal.terms_id,
        now=NOW,
    )
    pause = partial(campaigns.pause, actor=coordinator, campaign_id=goal.campaign_id, now=NOW)
    return Duel((claim, pause), winners=0)


def two_owners_revoke_each_other(conn: Connection) -> Duel:
    """They are the only ones."""
    conn.execute(delete(staff_role).where(staff_role.c.role == Role.OWNER))
    one, other = staff(conn, Role.OWNER), staff(conn, Role.OWNER)
    first = partial(team.revoke, actor=one, person_id=other.person_id, role=Role.OWNER, now=NOW)
    second = partial(team.revoke, actor=other, person_id=one.person_id, role=Role.OWNER, now=NOW)
    return Duel((first, second))


OF_WORK: Final[tuple[Prepare, ...]] = (
    release_or_submit,
    expire_or_submit,
    expire_or_release,
    expire_twice,
    one_post_by_two_creators,
    the_last_slot,
    two_reviewers,
    two_reviewers_want_changes,
    reviewer_or_clock,
    pause_or_claim,
    two_owners_revoke_each_other,
)
