"""The rows a claim needs, in our schema and in the plain bot's: the same creators and tasks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, create_engine, func, insert, select, update

from benchmarks.peers import plain_models as plain
from domain import campaign_file
from domain.campaign import CampaignStatus
from domain.tracking import link_url
from services import assignments, campaigns
from storage import people
from storage.migrate import sync_url, upgrade
from storage.tables.campaigns import campaign, task
from storage.tables.people import account, account_category, person
from storage.tables.tracking import tracking_count, tracking_link

FIRST_TELEGRAM_ID: Final = 5_000_000
TASKS: Final = 20
TARGET: Final = "https://shop.example.com/tea?utm_source=douyin&utm_medium=koc&utm_campaign=tea"
TITLE: Final = "早晨第一杯春茶"
TEXT: Final = "今早泡了第一杯明前茶,{first}。水温八十度,三十秒出汤,回甘很快。#春茶 #广告"


@dataclass(frozen=True, slots=True)
class ClaimTap:
    """Person number `number` (from 0) taps the button with this data."""

    telegram_id: int
    data: str


def fill(url: str, creators: int, slots: int) -> list[ClaimTap]:
    """Our schema with one campaign of TASKS tasks; a tap for each creator."""
    upgrade(url)
    engine = create_engine(sync_url(url))
    now = datetime.now(UTC)
    with engine.begin() as conn:
        _add_creators(conn, creators, now)
        launch(conn, slots, now)
        tasks = conn.execute(select(task.c.id, task.c.terms_id).order_by(task.c.id)).all()
    engine.dispose()
    return [
        ClaimTap(FIRST_TELEGRAM_ID + at, f"1:claim:{task_id}:{at + 1}:{terms_id}")
        for at in range(creators)
        for task_id, terms_id in (tasks[at % len(tasks)],)
    ]


def launch(conn: Connection, slots: int, now: datetime) -> None:
    """One campaign of TASKS tasks, live."""
    plan = campaign_file.parse(_campaign(now, max(1, slots // TASKS)).encode())
    campaign_id = campaigns.install(conn, plan, "bench", created_by=None, now=now)
    live = {"status": CampaignStatus.LIVE, "launched_at": now}
    conn.execute(update(campaign).where(campaign.c.id == campaign_id).values(live))


def fill_links(url: str, links: int, links_at: str) -> list[str]:
    """The same schema with that many claims of tasks whose links lead somewhere; the paths."""
    taps = fill(url, links, 2 * links)
    engine = create_engine(sync_url(url))
    now = datetime.now(UTC)
    with engine.begin() as conn:
        conn.execute(update(task).values(target_url=TARGET))
        for tap in taps:
            task_id, account_id, terms_id = map(int, tap.data.split(":")[2:])
            actor = people.actor_by_id(conn, account_id)
            assert actor is not None
            ids = (task_id, account_id, terms_id)
            assignments.claim(conn, actor, *ids, links_at=links_at, now=now)
        codes = conn.execute(select(tracking_link.c.code)).scalars().all()
    engine.dispose()
    return [link_url("", code) for code in codes]


def clicks_counted(url: str) -> int:
    engine = create_engine(sync_url(url))
    with engine.connect() as conn:
        found = conn.execute(select(func.sum(tracking_count.c.humans))).scalar()
    engine.dispose()
    return int(found or 0)


def _add_creators(conn: Connection, creators: int, now: datetime) -> None:
    conn.execute(insert(person), [_creator(at, now) for at in range(creators)])
    conn.execute(insert(account), [_account(at, now) for at in range(creators)])
    rows = [{"account_id": at + 1, "category": "food"} for at in range(creators)]
    conn.execute(insert(account_category), rows)


def _creator(at: int, now: datetime) -> dict[str, object]:
    return {
        "id": at + 1,
        "telegram_id": FIRST_TELEGRAM_ID + at,
        "name": f"Creator {at}",
        "username": "",
        "locale": "zh_Hans",
        "timezone": "Asia/Shanghai",
        "standing": "active",
        "invite_code": f"bench{at}",
        "created_at": now,
        "last_seen_at": now,
    }


def _account(at: int, now: datetime) -> dict[str, object]:
    return {
        "id": at + 1,
        "person_id": at + 1,
        "platform": "douyin",
        "handle": f"handle{at}",
        "handle_key": f"handle{at}",
        "followers": 5000,
        "region": "east",
        "created_at": now,
    }


_HEAD: Final = """
[campaign]
title = "春茶上新"
brand = "山野茶社"
currency = "CNY"
budget = "100000000.00"
starts_on = {opens}
ends_on = {due}
[brief]
text = "真实分享第一口的感受"
clauses = [{{ code = "B1", text = "画面里能看到冲泡过程" }}]
[terms]
method = "flat"
flat = "20.00"
[[templates]]
key = "sip"
title = "第一口"
structure = ["开箱", "冲泡"]
[[templates.variants]]
key = "a"
body = "{text}"
[[templates.slots]]
name = "first"
kind = "choice"
choices = ["清香", "鲜爽", "甘甜"]
"""
_CELL: Final = """
[[tasks]]
key = "cell-{number}"
title = "{title}"
platform = "douyin"
category = "food"
template = "sip"
slots = {slots}
opens_on = {opens}
due_on = {due}
"""


def _campaign(now: datetime, slots_each: int) -> str:
    opens, due = (now - timedelta(days=2)).date(), (now + timedelta(days=20)).date()
    return _HEAD.format(opens=opens, due=due, text=TEXT) + "".join(
        _CELL.format(number=at, title=TITLE, slots=slots_each, opens=opens, due=due)
        for at in range(TASKS)
    )


def fill_plain(url: str, creators: int, slots: int) -> list[ClaimTap]:
    """The same world in the plain bot's schema."""
    engine = create_engine(sync_url(url))
    plain.Base.metadata.create_all(engine)
    due = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=20)
    with engine.begin() as conn:
        conn.execute(insert(plain.Campaign), _plain_campaign())
        conn.execute(insert(plain.Task), [_plain_task(at, slots, due) for at in range(TASKS)])
        conn.execute(insert(plain.Creator), [_plain_creator(at) for at in range(creators)])
        conn.execute(insert(plain.Account), [_plain_account(at) for at in range(creators)])
    engine.dispose()
    return [
        ClaimTap(FIRST_TELEGRAM_ID + at, f"1:claim:{at % TASKS + 1}:{at + 1}:1")
        for at in range(creators)
    ]


def _plain_campaign() -> dict[str, object]:
    return {
        "id": 1,
        "title": "春茶上新",
        "status": "live",
        "budget_minor": 10**10,
        "reserved_minor": 0,
    }


def _plain_task(at: int, slots: int, due: datetime) -> dict[str, object]:
    return {
        "id": at + 1,
        "campaign_id": 1,
        "title": TITLE,
        "platform": "douyin",
        "category": "food",
        "region": "",
        "min_followers": 0,
        "slots": slots // TASKS,
        "taken": 0,
        "worst_case_minor": 2000,
        "text": TEXT,
        "due_at": due,
    }


def _plain_creator(at: int) -> dict[str, object]:
    return {
        "id": at + 1,
        "telegram_id": FIRST_TELEGRAM_ID + at,
        "name": f"Creator {at}",
        "locale": "zh",
        "standing": "active",
    }


def _plain_account(at: int) -> dict[str, object]:
    return {
        "id": at + 1,
        "creator_id": at + 1,
        "platform": "douyin",
        "handle": f"handle{at}",
        "category": "food",
        "region": "east",
        "followers": 5000,
    }


def fresh_sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / 'bench.sqlite3'}"
