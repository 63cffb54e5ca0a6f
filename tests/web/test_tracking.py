"""Following a tracking link: to the shop, counted by the hour, and nothing kept of who it was."""

import asyncio
import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import exc, select, update

from domain.people import Role
from domain.tracking_target import AllowedHosts
from domain.tracking_visitor import Visitor
from storage.tables.campaigns import task
from storage.tables.tracking import tracking_count, tracking_link
from tests.tracked import TARGET, Tracked, counted, tracked
from tests.web.site import Answer, Guest, Site, served
from tests.world import NOW
from web import tracking_clicks, tracking_visitors
from web.tracking import TRACKING
from web.tracking_clicks import Clicks
from web.tracking_visitors import Visitors

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) MicroMessenger/8.0.49"
HOUR = timedelta(hours=1)


async def clicked(
    guest: Guest, mine: Tracked, agent: str = IPHONE, method: str = "GET", **headers: str
) -> Answer:
    headers |= {"User-Agent": agent}
    return await guest.send(method, f"/t/{mine.code}", headers=headers)


async def written(site: Site) -> list[tuple[int, int, int]]:
    """Humans, bots and visitors of each link and hour."""
    await site.app[TRACKING].clicks.flush()
    return counted(site.world)


async def test_a_link_leads_to_the_shop_under_its_own_code(any_site: Site) -> None:
    mine = any_site.world.do(tracked)
    answer = await clicked(await any_site.guest(), mine)
    assert (answer.status, answer.text) == (302, "")
    assert answer.headers["Location"] == f"{TARGET}&utm_content={mine.code}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert await written(any_site) == [(1, 0, 1)]


async def test_clicks_are_counted_by_hour_and_by_who_makes_them(any_site: Site) -> None:
    mine, guest = any_site.world.do(tracked), await any_site.guest()
    await clicked(guest, mine)
    await clicked(guest, mine)
    await clicked(guest, mine, "TelegramBot (like TwitterBot)")
    await clicked(guest, mine, **{"Sec-Purpose": "prefetch;prerender"})
    any_site.later(hours=1)
    await clicked(guest, mine)
    await clicked(guest, mine, IPHONE + " another")
    assert await written(any_site) == [(2, 2, 1), (2, 0, 1)]


async def test_head_leads_there_and_counts_nothing(site: Site) -> None:
    mine = site.world.do(tracked)
    assert (await clicked(await site.guest(), mine, method="HEAD")).status == 302
    assert await written(site) == []


@pytest.mark.parametrize("code", ["0000000000", "short", "far-too-long-for-a-code", "%00%00", "é"])
async def test_an_unknown_code_is_a_page_in_the_readers_language(site: Site, code: str) -> None:
    guest = await site.guest()
    answer = await guest.get(f"/t/{code}")
    assert (answer.status, "This link leads nowhere." in answer.words) == (404, True)
    answer = await guest.get(f"/t/{code}", **{"Accept-Language": "zh-CN,zh;q=0.9"})
    assert (answer.status, "这个链接打不开" in answer.words) == (404, True)


async def test_a_flood_from_one_source_is_seen_by_its_few_visitors(site: Site) -> None:
    mine, guest = site.world.do(tracked), await site.guest()
    for number in range(50):
        forwarded = f"10.9.9.9, 203.0.113.{number % 2}"  # what the visitor claims stands in front
        await clicked(guest, mine, **{"X-Forwarded-For": forwarded})
    assert await written(site) == [(50, 0, 2)]
    words = (await (await site.member(Role.COORDINATOR)).get("/console/campaigns/1")).words
    assert (
        f"{mine.creator.handle} Douyin · 听书 · douyin https://koc.example/t/{mine.code}" in words
    )
    assert f"/t/{mine.code} 50 2 50 0" in words


async def test_dead_work_leads_on_and_counts_up_to_the_campaigns_last_cut_off(site: Site) -> None:
    """The campaign ends in 30 days, its counts a week later."""
    mine, guest = site.world.do(tracked), await site.guest()
    site.later(days=36)
    assert (await clicked(guest, mine)).status == 302
    site.later(days=2)
    assert (await clicked(guest, mine)).status == 302
    assert await written(site) == [(1, 0, 1)]


async def test_a_host_that_left_the_list_is_led_to_no_more(migrated_sqlite_url: str) -> None:
    elsewhere = AllowedHosts(frozenset({"other.example.com"}))
    async with served(migrated_sqlite_url, link_hosts=elsewhere) as site:
        mine = site.world.do(tracked)
        assert (await clicked(await site.guest(), mine)).status == 404
        assert await written(site) == []


