"""A post while it is being made up: honest first, then what fraud does to it; frozen at the end."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from benchmarks.fraud.kinds import Kind
from domain.metrics import MetricSnapshot
from domain.platforms import Platform
from domain.risk.facts import EXACT, Picture, PostFacts

BEGINNING: Final = datetime(2026, 1, 1, tzinfo=UTC)
DAY: Final = timedelta(days=1)
PLATFORMS: Final = (  # by name: platforms we learn later do not change a frozen world
    Platform.XIAOHONGSHU,
    Platform.DOUYIN,
    Platform.KUAISHOU,
    Platform.CHANNELS,
    Platform.BILIBILI,
    Platform.WEIBO,
)


@dataclass(slots=True)
class Campaign:
    campaign_id: int
    platforms: tuple[Platform, ...]
    product: str
    brand: str
    begins_at: datetime
    days: int
    renditions: tuple[str, ...]  # none: creators write freely, with the tags
    tags: str
    pictures: tuple[Picture, ...]
    stage: int  # dhash of the product on its usual white table
    blurb: str


@dataclass(slots=True)
class Person:
    person_id: int
    accounts: tuple[int, ...]
    reach: float  # median views of a post
    weight: float  # how much this person works
    payee: str
    devices: set[str] = field(default_factory=set)
    studio_id: int | None = None
    friends: tuple[int, ...] = ()


@dataclass(slots=True)
class Draft:
    person: Person
    account_id: int
    campaign: Campaign
    platform: Platform
    claimed_at: datetime
    published_at: datetime  # the truth; the page may hide it
    submitted_at: datetime
    own: list[str]
    given: str
    text: str
    views: float  # what the post is worth in the end
    author_key: str
    post_key: str
    pictures: list[Picture]
    readings: list[MetricSnapshot] = field(default_factory=list)
    engaged_by: set[int] = field(default_factory=set)
    shown_at: datetime | None = None
    shown_within: timedelta = EXACT
    kinds: set[Kind] = field(default_factory=set)

    def move_to(self, claimed_at: datetime) -> None:
        """The same post at another time; its readings are made later."""
        shift = claimed_at - self.claimed_at
        self.claimed_at += shift
        self.published_at += shift
        self.submitted_at += shift

    def facts(self, assignment_id: int) -> PostFacts:
        return PostFacts(
            assignment_id,
            self.person.person_id,
            self.account_id,
            self.campaign.campaign_id,
            self.platform,
            self.claimed_at,
            self.submitted_at,
            self.post_key,
            frozenset({key_of(self.account_id)}),
            self.author_key,
            self.shown_at,
            self.shown_within,
            self.text,
            self.given,
            tuple(self.pictures),
            tuple(self.readings),
            frozenset(self.engaged_by - {self.person.person_id}),
        )


def key_of(account_id: int) -> str:
    return f"u{account_id:07d}"


def moment_of_day(rng: random.Random) -> timedelta:
    """People work in the daytime and late in the evening (UTC+8)."""
    hour = rng.choice((1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 12, 13, 13, 14, 14, 15, 16))
    return timedelta(hours=hour, seconds=rng.randrange(3600))
