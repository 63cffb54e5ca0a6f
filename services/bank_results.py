"""What the bank answered: a dry run first, then exactly that file; each item is answered once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain import bank_report, bare_answer
from domain.delivery import DeliveryClass
from domain.errors import Stale
from domain.ledger import Posting
from domain.notices import NoticeKind
from domain.payout import (
    Batch,
    BatchStatus,
    PayoutEventKind,
    PayoutItem,
    PayoutStatus,
    ensure_payout_leads_to,
)
from domain.payout_file import RefusedResult, ResultRow, results
from domain.payout_form import Asked
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Actor
from services import (
    answer_words,
    bank_agreement,
    bank_reports,
    bank_trials,
    bounces,
    ledger,
    notices,
    receivables,
    uploads,
)
from services.bank_rows import Judged, Move, judge
from services.bank_trials import ResultsTrial
from services.payouts import need_finance
from storage import bank_answers, payout_events, payouts
from storage import ledger as chain
from storage.uploads import Upload

PURPOSE: Final = "bank_results"
MOST: Final = 20_000  # rows of a bank's answer
MOST_IN_A_UNIT: Final = 200  # two milliseconds each, and all others wait meanwhile
P = PayoutStatus
_NOT_KEPT: Final = 0  # the upload id of what was only counted


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a kept answer, few enough for one unit of work."""

    upload_id: int
    rows: tuple[ResultRow | RefusedResult, ...]
    is_last: bool
    what_stays: bytes = field(default=b"", repr=False)  # of the whole file, told by the last part


def count(
    conn: Connection, actor: Actor, name: str, content: bytes, rules: PayoutRules = PLAIN
) -> ResultsTrial:
    """What the bank's answer would do; keeps nothing. Raises UnreadableFile."""
    need_finance(actor)
    return bank_trials.of(conn, _NOT_KEPT, name, judge(conn, actor, _rows(conn, content, rules)))


def forms(conn: Connection, rules: PayoutRules = PLAIN) -> list[Asked]:
    """How an answer may be laid out: as banks are known to answer by now, or as they were asked.

    What a bank answers under is often learnt by its first answer, when the file has long been made.
    """
    return [*rules.answered_forms, *payouts.forms(conn)]


def _rows(
    conn: Connection, content: bytes, rules: PayoutRules
) -> Iterator[ResultRow | RefusedResult]:
    if bank_report.is_one(content):
        return bank_agreement.agreed(conn, bank_reports.rows(conn, content, most=MOST))
    read = results(content, most=MOST, forms=forms(conn, rules))
    return bank_agreement.agreed(conn, answer_words.chosen(conn, read))


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


def trial(
    conn: Connection, actor: Actor, upload_id: int, rules: PayoutRules = PLAIN
) -> ResultsTrial:
    """The dry run once more, as it would come out now."""
    need_finance(actor)
    kept = uploads.own(conn, actor, upload_id, PURPOSE)
    return bank_trials.of(conn, upload_id, kept.name, judge(conn, actor, _kept(conn, kept, rules)))


def parts(conn: Connection, actor: Actor, upload_id: int, rules: PayoutRules = PLAIN) -> list[Part]:
    """The file that was counted, to be booked part by part: other writers come in between."""
    need_finance(actor)
    kept = uploads.own(conn, actor, upload_id, PURPOSE)
    rows = tuple(_kept(conn, kept, rules))
    ends = range(MOST_IN_A_UNIT, len(rows) + MOST_IN_A_UNIT, MOST_IN_A_UNIT)
    return [
        _part(upload_id, rows, end)
        for end in ends or (MOST_IN_A_UNIT,)  # a file without rows is booked too
    ]


def _part(upload_id: int, rows: tuple[ResultRow | RefusedResult, ...], end: int) -> Part:
    part = rows[end - MOST_IN_A_UNIT : end]
    is_last = end >= len(rows)
    return Part(upload_id, part, is_last, bare_answer.bare(rows) if is_last else b"")


