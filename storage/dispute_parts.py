"""Who had a part in what a dispute is about, by rows of theirs: asked of one person and of all.

Whoever judged the matter is barred, always. Who only prepared a payout's batch, which approves
nothing, is barred as long as anybody is left who had no part (docs/decisions/0040).
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
    union,
)

from domain.people import Role
from storage import linked
from storage.linked import CONCERNED
from storage.tables.base import among
from storage.tables.disputes import dispute
from storage.tables.money import payout, payout_batch
from storage.tables.people import person, staff_role
from storage.tables.risk import risk_case
from storage.tables.work import assignment_event, review, submission

MAY: Final = frozenset({Role.FINANCE, Role.COORDINATOR, Role.OWNER})


@dataclass(frozen=True, slots=True)
class Part:
    """People who had a part in what a dispute is about: one column of them, and when they did."""

    people: Select[Any]
    at: ColumnElement[Any]

    def is_of(self, person_id: ColumnElement[Any]) -> ColumnElement[bool]:
        (column,) = self.people.selected_columns
        # By name: inside of a list of the staff it is two levels away from the row of disputes.
        return self.people.where(column == person_id).correlate(dispute, staff_role).exists()

    def was_of(self, person_id: ColumnElement[Any]) -> ColumnElement[bool]:
        """When the dispute was decided."""
        return replace(self, people=self.people.where(self.at <= dispute.c.decided_at)).is_of(
            person_id
        )


_REVIEWED = (
    select(review.c.reviewer_id)
    .join(submission, submission.c.id == review.c.submission_id)
    .where(submission.c.assignment_id == dispute.c.assignment_id)
)
_ACTED = select(assignment_event.c.actor_id).where(
    assignment_event.c.assignment_id == dispute.c.assignment_id
)


def _judged(column: Any) -> Select[Any]:
    return select(column).where(risk_case.c.assignment_id == dispute.c.assignment_id)


def _sent(column: Any) -> Select[Any]:
    batch = select(column).join(payout, payout.c.batch_id == payout_batch.c.id)
    return batch.where(payout.c.id == dispute.c.payout_id)


VERDICTS: Final = (
    Part(_ACTED, assignment_event.c.at),
    Part(_REVIEWED, review.c.at),
    Part(_judged(risk_case.c.decided_by), risk_case.c.decided_at),
    Part(_judged(risk_case.c.appeal_decided_by), risk_case.c.ended_at),
    Part(_sent(payout_batch.c.confirmed_by), payout_batch.c.confirmed_at),
    Part(_sent(payout_batch.c.approved_by), payout_batch.c.approved_at),
)
PREPARED: Final = Part(_sent(payout_batch.c.prepared_by), payout_batch.c.prepared_at)


def _judged_by(person_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(*(each.is_of(person_id) for each in VERDICTS))


def _somebody(*barred: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of the staff, linked to nobody in a row of disputes with its creator, and not barred."""
    may = (among(staff_role.c.role, MAY), ~linked.to(staff_role.c.person_id))
    return exists().where(*may, *(~each for each in barred)).correlate(dispute, person)


_ASKING: Final[ColumnElement[Any]] = bindparam("reviewer_id")
_MEMBER: Final = staff_role.c.person_id
# Nobody decides about themselves, about whom they are linked to, or on what they judged.
BARRED: Final[ColumnElement[bool]] = or_(
    CONCERNED,
    _judged_by(_ASKING),
    and_(PREPARED.is_of(_ASKING), _somebody(_judged_by(_MEMBER), PREPARED.is_of(_MEMBER))),
)
# Of the staff: somebody has to be brought in first.
NOBODY_MAY: Final[ColumnElement[bool]] = ~_somebody(_judged_by(_MEMBER))
# Who prepared the payout reads it to decide, or has decided: nobody else is, or was, left.
STANDS_IN: Final[ColumnElement[bool]] = or_(
    and_(dispute.c.decided_by.is_(None), PREPARED.is_of(_ASKING)),
    PREPARED.was_of(dispute.c.decided_by),
)

_OF_ONE = dispute.c.id == bindparam("of_dispute")
_JUDGES = union(*(each.people.where(_OF_ONE) for each in VERDICTS))
_PREPARERS = PREPARED.people.where(_OF_ONE)


def judges(conn: Connection, dispute_id: int) -> frozenset[int]:
    """Who judged what it is about."""
    found = conn.execute(_JUDGES, {"of_dispute": dispute_id}).scalars()
    return frozenset(each for each in found if each is not None)


def preparers(conn: Connection, dispute_id: int) -> frozenset[int]:
    """Who prepared the payout that it is about."""
    return frozenset(conn.execute(_PREPARERS, {"of_dispute": dispute_id}).scalars())
