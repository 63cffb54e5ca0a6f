"""What a link turned out to be; how it is recognised lives beside this."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.platforms import Platform

UNRESOLVED: Final = "short:"  # how a share link's key begins

_KIND: Final = re.compile(r"@|[a-z]+[/:]|")


class PageKind(StrEnum):
    """What a platform's page that is no post was taken for."""

    PROFILE = "profile"  # an account's own page
    LIVE = "live"  # a live room: gone when it ends
    STORY = "story"  # gone after a day
    LIST = "list"  # a collection, a topic, a search: many posts
    CUT = "cut"  # where a post should be, but with no id that a post could have
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PostLink:
    """A published post, named by its platform's own id; every form of its link gives the same."""

    platform: Platform
    post_id: str
    canonical_url: str
    author_hint: str | None = None  # the user_key of the author's profile, where the link has it

    @property
    def key(self) -> str:
        return self.post_id


@dataclass(frozen=True, slots=True)
class ShortLink:
    """A share link: it leads to a post, but only following it tells which."""

    platform: Platform
    host: str
    code: str
    url: str

    @property
    def key(self) -> str:
        """Stable, so that the same share link handed in twice is noticed before it is resolved."""
        return f"{UNRESOLVED}{self.host}/{self.code}"


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of a platform that is no post we know."""

    platform: Platform
    url: str
    kind: PageKind = PageKind.OTHER


@dataclass(frozen=True, slots=True)
class ForeignLink:
    """A link to somewhere else."""

    url: str
    host: str


@dataclass(frozen=True, slots=True)
class NoLink:
    """No link at all."""


Link = PostLink | ShortLink | PageLink | ForeignLink | NoLink


@dataclass(frozen=True, slots=True)
class ProfileLink:
    """An account's page.

    `user_key` is the platform's id, or a name, whose kind stands in front (@…, n/…, channel/…),
    or a share link's key (short:…).
    """

    platform: Platform
    user_key: str
    url: str


def are_two_accounts(one_key: str, other_key: str) -> bool:
    """Whether two user keys name two accounts for sure: a name and an id may be the same one."""
    return _kind(one_key) == _kind(other_key) != UNRESOLVED and one_key != other_key


def _kind(user_key: str) -> str:
    match = _KIND.match(user_key)
    return match[0] if match else ""
