"""A broadcast that Telegram refuses as a whole pauses by itself, and its maker hears why."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from domain.brake import Brake
from domain.broadcast import BroadcastFacts
from domain.delivery import BroadcastStatus, DeliveryClass
from domain.notices import NoticeKind
from domain.people import Role
from domain.refusals import About
from services import broadcast_progress, notices, staff_notices
from storage import brakes, broadcasts
from storage.deliveries import Parcel


def accepted(conn: Connection, broadcast_ids: Collection[int]) -> None:
    """What was refused of these before is no row any more."""
    brakes.accepted(conn, broadcast_ids)


def refused(
    conn: Connection,
    parcel: Parcel,
    broadcast_id: int,
    about: About,
    words: str,
    *,
    accepted_too: bool,
    now: datetime,
) -> Brake | None:
    """How it stands with one more refused; None where it is about this reader alone, so that
    theirs ends. Nothing of it was accepted: what does not end may be sent again.
    """
    found = broadcasts.facts(conn, broadcast_id)
    if found is None or about is About.READER:
        return None
    before = brakes.lock(conn, broadcast_id)
    if found.status is not BroadcastStatus.SENDING:
        return before  # what was on its way as it stopped waits with the others, or ends with them
    brake = before.after(about, words[: brakes.LONGEST_WORDS], accepted_too=accepted_too)
    brakes.keep(conn, broadcast_id, brake)
    if brake.stands:
        _stand(conn, found, brake, now)
    return None if brake.gives_up(parcel.attempts) else brake


def release(conn: Connection, broadcast_id: int) -> None:
    """It goes on: what is refused from now on counts anew."""
    before = brakes.lock(conn, broadcast_id)
    if before != before.released():
        brakes.keep(conn, broadcast_id, before.released())


def _stand(conn: Connection, found: BroadcastFacts, brake: Brake, now: datetime) -> None:
    broadcasts.move(conn, found, BroadcastStatus.PAUSED)
    broadcast_progress.wake(conn, found.broadcast_id, now=now)
    facts = {"broadcast_id": found.broadcast_id, "title": found.title, "words": brake.stood_by}
    kind, key = NoticeKind.BROADCAST_REFUSED, f"{found.broadcast_id}:{now.timestamp():.3f}"
    notices.queue(
        conn,
        found.created_by,
        kind,
        facts,
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"{kind}:{key}",
        now=now,
    )
    owners, but = frozenset({Role.OWNER}), found.created_by
    staff_notices.tell(conn, owners, kind, facts, key, now=now, but=but)
