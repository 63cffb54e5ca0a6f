"""Risk cases: what holds an amount has a clock that ends it, and no decision is one's own."""

from typing import Final

from sqlalchemy import or_, select

from domain.assignment import AssignmentStatus
from domain.risk.cases import HOLDING, CaseStatus
from storage.checks.broken import Check
from storage.linked import by_invitation
from storage.tables.base import among
from storage.tables.money import settlement
from storage.tables.people import person
from storage.tables.risk import risk_case, risk_event
from storage.tables.work import assignment

_HOLDS = among(risk_case.c.status, HOLDING)
_OF_WORK = risk_case.join(assignment, assignment.c.id == risk_case.c.assignment_id).join(
    person, person.c.id == assignment.c.person_id
)
_decider = person.alias("decider")
_DECIDERS = (risk_case.c.decided_by, risk_case.c.appeal_decided_by)

CHECKS: Final[dict[str, Check]] = {
    "a risk case that holds money has a clock": select(
        risk_case.c.id, risk_case.c.status, risk_case.c.next_at
    ).where(risk_case.c.next_at.is_not(None) != _HOLDS),
    "work that a risk case holds is not settled": (
        select(risk_case.c.id, risk_case.c.status, assignment.c.id)
        .select_from(_OF_WORK)
        .where(_HOLDS, assignment.c.status == AssignmentStatus.SETTLED)
    ),
    "nothing of held work matures": (
        select(risk_case.c.id, settlement.c.id, settlement.c.matured_at)
        .join(settlement, settlement.c.assignment_id == risk_case.c.assignment_id)
        .where(_HOLDS, settlement.c.matured_at > risk_case.c.opened_at)
    ),
    "work that a risk case ended is void": (
        select(risk_case.c.id, assignment.c.id, assignment.c.status)
        .select_from(_OF_WORK)
        .where(
            risk_case.c.status == CaseStatus.VOIDED,
            assignment.c.status != AssignmentStatus.VOID,
        )
    ),
    "nobody decides their own risk case": (
        select(risk_case.c.id, risk_case.c.decided_by, risk_case.c.appeal_decided_by)
        .select_from(_OF_WORK)
        .join(_decider, _decider.c.id.in_(_DECIDERS))
        .where(
            or_(
                risk_case.c.appeal_decided_by == risk_case.c.decided_by,
                by_invitation(_decider, person),
            )
        )
        .distinct()
    ),
    "a risk case has its events": select(risk_case.c.id, risk_case.c.status).where(
        ~select(risk_event.c.id).where(risk_event.c.case_id == risk_case.c.id).exists()
    ),
}
