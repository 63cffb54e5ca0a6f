"""Asking Telegram for updates: acknowledges what is done and nothing else, and never gives up."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any, Final

import structlog
from telegram import Bot
from telegram.error import (
    Conflict,
    EndPointNotFound,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.deferred import Deferred
from bot.endings import CannotGoOn
from bot.intake import Intake, Json, is_done
from bot.transport import flood_seconds
from bot.turn import NotOurTurn, Turn
from bot.window import MOST, Window

log = structlog.get_logger()

UPDATES: Final = ("message", "callback_query", "my_chat_member")  # all that we route
LONG_POLL_SECONDS: Final = 30
# Method names are case-insensitive. By its usual name the library would have us call get_updates,
# which parses everything at once: one update that it cannot parse would hold up all the others.
_GET_UPDATES: Final = "GetUpdates"
_GRACE_SECONDS: Final = 10
_SHORTEST_PAUSE: Final = 0.01
_LONGEST_PAUSE: Final = 0.25
_PAUSE_EACH: Final = 0.003
_LONGEST_BACK_OFF: Final = 30.0
# In a crowded window: how long others wait for a reply, and how long for anything else.
_REPLY_SECONDS: Final = 0.25
_WORK_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Begun:
    raw: Json
    at: float  # of the monotonic clock


class Poller:
    """One long poll at a time; new updates are fetched while earlier ones are in work."""

    def __init__(self, bot: Bot, intake: Intake, turn: Turn, deferred: Deferred) -> None:
        self._bot = bot
        self._intake = intake
        self._turn = turn
        self._deferred = deferred
        self._window = Window()
        self._begun: dict[int, _Begun] = {}  # what is in the window and in work
        self._answered = False  # whether Telegram's last answer was one

    @property
    def flowing(self) -> bool:
        """Whether updates come in: here, or in the process whose turn it is."""
        return self._answered if self._turn.ours else self._turn.others

    async def run(self) -> None:
        """Until cancelled. A refused token is the only error that ends it."""
        await self._turn.keep(self._poll)

    async def _poll(self) -> None:
        """In our turn. What we saw in an earlier one, others may have done since."""
        self._window, self._begun, self._answered = Window(), {}, False
        await self._deferred.take_up()
        pause, failures = _SHORTEST_PAUSE, 0
        while True:
            await self._make_room()
            try:
                batch = await self._ask(self._patience())
            except (InvalidToken, EndPointNotFound):  # the second is a token refused later on
                raise CannotGoOn("Telegram refuses telegram.token") from None
            except TelegramError as error:
                failures += 1
                self._answered = False
                await self._mend(error, failures)
                continue
            failures, self._answered = 0, True
            began = sum(self._begin(raw) for raw in batch)
            pause = _SHORTEST_PAUSE if began else min(pause * 2, _LONGEST_PAUSE)
            # The more are in work, the more an early question would only bring again.
            await self._window.thinned(max(pause, self._window.in_work * _PAUSE_EACH))

    def _patience(self) -> int:
        """Seconds. None for the answer that says whether updates flow: a quiet one takes long."""
        return LONG_POLL_SECONDS if self._answered and not self._window.in_work else 0

    async def _make_room(self) -> None:
        """In a crowded window nobody waits long for a slow one: what leaves early is durable."""
        if not self._window.is_crowded:
            return
        now, undone = time.monotonic(), list[Json]()
        for update_id in self._window.waiting():
            begun = self._begun[update_id]
            if self._intake.is_answering(update_id):
                if now - begun.at > _REPLY_SECONDS:
                    self._finish(update_id)
            elif now - begun.at > _WORK_SECONDS:
                undone.append(begun.raw)
        if undone and not self._intake.is_full and await self._deferred.defer(undone):
            for raw in undone:
                self._finish(raw["update_id"])

    async def acknowledge(self) -> None:
        """A last word, so that what is done does not come again after a restart."""
        if self._window.offset and self._turn.ours:
            try:
                await self._ask(0, most=1)
            except (TelegramError, NotOurTurn) as error:
                log.warning("last acknowledgement failed", error=repr(error))

    async def _ask(self, wait_seconds: int, most: int = MOST) -> list[Json]:
        """Raises NotOurTurn, also for an answer that came too late: another one gets it too."""
        self._insist_on_our_turn()
        offset = self._window.offset
        batch: Any = await self._bot.do_api_request(
            _GET_UPDATES,
            api_kwargs={
                "offset": offset,
                "limit": most,
                "timeout": wait_seconds,
                "allowed_updates": UPDATES,
            },
            read_timeout=wait_seconds + _GRACE_SECONDS,
        )
        self._insist_on_our_turn()
        self._window.acknowledged(offset)
        return list(batch)

    def _insist_on_our_turn(self) -> None:
        """We may have been stopped for any time between two steps."""
        if not self._turn.ours:
            raise NotOurTurn

    def _begin(self, raw: Json) -> bool:
        update_id, window, begun = raw["update_id"], self._window, self._begun
        if not window.admit(update_id):
            return False
        begun[update_id] = _Begun(raw, time.monotonic())

        def end(task: asyncio.Task[None]) -> None:
            begun.pop(update_id, None)
            window.finish(update_id, done=is_done(task))

        self._intake.begin(raw).add_done_callback(end)
        return True

    def _finish(self, update_id: int) -> None:
        self._begun.pop(update_id, None)  # it may have ended while it was deferred
        self._window.finish(update_id, done=True)

    async def _mend(self, error: TelegramError, failures: int) -> None:
        """What may help, then a pause that grows."""
        if isinstance(error, Conflict) and "webhook" in str(error).lower():
            log.warning("a webhook is set: it is removed, because telegram.mode is polling")
            await _remove_webhook(self._bot)
            return
        if isinstance(error, Conflict):
            log.error("somebody else polls with this token: stop the other process")
        else:
            log.warning("polling failed", error=repr(error), failures=failures)
        wait = (
            flood_seconds(error) if isinstance(error, RetryAfter) else 0.5 * 2 ** min(failures, 6)
        )
        await asyncio.sleep(min(wait, _LONGEST_BACK_OFF))


async def _remove_webhook(bot: Bot) -> None:
    try:
        await bot.delete_webhook()
    except TelegramError as error:
        log.warning("removing the webhook failed", error=repr(error))
        await asyncio.sleep(_LONGEST_PAUSE)
