"""Who may decide on a dispute: by role, linked to nobody in it, and no judge of the matter."""

from typing import Final

from sqlalchemy import Connection

from domain.disputes.life import DisputeFacts
from domain.people import Role
from storage import dispute_parts, reviews

DECIDERS: Final = (Role.FINANCE, Role.COORDINATOR)
_CALLED: Final = frozenset(DECIDERS)
_OWNERS: Final = frozenset({Role.OWNER})


def able(conn: Connection, facts: DisputeFacts) -> frozenset[int]:
    """As storage.dispute_parts.BARRED, for everybody at once: whoever had no part in it; where
    there is nobody, who prepared the payout and approved nothing. Nobody at all: somebody has to
    join the team first."""
    unlinked = reviews.unconcerned_staff(conn, facts.person_id)
    staff = {person_id for person_id, role in unlinked if role in _CALLED | _OWNERS}
    may = staff - dispute_parts.judges(conn, facts.dispute_id)
    return frozenset(may - dispute_parts.preparers(conn, facts.dispute_id) or may)


def called(conn: Connection, facts: DisputeFacts) -> list[int]:
    """Whose work deciding is; where there is none, owners who may."""
    return _with(conn, facts, _CALLED) or owners(conn, facts)


def owners(conn: Connection, facts: DisputeFacts) -> list[int]:
    """Owners who may decide on it themselves."""
    return _with(conn, facts, _OWNERS)


def _with(conn: Connection, facts: DisputeFacts, roles: frozenset[Role]) -> list[int]:
    may = able(conn, facts)
    unlinked = reviews.unconcerned_staff(conn, facts.person_id)
    return sorted({person_id for person_id, role in unlinked if role in roles} & may)
