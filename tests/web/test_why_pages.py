"""Why an amount is what it is, drawn: the same steps and words as in chat, part by part."""

import re
from datetime import timedelta

from domain.people import Role
from domain.terms import Terms
from services import payout_files, payouts, settlements
from services.why import explain
from tests.approved import approved, read_in, reading
from tests.paying import PAYDAY, VAULT, paid_creators
from tests.web.site import Site
from tests.world import CPE, FLAT, NOW, creator, live_campaign, staff
from web.console import way_picture
from words import way
from words.speech import speech


async def test_the_way_is_drawn_from_the_post_to_the_payout(any_site: Site) -> None:
    world = any_site.world
    paid_creators(world, 1)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    any_site.now = PAYDAY
    guest = await any_site.member(Role.FINANCE)
    before = (await guest.get("/console/why/1")).text
    assert _drawn(before)[-2:] == ["Payout", "–"]
    batch_id = world.do(payouts.prepare, finance, "CNY", now=PAYDAY)
    world.do(payouts.approve, checker, batch_id, now=PAYDAY)
    world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY)
    page = await guest.get("/console/why/1")
    drawn = _drawn(page.text)
    assert drawn[0] == "Post"
    assert drawn[-3:] == ["Payout", f"KOC-{batch_id}-1", "on its way"]
    for label in ("Agreed amounts and limits", "Settlement", "Pending", "Payable"):
        assert label in drawn
    assert "ledger entry" in page.words
    assert "<script" not in page.text


def _drawn(page: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", page)


async def test_staff_read_whose_amount_it_is_and_get_to_them_and_to_the_batch(site: Site) -> None:
    world = site.world
    (maker,) = paid_creators(world, 1)
    site.now = PAYDAY
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    batch_id = world.do(payouts.prepare, finance, "CNY", now=PAYDAY)
    world.do(payouts.approve, checker, batch_id, now=PAYDAY)
    person_id = maker.actor.person_id
    of_creator, of_batch = f"/console/creators/{person_id}", f"/console/payouts/{batch_id}"
    for roles, links in (
        ((Role.FINANCE,), {of_batch}),
        ((Role.COORDINATOR,), {of_creator}),
        ((Role.OWNER,), {of_creator, of_batch}),
    ):
        guest = await site.member(*roles)
        page = await guest.get("/console/why/1")
        assert f"P{person_id}" in page.words
        assert f"KOC-{batch_id}-1" in page.words
        assert {each for each in (of_creator, of_batch) if f'href="{each}"' in page.text} == links
        for each in links:
            assert (await guest.get(each)).status == 200
    assert f"P{person_id} · CNY" in (await guest.get("/console/statements?month=2026-12")).words


async def test_each_part_has_a_way_of_its_own(site: Site) -> None:
    world = site.world
    agreed = Terms(FLAT.method, flat_minor=8_000, cap_minor=8_000, post_minor=3_000)
    maker = world.do(creator)
    work = world.do(approved, world.do(live_campaign, agreed=agreed), maker)
    site.now = work.cutoff_at + timedelta(days=1)
    world.do(settlements.settle_due, now=site.now)
    guest = await site.member(Role.FINANCE)
    path = f"/console/why/{work.assignment_id}"
    assert (await guest.get(f"{path}?part=nowhere")).status == 404
    assert (await guest.get(f"{path}?part=final")).status == 200


async def test_the_picture_and_the_message_take_the_same_steps(site: Site) -> None:
    world = site.world
    maker = world.do(creator)
    work = world.do(approved, world.do(live_campaign, agreed=CPE), maker)
    world.do(read_in, reading(work, NOW, likes=100, saves=1), now=NOW)
    found = world.do(explain, maker.actor, work.assignment_id, now=NOW)
    told = (maker.actor.timezone, speech("en"), NOW)
    steps = way.steps(found, *told)
    picture = way_picture.drawn(steps)
    assert len(picture.stops) == len(steps) == way.tree(found, *told).count("│") + 1
    assert picture.stops[-1].texts[-1].y < picture.height
    heights = [text.y for stop in picture.stops for text in stop.texts]
    assert heights == sorted(set(heights))


def test_no_line_of_the_picture_is_wider_than_it() -> None:
    long = "https://www.xiaohongshu.com/explore/65a1b2c3000000001e03f0aa?xsec=" + "x" * 200
    for text in (long, "长" * 200, "a b " * 100, ""):
        lines = way_picture.wrapped(text, 14.5)
        assert 1 <= len(lines) <= 4
        assert all(way_picture.width_of(line, 14.5) <= way_picture.WIDTH for line in lines)
