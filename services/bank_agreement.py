"""A bank's answer held against itself: of a payout that it says two things of, none is booked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection

from domain.money import BadMoney
from domain.outcome import Outcome
from domain.payout import PayoutItem
from domain.payout_file import RefusedResult, ResultFlaw, ResultRow
from storage import payouts


def agreed(
    conn: Connection, rows: Iterable[ResultRow | RefusedResult]
) -> Iterator[ResultRow | RefusedResult]:
    """Over the whole answer, before it is parted: whichever row came first would be booked else."""
    read = list(rows)
    of_each: defaultdict[str, list[ResultRow]] = defaultdict(list)
    for row in read:
        if isinstance(row, ResultRow):
            of_each[row.reference].append(row)
    again = {reference: said for reference, said in of_each.items() if len(said) > 1}
    items = payouts.by_references(conn, sorted(again))
    torn = {each for each, item in items.items() if _differ(again[each], item)}
    for row in read:
        if isinstance(row, ResultRow) and row.reference in torn:
            yield row.refused(ResultFlaw.CONTRADICTS)
        else:
            yield row


def _differ(said: Sequence[ResultRow], item: PayoutItem) -> bool:
    """That it waits is no word against how it ended, and what was paid may have come back later."""
    ends = [each.outcome for each in said if each.outcome is not Outcome.PENDING]
    paid = ends.count(Outcome.PAID)
    later = {*ends[paid:]} if ends[:paid] == [Outcome.PAID] * paid else {*ends}
    if paid and not later <= {Outcome.RETURNED}:
        return True
    return len({_says_ours(each, item) for each in said} - {None}) > 1


def _says_ours(row: ResultRow, item: PayoutItem) -> bool | None:
    """None where the amount is unreadable, and refused for that."""
    try:
        return row.says_amount(item.amount_minor, item.currency)
    except BadMoney:
        return None
