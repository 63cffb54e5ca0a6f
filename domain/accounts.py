"""A platform account: what it is called, when two are the same, why one is refused; no links."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from domain.counts import BadCount, parse_count
from domain.errors import Refusal
from domain.names import NAMELESS, tidy
from domain.people import Category, Region
from domain.platforms import Platform

LONGEST_HANDLE: Final = 64
MOST_FOLLOWERS: Final = 10_000_000_000  # more than there are people to follow anybody
LONGEST_URL: Final = 512
MOST_CATEGORIES: Final = 3  # an account about everything is about nothing


@dataclass(frozen=True, slots=True)
class Handle:
    """How an account is named: as shown, and what its profile link told, if one was given."""

    shown: str
    profile_url: str = ""
    profile_key: str = ""  # the platform's own id of the author

    @property
    def key(self) -> str:
        """Equal for handles that people would call the same."""
        return "".join(unicodedata.normalize("NFKC", self.shown).casefold().split())


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """What a creator tells about an account."""

    platform: Platform
    handle: Handle
    followers: int
    categories: tuple[Category, ...]
    region: Region | None  # none for an account that named none


@dataclass(frozen=True, slots=True)
class Account:
    """An account as its owner sees it."""

    account_id: int
    details: AccountDetails


@dataclass(eq=False)
class BadHandle(Refusal):
    """No handle: empty, longer than LONGEST_HANDLE, or nothing one can see."""

    text: str


@dataclass(eq=False)
class BadProfileLink(Refusal):
    """A link, but to no profile of `platform`."""

    platform: Platform


@dataclass(eq=False)
class HandleTaken(Refusal):
    """The account is registered already; `own` says whether by the same person."""

    platform: Platform
    handle: str
    own: bool


@dataclass(eq=False)
class AccountBusy(Refusal):
    """The account has work that is not settled yet."""

    assignments: int


@dataclass(eq=False)
class BadCategories(Refusal):
    """Fewer than one or more than MOST_CATEGORIES."""


def handle(text: str) -> Handle:
    """`@ 小明_01` → 小明_01; raises BadHandle."""
    shown = tidy(text.strip().removeprefix("@").removeprefix("＠"), LONGEST_HANDLE + 1)
    if shown == NAMELESS or len(shown) > LONGEST_HANDLE:
        raise BadHandle(text)
    return Handle(shown)


def followers(text: str) -> int:
    """`1.2万` → 12000. Nobody knows it exactly: 约 in front and + behind are forgiven."""
    told = unicodedata.normalize("NFKC", text).strip()
    count = parse_count(told.lstrip("约大~≈").rstrip("+").strip())
    if count is None or not 0 <= count <= MOST_FOLLOWERS:
        raise BadCount(text)
    return count
