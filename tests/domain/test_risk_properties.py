"""Over whole worlds: the rules repeat themselves, know no order, and stricter means fewer."""

import random
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fraud.world import labelled
from domain.metrics import PostMetrics
from domain.risk.evidence import Evidence, Signal
from domain.risk.facts import Facts
from domain.risk.thresholds import BOUNDS, FEWER, Thresholds
from domain.risk.watch import dry_run
from tests.risk_facts import NOON, post, reading

SEEDS = st.integers(1, 3)
FEW = settings(max_examples=12, deadline=None)
BURST = [post(800_000 + n, person_id=800, claimed_at=NOON) for n in range(14)]


@lru_cache
def world(seed: int) -> Facts:
    """A small one has no mill that is busy enough, so one is added."""
    made = labelled(seed, posts=300).facts
    return Facts([*made.posts, *BURST], made.people, made.campaigns)


@lru_cache
def found(seed: int, limits: Thresholds) -> dict[int, tuple[Evidence, ...]]:
    return dry_run(limits, world(seed))


def pairs(seed: int, limits: Thresholds) -> set[tuple[int, Signal]]:
    return {(n, each.signal) for n, pieces in found(seed, limits).items() for each in pieces}


def test_the_worlds_are_odd_enough_to_try_every_rule() -> None:
    seen = {signal for seed in range(1, 4) for _, signal in pairs(seed, Thresholds())}
    assert seen == set(Signal)


@FEW
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_come_changes_nothing(seed: int, rng: random.Random) -> None:
    facts = world(seed)
    shuffled = Facts(*(rng.sample(list(each), len(list(each))) for each in _parts(facts)))
    assert dry_run(Thresholds(), shuffled) == found(seed, Thresholds())


@FEW
@given(SEEDS, st.integers(1, 60), st.integers(0, 10_000))
def test_an_honest_unrelated_post_makes_nobody_suspect(seed: int, days: int, views: int) -> None:
    facts = world(seed)
    counts = PostMetrics(likes=views // 30, saves=views // 90, comments=views // 300, views=views)
    honest = post(
        900_000,
        campaign_id=900,
        claimed_at=NOON + days * timedelta(days=1),
        text="今天炖了一锅莲藕排骨汤，外婆的老砂锅还是好使，藕要挑七孔的才粉，撒一把葱花就很香",
        readings=(replace(reading(1), metrics=counts),),
    )
    with_it = dry_run(Thresholds(), Facts([*facts.posts, honest], facts.people, facts.campaigns))
    assert with_it == found(seed, Thresholds())


@FEW
@given(SEEDS, st.sampled_from(sorted(FEWER)), st.floats(0, 1), st.floats(0, 1))
def test_a_stricter_threshold_never_flags_more(seed: int, key: str, a: float, b: float) -> None:
    one, other = sorted((_within(key, a), _within(key, b)), reverse=FEWER[key] == "lower")
    looser, stricter = (replace(Thresholds(), **{key: each}) for each in (one, other))
    assert pairs(seed, stricter) <= pairs(seed, looser)


@FEW
@given(SEEDS, st.sets(st.sampled_from(sorted(Signal))))
def test_a_rule_that_is_off_flags_nothing_and_the_others_stay(seed: int, off: set[Signal]) -> None:
    limits = Thresholds(off=frozenset(off))
    kept = {each for each in pairs(seed, Thresholds()) if each[1] not in off}
    missing = kept - pairs(seed, limits)
    assert pairs(seed, limits) <= kept
    assert {signal for _, signal in missing} <= {Signal.RING}  # which feeds on copied texts


def _parts(facts: Facts) -> tuple[object, ...]:
    return facts.posts, facts.people, facts.campaigns


def _within(key: str, share: float) -> float:
    """Near the lower end more often, where thresholds bite."""
    lowest, highest = BOUNDS[key]
    value = lowest + (highest - lowest) * share**4
    return round(value) if isinstance(getattr(Thresholds(), key), int) else value
