"""What the bank answered: a dry run first, then exactly that file; each item is answered once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain as chained
from typing import Final

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.errors import Stale
from domain.ledger import Posting
from domain.money import BadMoney
from domain.notices import NoticeKind
from domain.payout import (
    Batch,
    BatchStatus,
    PayoutEventKind,
    PayoutItem,
    PayoutStatus,
    ensure_payout_leads_to,
)
from domain.payout_file import (
    Outcome,
    RefusedResult,
    ResultFlaw,
    ResultRow,
    results,
)
from domain.payout_form import Form
from domain.people import Actor
from services import ledger, notices, receivables, uploads
from services.payouts import need_finance
from storage import bank_answers, payout_events, payouts
from storage import ledger as chain

PURPOSE: Final = "bank_results"
MOST: Final = 20_000  # rows of a bank's answer
MOST_IN_A_UNIT: Final = 200  # two milliseconds each, and all others wait meanwhile
_NOT_KEPT: Final = 0  # the upload id of what was only counted
_ANSWER: Final = {Outcome.PAID: PayoutStatus.PAID, Outcome.FAILED: PayoutStatus.FAILED}
_STANDS: Final = {
    PayoutStatus.PAID: Outcome.PAID,
    PayoutStatus.CONFIRMED: Outcome.PAID,
    PayoutStatus.DISPUTED: Outcome.PAID,
    PayoutStatus.FAILED: Outcome.FAILED,
}
"""What the bank must have said for an item to stand there."""


@dataclass(frozen=True, slots=True)
class ResultsTrial:
    """What the bank's answers would do; repeated ones change nothing.

    Of the repeated ones those that were booked before are counted by what they said.
    """

    upload_id: int
    name: str
    paid: int
    failed: int
    repeated: int
    refused: tuple[RefusedResult, ...]
    booked_paid: int
    booked_failed: int
    batch_ids: tuple[int, ...]  # whose payouts it names

    @property
    def booked(self) -> int:
        return self.booked_paid + self.booked_failed


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a kept answer, few enough for one unit of work."""

    upload_id: int
    rows: tuple[ResultRow | RefusedResult, ...]
    is_last: bool


def count(conn: Connection, actor: Actor, name: str, content: bytes) -> ResultsTrial:
    """What the bank's answer would do; keeps nothing. Raises UnreadableFile."""
    need_finance(actor)
    return _trial(_NOT_KEPT, name, _judge(conn, _rows(conn, content)))


def forms(conn: Connection) -> list[Form]:
    """How an answer may be laid out: as the files were that banks were asked by."""
    return payouts.forms(conn)


def _rows(conn: Connection, content: bytes) -> Iterator[ResultRow | RefusedResult]:
    return results(content, most=MOST, forms=payouts.forms(conn))


def keep(conn: Connection, actor: Actor, name: str, content: bytes, *, now: datetime) -> int:
    """The id under which the answer, counted before, waits for its confirmation."""
    need_finance(actor)
    return uploads.keep(conn, actor, PURPOSE, name, content, now=now)


def hand_in(
    conn: Connection, actor: Actor, name: str, content: bytes, *, now: datetime
) -> ResultsTrial:
    """Both in one unit of work: for a past that nobody else lives in, as the demo's."""
    trial = count(conn, actor, name, content)
    return replace(trial, upload_id=keep(conn, actor, name, content, now=now))


def trial(conn: Connection, actor: Actor, upload_id: int) -> ResultsTrial:
    """The dry run once more, as it would come out now."""
    need_finance(actor)
    kept = uploads.own(conn, actor, upload_id, PURPOSE)
    return _trial(upload_id, kept.name, _judge(conn, _rows(conn, kept.content)))


def parts(conn: Connection, actor: Actor, upload_id: int) -> list[Part]:
    """The file that was counted, to be booked part by part: other writers come in between."""
    need_finance(actor)
    kept = uploads.own(conn, actor, upload_id, PURPOSE)
    rows = tuple(_rows(conn, kept.content))
    ends = range(MOST_IN_A_UNIT, len(rows) + MOST_IN_A_UNIT, MOST_IN_A_UNIT)
    return [
        Part(upload_id, rows[end - MOST_IN_A_UNIT : end], is_last=end >= len(rows))
        for end in ends or (MOST_IN_A_UNIT,)  # a file without rows is booked too
    ]


def book(conn: Connection, actor: Actor, part: Part, *, now: datetime) -> ResultsTrial:
    """Apply one part: money is paid out or payable again. The last one uses the file up.

    Broken off before, the whole file may be booked once more: what was booked is repeated then.
    """
    need_finance(actor)
    kept = uploads.own(conn, actor, part.upload_id, PURPOSE)
    if kept.used_at is not None:
        raise Stale("upload")
    judged = _judge(conn, part.rows, hold=True)
    for item, row in judged.answered:
        _answer(conn, item, row, now)
    chain.post(conn, [_posting(conn, item, row, now) for item, row in judged.answered])
    moved = Counter(item.batch_id for item, _ in judged.answered)
    for batch in judged.batches.values():
        close(conn, batch)
        of = batch.batch_id, PayoutEventKind.ANSWERED, actor.person_id
        payout_events.note(conn, *of, moved[batch.batch_id], kept.name, now=now)
    bank_answers.keep_refused(conn, kept.upload_id, kept.name, judged.refused, now)
    if part.is_last:
        uploads.use(conn, kept, now=now)
    return _trial(part.upload_id, kept.name, judged)


def together(booked: Sequence[ResultsTrial]) -> ResultsTrial:
    """One report of all parts: what one of them booked was not booked before the file."""
    return replace(
        booked[0],
        paid=sum(each.paid for each in booked),
        failed=sum(each.failed for each in booked),
        repeated=sum(each.repeated for each in booked),
        refused=tuple(chained.from_iterable(each.refused for each in booked)),
        booked_paid=0,
        booked_failed=0,
        batch_ids=tuple(sorted({named for each in booked for named in each.batch_ids})),
    )


