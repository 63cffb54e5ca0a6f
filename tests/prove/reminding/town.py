"""Who lives in the year, on which clock, and what they will do when; nobody acts here."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, update

from domain.people import Actor, Category, Region, Standing
from domain.platforms import Platform
from storage.tables.campaigns import task
from storage.tables.people import account, account_category, person
from tests.domain.transitions import ZONES, transitions
from tests.live_campaign import CampaignFixture, live_campaign

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORK_HOURS: Final = (26, 49, 72, 96)
_QUIET: Final = ((22, 8), (22, 8), (23, 7), (0, 0), (2, 3), (12, 14), (20, 11), (1, 6))
_LEADS: Final = (DAY, 2 * HOUR, timedelta(0))


@dataclass(frozen=True, slots=True)
class Span:
    """From a midnight in UTC, with room at its end for what was begun in it."""

    begin: datetime
    end: datetime


YEAR: Final = Span(datetime(2026, 3, 1, tzinfo=UTC), datetime(2027, 3, 8, tzinfo=UTC))
"""In it each clock is set forward and back."""
AUTUMN: Final = Span(datetime(2026, 10, 15, tzinfo=UTC), datetime(2026, 11, 15, tzinfo=UTC))


class Deed(StrEnum):
    """What a creator does, or has happen to them."""

    CLAIM = "claim"
    HAND_IN = "hand_in"
    RELEASE = "release"
    EXTEND = "extend"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Clock:
    """How somebody is spoken to, from `since` on."""

    since: datetime
    zone: str
    quiet: tuple[int, int]


@dataclass(slots=True)
class Home:
    """A creator; `clocks` are in the order they live by them."""

    actor: Actor
    account_id: int
    wants: bool
    wants_digests: bool
    reachable: bool
    clocks: list[Clock]

    def clock(self, at: datetime) -> Clock:
        return next(each for each in reversed(self.clocks) if each.since <= at)


@dataclass(slots=True)
class Job:
    """A work that will be claimed; `turns` are its deadlines: since, due, until when they ran."""

    home: Home
    campaign: CampaignFixture
    deeds: list[tuple[datetime, Deed]]
    assignment_id: int = 0
    turns: list[tuple[datetime, datetime, datetime]] = field(default_factory=list)
    submission_id: int = 0
    review: tuple[datetime, datetime] | None = None  # handed in, approved by itself
    decided_at: datetime | None = None


class Town:
    """Made by the die alone: the same seed is the same year."""

    def __init__(self, conn: Connection, creators: int, seed: int, span: Span) -> None:
        self.span = span
        self._dice = random.Random(seed)
        self._first = self._dice.randrange(len(ZONES))
        self.campaigns = [_campaign(conn, hours, span, slots=4 * creators) for hours in WORK_HOURS]
        by_zone = _changes_by_zone(span)
        self.homes = [self._home(number) for number in range(creators)]
        _settle_in(conn, self.homes, span.begin)
        self.jobs = [
            job for home in self.homes for job in self._jobs(home, by_zone[home.clocks[0].zone])
        ]

    def _home(self, number: int) -> Home:
        dice, zone = self._dice, ZONES[(number + self._first) % len(ZONES)]
        actor = Actor(
            10_000 + number,
            8_000_000_000 + number,
            f"n{number}",
            "en",
            zone,
            Standing.ACTIVE,
            frozenset(),
        )
        wants, digests, reachable = (dice.random() > rare for rare in (0.03, 0.1, 0.01))
        home = Home(actor, 10_000 + number, wants, digests, reachable, [])
        home.clocks.append(Clock(self.span.begin - 400 * DAY, zone, dice.choice(_QUIET)))
        if dice.random() < 0.05:
            moved = self._any_time()
            home.clocks.append(Clock(moved, dice.choice(ZONES), dice.choice(_QUIET)))
        return home

    def _any_time(self) -> datetime:
        span = self.span.end - self.span.begin
        return self.span.begin + span * self._dice.random()

    def _jobs(self, home: Home, changes: Sequence[datetime]) -> Iterator[Job]:
        dice = self._dice
        for campaign in dice.sample(self.campaigns, 1 if dice.random() < 0.8 else 2):
            hours = WORK_HOURS[self.campaigns.index(campaign)] * HOUR
            due_at = self._deadline(changes)
            claimed_at = due_at - hours
            yield Job(home, campaign, [(claimed_at, Deed.CLAIM), *self._fate(claimed_at, due_at)])

    def _deadline(self, changes: Sequence[datetime]) -> datetime:
        """Of half of them a reminder comes within a day and a half of a change of the clock."""
        dice = self._dice
        if changes and dice.random() < 0.5:
            around = timedelta(seconds=dice.randrange(-36 * 3600, 36 * 3600))
            at = dice.choice(changes) + around + dice.choice(_LEADS)
        else:
            at = self._any_time()
        return min(max(at, self.span.begin + 6 * DAY), self.span.end - 14 * DAY)

    def _fate(self, claimed_at: datetime, due_at: datetime) -> list[tuple[datetime, Deed]]:
        dice = self._dice
        chance = dice.random()
        if chance < 0.35:
            return []
        at = self._within(claimed_at, due_at)
        if chance < 0.7:
            return [(at, Deed.HAND_IN)]
        if chance < 0.8:
            return [(at, Deed.RELEASE)]
        later = self._within(at, due_at + DAY)
        return [(at, Deed.EXTEND), *([(later, Deed.HAND_IN)] if chance < 0.9 else [])]

    def _within(self, since: datetime, until: datetime) -> datetime:
        """Often near a reminder, so that it is on its way when they act."""
        dice = self._dice
        at = since + (until - since) * dice.random()
        if dice.random() < 0.5:
            lead = dice.choice(_LEADS)
            at = until - lead + timedelta(seconds=dice.randrange(-7200, 12 * 3600))
        return min(max(at, since + timedelta(seconds=1)), until - timedelta(seconds=1))


def _changes_by_zone(span: Span) -> dict[str, list[datetime]]:
    """In the year; zones that share theirs with another find them by its offsets."""
    in_year = [
        each for each in transitions() if span.begin + 6 * DAY < each.at < span.end - 15 * DAY
    ]
    found: dict[str, list[datetime]] = {}
    for name in ZONES:
        zone = ZoneInfo(name)
        found[name] = [
            each.at
            for each in in_year
            if (each.at - HOUR).astimezone(zone).utcoffset() == each.before
            and each.at.astimezone(zone).utcoffset() == each.after
        ]
    return found


def _campaign(conn: Connection, hours: int, span: Span, *, slots: int) -> CampaignFixture:
    made = live_campaign(conn, slots=slots, work_hours=hours, budget=10**15, now=span.begin)
    conn.execute(update(task).where(task.c.id == made.task_id).values(due_at=span.end + 90 * DAY))
    return made


def _settle_in(conn: Connection, homes: Sequence[Home], now: datetime) -> None:
    """Signed up, with an account each."""
    conn.execute(insert(person), [_person(home, now) for home in homes])
    of_all = {"platform": Platform.DOUYIN, "region": Region.EAST, "followers": 9_000}
    accounts = [
        {
            "id": home.account_id,
            "person_id": home.actor.person_id,
            "handle": home.actor.name,
            "handle_key": home.actor.name,
            "created_at": now,
            **of_all,
        }
        for home in homes
    ]
    conn.execute(insert(account), accounts)
    categories = [{"account_id": home.account_id, "category": Category.LIFE} for home in homes]
    conn.execute(insert(account_category), categories)


def _person(home: Home, now: datetime) -> dict[str, object]:
    actor, clock = home.actor, home.clocks[0]
    return {
        "id": actor.person_id,
        "telegram_id": actor.telegram_id,
        "name": actor.name,
        "locale": actor.locale,
        "timezone": clock.zone,
        "standing": Standing.ACTIVE,
        "invite_code": f"town{actor.person_id}",
        "quiet_from_hour": clock.quiet[0],
        "quiet_to_hour": clock.quiet[1],
        "wants_reminders": home.wants,
        "wants_digests": home.wants_digests,
        "reachable": home.reachable,
        "created_at": now,
        "last_seen_at": now,
    }
