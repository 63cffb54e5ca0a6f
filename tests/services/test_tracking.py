"""A link comes with the claim, its clicks are added up and told of as readings; nobody is paid."""

import json
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from domain import campaign_file
from domain.people import Role
from domain.templates import Variant
from domain.terms import Source, Terms
from domain.tracking import HourCount, TrackedLink
from domain.tracking_target import AllowedHosts
from domain.work import Projection
from services import campaigns, overview, privacy, settlements, tracking, why, work
from storage import metrics, renditions
from storage.tables.campaigns import task
from storage.tables.tracking import tracking_link
from tests.approved import approved
from tests.domain.test_campaign_file import SMALL
from tests.handed_in import held
from tests.live_campaign import TEMPLATE
from tests.tracked import LINKS_AT, TARGET, Tracked, counted, of_work, tracked
from tests.world import CPE, NOW, World, creator, live_campaign, staff

HOUR = timedelta(hours=1)


def published(world: World, agreed: Terms = CPE) -> tuple[Tracked, int]:
    """Approved work with a link; the post's id."""
    campaign = world.do(live_campaign, agreed=agreed, target_url=TARGET)
    holder = world.do(creator)
    done = world.do(approved, campaign, holder)
    return world.do(of_work, campaign, holder, done.assignment_id), done.post_id


def readings(world: World, post_id: int) -> list[tuple[Source, int | None]]:
    came = world.do(metrics.counting, [post_id]).get(post_id, [])
    return [(each.source, each.metrics.clicks) for each in came]


def test_a_claim_of_a_task_that_leads_somewhere_gives_an_own_link(world: World) -> None:
    first, second = world.do(tracked), world.do(tracked)
    assert first.code != second.code
    found = world.do(tracking.route, first.code)
    assert found is not None
    assert found.landing == f"{TARGET}&utm_content={first.code}"
    assert world.do(tracking.route, "0000000000") is None


def test_a_claim_of_any_other_task_gives_none(world: World) -> None:
    mine = world.do(held)
    assert world.rows(select(tracking_link)) == []
    assert world.do(work.card, mine.actor, mine.assignment_id, now=NOW).link is None


def test_the_wording_shows_the_link_where_the_template_wants_it(world: World) -> None:
    linked = replace(TEMPLATE, variants=(Variant("l", "{hook} {book} {feeling} {link}"),))
    mine = world.do(tracked, world.do(live_campaign, template=linked, target_url=TARGET))
    given = world.do(renditions.of, mine.assignment_id)
    assert given is not None
    assert f"{LINKS_AT}/t/{mine.code}" in given.text


def test_a_file_brings_targets_with_their_utm_fields(world: World) -> None:
    text = SMALL.replace("[campaign]", '[tracking]\nurl = "https://shop.example.com/a"\n[campaign]')
    plan = campaign_file.parse(text.encode(), AllowedHosts(frozenset({"shop.example.com"})))
    world.do(campaigns.install, plan, "a", created_by=None, now=NOW)
    (row,) = world.rows(select(task.c.target_url))
    fields = "utm_source=douyin&utm_medium=koc&utm_campaign=t"
    assert row.target_url == f"https://shop.example.com/a?{fields}"


def test_counts_of_one_hour_add_up(world: World) -> None:
    mine = world.do(tracked)
    world.do(tracking.count, [HourCount(mine.link_id, NOW, 3, 1, 2)])
    world.do(
        tracking.count,
        [HourCount(mine.link_id, NOW, 2, 0, 1), HourCount(mine.link_id, NOW + HOUR, 0, 4, 0)],
    )
    assert counted(world) == [(5, 1, 3), (0, 4, 0)]


