"""Checkpoints of data return: when readings of a post are due, who owes them, how punctually.

A day's return is a reading that was taken in the day up to the checkpoint, or after it and before
the next checkpoint's own day. No row and no clock here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.platforms import Platform
from domain.terms import Source, Terms

DAY: Final = timedelta(days=1)
USUAL: Final = (1, 3, 7)  # days after publication, unless the terms say others
ON_TIME_FOR: Final = DAY  # daily feeds are on time
AHEAD_OF_CUTOFF: Final = timedelta(hours=12)  # what is read after the cut-off pays nobody


class OwedBy(StrEnum):
    """Who is reminded of a return."""

    CREATOR = "creator"  # the terms take what they enter themselves
    STAFF = "staff"  # it comes by file or API: coordinators see to it


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One return of one post; a reading tells of it when taken after `opens_at` up to `closes_at`.

    `closes_at` None: it is the last one. Who owes it is asked for it at `asked_at`; what arrives
    after `late_at` is late, what never does is missing.
    """

    day: int
    owed_by: OwedBy
    opens_at: datetime
    closes_at: datetime | None
    asked_at: datetime
    due_at: datetime
    late_at: datetime


def usual(cutoffs: Sequence[int]) -> tuple[int, ...]:
    """Up to the last cut-off, and at each of them: those readings pay."""
    return tuple(sorted({day for day in USUAL if day < cutoffs[-1]} | set(cutoffs)))


def owed_by(agreed: Terms) -> OwedBy:
    """Orders and actions are told by partners alone."""
    may_enter = agreed.weakest_source.rank <= Source.SCREENSHOT.rank and not agreed.is_attributed
    return OwedBy.CREATOR if may_enter else OwedBy.STAFF


def checkpoints(
    agreed: Terms, published_at: datetime, approved_at: datetime
) -> tuple[Checkpoint, ...]:
    """Those that fall due after the approval: nobody owed the ones before."""
    ends: list[int | None] = [*agreed.returns[1:], None]
    whose, cutoffs = owed_by(agreed), (*agreed.earlier_cutoffs, agreed.cutoff_days)
    found = (
        _checkpoint(day, following, whose, published_at, pays=day in cutoffs)
        for day, following in zip(agreed.returns, ends, strict=True)
    )
    return tuple(each for each in found if each.due_at > approved_at)


def _checkpoint(
    day: int, following: int | None, whose: OwedBy, published_at: datetime, *, pays: bool
) -> Checkpoint:
    due_at = published_at + day * DAY
    return Checkpoint(
        day,
        whose,
        opens_at=due_at - DAY,
        closes_at=None if following is None else published_at + (following - 1) * DAY,
        asked_at=due_at - AHEAD_OF_CUTOFF if pays else due_at,
        due_at=due_at,
        late_at=due_at + ON_TIME_FOR,
    )


@dataclass(frozen=True, slots=True)
class Stability:
    """How reliably readings come back: of all returns that have come or can no longer be on time.

    `median_lag_seconds` counts from the checkpoint, 0 for what came before it; None: nothing came.
    """

    on_time: int
    late: int
    missing: int
    median_lag_seconds: int | None = None

    @property
    def due(self) -> int:
        return self.on_time + self.late + self.missing

    @property
    def median_lag_hours(self) -> float | None:
        lag = self.median_lag_seconds
        return None if lag is None else round(lag / 3600, 1)


@dataclass(frozen=True, slots=True)
class FeedStability:
    """Of the returns that came one way, or are missing from whoever used to tell of the post.

    `feed` names the partner or the sort of file. `source` None: nobody ever told of those posts,
    and it cannot be said who should have.
    """

    source: Source | None
    feed: str
    stability: Stability


def attributed(found: Iterable[FeedStability]) -> tuple[FeedStability, ...]:
    """The busiest first. Where one feed alone serves a campaign, what nobody told of is its too."""
    named, nameless = list[FeedStability](), list[FeedStability]()
    for each in found:
        (nameless if each.source is None else named).append(each)
    if len(named) == 1 and nameless:
        missing = sum(each.stability.missing for each in (*named, *nameless))
        named = [replace(named[0], stability=replace(named[0].stability, missing=missing))]
        nameless = []
    named.sort(key=lambda each: (-each.stability.due, str(each.source), each.feed))
    return (*named, *nameless)


@dataclass(frozen=True, slots=True)
class CampaignReturns:
    """A campaign's stability of data return, and that of each way readings come or should have."""

    campaign_id: int
    title: str
    whole: Stability
    feeds: tuple[FeedStability, ...]


@dataclass(frozen=True, slots=True)
class MissingPost:
    """A post of which returns were asked for and have not come, those of `days`; `late_at` is the
    newest one's. Without a day it is past its cut-off, and nothing at all was told of it.

    `is_wanted`: it is to be settled and nothing was read since; else the return stays missing and
    nothing hangs on it any more.
    """

    assignment_id: int
    title: str
    creator: str
    platform: Platform
    handle: str
    url: str
    owed_by: OwedBy
    late_at: datetime
    days: tuple[int, ...]
    is_wanted: bool

    def is_late(self, now: datetime) -> bool:
        return self.late_at <= now


@dataclass(frozen=True, slots=True)
class LateCampaign:
    """A campaign with so many posts that are to be settled and whose figures are late."""

    campaign_id: int
    title: str
    posts: int
