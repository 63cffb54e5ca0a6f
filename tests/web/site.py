"""The HTTP side served over real HTTP on a new database, and guests who visit it."""

import asyncio
import html
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, AppRunner, Request

from domain.broadcast_rules import PLAIN as AT_MOST_FREE
from domain.broadcast_rules import BroadcastRules
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Actor, Role
from domain.tracking_target import AllowedHosts
from services import console
from services.broadcast_drafts import Sample
from services.vault import Vault
from storage.database import open_database
from tests.paying import VAULT
from tests.world import NOW, World, staff, world_at
from web import shortcuts
from web.app import make_app
from web.console.guard import COOKIE
from web.house import UpdateFlow, WebHouse, no_picture, nothing_sent

API_SECRET: Final = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
LINK_HOSTS: Final = AllowedHosts(frozenset({"shop.example.com"}))
WEBHOOK_SECRET: Final = "from-telegram-and-nobody-else"
_CSRF: Final = re.compile(r'name="csrf" value="([\w-]+)"')


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str
    headers: dict[str, str]

    @property
    def words(self) -> str:
        """What a person reads of it, in one line."""
        return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", self.text).split()))


class Guest:
    """A browser without a screen: its cookies, and forms as our pages send them."""

    def __init__(self, client: TestClient[Request, Application]) -> None:
        self._client = client

    @property
    def origin(self) -> str:
        return str(self._client.make_url("/")).rstrip("/")

    @property
    def cookie(self) -> str:
        """The session's token, as a thief would copy it."""
        kept = [each.value for each in self._client.session.cookie_jar if each.key == COOKIE]
        return kept[0] if kept else ""

    @cookie.setter
    def cookie(self, token: str) -> None:
        jar = self._client.session.cookie_jar
        jar.clear()
        jar.update_cookies({COOKIE: token}, self._client.make_url("/console"))

    async def get(self, path: str, **headers: str) -> Answer:
        return await self._ask("GET", path, headers=headers)

    async def post(
        self, path: str, *, origin: str | None = None, csrf: str | None = None, **fields: str
    ) -> Answer:
        """A form of ours; another `origin` ("" for none) or token is an attack."""
        sent = self.origin if origin is None else origin
        token = await self.csrf() if csrf is None else csrf
        headers = {"Origin": sent} if sent else {}
        return await self._ask("POST", path, headers=headers, data={"csrf": token, **fields})

    async def csrf(self) -> str:
        found = _CSRF.search((await self.get("/console")).text)
        return found[1] if found else ""

    async def send(self, method: str, path: str, **options: Any) -> Answer:
        return await self._ask(method, path, **options)

    async def _ask(self, method: str, path: str, **options: Any) -> Answer:
        async with self._client.request(method, path, allow_redirects=False, **options) as got:
            text = (await got.read()).decode(errors="replace")
            return Answer(got.status, text, dict(got.headers))


@dataclass
class Site:
    """A served house whose clock and flow of updates a test moves by hand."""

    world: World
    server: TestServer
    app: Application
    stack: AsyncExitStack
    now: datetime = NOW
    flow: UpdateFlow | None = None
    received: list[dict[str, Any]] = field(default_factory=list)
    committed: asyncio.Event = field(default_factory=asyncio.Event)

    async def guest(self) -> Guest:
        """Nobody yet, with an empty cookie jar."""
        client = TestClient(self.server, headers={"Accept-Language": "en-GB,en;q=0.9"})
        return Guest(await self.stack.enter_async_context(client))

    def link(self, actor: Actor) -> str:
        """What the bot sends: the path of a one-time link."""
        return f"/console/enter/{self.world.do(console.make_link, actor, now=self.now)}"

    async def signed_in(self, actor: Actor) -> Guest:
        guest = await self.guest()
        entered = await guest.post(self.link(actor), csrf="")
        assert entered.status == 303, entered.words
        return guest

    async def member(self, *roles: Role, locale: str = "en") -> Guest:
        return (await self.known(*roles, locale=locale))[1]

    async def known(self, *roles: Role, locale: str = "en") -> tuple[Actor, Guest]:
        """Somebody with these roles, and their browser."""
        actor = self.world.do(staff, *roles, locale=locale)
        return actor, await self.signed_in(actor)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)


@asynccontextmanager
async def served(
    migrated_url: str,
    *,
    public_url: str = "",
    api_secret: str = API_SECRET,
    link_hosts: AllowedHosts = LINK_HOSTS,
    payouts: PayoutRules = PLAIN,
    vault: Vault = VAULT,
    lived_in: World | None = None,
    picture: Callable[[str], Awaitable[bytes]] = no_picture,
    try_on: Callable[[Actor, Sequence[Sample]], Awaitable[int]] = nothing_sent,
    broadcasts: BroadcastRules = AT_MOST_FREE,
) -> AsyncIterator[Site]:
    """`lived_in` has its tables and rows already: a chat's, say."""
    with nullcontext(lived_in) if lived_in else world_at(migrated_url) as world:
        db = open_database(migrated_url)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(db.close)

            async def receive(update: dict[str, Any]) -> None:
                site.received.append(update)
                await site.committed.wait()

            house = WebHouse(
                db,
                lambda: site.now,
                receive,
                lambda: site.flow,
                webhook_secret=WEBHOOK_SECRET,
                api_secret=api_secret,
                public_url=public_url,
                link_hosts=link_hosts,
                payouts=payouts,
                vault=vault,
                picture=picture,
                try_on=try_on,
                broadcasts=broadcasts,
            )
            app = make_app(house)
            server = await stack.enter_async_context(TestServer(app, access_log=None))
            assert isinstance(server.runner, AppRunner)
            shortcuts.take(server.runner)
            site = Site(world, server, app, stack)
            site.committed.set()
            yield site
