"""Bars as thousandths of their width: numbers for SVG, so that no page needs an inline style."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.broadcast import Tally
from domain.campaign import CampaignSummary

FULL: Final = 1000


@dataclass(frozen=True, slots=True)
class Segment:
    """`kind` is its CSS class; `start` and `width` in thousandths of the bar."""

    kind: str
    start: int
    width: int


def nested(whole: int, *parts: tuple[str, int]) -> list[Segment]:
    """Each part lies over the one before and starts at the left: the steps of a funnel."""
    return [Segment(kind, 0, _share(count, whole)) for kind, count in parts]


def stacked(whole: int, *parts: tuple[str, int]) -> list[Segment]:
    """Part behind part."""
    segments: list[Segment] = []
    start = 0
    for kind, count in parts:
        width = min(_share(count, whole), FULL - start)
        segments.append(Segment(kind, start, width))
        start += width
    return segments


def funnel(
    slots: int, *, claimed: int, submitted: int, approved: int, settled: int
) -> list[Segment]:
    """Of the slots; lost claims free theirs again, so there may be more claims than slots."""
    whole = max(slots, claimed)
    steps = (
        ("claimed", claimed),
        ("submitted", submitted),
        ("approved", approved),
        ("settled", settled),
    )
    return nested(whole, *steps)


def budget(found: CampaignSummary) -> list[Segment]:
    parts = (("earned", found.earned_minor), ("reserved", found.reserved_minor))
    return stacked(found.budget_minor, *parts)


def broadcast(tally: Tally) -> list[Segment]:
    """What was delivered, then what never will be; the rest of the bar waits, or was cancelled."""
    ends = (("settled", tally.sent), ("late", tally.in_doubt), ("last", tally.dead))
    return stacked(tally.audience, *ends)


def clock(started_at: datetime, ends_at: datetime, now: datetime) -> list[Segment]:
    """How much of a clock has run; its kind says when half has, and when it is nearly over."""
    whole = max(1, int((ends_at - started_at).total_seconds()))
    run = min(max(0, int((now - started_at).total_seconds())), whole)
    return stacked(whole, (_urgency(run / whole), run))


def _urgency(share: float) -> str:
    if share < 0.5:
        return "calm"
    return "late" if share < 0.85 else "last"


def _share(count: int, whole: int) -> int:
    """Something is never drawn as nothing."""
    if whole <= 0 or count <= 0:
        return 0
    return min(FULL, max(8, round(FULL * count / whole)))
