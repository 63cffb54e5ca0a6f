"""Queries about tasks on offer: what fits a creator now, and the facts to say why others do not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, exists, func, not_, or_, select

from domain.assignment import LIVE, OPEN
from domain.campaign import CampaignStatus
from domain.conditions import Fact, OneOf
from domain.eligibility import ANYWHERE
from domain.offer import CampaignOffer, Offer, OpenCampaign, TaskSheet
from domain.platforms import Platform
from domain.segment import Segment
from domain.terms import Method
from storage.campaigns import DISCARDED
from storage.tables.base import among
from storage.tables.campaigns import brief, campaign, task, terms
from storage.tables.people import account, account_category
from storage.tables.work import assignment
from storage.tasks import IS_FUNDED, IS_TAKEN


@dataclass(frozen=True, slots=True)
class Holder:
    """For whom tasks are listed, and how much open work one may hold in all."""

    person_id: int
    most_open: int

    @property
    def facts(self) -> dict[str, Any]:
        return {"person_id": self.person_id, "most_open": self.most_open}


_OFFER = (
    task.c.id,
    task.c.title,
    campaign.c.title,
    task.c.platform,
    task.c.category,
    task.c.region,
    task.c.audience,
    task.c.scene,
    task.c.free,
    task.c.due_at,
    campaign.c.currency,
    terms.c.flat_minor,
    terms.c.rate_per_mille_minor,
    terms.c.floor_minor,
    terms.c.cap_minor,
    terms.c.method,
)
_FROM = task.join(campaign, campaign.c.id == task.c.campaign_id).join(
    terms, terms.c.id == task.c.terms_id
)
_OPEN_NOW = and_(
    campaign.c.status == CampaignStatus.LIVE,
    task.c.opens_at <= bindparam("now"),
    task.c.due_at > bindparam("now"),
)
_TAKEN_BY_PERSON = (
    select(func.count())
    .select_from(assignment)
    .where(
        assignment.c.task_id == task.c.id,
        assignment.c.person_id == bindparam("person_id"),
        IS_TAKEN,
    )
    .correlate(task)
    .scalar_subquery()
)
_FITTING_ACCOUNT = (
    select(account.c.id)
    .join(account_category, account_category.c.account_id == account.c.id)
    .where(
        account.c.person_id == bindparam("person_id"),
        account.c.retired.is_(False),
        account.c.platform == task.c.platform,
        account_category.c.category == task.c.category,
        or_(task.c.region == ANYWHERE, account.c.region == task.c.region),
        account.c.followers >= task.c.min_followers,
        ~exists(
            select(assignment.c.id)
            .where(
                assignment.c.task_id == task.c.id,
                assignment.c.account_id == account.c.id,
                among(assignment.c.status, LIVE),
            )
            .correlate(task, account)  # two levels up: unsaid, it would be any task at all
        ),
    )
    .correlate(task)
)
_OPEN_IN_ALL = (
    select(func.count())
    .select_from(assignment)
    .where(assignment.c.person_id == bindparam("person_id"), among(assignment.c.status, OPEN))
    .scalar_subquery()
)
_FITS = and_(
    _OPEN_NOW,
    task.c.free > 0,
    IS_FUNDED,
    task.c.per_creator > _TAKEN_BY_PERSON,
    bindparam("most_open") > _OPEN_IN_ALL,
    _FITTING_ACCOUNT.exists(),
)
_PAGE = (
    select(*_OFFER)
    .select_from(_FROM)
    .where(_FITS)
    .order_by(task.c.due_at, task.c.id)
    .limit(bindparam("most"))
    .offset(bindparam("start"))
)
_COUNT = select(func.count()).select_from(_FROM).where(_FITS)
_OF_CAMPAIGN = task.c.campaign_id == bindparam("campaign_id")
_PAGE_OF_CAMPAIGN = _PAGE.where(_OF_CAMPAIGN)
_COUNT_OF_CAMPAIGN = _COUNT.where(_OF_CAMPAIGN)
_ON_MY_PLATFORM = exists(
    select(account.c.id).where(
        account.c.person_id == bindparam("person_id"),
        account.c.retired.is_(False),
        account.c.platform == task.c.platform,
    )
)
_OTHERS = (
    select(*_OFFER)
    .select_from(_FROM)
    .where(_OPEN_NOW, ~_FITS)
    .order_by(_ON_MY_PLATFORM.desc(), task.c.due_at, task.c.id)
    .limit(bindparam("most"))
)


def _offer(row: Any) -> Offer:
    """A row of _OFFER."""
    task_id, title, campaign_title, platform, *rest, method = row
    values: list[Any] = [task_id, title, campaign_title, Platform(platform), *rest, Method(method)]
    return Offer(*values)


def page(
    conn: Connection,
    holder: Holder,
    now: datetime,
    start: int,
    most: int,
    campaign_id: int | None = None,
) -> list[Offer]:
    """Tasks one of the holder's accounts may claim now, soonest deadline first; of one campaign, or
    of all.
    """
    facts = holder.facts | {"now": now, "start": start, "most": most}
    if campaign_id is None:
        return [_offer(row) for row in conn.execute(_PAGE, facts)]
    of_it = facts | {"campaign_id": campaign_id}
    return [_offer(row) for row in conn.execute(_PAGE_OF_CAMPAIGN, of_it)]


def count(conn: Connection, holder: Holder, now: datetime, campaign_id: int | None = None) -> int:
    facts = holder.facts | {"now": now}
    if campaign_id is None:
        return conn.execute(_COUNT, facts).scalar_one()
    return conn.execute(_COUNT_OF_CAMPAIGN, facts | {"campaign_id": campaign_id}).scalar_one()


def others(conn: Connection, holder: Holder, now: datetime, most: int) -> list[Offer]:
    """Open tasks that none of the holder's accounts may claim, those on its platforms first."""
    return [_offer(row) for row in conn.execute(_OTHERS, holder.facts | {"now": now, "most": most})]


