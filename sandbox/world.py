"""The one small Telegram: its people, bots, chats and files, and what changes them."""

import asyncio
import itertools
import secrets
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sandbox.bots import TOKEN, Bot
from sandbox.callbacks import QueryDesk
from sandbox.chats import Chat, ChatKind
from sandbox.clock import Clock
from sandbox.content import Content
from sandbox.errors import not_found, unauthorized
from sandbox.events import EventBus, EventType
from sandbox.faults import FaultBook
from sandbox.files import FileStore
from sandbox.limits import Limiter, Limits
from sandbox.log import AcceptLog
from sandbox.messages import Message
from sandbox.people import User
from sandbox.polling import Poller
from sandbox.stars import Purse
from sandbox.updates import CALLBACK_KEPT_SECONDS, KEPT_SECONDS, UpdateKind, UpdateQueue
from sandbox.wire import Json

FIRST_PERSON_ID = 700_000_001


@dataclass(frozen=True, slots=True)
class Settings:
    """`auto_register`: any well-formed token is a bot. `real_time_callbacks`: a tap's 150 seconds
    are real ones, so that moving the clock ends none. `webhook_retry_unit` is the second of the
    webhook's back-off; tests shorten it. `timezone` is the chat page's, by its IANA name; empty:
    that of the browser.
    """

    auto_register: bool = True
    real_time_callbacks: bool = False
    history_cap: int = 500
    webhook_retry_unit: float = 1.0
    limits: Limits = field(default_factory=Limits.off)
    log_path: Path | None = None
    timezone: str = ""


class World:
    def __init__(self, settings: Settings | None = None, clock: Clock | None = None) -> None:
        self.serial = secrets.token_hex(8)  # told to the page, which may outlive this world
        self.settings = settings or Settings()
        self.clock = clock or Clock()
        self.people: dict[int, User] = {}
        self.bots: dict[str, Bot] = {}
        self.files = FileStore()
        self.events = EventBus()
        self.faults = FaultBook()
        self.log = AcceptLog(self.settings.log_path)
        self.links: list[tuple[str, str]] = []
        self.limiter = Limiter(self.settings.limits, self.clock.timestamp)
        self.queries = QueryDesk(self._query_seconds())
        self._tasks: set[asyncio.Task[None]] = set()
        self._touches = itertools.count(1)
        self._person_ids = itertools.count(FIRST_PERSON_ID)
        self._group_ids = itertools.count(4_000_000_001)
        self._albums = itertools.count(13_000_000_000_000_001)

    # People and bots

    def add_person(
        self, name: str, *, username: str = "", language_code: str = "en", id_: int = 0
    ) -> User:
        """Raises ValueError when the id is taken or the name empty."""
        name = name.strip()
        if not name:
            raise ValueError("a person needs a name")
        if id_ in self.people:
            raise ValueError(f"person {id_} exists already")
        user = User(id_ or self._free_person_id(), name, username, language_code)
        self.people[user.id] = user
        self.events.publish(EventType.PERSON, person_id=user.id)
        return user

    def register_bot(self, token: str, first_name: str = "", username: str = "") -> Bot:
        match = TOKEN.fullmatch(token)
        if not match:
            raise ValueError("a token is digits, a colon and at least 30 of A-Z a-z 0-9 _ -")
        bot_id = int(match[1])
        queue = UpdateQueue()
        poller = Poller(queue, self.clock.timestamp)
        queue.on_push = poller.wake
        name = first_name or "KOC Dispatch"
        purse = Purse(self.clock.timestamp)
        bot = Bot(bot_id, token, username or f"koc_{bot_id}_bot", {"": name}, queue, poller, purse)
        self.bots[token] = bot
        return bot

    def bot_of_token(self, token: str) -> Bot:
        """Raises the `ApiError` for a token that is none or nobody's."""
        bot = self.bots.get(token)
        if bot is not None:
            return bot
        if ":" not in token:
            raise not_found()
        if self.settings.auto_register and TOKEN.fullmatch(token):
            return self.register_bot(token)
        raise unauthorized()

    def bot(self, bot_id: int = 0) -> Bot:
        """The bot of that id, the first one for 0; raises LookupError."""
        for bot in self.bots.values():
            if bot_id in (0, bot.id):
                return bot
        raise LookupError("no bot has come to the local Telegram yet")

    # Chats

    def private_chat(self, bot: Bot, user: User) -> Chat:
        """Started only when the person does something in it."""
        chat = bot.chats.get(user.id)
        if chat is None:
            cap = self.settings.history_cap
            chat = Chat(user.id, bot.id, ChatKind.PRIVATE, {user.id: user}, history_cap=cap)
            bot.chats[user.id] = chat
        return chat

    def add_group(self, bot: Bot, title: str, people: list[User]) -> Chat:
        members = {user.id: user for user in people}
        cap = self.settings.history_cap
        chat = Chat(-next(self._group_ids), bot.id, ChatKind.GROUP, members, title, cap)
        chat.started = True
        bot.chats[chat.id] = chat
        return chat

    # Messages

    def post(
        self, bot: Bot, chat: Chat, sender: User | None, content: Content, **more: Any
    ) -> Message:
        """A new message, from the bot when `sender` is None; `more` are fields of Message."""
        message = Message(
            id=bot.take_message_id(),
            chat_json=chat.as_json(),
            sender=sender,
            sender_json=bot.as_sender() if sender is None else sender.as_sender(),
            date=int(self.clock.timestamp()),
            content=content,
            touched=next(self._touches),
            **more,
        )
        chat.keep(message)
        if sender is None:
            chat.action, chat.draft = "", None
        self.events.publish(EventType.MESSAGE, chat=chat, message_id=message.id)
        return message

    def change(
        self, chat: Chat, message: Message, type_: EventType = EventType.EDIT, **changed: Any
    ) -> Message:
        """The next version of a message; `changed` are fields of Message."""
        newer = replace(message, touched=next(self._touches), **changed)
        chat.keep(newer)
        self.events.publish(type_, chat=chat, message_id=message.id)
        return newer

    def push(self, bot: Bot, kind: UpdateKind, lane_of: int, payload: Json) -> int:
        """Queues an update; a tap dies with its query, everything else after a day."""
        short = kind is UpdateKind.CALLBACK_QUERY and not self.settings.real_time_callbacks
        kept = CALLBACK_KEPT_SECONDS if short else KEPT_SECONDS
        return bot.queue.push(kind, lane_of, payload, self.clock.timestamp() + kept)

    def next_album_id(self) -> str:
        return str(next(self._albums))

    def touch(self) -> int:
        """A place in the order of all changes, for "new since now"."""
        return next(self._touches)

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Ends all that waits."""
        for bot in self.bots.values():
            bot.poller.release()
            if bot.webhook is not None:
                await bot.webhook.close()
        await asyncio.gather(*self._tasks)
        self.log.close()

    def _query_seconds(self) -> Callable[[], float]:
        return time.monotonic if self.settings.real_time_callbacks else self.clock.timestamp

    def _free_person_id(self) -> int:
        return next(id_ for id_ in self._person_ids if id_ not in self.people)
