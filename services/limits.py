"""How fast we may send: slots that all processes share, and Telegram's own gates."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain.allowance import Allowance, Place, moved, next_moments, place_of, still_taken
from storage import send_gates
from storage.send_gates import SlotsRow

# A clock that was set back would leave the slots given away for that long: then they start anew.
FARTHEST_MS: Final = 10_000
FARTHEST_AHEAD_MS: Final = 100.0


@dataclass(frozen=True, slots=True)
class Pace:
    """What Telegram allows: `per_second` over all chats, one message per `chat_pause` to each."""

    per_second: float = 30.0
    chat_pause: timedelta = timedelta(seconds=1)

    @property
    def allowance(self) -> Allowance:
        return Allowance(self.per_second)


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


@dataclass(frozen=True, slots=True)
class Slots:
    """What is free, as it was found: nobody else takes any until we commit."""

    pace: Pace
    next_ms: float
    given: int  # slots so far, ever
    places: tuple[Place, ...] = ()


def slots(conn: Connection, pace: Pace, *, now: datetime) -> Slots:
    """The row that all processes share, locked."""
    row = send_gates.lock_slots(conn, now=now)
    now_ms, next_ms = _ms(now), _ms(row.until)
    farthest_ms = now_ms + FARTHEST_MS + pace.allowance.span_ms
    if next_ms > farthest_ms:
        return Slots(pace, now_ms, row.given)
    places = still_taken(row.taken, pace.allowance, int(now_ms))
    near = tuple(each for each in places if each[0] < farthest_ms)
    return Slots(pace, max(now_ms, next_ms), row.given, near)


def full_until(free: Slots, *, now: datetime) -> datetime | None:
    """When there is a reason to take more; what is marked too early is in doubt after a kill."""
    ahead_ms = free.next_ms - _ms(now) - FARTHEST_AHEAD_MS
    return _at(free.next_ms - FARTHEST_AHEAD_MS) if ahead_ms > 0 else None


Late = tuple[datetime, datetime]  # the moment that was given; when it was accepted at the latest


def take_slots(
    conn: Connection, free: Slots, count: int, late: Iterable[Late] = ()
) -> tuple[datetime, ...]:
    """So many moments are ours, in their order; several may be one.

    `late` are those of ours of which the row does not know it yet.
    """
    allowance = free.pace.allowance
    known = moved(free.places, ((_ms(at), _ms(by)) for at, by in late))
    given = next_moments(known, allowance, free.next_ms, count)
    last_ms, together = given[-1]
    # Of the moment as it is told: by that one it is found again.
    places = (*free.places, *(place_of(_ms(_at(at)), together) for at, together in given))
    until = _at(last_ms + together * allowance.spacing_ms)
    send_gates.keep_slots(conn, SlotsRow(until, free.given + count, places))
    return tuple(_at(moment) for moment, together in given for _ in range(together))


def accepted_late(conn: Connection, late: Iterable[Late], *, now: datetime) -> None:
    """Of those that were given the first moment it is only known that the second is not before."""
    row = send_gates.lock_slots(conn, now=now)
    in_ms = ((_ms(given), _ms(accepted_by)) for given, accepted_by in late)
    send_gates.keep_slots(conn, replace(row, taken=tuple(moved(row.taken, in_ms))))


def _ms(moment: datetime) -> float:
    return moment.timestamp() * 1000


def _at(ms: float) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def forget_open(conn: Connection, *, now: datetime) -> int:
    return send_gates.forget_open(conn, now=now)
