"""The answers of one look at a post: each yes, no or unknown, with what was seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

LONGEST_EVIDENCE: Final = 120  # characters: a line that a reviewer reads, not a copy of the page


class Verdict(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # never to be read as passed


class Aspect(StrEnum):
    """What is asked of a post; each is a column of its result."""

    ALIVE = "alive"  # the platform still has it
    PUBLIC = "public"  # whoever is not signed in may see it
    RIGHT_ACCOUNT = "right_account"  # the account that claimed published it
    AFTER_CLAIM = "after_claim"  # published after the task was claimed
    TAGS = "tags"  # the required hashtags, and the code that marks the text
    DISCLOSURE = "disclosure"  # the advertisement and AI labels


class PageState(StrEnum):
    """What came of asking for the page."""

    SHOWN = "shown"  # it is this post's, and says something of it
    GONE = "gone"  # 404, 410, or the platform's own word that it is deleted
    PRIVATE = "private"  # the platform's own word that not everybody may see it
    WALL = "wall"  # a sign-in, a captcha: nobody's verdict on the post
    SILENT = "silent"  # a page of scripts that tells nothing, or another page than the post's
    TOO_LARGE = "too_large"  # more than we read
    FORBIDDEN = "forbidden"  # it leads where we do not go
    UNREACHABLE = "unreachable"  # no answer, or "not now": worth another try
    NO_POST = "no_post"  # a share link that leads to no post, or says so only to apps


DOWN: Final = frozenset({PageState.GONE, PageState.PRIVATE})
"""What is believed only when it is seen twice, an hour apart."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`evidence` is what was seen, as it was written there: no sentence of ours."""

    verdict: Verdict
    evidence: str = ""


NOTHING: Final = Finding(Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found; an aspect that is not there is unknown."""

    seen: PageState
    found: Mapping[Aspect, Finding]

    def of(self, aspect: Aspect) -> Finding:
        return self.found.get(aspect, NOTHING)

    @property
    def says_nothing(self) -> bool:
        return all(self.of(aspect).verdict is Verdict.UNKNOWN for aspect in Aspect)


@dataclass(frozen=True, slots=True)
class Checked:
    """A look as it is kept."""

    look: Look
    checked_at: datetime
