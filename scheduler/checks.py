"""Posts that are due are looked at in the web, a few at once, one a host; what it means, services.

No unit of work is open while the web is asked: a look is leased, asked, and kept.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, Protocol
from urllib.parse import urlsplit

import structlog

from domain.checks import reading
from domain.checks.findings import PageState
from domain.checks.pacing import is_unwilling
from domain.checks.page import PageFacts, PagePicture, unread
from domain.fetching.answers import Answer, Fetched
from domain.fetching.short_links import Resolution, Resolved
from domain.files import UnsafeFile
from domain.files.kinds import picture_in
from domain.links import ShortLink
from domain.risk.facts import Picture
from services import checks, pacing, short_links
from services.checks import Asked
from services.seam import Database, is_away

log = structlog.get_logger()

AT_ONCE: Final = 4
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


async def look(
    db: Database, now: Callable[[], datetime], outside: Outside, grace: timedelta
) -> int:
    """The oldest due post of each host that may be asked now; how many looks were kept."""
    due = await db.read(checks.due, most=AT_ONCE, now=now())
    looks = [_Look(db, now, outside, grace).at(post_id) for post_id in due]
    kept = 0
    for done in await asyncio.gather(*looks, return_exceptions=True):
        if isinstance(done, BaseException):
            if not isinstance(done, Exception) or is_away(done):
                raise done
            log.error("look failed", exc_info=done)  # its lease ends, and it is due again
        else:
            kept += done
    return kept


def _hashed(content: bytes) -> Picture | None:
    from services import pictures  # decoders are loaded by who sees a picture, not at the start

    try:
        seen = pictures.seen(content, picture_in(content))
    except UnsafeFile:
        return None
    return Picture(seen.sha256, seen.dhash)


class _Look:
    """One post, once. The hosts of its walk are asked in their turn."""

    def __init__(
        self, db: Database, now: Callable[[], datetime], outside: Outside, grace: timedelta
    ) -> None:
        self._db = db
        self._now = now
        self._outside = outside
        self._grace = grace
        self._ours: set[str] = set()

    async def at(self, post_id: int) -> bool:
        asked = await self._db.write(checks.take, post_id, now=self._now())
        if asked is None:
            return False
        try:
            return await (self._follow(asked) if asked.short_link else self._read(asked))
        except NotYet as closed:
            await self._db.write(checks.put_off, asked, closed.until, now=self._now())
            return False

    async def _pace(self, host: str) -> None:
        """Once a host: a redirect on the same one belongs to the same turn."""
        if host in self._ours:
            return
        until = await self._db.write(pacing.take_turn, host, now=self._now())
        if until is not None:
            raise NotYet(until)
        self._ours.add(host)

    async def _follow(self, asked: Asked) -> bool:
        assert asked.short_link is not None  # asked for by `at`
        found = await self._outside.resolution(asked.short_link, self._pace)
        if isinstance(found, Resolved):
            await self._noted(asked.short_link.url, None)
        elif found.answer is not None:
            await self._noted(found.answer.url, found.answer)
        return await self._db.write(
            short_links.settle, asked, found, now=self._now(), grace=self._grace
        )

    async def _read(self, asked: Asked) -> bool:
        """The first place that settles it; what one that is not read says counts no more."""
        page = unread(PageState.SILENT)
        for number, place in enumerate(asked.places):
            try:
                answer = await self._outside.page(place.url, self._pace)
            except NotYet:
                if not number:
                    raise
                break  # the first place has said what it says
            await self._noted(answer.url, answer)
            said = await asyncio.to_thread(
                reading.facts, answer, place, asked.platform, asked.post_key
            )
            page = page if number and not said.settles else said
            if page.settles:
                break
        pictures = await self._pictures(page) if asked.wants_pictures else []
        return await self._db.write(
            checks.record, asked, page, pictures, now=self._now(), grace=self._grace
        )

    async def _pictures(self, page: PageFacts) -> list[PagePicture]:
        """What the page shows, hashed; one that cannot be had now is asked for at the next look."""
        return [PagePicture(url, await self._picture(url)) for url in page.pictures]

    async def _picture(self, url: str) -> Picture | None:
        try:
            answer = await self._outside.page(url, self._pace)
        except NotYet:
            return None
        await self._noted(answer.url, answer)
        if not isinstance(answer, Fetched) or answer.status != _OK:
            return None
        return await asyncio.to_thread(_hashed, answer.body)

    async def _noted(self, url: str, answer: Answer | None) -> None:
        """The host that answered, or did not, at the end of the walk."""
        host = urlsplit(url).hostname
        if host not in self._ours:
            return
        unwilling = answer is not None and is_unwilling(answer)
        retry_after = answer.retry_after if isinstance(answer, Fetched) else ""
        await self._db.write(pacing.note_answer, host, unwilling, retry_after, now=self._now())
