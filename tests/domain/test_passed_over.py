"""Every reading that does not pay has its one reason; the list stays short and telling."""

from datetime import UTC, datetime, timedelta

from domain.metrics import MetricSnapshot, PostMetrics
from domain.passed_over import Heard, PassedOver, WhyNot, most_telling, passed_over
from domain.terms import Source

CUTOFF = datetime(2026, 11, 29, tzinfo=UTC)
HOUR = timedelta(hours=1)


def heard(number: int, at: datetime, source: Source, *, late: bool = False) -> Heard:
    return Heard(MetricSnapshot(number, source, at, at, PostMetrics()), late)


def test_each_says_why_it_does_not_pay() -> None:
    paying = heard(1, CUTOFF - HOUR, Source.COORDINATOR)
    others = [
        heard(2, CUTOFF + HOUR, Source.PLATFORM),
        heard(3, CUTOFF - HOUR, Source.SCREENSHOT),
        heard(4, CUTOFF - HOUR / 3, Source.PLATFORM, late=True),
        heard(5, CUTOFF - HOUR, Source.CREATOR),
        heard(6, CUTOFF - 2 * HOUR, Source.PLATFORM),
    ]
    found = passed_over([paying, *others], paying.snapshot, CUTOFF, Source.SCREENSHOT)
    assert [each.why for each in found] == [
        WhyNot.AFTER_CUTOFF,
        WhyNot.TOO_LATE,
        WhyNot.WEAKER,
        WhyNot.WEAK_SOURCE,
        WhyNot.OLDER,
    ]


def test_of_many_alike_the_latest_is_shown_and_no_reason_is_lost() -> None:
    many = tuple(
        PassedOver(Source.PLATFORM, CUTOFF - number * HOUR, WhyNot.OLDER) for number in range(20)
    )
    one = PassedOver(Source.CREATOR, CUTOFF - 30 * HOUR, WhyNot.WEAK_SOURCE)
    shown = most_telling((*many, one), 8)
    assert shown == (*many[:7], one)
