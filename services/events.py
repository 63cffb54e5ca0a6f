"""Gathering what partners are told from rows that are there anyway; nothing is sent here.

No cause on the hot path says a word: the scheduler reads along the ids of what is only appended.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from domain.assignment import AssignmentStatus
from domain.disputes.life import DisputeEventKind
from domain.events import KEPT_FOR, OF_STATUS, EndpointStatus, EventType, Happening
from domain.ledger import PostingKind
from domain.risk.cases import EventKind
from storage import endpoints, event_sources, events
from storage.event_sources import DisputeRow, MoneyRow, RiskRow, Source, WorkRow

MOST_AT_ONCE: Final = 500  # rows of a source in one unit of work


def is_behind(conn: Connection) -> bool:
    """Whether there is somebody to tell, and something that was not told. A read."""
    if not endpoints.is_any(conn):
        return False
    marks = events.marks(conn)
    return any(marks.get(each, 0) < event_sources.newest(conn, each) for each in Source)


def gather(conn: Connection, *, now: datetime) -> bool:
    """A bounded step along each source; whether there is more."""
    wanted = [each for each in endpoints.every(conn) if each.status is not EndpointStatus.GONE]
    marks, is_more = events.marks(conn), False
    for source in Source:
        after, newest = marks.get(source, 0), event_sources.newest(conn, source)
        upto = min(newest, after + MOST_AT_ONCE)
        if upto > after:
            events.note(conn, _READ[source](conn, after, upto), wanted, now)
            events.set_mark(conn, source, upto)
        is_more |= upto < newest
    return is_more


def tell(
    conn: Connection, type_: EventType, cause: str, data: dict[str, Any], *, now: datetime
) -> None:
    """For causes that no row keeps, in their own transaction; nothing while nobody listens."""
    told = [each for each in endpoints.every(conn) if each.status is not EndpointStatus.GONE]
    if told:
        events.note(conn, [Happening(type_, cause, now, data)], told, now)


def begin(conn: Connection) -> None:
    """The first listener hears of what happens from now on."""
    for source in Source:
        events.set_mark(conn, source, event_sources.newest(conn, source))


def forget(conn: Connection, *, most: int, now: datetime) -> int:
    """What is older can be replayed no more; how many went."""
    return events.forget(conn, now - KEPT_FOR, most)


def _of_work(conn: Connection, after: int, upto: int) -> Iterable[Happening]:
    for row in event_sources.work(conn, after, upto):
        status = AssignmentStatus(row.status)
        cause = f"assignment_event:{row.event_id}"
        yield Happening(OF_STATUS[status], cause, row.at, _work_data(row, status))


def _work_data(row: WorkRow, status: AssignmentStatus) -> dict[str, Any]:
    data: dict[str, Any] = {
        "assignment": row.assignment_id,
        "task": row.task_id,
        "campaign": row.campaign_id,
        "creator": row.person_id,
        "platform": row.platform,
    }
    if row.post_key is not None:
        data["post_id"] = row.post_key
    if row.reason:
        data["reason"] = row.reason
    if status is AssignmentStatus.SETTLED:
        data |= {"amount_minor": row.settled_minor, "currency": row.currency}
    return data


def _of_money(conn: Connection, after: int, upto: int) -> Iterable[Happening]:
    for row in event_sources.money(conn, after, upto):
        is_paid = row.kind is PostingKind.PAYMENT
        type_ = EventType.PAYOUT_PAID if is_paid else EventType.PAYOUT_FAILED
        yield Happening(type_, f"posting:{row.posting_id}", row.at, _money_data(row))


def _money_data(row: MoneyRow) -> dict[str, Any]:
    """A payout that fails after it was told of as paid says so."""
    data: dict[str, Any] = {
        "payout": row.payout_id,
        "batch": row.batch_id,
        "creator": row.person_id,
        "reference": row.reference,
        "amount_minor": row.amount_minor,
        "currency": row.currency,
    }
    if row.kind is PostingKind.BOUNCE:
        data["was_paid"] = True
    return data


def _of_risk(conn: Connection, after: int, upto: int) -> Iterable[Happening]:
    for row in event_sources.risk(conn, after, upto):
        is_new = row.kind is EventKind.OPENED
        type_ = EventType.RISK_CASE_OPENED if is_new else EventType.RISK_CASE_DECIDED
        yield Happening(type_, f"risk_event:{row.event_id}", row.at, _risk_data(row))


def _risk_data(row: RiskRow) -> dict[str, Any]:
    data: dict[str, Any] = {
        "case": row.case_id,
        "assignment": row.assignment_id,
        "campaign": row.campaign_id,
        "creator": row.person_id,
        "signals": list(row.signals),
    }
    if row.kind is not EventKind.OPENED:
        data["decision"] = row.kind.value
    if row.reason:
        data["reason"] = row.reason
    return data


def _of_disputes(conn: Connection, after: int, upto: int) -> Iterable[Happening]:
    for row in event_sources.disputes(conn, after, upto):
        is_new = row.kind is DisputeEventKind.OPENED
        type_ = EventType.DISPUTE_OPENED if is_new else EventType.DISPUTE_DECIDED
        yield Happening(type_, f"dispute_event:{row.event_id}", row.at, _dispute_data(row))


def _dispute_data(row: DisputeRow) -> dict[str, Any]:
    """No words of either side: what was said is between the two."""
    data: dict[str, Any] = {
        "dispute": row.dispute_id,
        "about": row.line.value,
        "creator": row.person_id,
        "amount_minor": row.amount_minor,
        "currency": row.currency,
        "reason": row.reason,
    }
    of = {"campaign": row.campaign_id, "assignment": row.assignment_id, "payout": row.payout_id}
    data |= {name: number for name, number in of.items() if number is not None}
    if row.kind is not DisputeEventKind.OPENED:
        data |= {"outcome": row.kind.value, "awarded_minor": row.awarded_minor}
    return data


_READ: Final[dict[Source, Callable[[Connection, int, int], Iterable[Happening]]]] = {
    Source.WORK: _of_work,
    Source.MONEY: _of_money,
    Source.RISK: _of_risk,
    Source.DISPUTE: _of_disputes,
}
