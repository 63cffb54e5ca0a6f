"""No second holds more than the allowance, however late a message is accepted; little is lost."""

from bisect import bisect_left
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from domain.allowance import (
    USUAL_MS,
    Allowance,
    Moment,
    Place,
    Window,
    moments_by,
    moved,
    next_moments,
    place_of,
    still_taken,
)

FREE = 30.0
AHEAD_MS = 100.0


def fullest(accepted: list[float], span_ms: float) -> int:
    times = sorted(accepted)
    return max(
        (bisect_left(times, at + span_ms) - place for place, at in enumerate(times)), default=0
    )


class Kept:
    """One allowance, as the row keeps it."""

    def __init__(self, per_second: float) -> None:
        self.allowance = Allowance(per_second)
        self.places: list[Place] = []
        self.next_ms = 0.0
        self.accepted: list[float] = []

    def window(self, now_ms: float) -> Window:
        places = still_taken(self.places, self.allowance, int(now_ms))
        self.places = places
        return Window(self.allowance, places, max(now_ms, self.next_ms))

    def went(self, moments: list[Moment], late_ms: list[float]) -> None:
        self.places += [place_of(each.at_ms, each.together) for each in moments]
        each_one = [each.at_ms for each in moments for _ in range(each.together)]
        late = []
        for place, at in enumerate(each_one):
            accepted_at = at + late_ms[place % len(late_ms)]
            self.accepted.append(accepted_at)
            if accepted_at > at + USUAL_MS:
                late.append((at, accepted_at))
        self.places = moved(self.places, late)

    @property
    def fullest(self) -> int:
        return fullest(self.accepted, self.allowance.span_ms)


class Sender:
    """Takes waves a little ahead, as messengers do; what is late is known at once."""

    def __init__(self, per_second: float) -> None:
        self.over_all, self.free = Kept(per_second), Kept(min(per_second, FREE))

    @property
    def next_ms(self) -> float:
        return self.over_all.next_ms

    @next_ms.setter
    def next_ms(self, next_ms: float) -> None:
        self.over_all.next_ms = next_ms

    @property
    def accepted(self) -> list[float]:
        return self.over_all.accepted

    def wave(self, now_ms: float, paid: int, late_ms: list[float], unpaid: int = 0) -> list[Moment]:
        windows = self.over_all.window(now_ms), self.free.window(now_ms)
        moments = next_moments(*windows, paid=paid, unpaid=unpaid)
        self.over_all.next_ms, self.free.next_ms = moments.next_ms, moments.next_free_ms
        given = list(moments.given)
        self.over_all.went(given, late_ms)
        # Which ones are late must be the same of both: the free ones are late by the most.
        self.free.went([each for each in given if not each.paid], [max(late_ms)])
        return given


@given(
    st.sampled_from([0.5, 1.0, 3.0, 30.0, 200.0, 1000.0]),
    st.lists(
        st.tuples(
            st.floats(0, 900),
            st.integers(0, 120),
            st.integers(0, 30),
            st.lists(st.floats(0, 400), min_size=1, max_size=9),
        ),
        min_size=1,
        max_size=25,
    ),
)
def test_no_second_is_fuller_than_either_allowance(
    per_second: float, waves: list[tuple[float, int, int, list[float]]]
) -> None:
    sender, now_ms = Sender(per_second), 0.0
    for pause_ms, paid, unpaid, late_ms in waves:
        now_ms = max(now_ms + pause_ms, sender.next_ms - 60)
        room = len(moments_by(sender.free.window(now_ms), unpaid, now_ms + AHEAD_MS))
        few = min(room, ceil(per_second / 10))
        sender.wave(now_ms, min(paid, ceil(per_second / 10) - few), late_ms, few)
    assert sender.over_all.fullest <= sender.over_all.allowance.most
    assert sender.free.fullest <= sender.free.allowance.most


def test_what_is_paid_for_never_waits_for_what_is_not() -> None:
    sender = Sender(1000.0)
    given = sender.wave(0, 100, [1.0], unpaid=90)
    assert sum(each.together for each in given if each.paid and each.at_ms < 90) == 100
    assert max(each.at_ms for each in given) > 2000
    assert sender.wave(100, 10, [1.0])[0].at_ms < 200


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
    window = Window(Allowance(0.1), [], 0)
    moments = next_moments(window, window, paid=0, unpaid=3).given
    assert [each.at_ms for each in moments] == [0, 10_000 + USUAL_MS, 20_000 + 2 * USUAL_MS]
