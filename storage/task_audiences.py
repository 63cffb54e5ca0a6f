"""Queries about a broadcast's readers and a task: how many of them could claim what it opens."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, func, or_, select

from domain.assignment import LIVE
from domain.campaign import CampaignStatus
from domain.eligibility import ANYWHERE
from domain.people import Category, Standing
from domain.platforms import Platform
from domain.segment import Segment
from storage import audiences
from storage.audience_look import Look
from storage.audience_parts import each_part
from storage.tables.audience import audience, bits
from storage.tables.base import among
from storage.tables.campaigns import campaign, task
from storage.tables.people import account, account_category
from storage.tables.work import assignment
from storage.tasks import IS_TAKEN


def fitting(
    conn: Connection, segment: Segment, task_id: int, now: datetime, *, leaves_later: bool = False
) -> int:
    """Whom it would reach now with an account that fits the task and does not hold it yet.

    What a creator holds of other work, and how many slots are left, is not asked.
    """
    wanted = conn.execute(select(task).where(task.c.id == task_id)).one()
    look = audiences.look_at(conn, segment, now, leaves_later=leaves_later)

    def asked(look: Look) -> Select[int]:
        return (
            select(func.count())
            .select_from(audience)
            .where(
                audiences.reached(segment, look),
                audience.c.standing == Standing.ACTIVE,
                *_at_a_glance(wanted),
                _fits(wanted),
                wanted.per_creator > _taken(wanted),
            )
        )

    return sum(number for (number,) in each_part(conn, segment, look, asked))


def fitting_any(
    conn: Connection,
    segment: Segment,
    campaign_id: int,
    now: datetime,
    *,
    leaves_later: bool = False,
) -> int:
    """Whom it would reach now with an account that fits some open task of the campaign.

    What they hold of it already is not asked, nor how many slots are left.
    """
    cells = _cells(conn, campaign_id, now)
    if not cells:
        return 0
    look = audiences.look_at(conn, segment, now, leaves_later=leaves_later)
    asked = select(func.count()).where(
        audiences.reached(segment, look),
        audience.c.standing == Standing.ACTIVE,
        audience.c.platforms.bitwise_and(bits(Platform, [each[0] for each in cells])) != 0,
        audience.c.categories.bitwise_and(bits(Category, set().union(*cells.values()))) != 0,
        audience.c.most_followers >= min(each[2] for each in cells),
        or_(*(_fits_cell(*cell, categories) for cell, categories in cells.items())),
    )
    return conn.execute(asked.select_from(audience)).scalar_one()


def _cells(
    conn: Connection, campaign_id: int, now: datetime
) -> dict[tuple[str, str, int], set[str]]:
    """Categories of its open tasks by platform, region and followers: many tasks, few of these."""
    rows = conn.execute(
        select(task.c.platform, task.c.region, task.c.min_followers, task.c.category)
        .join(campaign, campaign.c.id == task.c.campaign_id)
        .where(
            campaign.c.id == campaign_id,
            campaign.c.status == CampaignStatus.LIVE,
            task.c.opens_at <= now,
            task.c.due_at > now,
            task.c.free > 0,
        )
        .distinct()
    )
    cells: dict[tuple[str, str, int], set[str]] = {}
    for *cell, category in rows:
        cells.setdefault((cell[0], cell[1], cell[2]), set()).add(category)
    return cells


def _fits_cell(platform: str, region: str, min_followers: int, categories: set[str]) -> Any:
    return exists().where(
        account.c.person_id == audience.c.person_id,
        account.c.retired.is_(False),
        account.c.platform == platform,
        account.c.followers >= min_followers,
        *([account.c.region == region] if region != ANYWHERE else []),
        exists().where(
            account_category.c.account_id == account.c.id,
            account_category.c.category.in_(sorted(categories)),
        ),
    )


def _at_a_glance(wanted: Any) -> list[Any]:
    """What the short row can rule out: accounts are asked of the rest alone."""
    return [
        audience.c.platforms.bitwise_and(bits(Platform, [wanted.platform])) != 0,
        audience.c.categories.bitwise_and(bits(Category, [wanted.category])) != 0,
        audience.c.most_followers >= wanted.min_followers,
    ]


def _fits(wanted: Any) -> Any:
    """As domain.eligibility judges one account."""
    held = exists().where(
        assignment.c.task_id == wanted.id,
        assignment.c.account_id == account.c.id,
        among(assignment.c.status, LIVE),
    )
    return exists().where(
        account.c.person_id == audience.c.person_id,
        account.c.retired.is_(False),
        account.c.platform == wanted.platform,
        account.c.followers >= wanted.min_followers,
        or_(wanted.region == ANYWHERE, account.c.region == wanted.region),
        exists().where(
            account_category.c.account_id == account.c.id,
            account_category.c.category == wanted.category,
        ),
        ~held.correlate(account),
    )


def _taken(wanted: Any) -> Any:
    return (
        select(func.count())
        .select_from(assignment)
        .where(
            assignment.c.task_id == wanted.id,
            assignment.c.person_id == audience.c.person_id,
            IS_TAKEN,
        )
        .correlate(audience)
        .scalar_subquery()
    )
