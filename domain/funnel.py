"""A campaign's funnel from exposure to repurchase, as readings tell it; nobody is paid by it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.metrics import PostMetrics

STEPS: Final = (
    *("views", "clicks", "likes", "shares", "saves", "comments"),
    *("add_to_cart", "orders", "order_value_minor", "refunds", "refund_value_minor"),
    "repurchases",
)
"""In the order in which a viewer becomes a buyer."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """Sums over the posts that count; a figure that nobody told of is None, not a nought."""

    sums: PostMetrics
    posts: int  # of which anything is told
    observed_at: datetime | None  # of the newest reading

    @property
    def repurchase_share(self) -> float | None:
        """Of the orders, those of people who had ordered before (复购率)."""
        orders, again = self.sums.orders, self.sums.repurchases
        return again / orders if orders and again is not None else None

    def of_views(self, step: str) -> float | None:
        """A count as a share of the views; None where one of them is not told."""
        count: int | None = getattr(self.sums, step)
        return count / self.sums.views if self.sums.views and count is not None else None
