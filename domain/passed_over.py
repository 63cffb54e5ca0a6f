"""Readings that came but do not pay, each with its one reason; which one pays is metrics.py's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.metrics import MetricSnapshot
from domain.terms import MEASURED, Source


class WhyNot(StrEnum):
    """Why a reading does not pay."""

    TOO_LATE = "too_late"  # it came when the amount was fixed already
    AFTER_CUTOFF = "after_cutoff"  # it was taken after the cut-off
    WEAK_SOURCE = "weak_source"  # the campaign does not pay by such a source
    WEAKER = "weaker"  # a stronger source read at the same moment
    OLDER = "older"  # a later one pays


@dataclass(frozen=True, slots=True)
class Heard:
    """A reading as it came; `late`: when the amount was fixed already."""

    snapshot: MetricSnapshot
    late: bool


@dataclass(frozen=True, slots=True)
class PassedOver:
    """One that does not pay."""

    source: Source
    observed_at: datetime
    why: WhyNot


def passed_over(
    heard: Iterable[Heard],
    paying: MetricSnapshot | None,
    cutoff_at: datetime,
    weakest_source: Source,
) -> tuple[PassedOver, ...]:
    """All but the one that pays, the latest first."""
    paying_id = paying.snapshot_id if paying else None
    lost = (
        PassedOver(
            each.snapshot.source,
            each.snapshot.observed_at,
            _why(each, paying, cutoff_at, weakest_source),
        )
        for each in heard
        if each.snapshot.snapshot_id != paying_id
    )
    return tuple(sorted(lost, key=lambda each: (each.observed_at, each.source.rank), reverse=True))


def _why(
    heard: Heard, paying: MetricSnapshot | None, cutoff_at: datetime, weakest_source: Source
) -> WhyNot:
    snapshot = heard.snapshot
    if snapshot.source not in MEASURED or snapshot.source.rank < weakest_source.rank:
        return WhyNot.WEAK_SOURCE
    if snapshot.observed_at > cutoff_at:
        return WhyNot.AFTER_CUTOFF
    if heard.late or paying is None:
        return WhyNot.TOO_LATE
    is_older = snapshot.observed_at < paying.observed_at
    return WhyNot.OLDER if is_older else WhyNot.WEAKER


def most_telling(found: tuple[PassedOver, ...], most: int) -> tuple[PassedOver, ...]:
    """The latest of each source and reason, then the latest others; in their order."""
    firsts = {(each.source, each.why): each for each in reversed(found)}.values()
    others = (each for each in found if each not in firsts)
    chosen = [*sorted(firsts, key=found.index), *others][:most]
    return tuple(each for each in found if each in chosen)
