"""A bot's queue of updates: numbered, kept a while, given out by poll or webhook."""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sandbox.wire import Json, dumps

KEPT_SECONDS = 86_400
CALLBACK_KEPT_SECONDS = 150
_MOST_BYTES_AT_ONCE = 1 << 22


class UpdateKind(StrEnum):
    """The lane number is tdlib/telegram-bot-api's: updates in one lane arrive in order."""

    MESSAGE = "message"  # lane of the chat
    EDITED_MESSAGE = "edited_message"  # same lane as messages
    CALLBACK_QUERY = "callback_query"  # own lane per person
    INLINE_QUERY = "inline_query"  # no order
    MY_CHAT_MEMBER = "my_chat_member"  # own lane per chat
    MESSAGE_REACTION = "message_reaction"  # own lane per chat, only when asked for

    def lane(self, chat_or_user_id: int) -> int:
        """0 means a lane of its own."""
        return 0 if self is UpdateKind.INLINE_QUERY else chat_or_user_id + (_LANES[self] << 33)


_LANES = {
    UpdateKind.MESSAGE: 0,
    UpdateKind.EDITED_MESSAGE: 0,
    UpdateKind.CALLBACK_QUERY: 3,
    UpdateKind.MY_CHAT_MEMBER: 5,
    UpdateKind.MESSAGE_REACTION: 8,
}
_BY_DEFAULT: frozenset[UpdateKind] = frozenset(
    kind for kind in UpdateKind if kind is not UpdateKind.MESSAGE_REACTION
)


@dataclass(frozen=True, slots=True)
class Update:
    """`body` is the whole JSON object, encoded once; `expires_at` is simulated seconds."""

    id: int
    body: bytes
    lane: int
    expires_at: float


class UpdateQueue:
    """`on_push` is called with each new update: it wakes a long poll or the webhook."""

    def __init__(self, first_id: int | None = None) -> None:
        self.next_id = first_id or 100_000_000 + secrets.randbelow(700_000_000)
        self.allowed = _BY_DEFAULT
        self.asked_for: list[str] | None = None
        self.on_push: Callable[[Update], None] = lambda _: None
        self._waiting: OrderedDict[int, Update] = OrderedDict()

    def __len__(self) -> int:
        return len(self._waiting)

    def waiting(self) -> list[Update]:
        return list(self._waiting.values())

    def allow(self, names: Iterable[str]) -> None:
        """The `allowed_updates` of a poll or webhook; none means Telegram's default."""
        kinds = frozenset(UpdateKind(name) for name in names if name in set(UpdateKind))
        self.asked_for = sorted(kinds) or None
        self.allowed = kinds or _BY_DEFAULT

    def push(self, kind: UpdateKind, lane_of: int, payload: Json, expires_at: float) -> int:
        """Returns the update's id, or 0 when this kind is not allowed."""
        if kind not in self.allowed:
            return 0
        update_id = self.next_id
        self.next_id += 1
        body = b'{"update_id":%d,"%b":%b}' % (update_id, kind.encode(), dumps(payload))
        update = Update(update_id, body, kind.lane(lane_of), expires_at)
        self._waiting[update_id] = update
        self.on_push(update)
        return update_id

    def acknowledge_before(self, offset: int) -> None:
        while self._waiting and next(iter(self._waiting)) < offset:
            self._waiting.popitem(last=False)

    def keep_last(self, count: int) -> None:
        while len(self._waiting) > count:
            self._waiting.popitem(last=False)

    def forget(self, update_id: int) -> None:
        self._waiting.pop(update_id, None)

    def clear(self) -> None:
        self._waiting.clear()

    def drop_expired(self, now: float) -> None:
        self.peek(len(self._waiting), now)

    def peek(self, limit: int, now: float) -> list[Update]:
        """The oldest live ones; they stay until acknowledged, those too old go."""
        taken: list[Update] = []
        expired: list[int] = []
        room = _MOST_BYTES_AT_ONCE
        for update in self._waiting.values():
            if update.expires_at <= now:
                expired.append(update.id)
                continue
            room -= len(update.body) + 50
            if len(taken) >= limit or (taken and room <= 0):
                break
            taken.append(update)
        for update_id in expired:
            del self._waiting[update_id]
        return taken
