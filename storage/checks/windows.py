"""Windows of pots: each holds its pot until it is split, and its works are those claimed in it."""

from typing import Final

from sqlalchemy import case, exists, func, or_, select

from domain.assignment import OPEN, AssignmentStatus
from storage.checks.broken import Check
from storage.pot_windows import IN_WINDOW
from storage.rooms import STANDS
from storage.tables.campaigns import terms
from storage.tables.money import pot_share, settlement
from storage.tables.pot_windows import pot_window
from storage.tables.work import assignment

_HAS_SHARE = exists(
    select(pot_share.c.assignment_id).where(pot_share.c.assignment_id == assignment.c.id)
)

CHECKS: Final[dict[str, Check]] = {
    "a window reserves its pot until it is split": (
        select(pot_window.c.id, pot_window.c.reserved_minor, terms.c.pot_minor)
        .join(terms, terms.c.id == pot_window.c.terms_id)
        .where(
            pot_window.c.reserved_minor
            != case((pot_window.c.split_at.is_(None), terms.c.pot_minor), else_=0)
        )
    ),
    "work is claimed in one window of its pot": (
        select(assignment.c.id, func.count(pot_window.c.id))
        .join(terms, terms.c.id == assignment.c.terms_id)
        .outerjoin(pot_window, IN_WINDOW)
        .where(terms.c.pot_days > 0)
        .group_by(assignment.c.id)
        .having(func.count(pot_window.c.id) != 1)
    ),
    "a share is of the window its work was claimed in": (
        select(assignment.c.id, pot_share.c.window_id, pot_window.c.id)
        .join(pot_share, pot_share.c.assignment_id == assignment.c.id)
        .outerjoin(pot_window, IN_WINDOW)
        .where(func.coalesce(pot_share.c.window_id, 0) != func.coalesce(pot_window.c.id, 0))
    ),
    "a window is split when nothing of it is open": (
        select(assignment.c.id, pot_window.c.id, assignment.c.status)
        .join(pot_window, IN_WINDOW)
        .where(
            pot_window.c.split_at.is_not(None),
            or_(
                assignment.c.status.in_(sorted(OPEN)),
                (assignment.c.status == AssignmentStatus.APPROVED) & ~_HAS_SHARE,
            ),
        )
    ),
    "a window pays no more than its pot": (
        select(pot_window.c.id, terms.c.pot_minor, func.sum(settlement.c.amount_minor))
        .join(terms, terms.c.id == pot_window.c.terms_id)
        .join(pot_share, pot_share.c.window_id == pot_window.c.id)
        .join(settlement, settlement.c.assignment_id == pot_share.c.assignment_id)
        .join(assignment, assignment.c.id == settlement.c.assignment_id)
        .where(STANDS)
        .group_by(pot_window.c.id, terms.c.pot_minor)
        .having(func.sum(settlement.c.amount_minor) > terms.c.pot_minor)
    ),
}
