"""What the rules of risk look at, small enough to be read from rows; no conclusions here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.metrics import MetricSnapshot
from domain.platforms import Platform

EXACT: Final = timedelta(0)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or screenshot by its hashes: of the bytes, and of what the eye sees (64 bits).

    Screens of one platform's figures all look alike: those are compared as files alone.
    """

    sha256: str
    dhash: int
    is_screen: bool = False


@dataclass(frozen=True, slots=True)
class PostFacts:
    """One handed-in post, named by its assignment: what a signal holds is that one settlement.

    Everything a platform may hide has a value for "unknown", and no rule takes it for guilt.
    """

    assignment_id: int
    person_id: int
    account_id: int
    campaign_id: int
    platform: Platform
    claimed_at: datetime
    submitted_at: datetime
    post_key: str = ""  # canonical; empty while a short link is not resolved
    account_keys: frozenset[str] = frozenset()  # every key the claiming account is known by
    author_key: str = ""  # who the page or the link says the author is; empty: it does not
    published_at: datetime | None = None
    published_within: timedelta = EXACT  # a page that shows the day alone: 24 hours from then
    text: str = ""  # as published
    given: str = ""  # what this creator was handed: rendition, brief, tags
    pictures: tuple[Picture, ...] = ()
    readings: tuple[MetricSnapshot, ...] = ()
    engaged_by: frozenset[int] = frozenset()  # those of our people seen to like or comment
    contradictions: tuple[MetricSnapshot, ...] = ()  # refused: another feed had said otherwise

    @property
    def order(self) -> tuple[datetime, int]:
        """Who was first: by submission, which we saw ourselves."""
        return self.submitted_at, self.assignment_id


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """`payee` and `devices` are keyed digests: equal or not is all that they tell."""

    person_id: int
    payee: str = ""
    devices: frozenset[str] = frozenset()
    studio_id: int | None = None  # a declared partner that is paid for its creators


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    campaign_id: int
    pictures: tuple[Picture, ...] = ()  # handed out: whoever uses them copies nobody
    hands_out: bool = False  # material whose pictures we do not know: its posts may look alike


@dataclass(frozen=True, slots=True)
class Facts:
    """Past data in one hand. The iterables are walked more than once: lists, not generators."""

    posts: Iterable[PostFacts]
    people: Iterable[PersonFacts] = ()
    campaigns: Iterable[CampaignFacts] = ()
