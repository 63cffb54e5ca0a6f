"""What a rule saw, so that a person can judge it; numbers and names only, the edges word it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

MOST_NAMED: Final = 12
"""Others that one piece of evidence names: enough to look at, small enough for a row."""

Quantity = int | float | str | datetime


class Signal(StrEnum):
    DUPLICATE_LINK = "duplicate_link"  # the same published post was handed in before
    COPIED_TEXT = "copied_text"  # own words nearly those of somebody else's earlier post
    REUSED_IMAGE = "reused_image"  # a picture of somebody else's earlier post
    SHARED_PAYOUT = "shared_payout"  # one payee for more people than a household has
    SPIKE = "spike"  # counts far from one's own history, or out of proportion among peers
    IMPOSSIBLE_COUNTS = "impossible_counts"  # counts that cannot be, or fell too far
    POSTER_MISMATCH = "poster_mismatch"  # the author is not the account that claimed
    EARLY_PUBLICATION = "early_publication"  # published before the claim
    VELOCITY = "velocity"  # more claims or posts than a person makes in the time
    DISAGREEMENT = "disagreement"  # two sources say of a count what cannot both be
    RING = "ring"  # accounts tied to each other by devices, payees, texts, engagement


class Measure(StrEnum):
    """What `seen` and `compared_with` are."""

    EARLIER_USES = "earlier_uses"  # hand-ins of this post before; the link
    SIMILARITY = "similarity"  # share of own three-sign runs in common; signs compared
    DISTANCE = "distance"  # bits of 64 that differ, 0 also for the same file; the file's hash
    PEOPLE = "people"  # who are paid there, or are in the ring; density of the ring's links
    DEVIATIONS = "deviations"  # robust deviations above one's own median; that median
    LOPSIDED = "lopsided"  # robust deviations of a proportion among peers; the peers' proportion
    BELOW_ZERO = "below_zero"  # a count
    PER_VIEW = "per_view"  # interactions by view; the views
    SAVES_PER_LIKE = "saves_per_like"  # saves by like; the likes
    FALL = "fall"  # share of a count that is gone; the count before
    SOURCES = "sources"  # the weaker source's count; the stronger's
    AUTHOR = "author"  # the key of the page's author; a key of the account
    MINUTES_EARLY = "minutes_early"  # between the publication and the claim; the publication
    CLAIMS_IN_AN_HOUR = "claims_in_an_hour"
    POSTS_IN_A_DAY = "posts_in_a_day"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One oddity of one assignment's post.

    `threshold` names the key of `Thresholds` and `limit` its value; both are empty where any
    difference is one. `strength` is 0 at the limit and nears 1 far beyond it: it sorts a queue and
    is no probability. `about` is the count or the like that was looked at.
    """

    signal: Signal
    assignment_id: int
    measure: Measure
    seen: Quantity
    compared_with: Quantity | None = None
    threshold: str = ""
    limit: float | None = None
    strength: float = 1.0
    about: str = ""
    assignments: tuple[int, ...] = ()
    people: tuple[int, ...] = ()


def beyond(seen: float, limit: float) -> float:
    """The strength of what is above its limit."""
    return round(1 - limit / seen, 3) if seen > 0 else 0.0
