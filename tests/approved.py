"""Work that was claimed, published and approved, for tests of what the money does next."""

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.assignment import AssignmentStatus
from domain.checkpoints import first_cutoff
from domain.metrics import PostMetrics
from domain.platforms import Platform
from domain.readings import Reading, Recorded
from domain.terms import Source
from services import assignments, metrics
from storage import assignments as rows
from storage import posts, submissions, tasks, terms
from tests.world import NOW, CampaignFixture, CreatorFixture

_numbers = itertools.count(7_300_000_000_000_000_000)


@dataclass(frozen=True, slots=True)
class Approved:
    """One approved assignment and the post that is measured."""

    assignment_id: int
    person_id: int
    post_id: int
    link: str
    cutoff_at: datetime


def approved(
    conn: Connection,
    campaign: CampaignFixture,
    creator: CreatorFixture,
    *,
    task_id: int = 0,
    now: datetime = NOW,
) -> Approved:
    """Claimed by the service; handed in and approved as reviews do it."""
    task_id = task_id or campaign.task_id
    assignment_id = assignments.claim(
        conn, creator.actor, task_id, creator.account_id, campaign.terms_id, now=now
    )
    number = next(_numbers)
    link = f"https://www.douyin.com/video/{number}"
    post_id = posts.add(
        conn,
        platform=Platform.DOUYIN,
        post_key=str(number),
        url=link,
        assignment_id=assignment_id,
        now=now,
    )
    submissions.add(conn, assignment_id, post_id=post_id, given=link, now=now)
    _move(conn, assignment_id, AssignmentStatus.SUBMITTED, now)
    agreed = terms.by_id(conn, campaign.terms_id)
    assert agreed is not None
    cutoff_at = now + timedelta(days=agreed.cutoff_days)
    _move(
        conn,
        assignment_id,
        AssignmentStatus.APPROVED,
        now,
        approved_at=now,
        cutoff_at=cutoff_at,
        settle_at=first_cutoff(agreed, now),
        retained_until=now + timedelta(days=agreed.retention_days),
    )
    tasks.finish_slot(conn, task_id)
    return Approved(assignment_id, creator.actor.person_id, post_id, link, cutoff_at)


def _move(
    conn: Connection,
    assignment_id: int,
    target: AssignmentStatus,
    now: datetime,
    **columns: datetime,
) -> None:
    facts = rows.facts(conn, assignment_id)
    assert facts is not None
    assert rows.move(conn, facts, target, actor_id=None, now=now, **columns)


def reading(
    work: Approved,
    observed_at: datetime,
    *,
    likes: int | None = 0,
    shares: int | None = 0,
    saves: int | None = 0,
    comments: int | None = 0,
    views: int | None = None,
    line: int = 1,
) -> Reading:
    counts = PostMetrics(likes, shares, saves, comments, views)
    return Reading(line, observed_at, counts, work.link)


def read_in(
    conn: Connection, *readings: Reading, source: Source = Source.PLATFORM, now: datetime = NOW
) -> Recorded:
    return metrics.record(conn, readings, source, batch_id=None, recorded_by=None, now=now)
