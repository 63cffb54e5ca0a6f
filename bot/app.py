"""The process: opens the database, starts the sides its duties ask for, stops them in order."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Final

import structlog

import scheduler
from bot import memory
from bot.config import Config, Mode
from bot.endings import CannotGoOn
from bot.heartbeat import Heartbeat
from bot.single import InUse, hold_database, serves_one
from bot.tables import bring_up
from bot.waking import WakingDatabase
from domain.figures import ProcessFigures
from services import team
from services.seam import Database
from storage.database import open_database
from storage.migrate import HEAD

if TYPE_CHECKING:  # each side is imported only where its duty is done
    from bot.chat import Chat
    from bot.site import Site, Watched
    from bot.worker import Worker

log = structlog.get_logger()


class Duty(StrEnum):
    """What a process does; any number of processes may share them on PostgreSQL."""

    BOT = "bot"  # updates come in and are answered
    WEB = "web"  # console, API, tracking links, webhook
    WORKER = "worker"  # jobs tick, deliveries go out


_SETTLES_SECONDS: Final = 1.0  # the first jobs have run by then
ALL_DUTIES: Final = frozenset(Duty)


def utc_now() -> datetime:
    return datetime.now(UTC)


def build(
    config: Config,
    clock: Callable[[], datetime] = utc_now,
    duties: Iterable[Duty] = ALL_DUTIES,
) -> "Process":
    """`clock` gives aware UTC; it may be moved forward while the process runs."""
    if getattr(scheduler, "OURS", "") != "koc-dispatch":
        raise CannotGoOn(
            f"another package called 'scheduler' shadows ours ({scheduler.__file__}): "
            "install KOC Dispatch into an environment of its own"
        )
    return Process(config, clock, frozenset(duties))


class Process:
    """Started and stopped by hand; `ended` returns when it cannot go on."""

    def __init__(
        self, config: Config, clock: Callable[[], datetime], duties: frozenset[Duty]
    ) -> None:
        self.config = config
        self.now = clock
        self.duties = duties
        self.chat: Chat | None = None
        self.site: Site | None = None
        self.worker: Worker | None = None
        self.watched: Watched | None = None
        self.figures = ProcessFigures()
        self._heart: Heartbeat | None = None
        self._db: WakingDatabase | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._held = ExitStack()

    @property
    def db(self) -> Database:
        assert self._db is not None, "start the process first"
        return self._db

    async def start(self) -> None:
        """Polling begins before the rest: who waits for an answer waits least."""
        url = self.config.database.url
        self._hold(url)
        brought = await asyncio.to_thread(bring_up, url)
        if brought.is_newer:
            log.warning("newer tables serve this release too", theirs=brought.revision, ours=HEAD)
        queued = asyncio.Event()
        self._db = WakingDatabase(open_database(url), queued)
        await self.db.write(team.ensure_owners, self.config.staff.owners, now=self.now())
        hooked = self.config.telegram.mode is Mode.WEBHOOK
        if Duty.BOT in self.duties or (hooked and Duty.WEB in self.duties):
            await self._start_chat(listens=not hooked)
        if Duty.WEB in self.duties:
            await self._start_site()
        if hooked and self.chat and Duty.BOT in self.duties:
            self._running.add(self.chat.listen())
        if Duty.WORKER in self.duties:
            await self._start_worker(queued)
        if Duty.WEB not in self.duties and self.config.web.watch_port:
            await self._start_watched()
        self._heart = Heartbeat(self.db, self.now, ",".join(sorted(self.duties)), self.figures)
        self._heart.start()

    def _hold(self, url: str) -> None:
        try:
            self._held.enter_context(hold_database(url))
        except InUse as used:
            raise CannotGoOn(str(used)) from None

    async def _start_chat(self, *, listens: bool) -> None:
        from bot.chat import Chat
        from bot.turn import Alone, Shared

        turn = Alone() if serves_one(self.config.database.url) else Shared(self.db)
        self.chat = Chat(self.config, self.db, self.now, turn, self.figures)
        await self.chat.start()
        if listens:
            self._running.add(self.chat.listen())

    async def _start_site(self) -> None:
        await _import("bot.site")
        from bot.site import Site

        self.site = Site(self.config, self.db, self.now, self.chat, self.figures)
        await self.site.start()

    async def _start_watched(self) -> None:
        await _import("bot.site")
        from bot.site import Watched

        self.watched = Watched(self.config, self.db, self.now, self.chat, self.figures)
        await self.watched.start()

    async def _start_worker(self, queued: asyncio.Event) -> None:
        await _import("bot.worker")
        from bot.worker import Worker

        self.worker = Worker(self.config, self.db, self.now, queued, self.figures)
        self._running.add(await self.worker.start())

    async def ended(self) -> None:
        """Returns never, or raises what ended one of the sides for good."""
        if not self._running:  # a site alone
            await asyncio.Event().wait()
        done, _ = await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()

    async def drain(self) -> None:
        """Says that it is not ready, and goes on until a balancer has noticed."""
        self.figures.draining = True
        if self._heart is not None:
            await self._heart.drain()
        if self.site is not None:
            await asyncio.sleep(self.config.web.drain_seconds)

    async def stop(self) -> None:
        """In the order in which work flows, so that each side finishes what it was given."""
        self.figures.draining = True
        for side in (self.site, self.chat, self.worker, self.watched, self._heart):
            if side is not None:
                await _ended_well(side.stop())
        if self._db is not None:
            await _ended_well(self._db.close())
        self._held.close()


async def _import(module: str) -> None:
    """Beside the event loop: what has come in is answered meanwhile."""
    await asyncio.to_thread(import_module, module)


async def _ended_well(stopping: Awaitable[None]) -> None:
    """One side that breaks must not keep the others from finishing."""
    try:
        await stopping
    except Exception:
        log.exception("stopping broke")


async def run(
    config: Config,
    clock: Callable[[], datetime] = utc_now,
    duties: Iterable[Duty] = ALL_DUTIES,
) -> None:
    """Until SIGTERM or SIGINT; a second one ends the process without finishing."""
    process = build(config, clock, duties)
    told_to_stop = _signals()
    main = asyncio.create_task(_start_and_go_on(process))
    try:
        await asyncio.wait([main, told_to_stop], return_when=asyncio.FIRST_COMPLETED)
        if main.done():
            main.result()
    finally:
        main.cancel()
        await asyncio.gather(main, return_exceptions=True)
        log.info("stopping")
        await process.drain()
        await process.stop()


async def _start_and_go_on(process: Process) -> None:
    await process.start()
    port = process.site.port if process.site else None
    log.info("ready", duties=",".join(sorted(process.duties)), port=port)
    await asyncio.sleep(_SETTLES_SECONDS)
    memory.settle()
    await process.ended()


def _signals() -> asyncio.Future[None]:
    loop = asyncio.get_running_loop()
    told: asyncio.Future[None] = loop.create_future()

    def stop(number: signal.Signals) -> None:
        loop.remove_signal_handler(number)  # the next one does what it always does
        if not told.done():
            told.set_result(None)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop, number)
    return told
