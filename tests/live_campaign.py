"""A live campaign for tests: brief, terms, template, tasks; no file is loaded here."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, insert

from domain import pricing
from domain.campaign import CampaignStatus
from domain.locales import EN, ZH
from domain.people import Category, Region
from domain.platforms import Platform
from domain.templates import Asset, Slot, SlotKind, Template, Variant
from domain.terms import Interaction, Method, Terms
from domain.wording import Wording
from storage import templates, terms
from storage.tables.campaigns import brief, campaign, task

NOW: Final = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # Monday noon in Shanghai
FLAT: Final = Terms(Method.FLAT, cap_minor=8_000, flat_minor=8_000)
CPE: Final = Terms(
    Method.CPE,
    cap_minor=20_000,
    rate_per_mille_minor=35_000,
    counted=(Interaction.LIKES, Interaction.SHARES, Interaction.SAVES, Interaction.COMMENTS),
    floor_minor=1_000,
)
TEMPLATE: Final = Template(
    "walk",
    "一分钟听书",
    (Wording("开头三秒：一句钩子", "First three seconds: one hook"),),
    (
        Variant("a", "{hook}\n今天在{scene}听完了{book}，{feeling} #{brand}"),
        Variant("b", "{book}，{scene}的路上听正好。{feeling} #{brand}"),
    ),
    (
        Slot("hook", SlotKind.CHOICE, Wording("钩子", "Hook"), choices=("停不下来", "后劲太大")),
        Slot("book", SlotKind.FIXED, Wording("书名", "Book"), value="《长夜》"),
        Slot("feeling", SlotKind.FREE, Wording("你的感受", "How it felt"), min_length=5),
    ),
    (Asset("封面", "https://assets.example.com/cover.jpg", "CC BY 4.0"),),
)
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class CampaignFixture:
    campaign_id: int
    task_ids: tuple[int, ...]
    terms_id: int

    @property
    def task_id(self) -> int:
        return self.task_ids[0]


def live_campaign(
    conn: Connection,
    *,
    slots: int = 5,
    budget: int | None = None,
    method: Method = Method.FLAT,
    agreed: Terms | None = None,
    platforms: tuple[Platform, ...] = (Platform.DOUYIN,),
    template: Template = TEMPLATE,
    draft_required: bool = False,
    work_hours: int = 72,
    per_creator: int = 5,
    min_followers: int = 0,
    category: Category = Category.LIFE,
    region: Region | None = None,
    target_url: str = "",
    currency: str = "CNY",
    now: datetime = NOW,
) -> CampaignFixture:
    """A live campaign, `slots` for each platform's task; without `budget` it can just launch."""
    agreed = agreed or (FLAT if method is Method.FLAT else CPE)
    worst_case_minor = pricing.reserve_minor(agreed, slots * len(platforms))
    budget = budget or pricing.launch_minor(agreed, slots * len(platforms))
    campaign_id = _campaign(conn, budget, currency, now)
    terms_id = terms.add(conn, campaign_id, agreed, worst_case_minor, now=now)
    of_all = {
        "campaign_id": campaign_id,
        "terms_id": terms_id,
        "brief_id": _brief(conn, campaign_id, now),
        "template_id": templates.add(conn, campaign_id, template),
        "category": category,
        "region": region or "",
        "slots": slots,
        "free": slots,
        "min_followers": min_followers,
        "per_creator": per_creator,
        "work_hours": work_hours,
        "draft_required": draft_required,
        "target_url": target_url,
    }
    task_ids = tuple(_task(conn, platform, of_all, now) for platform in platforms)
    return CampaignFixture(campaign_id, task_ids, terms_id)


def _task(conn: Connection, platform: Platform, of_all: dict[str, object], now: datetime) -> int:
    task_id: int = conn.execute(
        insert(task)
        .values(
            **of_all,
            platform=platform,
            key=f"{platform}-life",
            title=f"听书 · {platform}",
            audience="上班族",
            scene="地铁",
            held=0,
            done=0,
            opens_at=now - timedelta(days=1),
            due_at=now + timedelta(days=14),
        )
        .returning(task.c.id)
    ).scalar_one()
    return task_id


def _campaign(conn: Connection, budget_minor: int, currency: str, now: datetime) -> int:
    number = next(_numbers)
    campaign_id: int = conn.execute(
        insert(campaign)
        .values(
            title=f"长夜听书季 {number}",
            brand="番茄畅听",
            status=CampaignStatus.LIVE,
            currency=currency,
            budget_minor=budget_minor,
            timezone="Asia/Shanghai",
            starts_at=now - timedelta(days=1),
            ends_at=now + timedelta(days=30),
            source_sha256=f"{number:064x}",
            created_at=now - timedelta(days=2),
            launched_at=now - timedelta(days=1),
        )
        .returning(campaign.c.id)
    ).scalar_one()
    return campaign_id


def _brief(conn: Connection, campaign_id: int, now: datetime) -> int:
    clauses = [
        {"code": "1", "text": {ZH: "出镜并说出书名", EN: "Appear and name the book"}},
        {"code": "2", "text": {ZH: "不得贬低同类产品", EN: "No disparaging of rivals"}},
    ]
    brief_id: int = conn.execute(
        insert(brief)
        .values(
            campaign_id=campaign_id,
            version=1,
            body={ZH: "讲讲你在路上听的一本书。", EN: "Tell about a book you heard on the way."},
            clauses=clauses,
            published_at=now,
        )
        .returning(brief.c.id)
    ).scalar_one()
    return brief_id
