"""Counts of synthetic posts over time: honest growth with its noise, bought and invented ones."""

import math
import random
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from benchmarks.fraud.draft import Draft
from domain.metrics import MetricSnapshot, PostMetrics
from domain.platforms import Platform
from domain.terms import Source

_HIDES_VIEWS: Final = (Platform.XIAOHONGSHU, Platform.CHANNELS)
_SOURCES: Final = (Source.CREATOR, Source.SCREENSHOT, Source.COORDINATOR, Source.PLATFORM)
_COUNTS: Final = ("likes", "shares", "saves", "comments", "views")
_AGES: Final = (0.4, 1.0, 3.0, 7.0)  # days after publication


@dataclass(slots=True)
class Nature:
    """How the people who see a post act. Rates by view: askbiz.co/help/engagement-rate-guide
    (3 to 6 % usual, above 10 % excellent); likes to comments 10:1: 09mi.com/wzxm/127990.html."""

    likes: float
    shares: float
    saves: float
    comments: float
    days: float  # until two thirds of the views are there
    hides_views: bool


def nature(rng: random.Random, platform: Platform) -> Nature:
    likes = rng.lognormvariate(math.log(0.04), 0.5)
    usual_saves = 0.7 if platform is Platform.XIAOHONGSHU else 0.25
    return Nature(
        min(likes, 0.3),
        likes * rng.lognormvariate(math.log(0.08), 0.7),
        likes * rng.lognormvariate(math.log(usual_saves), 0.6),  # how-tos are saved more than liked
        likes * rng.lognormvariate(math.log(0.1), 0.6),
        rng.lognormvariate(0, 0.5),
        platform in _HIDES_VIEWS and rng.random() < 0.4,
    )


def final_views(rng: random.Random, reach: float) -> float:
    """Now and then a post goes viral, and nobody cheated."""
    views = rng.lognormvariate(math.log(reach), 0.7)
    return views * min(rng.paretovariate(1.1) * 6, 300) if rng.random() < 0.015 else views


def grow(rng: random.Random, draft: Draft) -> None:
    """Honest readings: one to four of them, growing, now and then corrected, stale or mistyped."""
    kind = nature(rng, draft.platform)
    source = rng.choices(_SOURCES, (3, 2, 2, 4))[0]
    ages = sorted(rng.sample(_AGES, rng.randint(1, 4)))
    seen_before = 0.0
    for age in ages:
        age *= rng.uniform(0.9, 1.2)  # noqa: PLW2901
        views = draft.views * (1 - math.exp(-age / kind.days))
        if rng.random() < 0.04:
            views = seen_before * rng.uniform(0.97, 1) or views  # the platform corrected itself
        acted = views
        if rng.random() < 0.005:
            views *= rng.uniform(0.05, 0.6)  # views come from a cache, likes do not
        seen_before = acted
        draft.readings.append(_reading(rng, draft, age, source, _counts(rng, kind, views, acted)))
    if source in _SOURCES[:2] and rng.random() < 0.002:
        _mistype(rng, draft)


def _counts(rng: random.Random, kind: Nature, views: float, acted: float) -> PostMetrics:
    shown = None if kind.hides_views else int(views)
    return PostMetrics(
        likes=_some(rng, acted * kind.likes),
        shares=_some(rng, acted * kind.shares),
        saves=_some(rng, acted * kind.saves),
        comments=_some(rng, acted * kind.comments),
        views=shown,
    )


def _some(rng: random.Random, expected: float) -> int:
    return max(0, round(rng.gauss(expected, math.sqrt(expected) * 0.3)))


def _reading(
    rng: random.Random, draft: Draft, age: float, source: Source, counts: PostMetrics
) -> MetricSnapshot:
    observed = draft.published_at + timedelta(days=age)
    late = timedelta(minutes=rng.randint(1, 600))
    return MetricSnapshot(len(draft.readings) + 1, source, observed, observed + late, counts)


