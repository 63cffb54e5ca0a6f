"""Posts that are gone when their review clock runs out: the clock approves none of them.

A person is asked; whom nobody answers for two clocks, the work goes back to its creator.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain.assignment import AssignmentFacts
from domain.checks.findings import DOWN
from domain.checks.schedule import CONFIRM_AFTER
from domain.notices import NoticeKind
from domain.people import Role
from services import handing_back, staff_notices, watch
from storage import check_results, post_checks, reviews
from storage.post_checks import CheckedPost

ASKED_FOR: Final = timedelta(hours=48)
HANDED_BACK: Final = "post_gone"  # why submitted work went back to its creator, in its audit
_FIRST: Final = frozenset({Role.REVIEWER, Role.COORDINATOR, Role.OWNER})


def hold(conn: Connection, post_id: int, facts: AssignmentFacts, *, now: datetime) -> bool:
    """Whether the post is down as far as we know, so that the clock may not approve it."""
    post = post_checks.one(conn, post_id)
    if post is None or not post.is_current:
        return False
    if post.standing.confirmed_at is not None:
        _ask(conn, post, facts, now)
        return True
    last = check_results.latest(conn, post.submission_id)
    if last is None or last.look.seen not in DOWN:
        return False
    reviews.prolong(conn, post.assignment_id, now + CONFIRM_AFTER)  # once is no verdict
    return True


def _ask(conn: Connection, post: CheckedPost, facts: AssignmentFacts, now: datetime) -> None:
    """Once; then it is the creator who has to bring a post that can be seen."""
    seen = post.standing.down
    assert seen is not None  # it was seen twice
    if post.standing.raised_at is not None:
        told = {"why": "down", "seen": seen.value}
        handing_back.hand_back(conn, post, facts, HANDED_BACK, told, seconds_left=None, now=now)
        return
    until = now + ASKED_FOR
    reviews.prolong(conn, post.assignment_id, until)
    post_checks.raised(conn, post.post_id, now)
    about = watch.facts_of(post, seen) | {"until": until.isoformat()}
    key = f"{post.post_id}:{now.isoformat()}"
    staff_notices.tell(
        conn, _FIRST, NoticeKind.POST_TO_JUDGE, about, key, now=now, but=post.person_id
    )
