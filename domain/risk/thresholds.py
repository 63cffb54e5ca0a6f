"""Where each rule of risk begins: one frozen set of numbers, checked by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, cast

from domain.errors import Refusal
from domain.risk.evidence import Signal


@dataclass(eq=False)
class BadThreshold(Refusal):
    """`key` is unknown, or its value is no number from `lowest` to `highest`."""

    key: str
    value: object
    lowest: float | None = None
    highest: float | None = None


def _from(lowest: float, highest: float, default: float, *, fewer: str = "higher") -> Any:
    """A number in bounds. `fewer`: which way it is stricter on us and flags fewer posts."""
    bounds = {"lowest": lowest, "highest": highest, "fewer": fewer}
    return field(default=default, metadata=bounds)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The defaults come from reason and reading, not from the synthetic set: docs/risk.md."""

    off: frozenset[Signal] = frozenset()  # rules the agency does not want

    # Hand-ins of one published post that are forgiven: a post belongs to one assignment.
    link_repeats: int = _from(0, 100, 0)

    # Share of own three-sign runs in common. Every tenth sign replaced leaves a copy at 0.57,
    # strangers who describe the same product are under 0.2. Pairs are looked for by MinHash, which
    # meets 93 of 100 at 0.5 and 73 at 0.4.
    text_similarity: float = _from(0.4, 1, 0.5)
    # Own signs in both texts; below, "好用，推荐" would make everybody a copyist.
    text_signs: int = _from(12, 2_000, 24)

    # Bits of 64 in which two pictures may differ: below 5 is the usual "same picture" of a dHash.
    picture_distance: int = _from(0, 6, 4, fewer="lower")

    # People without a declared studio who are paid in one place: one more than most households.
    payee_people: int = _from(2, 1_000, 4)

    # Robust deviations from the median (median and MAD of logarithms). 3.5 is Iglewicz and Hoaglin.
    spike_deviations: float = _from(2, 100, 3.5)
    # Earlier posts of the account before its history says anything.
    spike_history: int = _from(3, 1_000, 5)
    # Times the campaign's median on the platform, besides the own history.
    spike_factor: float = _from(1, 1_000, 5.0)
    # Posts of the campaign on the platform before their median says anything.
    spike_peers: int = _from(5, 10_000, 20)
    # The count that stands out; below, chance makes any proportion.
    spike_counts: int = _from(10, 1_000_000, 100)

    # Likes, shares, saves and comments together, by view. One viewer may do all four; most do none.
    interactions_per_view: float = _from(0.2, 4, 1.0)
    # How-tos are saved two or three times as often as liked.
    saves_per_like: float = _from(1, 100, 4.0)
    # Share of a count that platforms take back when they clean up.
    fall_tolerance: float = _from(0, 1, 0.1)
    # The larger count of a comparison; below, a slow cache explains it.
    counts_from: int = _from(1, 1_000_000, 50)

    # Share of the larger count by which two sources may differ: rounded screens, stale pages.
    source_gap: float = _from(0.02, 1, 0.2)

    # Clocks, and pages that round.
    claim_grace_minutes: int = _from(0, 100_000, 10)

    # More than these, by one person. The busiest honest evenings stay below.
    claims_per_hour: int = _from(1, 10_000, 10)
    posts_per_day: int = _from(1, 10_000, 12)

    # People in a ring, and further people whom any two linked ones must both be linked with.
    ring_people: int = _from(3, 1_000, 5)
    ring_common: int = _from(1, 100, 2)
    # Posts of the other that each has engaged with before that is a link.
    ring_engagements: int = _from(1, 1_000, 2)
    # Texts in common before that is a link: who is copied now and then is a victim, not a member.
    ring_texts: int = _from(1, 1_000, 3)

    def __post_init__(self) -> None:
        for each in fields(self):
            if each.metadata:
                _ensure(each.name, getattr(self, each.name))
        for signal in self.off:
            if signal not in set(Signal):
                raise BadThreshold("off", signal)


def from_settings(settings: Mapping[str, object]) -> Thresholds:
    """From configuration: unknown keys and bad values are refused by name."""
    names = {each.name for each in fields(Thresholds)}
    for key in settings:
        if key not in names:
            raise BadThreshold(key, settings[key])
    chosen = dict(settings)
    if "off" in chosen:
        chosen["off"] = frozenset(_signals(chosen["off"]))
    return Thresholds(**cast(dict[str, Any], chosen))


def _signals(names: object) -> list[Signal]:
    known = {signal.value: signal for signal in Signal}
    if not isinstance(names, list | tuple | set | frozenset):
        raise BadThreshold("off", names)
    for name in names:
        if name not in known:
            raise BadThreshold("off", name)
    return [known[name] for name in names]


def _ensure(key: str, value: object) -> None:
    bounds, wanted = BOUNDS[key], _KINDS[key]
    lowest, highest = bounds
    fits = isinstance(value, wanted) and not isinstance(value, bool)
    if not fits or not lowest <= cast(float, value) <= highest:  # a NaN is in no bounds either
        raise BadThreshold(key, value, lowest, highest)


_NUMBERS: Final = tuple(each for each in fields(Thresholds) if each.metadata)
BOUNDS: Final = {
    each.name: (each.metadata["lowest"], each.metadata["highest"]) for each in _NUMBERS
}
"""The lowest and the highest value of each number."""

FEWER: Final[dict[str, str]] = {each.name: each.metadata["fewer"] for each in _NUMBERS}
"""Which way a number flags fewer posts: "higher" or "lower"."""

_KINDS: Final = {
    each.name: int if isinstance(each.default, int) else (int, float) for each in _NUMBERS
}
