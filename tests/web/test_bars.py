"""Bars stay within their width, show the least something, and turn urgent in time."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as some

from tests.world import NOW
from web.console import bars

COUNTS = some.integers(0, 10**12)


@given(slots=COUNTS, steps=some.lists(COUNTS, min_size=4, max_size=4))
def test_a_funnel_narrows_and_never_leaves_its_bar(slots: int, steps: list[int]) -> None:
    claimed, submitted, approved, settled = sorted(steps, reverse=True)
    drawn = bars.funnel(
        slots, claimed=claimed, submitted=submitted, approved=approved, settled=settled
    )
    widths = [each.width for each in drawn]
    assert widths == sorted(widths, reverse=True)
    assert max(widths) <= bars.FULL
    assert [width > 0 for width in widths] == [
        count > 0 for count in (claimed, submitted, approved, settled)
    ]


@given(whole=COUNTS, first=COUNTS, second=COUNTS)
def test_stacked_parts_follow_each_other_within_the_bar(
    whole: int, first: int, second: int
) -> None:
    one, two = bars.stacked(whole, ("earned", first), ("reserved", second))
    assert (one.start, two.start) == (0, one.width)
    assert two.start + two.width <= bars.FULL


def test_a_clock_is_calm_then_late_then_nearly_over() -> None:
    ends_at = NOW + timedelta(hours=48)
    kinds = [
        bars.clock(NOW, ends_at, NOW + timedelta(hours=hours))[0].kind for hours in (0, 23, 24, 47)
    ]
    assert kinds == ["calm", "calm", "late", "last"]
    assert bars.clock(NOW, ends_at, NOW + timedelta(days=9))[0].width == bars.FULL
