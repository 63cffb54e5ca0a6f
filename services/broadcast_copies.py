"""A broadcast once more: copied into a new draft, or taken back before it begins; sends nothing."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from domain.arrival import Arrival
from domain.broadcast import BroadcastFacts
from domain.errors import Stale
from domain.people import Actor
from services import broadcast_repeats
from services.broadcast_sheets import known_to
from services.broadcasts import cancel
from storage import broadcast_draft_rows, broadcasts


def copy(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> int:
    """The draft's number. Words, files, audience and buttons come along; when it arrives and what
    is paid for is decided anew. Asked for twice, it is one.
    """
    found = known_to(conn, actor, broadcast_id)
    before = broadcast_repeats.copied(conn, actor, found, now=now)
    return before or _drafted(conn, actor, found, now)


def take_back(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> int:
    """The number of the draft that it goes on as, also of who did so a moment ago; Stale once
    anybody may have it. A moment that has passed while it stood is no moment any more.

    Its own row is cancelled: what a million deliveries are of cannot become a draft in one short
    transaction, and they end part by part as those of any cancelled one.
    """
    found = known_to(conn, actor, broadcast_id)
    any_left = broadcasts.any_left(conn, broadcast_id)
    if not found.may_be_taken_back(now, any_left=any_left):
        before = broadcast_repeats.copied(conn, actor, found, now=now)
        if before is None or any_left:
            raise Stale("broadcast")
        return before
    cancel(conn, actor, broadcast_id, now=now)
    draft_id = _drafted(conn, actor, found, now)
    if found.arrival.is_ahead(now):
        arrival = Arrival(found.arrival.at, found.arrival.local)
        broadcast_draft_rows.set_arrival(conn, draft_id, arrival)
    return draft_id


def _drafted(conn: Connection, actor: Actor, found: BroadcastFacts, now: datetime) -> int:
    made = broadcast_draft_rows.add(
        conn, title=found.title, body=found.body, created_by=actor.person_id, now=now
    )
    broadcast_draft_rows.set_segment(conn, made, found.segment)
    broadcast_draft_rows.set_task(conn, made, found.task_id)
    if found.campaign_id is not None:
        broadcast_draft_rows.set_campaign(conn, made, found.campaign_id)
    broadcast_draft_rows.set_pages(conn, made, found.pages)
    broadcast_draft_rows.set_links(
        conn, made, (replace(each, through="", further=()) for each in found.links)
    )
    return made
