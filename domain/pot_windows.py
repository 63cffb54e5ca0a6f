"""Windows of a pot: spans of days since a campaign's launch, each with a pot of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.offer import SHORT_AT_PERCENT


@dataclass(frozen=True, slots=True)
class Span:
    """What is claimed in it shares its pot; `ends_at` belongs to the next one."""

    number: int  # from nought
    starts_at: datetime
    ends_at: datetime


def span_at(launched_at: datetime, days: int, at: datetime) -> Span:
    length = timedelta(days=days)
    number = (at - launched_at) // length
    starts_at = launched_at + number * length
    return Span(number, starts_at, starts_at + length)


def percent_of(spoken_minor: int, pot_minor: int) -> int:
    return spoken_minor * 100 // pot_minor


@dataclass(frozen=True, slots=True)
class Window:
    """One with its pot: how many works share it so far, and what those came to.

    `spoken_minor` is of when somebody looked last; a work that nothing is known of yet counts with
    what it is promised in any case.
    """

    span: Span
    pot_minor: int
    works: int
    spoken_minor: int

    @property
    def each_minor(self) -> int:
        """What one more work would get if all of them got as much."""
        return self.pot_minor // (self.works + 1)

    @property
    def spoken_percent(self) -> int:
        return percent_of(self.spoken_minor, self.pot_minor)

    @property
    def is_short(self) -> bool:
        """Both sides are told, before anybody films."""
        return self.spoken_percent >= SHORT_AT_PERCENT


@dataclass(frozen=True, slots=True)
class PastWindow:
    """One that somebody claimed in, as coordinators see it."""

    window: Window
    split_at: datetime | None  # None: it is still reserved
    shared_minor: int  # what its works got of it, once it is split
