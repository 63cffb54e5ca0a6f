"""A broadcast's life: confirmed over a frozen audience, paused, done; no draft is edited here."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from domain import broadcast as life
from domain.broadcast import BroadcastFacts, Tally
from domain.broadcast_rules import PLAIN, BroadcastRules
from domain.counted_links import NOT_COUNTED, Counting
from domain.delivery import BroadcastStatus, DeliveryClass
from domain.draws import NEWEST
from domain.due_work import DueItem
from domain.errors import Stale
from domain.notices import NoticeKind
from domain.people import Actor
from domain.roll import Roll
from services import (
    broadcast_brakes,
    broadcast_links,
    broadcast_progress,
    freezing,
    notices,
    rolls,
    segment_choices,
    traces,
)
from services.broadcast_sheets import known_to
from storage import broadcast_draft_rows, broadcasts


def confirm(
    conn: Connection,
    actor: Actor,
    broadcast_id: int,
    roll: Roll,
    rules: BroadcastRules = PLAIN,
    counting: Counting = NOT_COUNTED,
    *,
    now: datetime,
) -> None:
    """Freeze the audience: from here on it is who is on the roll, whoever joins or leaves.

    A first part has its deliveries at once; the others follow, part by part. Links that are to be
    counted get their addresses of ours, where `counting` can give them. Stale: it is not what was
    asked about any more, and the roll not its roll. NoSuchRow: the segment asks for what nobody
    knows any more.
    """
    found = known_to(conn, actor, broadcast_id)
    if found.status is not BroadcastStatus.DRAFT or found.question(now) != roll.question:
        raise Stale("broadcast")
    _begin(conn, found, rules, counting, now)
    rolls.keep(conn, broadcast_id, roll)
    freezing.go_on(conn, broadcast_id, most=freezing.FIRST_PART, now=now)


def confirm_unasked(
    conn: Connection,
    actor: Actor,
    broadcast_id: int,
    rules: BroadcastRules = PLAIN,
    *,
    now: datetime,
) -> None:
    """What the house says by itself, in the unit that drafts it: the job calls its roll next."""
    _begin(conn, known_to(conn, actor, broadcast_id), rules, NOT_COUNTED, now)


def _begin(
    conn: Connection,
    found: BroadcastFacts,
    rules: BroadcastRules,
    counting: Counting,
    now: datetime,
) -> None:
    segment_choices.ensure_known(conn, found.segment)
    if any(each.counted for each in found.links):
        links = broadcast_links.given(conn, found, counting)
        broadcast_draft_rows.set_links(conn, found.broadcast_id, links)
    _move(
        conn,
        found,
        BroadcastStatus.SENDING,
        now,
        confirmed_at=now,
        most_per_week=rules.most_per_week,
        draw=NEWEST,
        trace=traces.of(conn),
    )


def pause(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> None:
    _move(conn, known_to(conn, actor, broadcast_id), BroadcastStatus.PAUSED, now)


def resume(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> None:
    found = known_to(conn, actor, broadcast_id)
    if found.status is not BroadcastStatus.PAUSED:
        raise Stale("broadcast")
    _move(conn, found, BroadcastStatus.SENDING, now)
    broadcast_brakes.release(conn, broadcast_id)
    notices.note_queued(conn)


def cancel(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> None:
    """What has left has left; nothing more is sent, and what waits ends part by part."""
    _move(conn, known_to(conn, actor, broadcast_id), BroadcastStatus.CANCELLED, now)
    rolls.drop(conn, broadcast_id)
    cancel_on(conn, broadcast_id, most=freezing.FIRST_PART, now=now)


def cancelling(conn: Connection) -> list[int]:
    """Cancelled ones of which something may still wait."""
    return broadcasts.cancelling(conn)


def cancel_on(conn: Connection, broadcast_id: int, *, most: int, now: datetime) -> bool:
    """Ends the next `most` that wait; whether there may be more."""
    if broadcasts.cancel_some(conn, broadcast_id, most, now) == most:
        return True
    if not broadcasts.any_waits(conn, broadcast_id):
        broadcasts.end(conn, broadcast_id, now)
    return False


def sent_out(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Those with nothing left to send, by their confirmation, behind `after`."""
    return broadcasts.all_sent_out(conn, after, most)


def finish(conn: Connection, broadcast_id: int, *, now: datetime) -> bool:
    """One with nothing left to send is done, and its maker gets the report; False if not so."""
    found = broadcasts.sent_out(conn, broadcast_id)
    if found is None or not broadcasts.move(conn, found, BroadcastStatus.DONE, ended_at=now):
        return False
    broadcast_progress.wake(conn, broadcast_id, now=now)
    notices.queue(
        conn,
        found.created_by,
        NoticeKind.BROADCAST_DONE,
        {"broadcast_id": found.broadcast_id, "title": found.title}
        | _counts(broadcasts.tally(conn, found)),
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"broadcast_done:{found.broadcast_id}",
        now=now,
    )
    return True


def _counts(tally: Tally) -> dict[str, int]:
    return {"sent": tally.sent, "dead": tally.dead, "in_doubt": tally.in_doubt}


def _move(
    conn: Connection,
    found: BroadcastFacts,
    target: BroadcastStatus,
    now: datetime,
    **columns: Any,
) -> None:
    life.ensure_leads_to(found.status, target)
    if not broadcasts.move(conn, found, target, **columns):
        raise Stale("broadcast")
    broadcast_progress.wake(conn, found.broadcast_id, now=now)
