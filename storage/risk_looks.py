"""Queries about which posts are to be looked at: with anything new since last time."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select

from domain.due_work import DueItem
from domain.risk.cases import LOOKED_AT
from storage.dialects import in_both
from storage.due_pages import page, paged
from storage.submissions import LATEST_WITH_POST
from storage.tables.base import among
from storage.tables.checks import post_page
from storage.tables.metrics import contradiction, metric_snapshot
from storage.tables.risk import risk_due, risk_look
from storage.tables.work import assignment, proof, submission


@dataclass(frozen=True, slots=True)
class Newest:
    """What of a post is there to be looked at; nothing of a kind is 0."""

    submission_id: int
    snapshot_id: int
    page_revision: int = 0
    proof_id: int = 0
    contradiction_id: int = 0


_READ = func.coalesce(
    select(func.max(metric_snapshot.c.id))
    .where(metric_snapshot.c.post_id == submission.c.post_id)
    .correlate(submission)
    .scalar_subquery(),
    0,
)
_PAGE = func.coalesce(
    select(post_page.c.revision)
    .where(post_page.c.post_id == submission.c.post_id)
    .correlate(submission)
    .scalar_subquery(),
    0,
)
_SHOWN = func.coalesce(
    select(func.max(proof.c.id))
    .where(proof.c.submission_id == submission.c.id)
    .correlate(submission)
    .scalar_subquery(),
    0,
)
_OTHERWISE = func.coalesce(
    select(func.max(contradiction.c.id))
    .where(contradiction.c.post_id == submission.c.post_id)
    .correlate(submission)
    .scalar_subquery(),
    0,
)
_FROM = assignment.join(submission, submission.c.id == LATEST_WITH_POST).outerjoin(
    risk_look, risk_look.c.assignment_id == assignment.c.id
)
_IS_NEW = and_(
    among(assignment.c.status, LOOKED_AT),
    or_(
        risk_look.c.assignment_id.is_(None),
        risk_look.c.submission_id != submission.c.id,
        risk_look.c.snapshot_id != _READ,
        risk_look.c.page_revision != _PAGE,
        risk_look.c.proof_id != _SHOWN,
        risk_look.c.contradiction_id != _OTHERWISE,
    ),
)
_UNSEEN = paged(
    select(risk_due.c.since, risk_due.c.assignment_id),
    risk_due.c.since,
    risk_due.c.assignment_id,
)
_TAKE = delete(risk_due).where(risk_due.c.assignment_id == bindparam("of_assignment"))
_HOLD = (
    select(submission.c.id, _READ, _PAGE, _SHOWN, _OTHERWISE)
    .select_from(_FROM)
    .where(assignment.c.id == bindparam("of_assignment"), _IS_NEW)
    .with_for_update(of=assignment, skip_locked=True)
)


def unseen(conn: Connection, after: DueItem, most: int) -> list[DueItem]:
    """Assignments that may have something new, the longest waiting first; nothing is held."""
    return page(conn, _UNSEEN, after, most)


def take(conn: Connection, assignment_id: int) -> bool:
    """Off the list, for it is looked at now; False where it does not stand there."""
    return conn.execute(_TAKE, {"of_assignment": assignment_id}).rowcount == 1


def hold_unseen(conn: Connection, assignment_id: int) -> Newest | None:
    """While there is something new and nobody else is at it; ours in this unit of work."""
    row = conn.execute(_HOLD, {"of_assignment": assignment_id}).first()
    return None if row is None else Newest(*row)


def _note(dialect: Any) -> Any:
    noting = dialect.insert(risk_look)
    changed = {name: noting.excluded[name] for name in (*Newest.__slots__, "at")}
    return noting.on_conflict_do_update(index_elements=["assignment_id"], set_=changed)


_NOTE = in_both(_note)


def note(conn: Connection, assignment_id: int, newest: Newest, now: datetime) -> None:
    values = {"assignment_id": assignment_id, **asdict(newest), "at": now}
    conn.execute(_NOTE[conn.dialect.name], values)
