"""Webhooks: secret, retries, lanes, connections, calls inside answers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox import Person, Sandbox
from tests.sandbox.raw_bot import RawBot

Json = dict[str, Any]


class Hook:
    """A bot's endpoint that does what it is told and remembers what came."""

    def __init__(self) -> None:
        self.got: list[Json] = []
        self.secrets: list[str | None] = []
        self.at_once = 0
        self.most_at_once = 0
        self.delay: Callable[[Json], float] = lambda _: 0.0
        self.answers: list[web.Response] = []
        self.news = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.delay(update))
        self.at_once -= 1
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.got.append(update)
        self.news.set()
        return self.answers.pop(0) if self.answers else web.Response()

    @property
    def heard(self) -> list[str]:
        """Texts and callback data, in the order they were finished."""
        return [
            update["message"]["text"] if "message" in update else update["callback_query"]["data"]
            for update in self.got
        ]

    async def until(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.got) < count:
                self.news.clear()
                await self.news.wait()


@pytest.fixture
def hook() -> Hook:
    return Hook()


@pytest.fixture
async def url(hook: Hook) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    server = TestServer(app)
    await server.start_server()
    yield str(server.make_url("/hook"))
    await server.close()


async def test_updates_come_with_the_secret_and_leave_nothing_pending(
    bot: RawBot, lin: Person, hook: Hook, url: str
) -> None:
    await bot.updates()
    answer = await bot.call("setWebhook", url=url, secret_token="s3cret-_")
    assert answer["description"] == "Webhook was set"
    await lin.says("a")
    await hook.until(1)
    assert hook.heard == ["a"]
    assert hook.secrets == ["s3cret-_"]
    info = await bot.ok("getWebhookInfo")
    assert (info["url"], info["pending_update_count"], info["max_connections"]) == (url, 0, 40)


async def test_what_waited_before_is_delivered_unless_dropped(
    bot: RawBot, lin: Person, hook: Hook, url: str
) -> None:
    await bot.ok("setWebhook", url=url)
    await hook.until(1)
    await bot.ok("deleteWebhook")
    await lin.says("lost")
    await bot.ok("setWebhook", url=url, drop_pending_updates=True)
    await lin.says("kept")
    await hook.until(2)
    assert hook.heard == ["/start", "kept"]


async def test_an_update_is_sent_again_until_it_is_accepted(
    bot: RawBot, lin: Person, hook: Hook, url: str
) -> None:
    await bot.updates()
    hook.answers = [web.Response(status=500), web.Response(status=302), web.Response(status=204)]
    await bot.ok("setWebhook", url=url)
    await lin.says("a")
    await hook.until(3)
    await lin.says("b")
    await hook.until(4)
    assert hook.heard == ["a", "a", "a", "b"]
    info = await bot.ok("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"
    assert info["last_error_date"] > 0


async def test_an_endpoint_that_is_down_leaves_updates_pending(bot: RawBot, lin: Person) -> None:
    await bot.ok("setWebhook", url="http://127.0.0.1:9/hook")
    await lin.says("a")
    info: Json = {}
    while "last_error_message" not in info:
        info = await bot.ok("getWebhookInfo")
    assert info["last_error_message"] == "Connection refused"
    assert info["pending_update_count"] == 2
    await bot.ok("deleteWebhook")
    assert len(await bot.ok("getUpdates")) == 2


async def test_one_persons_messages_come_one_after_the_other(
    bot: RawBot, lin: Person, hook: Hook, url: str
) -> None:
    await bot.updates()
    await bot.ok("setWebhook", url=url)
    hook.delay = lambda update: 0.1 if update["message"]["text"] == "slow" else 0.0
    for text in ("slow", "b", "c"):
        await lin.says(text)
    await hook.until(3)
    assert hook.heard == ["slow", "b", "c"]
    assert hook.most_at_once == 1


async def test_a_persons_taps_overtake_their_messages(
    bot: RawBot, lin: Person, hook: Hook, url: str
) -> None:
    await bot.updates()
    await bot.ok("setWebhook", url=url)
    hook.delay = lambda update: 0.1 if "message" in update else 0.0
    await lin.says("slow")
    await lin.taps_data("quick")
    await hook.until(2)
    assert hook.heard == ["quick", "slow"]


async def test_no_more_connections_than_the_bot_allows(
    bot: RawBot, sandbox: Sandbox, hook: Hook, url: str
) -> None:
    await bot.ok("setWebhook", url=url, max_connections=3)
    hook.delay = lambda _: 0.02
    for number in range(12):
        await (await sandbox.person(f"P{number}")).starts()
    await hook.until(12)
    assert hook.most_at_once == 3


async def test_a_call_inside_the_answer_is_carried_out(
    bot: RawBot, lin: Person, hook: Hook, url: str
) -> None:
    await bot.updates()
    reply = {"method": "sendMessage", "chat_id": lin.user.id, "text": "from the answer"}
    hook.answers = [web.json_response(reply), web.json_response({"method": "getMe"})]
    await bot.ok("setWebhook", url=url)
    await lin.says("a")
    await lin.sees("from the answer")
    await lin.says("b")
    await hook.until(2)
    assert [entry.method for entry in lin.world.log] == ["setWebhook", "sendMessage"]


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"url": "https://"}, "invalid webhook URL specified"),
        ({"url": "ftp://127.0.0.1"}, "invalid webhook URL specified"),
        (
            {"url": "http://example.com/x"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            {"url": "https://example.com:444/x"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (
            {"url": "http://127.0.0.1:1", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
        ({"url": "http://127.0.0.1:1", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_webhook_telegram_would_not_take_is_refused(
    bot: RawBot, params: dict[str, str], reason: str
) -> None:
    assert await bot.refused("setWebhook", **params) == f"Bad Request: {reason}"


async def test_deleting_no_webhook_is_no_error(bot: RawBot) -> None:
    answer = await bot.call("deleteWebhook")
    assert answer == {"ok": True, "result": True, "description": "Webhook is already deleted"}