def _mistype(rng: random.Random, draft: Draft) -> None:
    """A zero too many, by mistake."""
    place = rng.randrange(len(draft.readings))
    reading = draft.readings[place]
    field = rng.choice(("likes", "saves", "comments"))
    wrong = (getattr(reading.metrics, field) or 1) * 10
    draft.readings[place] = _recounted(reading, {field: wrong})


def _recounted(reading: MetricSnapshot, counts: dict[str, int | None]) -> MetricSnapshot:
    told = {name: getattr(reading.metrics, name) for name in _COUNTS}
    return replace(reading, metrics=PostMetrics(**{**told, **counts}))


def buy(rng: random.Random, draft: Draft) -> None:
    """A package, delivered within hours: views, likes and saves, or the dear one with all."""
    package = rng.random()
    begins = rng.uniform(0.2, 2.5)
    if package < 0.3:
        factor = rng.choice((5, 8, 10, 20, 40))
        _raise(rng, draft, begins, {"views": int(draft.views * factor)})
    elif package < 0.75:
        likes = rng.choice((200, 500, 1000, 2000, 5000))
        more = {"likes": likes}
        if rng.random() < 0.5:
            more["saves"] = likes // rng.choice((1, 2, 4))
        _raise(rng, draft, begins, more)
    else:
        draft.readings.clear()
        draft.views *= rng.choice((5, 10, 20))  # 全生态模拟: grows and is liked like the real thing
        grow(rng, draft)


def _raise(rng: random.Random, draft: Draft, begins: float, more: dict[str, int]) -> None:
    shed = rng.uniform(0.1, 0.8) if rng.random() < 0.4 else 0.0
    delivered = 0
    for place, reading in enumerate(draft.readings):
        if (reading.observed_at - draft.published_at).total_seconds() / 86400 < begins:
            continue
        kept = 1.0 if delivered == 0 else 1 - shed
        delivered += 1
        counts = {
            name: None if (old := getattr(reading.metrics, name)) is None else old + int(n * kept)
            for name, n in more.items()
        }
        draft.readings[place] = _recounted(reading, counts)


def invent(rng: random.Random, draft: Draft) -> None:
    """The creator types or paints counts; sometimes the platform tells the truth later."""
    source = rng.choice((Source.CREATOR, Source.SCREENSHOT))
    blatant = rng.random() < 0.45
    last = draft.readings[-1]
    for place, reading in enumerate(draft.readings):
        true = reading.metrics
        if blatant:
            counts = _thoughtless(rng, true)
        else:
            by = rng.uniform(1.5, 6)
            counts = _improved(true, by)
        draft.readings[place] = replace(reading, source=source, metrics=counts)
    if rng.random() < 0.3:
        observed = last.observed_at + timedelta(days=rng.uniform(1, 5))
        told = replace(
            last,
            snapshot_id=last.snapshot_id + 1,
            source=Source.PLATFORM,
            observed_at=observed,
            received_at=observed + timedelta(minutes=9),
            metrics=last.metrics,
        )
        draft.readings.append(told)


def _improved(true: PostMetrics, by: float) -> PostMetrics:
    """A multiple of the truth, in the round numbers that people think of."""
    return PostMetrics(
        likes=int((true.likes or 0) * by) // 10 * 10,
        shares=int((true.shares or 0) * by),
        saves=int((true.saves or 0) * by) // 10 * 10,
        comments=int((true.comments or 0) * by),
        views=None if true.views is None else int(true.views * by) // 100 * 100,
    )


def _thoughtless(rng: random.Random, true: PostMetrics) -> PostMetrics:
    """Impressive where it pays, forgotten elsewhere."""
    likes = rng.choice((888, 1200, 1888, 3000, 5200, 6666, 9999))
    return PostMetrics(
        likes=likes,
        shares=true.shares,
        saves=int(likes * rng.choice((0.1, 0.5, 1, 2, 5, 8))),
        comments=true.comments if rng.random() < 0.6 else likes // rng.choice((2, 5, 10)),
        views=None if true.views is None else max(true.views, rng.choice((0, 500, 2000, 20000))),
    )
