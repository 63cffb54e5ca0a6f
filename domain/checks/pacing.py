"""How often one host of the web is asked, and how long it is left alone when it is not willing."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from domain.fetching.answers import Answer, Failed, Failure, Fetched

PACE: Final = timedelta(seconds=5)  # between two questions to one host, over all processes
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(days=1)
LONGEST_AT_A_WALL: Final = timedelta(hours=1)  # some always ask to sign in: slow, not never
NOBODY_THERE: Final = frozenset({Failure.TIMEOUT, Failure.NO_SUCH_HOST, Failure.NO_CONNECTION})
"""Failures that may as well be ours: without the web all hosts are like that."""
OUTAGE_AFTER: Final = timedelta(minutes=1)  # without an answer from anybody
OUTAGE_HOSTS: Final = 2  # that were asked meanwhile, in vain
OUTAGE_SPAN: Final = timedelta(minutes=15)  # failures longer ago say nothing of now
OUTAGE_PAUSE: Final = timedelta(minutes=1)
_UNWILLING: Final = frozenset({403, 408, 412, 425, 429, *range(500, 600)})


def is_unwilling(answer: Answer) -> bool:
    """Asking on would do harm, or no good."""
    if isinstance(answer, Fetched):
        return answer.status in _UNWILLING
    return isinstance(answer, Failed)


def pause_after(strikes: int) -> timedelta:
    """1, 2, 4 … minutes, a day at most."""
    doubled: int = 2 ** min(max(strikes, 1) - 1, 12)
    return min(LONGEST_PAUSE, FIRST_PAUSE * doubled)


def pause_at_a_wall(strikes: int) -> timedelta:
    """1, 2, 4 … minutes, an hour at most."""
    return min(LONGEST_AT_A_WALL, pause_after(strikes))


def is_own_outage(answered_at: datetime | None, failed_since: int, now: datetime) -> bool:
    """Nobody answers any more, whoever is asked: it is not theirs.

    `answered_at` is when any host answered last, `failed_since` how many have failed since then.
    """
    is_quiet = answered_at is None or now - answered_at >= OUTAGE_AFTER
    return is_quiet and failed_since >= OUTAGE_HOSTS


def asked_for(retry_after: str, now: datetime) -> timedelta:
    """What a Retry-After header asks for, in seconds or as a date; a day at most, nothing at least.

    What is no such thing asks for nothing.
    """
    written = retry_after.strip()[:64]
    if written.isascii() and written.isdigit():
        return timedelta(seconds=min(int(written), int(LONGEST_PAUSE.total_seconds())))
    try:
        until = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return timedelta(0)
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(timedelta(0), min(until - now, LONGEST_PAUSE))
