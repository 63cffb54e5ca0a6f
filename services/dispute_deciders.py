"""Who may decide on a dispute: by role, linked to nobody in it, and no judge of the matter."""

from collections import defaultdict
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
    return frozenset(_able(conn, facts))


def called(conn: Connection, facts: DisputeFacts) -> list[int]:
    """Whose work deciding is; where there is none, owners who may."""
    may = _able(conn, facts)
    return _with(may, _CALLED) or _with(may, _OWNERS)


def owners(conn: Connection, facts: DisputeFacts) -> list[int]:
    """Owners who may decide on it themselves."""
    return _with(_able(conn, facts), _OWNERS)


def _able(conn: Connection, facts: DisputeFacts) -> dict[int, set[Role]]:
    """With the roles that they may by."""
    roles: dict[int, set[Role]] = defaultdict(set)
    for person_id, role in reviews.unconcerned_staff(conn, facts.person_id):
        if role in _CALLED | _OWNERS:
            roles[person_id].add(role)
    may = roles.keys() - dispute_parts.judges(conn, facts.dispute_id)
    may = may - dispute_parts.preparers(conn, facts.dispute_id) or may
    return {person_id: roles[person_id] for person_id in may}


def _with(may: dict[int, set[Role]], wanted: frozenset[Role]) -> list[int]:
    return sorted(person_id for person_id, roles in may.items() if roles & wanted)
