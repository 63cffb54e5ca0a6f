"""What happened, in order, for those who watch: the chat page and the test helper."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sandbox.chats import Chat
from sandbox.wire import Json

_KEPT = 5000


class EventType(StrEnum):
    MESSAGE = "message"  # a new message
    EDIT = "edit"  # its next version
    DELETE = "delete"  # it is gone
    REACTION = "reaction"  # somebody reacted to it
    CALLBACK_ANSWER = "callback_answer"  # the bot answered a tap
    ACTION = "action"  # the bot is typing, or has stopped
    KEYBOARD = "keyboard"  # the keys in place of the keyboard changed
    COMMANDS = "commands"  # the command list or menu button changed
    PERSON = "person"  # somebody came, changed, blocked
    CLOCK = "clock"  # time was moved
    DRAFT = "draft"  # the bot shows an unfinished message


@dataclass(frozen=True, slots=True)
class Event:
    """Who looks at it later sees the message as it is then: an edit may have come since.

    `person_id` is 0 for what concerns nobody in particular and in groups.
    """

    seq: int
    type: EventType
    person_id: int
    bot_id: int
    chat: Chat | None
    message_id: int
    data: Json | None


class EventBus:
    def __init__(self) -> None:
        self.seq = 0
        self._kept: deque[Event] = deque(maxlen=_KEPT)
        self._listeners: defaultdict[int, list[Callable[[Event], None]]] = defaultdict(list)
        self._waiters: defaultdict[int, list[asyncio.Future[None]]] = defaultdict(list)

    def publish(
        self,
        type_: EventType,
        *,
        chat: Chat | None = None,
        person_id: int = 0,
        message_id: int = 0,
        data: Json | None = None,
    ) -> None:
        self.seq += 1
        if chat is not None:
            person_id = max(0, chat.id)
        bot_id = chat.bot_id if chat is not None else 0
        event = Event(self.seq, type_, person_id, bot_id, chat, message_id, data)
        self._kept.append(event)
        own = self._listeners.get(person_id, ()) if person_id else ()
        for listener in (*self._listeners[0], *own):
            listener(event)
        for waiter in self._waiters.pop(person_id, ()):
            if not waiter.done():
                waiter.set_result(None)

    def since(self, seq: int) -> list[Event]:
        """Those still kept; the oldest of a long session are gone."""
        return [event for event in self._kept if event.seq > seq]

    def listen(self, listener: Callable[[Event], None], person_id: int = 0) -> Callable[[], None]:
        """To one person's events, or to all; returns the call that stops it."""
        self._listeners[person_id].append(listener)
        return lambda: self._listeners[person_id].remove(listener)

    async def next(self, person_id: int, timeout_seconds: float) -> bool:
        """Waits for the person's next event; False when none came in time."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiters[person_id].append(waiter)
        done, _ = await asyncio.wait({waiter}, timeout=timeout_seconds)
        return bool(done)
