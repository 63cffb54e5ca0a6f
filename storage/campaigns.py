"""Queries about campaigns: what a file brings, summaries, status; budgets move in budgets."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from domain.assignment import ENDED_UNPAID, AssignmentStatus
from domain.campaign import CampaignStatus, CampaignSummary
from domain.campaign_file import BriefPlan, CampaignPlan, TaskPlan
from domain.terms import Terms
from storage.tables.base import among
from storage.tables.campaigns import brief, campaign, task, terms
from storage.tables.work import assignment
from storage.templates import packed_wording

S = AssignmentStatus


def currency(conn: Connection, campaign_id: int) -> str:
    found = select(campaign.c.currency).where(campaign.c.id == campaign_id)
    code: str = conn.execute(found).scalar_one()
    return code


def id_by_file(conn: Connection, sha256: str) -> int | None:
    return conn.execute(select(campaign.c.id).where(campaign.c.source_sha256 == sha256)).scalar()


DISCARDED = and_(campaign.c.status == CampaignStatus.CLOSED, campaign.c.launched_at.is_(None))


def newest_titles(conn: Connection, most: int) -> list[tuple[int, str]]:
    """Number and title, the newest first, without discarded drafts."""
    named = select(campaign.c.id, campaign.c.title).where(not_(DISCARDED))
    newest = named.order_by(campaign.c.id.desc()).limit(most)
    return [(row[0], row[1]) for row in conn.execute(newest)]


def older_drafts(conn: Connection, campaign_id: int) -> list[int]:
    """Of the same title and brand as this draft, loaded before it; none if it is no draft."""
    this = campaign.alias()
    older = (
        select(campaign.c.id)
        .join(this, and_(this.c.title == campaign.c.title, this.c.brand == campaign.c.brand))
        .where(
            this.c.id == campaign_id,
            this.c.status == CampaignStatus.DRAFT,
            campaign.c.status == CampaignStatus.DRAFT,
            campaign.c.id < campaign_id,
        )
        .order_by(campaign.c.id)
    )
    return list(conn.execute(older).scalars())


def running_namesake(conn: Connection, campaign_id: int) -> int | None:
    """The newest live or paused campaign of the same title and brand as this draft."""
    this = campaign.alias()
    found = (
        select(func.max(campaign.c.id))
        .join(this, and_(this.c.title == campaign.c.title, this.c.brand == campaign.c.brand))
        .where(
            this.c.id == campaign_id,
            this.c.status == CampaignStatus.DRAFT,
            among(campaign.c.status, [CampaignStatus.LIVE, CampaignStatus.PAUSED]),
        )
    )
    number: int | None = conn.execute(found).scalar()
    return number


def bring_back(conn: Connection, campaign_id: int) -> None:
    """A discarded draft is a draft again; any other campaign stays as it is."""
    discarded = update(campaign).where(campaign.c.id == campaign_id, DISCARDED)
    conn.execute(discarded.values(status=CampaignStatus.DRAFT, closed_at=None))


def titles(conn: Connection, numbers: Collection[int]) -> dict[int, str]:
    """Of those there are."""
    if not numbers:
        return {}
    asked = select(campaign.c.id, campaign.c.title).where(campaign.c.id.in_(numbers))
    return {row[0]: row[1] for row in conn.execute(asked)}


def add(
    conn: Connection,
    plan: CampaignPlan,
    *,
    sha256: str,
    created_by: int | None,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> int:
    added: int = conn.execute(
        insert(campaign)
        .values(
            title=plan.title,
            brand=plan.brand,
            status=CampaignStatus.DRAFT,
            currency=plan.currency,
            budget_minor=plan.budget_minor,
            timezone=plan.timezone,
            starts_at=starts_at,
            ends_at=ends_at,
            source_sha256=sha256,
            created_by=created_by,
            created_at=now,
        )
        .returning(campaign.c.id)
    ).scalar_one()
    return added


def add_brief(conn: Connection, campaign_id: int, plan: BriefPlan, *, now: datetime) -> int:
    clauses = [
        {"code": clause.code, "text": packed_wording(clause.text)} for clause in plan.clauses
    ]
    added: int = conn.execute(
        insert(brief)
        .values(
            campaign_id=campaign_id,
            version=1,
            body=packed_wording(plan.text),
            clauses=clauses,
            published_at=now,
        )
        .returning(brief.c.id)
    ).scalar_one()
    return added


def add_terms(
    conn: Connection,
    campaign_id: int,
    agreed: Terms,
    worst_case_minor: int,
    *,
    version: int = 1,
    made_by: int | None = None,
    now: datetime,
) -> int:
    added: int = conn.execute(
        insert(terms)
        .values(
            campaign_id=campaign_id,
            version=version,
            made_by=made_by,
            method=agreed.method,
            flat_minor=agreed.flat_minor,
            rate_per_mille_minor=agreed.rate_per_mille_minor,
            counted=[interaction.value for interaction in agreed.counted],
            floor_minor=agreed.floor_minor,
            cap_minor=agreed.cap_minor,
            worst_case_minor=worst_case_minor,
            cutoff_days=agreed.cutoff_days,
            hold_days=agreed.hold_days,
            retention_days=agreed.retention_days,
            weakest_source=agreed.weakest_source,
            review_hours=agreed.review_hours,
            disclosure=agreed.disclosure,
            ai_label=agreed.ai_label,
            window_days=agreed.window_days,
            bonuses=[[each.at, each.amount_minor] for each in agreed.bonuses],
            earlier_cutoffs=list(agreed.earlier_cutoffs),
            draft_minor=agreed.draft_minor,
            post_minor=agreed.post_minor,
            takes_back=agreed.takes_back,
            missing_data=agreed.missing,
            creator_cap_minor=agreed.creator_cap_minor,
            returns=list(agreed.returns),
            pot_minor=agreed.pot_minor,
            pot_days=agreed.pot_days,
            published_at=now,
        )
        .returning(terms.c.id)
    ).scalar_one()
    return added


def add_task(
    conn: Connection,
    campaign_id: int,
    plan: TaskPlan,
    *,
    template_id: int,
    terms_id: int,
    brief_id: int,
    opens_at: datetime,
    due_at: datetime,
    target_url: str,
) -> None:
    conn.execute(
        insert(task).values(
            campaign_id=campaign_id,
            key=plan.key,
            title=plan.title,
            platform=plan.platform,
            category=plan.category,
            region=plan.region or "",
            audience=plan.audience,
            scene=plan.scene,
            template_id=template_id,
            terms_id=terms_id,
            brief_id=brief_id,
            cap_minor=plan.cap_minor,
            slots=plan.slots,
            free=plan.slots,
            held=0,
            done=0,
            min_followers=plan.min_followers,
            per_creator=plan.per_creator,
            work_hours=plan.work_hours,
            draft_required=plan.draft_required,
            opens_at=opens_at,
            due_at=due_at,
            target_url=target_url,
            series=plan.series,
            announcement=packed_wording(plan.announcement) if plan.announcement else {},
        )
    )


def now_in(*statuses: AssignmentStatus) -> ColumnElement[int]:
    """How many of the grouped assignments stand in one of these."""
    return func.coalesce(func.sum(case((among(assignment.c.status, statuses), 1), else_=0)), 0)


_OF_ONE_WINDOW = case((terms.c.pot_days > 0, terms.c.pot_minor), else_=0)
_OFFER = (
    select(
        task.c.campaign_id,
        func.count().label("tasks"),
        func.sum(task.c.slots).label("slots"),
        func.sum(task.c.free).label("free"),
        (func.sum(task.c.slots * terms.c.worst_case_minor) + func.max(_OF_ONE_WINDOW)).label(
            "worst_case_minor"
        ),
        func.max(terms.c.pot_days).label("pot_days"),
    )
    .join(terms, terms.c.id == task.c.terms_id)
    .group_by(task.c.campaign_id)
    .subquery()
)
_FUNNEL = (
    select(
        task.c.campaign_id,
        func.count().label("claimed"),
        now_in(S.SUBMITTED, S.CHANGES_REQUESTED, S.APPROVED, S.SETTLED).label("submitted"),
        now_in(S.APPROVED, S.SETTLED).label("approved"),
        now_in(S.SETTLED).label("settled"),
        now_in(*ENDED_UNPAID).label("lost"),
    )
    .join(task, task.c.id == assignment.c.task_id)
    .group_by(task.c.campaign_id)
    .subquery()
)
_SUMMARY = (
    select(
        campaign.c.id,
        campaign.c.title,
        campaign.c.brand,
        campaign.c.status,
        campaign.c.currency,
        campaign.c.budget_minor,
        campaign.c.reserved_minor,
        campaign.c.earned_minor,
        func.coalesce(_OFFER.c.worst_case_minor, 0),
        campaign.c.starts_at,
        campaign.c.ends_at,
        *(func.coalesce(_OFFER.c[name], 0) for name in ("tasks", "slots", "free")),
        *(
            func.coalesce(_FUNNEL.c[name], 0)
            for name in ("claimed", "submitted", "approved", "settled", "lost")
        ),
        func.coalesce(_OFFER.c.pot_days, 0),
    )
    .select_from(campaign)
    .outerjoin(_OFFER, _OFFER.c.campaign_id == campaign.c.id)
    .outerjoin(_FUNNEL, _FUNNEL.c.campaign_id == campaign.c.id)
)


def summaries(conn: Connection) -> list[CampaignSummary]:
    """All campaigns but discarded drafts, the newest first."""
    listed = _SUMMARY.where(not_(DISCARDED)).order_by(campaign.c.id.desc())
    return [_summary(row) for row in conn.execute(listed)]


def summary(conn: Connection, campaign_id: int) -> CampaignSummary | None:
    row = conn.execute(
        _SUMMARY.where(campaign.c.id == bindparam("wanted")), {"wanted": campaign_id}
    )
    found = row.first()
    return None if found is None else _summary(found)


def _summary(row: Any) -> CampaignSummary:
    """A row of _SUMMARY; PostgreSQL sums BIGINT to NUMERIC."""
    campaign_id, title, brand, status, currency, budget, reserved, earned, worst, *rest = row
    starts_at, ends_at, *counts = rest
    return CampaignSummary(
        campaign_id,
        title,
        brand,
        CampaignStatus(status),
        currency,
        budget,
        reserved,
        earned,
        int(worst),
        starts_at,
        ends_at,
        *map(int, counts),
    )


def move(
    conn: Connection,
    campaign_id: int,
    status: CampaignStatus,
    target: CampaignStatus,
    **columns: Any,
) -> bool:
    """False when another was first."""
    moved = conn.execute(
        update(campaign)
        .where(campaign.c.id == campaign_id, campaign.c.status == status)
        .values(status=target, **columns)
    )
    return moved.rowcount == 1


def touch_draft(conn: Connection, campaign_id: int) -> bool:
    """Hold it as a draft until the commit: who launches it at the same moment waits or fails."""
    draft = campaign.c.id == campaign_id, campaign.c.status == CampaignStatus.DRAFT
    return (
        conn.execute(update(campaign).where(*draft).values(status=campaign.c.status)).rowcount == 1
    )


def offer_terms(conn: Connection, campaign_id: int, terms_id: int) -> None:
    """All its tasks, from now on."""
    conn.execute(update(task).where(task.c.campaign_id == campaign_id).values(terms_id=terms_id))


def note_asked(conn: Connection, campaign_id: int, now: datetime, *, not_since: datetime) -> bool:
    """Staff are asked for its missing data now; False when they were after `not_since`."""
    asked_at = campaign.c.readings_asked_at
    asking = update(campaign).where(
        campaign.c.id == campaign_id, or_(asked_at.is_(None), asked_at <= not_since)
    )
    return conn.execute(asking.values(readings_asked_at=now)).rowcount == 1