async def test_a_code_is_asked_for_once_a_minute(site: Site) -> None:
    mine, guest = site.world.do(tracked), await site.guest()
    await clicked(guest, mine)
    moved = "https://shop.example.com/moved?a=1"
    site.world.do(lambda conn: conn.execute(update(task).values(target_url=moved)))
    assert (await clicked(guest, mine)).headers["Location"].startswith(TARGET)
    known = site.app[TRACKING].routes._known
    known[mine.code] = known[mine.code]._replace(until=0.0)
    assert (await clicked(guest, mine)).headers["Location"].startswith(moved)


async def test_only_so_many_codes_are_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.tracking_routes.MOST_KNOWN", 2)
    guest, links = await site.guest(), [site.world.do(tracked) for _ in range(3)]
    for each in links:
        assert (await clicked(guest, each)).status == 302
    assert list(site.app[TRACKING].routes._known) == [each.code for each in links[1:]]
    assert (await clicked(guest, links[0])).status == 302


class Away:
    """A database that answers when it is told to; its rows are the real one's."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.is_away = True

    async def write(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        if self.is_away:
            gone = sqlite3.OperationalError("disk I/O error")
            gone.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise exc.OperationalError("", None, gone)
        return self.site.world.do(work, *args, **kwargs)

    read = write


async def test_while_the_database_is_away_clicks_wait_and_people_go_on(site: Site) -> None:
    mine = site.world.do(tracked)
    guest, kept, away = await site.guest(), site.app[TRACKING], Away(site)
    await clicked(guest, mine)
    kept.clicks._db = kept.routes._db = away  # type: ignore[assignment]
    kept.routes._known[mine.code] = kept.routes._known[mine.code]._replace(until=0.0)
    await clicked(guest, mine)
    assert await written(site) == []
    assert (await clicked(guest, mine)).status == 302
    assert (await guest.get("/t/0000000000")).status == 503  # nobody can say that it is unknown
    away.is_away = False
    assert await written(site) == [(3, 0, 1)]
    assert await written(site) == [(3, 0, 1)]


async def test_memory_is_bounded_and_what_it_did_not_hold_is_known(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracking_clicks, "MOST_WAITING", 2)
    clicks = Clicks(Away(site))  # type: ignore[arg-type]
    for link_id in (1, 2, 3, 1):
        clicks.note(link_id, NOW, Visitor.HUMAN, first=True)
    await clicks.flush()
    assert (len(clicks._waiting), clicks.lost) == (2, 1)


async def test_what_was_gathered_is_written_when_the_process_ends(migrated_sqlite_url: str) -> None:
    async with served(migrated_sqlite_url) as site:
        mine = site.world.do(tracked)
        assert (await clicked(await site.guest(), mine)).status == 302
        await site.server.close()
        assert counted(site.world) == [(1, 0, 1)]


async def test_clicks_are_written_without_being_asked(site: Site) -> None:
    await clicked(await site.guest(), site.world.do(tracked))
    async with asyncio.timeout(30):
        while not counted(site.world):  # noqa: ASYNC110  (the rows are what is waited for)
            await asyncio.sleep(0.05)


async def test_of_a_row_that_cannot_be_the_others_do_not_wait(any_site: Site) -> None:
    """A link that is not there: rows were restored from before it was given."""
    clicks = any_site.app[TRACKING].clicks
    clicks.note(999, NOW, Visitor.HUMAN, first=True)
    await clicks.flush()
    mine = any_site.world.do(tracked)
    clicks.note(mine.link_id, NOW, Visitor.BOT, first=False)
    assert (await written(any_site), clicks.lost) == ([(0, 1, 0)], 1)


async def test_nothing_of_a_visitor_is_in_rows_or_memory(site: Site) -> None:
    mine, guest = site.world.do(tracked), await site.guest()
    await clicked(guest, mine, "Secret-Phone/1", **{"X-Forwarded-For": "203.0.113.77"})
    await written(site)
    rows = [*site.world.rows(select(tracking_count)), *site.world.rows(select(tracking_link))]
    kept = f"{rows} {site.app[TRACKING].visitors._known}"
    assert "Secret-Phone" not in kept
    assert "203.0.113" not in kept


def test_a_visitors_mark_means_nothing_on_the_next_day() -> None:
    visitors = Visitors()
    assert visitors.is_new(1, NOW, "203.0.113.7", IPHONE)
    assert not visitors.is_new(1, NOW + HOUR, "203.0.113.7", IPHONE)
    assert visitors.is_new(2, NOW + HOUR, "203.0.113.7", IPHONE)
    first = set(visitors._known)
    assert visitors.is_new(1, NOW + timedelta(days=1), "203.0.113.7", IPHONE)
    assert visitors._known.isdisjoint(first)


def test_visitors_beyond_the_bound_are_no_new_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking_visitors, "MOST_KNOWN", 3)
    visitors = Visitors()
    assert [visitors.is_new(1, NOW, f"203.0.113.{at}", "") for at in range(5)].count(True) == 3
