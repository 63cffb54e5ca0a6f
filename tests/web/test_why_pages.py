"""Why an amount is what it is, drawn: the same steps and words as in chat, part by part."""

import re
from datetime import timedelta

from domain.people import Role
from domain.settlement import VoidReason
from domain.terms import Terms
from services import dispute_decisions, payees, payout_files, payouts, reversals, settlements
from services.why import explain
from tests.approved import approved, read_in, reading
from tests.objecting import about_amount, settled_work
from tests.paying import DAY, PAYDAY, VAULT, answer, details, exported, paid_creators
from tests.preparing import prepare_batch
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
    batch_id = world.do(prepare_batch, finance, "CNY", now=PAYDAY)
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


async def test_what_a_dispute_granted_goes_on_to_its_payout_and_the_banks_answer(
    any_site: Site,
) -> None:
    """It leaves before the work's own amount is payable, by a batch of its own."""
    world = any_site.world
    scene = settled_work(world)
    world.do(payees.save, scene.actor, VAULT, details(0), now=NOW)
    number = about_amount(world, scene)
    decide = dispute_decisions.make_good
    world.do(decide, scene.decider, number, 1_234, "You are right", now=scene.now)
    any_site.now = scene.now + DAY
    guest = await any_site.member(Role.FINANCE)
    path = f"/console/why/{scene.assignment_id}"
    waits = _drawn((await guest.get(path)).text)
    at = waits.index(f"Dispute {number}")
    assert waits[at + 1] == "+¥12.34"
    assert (waits[at + 3], waits[-2:]) == ("Payable", ["Payout", "–"])
    batch_id = world.do(prepare_batch, scene.decider, "CNY", now=any_site.now)
    world.do(payouts.approve, world.do(staff, Role.FINANCE), batch_id, now=any_site.now)
    world.do(payout_files.export, scene.decider, VAULT, batch_id, now=any_site.now)
    assert _drawn((await guest.get(path)).text)[-2:] == [f"KOC-{batch_id}-1", "on its way"]
    answer(world, scene.decider, f"KOC-{batch_id}-1,paid,")
    page = await guest.get(path)
    drawn = _drawn(page.text)
    assert drawn[-2].startswith(f"KOC-{batch_id}-1")
    assert drawn[-1].startswith("paid · ")
    assert f"payout KOC-{batch_id}-1" in page.words
    assert f'href="/console/payouts/{batch_id}"' in page.text
    assert drawn[drawn.index("Payout") + 1] == "–"  # of the work's own amount


async def test_what_was_granted_and_taken_back_with_the_work_ends_there(any_site: Site) -> None:
    world = any_site.world
    scene = settled_work(world)
    number = about_amount(world, scene)
    decide = dispute_decisions.make_good
    world.do(decide, scene.decider, number, 1_234, "You are right", now=scene.now)
    any_site.now = scene.now + DAY
    voided = scene.decider, scene.assignment_id, VoidReason.MISTAKE
    world.do(reversals.void, *voided, now=any_site.now)
    world.do(payees.save, scene.actor, VAULT, details(0), now=NOW)
    other = settled_work(world, scene.maker)
    world.do(decide, other.decider, about_amount(world, other), 1_500, "Right", now=other.now)
    any_site.now += DAY
    batch_id = world.do(prepare_batch, scene.decider, "CNY", now=any_site.now)
    world.do(payouts.approve, world.do(staff, Role.FINANCE), batch_id, now=any_site.now)
    guest = await any_site.member(Role.FINANCE)
    drawn = _drawn((await guest.get(f"/console/why/{scene.assignment_id}")).text)
    assert drawn[-3:] == [f"Dispute {number}", "-¥12.34", "taken back"]
    assert f"KOC-{batch_id}-1" not in drawn
    assert f"KOC-{batch_id}-1" in _drawn(
        (await guest.get(f"/console/why/{other.assignment_id}")).text
    )


async def test_what_was_taken_back_of_others_hides_no_payout(any_site: Site) -> None:
    world = any_site.world
    for _ in range(2):
        scene = settled_work(world)
        voided = scene.decider, scene.assignment_id, VoidReason.MISTAKE
        world.do(reversals.void, *voided, now=scene.now)
    paid_creators(world, 1)
    exported(world, scene.decider, world.do(staff, Role.FINANCE))
    any_site.now = PAYDAY
    guest = await any_site.member(Role.FINANCE)
    page = await guest.get(f"/console/why/{scene.assignment_id + 1}")
    assert _drawn(page.text)[-2:] == ["KOC-1-1", "on its way"]


def _drawn(page: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", page)


async def test_staff_read_whose_amount_it_is_and_get_to_them_and_to_the_batch(site: Site) -> None:
    world = site.world
    (maker,) = paid_creators(world, 1)
    site.now = PAYDAY
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    batch_id = world.do(prepare_batch, finance, "CNY", now=PAYDAY)
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
    missing = await guest.get("/console/why/99999")
    assert (missing.status, "There is no such work." in missing.words) == (404, True)
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
