"""Who may decide on a risk case: by role, linked to nobody in it, on an appeal somebody else."""

from typing import Final

from sqlalchemy import Connection

from domain.people import Role
from domain.risk.cases import CaseFacts
from storage import reviews

DECIDERS: Final = (Role.REVIEWER, Role.COORDINATOR)
_CALLED: Final = frozenset(DECIDERS)
_OWNERS: Final = frozenset({Role.OWNER})


def able(conn: Connection, facts: CaseFacts) -> frozenset[int]:
    """Whoever may, an owner too. Nobody at all: somebody has to join the team first."""
    return frozenset(_of(conn, facts, _CALLED | _OWNERS))


def called(conn: Connection, facts: CaseFacts) -> list[int]:
    """Whose work deciding is; where there is none, owners who may."""
    return _of(conn, facts, _CALLED) or owners(conn, facts)


def owners(conn: Connection, facts: CaseFacts) -> list[int]:
    """Owners who may decide on it themselves."""
    return _of(conn, facts, _OWNERS)


def _of(conn: Connection, facts: CaseFacts, roles: frozenset[Role]) -> list[int]:
    """Without whom it concerns, and without whom an appeal is against."""
    unconcerned = reviews.unconcerned_staff(conn, facts.person_id)
    against = facts.decided_by if facts.is_appeal else None
    return sorted({person_id for person_id, role in unconcerned if role in roles} - {against})