def test_clicks_of_hours_that_are_over_become_one_reading(world: World) -> None:
    mine, post_id = published(world)
    world.do(tracking.count, [HourCount(mine.link_id, NOW, 7, 2, 3)])
    assert world.do(tracking.due, (NOW - HOUR, 0), most=9, now=NOW + HOUR / 2) == []
    later = NOW + HOUR + timedelta(minutes=5)
    world.do(tracking.count, [HourCount(mine.link_id, NOW + HOUR, 1, 0, 0)])
    assert world.do(tracking.record, mine.link_id, now=later)
    assert readings(world, post_id) == [(Source.TRACKING, 7)]
    assert not world.do(tracking.record, mine.link_id, now=later)
    assert world.do(tracking.record, mine.link_id, now=later + HOUR)
    assert readings(world, post_id) == [(Source.TRACKING, 7), (Source.TRACKING, 8)]
    assert not world.do(tracking.record, mine.link_id, now=later + 9 * HOUR)


def test_clicks_that_were_written_late_are_told_of_an_hour_later(world: World) -> None:
    mine, post_id = published(world)
    later = NOW + HOUR + timedelta(minutes=5)
    for humans in (7, 2):
        world.do(tracking.count, [HourCount(mine.link_id, NOW, humans, 0, 0)])
        world.do(tracking.record, mine.link_id, now=later)
    assert readings(world, post_id) == [(Source.TRACKING, 7)]
    assert world.do(tracking.record, mine.link_id, now=later + HOUR)
    assert readings(world, post_id)[1:] == [(Source.TRACKING, 9)]


def test_an_earlier_hour_that_is_written_later_is_due_at_once(world: World) -> None:
    mine, post_id = published(world)
    for hour in (NOW + 2 * HOUR, NOW):
        world.do(tracking.count, [HourCount(mine.link_id, hour, 1, 0, 1)])
    assert world.do(tracking.record, mine.link_id, now=NOW + 2 * HOUR + HOUR / 2)
    assert readings(world, post_id) == [(Source.TRACKING, 1)]


def test_programs_alone_and_work_without_a_post_are_not_told_of(world: World) -> None:
    mine, _ = published(world)
    world.do(tracking.count, [HourCount(mine.link_id, NOW, 0, 9, 0)])
    unpublished = world.do(tracked)
    world.do(tracking.count, [HourCount(unpublished.link_id, NOW, 9, 0, 9)])
    assert world.do(tracking.due, (NOW - HOUR, 0), most=9, now=NOW + 2 * HOUR) == []


def test_clicks_are_no_reading_that_pays(world: World) -> None:
    """Taken for one, they would price the post at no likes: its floor, for good."""
    mine, post_id = published(world, replace(CPE, weakest_source=Source.CREATOR))
    world.do(tracking.count, [HourCount(mine.link_id, NOW, 7, 0, 7)])
    world.do(tracking.record, mine.link_id, now=NOW + 2 * HOUR)
    card = world.do(work.card, mine.creator.actor, mine.assignment_id, now=NOW + 2 * HOUR)
    assert not card.basis.is_told
    assert card.projection == Projection(1_000, 20_000, is_measured=False)
    assert readings(world, post_id) == [(Source.TRACKING, 7)]
    assert world.do(settlements.settle_due, now=NOW + timedelta(days=8)) == 0  # it waits for one


def test_card_why_and_console_say_what_the_link_brought(world: World) -> None:
    mine, _ = published(world)
    world.do(tracking.count, [HourCount(mine.link_id, NOW, 7, 2, 3)])
    card = world.do(work.card, mine.creator.actor, mine.assignment_id, now=NOW)
    assert card.link == TrackedLink(f"/t/{mine.code}", 7, 2)
    explained = world.do(why.explain, mine.creator.actor, mine.assignment_id, now=NOW)
    assert explained.link == card.link
    coordinator = world.do(staff, Role.COORDINATOR)
    page = world.do(overview.campaign_page, coordinator, mine.campaign.campaign_id, now=NOW)
    (line,) = page.links
    assert (line.humans, line.bots, line.visitors, line.most_in_an_hour) == (7, 2, 3, 7)


def test_a_person_is_given_their_links_with_all_that_is_kept_of_them(world: World) -> None:
    mine = world.do(tracked)
    world.do(tracking.count, [HourCount(mine.link_id, NOW, 7, 2, 3)])
    kept = json.loads(world.do(privacy.export, mine.creator.actor))
    assert kept["tracking_links"][0]["code"] == mine.code
    assert kept["tracking_counts"][0]["humans"] == 7