def _kept(
    conn: Connection, kept: Upload, rules: PayoutRules
) -> Iterable[ResultRow | RefusedResult]:
    """Of one that is booked by now, what stayed of it."""
    if kept.used_at is not None:
        return bare_answer.rows_of(kept.content)
    return _rows(conn, kept.content, rules)


def book(conn: Connection, actor: Actor, part: Part, *, now: datetime) -> ResultsTrial:
    """Apply one part: money is paid out or payable again. The last one uses the file up, and only
    what it said of payouts stays.

    Broken off before, the whole file may be booked once more: what was booked is repeated then.
    """
    need_finance(actor)
    kept = uploads.own(conn, actor, part.upload_id, PURPOSE)
    if kept.used_at is not None:
        raise Stale("upload")
    judged = judge(conn, actor, part.rows, hold=True)
    answered, bounced = judged.answered, judged.bounced
    for each in answered:
        _stand(conn, each.item, each.target, now, problem=each.row.reason)
    chain.post(conn, [_posting(conn, each, now) for each in answered])
    for each in bounced:  # one after the other: two of one person see what the first one left
        row = each.row
        bounces.book(conn, actor, each.item, row.reason, row.bank_reference, now=now)
    for batch in judged.batches.values():
        close(conn, batch)
    _note(conn, actor, judged, kept.name, now)
    bank_answers.keep_refused(conn, kept.upload_id, kept.name, judged.refused, now)
    if part.is_last:
        uploads.use(conn, kept, now=now)
        uploads.empty(conn, kept.upload_id, part.what_stays)
    return bank_trials.of(conn, part.upload_id, kept.name, judged)


def _note(conn: Connection, actor: Actor, judged: Judged, name: str, now: datetime) -> None:
    """In the audit of each batch, also that the file said nothing new of it."""
    answered = Counter(each.item.batch_id for each in judged.answered)
    bounced = Counter(each.item.batch_id for each in judged.bounced)
    for batch_id in judged.batches:
        of = batch_id, PayoutEventKind.ANSWERED, actor.person_id
        if answered[batch_id] or not bounced[batch_id]:
            payout_events.note(conn, *of, answered[batch_id], name, now=now)
        if bounced[batch_id]:
            of = batch_id, PayoutEventKind.BOUNCED, actor.person_id
            payout_events.note(conn, *of, bounced[batch_id], name, now=now)


def confirm(conn: Connection, actor: Actor, upload_id: int, *, now: datetime) -> ResultsTrial:
    """All parts in one unit of work, as `hand_in`."""
    found = parts(conn, actor, upload_id)
    return bank_trials.together([book(conn, actor, part, now=now) for part in found])


def _stand(
    conn: Connection,
    item: PayoutItem,
    target: PayoutStatus,
    now: datetime,
    *,
    problem: str,
    **columns: str,
) -> None:
    """The item stands where the bank says; its creator is told."""
    ensure_payout_leads_to(item.status, target)
    if not payouts.move_item(conn, item, target, answered_at=now, problem=problem, **columns):
        raise Stale("payout")
    notices.queue(
        conn,
        item.person_id,
        NoticeKind.PAYOUT_PAID if target is P.PAID else NoticeKind.PAYOUT_FAILED,
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


def give_back(conn: Connection, items: Sequence[PayoutItem], *, now: datetime) -> None:
    """What the bank is never asked for, as nobody can say where to: payable again."""
    for item in items:
        _stand(conn, item, P.FAILED, now, problem="", sealed="")
    chain.post(conn, [receivables.returned(conn, item, at=now) for item in items])


def _posting(conn: Connection, move: Move, now: datetime) -> Posting:
    item = move.item
    if move.target is P.PAID:
        return ledger.paid(item.payout_id, item.owed, item.withheld_minor, at=now)
    return receivables.returned(conn, item, at=now)


def close(conn: Connection, batch: Batch) -> None:
    """A batch is done when nothing of it waits for the bank any more."""
    if batch.status is BatchStatus.EXPORTED and not payouts.unanswered(conn, batch.batch_id):
        payouts.move_batch(conn, batch, BatchStatus.DONE)
        payouts.forget_erased(conn, batch.batch_id)
