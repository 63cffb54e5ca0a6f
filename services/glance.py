"""What awaits a person now, in a few numbers, for the top of their menu; changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.earnings import Totals
from domain.payout import BatchStatus
from domain.people import Actor, Role
from services import earnings, review_queue, submissions
from services.authority import REVIEWERS
from storage import payouts

NEWEST_BATCHES: Final = 20


@dataclass(frozen=True, slots=True)
class Glance:
    """`in_hand` is the creator's own turn, `next_due_at` the first of it; the rest is staff's."""

    in_hand: int
    next_due_at: datetime | None
    totals: tuple[Totals, ...]
    to_review: int
    to_approve: int


def glance(conn: Connection, actor: Actor, *, now: datetime) -> Glance:
    waiting = submissions.waiting(conn, actor, now=now)
    return Glance(
        len(waiting),
        min((work.due_at for work in waiting), default=None),
        earnings.totals_of(conn, actor.person_id),
        review_queue.count(conn, actor) if actor.may(*REVIEWERS) else 0,
        _batches_of_others(conn, actor) if actor.may(Role.FINANCE) else 0,
    )


def _batches_of_others(conn: Connection, actor: Actor) -> int:
    return sum(
        batch.status is BatchStatus.PREPARED and batch.prepared_by != actor.person_id
        for batch in payouts.batches(conn, NEWEST_BATCHES)
    )
