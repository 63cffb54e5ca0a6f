"""When a post is looked at again: after silence, to confirm, through its retention; all pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.checks.findings import DOWN, PageState


class CheckKind(StrEnum):
    """Why a post is looked at next."""

    REVIEW = "review"  # it was handed in: what it says is for the reviewer
    WATCH = "watch"  # it was approved, and must stay up through its retention
    GRACE = "grace"  # it was down twice, its creator was told: is it back?


MOST_TRIES: Final = 6  # looks that nobody answers; then a person is asked
FIRST_PAUSE: Final = timedelta(minutes=5)
CONFIRM_AFTER: Final = timedelta(hours=1)  # between two sights of a post that is down
GRACE: Final = timedelta(hours=48)  # to restore it, unless configured
SHOWN_EVERY: Final = timedelta(days=14)  # by its creator, where its page cannot be read
SHOWN_BEFORE: Final = timedelta(
    days=2
)  # the end of the retention, once more: a screenshot takes time
LAST_LOOK_BEFORE: Final = timedelta(hours=2)  # the end of the retention
_WATCH_DAYS: Final = (1, 3, 7)
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the looks at one post stand.

    `attempt` counts looks in a row that nobody answered; `down_since` is the first sight of it
    down, `down` what it was seen as, `confirmed_at` the second sight; `grace_until` when the grace
    for restoring it ends; `raised_at` when it was handed to a person.
    """

    kind: CheckKind
    attempt: int = 0
    down: PageState | None = None
    down_since: datetime | None = None
    confirmed_at: datetime | None = None
    grace_until: datetime | None = None
    raised_at: datetime | None = None


def pause_after(attempt: int) -> timedelta:
    """5, 10, 20, 40, 80 minutes."""
    doubled: int = 2 ** min(max(attempt, 1) - 1, 8)
    return FIRST_PAUSE * doubled


def is_worth_another_try(seen: PageState, attempt: int) -> bool:
    """`attempt` looks in a row were not answered, this one included."""
    return seen is PageState.UNREACHABLE and attempt < MOST_TRIES


def is_confirmed(standing: Standing, seen: PageState, now: datetime) -> bool:
    """Down now, and down an hour ago or earlier with nothing else seen between."""
    since = standing.down_since
    return seen in DOWN and since is not None and now - since >= CONFIRM_AFTER


def next_watch(first_seen_at: datetime, retained_until: datetime, now: datetime) -> datetime | None:
    """A day, three, seven after it was handed in, then weekly, and once more before the end.

    The last one early enough that what it sees first still counts as gone in time.
    """
    last = max(retained_until - LAST_LOOK_BEFORE, first_seen_at + CONFIRM_AFTER)
    for days in _WATCH_DAYS:
        at = first_seen_at + timedelta(days=days)
        if now < at < last:
            return at
    at = first_seen_at + timedelta(days=_WATCH_DAYS[-1])
    weeks = max(0, -((at - now) // _WEEK))
    at += weeks * _WEEK
    at = at if at > now else at + _WEEK
    if at < last:
        return at
    return last if now < last else None


def asked_to_show(
    first_seen_at: datetime, retained_until: datetime, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """When its creator was to show a post last whose page nobody can read, and when they are next.

    Every two weeks after the hand-in, and two days before the end; None: not any more, not yet.
    """
    last = retained_until - SHOWN_BEFORE
    fortnights = (last - first_seen_at) // SHOWN_EVERY
    regular = [first_seen_at + number * SHOWN_EVERY for number in range(1, fortnights + 1)]
    moments = [at for at in regular if last - at >= SHOWN_BEFORE]
    moments += [last] if last - first_seen_at >= SHOWN_BEFORE else []
    before = [at for at in moments if at <= now]
    return before[-1] if before else None, next((at for at in moments if at > now), None)