def open_in_all(conn: Connection, person_id: int) -> int:
    """How much open work they hold, of whatever campaign."""
    found: int = conn.execute(select(_OPEN_IN_ALL), {"person_id": person_id}).scalar_one()
    return found


_COMMITTED = (
    (campaign.c.reserved_minor + campaign.c.earned_minor)
    * 100
    / func.nullif(campaign.c.budget_minor, 0)
)
_TASK = (
    select(
        *_OFFER,
        task.c.template_id,
        task.c.terms_id,
        task.c.work_hours,
        task.c.draft_required,
        task.c.min_followers,
        brief.c.body,
        brief.c.clauses,
        _COMMITTED,
    )
    .select_from(_FROM.join(brief, brief.c.id == task.c.brief_id))
    .where(task.c.id == bindparam("task_id"))
)
_PUBLISHED = _TASK.where(campaign.c.status != CampaignStatus.DRAFT, not_(DISCARDED))


def sheet(conn: Connection, task_id: int, *, drafts: bool = False) -> TaskSheet | None:
    """What a campaign's draft offers is for staff alone."""
    row = conn.execute(_TASK if drafts else _PUBLISHED, {"task_id": task_id}).first()
    if row is None:
        return None
    told: list[Any] = [*row[len(_OFFER) : -1], int(row[-1] or 0)]
    return TaskSheet(_offer(row[: len(_OFFER)]), *told)


def slots(conn: Connection, task_id: int) -> int:
    found: int = conn.execute(select(task.c.slots).where(task.c.id == task_id)).scalar_one()
    return found


def accounts_of(conn: Connection, person_id: int) -> list[tuple[int, Platform, str]]:
    """(id, platform, handle) of the person's accounts in use, oldest first."""
    rows = conn.execute(
        select(account.c.id, account.c.platform, account.c.handle)
        .where(account.c.person_id == person_id, account.c.retired.is_(False))
        .order_by(account.c.id)
    )
    return [(row[0], Platform(row[1]), row[2]) for row in rows]


# What narrows a segment and a task alike; a task without a region is for all.
_CELL = ((Fact.PLATFORM, ()), (Fact.CATEGORY, ()), (Fact.REGION, (ANYWHERE,)))


def _open_to(columns: Iterable[Any], segment: Segment) -> Select[Any]:
    """Open tasks with free slots that somebody of the segment may fit."""
    found = select(*columns).select_from(_FROM).where(_OPEN_NOW, task.c.free > 0)
    for fact, anywhere in _CELL:
        if isinstance(asked := segment.of(fact), OneOf):
            found = found.where(task.c[fact.value].in_((*asked.values, *anywhere)))
    return found


def open_campaigns(conn: Connection, segment: Segment, now: datetime) -> tuple[OpenCampaign, ...]:
    """Those with such tasks, the newest first."""
    columns = campaign.c.id, campaign.c.title, func.count()
    asked = _open_to(columns, segment).group_by(campaign.c.id, campaign.c.title)
    rows = conn.execute(asked.order_by(campaign.c.id.desc()), {"now": now})
    return tuple(OpenCampaign(*row) for row in rows)


def newest_open(
    conn: Connection, segment: Segment, campaign_id: int, now: datetime, *, start: int, most: int
) -> tuple[Offer, ...]:
    """Of one campaign, the newest first."""
    asked = _open_to(_OFFER, segment).where(campaign.c.id == campaign_id)
    newest = asked.order_by(task.c.id.desc()).offset(start).limit(most)
    return tuple(_offer(row) for row in conn.execute(newest, {"now": now}))


_CAMPAIGN = (
    select(campaign.c.status, campaign.c.title, func.coalesce(func.sum(task.c.free), 0))
    .outerjoin(
        task,
        and_(
            task.c.campaign_id == campaign.c.id,
            task.c.opens_at <= bindparam("now"),
            task.c.due_at > bindparam("now"),
        ),
    )
    .where(campaign.c.id == bindparam("campaign_id"), not_(DISCARDED))
    .group_by(campaign.c.status, campaign.c.title)
)


def campaign_offer(conn: Connection, campaign_id: int, now: datetime) -> CampaignOffer | None:
    row = conn.execute(_CAMPAIGN, {"campaign_id": campaign_id, "now": now}).first()
    if row is None:
        return None
    is_live = row[0] == CampaignStatus.LIVE
    return CampaignOffer(row[1], is_live, int(row[2]) if is_live else 0)
