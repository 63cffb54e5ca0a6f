"""How fast we may send: slots that all processes share, and Telegram's own gates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from storage import send_gates

# A clock that was set back would leave the slots given away for that long: then they start anew.
FARTHEST_SLOT: Final = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Pace:
    """What Telegram allows: `per_second` over all chats, one message per `chat_pause` to each."""

    per_second: float = 30.0
    chat_pause: timedelta = timedelta(seconds=1)

    @property
    def interval(self) -> timedelta:
        return timedelta(seconds=1 / self.per_second)


def closed_until(conn: Connection, *, now: datetime) -> datetime | None:
    """When Telegram wants silence from us altogether."""
    return send_gates.closed(conn, [send_gates.ALL], now=now).get(send_gates.ALL)


def closed_chats(
    conn: Connection, telegram_ids: Iterable[int], *, now: datetime
) -> dict[int, datetime]:
    """Chats that Telegram wants silence in, and until when."""
    scopes = [send_gates.chat(telegram_id) for telegram_id in telegram_ids]
    return {int(s): until for s, until in send_gates.closed(conn, scopes, now=now).items()}


def close(conn: Connection, telegram_id: int, until: datetime, *, now: datetime) -> None:
    """Telegram answered 429: it does not say for what, so a second chat at once closes them all."""
    scope = send_gates.chat(telegram_id)
    if send_gates.another_chat_is_closed(conn, scope, now=now):
        send_gates.close(conn, send_gates.ALL, until)
    send_gates.close(conn, scope, until)


def next_slot(conn: Connection, *, now: datetime) -> datetime:
    """The first moment that nobody has taken; no other process takes one until we commit."""
    taken_until = send_gates.lock_slots(conn, now=now)
    return taken_until if now <= taken_until <= now + FARTHEST_SLOT else now


def take_slots(conn: Connection, first: datetime, count: int, pace: Pace) -> None:
    """`count` moments from `first` on are ours, `pace.interval` apart."""
    send_gates.give_slots(conn, first + count * pace.interval)


def forget_open(conn: Connection, *, now: datetime) -> int:
    return send_gates.forget_open(conn, now=now)
