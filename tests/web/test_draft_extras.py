"""What a draft gets in the browser beside its words: buttons, links, a moment, payment."""

from datetime import datetime

import pytest

from domain.arrival import AT_ONCE, Arrival
from domain.broadcast import BroadcastFacts
from domain.broadcast_rules import BroadcastRules
from domain.locales import EN, ZH
from domain.message import Link, Page
from domain.people import Role
from services.broadcast_sheets import known_to
from tests.web.site import Site, served
from tests.web.test_draft_pages import LIST, confirmed, drafted
from tests.world import NOW, creator, live_campaign, staff

SHOP = "https://shop.example.com/tea"


def facts(site: Site, number: int) -> BroadcastFacts:
    return site.world.do(known_to, site.world.do(staff, Role.COORDINATOR), number)


async def test_its_button_opens_a_task_or_all_tasks_of_a_campaign_or_nothing(
    any_site: Site,
) -> None:
    world = any_site.world
    world.do(creator)
    campaign = world.do(live_campaign)
    number = drafted(any_site)
    page = f"{LIST}/{number}"
    guest = await any_site.member(Role.COORDINATOR)
    offered = await guest.get(f"{page}/offer")
    assert f'href="{page}/offer?campaign={campaign.campaign_id}"' in offered.text
    tasks = await guest.get(f"{page}/offer?campaign={campaign.campaign_id}")
    assert f'name="task" value="{campaign.task_id}"' in tasks.text
    assert (await guest.post(page, verb="task", task=str(campaign.task_id))).status == 303
    assert facts(any_site, number).task_id == campaign.task_id
    shown = await guest.get(page)
    assert "A task: 听书" in shown.words
    assert "🎯 1 of them fit" in shown.words
    all_ = await guest.post(page, verb="campaign", campaign=str(campaign.campaign_id))
    assert all_.status == 303
    assert facts(any_site, number).campaign_id == campaign.campaign_id
    assert (await guest.post(page, verb="task")).status == 303
    assert not facts(any_site, number).counts_claims
    assert (await guest.post(page, verb="task", task="99")).status == 404


async def test_its_pages_are_those_that_are_ticked(any_site: Site) -> None:
    number = drafted(any_site)
    page = f"{LIST}/{number}"
    guest = await any_site.member(Role.COORDINATOR)
    for _ in range(2):  # said twice it is as said once
        await guest.post(page, verb="pages", page_tasks="1", page_earnings="1")
        assert facts(any_site, number).pages == (Page.TASKS, Page.EARNINGS)
    assert "Button: My earnings" in (await guest.get(page)).words
    await guest.post(page, verb="pages")
    assert facts(any_site, number).pages == ()


async def test_links_are_added_counted_and_removed(migrated_url: str) -> None:
    async with served(migrated_url, public_url="http://koc.example") as site:
        number = drafted(site)
        page = f"{LIST}/{number}"
        guest = await site.member(Role.COORDINATOR)
        said = {"label_zh_Hans": "看看", "label_en": "Shop", "url": f" {SHOP} "}
        for _ in range(2):
            assert (await guest.post(page, verb="link", **said)).status == 303
        assert facts(site, number).links == (Link({ZH: "看看", EN: "Shop"}, SHOP),)
        for _ in range(2):
            await guest.post(page, verb="count_link", link="0", counted="1")
            assert facts(site, number).links[0].counted
        other = {"label_en": "Else", "url": "https://else.example/"}
        await guest.post(page, verb="link", **other)
        assert "The link to else.example goes as it is, uncounted" in (await guest.get(page)).words
        refused = await guest.post(page, verb="count_link", link="1", counted="1")
        assert refused.status == 422
        revision = str(facts(site, number).revision)
        for _ in range(2):  # the second one removes no other
            await guest.post(page, verb="drop_link", link="0", revision=revision)
            assert [each.url for each in facts(site, number).links] == ["https://else.example/"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            {"label_en": "Shop", "url": "http://a.example/"},
            "The address has to begin with https://",
        ),
        ({"label_en": "Shop", "url": "https://a"}, "The address leads to no host"),
        ({"url": SHOP}, "A label has 1 to 40 characters."),
        ({"label_en": "{name}", "url": SHOP}, "A button is the same for everybody"),
    ],
)
async def test_a_link_that_is_none_is_told_beside_its_field(
    site: Site, said: dict[str, str], told: str
) -> None:
    number = drafted(site)
    guest = await site.member(Role.COORDINATOR)
    refused = await guest.post(f"{LIST}/{number}", verb="link", **said)
    assert (refused.status, told in refused.words) == (422, True)
    assert f'value="{said["url"]}"' in refused.text
    assert facts(site, number).links == ()


