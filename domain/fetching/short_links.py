"""What a share link turned out to lead to; how a page answers is not known here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from domain.checks.markup import read
from domain.checks.walls import is_wall, is_walls_address
from domain.fetching.answers import Answer, AnswerFlaw, Arrived, Failed, Fetched
from domain.links import PostLink, ShortLink, parse_all

_GONE: Final = frozenset({404, 410})
_SUCCESS: Final = range(200, 300)


class DeadEnd(StrEnum):
    GONE = "gone"  # the share link itself is dead
    NO_POST = "no_post"  # it leads to a page that is no post we know, or says so only to apps
    TOO_FAR = "too_far"  # more redirects than we follow
    FORBIDDEN = "forbidden"  # it leads where we do not go
    TOO_LARGE = "too_large"  # more came than we read
    WALL = "wall"  # a sign-in or a captcha stands before it: nobody's verdict on the post
    SILENT = "silent"  # packed in a way that we do not read
    UNKNOWN = "unknown"  # nobody answered, or not now: ask again later


_REFUSED: Final[Mapping[object, DeadEnd]] = {
    AnswerFlaw.TOO_MANY_REDIRECTS: DeadEnd.TOO_FAR,
    AnswerFlaw.TOO_LARGE: DeadEnd.TOO_LARGE,
    AnswerFlaw.ENCODING: DeadEnd.SILENT,
}
"""Whatever else is refused leads where we do not go."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """`link` is what was asked, `post` what it leads to: the platforms may differ."""

    link: ShortLink
    post: PostLink


@dataclass(frozen=True, slots=True)
class Unresolved:
    link: ShortLink
    why: DeadEnd
    answer: Answer | None = field(default=None, compare=False, repr=False)  # for who paces


Resolution = Resolved | Unresolved


def post_at(url: str) -> PostLink | None:
    """The post that an address is of itself; one that it merely mentions does not count."""
    link = next(parse_all(url), None)
    return link if isinstance(link, PostLink) else None


def is_post(url: str) -> bool:
    return post_at(url) is not None


def resolution(link: ShortLink, answer: Answer | Arrived) -> Resolution:
    """The facts of a share link whose redirects were followed until `is_post`."""
    post = post_at(answer.url) if isinstance(answer, Arrived) else None
    if post is not None:
        return Resolved(link, post)
    return Unresolved(link, _dead_end(answer), None if isinstance(answer, Arrived) else answer)


def _stands_before(answer: Fetched) -> bool:
    return is_walls_address(answer.url) or is_wall(answer.url, answer.text, read(answer.text))


def _dead_end(answer: Answer | Arrived) -> DeadEnd:
    match answer:
        case Fetched(status=status) if status in _SUCCESS or status in _GONE:
            if _stands_before(answer):
                return DeadEnd.WALL
            return DeadEnd.GONE if status in _GONE else DeadEnd.NO_POST
        case Fetched() | Failed():
            return DeadEnd.UNKNOWN
        case Arrived():
            return DeadEnd.NO_POST
    return _REFUSED.get(answer.reason, DeadEnd.FORBIDDEN)
