"""Tracking links: codes, until when clicks count, what a link brought; see tracking_target too."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

CODE_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CODE_LENGTH: Final = 10  # 59 bits: nobody finds another creator's link by trying
_CODE: Final = re.compile(f"[0-9A-Za-z]{{{CODE_LENGTH}}}", re.ASCII)

PATH: Final = "/t/"
"""What stands between the public address and a code."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where one link leads: `landing` lacks only the code; `counts_until` may have passed."""

    link_id: int
    landing: str
    counts_until: datetime


class HourCount(NamedTuple):
    """Clicks on one link within an hour of UTC; `visitors` are an estimate, see the decisions."""

    link_id: int
    hour: datetime
    humans: int
    bots: int
    visitors: int  # humans who had not clicked that link before on that day


@dataclass(frozen=True, slots=True)
class TrackedLink:
    """A creator's own link and what it brought so far."""

    url: str
    clicks: int  # by humans, as far as one can tell
    bots: int


def is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def link_url(links_at: str, code: str) -> str:
    """`links_at` is the public address, without a slash at its end."""
    return f"{links_at}{PATH}{code}"


def counts_until(ends_at: datetime, cutoff_days: int, cutoff_at: datetime | None) -> datetime:
    """The campaign's end and the days to the cut-off; an own cut-off after that is waited for."""
    last = ends_at + timedelta(days=cutoff_days)
    return last if cutoff_at is None else max(last, cutoff_at)


def hour_of(at: datetime) -> datetime:
    """The beginning of its hour; `at` is UTC."""
    return at.replace(minute=0, second=0, microsecond=0)
