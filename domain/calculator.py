"""What a post would earn at sample counts, for both sides; pricing does the sums."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from domain import pricing
from domain.attribution import Tally
from domain.basis import NOTHING_CAME, Basis
from domain.counts import BadCount, parse_count
from domain.metrics import LARGEST_COUNT, LARGEST_VALUE_MINOR, MetricSnapshot, PostMetrics
from domain.money import BadMoney, Currency, parse_minor
from domain.terms import Bonus, Method, Source, Terms

MOST_SAMPLES: Final = 6
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_STEPS: Final = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Sample:
    """`count` is of interactions, views or actions; of sales the order value in minor units."""

    count: int
    amount_minor: int


def samples(terms: Terms) -> tuple[Sample, ...]:
    """From nothing to where the cap is reached: round counts on the way, and each step's."""
    if terms.method is Method.FLAT:
        return ()
    most = _reaching_the_cap(terms)
    steps = [each.at for each in terms.bonuses] if terms.method is not Method.CPS else []
    counts = sorted({0, *tuple(_round(most))[-(MOST_SAMPLES - 2) :], *steps, most})
    return tuple(at(terms, count) for count in counts if count <= most)


def in_vain(terms: Terms) -> tuple[Bonus, ...]:
    """Steps that add nothing: the cap is reached without them. Of sales, orders tell no value."""
    if terms.method in {Method.FLAT, Method.CPS}:
        return ()
    return tuple(each for each in terms.bonuses if _is_capped_without(terms, each))


def _is_capped_without(terms: Terms, step: Bonus) -> bool:
    others = tuple(each for each in terms.bonuses if each != step)
    return at(replace(terms, bonuses=others), step.at).amount_minor >= terms.cap_minor


def asked(terms: Terms, said: str, currency: Currency) -> int:
    """The count that somebody writes: 1,200 or 1.2万; of sales the value, in minor units.

    Raises BadCount for anything that no post can have.
    """
    if terms.method is Method.CPS:
        return _value(said, currency)
    count = parse_count(said)
    if count is None or not 0 <= count <= LARGEST_COUNT:
        raise BadCount(said)
    return count


def _value(said: str, currency: Currency) -> int:
    try:
        value_minor = parse_minor(said, currency)
    except BadMoney:
        raise BadCount(said) from None
    if not 0 <= value_minor <= LARGEST_VALUE_MINOR:
        raise BadCount(said)
    return value_minor


def largest(terms: Terms) -> int:
    """What no post has more of: minor units are many where a currency has many decimals."""
    return LARGEST_VALUE_MINOR if terms.method is Method.CPS else LARGEST_COUNT


def at(terms: Terms, count: int) -> Sample:
    """Steps of sales ask for orders, which a value does not tell: they come on top."""
    return Sample(count, pricing.price(terms, _basis(terms, count)).amount_minor)


def of_all_slots(terms: Terms, slots: int, each: Sample) -> int:
    """What they get together if each of them comes to that: no more than a pot that they share."""
    total_minor = slots * each.amount_minor
    return min(total_minor, terms.pot_minor) if terms.pot_minor else total_minor


def _basis(terms: Terms, count: int) -> Basis:
    match terms.method:
        case Method.FLAT:
            return NOTHING_CAME
        case Method.CPA:
            return Basis(tally=Tally(actions=count))
        case Method.CPS:
            return Basis(tally=Tally(value_minor=count))
        case _:
            said: dict[str, Any] = {terms.counted[0].value: count}
            read = PostMetrics()._replace(**said)
            return Basis(MetricSnapshot(0, Source.PLATFORM, _NEVER, _NEVER, read))


def _reaching_the_cap(terms: Terms) -> int:
    """The least count that earns no less than the cap, found by halving: amounts never fall."""
    low, high, most = 0, 1, largest(terms)
    while high < most and at(terms, high).amount_minor < terms.cap_minor:
        low, high = high, high * 2
    while low + 1 < high:
        middle = (low + high) // 2
        if at(terms, middle).amount_minor < terms.cap_minor:
            low = middle
        else:
            high = middle
    return min(high, most)


def _round(most: int) -> Iterator[int]:
    """1, 2, 5, 10, 20 … below `most`."""
    ten = 1
    while ten < most:
        yield from (step * ten for step in _STEPS if step * ten < most)
        ten *= 10
