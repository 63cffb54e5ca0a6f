"""Thousands of creators who may all take the same task, and how each of them taps."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy import Connection, insert, select

from domain.people import Category, Region, Sender, Standing
from domain.platforms import Platform
from services import assignments, updates
from services.seam import Database
from storage.tables.campaigns import campaign, task
from storage.tables.people import account, account_category, person
from tests.world import NOW, CampaignFixture

T = TypeVar("T")

FIRST_TELEGRAM_ID: Final = 5_000_001


@dataclass(frozen=True, slots=True)
class Contender:
    """A creator with one fitting account."""

    sender: Sender
    account_id: int

    def button(self, goal: CampaignFixture) -> str:
        """The data of the button that claims for them."""
        return f"1:claim:{goal.task_id}:{self.account_id}:{goal.terms_id}"


def crowd(conn: Connection, size: int, *, now: datetime = NOW) -> list[Contender]:
    """`size` onboarded creators in three statements, once a database."""
    numbers = range(1, size + 1)
    people = conn.execute(_ADD_PEOPLE, [_person(number, now) for number in numbers]).scalars()
    accounts = conn.execute(
        _ADD_ACCOUNTS, [_account(person_id, now) for person_id in people]
    ).scalars()
    account_ids = list(accounts)
    conn.execute(
        insert(account_category),
        [{"account_id": each, "category": Category.LIFE} for each in account_ids],
    )
    return [
        Contender(Sender(FIRST_TELEGRAM_ID + number, f"Creator {number}"), account_id)
        for number, account_id in zip(numbers, account_ids, strict=True)
    ]


_ADD_PEOPLE: Final = insert(person).returning(person.c.id, sort_by_parameter_order=True)
_ADD_ACCOUNTS: Final = insert(account).returning(account.c.id, sort_by_parameter_order=True)


def _person(number: int, now: datetime) -> dict[str, object]:
    return {
        "telegram_id": FIRST_TELEGRAM_ID + number,
        "name": f"Creator {number}",
        "locale": "en",
        "timezone": "Asia/Shanghai",
        "standing": Standing.ACTIVE,
        "invite_code": f"crowd{number}",
        "created_at": now,
        "last_seen_at": now,
    }


def _account(person_id: int, now: datetime) -> dict[str, object]:
    return {
        "person_id": person_id,
        "platform": Platform.DOUYIN,
        "handle": f"crowd{person_id}",
        "handle_key": f"crowd{person_id}",
        "followers": 5_000,
        "region": Region.EAST,
        "created_at": now,
    }


async def tap(
    db: Database, update_id: int, one: Contender, goal: CampaignFixture, now: datetime = NOW
) -> int | BaseException:
    """The claim as its button does it: the assignment's id, or whatever was raised."""
    ids = (goal.task_id, one.account_id, goal.terms_id)
    try:
        done = await db.write(updates.act, update_id, one.sender, assignments.claim, *ids, now=now)
    except updates.Refused as refused:
        return refused.refusal
    return done.result


async def at_once(*attempts: Awaitable[T]) -> list[T | BaseException]:
    return await asyncio.gather(*attempts, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class Count:
    """What stands on a task and on its campaign at one moment."""

    slots: int
    free: int
    held: int
    done: int
    budget_minor: int
    reserved_minor: int
    earned_minor: int

    @property
    def is_sound(self) -> bool:
        adds_up = self.free + self.held + self.done == self.slots
        covered = self.reserved_minor + self.earned_minor <= self.budget_minor
        return adds_up and covered and min(self.free, self.held, self.done) >= 0


_COUNT: Final = select(
    task.c.slots,
    task.c.free,
    task.c.held,
    task.c.done,
    campaign.c.budget_minor,
    campaign.c.reserved_minor,
    campaign.c.earned_minor,
).join(campaign, campaign.c.id == task.c.campaign_id)


def count(conn: Connection, task_id: int) -> Count:
    return Count(*conn.execute(_COUNT.where(task.c.id == task_id)).one())


async def watched(db: Database, task_id: int, race: Iterable[Awaitable[T]]) -> list[T]:
    """Runs the race and looks at the counts all the while: they are sound at every commit."""
    running = asyncio.gather(*race)
    while not running.done():
        seen = await db.read(count, task_id)
        assert seen.is_sound, seen
        await asyncio.sleep(0.005)
    return await running


async def race(db: Database, goal: CampaignFixture, all_: Iterable[Contender]) -> Counter[str]:
    """How it ended for how many: `won`, or the name of the refusal."""
    ends = await watched(
        db, goal.task_id, (tap(db, number, one, goal) for number, one in enumerate(all_, 1))
    )
    return Counter("won" if isinstance(end, int) else type(end).__name__ for end in ends)
