"""Recipients of a broadcast, in our rows and in the local Telegram alike; sends nothing."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, create_engine, func, insert, select, text

from benchmarks.confirming import confirm
from benchmarks.world import launch
from domain.broadcast_rules import BroadcastRules
from domain.delivery import DeliveryClass, ReminderKind, ReminderStatus
from domain.locales import EN, ZH
from domain.message import Link, Page, Version
from domain.notices import NoticeKind
from domain.people import Actor, Role, Standing
from sandbox.content import Content
from sandbox.text.formatted import FormattedText
from sandbox.world import World
from scheduler import freezing
from services import assignments, broadcast_drafts, cards
from storage import deliveries, people
from storage.database import open_database
from storage.deliveries import NewDelivery
from storage.migrate import sync_url, upgrade
from storage.tables.audience_triggers import put_aside, put_up
from storage.tables.campaigns import task
from storage.tables.delivery import delivery, reminder
from storage.tables.people import account, account_category, person, staff_role

FIRST_TELEGRAM_ID: Final = 6_000_000
VERSIONS: Final = {
    ZH: Version("<b>春茶上新</b>\n明前头采,今天起可以领取任务。名额有限,先到先得。"),
    EN: Version("<b>Spring tea is here</b>\nFirst pick of the year, tasks are open from today."),
}
LINK: Final = Link({ZH: "看看茶园", EN: "See the garden"}, "https://tea.example.com/garden")
# Longer runs say more to each than a house would; the cap is looked up all the same.
RULES: Final = BroadcastRules(per_second=1000, most_per_week=100, most_stars=100_000)
_AT_ONCE: Final = 20_000


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many people get so many broadcasts, one after another; `first` is the first's row id.

    `paid`: the broadcasts are paid for. `notices` further people get one message each besides that
    nobody pays for; it is about work of the first `cards` of them, whose card their chat shows.
    """

    people: int
    broadcasts: int = 1
    first: int = 1
    paid: bool = False
    notices: int = 0
    cards: int = 0

    @property
    def messages(self) -> int:
        return self.people * self.broadcasts + self.notices

    @property
    def everybody(self) -> int:
        return self.people + self.notices


def queue(url: str, crowd: Crowd) -> None:
    """Everything frozen and due, by the services that do so in life."""
    upgrade(url)
    engine = create_engine(sync_url(url))
    with engine.begin() as conn:
        _add_people(conn, crowd, range(crowd.people))
    asyncio.run(_broadcast(url, crowd))
    with engine.begin() as conn:
        _add_people(conn, crowd, range(crowd.people, crowd.everybody))
        _notify(conn, crowd, _give_work(conn, crowd))
    with engine.connect() as conn:
        queued = conn.execute(select(func.count()).select_from(delivery)).scalar_one()
        assert queued >= crowd.messages, f"{queued} of {crowd.messages} are queued"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("VACUUM ANALYZE" if conn.dialect.name == "postgresql" else "ANALYZE"))
    engine.dispose()


def _add_people(conn: Connection, crowd: Crowd, places: range) -> None:
    put_aside(conn)
    for first in range(places.start, places.stop, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, places.stop))
        conn.execute(insert(person), [_person(crowd, number) for number in numbers])
        conn.execute(insert(account), [_account(crowd, number) for number in numbers])
        conn.execute(insert(reminder), [_digest(crowd, number) for number in numbers])
    put_up(conn)


def _give_work(conn: Connection, crowd: Crowd) -> dict[int, int]:
    """By the number of who holds it; `let_in` posts the cards, in the same order."""
    if not crowd.cards:
        return {}
    now, given = datetime.now(UTC), {}
    launch(conn, 2 * crowd.cards, now)
    tasks = conn.execute(select(task.c.id, task.c.terms_id).order_by(task.c.id)).all()
    for card, number in enumerate(_holders(crowd), start=1):
        person_id = account_id = crowd.first + number
        actor = people.actor_by_id(conn, person_id)
        assert actor is not None
        conn.execute(insert(account_category).values(account_id=account_id, category="food"))
        task_id, terms_id = tasks[card % len(tasks)]
        given[number] = assignments.claim(conn, actor, task_id, account_id, terms_id, now=now)
        cards.keep(conn, person_id, given[number], card, now=now)
    return given


