"""The Bot API over HTTP: token and method in the path, faults in the way, JSON out."""

import asyncio
import logging

from aiohttp import web

from sandbox.bots import Bot
from sandbox.errors import ApiError, bad_request, conflict, internal, migrated, too_many_requests
from sandbox.faults import Fault, FaultKind
from sandbox.files import MOST_DOWNLOAD_BYTES
from sandbox.methods.perform import perform
from sandbox.methods.registry import Call, Result
from sandbox.methods.webhook import allow_updates
from sandbox.params import Params, read_params
from sandbox.polling import LONGEST_POLL_SECONDS
from sandbox.wire import accepted, refused
from sandbox.world import World

_log = logging.getLogger(__name__)
_WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
_SUPERGROUP = -1_001_000_000_000
_BEFORE = frozenset({FaultKind.E500_BEFORE, FaultKind.HANG_BEFORE, FaultKind.RESET_BEFORE})
_AFTER = frozenset({FaultKind.E500_AFTER, FaultKind.HANG_AFTER, FaultKind.RESET_AFTER})


class BotApi:
    def __init__(self, world: World) -> None:
        self.world = world

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_route("*", "/bot{token:[^/]+}/{method:[^/]*}", self.handle)
        router.add_route("GET", "/file/bot{token:[^/]+}/{path:.+}", self.download)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        try:
            bot = self.world.bot_of_token(request.match_info["token"])
            params = await read_params(request)
            name = (request.match_info["method"] or params.text("method")).lower()
            if self.world.faults:
                result = await self._through_faults(request, bot, name, params)
            else:
                result = await self._perform(bot, name, params)
        except ApiError as error:
            return _refusal(error)
        except Exception:  # noqa: BLE001 - our own fault: the bot gets a 500, the log the trace
            _log.exception("a call failed inside the local Telegram")
            return _refusal(internal())
        return web.Response(body=accepted(result), content_type="application/json")

    async def download(self, request: web.Request) -> web.Response:
        try:
            bot = self.world.bot_of_token(request.match_info["token"])
        except ApiError as error:
            return _refusal(error)
        stored = self.world.files.at(bot.id, request.match_info["path"])
        if stored is None or len(stored.data) > MOST_DOWNLOAD_BYTES:
            return _refusal(ApiError(404, "Not Found"))
        return web.Response(body=stored.data, content_type="application/octet-stream")

    async def _perform(self, bot: Bot, name: str, params: Params) -> Result:
        if name == "getupdates":
            return await self._get_updates(bot, params)
        return perform(self.world, bot, name, params)

    async def _get_updates(self, bot: Bot, params: Params) -> bytes:
        if bot.webhook is not None:
            raise conflict(_WEBHOOK_ACTIVE)
        allow_updates(Call(self.world, bot, params))
        return await bot.poller.poll(
            params.integer("offset"),
            params.integer("limit", 100, 1, 100),
            params.integer("timeout", 0, 0, LONGEST_POLL_SECONDS),
        )

    async def _through_faults(
        self, request: web.Request, bot: Bot, name: str, params: Params
    ) -> Result:
        fault = self.world.faults.strike(name, params.integer("chat_id"))
        if fault is None:
            return await self._perform(bot, name, params)
        if fault.kind is FaultKind.TOO_MANY:
            raise too_many_requests(fault.retry_after)
        if fault.kind is FaultKind.REFUSED:
            raise bad_request(fault.words)
        if fault.kind is FaultKind.MIGRATED:
            raise migrated(_SUPERGROUP)
        if fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.ms / 1000)
        if fault.kind in _BEFORE:
            await _misbehave(request, fault)
        result = await self._perform(bot, name, params)
        if fault.kind in _AFTER:
            await _misbehave(request, fault)
        return result


async def _misbehave(request: web.Request, fault: Fault) -> None:
    if fault.kind in (FaultKind.HANG_BEFORE, FaultKind.HANG_AFTER):
        # Until the caller gives up: its going away cancels this.
        await asyncio.Event().wait()
    if fault.kind in (FaultKind.RESET_BEFORE, FaultKind.RESET_AFTER) and request.transport:
        request.transport.abort()
    raise internal()


def _refusal(error: ApiError) -> web.Response:
    headers = {}
    if "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return web.Response(
        body=refused(error), status=error.code, content_type="application/json", headers=headers
    )
