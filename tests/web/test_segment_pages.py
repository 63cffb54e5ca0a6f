"""Segments in the browser: a line is counted, kept under a name, deleted; nobody else may."""

import pytest
from sqlalchemy import select

from domain.conditions import Fact
from domain.locales import ZH
from domain.message import Version
from domain.people import Role
from domain.platforms import Platform
from services import broadcast_drafts
from storage.tables.delivery import segment
from tests.confirming import confirm
from tests.web.site import Site
from tests.world import NOW, creator, live_campaign, staff

PAGE = "/console/segments"


def kept(site: Site) -> list[tuple[str, str]]:
    rows = site.world.rows(select(segment.c.name, segment.c.filter).order_by(segment.c.name))
    return [tuple(row) for row in rows]


async def test_a_line_is_counted_and_kept(any_site: Site) -> None:
    any_site.world.do(creator, name="Ming")
    any_site.world.do(creator, name="Mei", platform=Platform.WEIBO)
    guest = await any_site.member(Role.COORDINATOR)
    shown = await guest.get(f"{PAGE}?line=Platform:WEIBO")
    assert "1 will get it. Matching 1 · muted 0" in shown.words
    assert "For instance: Mei" in shown.words
    answer = await guest.post(PAGE, verb="save", name="Weibo", line="Platform:WEIBO")
    assert (answer.status, kept(any_site)) == (303, [("Weibo", "platform:weibo")])
    listed = await guest.get(PAGE)
    assert "Weibo Platform: Weibo" in listed.words
    assert 'href="/console/segments?line=platform%3Aweibo&amp;name=Weibo"' in listed.text
    number = any_site.world.rows(select(segment.c.id))[0][0]
    assert (await guest.post(PAGE, verb="forget", segment=str(number))).status == 303
    assert kept(any_site) == []


async def test_fields_are_chosen_and_amount_to_the_line(any_site: Site) -> None:
    any_site.world.do(creator, name="Ming")
    any_site.world.do(creator, name="Mei", platform=Platform.WEIBO)
    guest = await any_site.member(Role.COORDINATOR)
    fields = "fields=1&platform=weibo&platform=bilibili&seen=&followers.least=&followers.most="
    shown = await guest.get(f"{PAGE}?{fields}&claimed.is=not&claimed=30d&language=&name=W")
    assert "1 will get it. Matching 1 · muted 0" in shown.words
    assert 'value="platform:weibo,bilibili -claimed:30d"' in shown.text
    assert '<input type="checkbox" name="platform" value="weibo" checked>' in shown.text
    assert '<option value="30d" selected>' in shown.text
    assert '<option value="not" selected>' in shown.text


async def test_what_the_fields_cannot_say_is_carried_on(site: Site) -> None:
    guest = await site.member(Role.COORDINATOR)
    shown = await guest.get(f"{PAGE}?line=platform:weibo%20-platform:douyin%20joined:11d")
    assert '<input type="hidden" name="rest" value="-platform:douyin">' in shown.text
    assert '<option value="11d" selected>' in shown.text
    again = await guest.get(f"{PAGE}?fields=1&platform=weibo&rest=-platform:douyin")
    assert 'value="platform:weibo -platform:douyin"' in again.text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("platform=x", "Platform: this cannot be chosen"),
        ("followers.least=-1", "Followers: whole numbers only, at most 12 digits"),
        ("followers.least=5000&followers.most=10", "Followers: the most is below the least"),
        ("campaign=a", "Took part in campaign: this cannot be chosen"),
        ("campaign=999", "There is no campaign number 999."),
        ("sent=999", "Who got broadcast number 999 is not known"),
        ("inviter=999", "There is nobody with the number 999."),
        ("zone=Mars", "Time zone: this cannot be chosen"),
        ("joined=30d&joined.least=2026-01-01", "Joined: either a number of days, or dates"),
        ("joined.least=2026-02-01&joined.most=2026-01-01", "Joined: either a number of days"),
        ("settled=CNY&settled.least=1.234", "Settled in all: amounts of that currency"),
        ("settled=CNY&settled.least=5&settled.most=1", "Settled in all: "),
        ("rest=x", "I cannot read “x”. A word begins with one of these: platform"),
    ],
)
async def test_a_field_that_cannot_be_asked_is_named_and_nothing_is_lost(
    site: Site, said: str, told: str
) -> None:
    guest = await site.member(Role.COORDINATOR)
    shown = await guest.get(f"{PAGE}?fields=1&region=east&seen=30d&{said}")
    assert f"Not counted. To put right: {told}" in shown.words
    assert "in that line" not in shown.words
    assert '<input type="checkbox" name="region" value="east" checked>' in shown.text
    assert '<option value="30d" selected>' in shown.text
    assert "will get it" not in shown.words


