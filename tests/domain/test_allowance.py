"""No second holds more than the allowance, however late a message is accepted; little is lost."""

from bisect import bisect_left
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from domain.allowance import (
    USUAL_MS,
    Allowance,
    Place,
    moved,
    next_moments,
    place_of,
    still_taken,
)


def fullest(accepted: list[float], span_ms: float) -> int:
    times = sorted(accepted)
    return max(bisect_left(times, at + span_ms) - place for place, at in enumerate(times))


class Sender:
    """Takes waves a little ahead, as messengers do; what was late is told after `told_ms`."""

    def __init__(self, per_second: float) -> None:
        self.allowance = Allowance(per_second)
        self.places: list[Place] = []
        self.next_ms = 0.0
        self.accepted: list[float] = []

    def wave(self, now_ms: float, count: int, late_ms: list[float]) -> None:
        places = still_taken(self.places, self.allowance, int(now_ms))
        start = max(now_ms, self.next_ms)
        given_moments = next_moments(places, self.allowance, start, count)
        self.places = [*places, *(place_of(*each) for each in given_moments)]
        moment, together = given_moments[-1]
        self.next_ms = moment + together * self.allowance.spacing_ms
        each_one = [at for at, together in given_moments for _ in range(together)]
        late = []
        for place, at in enumerate(each_one):
            accepted_at = at + late_ms[place % len(late_ms)]
            self.accepted.append(accepted_at)
            if accepted_at > at + USUAL_MS:
                late.append((at, accepted_at))
        self.places = moved(self.places, late)


@given(
    st.sampled_from([0.5, 1.0, 3.0, 30.0, 200.0, 1000.0]),
    st.lists(
        st.tuples(
            st.floats(0, 900),
            st.integers(1, 120),
            st.lists(st.floats(0, 400), min_size=1, max_size=9),
        ),
        min_size=1,
        max_size=25,
    ),
)
def test_no_second_is_fuller_than_the_allowance(
    per_second: float, waves: list[tuple[float, int, list[float]]]
) -> None:
    sender, now_ms = Sender(per_second), 0.0
    for pause_ms, count, late_ms in waves:
        now_ms = max(now_ms + pause_ms, sender.next_ms - 60)
        sender.wave(now_ms, min(count, ceil(per_second / 10)), late_ms)
    assert fullest(sender.accepted, sender.allowance.span_ms) <= sender.allowance.most


def test_without_stalls_99_of_100_are_used() -> None:
    for per_second in (30.0, 1000.0):
        sender = Sender(per_second)
        while sender.next_ms < 60_000:
            sender.wave(sender.next_ms - 60, max(1, int(per_second / 10)), [1.0])
        assert len(sender.accepted) >= 0.99 * per_second * 60


def test_what_a_stall_of_ours_cost_is_caught_up_with() -> None:
    """Twenty times 100 ms in a minute: a pace without a window would lose two seconds' worth."""
    sender = Sender(1000.0)
    for number in range(20):
        while sender.next_ms < 3_000 * (number + 1):
            sender.wave(sender.next_ms - 60, 100, [1.0])
        sender.next_ms += 100
    assert len(sender.accepted) >= 0.98 * 1000 * 60


def test_below_one_a_second_the_span_is_longer() -> None:
    assert (Allowance(0.1).most, Allowance(0.1).span_ms) == (1, 10_000)
    moments = next_moments([], Allowance(0.1), 0, 3)
    assert [at for at, _ in moments] == [0, 10_000 + USUAL_MS, 20_000 + 2 * USUAL_MS]
