"""setWebhook, deleteWebhook, getWebhookInfo; delivery itself is webhooks.py."""

import logging
import re
from functools import partial
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from sandbox.bots import Bot
from sandbox.errors import ApiError, bad_request
from sandbox.methods.perform import perform
from sandbox.methods.registry import Call, Result, method
from sandbox.params import Params
from sandbox.webhooks import Webhook, WebhookSender
from sandbox.wire import Described, Json
from sandbox.world import World

_log = logging.getLogger(__name__)
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_PORTS = frozenset({443, 80, 88, 8443})
_MOST_CONNECTIONS = 100


@method("setWebhook")
def set_webhook(call: Call) -> Result:
    url = call.params.text("url")
    if not url:
        return delete_webhook(call)
    webhook = _webhook(call, url)
    allow_updates(call)
    call.bot.poller.end_for_webhook()
    if call.params.flag("drop_pending_updates"):
        call.bot.queue.clear()
    elif call.bot.webhook and call.bot.webhook.webhook == webhook:
        return Described(True, "Webhook is already set")
    _end(call)
    _begin(call.world, call.bot, webhook)
    return Described(True, "Webhook was set")


@method("deleteWebhook")
def delete_webhook(call: Call) -> Result:
    if call.params.flag("drop_pending_updates"):
        call.bot.queue.clear()
    if call.bot.webhook is None:
        return Described(True, "Webhook is already deleted")
    _end(call)
    return Described(True, "Webhook was deleted")


@method("getWebhookInfo", changes=False)
def get_webhook_info(call: Call) -> Result:
    queue, sender = call.bot.queue, call.bot.webhook
    queue.drop_expired(call.world.clock.timestamp())
    shown: Json = {
        "url": sender.webhook.url if sender else "",
        "has_custom_certificate": False,
        "pending_update_count": len(queue),
    }
    if sender:
        if sender.last_error:
            shown["last_error_date"] = int(sender.last_error_at)
            shown["last_error_message"] = sender.last_error
        shown["max_connections"] = sender.webhook.max_connections
        shown["ip_address"] = urlsplit(sender.webhook.url).hostname
    if queue.asked_for:
        shown["allowed_updates"] = queue.asked_for
    return shown


def allow_updates(call: Call) -> None:
    """Given once, `allowed_updates` stays until given again; not a list means not given."""
    names = call.params.json("allowed_updates", "allowed updates")
    if isinstance(names, list):
        call.bot.queue.allow([str(name) for name in names])


def _webhook(call: Call, url: str) -> Webhook:
    secret = call.params.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _check_address(url)
    connections = call.params.integer("max_connections", 40, 1, _MOST_CONNECTIONS)
    return Webhook(url, secret, connections)


def _check_address(url: str) -> None:
    """As the real thing, except that plain HTTP and any port will do on this machine."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        port = parts.port or 443
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise bad_request("invalid webhook URL specified")
    if _is_loopback(parts):
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    raise bad_request("bad webhook: the local Telegram delivers to this machine only")


def _is_loopback(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _begin(world: World, bot: Bot, webhook: Webhook) -> None:
    bot.webhook = WebhookSender(
        webhook,
        bot.queue,
        partial(_perform_answer, world, bot),
        world.clock.timestamp,
        unit=world.settings.webhook_retry_unit,
    )
    bot.queue.on_push = bot.webhook.take


def _end(call: Call) -> None:
    sender, call.bot.webhook = call.bot.webhook, None
    call.bot.queue.on_push = call.bot.poller.wake
    if sender is not None:
        call.world.in_background(sender.close())


async def _perform_answer(world: World, bot: Bot, name: str, params: Params) -> None:
    """A call inside the answer to an update; its result goes nowhere, its error too."""
    try:
        perform(world, bot, name, params)
    except ApiError as error:
        _log.info("a call in a webhook answer was refused: %s", error)
