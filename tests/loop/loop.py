"""The loop's people at their chats, and how they wait; what they do in which order is story.py.

A `battered` loop is one whose bot is killed all the while. Then every deed must still have its
effect, once; but a reply that was cut off comes as the present state instead, and a notice may be
in doubt. So words are demanded of an undisturbed loop only, effects of both.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine

from domain.locales import EN, ZH
from sandbox import TOKEN, Clock, Sandbox, Settings, serve
from sandbox.messages import Message
from tests.loop.reader import Reader
from tests.loop.running import OWNER_ID, Running
from tests.world import World

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
_LOOK_EVERY: Final = 0.01
_BESIDE: Final = 0.3  # seconds between the two halves of one reply, at most


class Lost(AssertionError):
    """A deed did not have its effect in time: an update was lost, or a reply never came."""


@asynccontextmanager
async def local_telegram() -> AsyncIterator[Sandbox]:
    """Its clock begins at noon of a Monday in Shanghai: nobody sleeps, the week is whole."""
    clock = Clock()
    today = clock.now().astimezone(SHANGHAI)
    monday = today + timedelta(days=7 - today.weekday())
    clock.advance(monday.replace(hour=12, minute=0, second=0, microsecond=0) - clock.now())
    settings = Settings(real_time_callbacks=True, webhook_retry_unit=0.05)
    async with serve(clock=clock, settings=settings) as telegram:
        telegram.register(TOKEN, "KOC Dispatch", "koc_dispatch_bot")
        yield telegram


@contextmanager
def rows_of(database_url: str) -> Iterator[World]:
    """The database as it is, for what no chat shows; its tables are there."""
    engine = create_engine(database_url)
    try:
        yield World(engine)
    finally:
        engine.dispose()


class Loop:
    """One owner and a finance person who read English, a reviewer and two creators in Chinese."""

    def __init__(
        self,
        telegram: Sandbox,
        bot: Running,
        rows: World,
        *,
        battered: bool = False,
        spared: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
        patience: float = 8.0,
    ) -> None:
        self.telegram = telegram
        self.bot = bot
        self.rows = rows
        self.battered = battered
        self._spared = spared  # while it lasts nobody kills
        self._patience = patience
        self.people: dict[str, Reader] = {}

    async def enter(self) -> None:
        """Everybody is in Telegram; none has written to the bot yet."""
        self.owner = await self._person("Lin", EN, OWNER_ID)
        self.finance = await self._person("Zhao", EN)
        self.reviewer = await self._person("周审核", ZH)
        self.creator = await self._person("小林", ZH)
        self.drifter = await self._person("阿澈", ZH)

    async def _person(self, name: str, locale: str, id_: int = 0) -> Reader:
        code = "en" if locale == EN else "zh-hans"
        person = await self.telegram.person(name, language_code=code, id_=id_)
        return Reader(person, locale, self._patience)

    @property
    def now(self) -> datetime:
        return self.telegram.clock.now()

    async def later(self, **span: float) -> None:
        """Time passes, and what fell due by it is begun."""
        await self.until_moment(self.now + timedelta(**span))

    async def until_moment(self, moment: datetime) -> None:
        self.telegram.clock.advance(moment.astimezone(UTC) - self.now)
        await self.bot.catch_up()

    async def hears(self, reader: Reader, text: str, **values: Any) -> None:
        """A reply or notice that a crash may turn into something else."""
        if not self.battered:
            await reader.sees(text, **values)

    async def insists(
        self, reader: Reader, deed: Callable[[], Awaitable[None]], text: str, **values: Any
    ) -> Message:
        """The deed's reply, which they need to go on: whoever gets another one does it again."""
        await deed()
        if not self.battered or await self._answered_with(reader, text, values):
            return await reader.sees(text, **values)
        async with self._spared():
            await deed()
            return await reader.sees(text, **values)

    async def _answered_with(self, reader: Reader, text: str, values: dict[str, Any]) -> bool:
        """Whether it is what came; a screen that stays as it was comes as a bare answer."""
        async with asyncio.timeout(self._patience):
            while not (reader.person.fresh or reader.person.answers):
                await self.telegram.world.events.next(reader.telegram_id, 1.0)
        await asyncio.sleep(_BESIDE)
        pattern = reader.pattern(text, **values)
        return any(pattern.search(message.text) for message in reader.person.fresh)

    async def effect(self, what: str, statement: Any, wanted: list[Any]) -> None:
        """Waits until the statement's one column reads as `wanted`, and no more."""
        give_up_at = time.monotonic() + self._patience
        while not await self.shows(statement, wanted):
            if time.monotonic() > give_up_at:
                found = [row[0] for row in self.rows.rows(statement)]
                raise Lost(f"{what}: {found} instead of {wanted}")
            await asyncio.sleep(_LOOK_EVERY)

    async def shows(self, statement: Any, wanted: list[Any]) -> bool:
        """As it is now. In a thread: the bot may live in this loop, or the database be slow."""
        rows = await asyncio.to_thread(self.rows.rows, statement)
        return [row[0] for row in rows] == wanted
