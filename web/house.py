"""What the process hands to every HTTP route; the routes take the rest from services."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from domain.tracking_target import NOWHERE, AllowedHosts
from services.seam import Database
from services.vault import Vault


@dataclass(frozen=True, slots=True)
class UpdateFlow:
    """How updates come in. `handled` since the start; `flowing` false: nothing can come in now."""

    handled: int
    flowing: bool


@dataclass(frozen=True, slots=True)
class WebHouse:
    """`receive` takes a raw Telegram update and returns once its effects are durable.

    `updates` gives None where another process takes the updates in. `webhook_secret` empty:
    no webhook, updates are polled. `api_secret` empty: no signed API; else
    Standard Webhooks secrets, `whsec_` and base64. `public_url` has no slash at its end.
    `link_hosts` are those that tracking links lead to.
    """

    db: Database
    now: Callable[[], datetime]
    receive: Callable[[dict[str, Any]], Awaitable[None]]
    updates: Callable[[], UpdateFlow | None]
    webhook_secret: str = field(default="", repr=False)
    api_secret: str = field(default="", repr=False)
    public_url: str = ""
    vault: Vault = field(default_factory=lambda: Vault(""))  # hashes who bought
    link_hosts: AllowedHosts = NOWHERE


HOUSE: Final = web.AppKey("house", WebHouse)
