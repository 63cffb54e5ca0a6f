"""Since when due rows are due, where the line they stand in says less, or there is no line."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, bindparam, case, func, or_, select

from domain.assignment import AssignmentStatus
from domain.delivery import BroadcastStatus, DeliveryStatus
from domain.due_work import DueElsewhere, DueItem
from domain.events import CallStatus, EndpointStatus
from storage.due_settlements import DUE_FROM, IS_UNHEARD
from storage.pot_windows import IN_WINDOW
from storage.reminders import HAS_NO_DIGEST
from storage.tables.base import Utc, among
from storage.tables.campaigns import campaign, task
from storage.tables.checks import host_gate, post_check
from storage.tables.delivery import broadcast, delivery
from storage.tables.events import endpoint, event_call
from storage.tables.material import material
from storage.tables.metrics import import_batch
from storage.tables.people import account, pause, person
from storage.tables.pot_windows import pot_window
from storage.tables.work import assignment

_LAST_ENDED: Final = 200  # of a broadcast: in the order in which most of it left, or was cancelled
_NEWCOMERS: Final = 500
_NOW: Any = bindparam("now", type_=Utc)
_IT: Any = bindparam("item_id")


def _latest(of: Any) -> Any:
    return func.max(of, type_=Utc)


_SENT: Final = (
    select(delivery.c.ended_at)
    .where(delivery.c.broadcast_id == _IT, among(delivery.c.status, (DeliveryStatus.SENT,)))
    .order_by(delivery.c.person_id.desc())
    .limit(_LAST_ENDED)
    .subquery()
)
_APPROVED: Final = among(assignment.c.status, (AssignmentStatus.APPROVED,))
_CUT_OFF: Final = (
    _latest(assignment.c.settle_at),
    _latest(case((IS_UNHEARD, assignment.c.settle_at))),
)
_OF_POT: Final = (
    select(*_CUT_OFF).select_from(DUE_FROM).where(assignment.c.terms_id == _IT, _APPROVED)
)
_OFFERED_UNTIL: Final = select(_latest(task.c.due_at)).where(
    task.c.terms_id == _IT, task.c.due_at <= _NOW
)
_OF_WINDOW: Final = (
    select(*_CUT_OFF)
    .select_from(DUE_FROM.join(pot_window, IN_WINDOW))
    .where(pot_window.c.id == _IT, _APPROVED)
)
_WINDOW: Final = select(pot_window.c.ends_at, pot_window.c.looked_at).where(pot_window.c.id == _IT)
_ASKED: Final = select(campaign.c.readings_asked_at, campaign.c.short_told_at).where(
    campaign.c.id == _IT
)
_UNHEARD_SINCE: Final = (
    select(func.min(assignment.c.settle_at, type_=Utc))
    .select_from(DUE_FROM)
    .where(campaign.c.id == _IT, _APPROVED, assignment.c.settle_at <= _NOW, IS_UNHEARD)
)
_LAST_CLAIM: Final = (
    select(_latest(assignment.c.claimed_at))
    .join(task, task.c.id == assignment.c.task_id)
    .where(task.c.campaign_id == _IT)
)


def sent_out(conn: Connection, item: DueItem, now: datetime) -> datetime:
    """A broadcast of which nothing waits: since the last of it left."""
    last: datetime | None = conn.execute(select(_latest(_SENT.c.ended_at)), _of(item)).scalar()
    return last or item[0]


def pot(conn: Connection, item: DueItem, now: datetime, patience: timedelta) -> datetime:
    """Since the last cut-off of its works, and since nobody can claim any more."""
    moments = [*_cut_offs(conn, _OF_POT, item, patience)]
    moments.append(conn.execute(_OFFERED_UNTIL, _of(item) | {"now": now}).scalar())
    return max((at for at in moments if at), default=item[0])


def window(conn: Connection, item: DueItem, now: datetime, patience: timedelta) -> datetime:
    """The same of a pot's window, which ends by itself."""
    ends_at, _ = conn.execute(_WINDOW, _of(item)).one()
    moments = [at for at in (ends_at, *_cut_offs(conn, _OF_WINDOW, item, patience)) if at]
    return max((at for at in moments if at <= now), default=item[0])


def _cut_offs(
    conn: Connection, asked: Select[Any], item: DueItem, patience: timedelta
) -> tuple[datetime | None, datetime | None]:
    """Of what nobody told of, the end of waiting for it."""
    last, unheard = conn.execute(asked, _of(item)).one()
    return last, unheard + patience if unheard else None


def window_look(conn: Connection, item: DueItem, now: datetime, every: timedelta) -> datetime:
    """Since the last look was too old; of one nobody looked at since it was opened."""
    _, looked_at = conn.execute(_WINDOW, _of(item)).one()
    return looked_at + every if looked_at else item[0]


def readings(conn: Connection, item: DueItem, now: datetime, every: timedelta) -> datetime:
    """Since its first cut-off without any, or since it was time to ask once more; may be ahead."""
    asked_at, _ = conn.execute(_ASKED, _of(item)).one()
    first: datetime | None = conn.execute(_UNHEARD_SINCE, _of(item) | {"now": now}).scalar()
    return max(first or item[0], asked_at + every if asked_at else item[0])


def short_budget(conn: Connection, item: DueItem, now: datetime, every: timedelta) -> datetime:
    """Since the claim that made it short, the last one at the latest; told of: since it may be
    again.
    """
    _, told_at = conn.execute(_ASKED, _of(item)).one()
    last: datetime | None = conn.execute(_LAST_CLAIM, _of(item)).scalar()
    return told_at + every if told_at else last or item[0]


