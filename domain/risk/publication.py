"""Posts that were published before they were claimed: old work sold again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from domain.risk.evidence import Evidence, Measure, Signal, beyond
from domain.risk.facts import PostFacts
from domain.risk.thresholds import Thresholds

_MINUTE: Final = timedelta(minutes=1)


def evidence(post: PostFacts, limits: Thresholds) -> Iterator[Evidence]:
    """Where a page shows the day alone, the last moment of that day is meant."""
    if post.published_at is None:
        return
    early = (post.claimed_at - post.published_at - post.published_within) // _MINUTE
    if early > limits.claim_grace_minutes:
        yield Evidence(
            Signal.EARLY_PUBLICATION,
            post.assignment_id,
            Measure.MINUTES_EARLY,
            early,
            post.published_at,
            "claim_grace_minutes",
            limits.claim_grace_minutes,
            beyond(early, limits.claim_grace_minutes),
        )
