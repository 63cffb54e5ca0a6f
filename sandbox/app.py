"""The local Telegram as one server: Bot API, control API and chat page on one port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from sandbox.bot_api import BotApi
from sandbox.bots import Bot
from sandbox.chats import Chat
from sandbox.clock import Clock
from sandbox.control import add_control_routes
from sandbox.events import EventType
from sandbox.faults import Fault, FaultKind
from sandbox.limits import Limits
from sandbox.log import AcceptLog
from sandbox.pages import add_page_routes
from sandbox.params import MOST_UPLOAD_BYTES
from sandbox.person import Person
from sandbox.world import Settings, World

HOST = "127.0.0.1"
TOKEN = "1000001:LocalTelegramSandboxToken_NoSecret-1"  # noqa: S105 - opens nothing real
_ROOM_FOR_FORM = 1024 * 1024
_LAST_WORDS_SECONDS = 0.5


class Sandbox:
    """What a test or the demo holds in its hand: addresses, the world, people."""

    def __init__(self, world: World, host: str, port: int) -> None:
        self.world = world
        self.base_url = f"http://{f'[{host}]' if ':' in host else host}:{port}"

    @property
    def api_base_url(self) -> str:
        """A client library's base URL: it appends the token."""
        return f"{self.base_url}/bot"

    @property
    def file_base_url(self) -> str:
        return f"{self.base_url}/file/bot"

    @property
    def clock(self) -> Clock:
        return self.world.clock

    @property
    def log(self) -> AcceptLog:
        return self.world.log

    def register(self, token: str = TOKEN, first_name: str = "", username: str = "") -> Bot:
        """Lets a bot in before it calls; without this any well-formed token registers itself."""
        return self.world.register_bot(token, first_name, username)

    async def person(
        self, name: str, *, username: str = "", language_code: str = "en", id_: int = 0
    ) -> Person:
        """Somebody new, talking to the first bot."""
        user = self.world.add_person(name, username=username, language_code=language_code, id_=id_)
        return Person(self.world, user)

    def group(self, title: str, *people: Person) -> Chat:
        """A group that the first bot is in."""
        return self.world.add_group(self.world.bot(), title, [person.user for person in people])

    def fault(
        self,
        kind: FaultKind | str,
        method: str = "*",
        *,
        chat_id: int = 0,
        nth: int = 0,
        count: int = 0,
        probability: float = 1.0,
        seed: int = 0,
        retry_after: int = 1,
        ms: int = 1000,
        words: str = "",
    ) -> Fault:
        """Sets a fault; `Fault` says what each of these means."""
        chosen = FaultKind(kind)
        fault = Fault(
            chosen, method, chat_id, nth, count, probability, seed, retry_after, ms, words
        )
        return self.world.faults.add(fault)

    def clear_faults(self) -> None:
        self.world.faults.clear()

    def limit(self, limits: Limits) -> None:
        self.world.limiter.reset(limits)

    def stars(self, stars: float, free_per_second: float = 30.0) -> None:
        """So many has the first bot; `free_per_second` messages cost nothing."""
        self.world.bot().purse.fill(stars, free_per_second)

    def link(self, label: str, url: str) -> None:
        """A link the chat page offers, like the console's address."""
        self.world.links.append((label, url))


@asynccontextmanager
async def serve(
    port: int = 0,
    *,
    host: str = HOST,
    clock: Clock | None = None,
    settings: Settings | None = None,
) -> AsyncIterator[Sandbox]:
    """Runs the local Telegram; port 0 takes a free one."""
    world = World(settings, clock)
    runner = web.AppRunner(
        build_app(world),
        access_log=None,
        handler_cancellation=True,
        shutdown_timeout=_LAST_WORDS_SECONDS,
    )
    await runner.setup()
    stop = world.clock.on_advance(lambda: world.events.publish(EventType.CLOCK))
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield Sandbox(world, host, runner.addresses[0][1])
    finally:
        stop()
        await world.close()
        await runner.cleanup()


def build_app(world: World) -> web.Application:
    app = web.Application(client_max_size=MOST_UPLOAD_BYTES + _ROOM_FOR_FORM)
    BotApi(world).add_routes(app.router)
    add_control_routes(app, world)
    add_page_routes(app.router)
    return app
