"""A broadcast's life: drafted, confirmed over a frozen audience, paused, done; sends nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from domain import broadcast as life
from domain.broadcast import BroadcastFacts, Tally
from domain.delivery import BroadcastStatus, DeliveryClass
from domain.due_work import DueItem
from domain.errors import NotFound, Stale
from domain.lengths import utf16_length
from domain.notices import NoticeKind
from domain.offer import Offer
from domain.people import Actor, Role
from domain.quiet_hours import ReadersClock
from domain.segment import AudiencePreview, Segment
from services import notices
from services.authority import need
from storage import broadcasts, offers, reader_clocks, segments

MOST_LISTED: Final = 8


@dataclass(frozen=True, slots=True)
class BroadcastSheet:
    """A broadcast with whom it would reach now (a draft) or how far it is (any other)."""

    facts: BroadcastFacts
    audience: AudiencePreview | None
    tally: Tally
    task_title: str
    clocks: tuple[ReadersClock, ...]  # of those whom it has still to reach

    @property
    def eta(self) -> timedelta:
        """How long the rest takes at Telegram's allowance."""
        waiting = self.audience.reached if self.audience else self.tally.waiting
        return timedelta(seconds=waiting / life.PER_SECOND)


def draft(
    conn: Connection,
    actor: Actor,
    body: dict[str, str],
    segment: Segment,
    task_id: int | None,
    *,
    now: datetime,
) -> BroadcastSheet:
    """`body` is text by locale; the first one's first line is the title."""
    need(actor, Role.COORDINATOR, verb="broadcast")
    if not body or any(not 0 < utf16_length(text) <= life.LONGEST_BODY for text in body.values()):
        raise life.BadBody
    broadcast_id = broadcasts.add(
        conn,
        title=next(iter(body.values())).splitlines()[0][:60],
        body=body,
        segment=segment,
        task_id=task_id,
        created_by=actor.person_id,
        now=now,
    )
    return as_it_stands(conn, broadcast_id)


def preview(conn: Connection, actor: Actor, segment: Segment) -> AudiencePreview:
    need(actor, Role.COORDINATOR, verb="broadcast")
    return segments.preview(conn, segment)


def tasks_to_offer(
    conn: Connection, actor: Actor, segment: Segment, *, now: datetime
) -> list[Offer]:
    """What the button of a broadcast to this segment may open."""
    need(actor, Role.COORDINATOR, verb="broadcast")
    return offers.newest_open(conn, segment, now, MOST_LISTED)


def recent(conn: Connection, actor: Actor) -> list[BroadcastFacts]:
    need(actor, Role.COORDINATOR, verb="broadcast")
    return broadcasts.recent(conn, MOST_LISTED)


def sheet(conn: Connection, actor: Actor, broadcast_id: int) -> BroadcastSheet:
    need(actor, Role.COORDINATOR, verb="broadcast")
    return as_it_stands(conn, broadcast_id)


def confirm(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> BroadcastSheet:
    """Freeze the audience: from here on it is these people, whoever joins or leaves."""
    found = _found(conn, actor, broadcast_id)
    if found.status is not BroadcastStatus.DRAFT:
        raise Stale("broadcast")
    _move(conn, found, BroadcastStatus.SENDING, confirmed_at=now)  # of two, one goes on
    segments.freeze(conn, broadcast_id, found.segment, _notice(found), now)
    broadcasts.note_audience(conn, broadcast_id)
    notices.note_queued(conn)
    return as_it_stands(conn, broadcast_id)


def _notice(found: BroadcastFacts) -> dict[str, Any]:
    """What the wording of each delivery takes."""
    return {"broadcast_id": found.broadcast_id, "body": found.body, "task_id": found.task_id}


def pause(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> BroadcastSheet:
    _move(conn, _found(conn, actor, broadcast_id), BroadcastStatus.PAUSED)
    return as_it_stands(conn, broadcast_id)


def resume(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> BroadcastSheet:
    found = _found(conn, actor, broadcast_id)
    if found.status is not BroadcastStatus.PAUSED:
        raise Stale("broadcast")
    _move(conn, found, BroadcastStatus.SENDING)
    notices.note_queued(conn)
    return as_it_stands(conn, broadcast_id)


def cancel(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> BroadcastSheet:
    """What has left has left; the rest is not sent."""
    _move(conn, _found(conn, actor, broadcast_id), BroadcastStatus.CANCELLED)
    broadcasts.cancel_queued(conn, broadcast_id, now)
    return as_it_stands(conn, broadcast_id)


def sent_out(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Those with nothing left to send, by their confirmation, behind `after`."""
    return broadcasts.all_sent_out(conn, after, most)


def finish(conn: Connection, broadcast_id: int, *, now: datetime) -> bool:
    """One with nothing left to send is done, and its maker gets the report; False if not so."""
    found = broadcasts.sent_out(conn, broadcast_id)
    if found is None or not broadcasts.move(conn, found, BroadcastStatus.DONE):
        return False
    notices.queue(
        conn,
        found.created_by,
        NoticeKind.BROADCAST_DONE,
        {"broadcast_id": found.broadcast_id, "title": found.title}
        | _counts(broadcasts.tally(conn, found.broadcast_id)),
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"broadcast_done:{found.broadcast_id}",
        now=now,
    )
    return True


def _counts(tally: Tally) -> dict[str, int]:
    return {"sent": tally.sent, "dead": tally.dead, "in_doubt": tally.in_doubt}


def _found(conn: Connection, actor: Actor, broadcast_id: int) -> BroadcastFacts:
    need(actor, Role.COORDINATOR, verb="broadcast")
    found = broadcasts.facts(conn, broadcast_id)
    if found is None:
        raise NotFound("broadcast")
    return found


def _move(conn: Connection, found: BroadcastFacts, target: BroadcastStatus, **columns: Any) -> None:
    life.ensure_leads_to(found.status, target)
    if not broadcasts.move(conn, found, target, **columns):
        raise Stale("broadcast")


def as_it_stands(conn: Connection, broadcast_id: int) -> BroadcastSheet:
    """For who has been asked before whether they may see it."""
    found = broadcasts.facts(conn, broadcast_id)
    if found is None:
        raise NotFound("broadcast")
    task = offers.sheet(conn, found.task_id) if found.task_id else None
    is_draft = found.status is BroadcastStatus.DRAFT
    clocks = (
        reader_clocks.of_segment(conn, found.segment)
        if is_draft
        else reader_clocks.of_waiting(conn, broadcast_id)
    )
    return BroadcastSheet(
        found,
        segments.preview(conn, found.segment) if is_draft else None,
        broadcasts.tally(conn, broadcast_id),
        task.offer.title if task else "",
        clocks,
    )
