"""Pausing a creator, taking a break: no new tasks meanwhile; what is held goes on, all is kept."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.errors import NotFound, Stale
from domain.notices import NoticeKind
from domain.pauses import Pause, PauseKind, ensure_break, reason_of
from domain.people import Actor, Role, Standing
from services import notices
from services.authority import need, need_other
from storage import creators, pauses, people

MOST_AT_ONCE: Final = 200
_VERB: Final = "creators"


def mine(conn: Connection, actor: Actor) -> Pause | None:
    """What keeps the actor from new tasks."""
    return pauses.open_of(conn, actor.person_id)


def pause(conn: Connection, actor: Actor, person_id: int, reason: str, *, now: datetime) -> int:
    """By a coordinator, also over a break of theirs; the creator is told. Raises BadReason."""
    said = reason_of(reason)
    _ensure_staff(conn, actor, person_id)
    present = pauses.open_of(conn, person_id)
    if present and present.kind is PauseKind.STAFF:
        raise Stale("creator")
    pauses.end(conn, person_id, actor.person_id, now)
    began = pauses.begin(conn, person_id, PauseKind.STAFF, actor.person_id, now, reason=said)
    people.set_standing(conn, person_id, Standing.PAUSED)
    _tell(conn, person_id, NoticeKind.CREATOR_PAUSED, began, {"reason": said}, now)
    return person_id


def resume(conn: Connection, actor: Actor, person_id: int, *, now: datetime) -> int:
    """Ends what staff began; a break is the creator's own to end."""
    _ensure_staff(conn, actor, person_id)
    present = pauses.open_of(conn, person_id)
    if present is None or present.kind is not PauseKind.STAFF:
        raise Stale("creator")
    _end(conn, person_id, actor.person_id, NoticeKind.CREATOR_RESUMED, now)
    return person_id


def _ensure_staff(conn: Connection, actor: Actor, person_id: int) -> None:
    """Somebody else's creator row, held; raises NotAllowed, OwnWork, NotFound."""
    need(actor, Role.COORDINATOR, verb=_VERB)
    need_other(actor, person_id, verb=_VERB)
    pauses.hold(conn, person_id)
    if creators.one(conn, person_id) is None:
        raise NotFound("creator")


def take_break(conn: Connection, actor: Actor, until: datetime, *, now: datetime) -> None:
    """No tasks are offered to the actor until then; raises BadBreak."""
    ensure_break(until, now)
    pauses.hold(conn, actor.person_id)
    if actor.standing is not Standing.ACTIVE:
        raise Stale("break")
    pauses.begin(conn, actor.person_id, PauseKind.BREAK, actor.person_id, now, until=until)
    people.set_standing(conn, actor.person_id, Standing.PAUSED)


def end_break(conn: Connection, actor: Actor, *, now: datetime) -> None:
    """Back before its end."""
    pauses.hold(conn, actor.person_id)
    present = pauses.open_of(conn, actor.person_id)
    if present is None or present.kind is not PauseKind.BREAK:
        raise Stale("break")
    pauses.end(conn, actor.person_id, actor.person_id, now)
    people.set_standing(conn, actor.person_id, Standing.ACTIVE)


def end_breaks(conn: Connection, *, now: datetime) -> int:
    """Those that are over; their creators are told that tasks are offered again."""
    over = pauses.over(conn, now, MOST_AT_ONCE)
    for person_id in over:
        pauses.hold(conn, person_id)
        present = pauses.open_of(conn, person_id)
        if present and present.until and present.until <= now:
            _end(conn, person_id, None, NoticeKind.BREAK_OVER, now)
    return len(over)


def _end(conn: Connection, person_id: int, by: int | None, told: NoticeKind, now: datetime) -> None:
    ended = pauses.end(conn, person_id, by, now)
    people.set_standing(conn, person_id, Standing.ACTIVE)
    _tell(conn, person_id, told, ended, {}, now)


def _tell(
    conn: Connection,
    person_id: int,
    kind: NoticeKind,
    pause_id: int | None,
    facts: dict[str, Any],
    now: datetime,
) -> None:
    notices.queue(
        conn,
        person_id,
        kind,
        facts,
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"{kind}:{pause_id}",
        now=now,
    )
