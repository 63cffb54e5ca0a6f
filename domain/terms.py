"""Terms: what a creator accepts before work and what a settlement obeys; no rule computes here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Method(StrEnum):
    FLAT = "flat"  # one amount per approved post
    CPE = "cpe"  # counted interactions × unit price; this and the rest may have a flat base
    CPM = "cpm"  # views ÷ 1000 × price
    CPA = "cpa"  # approved actions × price
    CPS = "cps"  # order value, refunds taken off, × rate


class Interaction(StrEnum):
    """What readings pay by: of the first four CPE agrees which (white paper, CPE结算)."""

    LIKES = "likes"  # 点赞
    SHARES = "shares"  # 转发
    SAVES = "saves"  # 收藏
    COMMENTS = "comments"  # 评论
    VIEWS = "views"  # 播放: CPM counts these and nothing else


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


INTERACTIONS: Final = tuple(each for each in Interaction if each is not Interaction.VIEWS)


class MissingData(StrEnum):
    """What happens where nothing came by the last cut-off; an estimate never does."""

    FLOOR = "floor"  # after a wait, in which coordinators are asked, the floor is paid
    ASK = "ask"  # coordinators are asked until the data are there or one of them pays the floor
    WAIT = "wait"  # nobody is asked; it is settled when the data are there, or by a person


@dataclass(frozen=True, slots=True)
class Bonus:
    """A step: what is added once so many interactions, views, actions or orders are reached."""

    at: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Terms:
    """Frozen on the assignment at the claim. Amounts in minor units of the campaign's currency."""

    method: Method
    cap_minor: int  # the most one post can cost; without it no worst case would be finite
    flat_minor: int = 0
    # Minor units for a thousand of what is counted: interactions (0.35 CNY each = 35000), views,
    # actions, or minor units of order value (8.5 % = 85).
    rate_per_mille_minor: int = 0
    counted: tuple[Interaction, ...] = ()
    floor_minor: int = 0
    cutoff_days: int = 7  # counts after publication + this change nothing
    hold_days: int = 3  # between pending and payable
    retention_days: int = 30  # how long the post must stay up
    weakest_source: Source = Source.COORDINATOR
    review_hours: int = 48  # then the clock approves by itself
    disclosure: str = "广告"  # the label's word, without its hash sign
    ai_label: bool = False  # the creator must mark the post as AI-generated
    window_days: int = 30  # actions and orders count that long after publication
    bonuses: tuple[Bonus, ...] = ()  # by what they ask, the least first
    earlier_cutoffs: tuple[int, ...] = ()  # days, ascending, before `cutoff_days`: each pays a part
    draft_minor: int = 0  # of the amount, paid as soon as the draft is approved
    post_minor: int = 0  # and as soon as the post is
    takes_back: bool = False  # counts that fall take back what an earlier cut-off paid
    missing: MissingData = MissingData.FLOOR
    creator_cap_minor: int = 0  # the most one creator earns in the campaign; 0: no such cap
    returns: tuple[int, ...] = ()  # days after publication on which a reading is due, in order
    pot_minor: int = 0  # what all works of the campaign share, in proportion; 0: none
    pot_days: int = 0  # … or those alone that are claimed within so many days, a pot for each time

    def __post_init__(self) -> None:
        if min(self.flat_minor, self.rate_per_mille_minor, self.floor_minor) < 0:
            raise ValueError("terms carry no negative amounts")
        if self.cap_minor < self.floor_minor:
            raise ValueError("the cap is below the floor")

    @property
    def stages_minor(self) -> int:
        """What is paid before anything is counted."""
        return self.draft_minor + self.post_minor

    @property
    def is_measured(self) -> bool:
        """Paid by a reading of the post."""
        return self.method in MEASURED_METHODS

    @property
    def is_attributed(self) -> bool:
        """Paid by actions and orders that partners tell of."""
        return self.method in ATTRIBUTED_METHODS


MEASURED_METHODS: Final = (Method.CPE, Method.CPM)
ATTRIBUTED_METHODS: Final = (Method.CPA, Method.CPS)
