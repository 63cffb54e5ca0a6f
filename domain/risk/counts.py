"""Counts that cannot be: below zero, more acts than viewers, saves far above likes, great falls."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from domain.metrics import MetricSnapshot, PostMetrics
from domain.risk.evidence import Evidence, Measure, Signal, beyond
from domain.risk.facts import PostFacts
from domain.risk.thresholds import Thresholds

COUNTS: Final = ("views", "likes", "shares", "saves", "comments")
_ACTS: Final = COUNTS[1:]


def evidence(post: PostFacts, limits: Thresholds) -> Iterator[Evidence]:
    """The strongest piece of each measure over all readings."""
    readings = sorted(post.readings, key=lambda each: (each.observed_at, each.snapshot_id))
    strongest: dict[Measure, Evidence] = {}
    for each in _oddities(post.assignment_id, readings, limits):
        kept = strongest.get(each.measure)
        if kept is None or each.strength > kept.strength:
            strongest[each.measure] = each
    yield from strongest.values()


def _oddities(
    assignment_id: int, readings: list[MetricSnapshot], limits: Thresholds
) -> Iterator[Evidence]:
    for reading in readings:
        yield from _below_zero(assignment_id, reading.metrics)
        yield from _per_view(assignment_id, reading.metrics, limits)
        yield from _saves(assignment_id, reading.metrics, limits)
    for before, after in pairwise(readings):
        yield from _falls(assignment_id, before.metrics, after.metrics, limits)


def acts(metrics: PostMetrics) -> int:
    """Likes, shares, saves and comments together."""
    return sum(getattr(metrics, name) or 0 for name in _ACTS)


def _below_zero(assignment_id: int, metrics: PostMetrics) -> Iterator[Evidence]:
    for name in COUNTS:
        count = getattr(metrics, name)
        if count is not None and count < 0:
            yield Evidence(
                Signal.IMPOSSIBLE_COUNTS, assignment_id, Measure.BELOW_ZERO, count, about=name
            )


def _per_view(assignment_id: int, metrics: PostMetrics, limits: Thresholds) -> Iterator[Evidence]:
    acted, views = acts(metrics), metrics.views
    if views is None or views < 0 or acted < limits.counts_from:
        return
    by_view = acted / max(views, 1)
    if by_view > limits.interactions_per_view:
        yield Evidence(
            Signal.IMPOSSIBLE_COUNTS,
            assignment_id,
            Measure.PER_VIEW,
            round(by_view, 3),
            views,
            "interactions_per_view",
            limits.interactions_per_view,
            beyond(by_view, limits.interactions_per_view),
            "views",
        )


def _saves(assignment_id: int, metrics: PostMetrics, limits: Thresholds) -> Iterator[Evidence]:
    saves, likes = metrics.saves, metrics.likes
    if saves is None or likes is None or saves < limits.counts_from:
        return
    by_like = saves / max(likes, 1)
    if by_like > limits.saves_per_like:
        yield Evidence(
            Signal.IMPOSSIBLE_COUNTS,
            assignment_id,
            Measure.SAVES_PER_LIKE,
            round(by_like, 3),
            likes,
            "saves_per_like",
            limits.saves_per_like,
            beyond(by_like, limits.saves_per_like),
            "saves",
        )


def _falls(
    assignment_id: int, before: PostMetrics, after: PostMetrics, limits: Thresholds
) -> Iterator[Evidence]:
    """From one reading to the next, whoever brought them: one who claims more must show it."""
    for name in COUNTS:
        old, new = getattr(before, name), getattr(after, name)
        if old is None or new is None or old < limits.counts_from:
            continue
        fall = (old - new) / old
        if fall > limits.fall_tolerance:
            yield Evidence(
                Signal.IMPOSSIBLE_COUNTS,
                assignment_id,
                Measure.FALL,
                round(fall, 3),
                old,
                "fall_tolerance",
                limits.fall_tolerance,
                beyond(fall, limits.fall_tolerance),
                name,
            )
