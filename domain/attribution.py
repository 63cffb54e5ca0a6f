"""Which actions and orders a work is paid by, and what they come to; prices live in `pricing`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.conversions import ConversionStatus, Kind, Standing


@dataclass(frozen=True, slots=True)
class News:
    """One thing that a partner told of an action or an order; rows are numbered as they came.

    `claimed_at` is when its work was claimed: nothing that happened before is its doing.
    """

    row_id: int
    partner: str
    conversion_id: str
    standing: Standing
    received_at: datetime
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """What counts, and how much was told that does not."""

    actions: int = 0
    orders: int = 0  # of which something is left
    value_minor: int = 0  # of orders, refunds taken off
    taken_back: int = 0  # actions taken back, orders refunded as a whole
    outside: int = 0  # before the claim, after the window or the cut-off


def tally(news: Iterable[News], cutoff_at: datetime, counts_until: datetime) -> Tally:
    """As everything stood at the cut-off; `counts_until` is when the attribution window ends.

    A correction that comes after the cut-off changes nothing. What is first heard of after it,
    and happened before, counts as it stands by then. No order of the news changes the sums.
    """
    histories: defaultdict[tuple[str, str], list[News]] = defaultdict(list)
    for each in news:
        histories[each.partner, each.conversion_id].append(each)
    last = min(cutoff_at, counts_until)
    inside = [
        _standing(history, cutoff_at)
        for history in histories.values()
        if history[0].claimed_at <= history[0].standing.basics.occurred_at <= last
    ]
    return _summed(inside, len(histories) - len(inside))


def _standing(history: Sequence[News], cutoff_at: datetime) -> Standing:
    in_time = [each.standing for each in history if each.received_at <= cutoff_at]
    return max(in_time or [each.standing for each in history], key=lambda each: each.rank)


def _summed(standings: Sequence[Standing], outside: int) -> Tally:
    valid = [each for each in standings if not _is_taken_back(each)]
    orders = [each for each in valid if each.basics.kind is Kind.ORDER]
    return Tally(
        actions=len(valid) - len(orders),
        orders=len(orders),
        value_minor=sum(each.basics.amount_minor - each.refunded_minor for each in orders),
        taken_back=len(standings) - len(valid),
        outside=outside,
    )


def _is_taken_back(standing: Standing) -> bool:
    if standing.status is not ConversionStatus.REFUNDED:
        return False
    is_action = standing.basics.kind is Kind.ACTION
    return is_action or standing.refunded_minor == standing.basics.amount_minor
