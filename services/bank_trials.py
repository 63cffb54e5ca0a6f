"""What a bank's answer does, counted: before it is booked, and as the report of what was."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain as chained

from sqlalchemy import Connection

from domain.bank_moves import MOST_TOLD, BankMove, BatchSum, summed, urgency
from domain.outcome import Outcome
from domain.payout import PayoutStatus
from domain.payout_file import RefusedResult
from services.bank_rows import Judged, Move
from storage import payables

P = PayoutStatus


@dataclass(frozen=True, slots=True)
class ResultsTrial:
    """What the bank's answers would do; repeated ones change nothing.

    Of the repeated ones those that were booked before are counted by what they said.
    """

    upload_id: int
    name: str
    paid: int
    failed: int
    bounced: int
    repeated: int
    refused: tuple[RefusedResult, ...]
    booked_paid: int
    booked_failed: int
    booked_bounced: int
    batch_ids: tuple[int, ...]  # whose payouts it names
    sums: tuple[BatchSum, ...] = ()  # of what is new
    told: tuple[BankMove, ...] = ()  # some of it, what went wrong first
    pending: int = 0  # the bank has them and has not paid yet

    @property
    def moves(self) -> int:
        """How many answers are new."""
        return self.paid + self.failed + self.bounced

    @property
    def booked_of(self) -> tuple[int, int, int]:
        """Paid, refused, come back."""
        return self.booked_paid, self.booked_failed, self.booked_bounced


def of(conn: Connection, upload_id: int, name: str, judged: Judged) -> ResultsTrial:
    paid = sum(each.target is P.PAID for each in judged.answered)
    refused = tuple(sorted(judged.refused, key=lambda each: (each.counted, each.line)))
    failed = len(judged.answered) - paid
    booked, moves = judged.booked, [*judged.answered, *judged.bounced]
    return ResultsTrial(
        upload_id,
        name,
        paid,
        failed,
        len(judged.bounced),
        judged.repeated,
        refused,
        booked[Outcome.PAID],
        booked[Outcome.FAILED],
        booked[Outcome.RETURNED],
        tuple(judged.batches),
        summed(BatchSum(*_place(each), 1, *_money(each)) for each in moves),
        _told(conn, moves),
        judged.pending,
    )


def _told(conn: Connection, moves: list[Move]) -> tuple[BankMove, ...]:
    first = sorted(moves, key=lambda each: (urgency(each.target), each.row.line))[:MOST_TOLD]
    names = payables.names(conn, [each.item.person_id for each in first])
    return tuple(_move(each, names[each.item.person_id]) for each in first)


def _move(move: Move, name: str) -> BankMove:
    item = move.item
    return BankMove(
        move.target,
        item.batch_id,
        item.reference,
        name,
        item.masked,
        item.amount_minor,
        item.currency,
        move.row.reason,
    )


def _place(move: Move) -> tuple[int, PayoutStatus]:
    return move.item.batch_id, move.target


def _money(move: Move) -> tuple[int, str]:
    return move.item.amount_minor, move.item.currency


def together(booked: Sequence[ResultsTrial]) -> ResultsTrial:
    """One report of all parts: what one of them booked was not booked before the file."""
    return replace(
        booked[0],
        paid=sum(each.paid for each in booked),
        failed=sum(each.failed for each in booked),
        bounced=sum(each.bounced for each in booked),
        repeated=sum(each.repeated for each in booked),
        pending=sum(each.pending for each in booked),
        refused=tuple(chained.from_iterable(each.refused for each in booked)),
        booked_paid=0,
        booked_failed=0,
        booked_bounced=0,
        batch_ids=tuple(sorted({named for each in booked for named in each.batch_ids})),
        sums=summed(chained.from_iterable(each.sums for each in booked)),
        told=tuple(_most_urgent(booked)),
    )


def _most_urgent(booked: Sequence[ResultsTrial]) -> list[BankMove]:
    told = chained.from_iterable(each.told for each in booked)
    return sorted(told, key=lambda each: urgency(each.target))[:MOST_TOLD]
