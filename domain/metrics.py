"""Readings of a published post: which are sane and which one pays; prices live in `pricing`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from domain.terms import MEASURED, Interaction, Source

LARGEST_COUNT: Final = 20_000_000_000
"""Above every count a platform ever showed; beyond it a reading is a slip, not a success."""

LARGEST_VALUE_MINOR: Final = 1_000_000_000_000_000
"""The same for money, whose minor units are small in some currencies."""

CLOCK_SKEW: Final = timedelta(minutes=5)


class PostMetrics(NamedTuple):
    """The whole funnel since publication; None: the source does not say.

    A tuple, unlike other facts: a file brings a million of them.
    """

    likes: int | None = 0
    shares: int | None = 0
    saves: int | None = 0
    comments: int | None = 0
    views: int | None = None
    clicks: int | None = None
    add_to_cart: int | None = None
    orders: int | None = None
    refunds: int | None = None  # orders given back
    repurchases: int | None = None  # orders of people who had ordered before
    order_value_minor: int | None = None
    refund_value_minor: int | None = None
    currency: str | None = None  # of both values

    def count(self, interaction: Interaction) -> int:
        """What it pays by: a count that nobody said is none. See `says`."""
        return self._said(interaction) or 0

    def says(self, interaction: Interaction) -> bool:
        return self._said(interaction) is not None

    @property
    def says_anything(self) -> bool:
        return any(count is not None for count in self[:-1])

    def _said(self, interaction: Interaction) -> int | None:
        match interaction:
            case Interaction.LIKES:
                return self.likes
            case Interaction.SHARES:
                return self.shares
            case Interaction.SAVES:
                return self.saves
            case Interaction.COMMENTS:
                return self.comments
            case Interaction.VIEWS:
                return self.views


NUMBERS: Final = PostMetrics._fields[:-1]  # everything but the currency
VALUES: Final = ("order_value_minor", "refund_value_minor")
COUNTS: Final = tuple(field for field in NUMBERS if field not in VALUES)


@dataclass(frozen=True, slots=True)
class MetricSnapshot:
    """One append-only reading; both moments are aware UTC."""

    snapshot_id: int
    source: Source
    observed_at: datetime
    received_at: datetime
    metrics: PostMetrics
    feed: str = ""  # whose, by domain/feeds, where somebody asked for it


class ReadingFlaw(StrEnum):
    NEGATIVE = "negative"  # a count below zero
    ABSURD = "absurd"  # a count above LARGEST_COUNT
    NO_CURRENCY = "no_currency"  # an amount that nobody says the currency of
    IN_THE_FUTURE = "in_the_future"  # observed after it was received


@dataclass(frozen=True, slots=True)
class ReadingProblem:
    flaw: ReadingFlaw
    field: str  # a field of PostMetrics, or "observed_at"
    value: int | None = None


def reading_problems(
    metrics: PostMetrics, observed_at: datetime, received_at: datetime
) -> tuple[ReadingProblem, ...]:
    """Why a reading must not be stored. Oddities that may be true are risk signals, not these."""
    problems = [] if _all_sane(metrics) else list(_count_problems(metrics))
    if observed_at > received_at + CLOCK_SKEW:
        problems.append(ReadingProblem(ReadingFlaw.IN_THE_FUTURE, "observed_at"))
    return tuple(problems)


def _all_sane(metrics: PostMetrics) -> bool:
    """The short way through: nearly every reading of a million is."""
    for count in metrics[:-1]:
        if count is not None and not 0 <= count <= LARGEST_COUNT:
            return False
    return metrics.currency is not None or not _has_value(metrics)


def _has_value(metrics: PostMetrics) -> bool:
    return metrics.order_value_minor is not None or metrics.refund_value_minor is not None


def _count_problems(metrics: PostMetrics) -> Iterator[ReadingProblem]:
    for field in NUMBERS:
        count: int | None = getattr(metrics, field)
        largest = LARGEST_VALUE_MINOR if field in VALUES else LARGEST_COUNT
        if count is not None and count < 0:
            yield ReadingProblem(ReadingFlaw.NEGATIVE, field, count)
        elif count is not None and count > largest:
            yield ReadingProblem(ReadingFlaw.ABSURD, field, count)
    if metrics.currency is None and _has_value(metrics):
        yield ReadingProblem(ReadingFlaw.NO_CURRENCY, "currency")


def latest_paying(
    snapshots: Iterable[MetricSnapshot], cutoff_at: datetime, weakest_source: Source
) -> MetricSnapshot | None:
    """The reading that pays: the last one observed by the cut-off from a source that counts.

    Repeated, late or shuffled feeds choose the same one: equal moments go to the stronger source,
    then to the later arrival. What partners told of orders says nothing of interactions and is
    passed over. What came in after a settlement was fixed is not for this to know: who recomputes
    one hands in what was heard by then (`basis.Evidence.up_to`).
    """
    paying = (
        snapshot
        for snapshot in snapshots
        if snapshot.observed_at <= cutoff_at
        and snapshot.source in MEASURED
        and snapshot.source.rank >= weakest_source.rank
    )
    return max(paying, key=_precedence, default=None)


def _precedence(snapshot: MetricSnapshot) -> tuple[datetime, int, datetime, int]:
    return (
        snapshot.observed_at,
        snapshot.source.rank,
        snapshot.received_at,
        snapshot.snapshot_id,
    )
