"""What a page says of one post, whoever's page it is: plain facts, no verdicts yet."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from domain.checks.findings import PageState
from domain.risk.facts import Picture

EXACT: Final = timedelta(0)
MOST_PICTURES: Final = 3  # of one post: the cover and the first of a gallery
LONGEST_TEXT: Final = 5_000  # characters kept of what a page says
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """`author_keys` are user keys as links give them, `author_handles` what one account alone may
    be called on its platform, `author_names` what a reader sees: anybody may be called so.

    `whole` says that `text` is all the author wrote: only then absence proves anything.
    """

    state: PageState
    author_keys: frozenset[str] = field(default_factory=frozenset)
    author_names: tuple[str, ...] = ()
    author_handles: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_within: timedelta = EXACT  # a page that shows the day alone: 24 hours from then
    text: str = ""
    whole: bool = False
    pictures: tuple[str, ...] = ()  # addresses of the post's own pictures, its cover first
    said: str = ""  # the platform's own words, or the status, where it is not shown

    @property
    def settles(self) -> bool:
        """Nothing more is to be learnt by asking elsewhere."""
        return self.state in (PageState.SHOWN, PageState.GONE, PageState.PRIVATE)


@dataclass(frozen=True, slots=True)
class PagePicture:
    """An address on the page, and the picture that was there; None: it could not be had."""

    url: str
    picture: Picture | None


def unread(state: PageState, said: str = "") -> PageFacts:
    return PageFacts(state, said=said)


def filled(best: PageFacts, other: PageFacts) -> PageFacts:
    """What one part of a page lacks, another part may tell."""
    return replace(
        best,
        author_keys=best.author_keys | other.author_keys,
        author_names=best.author_names or other.author_names,
        author_handles=best.author_handles or other.author_handles,
        published_at=best.published_at or other.published_at,
        published_within=best.published_within if best.published_at else other.published_within,
        text=best.text or other.text,
        whole=best.whole if best.text else other.whole,
        pictures=best.pictures or other.pictures,
    )
