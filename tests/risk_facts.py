"""Posts, people and readings for tests of the rules of risk, each a sentence long."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.metrics import MetricSnapshot, PostMetrics
from domain.platforms import Platform
from domain.risk.evidence import Evidence, Signal
from domain.risk.facts import CampaignFacts, Facts, PersonFacts, PostFacts
from domain.risk.thresholds import Thresholds
from domain.risk.watch import dry_run
from domain.terms import Source

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def post(number: int, **facts: Any) -> PostFacts:
    """Nothing odd: an own person, account, link and time for each number."""
    claimed_at = facts.pop("claimed_at", NOON + number * DAY)
    return PostFacts(
        **{
            "assignment_id": number,
            "person_id": number,
            "account_id": number,
            "campaign_id": 1,
            "platform": Platform.XIAOHONGSHU,
            "claimed_at": claimed_at,
            "submitted_at": claimed_at + 2 * HOUR,
            "post_key": f"key{number}",
            **facts,
        }
    )


def reading(number: int, *, source: Source = Source.PLATFORM, **counts: int | None) -> Any:
    """The numberth reading of a post, a day after the one before."""
    at = NOON + 40 * DAY + number * DAY
    return MetricSnapshot(number, source, at, at, PostMetrics(**counts))  # type: ignore[arg-type]


def flagged(
    *posts: PostFacts,
    limits: Thresholds | None = None,
    people: tuple[PersonFacts, ...] = (),
    campaigns: tuple[CampaignFacts, ...] = (),
) -> dict[int, set[Signal]]:
    found = evidence(*posts, limits=limits, people=people, campaigns=campaigns)
    return {number: {each.signal for each in pieces} for number, pieces in found.items()}


def evidence(
    *posts: PostFacts,
    limits: Thresholds | None = None,
    people: tuple[PersonFacts, ...] = (),
    campaigns: tuple[CampaignFacts, ...] = (),
) -> dict[int, tuple[Evidence, ...]]:
    return dry_run(limits or Thresholds(), Facts(posts, people, campaigns))
