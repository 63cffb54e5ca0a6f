"""Counts far above one's own history and the campaign's median, or lopsided among peers."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from domain.metrics import PostMetrics
from domain.platforms import Platform
from domain.risk.counts import acts
from domain.risk.earliest import Order
from domain.risk.evidence import Evidence, Measure, Signal, beyond
from domain.risk.facts import PostFacts
from domain.risk.robust import Usual, log, plain
from domain.risk.thresholds import Thresholds

_LEVELS: Final = ("views", "likes")
_HISTORY: Final = 60  # latest posts before this one: people grow, and a look-up stays short

Peers = tuple[int, Platform, str]  # campaign, platform, count or proportion


class Spikes:
    """What is usual for an account and among the posts of one campaign on one platform."""

    def __init__(self) -> None:
        self._past: dict[tuple[int, str], list[tuple[Order, float]]] = defaultdict(list)
        self._peers: dict[Peers, list[float]] = defaultdict(list)
        self._usual: dict[Peers, Usual] = {}
        self._is_sorted = True

    def add(self, post: PostFacts) -> None:
        for name, count in _levels(post).items():
            self._past[post.account_id, name].append((post.order, log(count)))
            self._peers[_peers(post, name)].append(log(count))
        for name, _, value in _proportions(post):
            self._peers[_peers(post, name)].append(value)
        self._usual.clear()
        self._is_sorted = False

    def evidence(self, post: PostFacts, limits: Thresholds) -> Iterator[Evidence]:
        yield from self._level(post, limits)
        yield from self._proportion(post, limits)

    def _level(self, post: PostFacts, limits: Thresholds) -> Iterator[Evidence]:
        for name, count in _levels(post).items():
            past, peers = self._history(post, name), self._among(post, name, limits)
            if len(past) < limits.spike_history or peers is None or count < limits.spike_counts:
                continue
            own = Usual.of(past)
            deviations = own.deviations(log(count))
            if deviations < limits.spike_deviations:
                continue
            if log(count) - peers.middle >= math.log(limits.spike_factor):
                yield _found(post, Measure.DEVIATIONS, deviations, plain(own.middle), name, limits)

    def _proportion(self, post: PostFacts, limits: Thresholds) -> Iterator[Evidence]:
        """The strongest: both say that one count outran the others."""
        strongest: tuple[float, float, str] | None = None
        for name, count, value in _proportions(post):
            peers = self._among(post, name, limits)
            if peers is None or count < limits.spike_counts:
                continue
            deviations = peers.deviations(value)
            if deviations >= limits.spike_deviations:
                one = (deviations, round(math.exp(peers.middle), 2), name)
                strongest = max(strongest, one) if strongest else one
        if strongest:
            yield _found(post, Measure.LOPSIDED, *strongest, limits)

    def _history(self, post: PostFacts, name: str) -> list[float]:
        if not self._is_sorted:
            for past in self._past.values():
                past.sort()
            self._is_sorted = True
        past = self._past.get((post.account_id, name), [])
        here = bisect_left(past, (post.order, -math.inf))
        return [value for _, value in past[max(0, here - _HISTORY) : here]]

    def _among(self, post: PostFacts, name: str, limits: Thresholds) -> Usual | None:
        key = _peers(post, name)
        values = self._peers.get(key, [])
        if len(values) < limits.spike_peers:
            return None
        if key not in self._usual:
            self._usual[key] = Usual.of(values)
        return self._usual[key]


def _found(
    post: PostFacts,
    measure: Measure,
    deviations: float,
    usual: float,
    about: str,
    limits: Thresholds,
) -> Evidence:
    return Evidence(
        Signal.SPIKE,
        post.assignment_id,
        measure,
        round(deviations, 2),
        usual,
        "spike_deviations",
        limits.spike_deviations,
        beyond(deviations, limits.spike_deviations),
        about,
    )


def _peers(post: PostFacts, name: str) -> Peers:
    return post.campaign_id, post.platform, name


def _levels(post: PostFacts) -> dict[str, int]:
    """The most that was ever read of each count."""
    levels = {}
    for name in _LEVELS:
        said = [
            count for each in post.readings if (count := getattr(each.metrics, name)) is not None
        ]
        if said:
            levels[name] = max(said)
    return levels


def _proportions(post: PostFacts) -> list[tuple[str, int, float]]:
    """The name, the count that may have been bought, and the logarithm of its proportion: the
    largest of all readings, for bought counts melt."""
    largest: dict[str, tuple[float, int]] = {}
    for reading in post.readings:
        for name, count, value in _of_a_reading(reading.metrics):
            largest[name] = max(largest.get(name, (value, count)), (value, count))
    return [(name, count, value) for name, (value, count) in largest.items()]


def _of_a_reading(metrics: PostMetrics) -> Iterator[tuple[str, int, float]]:
    if metrics.views is not None:
        yield "views_per_act", metrics.views, log(metrics.views) - log(acts(metrics))
    if metrics.likes is not None and metrics.comments is not None:
        talk = metrics.comments + (metrics.shares or 0)
        yield "likes_per_talk", metrics.likes, log(metrics.likes) - log(talk)
