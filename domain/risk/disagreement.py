"""Two who say of one count what cannot both be; which of them pays, terms say."""

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
_OF: Final = "@"
_TWO: Final = 2

Teller = tuple[Source, str]
"""A source and its feed: two partners, or two sorts of file, are two."""


def evidence(post: PostFacts, limits: Thresholds) -> Iterator[Evidence]:
    """The strongest piece for each two of those who told.

    Counts grow: nobody can say less than another said before, or says at the same moment.
    """
    said = (*post.readings, *post.contradictions)
    told = [each for each in said if each.source in MEASURED]
    if len(set(map(_teller, told))) < _TWO:
        return
    strongest: dict[str, Evidence] = {}
    for each in _oddities(post.assignment_id, told, limits):
        _, pair = each.about.split(_BETWEEN, 1)
        if pair not in strongest or _weight(each) > _weight(strongest[pair]):
            strongest[pair] = each
    yield from (strongest[pair] for pair in sorted(strongest))


def _teller(reading: MetricSnapshot) -> Teller:
    return reading.source, reading.feed


def _oddities(
    assignment_id: int, told: list[MetricSnapshot], limits: Thresholds
) -> Iterator[Evidence]:
    """Each reading beside the most that everybody else has said so far."""
    most: dict[tuple[Teller, str], int] = {}
    told.sort(key=attrgetter("observed_at"))
    for _, at_once in groupby(told, key=attrgetter("observed_at")):
        readings = list(at_once)
        for each in readings:
            for name in COUNTS:
                said = getattr(each.metrics, name)
                if said is not None:
                    key = _teller(each), name
                    most[key] = max(said, most.get(key, said))
        for each in readings:
            for (teller, name), before in most.items():
                said = getattr(each.metrics, name)
                if teller != _teller(each) and said is not None:
                    later = _teller(each), said
                    yield from _gap(assignment_id, name, (teller, before), later, limits)


def _gap(
    assignment_id: int,
    name: str,
    earlier: tuple[Teller, int],
    later: tuple[Teller, int],
    limits: Thresholds,
) -> Iterator[Evidence]:
    before, after = earlier[1], later[1]
    if before < limits.counts_from or before - after <= limits.source_gap * before:
        return
    weaker, stronger = sorted(
        (earlier, later), key=lambda each: (each[0][0].rank, each[0][1], each[1])
    )
    yield Evidence(
        Signal.DISAGREEMENT,
        assignment_id,
        Measure.SOURCES,
        weaker[1],
        stronger[1],
        "source_gap",
        limits.source_gap,
        beyond((before - after) / before, limits.source_gap),
        _BETWEEN.join((name, *_named(weaker[0], stronger[0]))),
    )


def _named(weaker: Teller, stronger: Teller) -> tuple[str, str]:
    """By their sources; by their feeds too where those are two of one source."""
    if weaker[0] is not stronger[0]:
        return weaker[0].value, stronger[0].value
    first, second = (_OF.join((source, _plain(feed))) for source, feed in (weaker, stronger))
    return first, second


def _plain(feed: str) -> str:
    return feed.replace(_BETWEEN, "_").replace(_OF, "_")


def subjects(evidence: Evidence) -> tuple[str, Teller, Teller]:
    """The count that was compared, the weaker teller and the stronger; a feed only where it tells
    two apart."""
    count, weaker, stronger = evidence.about.split(_BETWEEN)
    return count, _told_by(weaker), _told_by(stronger)


def without_feeds(about: str) -> str:
    """As who is asked reads it: partners are named to staff alone."""
    return _BETWEEN.join(part.partition(_OF)[0] for part in about.split(_BETWEEN))


def _told_by(name: str) -> Teller:
    source, _, feed = name.partition(_OF)
    return Source(source), feed


def _weight(evidence: Evidence) -> tuple[float, str, object]:
    """A total order, so that the one that is told does not hang on the order of readings."""
    return evidence.strength, evidence.about, str((evidence.seen, evidence.compared_with))