async def test_the_ends_of_a_span_stay_where_they_were_written(site: Site) -> None:
    guest = await site.member(Role.COORDINATOR)
    shown = await guest.get(f"{PAGE}?fields=1&followers.least=5000&followers.most=10")
    for end, value in (("least", "5000"), ("most", "10")):
        assert f'name="followers.{end}" value="{value}" aria-invalid="true"' in shown.text


async def test_a_campaign_is_chosen_and_told_by_its_title(any_site: Site) -> None:
    campaign = any_site.world.do(live_campaign)
    number = campaign.campaign_id
    any_site.world.do(creator, name="Ming")
    guest = await any_site.member(Role.COORDINATOR)
    shown = await guest.get(f"{PAGE}?fields=1&campaign={number}&campaign.is=not")
    assert (
        f'<input type="checkbox" name="campaign" value="{number}" checked>长夜听书季' in shown.text
    )
    assert "1 will get it." in shown.words
    line = f"-campaign:{number}"
    assert (await guest.post(PAGE, verb="save", name="New", line=line)).status == 303
    listed = (await guest.get(PAGE)).words
    assert "New Took no part in campaign: 长夜听书季" in listed
    refused = await guest.post(PAGE, verb="save", name="Odd", line="campaign:999")
    assert (refused.status, len(kept(any_site))) == (422, 1)


async def test_days_amounts_inviters_and_broadcasts_are_chosen_in_fields(any_site: Site) -> None:
    world = any_site.world
    coordinator = world.do(staff, Role.COORDINATOR)
    world.do(creator, name="Ming", invited_by=coordinator.person_id)
    made = world.do(broadcast_drafts.draft, coordinator, {ZH: Version("春茶")}, now=NOW)
    world.do(confirm, coordinator, made, now=NOW)
    world.do(live_campaign)
    guest = await any_site.member(Role.COORDINATOR)
    fields = f"inviter={coordinator.person_id}&sent={made}&sent.is=not&zone=Asia/Shanghai"
    fields += "&settled=CNY&settled.most=100.50&settled.lately=90d&joined=&joined.least=2020-01-01"
    shown = await guest.get(f"{PAGE}?fields=1&{fields}")
    assert "1 will get it." in shown.words
    line = (
        f"zone:Asia/Shanghai joined:2020-01-01.. inviter:{coordinator.person_id} "
        f"settled:CNY/..100.5/90d -sent:{made}"
    )
    assert f'value="{line}"' in shown.text
    assert 'type="date" name="joined.least" value="2020-01-01"' in shown.text
    assert 'name="settled.most" value="100.5"' in shown.text
    assert (await guest.post(PAGE, verb="save", name="Kept", line=line)).status == 303
    listed = (await guest.get(PAGE)).words
    asked = f"Kept Time zone: Shanghai · Joined: since 2020-01-01 · Invited by: {coordinator.name}"
    assert asked in listed
    assert "Settled in all: up to ¥100.50, in the last 90 days" in listed
    assert f"Did not get broadcast: № {made} · 春茶" in listed


