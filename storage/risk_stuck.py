"""Whether a risk case is one that nobody of the staff may decide: everybody is barred from it."""

from typing import Final

from sqlalchemy import ColumnElement, exists, or_

from domain.people import Role
from domain.risk.cases import CaseStatus
from storage import linked
from storage.tables.base import among
from storage.tables.people import person, staff_role
from storage.tables.risk import risk_case

_MAY: Final = frozenset({Role.REVIEWER, Role.COORDINATOR, Role.OWNER})

# Of a row of cases with its creator, as services.risk_deciders.able asks it of one case.
NOBODY_MAY: Final[ColumnElement[bool]] = ~(
    exists()
    .where(
        among(staff_role.c.role, _MAY),
        ~linked.to(staff_role.c.person_id),
        or_(
            risk_case.c.status != CaseStatus.APPEALED.value,
            risk_case.c.decided_by != staff_role.c.person_id,
        ),
    )
    .correlate(risk_case, person)
)
