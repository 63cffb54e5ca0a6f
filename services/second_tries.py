"""Details that the bank could not pay to: their creator confirms them, or finance tries again."""

from datetime import datetime

from sqlalchemy import Connection

from domain.errors import Stale
from domain.people import Actor
from domain.reasons import ensure_reason
from domain.second_try import SentBack
from services.authority import need_unlinked
from services.payouts import need_finance
from services.receipts import own
from storage import second_tries


def listed(conn: Connection, actor: Actor) -> tuple[SentBack, ...]:
    """Everybody's, for finance."""
    need_finance(actor)
    return tuple(second_tries.every(conn))


def mine(conn: Connection, actor: Actor) -> tuple[SentBack, ...]:
    return tuple(second_tries.of_person(conn, actor.person_id))


def confirm(conn: Connection, actor: Actor, payout_id: int, *, now: datetime) -> int:
    """Their creator has looked: the details are right. NotFound, Stale (they wait no longer)."""
    item = own(conn, actor, payout_id)
    if not second_tries.add(conn, item.person_id, item.stamp, actor.person_id, "", now):
        raise Stale("second_try")
    return payout_id


def to_allow(conn: Connection, actor: Actor, payout_id: int) -> SentBack:
    """What finance is about to try again. NotAllowed, Stale, OwnWork (a linked person's too)."""
    found = next((each for each in listed(conn, actor) if each.payout_id == payout_id), None)
    if found is None:
        raise Stale("second_try")
    need_unlinked(conn, actor, found.person_id, verb="second_try")
    return found


def allow(
    conn: Connection, actor: Actor, payout_id: int, reason: str, *, now: datetime
) -> SentBack:
    """Finance lets money go there once more, and says why. As `to_allow`, and ReasonMissing."""
    need_finance(actor)
    reason = ensure_reason(reason)
    found = to_allow(conn, actor, payout_id)
    second_tries.add(conn, found.person_id, found.stamp, actor.person_id, reason, now)
    return found
