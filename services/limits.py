"""How fast we may send: slots that all processes share, and Telegram's own gates."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection

from domain.allowance import (
    Allowance,
    Moment,
    Window,
    moments_by,
    moved,
    next_moments,
    place_of,
    still_taken,
)
from domain.broadcast_rules import FREE_PER_SECOND
from domain.delivery import PAID_PRIORITY
from domain.share import Head
from storage import send_gates
from storage.send_gates import Given, SlotsRow

# A clock that was set back would leave the slots given away for that long: then they start anew.
FARTHEST_MS: Final = 10_000
AT_ONCE: Final = timedelta(seconds=3)  # two chats by chance are seldom so near
FARTHEST_AHEAD_MS: Final = 100.0
# At 30 a second a wave of their own for each would be much ado: so far ahead some come together.
_UNPAID_AHEAD_MS: Final = 50.0
_GRAIN_MS: Final = 1.0  # who comes back at that moment is not a fraction too early


@dataclass(frozen=True, slots=True)
class Pace:
    """What Telegram allows: `per_second` over all chats, `free_per_second` of them such that nobody
    pays for; one message per `chat_pause` to each.
    """

    per_second: float = FREE_PER_SECOND
    chat_pause: timedelta = timedelta(seconds=1)
    free_per_second: float = FREE_PER_SECOND

    @property
    def allowance(self) -> Allowance:
        return Allowance(self.per_second)

    @property
    def free(self) -> Allowance:
        return Allowance(min(self.free_per_second, self.per_second))

    @property
    def pays(self) -> bool:
        """What is paid for goes faster than all else."""
        return self.free_per_second < self.per_second


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
    """Telegram answered 429: it does not say for what, so a second chat at once closes them all.

    Not for longer than either: the other time may be that chat's own.
    """
    scope = send_gates.chat(telegram_id)
    other = send_gates.another_chat_closed(conn, scope, since=now - AT_ONCE, now=now)
    if other:
        send_gates.close(conn, send_gates.ALL, min(until, other), now)
    send_gates.close(conn, scope, until, now)


class Late(NamedTuple):
    """A message that was accepted later than usual, of which the row may not know it yet."""

    given: datetime  # the moment that it was given …
    accepted_by: datetime  # … and when it was accepted at the latest
    paid: bool


@dataclass(frozen=True, slots=True)
class Slots:
    """What is free, as it was found: nobody else takes any until we commit."""

    pace: Pace
    row: SlotsRow
    over_all: Window
    free: Window  # of what nobody pays for


def slots(conn: Connection, pace: Pace, *, now: datetime, late: Sequence[Late] = ()) -> Slots:
    """The row that all processes share, locked; `late` are of this one."""
    row = send_gates.lock_slots(conn, now=now)
    unpaid = [each for each in late if not each.paid]
    over_all, free = _as_of(row.over_all, pace.allowance, now), _as_of(row.free, pace.free, now)
    return Slots(
        pace,
        SlotsRow(over_all, free),
        _window(over_all, pace.allowance, late),
        _window(free, pace.free, unpaid),
    )


def _as_of(found: Given, allowance: Allowance, now: datetime) -> Given:
    now_ms = _ms(now)
    farthest_ms = now_ms + FARTHEST_MS + allowance.span_ms
    if _ms(found.until) > farthest_ms:
        return replace(found, until=now, taken=())
    places = still_taken(found.taken, allowance, int(now_ms))
    near = tuple(each for each in places if each[0] < farthest_ms)
    return replace(found, until=max(now, found.until), taken=near)


def _window(found: Given, allowance: Allowance, late: Iterable[Late]) -> Window:
    return Window(allowance, moved(found.taken, _in_ms(late)), _ms(found.until))


def full_until(free: Slots, *, now: datetime) -> datetime | None:
    """When there is a reason to take more; what is marked too early is in doubt after a kill."""
    ahead_ms = free.over_all.next_ms - _ms(now) - FARTHEST_AHEAD_MS
    return _at(free.over_all.next_ms - FARTHEST_AHEAD_MS) if ahead_ms > 0 else None


def room_for_unpaid(free: Slots, most: int) -> int:
    """How many of `most` may be such that nobody pays for: as many as go while the others would."""
    if not free.pace.pays:
        return most
    begins_ms = free.over_all.next_ms
    soon = moments_by(free.free, most, begins_ms + FARTHEST_AHEAD_MS)
    return len(soon) if soon and soon[0] <= begins_ms + _UNPAID_AHEAD_MS else 0


def unpaid_from(free: Slots) -> datetime:
    """When there is room for some again."""
    (first,) = moments_by(free.free, 1, float("inf"))
    return _at(first - _UNPAID_AHEAD_MS + _GRAIN_MS)


def last_turn(free: Slots, priority: int) -> int:
    """The broadcast that had the last slot of that priority."""
    return (free.row.over_all if priority == PAID_PRIORITY else free.row.free).turn


def turned(free: Slots, going: Sequence[Head]) -> Slots:
    """The next wave begins with the broadcasts behind those that have the last turn in this one."""
    paid = [each.broadcast_id for each in going if each.priority == PAID_PRIORITY]
    others = [each.broadcast_id for each in going if each.priority != PAID_PRIORITY]
    row = SlotsRow(_turned(free.row.over_all, paid), _turned(free.row.free, others))
    return replace(free, row=row)


def _turned(before: Given, turns: Iterable[int]) -> Given:
    last = [each for each in turns if each]
    return replace(before, turn=last[-1]) if last else before


def keep(conn: Connection, free: Slots) -> None:
    """With whose turn it was, and no slot taken."""
    send_gates.keep_slots(conn, free.row)


def take_slots(conn: Connection, free: Slots, paid: Sequence[bool]) -> tuple[datetime, ...]:
    """A moment for each; those that are paid for, and the others, in their order."""
    most = Counter(paid)
    moments = next_moments(free.over_all, free.free, paid=most[True], unpaid=most[False])
    unpaid = [each for each in moments.given if not each.paid]
    over_all = _given(free.row.over_all, moments.given, moments.next_ms)
    row = SlotsRow(over_all, _given(free.row.free, unpaid, moments.next_free_ms))
    send_gates.keep_slots(conn, row)
    for_paid, for_unpaid = _each(moments.given, paid=True), _each(moments.given, paid=False)
    return tuple(next(for_paid if each else for_unpaid) for each in paid)


def one_slot(
    conn: Connection, pace: Pace, telegram_id: int, *, by: datetime, now: datetime
) -> datetime | None:
    """A moment for what is no delivery and yet counts; None where there is none by then."""
    free = slots(conn, pace, now=now)
    if closed_until(conn, now=now) or closed_chats(conn, [telegram_id], now=now):
        return None
    if max(free.over_all.next_ms, free.free.next_ms) > _ms(by):
        return None
    (moment,) = take_slots(conn, free, [False])
    return moment


def _given(before: Given, moments: Sequence[Moment], next_ms: float) -> Given:
    """With these too; each moment as it is told, for by that one it is found again."""
    slots = sum(each.together for each in moments)
    places = (place_of(_ms(_at(each.at_ms)), each.together) for each in moments)
    taken = (*before.taken, *places)
    return replace(before, until=_at(next_ms), slots=before.slots + slots, taken=taken)


def _each(moments: Iterable[Moment], *, paid: bool) -> Iterator[datetime]:
    of_kind = (moment for moment in moments if moment.paid is paid)
    return (_at(moment.at_ms) for moment in of_kind for _ in range(moment.together))


def accepted_late(conn: Connection, late: Sequence[Late], *, now: datetime) -> None:
    """Of those that were given the first moment it is only known that the second is not before."""
    row = send_gates.lock_slots(conn, now=now)
    over_all = replace(row.over_all, taken=tuple(moved(row.over_all.taken, _in_ms(late))))
    unpaid = _in_ms(each for each in late if not each.paid)
    free = replace(row.free, taken=tuple(moved(row.free.taken, unpaid)))
    send_gates.keep_slots(conn, SlotsRow(over_all, free))


def _in_ms(late: Iterable[Late]) -> list[tuple[float, float]]:
    return [(_ms(each.given), _ms(each.accepted_by)) for each in late]


def _ms(moment: datetime) -> float:
    return moment.timestamp() * 1000


def _at(ms: float) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def forget_open(conn: Connection, *, now: datetime) -> int:
    return send_gates.forget_open(conn, now=now)
