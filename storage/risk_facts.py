"""What the rules of risk look at, read from rows: one post with its neighbours, or all the past.

Only what rows hold is told: what a page hid stays unknown, which no rule takes for guilt. Of words
there are those of the page, or else the draft that was handed in.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, select

from domain.links.found import UNRESOLVED
from domain.platforms import Platform
from domain.risk import authors
from domain.risk.facts import CampaignFacts, Facts, PersonFacts, Picture, PostFacts
from storage import contradictions, material, metrics, post_pages, proofs
from storage.post_pages import NO_PAGE
from storage.submissions import LATEST_WITH_POST
from storage.tables.campaigns import brief, task
from storage.tables.money import payee
from storage.tables.people import account
from storage.tables.work import assignment, post, rendition, submission

MOST_OWN: Final = 100  # latest works of the same person
MOST_PEERS: Final = 200  # latest works of the campaign on the platform
MOST_ALIKE: Final = 50  # works with a picture that is the same file
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
        account.c.profile_key,
        submission.c.id,
        assignment.c.draft,
        rendition.c.body,
        brief.c.body,
        post.c.id,
    )
    .select_from(assignment)
    .join(task, task.c.id == assignment.c.task_id)
    .join(brief, brief.c.id == task.c.brief_id)
    .join(account, account.c.id == assignment.c.account_id)
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
    if about.pictures:
        ids |= _showing_alike(conn, about.pictures)
    posts = [about, *_some(conn, ids - {assignment_id}, words=bool(about.text))]
    people = _people(conn, _SAME_PAYEE, {"of_person": about.person_id})
    return about, Facts(posts, people, _campaigns(conn, posts))


def everything(conn: Connection) -> Facts:
    """All that was ever handed in, for a dry run."""
    posts = list(_all(conn))
    return Facts(posts, _people(conn, _PAYEES, {}), _campaigns(conn, posts))


def newest(conn: Connection, most: int) -> Facts:
    """What was claimed last of what is handed in, compared among itself."""
    ids = conn.execute(_latest(most, post.c.id.is_not(None)).distinct().select_from(_WITH_POST))
    posts = list(_some(conn, ids.scalars()))
    people = _people(conn, _AMONG, {"people": [each.person_id for each in posts]})
    return Facts(posts, people, _campaigns(conn, posts))


def _all(conn: Connection) -> Iterator[PostFacts]:
    after = 0
    while rows := conn.execute(_AFTER, {"after": after}).all():
        yield from _posts(conn, rows)
        after = rows[-1][0]


def _some(conn: Connection, ids: Iterable[int], *, words: bool = True) -> Iterator[PostFacts]:
    """`words` false: nobody's are needed, which spares most of the work."""
    return _posts(conn, conn.execute(_SOME, {"ids": sorted(ids)}).all(), words=words)


def _posts(conn: Connection, rows: Sequence[Any], *, words: bool = True) -> Iterator[PostFacts]:
    post_ids = [row[-1] for row in rows]
    readings, pages = metrics.fed(conn, post_ids), post_pages.of(conn, post_ids)
    otherwise = contradictions.of(conn, post_ids)
    screenshots = proofs.pictures(conn, [row[9] for row in rows])
    for row in rows:
        post_key, profile_key, submission_id, draft, given, asked, post_id = row[7:]
        page = pages.get(post_id, NO_PAGE)
        text = page.text or draft or ""
        keys = frozenset({profile_key} if profile_key else ())
        yield PostFacts(
            row[0],
            row[1],
            row[2],
            row[3],
            Platform(row[4]),
            claimed_at=row[5],
            submitted_at=row[6],
            post_key="" if post_key.startswith(UNRESOLVED) else post_key,
            account_keys=keys,
            author_key=authors.named(page.author_keys, keys),
            published_at=page.published_at,
            published_within=page.published_within,
            text=text if words else "",
            given="\n".join([given or "", *asked.values()]) if text and words else "",
            pictures=(*page.hashed, *screenshots.get(submission_id, ())),
            readings=tuple(readings.get(post_id, ())),
            contradictions=tuple(otherwise.get(post_id, ())),
        )


def _campaigns(conn: Connection, posts: Sequence[PostFacts]) -> list[CampaignFacts]:
    """What those hand out that have a post with pictures."""
    return material.facts(conn, {each.campaign_id for each in posts if each.pictures})


def _showing_alike(conn: Connection, pictures: Sequence[Picture]) -> set[int]:
    """Works of anybody with the same file: pictures that are only alike are looked for nearby."""
    files = sorted({each.sha256 for each in pictures})
    return set(proofs.showing(conn, files, MOST_ALIKE))


def _people(conn: Connection, query: Select[Any], values: dict[str, Any]) -> list[PersonFacts]:
    return [PersonFacts(row[0], payee=row[1]) for row in conn.execute(query, values)]
