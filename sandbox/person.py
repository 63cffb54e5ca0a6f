"""A person for tests: says, taps, sends and sees, failing with what is on the screen."""

# ruff: noqa: ASYNC109 - a test says how long it waits; a timeout around it would hide the screen
import time
from collections.abc import Callable
from typing import Self

from sandbox import gestures, taps
from sandbox.bots import Bot
from sandbox.callbacks import Query
from sandbox.chats import Chat
from sandbox.errors import GestureRefused
from sandbox.events import Event, EventType
from sandbox.gestures import Hands
from sandbox.messages import Message
from sandbox.params import Upload
from sandbox.people import User
from sandbox.wire import Json
from sandbox.world import World

_SHOWN_ON_FAILURE = 5


class NotSeen(AssertionError):
    """What a person waited for did not come; the text shows their screen."""


class Person:
    """Talks to the first bot in the world, or to the one of `with_bot`."""

    def __init__(self, world: World, user: User, bot: Bot | None = None) -> None:
        self.world = world
        self.user = user
        self._bot = bot
        self._mark = 0
        self._answers: list[Json] = []
        world.events.listen(self._hear, user.id)

    def with_bot(self, bot: Bot) -> Self:
        """The same person, talking to another bot."""
        return type(self)(self.world, self.user, bot)

    # What they do

    async def says(
        self,
        text: str,
        *,
        reply_to: Message | None = None,
        chat: Chat | None = None,
        parse_mode: str = "",
    ) -> Message:
        """`parse_mode`: how the text says its formatting."""
        hands = self._begin(chat)
        return gestures.write(hands, text, reply_to.id if reply_to else 0, parse_mode)

    async def starts(self, payload: str = "") -> Message:
        """Presses Start, or opens a deep link."""
        return gestures.start(self._begin(), payload)

    async def taps(
        self, label: str, *, message: Message | None = None, timeout: float = 5.0
    ) -> Query | None:
        """Presses the newest button that says `label` and waits up to `timeout` for one to come.

        Returns the callback query, None for keys, links and the like.
        """
        message_id = message.id if message else 0
        hands = self._hands()
        await self._until(lambda: _has(hands, label, message_id), timeout)
        button = taps.button_saying(hands, label, message_id)
        pressed = taps.press(self._begin(), button)
        return self._query(pressed.callback_query_id)

    async def taps_data(self, data: str, message: Message | int = 0) -> Query | None:
        """Sends callback data as an old or forged button would."""
        message_id = message if isinstance(message, int) else message.id
        return self._query(taps.tap(self._begin(), message_id, data).callback_query_id)

    async def sends_document(
        self,
        name: str,
        data: bytes,
        *,
        caption: str = "",
        mime_type: str = "application/octet-stream",
        parse_mode: str = "",
    ) -> Message:
        upload = Upload(name, mime_type, data)
        return gestures.send_files(self._begin(), [upload], caption, parse_mode=parse_mode)[0]

    async def sends_video(
        self, name: str, data: bytes, *, caption: str = "", parse_mode: str = ""
    ) -> Message:
        upload = Upload(name, "video/mp4", data)
        hands = self._begin()
        return gestures.send_files(hands, [upload], caption, kind="video", parse_mode=parse_mode)[0]

    async def sends_photo(
        self, data: bytes, *, caption: str = "", name: str = "photo.jpg", parse_mode: str = ""
    ) -> Message:
        return (await self.sends_album([data], caption=caption, name=name, parse_mode=parse_mode))[
            0
        ]

    async def sends_album(
        self,
        photos: list[bytes],
        *,
        caption: str = "",
        name: str = "photo.jpg",
        parse_mode: str = "",
    ) -> list[Message]:
        uploads = [Upload(name, "image/jpeg", data) for data in photos]
        hands = self._begin()
        return gestures.send_files(hands, uploads, caption, kind="photo", parse_mode=parse_mode)

    async def shares_contact(self) -> Message:
        return gestures.share_contact(self._begin())

    async def reacts(self, emoji: str, message: Message | None = None) -> Message:
        """To the bot's newest message unless told otherwise."""
        target = message or self.last
        if target is None:
            raise GestureRefused("there is no message to react to")
        return gestures.react(self._begin(), target.id, emoji)

    async def edits(self, message: Message, text: str) -> Message:
        return gestures.edit(self._begin(), message.id, text)

    async def blocks(self) -> None:
        gestures.set_blocked(self._begin(), blocked=True)

    async def unblocks(self) -> None:
        gestures.set_blocked(self._begin(), blocked=False)

    # What they see

    async def sees(self, text: str, *, timeout: float = 5.0) -> Message:
        """Waits for a message of the bot, new or edited since the last action, with this text."""
        return await self.sees_any(
            lambda message: text in message.text, f"“{text}”", timeout=timeout
        )

    async def sees_any(
        self, fits: Callable[[Message], bool], what: str = "such a message", *, timeout: float = 5.0
    ) -> Message:
        """As `sees`, for whatever `fits`."""
        found: list[Message] = []

        def look() -> bool:
            found[:] = [m for m in self.fresh if fits(m)]
            return bool(found)

        if not await self._until(look, timeout):
            raise NotSeen(f"{self.user.name} waited {timeout} s for {what}.\n{self._screenshot()}")
        return found[0]

    async def sees_alert(self, text: str, *, timeout: float = 5.0) -> str:
        """Waits for an answer to a tap since the last action that contains the text."""
        if not await self._until(lambda: text in self.alert, timeout):
            raise NotSeen(
                f"{self.user.name} waited {timeout} s for the answer “{text}”; "
                f"the last was “{self.alert}”.\n{self._screenshot()}"
            )
        return self.alert

    async def sees_nothing_new(self, *, for_seconds: float = 0.3) -> None:
        if await self._until(lambda: bool(self.fresh), for_seconds):
            raise NotSeen(f"{self.user.name} expected silence.\n{self._screenshot()}")

    @property
    def fresh(self) -> list[Message]:
        """The bot's messages sent or edited since the last action, newest first."""
        return [m for m in self._shown() if m.from_bot and m.touched > self._mark]

    @property
    def last(self) -> Message | None:
        """The bot's newest message."""
        return next((message for message in self._shown() if message.from_bot), None)

    @property
    def screen(self) -> list[str]:
        """All current texts of the chat, oldest first."""
        return [message.text for message in reversed(self._shown())]

    @property
    def messages(self) -> list[Message]:
        """The chat, oldest first, without what was deleted."""
        return list(reversed(self._shown()))

    @property
    def buttons(self) -> list[str]:
        """Labels of all visible buttons, newest message first."""
        return [button.label for button in taps.visible_buttons(self._hands())]

    @property
    def alert(self) -> str:
        """What the bot answered to the last tap; empty when it has not or said nothing."""
        return str(self._answers[-1]["text"]) if self._answers else ""

    @property
    def answers(self) -> list[Json]:
        """All answers to taps since the last action."""
        return list(self._answers)

    # How

    def _hands(self, chat: Chat | None = None) -> Hands:
        bot = self._bot or self.world.bot()
        return gestures.hands_of(self.world, bot, self.user, chat.id if chat else 0)

    def _begin(self, chat: Chat | None = None) -> Hands:
        """An action begins: what was seen until now is old."""
        self._mark = self.world.touch()
        self._answers = []
        return self._hands(chat)

    def _shown(self) -> list[Message]:
        return self._hands().chat.newest_first()

    def _hear(self, event: Event) -> None:
        if event.type is EventType.CALLBACK_ANSWER:
            self._answers.append(event.data or {})

    def _query(self, query_id: str) -> Query | None:
        bot = self._bot or self.world.bot()
        return self.world.queries.find(bot.id, query_id) if query_id else None

    async def _until(self, holds: Callable[[], bool], timeout: float) -> bool:
        until = time.monotonic() + timeout
        while not holds():
            left = until - time.monotonic()
            if left <= 0:
                return False
            await self.world.events.next(self.user.id, left)
        return True

    def _screenshot(self) -> str:
        lines = [
            f"  {'bot' if m.from_bot else 'me '} | {m.text or m.content.kind}"
            + (f"  [{' · '.join(m.buttons)}]" if m.buttons else "")
            for m in self.messages[-_SHOWN_ON_FAILURE:]
        ]
        return "The chat ends with:\n" + ("\n".join(lines) or "  (nothing)")


def _has(hands: Hands, label: str, message_id: int) -> bool:
    try:
        taps.button_saying(hands, label, message_id)
    except GestureRefused:
        return False
    return True
