"""Terms: what a creator accepts before work and what a settlement obeys; no rule computes here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Method(StrEnum):
    FLAT = "flat"  # one amount per approved post
    CPE = "cpe"  # counted interactions × unit price, on top of an optional flat base


class Interaction(StrEnum):
    """What CPE may count; the campaign agrees which of them it does (white paper, CPE结算)."""

    LIKES = "likes"  # 点赞
    SHARES = "shares"  # 转发
    SAVES = "saves"  # 收藏
    COMMENTS = "comments"  # 评论


class Source(StrEnum):
    """Where a reading comes from, weakest first."""

    TRACKING = "tracking"  # our own tracking link: clicks alone, and no terms pay by those
    CREATOR = "creator"  # typed in by the creator
    SCREENSHOT = "screenshot"  # a picture the creator handed in
    COORDINATOR = "coordinator"  # entered or imported by staff
    PLATFORM = "platform"  # counts of the platform, by its own or a partner's API
    PARTNER = (
        "partner"  # orders that a partner told us one by one, summed; of likes it says nothing
    )

    @property
    def rank(self) -> int:
        return _RANK[self]


_RANK: Final = {source: rank for rank, source in enumerate(Source)}
MEASURED: Final = tuple(
    source for source in Source if source not in (Source.TRACKING, Source.PARTNER)
)
"""Those whose readings tell of interactions: terms may name them, and people bring them."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Frozen on the assignment at the claim. Amounts in minor units of the campaign's currency."""

    method: Method
    cap_minor: int  # the most one post can cost; without it no worst case would be finite
    flat_minor: int = 0
    rate_per_mille_minor: int = 0  # minor units per thousand interactions: 0.35 CNY each = 35000
    counted: tuple[Interaction, ...] = ()
    floor_minor: int = 0
    cutoff_days: int = 7  # counts after publication + this change nothing
    hold_days: int = 3  # between pending and payable
    retention_days: int = 30  # how long the post must stay up
    weakest_source: Source = Source.COORDINATOR
    review_hours: int = 48  # then the clock approves by itself
    disclosure: str = "广告"  # the label's word, without its hash sign
    ai_label: bool = False  # the creator must mark the post as AI-generated

    def __post_init__(self) -> None:
        if min(self.flat_minor, self.rate_per_mille_minor, self.floor_minor) < 0:
            raise ValueError("terms carry no negative amounts")
        if self.cap_minor < self.floor_minor:
            raise ValueError("the cap is below the floor")
