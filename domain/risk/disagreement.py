"""Two sources that say of one count what cannot both be; which of them pays, terms say."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Final

from domain.metrics import MetricSnapshot
from domain.risk.counts import COUNTS
from domain.risk.evidence import Evidence, Measure, Signal, beyond
from domain.risk.facts import PostFacts
from domain.risk.thresholds import Thresholds
from domain.terms import MEASURED, Source

_BETWEEN: Final = "/"
_TWO: Final = 2


def evidence(post: PostFacts, limits: Thresholds) -> Iterator[Evidence]:
    """The strongest piece for each two sources.

    Counts grow: no source can say less than another said before, or says at the same moment.
    """
    told = [each for each in post.readings if each.source in MEASURED]
    if len({each.source for each in told}) < _TWO:
        return
    strongest: dict[str, Evidence] = {}
    for each in _oddities(post.assignment_id, told, limits):
        _, pair = each.about.split(_BETWEEN, 1)
        if pair not in strongest or _weight(each) > _weight(strongest[pair]):
            strongest[pair] = each
    yield from (strongest[pair] for pair in sorted(strongest))


def _oddities(
    assignment_id: int, told: list[MetricSnapshot], limits: Thresholds
) -> Iterator[Evidence]:
    """Each reading beside the most that every other source has said so far."""
    most: dict[tuple[Source, str], int] = {}
    told.sort(key=attrgetter("observed_at"))
    for _, at_once in groupby(told, key=attrgetter("observed_at")):
        readings = list(at_once)
        for each in readings:
            for name in COUNTS:
                said = getattr(each.metrics, name)
                if said is not None:
                    most[each.source, name] = max(said, most.get((each.source, name), said))
        for each in readings:
            for (source, name), before in most.items():
                said = getattr(each.metrics, name)
                if source is not each.source and said is not None:
                    yield from _gap(
                        assignment_id, name, (source, before), (each.source, said), limits
                    )


def _gap(
    assignment_id: int,
    name: str,
    earlier: tuple[Source, int],
    later: tuple[Source, int],
    limits: Thresholds,
) -> Iterator[Evidence]:
    before, after = earlier[1], later[1]
    if before < limits.counts_from or before - after <= limits.source_gap * before:
        return
    weaker, stronger = sorted((earlier, later), key=lambda each: each[0].rank)
    yield Evidence(
        Signal.DISAGREEMENT,
        assignment_id,
        Measure.SOURCES,
        weaker[1],
        stronger[1],
        "source_gap",
        limits.source_gap,
        beyond((before - after) / before, limits.source_gap),
        _BETWEEN.join((name, weaker[0], stronger[0])),
    )


def subjects(evidence: Evidence) -> tuple[str, Source, Source]:
    """The count that was compared, the weaker source and the stronger."""
    count, weaker, stronger = evidence.about.split(_BETWEEN)
    return count, Source(weaker), Source(stronger)


def _weight(evidence: Evidence) -> tuple[float, str, object]:
    """A total order, so that the one that is told does not hang on the order of readings."""
    return evidence.strength, evidence.about, str((evidence.seen, evidence.compared_with))
