"""What the process hands to every HTTP route; the routes take the rest from services."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from domain.broadcast_rules import PLAIN as AT_MOST_FREE
from domain.broadcast_rules import BroadcastRules
from domain.counted_links import Counting
from domain.due_work import Due
from domain.figures import ProcessFigures
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Actor
from domain.risk.cases import RiskRules
from domain.tracking_target import NOWHERE, AllowedHosts
from services.broadcast_drafts import Sample
from services.seam import Database
from services.vault import Vault


@dataclass(frozen=True, slots=True)
class UpdateFlow:
    """How updates come in. `handled` since the start; `flowing` false: nothing can come in now."""

    handled: int
    flowing: bool


async def no_picture(file_id: str) -> bytes:
    raise ConnectionError(f"nobody to ask for {file_id}")


async def nothing_sent(to: Actor, samples: Sequence[Sample]) -> int:
    return len(samples)


@dataclass(frozen=True, slots=True)
class WebHouse:
    """`receive` takes a raw Telegram update and returns once its effects are durable.

    `updates` gives None where another process takes the updates in. `webhook_secret` empty:
    no webhook, updates are polled. `api_secret` empty: no signed API; else
    Standard Webhooks secrets, `whsec_` and base64. `public_url` has no slash at its end.
    `link_hosts` are those that tracking links lead to. `picture` brings a photo that somebody sent
    to the bot, by Telegram's id; `try_on` sends somebody samples of a draft, and tells how many may
    not have arrived. `rules` say where signals begin.
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
    picture: Callable[[str], Awaitable[bytes]] = no_picture
    try_on: Callable[[Actor, Sequence[Sample]], Awaitable[int]] = nothing_sent
    rules: RiskRules = RiskRules()  # noqa: RUF009  (frozen)
    payouts: PayoutRules = PLAIN
    figures: ProcessFigures = field(default_factory=ProcessFigures)  # of this process
    broadcasts: BroadcastRules = AT_MOST_FREE  # how fast messages may go
    switched_off: frozenset[Due] = frozenset()  # due work that nobody is to do here

    @property
    def counting(self) -> Counting:
        """Where clicks on a broadcast's links can be counted."""
        return Counting(self.public_url, self.link_hosts)


HOUSE: Final = web.AppKey("house", WebHouse)
