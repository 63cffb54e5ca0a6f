"""Broadcasts in the browser: what came of each wording, why not of all; stopped and resumed."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.arrival import Arrival
from domain.counted_links import Counting
from domain.delivery import DeliveryStatus, Response
from domain.locales import EN, ZH
from domain.message import Link, Media, MediaKind, Page, Version
from domain.people import Role
from domain.refusals import About
from services import (
    broadcast_drafts,
    broadcast_links,
    broadcast_responses,
    broadcasts,
    deliveries,
    sendings,
)
from services.broadcast_sheets import known_to
from services.limits import Pace
from services.sendings import Outcome
from storage.tables.delivery import broadcast, delivery
from storage.tables.tracking import tracking_link
from tests.confirming import confirm
from tests.web.site import LINK_HOSTS, Site
from tests.wordings import write_wording
from tests.world import NOW, creator, live_campaign, staff
from web.tracking import TRACKING

PAGE = "/console/broadcasts"
DAY = timedelta(days=1)


def sending(site: Site) -> str:
    maker = site.world.do(staff, Role.COORDINATOR)
    for _ in range(4):
        site.world.do(creator)
    made = site.world.do(broadcast_drafts.draft, maker, {ZH: Version("新<i>任务</i>")}, now=NOW)
    site.world.do(write_wording, maker, made, 1, {ZH: Version("另一种")}, now=NOW)
    site.world.do(confirm, maker, made, now=NOW)
    return f"{PAGE}/{made}"


def status(site: Site) -> str:
    return str(site.world.rows(select(broadcast.c.status))[0][0])


async def test_what_came_of_it_stands_on_its_page(any_site: Site) -> None:
    page = sending(any_site)
    first = select(delivery.c.id).limit(1)
    gone = {"status": DeliveryStatus.DEAD, "problem": "Forbidden: bot was blocked by the user"}
    ended = update(delivery).where(delivery.c.id.in_(first)).values(gone)
    any_site.world.do(lambda conn: conn.execute(ended))
    guest = await any_site.member(Role.COORDINATOR)
    listed = await guest.get(PAGE)
    assert "新任务 being sent · Mon 23 Nov, 12:00 · All creators Delivered 0 of 4" in listed.words
    assert f'href="{page}"' in listed.text
    shown = await guest.get(page)
    assert "Planned 4 Delivered 0 Waiting 3 Undeliverable 1" in shown.words
    assert "undeliverable, has blocked the bot 1" in shown.words
    assert "A Delivered 0" in shown.words
    assert "B Delivered 0" in shown.words


async def test_clicks_of_people_on_a_link_stand_on_its_page(any_site: Site) -> None:
    world = any_site.world
    maker = world.do(staff, Role.COORDINATOR)
    world.do(creator)
    made = world.do(broadcast_drafts.draft, maker, {ZH: Version("新任务")}, now=NOW)
    counting = Counting("https://koc.example", LINK_HOSTS)
    shop = Link({ZH: "看看", EN: "Shop"}, "https://shop.example.com/tea")
    world.do(broadcast_drafts.add_link, maker, made, shop, now=NOW)
    world.do(broadcast_links.toggle, maker, made, 0, counting, now=NOW)
    world.do(confirm, maker, made, counting=counting, now=NOW)
    ((code,),) = world.rows(select(tracking_link.c.code))
    guest = await any_site.guest()
    for agent in ("Mozilla/5.0 (iPhone) Safari", "TelegramBot (like TwitterBot)"):
        answer = await guest.send("GET", f"/t/{code}", headers={"User-Agent": agent})
        assert (answer.status, answer.headers["Location"]) == (302, shop.url)
    await any_site.app[TRACKING].clicks.flush()
    staffer = await any_site.member(Role.COORDINATOR)
    shown = await staffer.get(f"{PAGE}/{made}")
    assert "Link, counted: Shop → https://shop.example.com/tea" in shown.words
    assert "🔗 Shop: clicks 1 · people, about 1 · programs 1" in shown.words


async def test_one_for_a_later_moment_is_called_scheduled(site: Site) -> None:
    maker = site.world.do(staff, Role.COORDINATOR)
    site.world.do(creator)
    made = site.world.do(broadcast_drafts.draft, maker, {ZH: Version("新任务")}, now=NOW)
    later = Arrival(NOW + timedelta(days=8))
    site.world.do(broadcast_drafts.set_arrival, maker, made, later, now=NOW)
    guest = await site.member(Role.COORDINATOR)
    assert "新任务 draft · All creators" in (await guest.get(PAGE)).words
    site.world.do(confirm, maker, made, now=NOW)
    scheduled = "新任务 scheduled · Tue 1 Dec, 12:00"
    assert f"{scheduled} · All creators Delivered 0 of 1" in (await guest.get(PAGE)).words
    assert scheduled in (await guest.get(f"{PAGE}/{made}")).words


async def test_one_that_stood_as_its_moment_came_says_that_it_would_leave_at_once(
    site: Site,
) -> None:
    maker = site.world.do(staff, Role.COORDINATOR)
    site.world.do(creator)
    early, day = NOW - timedelta(days=3), timedelta(days=1)
    made = site.world.do(broadcast_drafts.draft, maker, {ZH: Version("新任务")}, now=early)
    site.world.do(broadcast_drafts.set_arrival, maker, made, Arrival(NOW - day), now=early)
    site.world.do(confirm, maker, made, now=early)
    guest = await site.member(Role.COORDINATOR)
    late = "nobody has got it: resumed, it leaves at once."
    assert late not in (await guest.get(f"{PAGE}/{made}")).words
    site.world.do(broadcasts.pause, maker, made, now=early)
    assert late in (await guest.get(f"{PAGE}/{made}")).words


async def test_it_is_paused_resumed_and_cancelled(site: Site) -> None:
    page = sending(site)
    guest = await site.member(Role.COORDINATOR)
    for verb, stands in (("pause", "paused"), ("resume", "sending"), ("cancel", "cancelled")):
        assert (await guest.post(page, verb=verb)).status == 303
        assert status(site) == stands
    assert (await guest.post(page, verb="resume")).status == 409


@pytest.mark.parametrize(("verb", "refused_with"), [("", 400), ("burn", 400)])
async def test_what_no_form_of_ours_says_changes_nothing(
    site: Site, verb: str, refused_with: int
) -> None:
    page = sending(site)
    guest = await site.member(Role.OWNER)
    assert (await guest.post(page, verb=verb)).status == refused_with
    assert (await guest.post(f"{PAGE}/99", verb="pause")).status == 404
    assert status(site) == "sending"


async def test_nobody_but_coordinators_may(site: Site) -> None:
    page = sending(site)
    guest = await site.member(Role.FINANCE, Role.REVIEWER)
    assert (await guest.get(page)).status == 403
    assert (await guest.post(page, verb="cancel")).status == 403
    assert status(site) == "sending"


async def test_further_ones_stand_on_further_pages(site: Site) -> None:
    maker = site.world.do(staff, Role.COORDINATOR)
    for at in range(21):
        site.world.do(broadcast_drafts.draft, maker, {ZH: Version(f"n{at:02}")}, now=NOW)
    guest = await site.member(Role.COORDINATOR)
    first, second = await guest.get(PAGE), await guest.get(f"{PAGE}?page=2")
    assert "· n20 draft" in first.words
    assert "1 / 2" in first.words
    assert "n00 draft" not in first.words
    assert "n00 draft" in second.words


async def test_its_buttons_languages_and_moment_stand_on_its_page(any_site: Site) -> None:
    maker = any_site.world.do(staff, Role.COORDINATOR)
    any_site.world.do(creator)
    campaign = any_site.world.do(live_campaign)
    versions = {ZH: Version("新任务"), EN: Version("New")}
    made = any_site.world.do(broadcast_drafts.draft, maker, versions, now=NOW)
    link = Link({ZH: "看看"}, "https://example.com/tea")
    for change, *said in (
        (broadcast_drafts.set_task, campaign.task_id),
        (broadcast_drafts.toggle_page, Page.EARNINGS),
        (broadcast_drafts.add_link, link),
        (broadcast_drafts.set_arrival, Arrival(NOW + timedelta(days=8))),
    ):
        any_site.world.do(change, maker, made, *said, now=NOW)
    any_site.world.do(confirm, maker, made, now=NOW)
    any_site.world.do(broadcasts.pause, maker, made, now=NOW)
    guest = await any_site.member(Role.COORDINATOR)
    page = (await guest.get(f"{PAGE}/{made}")).words
    assert "paused · scheduled · Tue 1 Dec, 12:00" in page
    assert "Button: 听书" in page
    assert "Button: My earnings" in page
    assert "Link: 看看 → https://example.com/tea" in page
    assert "🗓 From Tue 1 Dec, 12:00 on" in page
    assert "简体中文 新任务 English New" in page


async def test_cancelling_is_asked_before_it_is_done(site: Site) -> None:
    page = sending(site)
    guest = await site.member(Role.COORDINATOR)
    shown = await guest.get(page)
    question, _, button = shown.text.partition("<details>")[2].partition("</details>")
    assert "will not get it any more: 4." in question
    assert 'value="cancel"' in question
    assert 'value="cancel"' not in button


async def test_how_far_it_is_and_why_some_wait_stands_on_its_page(any_site: Site) -> None:
    page = sending(any_site)
    sent = {"status": DeliveryStatus.SENT}
    first = select(delivery.c.id).limit(1)
    any_site.world.do(
        lambda conn: conn.execute(update(delivery).where(delivery.c.id.in_(first)).values(sent))
    )
    guest = await any_site.member(Role.COORDINATOR)
    shown = await guest.get(page)
    assert 'aria-label="Delivered 1 of 4"' in shown.text
    assert '<rect class="settled" x="0" width="250"' in shown.text
    assert "Time left: less than a minute" in shown.words
    waits = update(delivery).where(delivery.c.status == DeliveryStatus.QUEUED)
    later = waits.values(due_at=NOW + timedelta(hours=9))
    any_site.world.do(lambda conn: conn.execute(later))
    shown = await guest.get(page)
    assert "🌙 3 of them get it at a later hour of theirs" in shown.words
    assert "Time left" not in shown.words


async def test_one_that_left_at_a_moment_says_that_one_not_its_confirmation(site: Site) -> None:
    maker = site.world.do(staff, Role.COORDINATOR)
    site.world.do(creator)
    made = site.world.do(broadcast_drafts.draft, maker, {ZH: Version("新任务")}, now=NOW)
    site.world.do(broadcast_drafts.set_arrival, maker, made, Arrival(NOW), now=NOW - 2 * DAY)
    site.world.do(confirm, maker, made, now=NOW - DAY)
    guest = await site.member(Role.COORDINATOR)
    assert "being sent · Mon 23 Nov, 12:00" in (await guest.get(PAGE)).words


async def test_its_formatting_and_file_are_shown_and_nothing_else_of_its_html(site: Site) -> None:
    maker = site.world.do(staff, Role.COORDINATOR)
    html = (
        'a <b>bold</b> <a href="javascript:x()">no</a> <a href="https://a.example/?x=1&amp;y=2">to'
        "</a> <tg-spoiler>hush</tg-spoiler> 1 &lt; 2"
    )
    version = Version(html, Media(MediaKind.VIDEO, "file"))
    made = site.world.do(broadcast_drafts.draft, maker, {EN: version}, now=NOW)
    shown = await (await site.member(Role.COORDINATOR)).get(f"{PAGE}/{made}")
    assert "🎬 A video" in shown.words
    assert 'a <b>bold</b> no <a href="https://a.example/?x=1&amp;y=2"' in shown.text
    assert '<mark class="spoiler">hush</mark> 1 &lt; 2' in shown.text
    assert 'href="javascript' not in shown.text


async def test_its_report_is_brought_home_as_a_table(any_site: Site) -> None:
    page = sending(any_site)
    gone = {"status": DeliveryStatus.DEAD, "problem": "Forbidden: bot was blocked by the user"}
    ended = update(delivery).where(delivery.c.id.in_(select(delivery.c.id).limit(1))).values(gone)
    any_site.world.do(lambda conn: conn.execute(ended))
    guest = await any_site.member(Role.COORDINATOR)
    assert f'href="{page}/file.csv"' in (await guest.get(page)).text
    table = await guest.get(f"{page}/file.csv")
    assert table.headers["Content-Disposition"].startswith('attachment; filename="broadcast-')
    rows = table.text.removeprefix("\ufeff").splitlines()
    assert rows[0] == "What,Of which,Number"
    assert "Planned,,4" in rows
    assert "Passed over,muted,0" in rows
    assert "Delivered,Wording B,0" in rows
    assert 'Not arrived,"undeliverable, has blocked the bot",1' in rows
    stranger = await any_site.member(Role.FINANCE)
    assert (await stranger.get(f"{page}/file.csv")).status == 403


async def test_each_of_its_wordings_is_told_with_its_share_and_which_did_better(
    any_site: Site,
) -> None:
    world = any_site.world
    maker = world.do(staff, Role.COORDINATOR)
    readers = [world.do(creator).actor for _ in range(8)]
    made = world.do(broadcast_drafts.draft, maker, {ZH: Version("新任务")}, now=NOW)
    for at in (1, 2):
        other = {ZH: Version(f"另一种{at}")}
        world.do(write_wording, maker, made, at, other, now=NOW)
    world.do(broadcast_drafts.toggle_page, maker, made, Page.TASKS, now=NOW)
    world.do(confirm, maker, made, now=NOW)
    gone = update(delivery).values(status=DeliveryStatus.SENT, ended_at=NOW)
    world.do(lambda conn: conn.execute(gone))
    for reader in readers:
        world.do(broadcast_responses.tapped, reader, made, Response.TAPPED, now=NOW)
    guest = await any_site.member(Role.COORDINATOR)
    shown = await guest.get(f"{PAGE}/{made}")
    assert "By taps: too few to tell which wording is better" in shown.words
    sent = world.do(known_to, maker, made)
    mine = sum(sent.variant_for(reader.person_id) == 2 for reader in readers)
    assert f"C Delivered {mine} · tapped {mine} (100.0%)" in shown.words
    rows = (await guest.get(f"{PAGE}/{made}/file.csv")).text.splitlines()
    assert f"Tapped,Wording C,{mine}" in rows
    assert '"Tapped, %",Wording C,100.0' in rows
    assert "Better wording,By taps,too few to tell which wording is better" in rows


async def test_one_that_stands_by_itself_says_why_on_its_page(any_site: Site) -> None:
    page, world = sending(any_site), any_site.world
    (parcel,) = world.do(deliveries.take, Pace(), most=1, now=NOW).parcels
    words = "Inline keyboard button URL '<b>' is invalid"
    refusal = Outcome(parcel, DeliveryStatus.QUEUED, problem=words, refused=About.MESSAGE)
    world.do(sendings.settle, [refusal], now=NOW)
    guest = await any_site.member(Role.COORDINATOR)
    told = f"Paused by itself, Telegram refuses it: {words}"
    assert told in (await guest.get(page)).words
    await guest.post(page, verb="resume")
    assert told not in (await guest.get(page)).words
