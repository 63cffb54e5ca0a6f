"""A partner's server on loopback: verifies each call by the published library, and misbehaves."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web
from standardwebhooks.webhooks import Webhook

from bot.fetching.posting import Posts
from domain.events import EventType
from scheduler.events import tell
from scheduler.jobs import JobHouse
from services import endpoints
from services.vault import Vault
from tests.bot.fetching.loopback import serving
from tests.scheduler.conftest import Clock
from tests.world import World

HOST: Final = "partner.example.com"
URL: Final = f"https://{HOST}/hook"
VAULT: Final = Vault("a secret of the house")
PATIENT_SECONDS: Final = 30.0  # so that a crowded machine is not taken for a partner who hangs


@dataclass
class Receiver:
    """`answers` are given in turn, the last one for ever; 0 hangs until the caller gives up."""

    house: JobHouse
    clock: Clock
    posts: Posts
    secrets: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=lambda: [204])
    came: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    forged: int = 0

    async def take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        try:
            Webhook(self.secrets[0]).verify(body, dict(request.headers))
        except Exception:  # noqa: BLE001  (whatever is wrong with it)
            self.forged += 1
            return web.Response(status=401)
        self.headers.append(dict(request.headers))
        self.came.append((request.headers["webhook-id"], json.loads(body)))
        status = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if not status:
            await asyncio.sleep(60)
        moved = {"Location": f"https://{HOST}/elsewhere"} if 300 <= status < 400 else {}
        return web.Response(status=status, headers=moved)

    async def told(self) -> int:
        """As the clock tells; how many calls were made."""
        return await tell(self.house.db, self.clock.now, VAULT, self.posts)

    @property
    def types(self) -> list[str]:
        return [message["type"] for _, message in self.came]

    @property
    def ids(self) -> list[str]:
        return [message_id for message_id, _ in self.came]


@asynccontextmanager
async def receiving(
    house: JobHouse,
    clock: Clock,
    world: World,
    types: Sequence[EventType] = (),
    *,
    url: str = URL,
    patient_seconds: float = PATIENT_SECONDS,
) -> AsyncIterator[Receiver]:
    """An address that was added before anything happened."""
    made: list[Receiver] = []

    async def take(request: web.Request) -> web.StreamResponse:
        return await made[0].take(request)

    async with serving({f"{HOST}/hook": take, f"{HOST}/elsewhere": take}) as there:
        posts = Posts(there.network, patient_seconds)
        made.append(Receiver(house, clock, posts))
        made[0].secrets.append(
            world.do(endpoints.add, VAULT, "partner-a", url, types, now=clock.at)
        )
        yield made[0]
