"""Queries about a broadcast's readers and a task: how many of them could claim what it opens."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, exists, func, or_, select

from domain.assignment import LIVE
from domain.campaign import CampaignStatus
from domain.eligibility import ANYWHERE
from domain.people import Category, Standing
from domain.platforms import Platform
from domain.segment import Segment
from storage import audiences
from storage.audience_look import Holds, Look
from storage.audience_parts import each_part
from storage.tables.audience import audience
from storage.tables.base import among
from storage.tables.bits import bits
from storage.tables.campaigns import campaign, task, terms
from storage.tables.people import account, account_category
from storage.tables.work import assignment
from storage.tasks import IS_FUNDED, IS_TAKEN

_Cells = dict[tuple[str, str, int], set[str]]  # categories by platform, region and followers
_OF_ITS_CAMPAIGN: Final = task.join(campaign, campaign.c.id == task.c.campaign_id).join(
    terms, terms.c.id == task.c.terms_id
)
_TASK: Final = (
    select(task, IS_FUNDED.label("is_funded"))
    .select_from(_OF_ITS_CAMPAIGN)
    .where(task.c.id == bindparam("task_id"))
)
_OPEN_OF: Final = (
    select(task.c.platform, task.c.region, task.c.min_followers, task.c.category)
    .select_from(_OF_ITS_CAMPAIGN)
    .where(
        campaign.c.id == bindparam("campaign_id"),
        campaign.c.status == CampaignStatus.LIVE,
        task.c.opens_at <= bindparam("now"),
        task.c.due_at > bindparam("now"),
        task.c.free > 0,
        IS_FUNDED,
    )
    .distinct()
)


def fitting(
    conn: Connection, segment: Segment, task_id: int, now: datetime, *, leaves_later: bool = False
) -> int:
    """Whom it would reach now with an account that fits the task and does not hold it yet; nobody
    once its campaign's budget is spent.

    What a creator holds of other work, and how many slots are left, is not asked.
    """
    wanted = conn.execute(_TASK, {"task_id": task_id, "now": now}).one()
    if not wanted.is_funded:
        return 0
    look = audiences.look_at(conn, segment, now, leaves_later=leaves_later)
    fits = (*_at_a_glance(wanted), _fits(wanted), wanted.per_creator > _taken(wanted))
    return _reached(conn, segment, look, *fits)


def fitting_any(
    conn: Connection,
    segment: Segment,
    campaign_id: int,
    now: datetime,
    *,
    leaves_later: bool = False,
) -> int:
    """Whom it would reach now with an account that fits some task of the campaign that is open, has
    a slot left and a budget for it.

    What they hold of it already is not asked.
    """
    cells = _cells(conn, campaign_id, now)
    if not cells:
        return 0
    look = audiences.look_at(conn, segment, now, leaves_later=leaves_later)
    some = or_(*(_fits_cell(*cell, categories) for cell, categories in cells.items()))
    return _reached(conn, segment, look, *_some_at_a_glance(cells), some)


def _reached(conn: Connection, segment: Segment, look: Look, *fits: Holds) -> int:
    """How many of those whom it would reach, and who may claim, fit so."""

    def asked(look: Look) -> Select[int]:
        whom = (audiences.reached(segment, look), audience.c.standing == Standing.ACTIVE, *fits)
        return select(func.count()).select_from(audience).where(*whom)

    return sum(number for (number,) in each_part(conn, look, asked))


def _cells(conn: Connection, campaign_id: int, now: datetime) -> _Cells:
    """Of its open tasks: many tasks, few of these."""
    cells: _Cells = {}
    for *cell, category in conn.execute(_OPEN_OF, {"campaign_id": campaign_id, "now": now}):
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


def _some_at_a_glance(cells: _Cells) -> list[Any]:
    """As `_at_a_glance`, of any of these."""
    return [
        audience.c.platforms.bitwise_and(bits(Platform, [each[0] for each in cells])) != 0,
        audience.c.categories.bitwise_and(bits(Category, set().union(*cells.values()))) != 0,
        audience.c.most_followers >= min(each[2] for each in cells),
    ]


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
