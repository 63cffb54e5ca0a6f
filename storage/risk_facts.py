"""What the rules of risk look at, read from rows: one post with its neighbours, or all the past.

Only what rows hold is told: pages' authors, dates, texts and pictures stay unknown, which no rule
takes for guilt. Of words there are the drafts that creators handed in.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, select

from domain.links.found import UNRESOLVED
from domain.platforms import Platform
from domain.risk.facts import Facts, PersonFacts, PostFacts
from storage import metrics
from storage.submissions import LATEST_WITH_POST
from storage.tables.campaigns import brief, task
from storage.tables.money import payee
from storage.tables.work import assignment, post, rendition, submission

MOST_OWN: Final = 100  # latest works of the same person
MOST_PEERS: Final = 200  # latest works of the campaign on the platform
MOST_PAYEES: Final = 100  # people who are paid in one place
_PAGE: Final = 500

_POSTS = (
    select(
        assignment.c.id,
        assignment.c.person_id,
        assignment.c.account_id,
        task.c.campaign_id,
        task.c.platform,
        assignment.c.claimed_at,
        submission.c.at,
        post.c.post_key,
        assignment.c.draft,
        rendition.c.body,
        brief.c.body,
        post.c.id,
    )
    .select_from(assignment)
    .join(task, task.c.id == assignment.c.task_id)
    .join(brief, brief.c.id == task.c.brief_id)
    .join(submission, submission.c.id == LATEST_WITH_POST)
    .join(post, post.c.id == submission.c.post_id)
    .outerjoin(rendition, rendition.c.assignment_id == assignment.c.id)
    .order_by(assignment.c.id)
)
_SOME = _POSTS.where(assignment.c.id.in_(bindparam("ids", expanding=True)))
_AFTER = _POSTS.where(assignment.c.id > bindparam("after")).limit(_PAGE)


def _latest(most: int, *conditions: Any) -> Select[Any]:
    return select(assignment.c.id).where(*conditions).order_by(assignment.c.id.desc()).limit(most)


_WITH_POST = assignment.join(post, post.c.assignment_id == assignment.c.id)
_OWN = _latest(MOST_OWN, assignment.c.person_id == bindparam("of_person"))
_PEERS = _latest(
    MOST_PEERS,
    task.c.campaign_id == bindparam("of_campaign"),
    task.c.platform == bindparam("of_platform"),
    post.c.id.is_not(None),
).select_from(
    assignment.join(task, task.c.id == assignment.c.task_id).join(
        post, post.c.assignment_id == assignment.c.id
    )
)
_PAYEES = select(payee.c.person_id, payee.c.digest).order_by(payee.c.person_id, payee.c.currency)
_AMONG = _PAYEES.where(payee.c.person_id.in_(bindparam("people", expanding=True)))
_SAME_PAYEE = _PAYEES.where(
    payee.c.digest.in_(select(payee.c.digest).where(payee.c.person_id == bindparam("of_person")))
).limit(MOST_PAYEES)


def around(conn: Connection, assignment_id: int) -> tuple[PostFacts, Facts] | None:
    """One post and whom it is compared with, a bounded number of them; None without a post."""
    mine = list(_some(conn, [assignment_id]))
    if not mine:
        return None
    (about,) = mine
    values = {
        "of_person": about.person_id,
        "of_campaign": about.campaign_id,
        "of_platform": about.platform,
    }
    ids = {number for query in (_OWN, _PEERS) for number in conn.execute(query, values).scalars()}
    posts = [about, *_some(conn, ids - {assignment_id}, words=bool(about.text))]
    return about, Facts(posts, _people(conn, _SAME_PAYEE, {"of_person": about.person_id}))


def everything(conn: Connection) -> Facts:
    """All that was ever handed in, for a dry run."""
    return Facts(list(_all(conn)), _people(conn, _PAYEES, {}))


def newest(conn: Connection, most: int) -> Facts:
    """What was claimed last of what is handed in, compared among itself."""
    ids = conn.execute(_latest(most, post.c.id.is_not(None)).distinct().select_from(_WITH_POST))
    posts = list(_some(conn, ids.scalars()))
    return Facts(posts, _people(conn, _AMONG, {"people": [each.person_id for each in posts]}))


def _all(conn: Connection) -> Iterator[PostFacts]:
    after = 0
    while rows := conn.execute(_AFTER, {"after": after}).all():
        yield from _posts(conn, rows)
        after = rows[-1][0]


def _some(conn: Connection, ids: Iterable[int], *, words: bool = True) -> Iterator[PostFacts]:
    """`words` false: nobody's are needed, which spares most of the work."""
    return _posts(conn, conn.execute(_SOME, {"ids": sorted(ids)}).all(), words=words)


def _posts(conn: Connection, rows: Sequence[Any], *, words: bool = True) -> Iterator[PostFacts]:
    readings = metrics.counting(conn, [row[-1] for row in rows])
    for row in rows:
        post_key, draft, given, asked, post_id = row[7:]
        yield PostFacts(
            row[0],
            row[1],
            row[2],
            row[3],
            Platform(row[4]),
            claimed_at=row[5],
            submitted_at=row[6],
            post_key="" if post_key.startswith(UNRESOLVED) else post_key,
            text=draft if draft and words else "",
            given="\n".join([given or "", *asked.values()]) if draft and words else "",
            readings=tuple(readings.get(post_id, ())),
        )


def _people(conn: Connection, query: Select[Any], values: dict[str, Any]) -> list[PersonFacts]:
    return [PersonFacts(row[0], payee=row[1]) for row in conn.execute(query, values)]