async def test_a_number_that_no_campaign_has_is_no_count_of_nought(site: Site) -> None:
    guest = await site.member(Role.COORDINATOR)
    shown = await guest.get(f"{PAGE}?line=-delivered:7,999")
    assert "There is no campaign number 7." in shown.words
    assert "will get it" not in shown.words


async def test_a_word_it_cannot_read_is_named(site: Site) -> None:
    guest = await site.member(Role.COORDINATOR)
    shown = await guest.get(f"{PAGE}?line=platform:<x>")
    assert "I cannot read “platform:<x>” in that line." in shown.words
    assert "will get it" not in shown.words


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("seen:soon", "Write it like seen:30d, 9999d at most, or seen:ever."),
        ("standing:active", "A word begins with one of these: platform, category"),
        ("platform:x", "It may be: douyin (Douyin)"),
        ("followers:9..1", "The least stands above the most: please turn them round."),
    ],
)
async def test_what_would_be_right_stands_beside_the_line_which_stays(
    site: Site, line: str, told: str
) -> None:
    guest = await site.member(Role.COORDINATOR)
    shown = await guest.get(f"{PAGE}?line={line}%20region:east")
    assert f"I cannot read “{line}” in that line. {told}" in shown.words
    assert 'id="amiss-' not in shown.text
    assert (
        f'aria-describedby="line-amiss" maxlength="1000" value="{line} region:east"' in shown.text
    )


async def test_what_is_wrong_with_a_field_stands_beside_it(site: Site) -> None:
    guest = await site.member(Role.COORDINATOR)
    shown = await guest.get(f"{PAGE}?fields=1&followers.least=5000&followers.most=10")
    beside = '<p class="wide amiss" id="amiss-followers">the most is below the least</p>'
    assert beside in shown.text
    assert 'aria-describedby="amiss-followers"' in shown.text


async def test_what_no_field_shows_outlives_a_field_that_cannot_be_asked(site: Site) -> None:
    guest = await site.member(Role.COORDINATOR)
    shown = await guest.get(f"{PAGE}?fields=1&followers.least=x&rest=-platform:douyin")
    assert '<input type="hidden" name="rest" value="-platform:douyin">' in shown.text


@pytest.mark.parametrize(
    ("fields", "refused_with"),
    [
        ({}, 400),
        ({"verb": "burn"}, 400),
        ({"verb": "forget", "segment": "x"}, 400),
        ({"verb": "forget", "segment": "7"}, 404),
        ({"verb": "save", "name": "", "line": ""}, 422),
        ({"verb": "save", "name": "All", "line": "nothing"}, 422),
    ],
)
async def test_what_no_form_of_ours_says_keeps_nothing(
    site: Site, fields: dict[str, str], refused_with: int
) -> None:
    guest = await site.member(Role.OWNER)
    assert (await guest.post(PAGE, **fields)).status == refused_with
    assert kept(site) == []


async def test_nobody_but_coordinators_may(site: Site) -> None:
    guest = await site.member(Role.FINANCE, Role.REVIEWER)
    assert (await guest.get(PAGE)).status == 403
    assert (await guest.post(PAGE, verb="save", name="All", line="")).status == 403


async def test_the_count_comes_first_and_what_is_asked_stands_open(site: Site) -> None:
    guest = await site.member(Role.COORDINATOR)
    shown = (await guest.get(f"{PAGE}?fields=1&settled=CNY&settled.least=5")).text
    assert shown.index('id="counted"') < shown.index("<fieldset")
    groups = shown.split('<details class="group"')[1:]
    assert [each.startswith(" open>") for each in groups] == [True, False, False, True]
    assert "Works, money and broadcasts" in groups[3]
    assert 'name="settled.least" value="5"' in groups[3]


async def test_every_fact_is_asked_once(site: Site) -> None:
    shown = (await (await site.member(Role.COORDINATOR)).get(PAGE)).text
    assert all(shown.count(f'name="{fact}.is"') == 1 for fact in Fact)
