"""What an amount follows from besides its terms: a reading, or actions and orders; no price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.attribution import News, Tally, tally
from domain.metrics import MetricSnapshot, PostMetrics, latest_paying
from domain.terms import Terms


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that came in of one post, in the order it came.

    Or of its readings those alone that one cut-off may be decided by; then `heard_reading_id` is
    the last of all.
    """

    readings: Sequence[MetricSnapshot] = ()
    news: Sequence[News] = ()
    heard_reading_id: int = 0

    @property
    def last_news_id(self) -> int:
        """Of what was heard when the amount was fixed; 0 where nothing was."""
        return max((each.row_id for each in self.news), default=0)

    @property
    def last_reading_id(self) -> int:
        return max((self.heard_reading_id, *(each.snapshot_id for each in self.readings)))

    def up_to(self, last_reading_id: int, last_news_id: int) -> "Evidence":
        """Without what came later."""
        return Evidence(
            tuple(each for each in self.readings if each.snapshot_id <= last_reading_id),
            tuple(each for each in self.news if each.row_id <= last_news_id),
        )


@dataclass(frozen=True, slots=True)
class Basis:
    """Neither of the two: a flat fee, or nothing came."""

    reading: MetricSnapshot | None = None
    tally: Tally | None = None

    @property
    def metrics(self) -> PostMetrics:
        return self.reading.metrics if self.reading else PostMetrics()

    @property
    def is_told(self) -> bool:
        """Something came that it is paid by."""
        return self.reading is not None or self.tally is not None


NOTHING_CAME: Final = Basis()


@dataclass(frozen=True, slots=True)
class CutOff:
    """After it nothing changes; work that is not approved yet is judged as of now."""

    at: datetime
    published_at: datetime

    @classmethod
    def of(cls, terms: Terms, cutoff_at: datetime) -> "CutOff":
        return cls(cutoff_at, cutoff_at - timedelta(days=terms.cutoff_days))

    @classmethod
    def by_now(cls, terms: Terms, cutoff_at: datetime | None, now: datetime) -> "CutOff":
        """As if it were fixed now."""
        return cls(now, now) if cutoff_at is None else cls.of(terms, cutoff_at)


def basis_of(terms: Terms, evidence: Evidence, cutoff: CutOff) -> Basis:
    """The one way to it: for the settlement, for its recomputation, for every screen."""
    if terms.is_measured:
        return Basis(reading=latest_paying(evidence.readings, cutoff.at, terms.weakest_source))
    if terms.is_attributed and evidence.news:
        window_ends_at = cutoff.published_at + timedelta(days=terms.window_days)
        return Basis(tally=tally(evidence.news, cutoff.at, window_ends_at))
    return NOTHING_CAME
