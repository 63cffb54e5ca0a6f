"""Queries about drafts of campaigns: the rows that a file brings, and which draft is whose."""

from datetime import datetime

from sqlalchemy import (
    Connection,
    and_,
    func,
    insert,
    select,
    update,
)

from domain.campaign import CampaignStatus
from domain.campaign_file import BriefPlan, CampaignPlan, TaskPlan
from storage.campaigns import DISCARDED
from storage.tables.base import among
from storage.tables.campaigns import brief, campaign, task
from storage.templates import packed_wording


def id_by_file(conn: Connection, sha256: str) -> int | None:
    return conn.execute(select(campaign.c.id).where(campaign.c.source_sha256 == sha256)).scalar()


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


def touch_draft(conn: Connection, campaign_id: int) -> bool:
    """Hold it as a draft until the commit: who launches it at the same moment waits or fails."""
    draft = campaign.c.id == campaign_id, campaign.c.status == CampaignStatus.DRAFT
    return (
        conn.execute(update(campaign).where(*draft).values(status=campaign.c.status)).rowcount == 1
    )