def _holders(crowd: Crowd) -> range:
    return range(crowd.people, crowd.people + crowd.cards)


def _notify(conn: Connection, crowd: Crowd, works: Mapping[int, int]) -> None:
    """What waits for its reader whatever goes to all others."""
    now = datetime.now(UTC)
    new = [
        NewDelivery(
            crowd.first + number,
            DeliveryClass.TRANSACTIONAL,
            NoticeKind.EXPIRED,
            {"assignment_id": works.get(number, 0), "title": "Spring tea"},
            f"notice:{number}",
            now,
        )
        for number in range(crowd.people, crowd.everybody)
    ]
    if new:
        deliveries.add_all(conn, new, now)


def _person(crowd: Crowd, number: int) -> dict[str, Any]:
    return {
        "id": crowd.first + number,
        "telegram_id": FIRST_TELEGRAM_ID + number,
        "name": f"Creator {number}",
        "locale": EN if number % 5 == 0 else ZH,
        "timezone": "Asia/Shanghai",
        "standing": Standing.ACTIVE,
        "invite_code": f"crowd{number}",
        "quiet_from_hour": 0,  # nobody sleeps: a run at any hour is the same run
        "quiet_to_hour": 0,
        "created_at": datetime.now(UTC),
        "last_seen_at": datetime.now(UTC),
    }


def _account(crowd: Crowd, number: int) -> dict[str, Any]:
    return {
        "id": crowd.first + number,
        "person_id": crowd.first + number,
        "platform": "douyin",
        "handle": f"crowd{number}",
        "handle_key": f"crowd{number}",
        "followers": 5000,
        "region": "east",
        "created_at": datetime.now(UTC),
    }


def _digest(crowd: Crowd, number: int) -> dict[str, Any]:
    """The row that everybody has; a start would write them, and that is not what is measured."""
    return {
        "kind": ReminderKind.WEEKLY_DIGEST,
        "subject": "person",
        "subject_id": crowd.first + number,
        "due_at": datetime.now(UTC) + timedelta(days=7),
        "status": ReminderStatus.WAITING,
    }


def _own(conn: Connection, crowd: Crowd) -> None:
    owner = {"person_id": crowd.first, "role": Role.OWNER, "granted_at": datetime.now(UTC)}
    conn.execute(insert(staff_role).values(owner))


async def _broadcast(url: str, crowd: Crowd) -> None:
    db = open_database(url)
    await db.write(_own, crowd)
    owner = frozenset({Role.OWNER})
    actor = Actor(crowd.first, 1, "", ZH, "Asia/Shanghai", Standing.ACTIVE, owner)
    for _ in range(crowd.broadcasts):
        number = await db.write(broadcast_drafts.draft, actor, VERSIONS, now=datetime.now(UTC))
        await db.write(
            broadcast_drafts.toggle_page, actor, number, Page.TASKS, now=datetime.now(UTC)
        )
        await db.write(broadcast_drafts.add_link, actor, number, LINK, now=datetime.now(UTC))
        if crowd.paid:
            await db.write(
                broadcast_drafts.set_paid, actor, number, True, RULES, now=datetime.now(UTC)
            )
        await confirm(db, actor, number, now=datetime.now(UTC), rules=RULES)
        await freezing.go_on(db, lambda: datetime.now(UTC))
    await db.close()


def let_in(world: World, crowd: Crowd) -> None:
    """Each has pressed Start; nobody hears of it."""
    bot = world.bot()
    for number in range(crowd.everybody):
        user = world.add_person(f"Creator {number}", id_=FIRST_TELEGRAM_ID + number)
        world.private_chat(bot, user).started = True
    for card, number in enumerate(_holders(crowd), start=1):
        chat = bot.chats[FIRST_TELEGRAM_ID + number]
        shown = world.post(bot, chat, None, Content("text", FormattedText("A card")))
        assert shown.id == card, "somebody was written to before"
