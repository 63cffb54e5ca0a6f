"""One update at the desk: who sent it, its one service call, the reply; no wording of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from telegram import Bot, Message
from telegram.error import BadRequest, TelegramError

from domain.broadcast_rules import PLAIN as PLAIN_BROADCASTS
from domain.broadcast_rules import BroadcastRules
from domain.counted_links import Counting
from domain.locales import ZH
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Actor, Sender
from domain.receivable import RECOVERY_PERCENT
from domain.reminder_rules import USUAL, ReminderRules
from domain.retention import KEPT_DAYS
from domain.tracking_target import NOWHERE, AllowedHosts
from handlers.post import answer, delete, post, redraw
from handlers.screen import Screen
from services import people, updates
from services.seam import Database
from services.updates import Done
from services.vault import Vault
from words.speech import Speech, speech

T = TypeVar("T")
Handler = Callable[..., Awaitable[Screen | None]]
"""(desk, what the update names) → what its sender sees; None where that is said already."""


@dataclass(frozen=True, slots=True)
class ChatHouse:
    """What the process hands to every desk."""

    db: Database
    bot: Bot
    now: Callable[[], datetime]
    console_url: str = ""  # empty: this process knows of no console
    vault: Vault = field(default_factory=lambda: Vault(""))  # seals payee details
    locale: str = ZH  # what a newcomer is met in when Telegram names no language of theirs
    timezone: str = "Asia/Shanghai"  # a newcomer's until they choose another
    links_at: str = ""  # the public address, which tracking links begin with; empty: there is none
    link_hosts: AllowedHosts = NOWHERE  # where tracking links may lead
    payouts: PayoutRules = PLAIN  # when, from what amount, less what tax
    broadcasts: BroadcastRules = PLAIN_BROADCASTS
    recovery_percent: int = RECOVERY_PERCENT  # of each later amount to what is owed
    reminders: ReminderRules = USUAL
    messages_kept_days: int = KEPT_DAYS  # once they have ended

    @property
    def counting(self) -> Counting:
        """Where clicks on links can be counted."""
        return Counting(self.links_at, self.link_hosts)


class Desk:
    """Lives as long as its update, which is one unit of work: `act` succeeds at most once."""

    def __init__(
        self,
        house: ChatHouse,
        update_id: int,
        sender: Sender,
        *,
        query_id: str = "",
        message: Message | None = None,
        tapped_message_id: int | None = None,
    ) -> None:
        self.house = house
        self.sender = sender
        self.now = house.now()
        self.message = message  # what came in; of a tap, None
        self.tapped_message_id = tapped_message_id  # what carries the tapped button
        self.actor: Actor | None = None
        self._has_acted = False
        self._is_reachable = True  # as our rows say
        self.update_id = update_id
        self._query_id = query_id

    @property
    def tapped(self) -> bool:
        return bool(self._query_id)

    @property
    def say(self) -> Speech:
        """In the language that they chose, so never before it is known who they are."""
        return speech(self._known.locale)

    @property
    def timezone(self) -> str:
        return self._known.timezone

    @property
    def _known(self) -> Actor:
        if self.actor is None:
            raise RuntimeError("look, act or recognise first: nobody knows yet who asks")
        return self.actor

    async def recognise(self) -> None:
        """Who asks, where no look or act told it yet."""
        if self.actor is None:
            await self.look(people.who_asks)

    async def act(self, service: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """The update's one write; its mark commits with it. Raises the service's Refusal.

        A second one would find the first one's mark, and look like the same update come again.
        """
        if self._has_acted:
            raise RuntimeError("an update is one unit of work, and this one is done")
        result = await self._done(
            self.house.db.write(
                updates.act, self.update_id, self.sender, service, *args, now=self.now, **kwargs
            )
        )
        self._has_acted = True
        return result

    async def look(self, service: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """A read; `service(conn, actor, *args)`."""
        return await self._done(
            self.house.db.read(updates.look, self.sender, service, *args, **kwargs)
        )

    async def _done(self, question: Awaitable[Done[T]]) -> T:
        try:
            done = await question
        except updates.Refused as refused:
            self.actor, self._is_reachable = refused.actor, refused.is_reachable
            raise refused.refusal from refused
        self.actor, self._is_reachable = done.actor, done.is_reachable
        return done.result

    async def show(self, screen: Screen) -> None:
        """After a tap the tapped message becomes the screen, else the screen is a new message."""
        message_id = await (self._after_tap(screen) if self.tapped else self._after(screen))
        if screen.placed is not None and message_id is not None:
            await screen.placed(message_id)
        await self._note_reached()

    async def _note_reached(self) -> None:
        """Who only reads is answered too: what we have for them need not end for want of a way."""
        if not self._is_reachable and self.actor:
            await self.house.db.write(people.reach, self.actor, True, now=self.now)

    async def _after_tap(self, screen: Screen) -> int | None:
        """The id of the message that shows it; None when only the tap is answered."""
        answered = self._answer(screen.toast, screen.alert)
        if screen.fresh or screen.document or screen.photo or screen.media:
            message_id, _, _ = await asyncio.gather(
                self.send(screen), answered, self._redraw_behind(screen)
            )
        elif screen.text:
            message_id, _ = await asyncio.gather(self._edit(screen), answered)
        else:
            await answered
            return None
        return message_id

    async def _redraw_behind(self, screen: Screen) -> None:
        if screen.behind:
            await self._edit(screen.behind)

    async def _after(self, screen: Screen) -> int | None:
        """Nothing is sent where all is said already."""
        has_file = screen.document or screen.photo or screen.media
        return await self.send(screen) if screen.text or has_file else None

    async def send(self, screen: Screen) -> int:
        """The new message's id."""
        return await post(self.house.bot, self.sender.telegram_id, screen)

    async def take_away(self) -> bool:
        """What came in goes from its sender's chat; False where Telegram does not do it."""
        if self.message is None:
            return False
        with suppress(TelegramError):
            return await delete(self.house.bot, self.sender.telegram_id, self.message.message_id)
        return False

    async def _edit(self, screen: Screen) -> int:
        """The id of the message that shows it: another one where this cannot be edited."""
        message_id = self.tapped_message_id
        if message_id is None:  # Telegram does not name a message of somebody else's making
            return await self.send(screen)
        try:
            await redraw(self.house.bot, self.sender.telegram_id, message_id, screen)
        except BadRequest:
            return await self.send(screen)  # a photo's caption, gone, or too old to edit
        return message_id

    async def _answer(self, toast: str, alert: bool) -> None:
        # A tap older than Telegram's 150 s cannot be answered: its effects stand all the same.
        with suppress(BadRequest):
            await answer(self.house.bot, self._query_id, toast, alert=alert)
