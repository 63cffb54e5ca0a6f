"""Data return: owed with the approval, asked for once, of the right one, and measured."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.delivery import DeliveryStatus, ReminderKind
from domain.errors import NotAllowed
from domain.people import Actor, Role
from domain.returns import Stability
from domain.review import Decision
from domain.terms import Source, Terms
from services import (
    deliveries,
    feeds,
    metrics,
    overview,
    return_reports,
    reviews,
    sendings,
    signed_api,
)
from services.limits import Pace
from services.sendings import Outcome
from services.signed_api import Parcel, SignedMessage
from storage.people import actor_by_id
from storage.tables.delivery import delivery, reminder
from storage.tables.returns import data_return, feed_day
from storage.tables.work import assignment, post
from tests.approved import Approved, reading
from tests.handed_in import handed_in, held
from tests.services.reminded import pass_time
from tests.world import CPE, NOW, CampaignFixture, World, live_campaign, staff

PACE = Pace(per_second=1000, chat_pause=timedelta(0), free_per_second=1000)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BY_CREATOR = replace(CPE, weakest_source=Source.CREATOR, returns=(1, 3, 7))
BY_STAFF = replace(CPE, weakest_source=Source.COORDINATOR, returns=(1, 3, 7))
ORDERS = replace(BY_STAFF, returns=(1,))


def published(world: World, campaign: CampaignFixture, *, approved_at: datetime = NOW) -> Approved:
    """Handed in NOW, approved by a reviewer; its returns are owed from then on."""
    work = world.do(held, campaign)
    done = world.do(handed_in, work)
    reviewer = world.do(staff, Role.REVIEWER)
    submission_id = done.submission_id
    world.do(reviews.decide, reviewer, submission_id, Decision.APPROVE, "", "", "", now=approved_at)
    ((post_id, link),) = world.rows(
        select(post.c.id, post.c.url).where(post.c.assignment_id == work.assignment_id)
    )
    cutoff_at = NOW + 7 * DAY
    return Approved(work.assignment_id, work.actor.person_id, post_id, link, cutoff_at)


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def read_in(world: World, work: Approved, observed: timedelta, received: timedelta) -> None:
    told = reading(work, NOW + observed, likes=5)
    done = world.do(
        metrics.record,
        [told],
        Source.COORDINATOR,
        batch_id=None,
        recorded_by=None,
        now=NOW + received,
    )
    assert done.new == 1


def told(world: World) -> list[tuple[str, int]]:
    kinds = (ReminderKind.RETURN_DUE, ReminderKind.RETURNS_MISSING, "feed_silent")
    rows = world.rows(
        select(delivery.c.kind, delivery.c.person_id)
        .where(delivery.c.kind.in_(kinds))
        .order_by(delivery.c.id)
    )
    return [tuple(row) for row in rows]


def sent_kinds(world: World, at: datetime) -> list[str]:
    """All that may go by then: a chat gets one message a wave."""
    sent: list[str] = []
    for second in range(5):
        wave = world.do(deliveries.take, PACE, most=50, now=at + timedelta(seconds=second))
        outcomes = [Outcome(each, DeliveryStatus.SENT, message_id=1) for each in wave.parcels]
        world.do(sendings.settle, outcomes, now=at)
        sent += [each.kind for each in wave.parcels]
    return sent


def live(world: World, agreed: Terms) -> CampaignFixture:
    return world.do(live_campaign, agreed=agreed)


def test_the_creator_who_enters_figures_is_reminded_once_of_each_checkpoint(world: World) -> None:
    work = published(world, live(world, BY_CREATOR))
    assert pass_time(world, NOW + DAY - HOUR) == []
    assert pass_time(world, NOW + DAY) == [ReminderKind.RETURN_DUE]
    assert pass_time(world, NOW + DAY + HOUR) == []
    assert told(world) == [(ReminderKind.RETURN_DUE, work.person_id)]


def test_what_came_is_not_asked_for(world: World) -> None:
    work = published(world, live(world, BY_STAFF))
    read_in(world, work, 20 * HOUR, 20 * HOUR)
    world.do(staff, Role.COORDINATOR)
    assert pass_time(world, NOW + 2 * DAY) == []
    assert told(world) == []


def test_a_reading_of_an_earlier_day_does_not_answer_the_next_checkpoint(
    world: World, coordinator: Actor
) -> None:
    work = published(world, live(world, BY_STAFF))
    read_in(world, work, 20 * HOUR, 20 * HOUR)
    assert pass_time(world, NOW + 4 * DAY) == [ReminderKind.RETURNS_MISSING]
    assert told(world) == [(ReminderKind.RETURNS_MISSING, coordinator.person_id)]


def test_coordinators_get_one_digest_of_a_campaign_s_day(world: World, coordinator: Actor) -> None:
    campaign = live(world, BY_STAFF)
    published(world, campaign)
    published(world, campaign)
    assert pass_time(world, NOW + 2 * DAY) == [ReminderKind.RETURNS_MISSING]
    assert told(world) == [(ReminderKind.RETURNS_MISSING, coordinator.person_id)]
    ((facts,),) = world.rows(
        select(delivery.c.facts).where(delivery.c.kind == ReminderKind.RETURNS_MISSING)
    )
    assert facts["posts"] == 2


def missing(world: World, actor: Actor, campaign: CampaignFixture, at: datetime) -> list[Any]:
    number = campaign.campaign_id
    page = world.do(return_reports.missing, actor, number, 1, 10, now=at)
    assert page.count == len(page.posts)
    return [(each.assignment_id, each.days, each.is_wanted) for each in page.posts]


def late(world: World, at: datetime) -> int:
    owner = world.do(staff, Role.OWNER)
    found = world.do(overview.first_page, owner, most_reviews=1, now=at).overdue.late_returns
    return sum(each.posts for each in found)


def test_the_posts_that_wait_for_figures_are_named_until_they_come(
    world: World, coordinator: Actor
) -> None:
    campaign = live(world, BY_STAFF)
    first, second = published(world, campaign), published(world, campaign)
    assert missing(world, coordinator, campaign, NOW + 20 * HOUR) == []
    read_in(world, first, 20 * HOUR, 20 * HOUR)
    named = [(second.assignment_id, (1,), True)]
    assert missing(world, coordinator, campaign, NOW + DAY) == named
    assert late(world, NOW + DAY + HOUR) == 0  # a day of grace
    assert late(world, NOW + 2 * DAY) == 1
    read_in(world, second, 2 * DAY + HOUR, 2 * DAY + HOUR)  # day 1 is over, day 3 is answered
    assert late(world, NOW + 2 * DAY + HOUR) == 0
    gone = [(second.assignment_id, (1,), False)]
    assert missing(world, coordinator, campaign, NOW + 2 * DAY + 2 * HOUR) == gone


def test_a_post_past_its_cut_off_without_a_figure_is_named_with_or_without_returns(
    world: World, coordinator: Actor
) -> None:
    campaign = live(world, replace(BY_STAFF, returns=()))
    work = published(world, campaign)
    assert missing(world, coordinator, campaign, NOW + 6 * DAY) == []
    assert missing(world, coordinator, campaign, NOW + 8 * DAY) == [(work.assignment_id, (), True)]
    assert late(world, NOW + 8 * DAY) == 0  # it stands there as unmeasured


def test_who_may_not_see_a_campaign_is_told_of_none_of_its_posts(world: World) -> None:
    campaign = live(world, BY_STAFF)
    work = published(world, campaign)
    stranger = world.do(actor_by_id, work.person_id)
    with pytest.raises(NotAllowed):
        world.do(return_reports.missing, stranger, campaign.campaign_id, 1, 10, now=NOW)


def test_a_digest_that_waited_for_the_morning_counts_anew(world: World, coordinator: Actor) -> None:
    campaign = live(world, BY_STAFF)
    first, second = published(world, campaign), published(world, campaign)
    pass_time(world, NOW + 2 * DAY)
    for work in (first, second):
        read_in(world, work, 30 * HOUR, 2 * DAY)
    assert ReminderKind.RETURNS_MISSING not in sent_kinds(world, NOW + 2 * DAY + HOUR)
    statuses = world.rows(
        select(delivery.c.status).where(delivery.c.kind == ReminderKind.RETURNS_MISSING)
    )
    assert [row[0] for row in statuses] == [DeliveryStatus.CANCELLED]


def test_owners_hear_of_it_where_nobody_coordinates(world: World) -> None:
    owner = world.do(staff, Role.OWNER)
    published(world, live(world, BY_STAFF))
    pass_time(world, NOW + 2 * DAY)
    assert told(world) == [(ReminderKind.RETURNS_MISSING, owner.person_id)]


@pytest.mark.parametrize("state", ["void", "settled"])
def test_work_that_ended_owes_its_creator_s_figures_no_more(world: World, state: str) -> None:
    work = published(world, live(world, BY_CREATOR))
    with world.engine.begin() as conn:
        conn.execute(
            update(assignment)
            .where(assignment.c.id == work.assignment_id)
            .values(status=state, ended_at=NOW)
        )
    assert pass_time(world, NOW + DAY) == []


def test_after_a_long_absence_nobody_is_asked_for_a_day_that_is_past(world: World) -> None:
    """What is read on day 6 says nothing of day 1, and of day 3 neither."""
    published(world, live(world, BY_CREATOR))
    assert pass_time(world, NOW + 6 * DAY + HOUR) == []
    assert pass_time(world, NOW + 7 * DAY - 12 * HOUR) == [ReminderKind.RETURN_DUE]


def test_what_fell_due_before_the_approval_is_not_owed(world: World) -> None:
    campaign = live(world, replace(BY_CREATOR, review_hours=72))
    published(world, campaign, approved_at=NOW + DAY)
    assert [row[0] for row in world.rows(select(data_return.c.day))] == [3, 7]


def test_terms_that_ask_for_none_have_none(world: World) -> None:
    published(world, live(world, replace(BY_STAFF, returns=())))
    assert world.rows(select(data_return.c.id)) == []
    kinds = [row[0] for row in world.rows(select(reminder.c.kind))]
    assert ReminderKind.RETURNS_MISSING not in kinds


def test_stability_is_counted_over_rows(world: World) -> None:
    """On time, late, missing, and the median of the lags: of four the mean of the middle two."""
    campaign = live(world, ORDERS)
    lags = (-2 * HOUR, 4 * HOUR, 8 * HOUR, 40 * HOUR)
    for lag in lags:
        read_in(world, published(world, campaign), DAY - 2 * HOUR, DAY + lag)
    published(world, campaign)
    at = NOW + 3 * DAY
    found = world.do(return_reports.of_campaign, campaign.campaign_id, now=at)
    assert found is not None
    assert found.whole == Stability(3, 1, 1, 6 * 3600)
    (way,) = found.feeds
    assert (way.source, way.feed) == (Source.COORDINATOR, "")
    assert way.stability == found.whole
    (every,) = world.do(return_reports.every, now=at)
    assert every.whole == found.whole


def test_what_is_not_late_yet_is_not_counted_as_missing(world: World) -> None:
    campaign = live(world, ORDERS)
    published(world, campaign)
    early = NOW + 2 * DAY - HOUR
    assert world.do(return_reports.of_campaign, campaign.campaign_id, now=early) is None


def test_a_reading_too_weak_to_pay_is_no_return(world: World, coordinator: Actor) -> None:
    campaign = live(world, replace(BY_STAFF, weakest_source=Source.PLATFORM))
    work = published(world, campaign)
    read_in(world, work, 20 * HOUR, 20 * HOUR)
    assert pass_time(world, NOW + 2 * DAY) == [ReminderKind.RETURNS_MISSING]


def api(world: World, work: Approved, days: Sequence[int], partner: str = "shop") -> None:
    for day in days:
        at = NOW + day * DAY
        counts = {"likes": day, "shares": 0, "saves": 0, "comments": 0}
        item = {"link": work.link, "observed_at": at.isoformat(), **counts}
        message = SignedMessage(partner, f"msg_{partner}_{day}", f"{day:064x}")
        world.do(signed_api.record_metrics, [Parcel(message, 0, [item])], now=at)


def test_a_partner_who_used_to_deliver_and_falls_silent_is_named_once(
    world: World, coordinator: Actor
) -> None:
    work = published(world, live(world, BY_STAFF))
    api(world, work, (1, 2, 3))
    assert world.do(feeds.listen, now=NOW + 4 * DAY) == 0
    assert world.do(feeds.listen, now=NOW + 5 * DAY) == 1
    assert world.do(feeds.listen, now=NOW + 6 * DAY) == 1
    assert told(world) == [("feed_silent", coordinator.person_id)]


def test_a_silence_that_was_told_is_not_told_again_when_the_message_is_forgotten(
    world: World, coordinator: Actor
) -> None:
    work = published(world, live(world, BY_STAFF))
    api(world, work, (1, 2, 3))
    world.do(feeds.listen, now=NOW + 6 * DAY)
    assert told(world) == [("feed_silent", coordinator.person_id)]
    world.do(lambda conn: conn.execute(delivery.delete()))
    assert world.do(feeds.listen, now=NOW + 6 * DAY + HOUR) == 1
    assert told(world) == []
    api(world, work, (7,))  # it was heard, and falls silent once more
    world.do(feeds.listen, now=NOW + 13 * DAY)
    assert told(world) == [("feed_silent", coordinator.person_id)]


def test_a_silent_partner_of_whom_nothing_is_awaited_is_let_be(
    world: World, coordinator: Actor
) -> None:
    work = published(world, live(world, BY_STAFF))
    api(world, work, (1, 2, 3))
    with world.engine.begin() as conn:
        conn.execute(update(assignment).values(status="settled"))
    assert world.do(feeds.listen, now=NOW + 6 * DAY) == 0
    assert told(world) == []


def test_how_a_partner_s_returns_come_is_told_by_partner(world: World) -> None:
    campaign = live(world, BY_STAFF)
    work = published(world, campaign)
    api(world, work, (1, 3))
    found = world.do(return_reports.of_campaign, campaign.campaign_id, now=NOW + 5 * DAY)
    assert found is not None
    assert [(each.source, each.feed) for each in found.feeds] == [(Source.PLATFORM, "api:shop")]
    assert len(world.rows(select(feed_day.c.day))) == 2


def by_feed(world: World, campaign: CampaignFixture, at: datetime) -> dict[str, tuple[int, int]]:
    """How many came and how many are missing, by source and feed."""
    found = world.do(return_reports.of_campaign, campaign.campaign_id, now=at)
    assert found is not None
    told = {f"{each.source} {each.feed}": each.stability for each in found.feeds}
    assert sum(each.due for each in told.values()) == found.whole.due
    return {way: (each.on_time + each.late, each.missing) for way, each in told.items()}


def test_what_a_partner_stops_telling_of_is_missing_from_that_partner(world: World) -> None:
    campaign = live(world, BY_STAFF)
    first, second = published(world, campaign), published(world, campaign)
    api(world, first, (1, 3))
    api(world, second, (1,), partner="mall")
    assert by_feed(world, campaign, NOW + 10 * DAY) == {
        "platform api:shop": (2, 1),
        "platform api:mall": (1, 2),
    }


def test_a_post_nobody_told_of_is_missing_from_the_only_feed_there_is(world: World) -> None:
    campaign = live(world, BY_STAFF)
    api(world, published(world, campaign), (1, 3, 7))
    published(world, campaign)
    assert by_feed(world, campaign, NOW + 10 * DAY) == {"platform api:shop": (3, 3)}


def test_where_two_feeds_serve_nobody_is_blamed_for_a_post_of_which_neither_told(
    world: World,
) -> None:
    campaign = live(world, ORDERS)
    api(world, published(world, campaign), (1,))
    api(world, published(world, campaign), (1,), partner="mall")
    published(world, campaign)
    assert by_feed(world, campaign, NOW + 10 * DAY) == {
        "platform api:mall": (1, 0),
        "platform api:shop": (1, 0),
        "None ": (0, 1),
    }


def test_what_creators_owe_and_never_entered_is_missing_from_the_creators(world: World) -> None:
    campaign = live(world, BY_CREATOR)
    published(world, campaign)
    assert by_feed(world, campaign, NOW + 10 * DAY) == {"creator ": (0, 3)}