async def test_it_arrives_at_once_at_a_moment_or_at_a_time_of_each_readers_day(
    any_site: Site,
) -> None:
    any_site.world.do(creator)
    number = drafted(any_site)
    page = f"{LIST}/{number}"
    guest = await any_site.member(Role.COORDINATOR)
    await guest.post(page, verb="when", how="moment", when="2026-11-25 10:00")
    at = datetime.fromisoformat("2026-11-25T10:00+08:00")
    assert facts(any_site, number).arrival == Arrival(at)
    shown = await guest.get(page)
    assert "🗓 From Wed 25 Nov, 10:00 on" in shown.words
    assert 'value="2026-11-25 10:00"' in shown.text
    question = await guest.get(f"{page}/confirm")
    assert "Schedule 新任务 for 1?" in question.words
    await guest.post(page, verb="when", how="local", when="tomorrow 10:00")
    local = datetime.fromisoformat("2026-11-24T10:00")
    assert facts(any_site, number).arrival == Arrival(local=local)
    await guest.post(page, verb="when", how="now", when="whatever stood there")
    assert facts(any_site, number).arrival == AT_ONCE
    assert (await confirmed(guest, page, question)).status == 409  # that was for later
    await guest.post(page, verb="when", how="moment", when="2026-11-25 10:00")
    await confirmed(guest, page, await guest.get(f"{page}/confirm"))
    assert facts(any_site, number).is_scheduled(NOW)


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("soon", "I did not understand that time."),
        ("", "I did not understand that time."),
        ("2026-11-25", "Please say the time, too."),
        ("2026-11-01 10:00", "That moment has passed already."),
        ("2028-11-01 10:00", "A broadcast may be scheduled for a year ahead at most."),
    ],
)
async def test_a_moment_that_is_none_stays_in_its_field(site: Site, when: str, told: str) -> None:
    number = drafted(site)
    guest = await site.member(Role.COORDINATOR)
    refused = await guest.post(f"{LIST}/{number}", verb="when", how="moment", when=when)
    assert (refused.status, told in refused.words) == (422, True)
    assert f'value="{when}" aria-invalid="true"' in refused.text
    assert 'value="moment" checked' in refused.text
    assert facts(site, number).arrival == AT_ONCE


async def test_it_is_paid_for_where_that_helps_and_never_beyond_the_limit(
    migrated_url: str,
) -> None:
    rules = BroadcastRules(per_second=2, free_per_second=0.1, most_stars=1)
    async with served(migrated_url, broadcasts=rules) as site:
        for _ in range(10):
            site.world.do(creator)
        number = drafted(site)
        page = f"{LIST}/{number}"
        guest = await site.member(Role.COORDINATOR)
        assert "Stars at most: 1." in (await guest.get(page)).words
        assert (await guest.post(page, verb="pay", paid="1")).status == 303
        assert facts(site, number).paid_messages == 10
        assert "⭐ Paid for; Stars at most: 1" in (await guest.get(f"{page}/confirm")).words
        await guest.post(page, verb="pay", paid="0")
        assert facts(site, number).paid_messages == 0
        site.world.do(creator)
        dear = await guest.post(page, verb="pay", paid="1")
        told = "That may cost 2 Stars; this house pays at most 1 for one broadcast."
        assert (dear.status, told in dear.words) == (422, True)


async def test_nobody_but_coordinators_changes_what_it_gets(site: Site) -> None:
    number = drafted(site)
    page = f"{LIST}/{number}"
    guest = await site.member(Role.FINANCE, Role.REVIEWER)
    assert (await guest.get(f"{page}/offer")).status == 403
    said = {"label_en": "Shop", "url": SHOP, "link": "0", "revision": "0", "campaign": "1"}
    for verb in ("task", "campaign", "pages", "link", "drop_link", "count_link", "pay", "when"):
        answer = await guest.post(page, verb=verb, how="now", **said)
        assert answer.status == 403, verb
    assert facts(site, number).revision == 0