def _of(item: DueItem) -> dict[str, Any]:
    return {"item_id": item[1]}


# Newcomers lack one first, and for want of a worker they are those who lack one: so creators are
# not walked through for it.
_NEWEST: Final = select(person.c.id).order_by(person.c.id.desc()).limit(_NEWCOMERS).subquery()
_WITHOUT_DIGEST: Final = (
    select(person.c.created_at, person.c.id)
    .join(_NEWEST, _NEWEST.c.id == person.c.id)
    .where(HAS_NO_DIGEST)
    .order_by(person.c.created_at, person.c.id)
    .limit(bindparam("most"))
)
_SIGNED_UP: Final = select(func.min(account.c.created_at, type_=Utc)).where(
    account.c.person_id == _IT
)


def without_digest(conn: Connection, most: int) -> list[DueItem]:
    """Of the creators who came last those who no next digest waits for, by when they came."""
    return [(row[0], row[1]) for row in conn.execute(_WITHOUT_DIGEST, {"most": most})]


def digest(conn: Connection, item: DueItem, now: datetime) -> datetime:
    """Since their first account, with which they had signed up."""
    signed_up: datetime | None = conn.execute(_SIGNED_UP, _of(item)).scalar()
    return signed_up or item[0]


_IMPORTS: Final = (
    select(import_batch.c.imported_at, import_batch.c.id)
    .where(import_batch.c.finished_at.is_(None), import_batch.c.upload_id.is_not(None))
    .order_by(import_batch.c.id)
)


def imports(conn: Connection) -> list[DueItem]:
    """Confirmed files that are not through yet, by when they were."""
    return [(row[0], row[1]) for row in conn.execute(_IMPORTS)]


def _oldest_of_open_hosts(rows: Table) -> Select[Any]:
    """From one host to the next along the index: many rows are of few hosts."""
    waits = rows.c.due_at.is_not(None)
    first = select(func.min(rows.c.host).label("host")).where(waits).cte("hosts", recursive=True)
    further = select(func.min(rows.c.host)).where(rows.c.host > first.c.host, waits)
    hosts = first.union_all(select(further.scalar_subquery()).where(first.c.host.is_not(None)))
    oldest = select(func.min(rows.c.due_at)).where(rows.c.host == hosts.c.host, waits)
    by_host = (
        select(oldest.correlate(hosts).scalar_subquery().label("due_at"))
        .select_from(hosts.outerjoin(host_gate, host_gate.c.host == hosts.c.host))
        .where(
            hosts.c.host.is_not(None),
            or_(host_gate.c.opens_at.is_(None), host_gate.c.opens_at <= _NOW),
        )
        .subquery()
    )
    return select(func.min(by_host.c.due_at, type_=Utc))


_CALL: Final = select(
    endpoint.c.again_at,
    select(func.min(event_call.c.due_at, type_=Utc))
    .where(
        event_call.c.endpoint_id == endpoint.c.id,
        among(event_call.c.status, {CallStatus.WAITING}),
    )
    .correlate(endpoint)
    .scalar_subquery(),
).where(among(endpoint.c.status, {EndpointStatus.ACTIVE}))
_BREAK: Final = select(func.min(pause.c.until, type_=Utc)).where(pause.c.ended_at.is_(None))
_FREEZING: Final = select(func.min(broadcast.c.confirmed_at, type_=Utc)).where(
    or_(broadcast.c.freeze_to.is_(None), broadcast.c.frozen_to < broadcast.c.freeze_to),
    among(broadcast.c.status, (BroadcastStatus.SENDING, BroadcastStatus.PAUSED)),
)
_CANCELLING: Final = select(broadcast.c.id).where(
    among(broadcast.c.status, (BroadcastStatus.CANCELLED,)), broadcast.c.ended_at.is_(None)
)
_CANCELLED: Final = (
    select(delivery.c.ended_at)
    .where(delivery.c.broadcast_id == _IT, among(delivery.c.status, (DeliveryStatus.CANCELLED,)))
    .order_by(delivery.c.priority.desc(), delivery.c.due_at.desc(), delivery.c.id.desc())
    .limit(_LAST_ENDED)
    .subquery()
)
_POST_CHECK: Final = _oldest_of_open_hosts(post_check)
_MATERIAL: Final = _oldest_of_open_hosts(material)


def _first(asked: Select[Any]) -> Callable[[Connection, datetime], datetime | None]:
    return lambda conn, now: conn.execute(asked, {"now": now}).scalar()


def _call(conn: Connection, now: datetime) -> datetime | None:
    """An endpoint that did not serve rests for a while."""
    found = [max(row) for row in conn.execute(_CALL) if row[1] is not None]
    return min(found, default=None)


def _cancelling(conn: Connection, now: datetime) -> datetime | None:
    """Since the last part of it ended; the first one does with the cancelling itself."""
    last = select(_latest(_CANCELLED.c.ended_at))
    numbers = list(conn.execute(_CANCELLING).scalars())
    ended = (conn.execute(last, {"item_id": number}).scalar() for number in numbers)
    return min((at for at in ended if at), default=None)


ELSEWHERE: Final[Mapping[DueElsewhere, Callable[[Connection, datetime], datetime | None]]] = {
    DueElsewhere.POST_CHECK: _first(_POST_CHECK),
    DueElsewhere.MATERIAL: _first(_MATERIAL),
    DueElsewhere.CALL: _call,
    DueElsewhere.BREAK: _first(_BREAK),
    DueElsewhere.FREEZING: _first(_FREEZING),
    DueElsewhere.CANCELLING: _cancelling,
}
"""By kind, the moment of the oldest, which may lie ahead."""
