"""Queries about disputes as people read them: lists, one with its events; who may decide on it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, func, select

from domain.disputes.life import (
    UNDECIDED,
    DisputeEventKind,
    DisputeStatus,
    EvidenceFile,
)
from domain.disputes.lines import LineKind
from domain.disputes.listing import DisputeEvent, DisputeFile, DisputeLine, LateDisputes, Wanted
from domain.files import Kind
from storage.dispute_parts import BARRED, NOBODY_MAY, STANDS_IN
from storage.disputes import FACTS, OF_CREATOR, from_row
from storage.linked import CONCERNED
from storage.submissions import LATEST_WITH_POST
from storage.tables.base import among
from storage.tables.campaigns import task
from storage.tables.disputes import dispute, dispute_event
from storage.tables.money import payout
from storage.tables.people import person
from storage.tables.work import assignment, post, submission

_TITLE: Final = func.coalesce(task.c.title, payout.c.reference)
_FROM: Final = OF_CREATOR.outerjoin(task, task.c.id == assignment.c.task_id).outerjoin(
    payout, payout.c.id == dispute.c.payout_id
)
_LINE: Final = (
    dispute.c.id,
    dispute.c.kind,
    dispute.c.status,
    _TITLE,
    person.c.name,
    dispute.c.amount_minor,
    dispute.c.currency,
    dispute.c.awarded_minor,
    dispute.c.opened_at,
    dispute.c.answer_due_at,
    dispute.c.decide_due_at,
    dispute.c.escalated_at,
)
_LISTED = select(*_LINE).select_from(_FROM)
_COUNT = select(func.count()).select_from(OF_CREATOR)
_OF_PERSON = (
    _LISTED.where(dispute.c.person_id == bindparam("of_person"))
    .order_by(dispute.c.id.desc())
    .limit(bindparam("most"))
)
_TITLED = select(_TITLE).select_from(_FROM).where(dispute.c.id == bindparam("of_dispute"))
_FILE = (
    select(*FACTS, *_LINE, func.coalesce(post.c.url, ""), NOBODY_MAY, STANDS_IN)
    .select_from(
        _FROM.outerjoin(submission, submission.c.id == LATEST_WITH_POST).outerjoin(
            post, post.c.id == submission.c.post_id
        )
    )
    .where(dispute.c.id == bindparam("of_dispute"))
)
_WAITS = dispute.c.status == DisputeStatus.OPEN
_LATE = (
    select(BARRED, func.count())
    .select_from(OF_CREATOR)
    .where(_WAITS, dispute.c.decide_due_at <= bindparam("now"), ~CONCERNED, ~NOBODY_MAY)
    .group_by(BARRED)
)
_STUCK = select(func.count()).select_from(OF_CREATOR).where(_WAITS, NOBODY_MAY)
_ACTOR = person.alias("actor")
_EVENTS = (
    select(
        dispute_event.c.id,
        dispute_event.c.kind,
        func.coalesce(_ACTOR.c.name, ""),
        func.coalesce(dispute_event.c.actor_id, 0) == dispute.c.person_id,
        dispute_event.c.note,
        dispute_event.c.file_id,
        dispute_event.c.file_kind,
        dispute_event.c.file_sha256,
        dispute_event.c.at,
    )
    .select_from(
        dispute_event.join(dispute, dispute.c.id == dispute_event.c.dispute_id).outerjoin(
            _ACTOR, _ACTOR.c.id == dispute_event.c.actor_id
        )
    )
    .where(dispute_event.c.dispute_id == bindparam("of_dispute"))
    .order_by(dispute_event.c.id)
)


def title(conn: Connection, dispute_id: int) -> str:
    """The work's, or the reference of a payout."""
    found: str = conn.execute(_TITLED, {"of_dispute": dispute_id}).scalar_one()
    return found


def of_person(conn: Connection, person_id: int, most: int) -> tuple[DisputeLine, ...]:
    """Newest first."""
    rows = conn.execute(_OF_PERSON, {"of_person": person_id, "most": most})
    return tuple(_line(row) for row in rows)


def count(conn: Connection, actor_id: int, wanted: Wanted) -> int:
    asked = _COUNT.where(*_conditions(wanted))
    return conn.execute(asked, {"reviewer_id": actor_id}).scalar_one()


def late(conn: Connection, actor_id: int, now: datetime) -> LateDisputes:
    """For this person; none that concerns them."""
    rows = conn.execute(_LATE, {"reviewer_id": actor_id, "now": now})
    counts = {bool(barred): count for barred, count in rows}
    stuck = conn.execute(_STUCK).scalar_one()
    return LateDisputes(counts.get(False, 0), counts.get(True, 0), stuck)


def page(
    conn: Connection, actor_id: int, wanted: Wanted, start: int, most: int
) -> tuple[DisputeLine, ...]:
    """The most pressing first; of what nobody has to decide any more, the newest."""
    presses = set(wanted.statuses) <= UNDECIDED
    order = (dispute.c.decide_due_at, dispute.c.id) if presses else (dispute.c.id.desc(),)
    asked = _LISTED.where(*_conditions(wanted)).order_by(*order).offset(start).limit(most)
    return tuple(_line(row) for row in conn.execute(asked, {"reviewer_id": actor_id}))


def _conditions(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    """Nobody's own, a linked person's, or about what they did."""
    yield among(dispute.c.status, wanted.statuses)
    yield ~BARRED
    if wanted.kind is not None:
        yield dispute.c.kind == wanted.kind.value


def file(conn: Connection, dispute_id: int, actor_id: int) -> DisputeFile | None:
    row: Any = conn.execute(_FILE, {"of_dispute": dispute_id, "reviewer_id": actor_id}).first()
    if row is None:
        return None
    split = len(FACTS)
    events = (_event(each) for each in conn.execute(_EVENTS, {"of_dispute": dispute_id}))
    post_url, nobody_may, stands_in = row[-3:]
    facts, line = from_row(row[:split]), _line(row[split:-3])
    return DisputeFile(facts, line, post_url, tuple(events), bool(nobody_may), bool(stands_in))


def _line(row: Any) -> DisputeLine:
    values: list[Any] = [row[0], LineKind(row[1]), DisputeStatus(row[2]), *row[3:]]
    return DisputeLine(*values)


def _event(row: Any) -> DisputeEvent:
    kept = EvidenceFile(row[5], Kind(row[6]), row[7]) if row[5] else None
    kind = DisputeEventKind(row[1])
    return DisputeEvent(row[0], kind, row[2], bool(row[3]), row[4], kept, row[8])
