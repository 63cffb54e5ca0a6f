"""Telling somebody else: one row per cause and reader; wording and sending are elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain import quiet_hours
from domain.delivery import DeliveryClass, DeliveryStatus
from domain.follow_ups import FollowUp
from domain.notices import NoticeKind
from services import traces
from storage import deliveries, readers
from storage.deliveries import NewDelivery
from storage.readers import Reader


@dataclass(frozen=True, slots=True)
class Notice:
    """What one reader is to be told, and of which cause; `facts` as `queue` takes them."""

    person_id: int
    kind: str
    facts: Mapping[str, Any]
    dedupe_key: str


_QUEUED: Final = "koc_notice_queued"


def queue(
    conn: Connection,
    person_id: int,
    kind: str,
    facts: Mapping[str, Any],
    *,
    cls: DeliveryClass,
    dedupe_key: str,
    now: datetime,
    earliest: datetime | None = None,
    trace: str | None = None,
) -> int | None:
    """The delivery's id; None when the same cause was queued before, or it must not be sent.

    What must not be sent leaves a row all the same, which says why. `kind` is a NoticeKind, but
    where it is said again; `facts` are JSON for its wording in handlers/notices. None goes before
    `earliest`. `trace` where what caused it is not what caused this unit.
    """
    reader = readers.by_id(conn, person_id)
    if reader is None:
        return None
    notice = Notice(person_id, kind, facts, dedupe_key)
    trace = traces.of(conn) if trace is None else trace
    new = _delivery(reader, cls, notice, max(now, earliest or now), trace)
    added = deliveries.add(conn, new, now)
    if new.ended_as:
        return None
    conn.info[_QUEUED] = True
    return added


def queue_of_event(
    conn: Connection,
    person_id: int,
    kind: NoticeKind,
    event_id: int,
    facts: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    """What happened in a case or a dispute, told to this reader once for each of its events."""
    queue(
        conn,
        person_id,
        kind,
        facts,
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"{kind}:{event_id}:{person_id}",
        now=now,
    )


def queue_all(
    conn: Connection, told: Sequence[Notice], *, cls: DeliveryClass, now: datetime
) -> None:
    """Many at once, each as `queue` would."""
    known = readers.by_ids(conn, {each.person_id for each in told})
    trace = traces.of(conn)
    new = [
        _delivery(known[each.person_id], cls, each, now, trace)
        for each in told
        if each.person_id in known
    ]
    deliveries.add_all(conn, new, now)
    if any(each.ended_as is None for each in new):
        conn.info[_QUEUED] = True


def _delivery(
    reader: Reader, cls: DeliveryClass, told: Notice, wanted_at: datetime, trace: str
) -> NewDelivery:
    against = objection(reader, cls, told.kind)
    return NewDelivery(
        reader.person_id,
        cls,
        told.kind,
        {} if reader.telegram_id is None else told.facts,  # of the erased nothing is kept
        told.dedupe_key,
        allowed_at(reader, told.kind, told.facts, wanted_at),
        ended_as=unsent_status(reader) if against else None,
        problem=against,
        trace=trace,
    )


def objection(reader: Reader, cls: DeliveryClass, kind: str) -> str:
    """Why this reader must not get it, or empty."""
    if reader.telegram_id is None:
        return "erased"
    if not reader.reachable:
        return "unreachable"
    if cls is DeliveryClass.REMINDER and not _wants(reader, kind):
        return "wants no reminders"
    if cls is DeliveryClass.BROADCAST and not reader.wants_broadcasts:
        return "wants no broadcasts"
    return ""


def _wants(reader: Reader, kind: str) -> bool:
    if kind == NoticeKind.WEEKLY_DIGEST:
        return reader.wants_digests
    if kind == NoticeKind.RETURN_DUE:
        return reader.wants_figure_calls
    return reader.wants_reminders


def unsent_status(reader: Reader) -> DeliveryStatus:
    """How a notice ends that this reader must not get: unreachable, or not wanted."""
    lost = reader.telegram_id is None or not reader.reachable
    return DeliveryStatus.DEAD if lost else DeliveryStatus.CANCELLED


_SILENT: Final = frozenset(FollowUp)  # what changes wakes nobody


def allowed_at(
    reader: Reader, kind: str, facts: Mapping[str, Any], wanted_at: datetime
) -> datetime:
    """The first moment from `wanted_at` on that this may disturb the reader."""
    known = NoticeKind.known(kind)
    return quiet_hours.send_at(
        wanted_at,
        ZoneInfo(reader.timezone),
        reader.quiet_from,
        reader.quiet_to,
        urgent=kind in _SILENT or (known is not None and not known.waits_for_day(facts)),
    )


def note_queued(conn: Connection) -> None:
    """Deliveries were added past `queue`, as a broadcast does: the messenger should look."""
    conn.info[_QUEUED] = True


def any_queued(conn: Connection) -> bool:
    """Whether work on this connection queued something since this was last asked."""
    return bool(conn.info.pop(_QUEUED, False))
