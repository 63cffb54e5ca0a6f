"""Hosts of one walk through the web, each asked in its turn; what is asked of them is not here."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, Protocol

from domain.checks.pacing import NOBODY_THERE, is_unwilling
from domain.fetching.answers import Answer, Failed, Fetched
from domain.fetching.short_links import DeadEnd, Resolution, Resolved
from domain.fetching.urls import UrlFlaw, judged
from domain.files import UnsafeFile
from domain.files.kinds import picture_in
from domain.links import ShortLink
from domain.risk.facts import Picture
from services import host_pacing
from services.seam import Database

_OK: Final = 200
Pace = Callable[[str], Awaitable[None]]


class Outside(Protocol):
    """The guarded way into the web; `pace` is awaited before each host of a walk is asked."""

    async def page(self, url: str, pace: Pace) -> Answer: ...

    async def resolution(self, link: ShortLink, pace: Pace) -> Resolution: ...


class NotYet(Exception):
    """A host on the way is not to be asked before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Turns:
    """Of one look. No unit of work is open while a host is asked."""

    def __init__(self, db: Database, now: Callable[[], datetime], outside: Outside) -> None:
        self._db = db
        self._now = now
        self._outside = outside
        self._ours: set[str] = set()

    async def page(self, url: str) -> Answer:
        """Raises NotYet."""
        answer = await self.asked(url)
        await self.heard(url, answer)
        return answer

    async def asked(self, url: str) -> Answer:
        """Not heard yet: whoever reads the answer says whether it was a wall. Raises NotYet."""
        return await self._outside.page(url, self._pace)

    async def heard(self, url: str, answer: Answer, *, is_wall: bool = False) -> None:
        """How willing the host was. Raises NotYet where it is we who cannot reach anybody."""
        if is_wall:
            for host in sorted({_host(url), _host(answer.url)} & self._ours):
                await self._db.write(host_pacing.note_wall, host, now=self._now())
        else:
            await self._noted(answer.url, answer)

    async def resolution(self, link: ShortLink) -> Resolution:
        """Raises NotYet."""
        found = await self._outside.resolution(link, self._pace)
        if isinstance(found, Resolved):
            await self._noted(link.url, None)
        elif found.answer is not None:
            await self.heard(link.url, found.answer, is_wall=found.why is DeadEnd.WALL)
        return found

    async def _pace(self, host: str) -> None:
        """Once a host: a redirect on the same one belongs to the same turn."""
        if host in self._ours:
            return
        until = await self._db.write(host_pacing.take_turn, host, now=self._now())
        if until is not None:
            raise NotYet(until)
        self._ours.add(host)

    async def _noted(self, url: str, answer: Answer | None) -> None:
        """The host that answered, or did not, at the end of the walk."""
        host = _host(url)
        if host not in self._ours:
            return
        if isinstance(answer, Failed) and answer.reason in NOBODY_THERE:
            until = await self._db.write(host_pacing.note_failure, host, now=self._now())
            if until is not None:
                raise NotYet(until)
            return
        unwilling = answer is not None and is_unwilling(answer)
        retry_after = answer.retry_after if isinstance(answer, Fetched) else ""
        await self._db.write(host_pacing.note_answer, host, unwilling, retry_after, now=self._now())


def _host(url: str) -> str:
    """Empty for what no parser can take apart: a redirect may lead there."""
    target = judged(url)
    return "" if isinstance(target, UrlFlaw) else target.host


async def picture_of(answer: Answer) -> Picture | None:
    """By its hashes; None for whatever is no picture, or is not there."""
    if not isinstance(answer, Fetched) or answer.status != _OK:
        return None
    return await asyncio.to_thread(_hashed, answer.body)


def _hashed(content: bytes) -> Picture | None:
    from services import pictures  # decoders are loaded by who sees a picture, not at the start

    try:
        seen = pictures.seen(content, picture_in(content))
    except UnsafeFile:
        return None
    return Picture(seen.sha256, seen.dhash)
