"""What a segment may ask: its facts, and the shapes of conditions on them; no SQL, no words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from domain.locales import LOCALES
from domain.money import Currency
from domain.people import Category, Region, Standing
from domain.platforms import Platform

ANY: Final = "any"  # in place of a row's number


class Fact(StrEnum):
    """What a condition may ask. A new fact is a member, its shape below, and its SQL in storage."""

    PLATFORM = "platform"  # of an account; all account facts are asked of one and the same
    CATEGORY = "category"  # of an account
    REGION = "region"  # of an account
    FOLLOWERS = "followers"  # of an account
    ACCOUNTS = "accounts"  # how many they have
    LANGUAGE = "language"  # what the creator is spoken to in
    ZONE = "zone"  # by whose clock they live
    STATUS = "status"  # their standing; active unless said
    SEEN = "seen"  # when we last heard of them
    JOINED = "joined"  # when they first came
    INVITER = "inviter"  # by whose link they came
    CLAIMED = "claimed"  # when they last claimed a task
    CAMPAIGN = "campaign"  # whether they took part in one
    DELIVERED = "delivered"  # whether work of theirs for one was approved
    APPROVED = "approved"  # how many of their works were
    MISSED = "missed"  # how many of their works ran out of time
    REJECTED = "rejected"  # how many of their works were
    SETTLED = "settled"  # how much was settled for them in a currency; void work counts nothing
    PAYEE = "payee"  # whether we know where to pay them
    CASE = "case"  # whether a risk case holds work of theirs
    SENT = "sent"  # whether a broadcast arrived
    TAPPED = "tapped"  # whether they tapped a button of one
    QUIET = "quiet"  # whether their quiet hours run now


class Noun(StrEnum):
    """What rows conditions may name, by their numbers."""

    CAMPAIGN = "campaign"
    BROADCAST = "broadcast"
    PERSON = "person"  # whose link others came by


OF_ACCOUNTS: Final = frozenset({Fact.PLATFORM, Fact.CATEGORY, Fact.REGION, Fact.FOLLOWERS})
OF_ROWS: Final[Mapping[Fact, Noun]] = {
    Fact.CAMPAIGN: Noun.CAMPAIGN,
    Fact.DELIVERED: Noun.CAMPAIGN,
    Fact.INVITER: Noun.PERSON,
    Fact.SENT: Noun.BROADCAST,
    Fact.TAPPED: Noun.BROADCAST,
}
WITH_ANY: Final = frozenset({Fact.CAMPAIGN, Fact.DELIVERED, Fact.INVITER})
COUNTS_OF_WORK: Final = frozenset({Fact.APPROVED, Fact.MISSED, Fact.REJECTED})
SPANS: Final = frozenset({Fact.FOLLOWERS, Fact.ACCOUNTS}) | COUNTS_OF_WORK
TIMES: Final = frozenset({Fact.SEEN, Fact.JOINED, Fact.CLAIMED})
DATED: Final = frozenset({Fact.JOINED})  # may be asked by dates, too
AMOUNTS: Final = frozenset({Fact.SETTLED})
STANDINGS: Final = (Standing.ACTIVE, Standing.PAUSED)  # others may not be written to
VALUES: Final[Mapping[Fact, tuple[str, ...]]] = {
    Fact.PLATFORM: tuple(Platform),
    Fact.CATEGORY: tuple(Category),
    Fact.REGION: tuple(Region),
    Fact.LANGUAGE: LOCALES,
    Fact.STATUS: STANDINGS,
    Fact.PAYEE: ("known",),
    Fact.CASE: ("open",),
    Fact.QUIET: ("now",),
}
"""The facts of which one out of a few holds."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """The fact is one of these, or with `negated` none of them."""

    fact: Fact
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A count from `least` to `most`, both included; an open end is None."""

    fact: Fact
    least: int | None = None
    most: int | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """It happened in the last `days`, or ever (None); `negated`: not so, or never."""

    fact: Fact
    days: int | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Dates:
    """It happened from the day `first` to the day `last`, both included and in UTC; an open end is
    None.
    """

    fact: Fact
    first: date | None = None
    last: date | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """All of the last `days`, or of all time (None), comes to `least_minor` up to `most_minor`,
    both included; an open end is None, and who has none at all has nought.
    """

    fact: Fact
    currency: Currency
    least_minor: int | None = None
    most_minor: int | None = None
    days: int | None = None
    negated: bool = False


Condition = OneOf | Span | Within | Dates | Amount
Row = tuple[Noun, int]
"""One that a condition names."""
