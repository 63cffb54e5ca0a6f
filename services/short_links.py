"""Share links once they were followed: the ordinary rules of handing in meet the post itself."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from domain import review, submission
from domain.assignment import AssignmentStatus
from domain.checks.findings import Aspect, Finding, Look, PageState, Verdict
from domain.fetching.short_links import DeadEnd, Resolution, Unresolved
from domain.links import PostLink
from domain.risk import links
from domain.risk.cases import RiskRules
from domain.submission import BadSubmission, DuplicatePost, ForeignAccount, WrongPlatform
from services import checks, handing_back, risk, watch
from services.checks import Asked
from storage import assignments, post_checks, posts, risk_due, submissions
from storage.post_checks import CheckedPost

REFUSED: Final = "link_refused"  # why submitted work went back to its creator, in its audit
_SEEN: Final = {
    DeadEnd.GONE: PageState.GONE,
    DeadEnd.NO_POST: PageState.NO_POST,
    DeadEnd.TOO_FAR: PageState.FORBIDDEN,
    DeadEnd.FORBIDDEN: PageState.FORBIDDEN,
    DeadEnd.TOO_LARGE: PageState.TOO_LARGE,
    DeadEnd.WALL: PageState.WALL,
    DeadEnd.SILENT: PageState.SILENT,
    DeadEnd.UNKNOWN: PageState.UNREACHABLE,
}


def settle(
    conn: Connection,
    asked: Asked,
    found: Resolution,
    *,
    now: datetime,
    grace: timedelta,
    rules: RiskRules = RiskRules(),  # noqa: B008  (frozen)
) -> bool:
    """False: somebody else was first, or it does not matter any more.

    What leads nowhere is a question to the reviewer, who has the link as it came.
    """
    post = checks.held(conn, asked)
    if post is None:
        return False
    if isinstance(found, Unresolved):
        checks.note(conn, post, _unresolved(found), now=now, grace=grace)
        return True
    refusal = _against(conn, post, found.post, now)
    if refusal is None:
        _become(conn, post, found.post, now)
    elif post.status is AssignmentStatus.SUBMITTED:
        _hand_back(conn, post, refusal, now)
    else:  # approved before it was known: only a person may undo that
        post_checks.end(conn, post.post_id)
        _question(conn, post, found.post, rules, now)
    return True


def _question(
    conn: Connection, post: CheckedPost, link: PostLink, rules: RiskRules, now: datetime
) -> None:
    """One post is not paid twice: a case holds the later work's amount, while it can."""
    other = posts.by_key(conn, link.platform, link.key)
    if other is None or post.status is not AssignmentStatus.APPROVED:
        watch.ask_a_person(conn, post, PageState.NO_POST, now=now)
        return
    again = links.handed_in_again(post.assignment_id, link.key, [other.assignment_id])
    risk.hold_for(conn, post.assignment_id, [again], rules, now)


def _unresolved(found: Unresolved) -> Look:
    seen = _SEEN[found.why]
    gone = {Aspect.ALIVE: Finding(Verdict.NO)} if seen is PageState.GONE else {}
    return Look(seen, gone)


def _against(
    conn: Connection, post: CheckedPost, link: PostLink, now: datetime
) -> BadSubmission | None:
    """Why the post cannot be this work's, as if its own link had been pasted."""
    work = submissions.work(conn, post.person_id, post.assignment_id)
    assert work is not None  # the post belongs to it
    if link.platform is not work.platform:
        return WrongPlatform(link.platform, (work.platform,))
    if post.status is AssignmentStatus.SUBMITTED:
        refusal = submission.obstacle(link, work, now, replaces=True)
        if refusal is not None:
            return refusal
    other = posts.by_key(conn, link.platform, link.key)
    if other is None or other.is_free or other.assignment_id == post.assignment_id:
        return None
    return DuplicatePost(is_own=other.person_id == post.person_id)


def _become(conn: Connection, post: CheckedPost, link: PostLink, now: datetime) -> None:
    """The post gets its own name; where it is there already, the submission turns to that."""
    earlier = posts.by_key(conn, link.platform, link.key)
    post_id = earlier.post_id if earlier else post.post_id
    if earlier:
        if earlier.assignment_id != post.assignment_id:  # its creator has taken it back
            posts.adopt(conn, earlier, post.assignment_id, post.first_seen_at)
        submissions.turn_to(conn, post.post_id, post_id)
        post_checks.forget(conn, post.post_id)
    else:
        posts.become(conn, post_id, link.key, link.canonical_url)
    risk_due.add_of_post(conn, post_id, now)
    kind = post.standing.kind
    checks.begin(conn, post_id, link.platform, link.key, link.canonical_url, kind=kind, now=now)


def _hand_back(conn: Connection, post: CheckedPost, refusal: BadSubmission, now: datetime) -> None:
    """The review clock stands still until another link comes."""
    facts = assignments.facts(conn, post.assignment_id)
    assert facts is not None  # the post belongs to it
    assert facts.review_due_at is not None  # it runs whenever it is a reviewer's turn
    left = review.seconds_left(facts.review_due_at, now)
    handing_back.hand_back(conn, post, facts, REFUSED, _told(refusal), seconds_left=left, now=now)


def _told(refusal: BadSubmission) -> dict[str, Any]:
    """The refusal as JSON, for its wording."""
    match refusal:
        case WrongPlatform(platform, open_on):
            return {"why": "wrong_platform", "platform": platform, "open_on": list(open_on)}
        case ForeignAccount(platform, handle):
            return {"why": "foreign_account", "platform": platform, "handle": handle}
        case DuplicatePost(is_own):
            return {"why": "duplicate", "is_own": is_own}
    return {"why": ""}
