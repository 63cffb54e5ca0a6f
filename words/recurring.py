"""How far tasks that recur are, a line each, by their campaign's own clock."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Protocol

from words import times
from words.speech import Html, Speech

MOST_SHOWN: Final = 6


class Series(Protocol):
    """`next_at` is empty after the last."""

    @property
    def title(self) -> str: ...
    @property
    def times(self) -> int: ...
    @property
    def opened(self) -> int: ...
    @property
    def next_at(self) -> datetime | None: ...
    @property
    def timezone(self) -> str: ...


def lines(series: Iterable[Series], say: Speech) -> Html:
    """The next ones first."""
    by_time = sorted(series, key=lambda each: (each.next_at is None, str(each.next_at)))
    shown = [line(each, say) for each in by_time[:MOST_SHOWN]]
    if more := len(by_time) - len(shown):
        shown.append(say("… and {more} more.", more=more))
    return Html("\n").join(shown)


def line(each: Series, say: Speech) -> Html:
    if each.next_at is None:
        return say("🔁 {title}: all {times} have opened.", title=each.title, times=each.times)
    return say(
        "🔁 {title}: {opened} of {times} have opened, the next one {at} ({timezone}).",
        title=each.title,
        opened=each.opened,
        times=each.times,
        at=times.moment(each.next_at, each.timezone, say.locale),
        timezone=times.place(each.timezone, say),
    )
