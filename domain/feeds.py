"""Feeds: whoever delivers readings again and again, and how long their silence is ordinary.

A partner's API is one, files with the same headings are one; what they deliver is not told here.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

KNOWN_AFTER: Final = 3  # days with a delivery; before, no rhythm is known
RHYTHM: Final = 10  # its last days with a delivery are what it is measured by
_LEAST_DAYS: Final = 2


class FeedKind(StrEnum):
    API = "api"  # a partner's signed messages, by the partner's name
    FILE = "file"  # files with the same headings, by those


LONGEST_FEED: Final = 64


def called(kind: FeedKind, name: str) -> str:
    """Its name in rows: `api:acme`, `file:4f2c9a…`; the API of the only partner is `api:`."""
    return f"{kind}:{name}"[:LONGEST_FEED]


def kind_of(feed: str) -> FeedKind:
    return FeedKind(feed.partition(":")[0])


def quiet_days(delivered_on: Sequence[date]) -> int | None:
    """How many days after its last delivery it is silent, by its own longest pause; None: unknown.

    `delivered_on` in order. A feed of working days may rest over the weekend.
    """
    if len(delivered_on) < KNOWN_AFTER:
        return None
    last = delivered_on[-RHYTHM:]
    pauses = [(later - earlier).days for earlier, later in pairwise(last)]
    return max(_LEAST_DAYS, max(pauses) + 1)


def is_silent(delivered_on: Sequence[date], today: date) -> bool:
    days = quiet_days(delivered_on)
    return days is not None and (today - delivered_on[-1]).days >= days
