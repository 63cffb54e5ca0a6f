"""Posts that are due are looked at in the web, a few at once, one a host; what it means, services.

No unit of work is open while the web is asked: a look is leased, asked, and kept.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from domain.checks import reading
from domain.checks.findings import PageState
from domain.checks.page import PageFacts, PagePicture, unread
from domain.checks.places import Place
from domain.fetching.short_links import DeadEnd, Unresolved
from domain.risk.cases import RiskRules
from domain.risk.facts import Picture
from scheduler.side_by_side import all_of
from scheduler.turns import NotYet, Outside, Turns, picture_of
from services import checks, short_links
from services.checks import Asked
from services.seam import Database, is_away

AT_ONCE: Final = 4

log = structlog.get_logger()


async def look(
    db: Database,
    now: Callable[[], datetime],
    outside: Outside,
    grace: timedelta,
    rules: RiskRules,
) -> int:
    """The oldest due post of each host that may be asked now; how many looks were kept.

    What no host on its way has had time for is given up first: a person is asked instead.
    """
    for post_id in await db.read(checks.kept_waiting, most=AT_ONCE, now=now()):
        await db.write(checks.give_up, post_id, now=now(), grace=grace)
    due = await db.read(checks.due, most=AT_ONCE, now=now())
    looks = [_Look(db, now, outside, grace, rules).at(post_id) for post_id in due]
    return await all_of(looks, noun="look")


class _Look:
    """One post, once. The hosts of its walk are asked in their turn."""

    def __init__(
        self,
        db: Database,
        now: Callable[[], datetime],
        outside: Outside,
        grace: timedelta,
        rules: RiskRules,
    ) -> None:
        self._db = db
        self._now = now
        self._turns = Turns(db, now, outside)
        self._grace = grace
        self._rules = rules

    async def at(self, post_id: int) -> bool:
        asked = await self._db.write(checks.take, post_id, now=self._now())
        if asked is None:
            return False
        try:
            return await (self._follow(asked) if asked.short_link else self._read(asked))
        except NotYet as closed:
            await self._db.write(
                checks.put_off, asked, closed.until, now=self._now(), grace=self._grace
            )
            return False
        except Exception as error:
            if is_away(error):
                raise
            log.exception("look failed", post=post_id)
            return await self._in_vain(asked)

    async def _in_vain(self, asked: Asked) -> bool:
        """It counts as a try, so that what raises each time comes to a person in the end."""
        if asked.short_link:
            found = Unresolved(asked.short_link, DeadEnd.UNKNOWN)
            keep = partial(short_links.settle, asked=asked, found=found)
        else:
            keep = partial(checks.record, asked=asked, page=unread(PageState.UNREACHABLE))
        return await self._db.write(keep, now=self._now(), grace=self._grace)

    async def _follow(self, asked: Asked) -> bool:
        assert asked.short_link is not None  # asked for by `at`
        found = await self._turns.resolution(asked.short_link)
        return await self._db.write(
            short_links.settle,
            asked,
            found,
            now=self._now(),
            grace=self._grace,
            rules=self._rules,
        )

    async def _read(self, asked: Asked) -> bool:
        """The first place that settles it; what one that is not read says counts no more."""
        page = unread(PageState.SILENT)
        for number, place in enumerate(asked.places):
            try:
                said = await self._said(place, asked)
            except NotYet:
                if not number:
                    raise
                break  # the first place has said what it says
            page = page if number and not said.settles else said
            if page.settles:
                break
        pictures = await self._pictures(page) if asked.wants_pictures else []
        return await self._db.write(
            checks.record, asked, page, pictures, now=self._now(), grace=self._grace
        )

    async def _said(self, place: Place, asked: Asked) -> PageFacts:
        answer = await self._turns.asked(place.url)
        said = await asyncio.to_thread(reading.facts, answer, place, asked.platform, asked.post_key)
        await self._turns.heard(place.url, answer, is_wall=said.state is PageState.WALL)
        return said

    async def _pictures(self, page: PageFacts) -> list[PagePicture]:
        """What the page shows, hashed; one that cannot be had now is asked for at the next look."""
        return [PagePicture(url, await self._picture(url)) for url in page.pictures]

    async def _picture(self, url: str) -> Picture | None:
        try:
            return await picture_of(await self._turns.page(url))
        except NotYet:
            return None
