"""A bank's rows held against where its payouts stand; booking them is bank_results.py's."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import Connection

from domain.money import BadMoney
from domain.outcome import Outcome
from domain.payout import Batch, BatchStatus, PayoutItem, PayoutStatus
from domain.payout_file import RefusedResult, ResultFlaw, ResultRow
from domain.people import Actor
from storage import linked, payouts

P = PayoutStatus
_LEADS: Final = {
    P.IN_TRANSIT: {Outcome.PAID: P.PAID, Outcome.FAILED: P.FAILED, Outcome.RETURNED: P.FAILED},
    P.PAID: {Outcome.RETURNED: P.BOUNCED},
    P.DISPUTED: {Outcome.RETURNED: P.BOUNCED},
}
"""Where an answer leads an item."""
_SAID: Final = {
    P.PAID: frozenset({Outcome.PAID}),
    P.CONFIRMED: frozenset({Outcome.PAID}),
    P.DISPUTED: frozenset({Outcome.PAID}),
    P.FAILED: frozenset({Outcome.FAILED, Outcome.RETURNED}),
    # First paid, then whichever word the bank has for it.
    P.BOUNCED: frozenset({Outcome.PAID, Outcome.FAILED, Outcome.RETURNED}),
}
"""What the bank may have said for an item to stand there: that again changes nothing."""
_GIVES_BACK: Final = frozenset({Outcome.FAILED, Outcome.RETURNED})


@dataclass(frozen=True, slots=True)
class Move:
    """What one row does to its item, as that stands by then."""

    item: PayoutItem
    row: ResultRow
    target: PayoutStatus


@dataclass(slots=True)
class Judged:
    """The rows of one answer, sorted out, and the batches they are about."""

    batches: dict[int, Batch] = field(default_factory=dict)
    items: dict[str, PayoutItem] = field(default_factory=dict)  # by reference, as they stand by now
    linked: frozenset[int] = frozenset()  # people to whom this actor gives no money back
    moved: set[str] = field(default_factory=set)  # references, by an earlier row of it
    answered: list[Move] = field(default_factory=list)
    bounced: list[Move] = field(default_factory=list)
    pending: int = 0  # the bank has them and has not paid yet: nothing moves
    repeated: int = 0
    booked: Counter[Outcome] = field(default_factory=Counter)  # before, among the repeated
    refused: list[RefusedResult] = field(default_factory=list)


def judge(
    conn: Connection, actor: Actor, rows: Iterable[ResultRow | RefusedResult], *, hold: bool = False
) -> Judged:
    """With `hold` the batches concerned stand still until the commit."""
    read = list(rows)
    named = sorted({row.reference for row in read if isinstance(row, ResultRow)})
    batch_ids = sorted({item.batch_id for item in payouts.by_references(conn, named).values()})
    judged = Judged()
    for batch_id in batch_ids:
        batch = payouts.batch(conn, batch_id, hold=hold)
        assert batch is not None  # an item has its batch
        judged.batches[batch_id] = batch
    judged.items = payouts.by_references(conn, named)
    judged.linked = linked.linked_to(conn, actor.person_id, _given_back_to(judged, read))
    for row in read:
        if isinstance(row, RefusedResult):
            judged.refused.append(row)
        else:
            _sort_out(judged, row)
    return judged


def _given_back_to(judged: Judged, rows: Iterable[ResultRow | RefusedResult]) -> set[int]:
    """Whose money would be payable again."""
    back = [row for row in rows if isinstance(row, ResultRow) and row.outcome in _GIVES_BACK]
    return {judged.items[row.reference].person_id for row in back if row.reference in judged.items}


def _sort_out(judged: Judged, row: ResultRow) -> None:
    item = judged.items.get(row.reference)
    if item is None:
        _refuse(judged, row, ResultFlaw.UNKNOWN_REFERENCE)
    elif (flaw := _flaw(judged, row, item)) is not None:
        _refuse(judged, row, flaw)
    elif row.outcome is Outcome.PENDING:
        is_new = item.status is P.IN_TRANSIT and row.reference not in judged.moved
        judged.pending, judged.repeated = judged.pending + is_new, judged.repeated + (not is_new)
    elif row.outcome in _SAID.get(item.status, ()):
        judged.repeated += 1
        judged.booked.update([] if row.reference in judged.moved else [row.outcome])
    elif (target := _LEADS.get(item.status, {}).get(row.outcome)) is None:
        is_word_against_word = (item.status, row.outcome) == (P.CONFIRMED, Outcome.RETURNED)
        _refuse(judged, row, ResultFlaw.ARRIVED if is_word_against_word else ResultFlaw.CONFLICT)
    elif row.outcome in _GIVES_BACK and item.person_id in judged.linked:
        _refuse(judged, row, ResultFlaw.OWN)
    else:
        moves = judged.bounced if target is P.BOUNCED else judged.answered
        moves.append(Move(item, row, target))
        judged.items[row.reference] = replace(item, status=target)
        judged.moved.add(row.reference)


def _refuse(judged: Judged, row: ResultRow, flaw: ResultFlaw) -> None:
    judged.refused.append(row.refused(flaw))


def _flaw(judged: Judged, row: ResultRow, item: PayoutItem) -> ResultFlaw | None:
    if judged.batches[item.batch_id].status not in {BatchStatus.EXPORTED, BatchStatus.DONE}:
        return ResultFlaw.NOT_EXPORTED
    try:
        agrees = row.says_amount(item.amount_minor, item.currency)
    except BadMoney:
        return ResultFlaw.BAD_AMOUNT
    return None if agrees else ResultFlaw.AMOUNT_DIFFERS
