"""One request of somebody signed in: their services, language and page; no page lives here."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from aiohttp import web

from domain.money import LARGEST_MINOR
from domain.people import Actor, Role
from services import (
    budget_raises,
    campaign_statements,
    console,
    dispute_deciders,
    dispute_decisions,
    review_queue,
    risk_lists,
)
from services.authority import REVIEWERS
from services.campaigns import PLANNERS
from services.console import SignedIn
from services.risk_deciders import DECIDERS
from services.settlements import SETTLERS
from services.why import ANSWERS
from web.console import brought, notes, pages
from web.console.brought import Brought
from web.house import HOUSE, WebHouse
from words.speech import Speech, speech

T = TypeVar("T")
WITH_FILE: Final = "multipart/form-data"
_LONGEST_NUMBER: Final = len(str(LARGEST_MINOR))


class Visitor:
    """Lives as long as its request; session and roles hold in each service's unit of work."""

    def __init__(
        self,
        request: web.Request,
        token: str,
        session: SignedIn,
        now: datetime,
        *,
        brings_file: bool = False,
    ) -> None:
        self.request = request
        self.now = now
        self.csrf = session.csrf
        self.actor: Actor = session.actor
        self._token = token
        self._brings_file = brings_file
        self._brought: Brought | None = None
        self._db = request.config_dict[HOUSE].db

    @property
    def house(self) -> WebHouse:
        return self.request.config_dict[HOUSE]

    @property
    def say(self) -> Speech:
        return speech(self.actor.locale)

    async def look(self, service: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """A read; `service(conn, actor, *args)`."""
        return await self._db.read(
            console.look, self._token, service, *args, asked_at=self.now, **kwargs
        )

    async def act(self, service: Callable[..., T], *args: Any) -> T:
        """A write; `service(conn, actor, *args, now=…)`."""
        return await self._db.write(console.act, self._token, service, *args, now=self.now)

    async def sign_out(self) -> None:
        await self._db.write(console.sign_out, self._token)

    async def field(self, name: str) -> str:
        """A field of the form; what no form of ours and no keyboard makes is refused."""
        if self._brings_file and self.request.content_type == WITH_FILE:
            value = (await self._form_with_file()).fields.get(name, "")
        elif self.request.content_type != "application/x-www-form-urlencoded":
            raise web.HTTPBadRequest
        else:
            try:
                value = str((await self.request.post()).get(name, ""))
            except (ValueError, LookupError):  # neither the charset it names nor UTF-8
                raise web.HTTPBadRequest from None
        if "\0" in value:
            raise web.HTTPBadRequest
        return value

    async def fields(self, *names: str) -> dict[str, str]:
        return {name: await self.field(name) for name in names}

    async def whole(self, name: str) -> int:
        """A number that a form of ours wrote down by itself; what is none is refused."""
        said = await self.field(name)
        if not (said.isascii() and said.isdecimal() and len(said) <= _LONGEST_NUMBER):
            raise web.HTTPBadRequest
        if int(said) > LARGEST_MINOR:
            raise web.HTTPBadRequest
        return int(said)

    async def file(self) -> tuple[str, bytes]:
        """The name and content that a form brought; not judged yet. Raises UnsafeFile."""
        found = await self._form_with_file()
        return found.name, found.content

    async def _form_with_file(self) -> Brought:
        """Read once: a body comes but once."""
        if self._brought is None:
            self._brought = await brought.read(self.request)
        return self._brought

    async def page(self, template: str, **facts: Any) -> web.Response:
        actor = self.actor
        reviews_too = actor.may(*REVIEWERS)
        return await pages.render(
            self.request,
            template,
            self.say,
            actor.timezone,
            self.now,
            visitor=self,
            said=notes.said(self.request, self.say),
            roles=[role for role in Role if role in actor.roles],
            waiting=await self.look(review_queue.count) if reviews_too else None,
            open_cases=await self._open_cases(),
            sees_segments=actor.may(Role.COORDINATOR),
            sees_why=actor.may(*ANSWERS),
            sees_terms=actor.may(*PLANNERS),
            open_disputes=await self._open_disputes(),
            sees_webhooks=actor.may(Role.OWNER),
            raises_budgets=actor.may(*budget_raises.RAISERS),
            sees_settlement=actor.may(*SETTLERS),
            sees_payouts=actor.may(Role.FINANCE),
            sees_campaign_statements=actor.may(*campaign_statements.READERS),
            **facts,
        )

    async def _open_cases(self) -> int | None:
        """None for who decides on none."""
        if not self.actor.may(*DECIDERS):
            return None
        return await self.look(risk_lists.waiting, now=self.now)

    async def _open_disputes(self) -> int | None:
        """None for who decides on none."""
        if not self.actor.may(*dispute_deciders.DECIDERS):
            return None
        return await self.look(dispute_decisions.waiting)

    async def picture(self, file_id: str) -> bytes:
        """What somebody sent to the bot; raises as Telegram does."""
        return await self.request.config_dict[HOUSE].picture(file_id)

    @property
    def local_now(self) -> datetime:
        """By their own clock."""
        return self.now.astimezone(ZoneInfo(self.actor.timezone))

    @property
    def page_number(self) -> int:
        """Of a long list, as its address says; the first of what we do not understand."""
        said = self.request.query.get("page", "")
        return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 1

    def row_id(self, name: str) -> int:
        """An id in the path; the routes let through nothing but digits."""
        return int(self.request.match_info[name])