def confirm(conn: Connection, actor: Actor, upload_id: int, *, now: datetime) -> ResultsTrial:
    """All parts in one unit of work, as `hand_in`."""
    found = parts(conn, actor, upload_id)
    return together([book(conn, actor, part, now=now) for part in found])


@dataclass(slots=True)
class _Judged:
    """The rows of one answer, sorted out, and the batches they are about."""

    batches: dict[int, Batch] = field(default_factory=dict)
    answered: list[tuple[PayoutItem, ResultRow]] = field(default_factory=list)
    repeated: int = 0
    booked: Counter[Outcome] = field(default_factory=Counter)  # before, among the repeated
    refused: list[RefusedResult] = field(default_factory=list)


def _judge(
    conn: Connection, rows: Iterable[ResultRow | RefusedResult], *, hold: bool = False
) -> _Judged:
    """With `hold` the batches concerned stand still until the commit."""
    read = list(rows)
    named = sorted({row.reference for row in read if isinstance(row, ResultRow)})
    batch_ids = sorted({item.batch_id for item in payouts.by_references(conn, named).values()})
    judged = _Judged()
    for batch_id in batch_ids:
        batch = payouts.batch(conn, batch_id, hold=hold)
        assert batch is not None  # an item has its batch
        judged.batches[batch_id] = batch
    items = payouts.by_references(conn, named)
    said: dict[str, Outcome] = {}
    for row in read:
        if isinstance(row, RefusedResult):
            judged.refused.append(row)
        else:
            _sort_out(judged, row, items.get(row.reference), said)
    return judged


def _sort_out(
    judged: _Judged, row: ResultRow, item: PayoutItem | None, said: dict[str, Outcome]
) -> None:
    flaw = _flaw(judged, row, item)
    if flaw is not None or item is None:
        code = flaw or ResultFlaw.UNKNOWN_REFERENCE
        judged.refused.append(RefusedResult(row.line, code, row.reference[:80]))
        return
    stands = _STANDS.get(item.status)
    before = stands or said.get(row.reference)
    if before is None:
        said[row.reference] = row.outcome
        judged.answered.append((item, row))
    elif before is row.outcome:
        judged.repeated += 1
        judged.booked.update([stands] if stands else [])
    else:
        judged.refused.append(RefusedResult(row.line, ResultFlaw.CONFLICT, row.reference[:80]))


def _flaw(judged: _Judged, row: ResultRow, item: PayoutItem | None) -> ResultFlaw | None:
    if item is None:
        return ResultFlaw.UNKNOWN_REFERENCE
    if judged.batches[item.batch_id].status not in {BatchStatus.EXPORTED, BatchStatus.DONE}:
        return ResultFlaw.NOT_EXPORTED
    try:
        agrees = row.says_amount(item.amount_minor, item.currency)
    except BadMoney:
        return ResultFlaw.BAD_AMOUNT
    return None if agrees else ResultFlaw.AMOUNT_DIFFERS


def _answer(conn: Connection, item: PayoutItem, row: ResultRow, now: datetime) -> None:
    """The item stands where the bank says; its creator is told."""
    _stand(conn, item, _ANSWER[row.outcome], now, problem=row.reason)


def give_back(conn: Connection, items: Sequence[PayoutItem], *, now: datetime) -> None:
    """What the bank is never asked for, as nobody can say where to: payable again."""
    for item in items:
        _stand(conn, item, PayoutStatus.FAILED, now, problem="", sealed="")
    chain.post(conn, [receivables.returned(conn, item, at=now) for item in items])


def _stand(
    conn: Connection,
    item: PayoutItem,
    target: PayoutStatus,
    now: datetime,
    *,
    problem: str,
    **columns: str,
) -> None:
    ensure_payout_leads_to(item.status, target)
    if not payouts.move_item(conn, item, target, answered_at=now, problem=problem, **columns):
        raise Stale("payout")
    notices.queue(
        conn,
        item.person_id,
        NoticeKind.PAYOUT_PAID if target is PayoutStatus.PAID else NoticeKind.PAYOUT_FAILED,
        {
            "payout_id": item.payout_id,
            "amount_minor": item.amount_minor,
            "currency": item.currency,
            "masked": item.masked,
            "reason": problem,
            "left_out": "sealed" in columns,
        },
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"payout:{item.payout_id}:{target}",
        now=now,
    )


def _posting(conn: Connection, item: PayoutItem, row: ResultRow, now: datetime) -> Posting:
    if row.outcome is Outcome.PAID:
        return ledger.paid(item.payout_id, item.owed, item.withheld_minor, at=now)
    return receivables.returned(conn, item, at=now)


def close(conn: Connection, batch: Batch) -> None:
    """A batch is done when nothing of it waits for the bank any more."""
    if batch.status is BatchStatus.EXPORTED and not payouts.unanswered(conn, batch.batch_id):
        payouts.move_batch(conn, batch, BatchStatus.DONE)
        payouts.forget_erased(conn, batch.batch_id)


def _trial(upload_id: int, name: str, judged: _Judged) -> ResultsTrial:
    paid = sum(row.outcome is Outcome.PAID for _, row in judged.answered)
    refused = tuple(sorted(judged.refused, key=lambda each: each.line))
    failed = len(judged.answered) - paid
    booked = judged.booked
    return ResultsTrial(
        upload_id,
        name,
        paid,
        failed,
        judged.repeated,
        refused,
        booked[Outcome.PAID],
        booked[Outcome.FAILED],
        tuple(judged.batches),
    )
