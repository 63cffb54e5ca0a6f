"""The queue of one reviewer: soonest clock first, every item with its past."""

from datetime import timedelta

import pytest

from domain.errors import NotAllowed
from domain.people import Actor, Role
from domain.review import Decision
from services import review_queue, reviews
from tests.handed_in import handed_in, held
from tests.world import NOW, World, creator, live_campaign, staff

HOUR = timedelta(hours=1)
APPROVE = (Decision.APPROVE, "", "", "")
CHANGES = (Decision.CHANGES, "quality", "", "请补光")


@pytest.fixture
def reviewer(world: World) -> Actor:
    return world.do(staff, Role.REVIEWER)


def test_the_queue_is_soonest_clock_first_and_goes_round(world: World, reviewer: Actor) -> None:
    campaign_ = world.do(live_campaign, slots=3)
    works = [world.do(held, campaign_) for _ in range(3)]
    order = [2, 0, 1]
    for hours, at in enumerate(order):
        world.do(handed_in, works[at], now=NOW + hours * HOUR)
    seen = [world.do(review_queue.at, reviewer, number) for number in (1, 2, 3, 4)]
    found = [(each.item.assignment_id, each.place.number) for each in seen if each]
    expected = [works[at].assignment_id for at in order]
    assert found == [*zip(expected, (1, 2, 3), strict=True), (expected[0], 1)]
    assert all(each and each.place.total == 3 for each in seen)


def test_an_item_tells_its_rounds_and_how_it_stands(world: World, reviewer: Actor) -> None:
    work = world.do(held)
    first = world.do(handed_in, work)
    world.do(reviews.decide, reviewer, first.submission_id, *CHANGES, now=NOW)
    second = world.do(handed_in, work)
    item = world.do(review_queue.one, reviewer, second.submission_id).item
    assert item.is_open
    assert [each.ruling.reason for each in item.rounds if each.ruling] == ["quality"]
    world.do(reviews.decide, reviewer, second.submission_id, *APPROVE, now=NOW)
    decided = world.do(review_queue.one, reviewer, second.submission_id)
    assert not decided.item.is_open
    assert decided.item.ruling is not None
    assert decided.item.ruling.reviewer == reviewer.name
    assert decided.place.number == 0


def test_the_queue_is_for_reviewers(world: World) -> None:
    outsider = world.do(creator).actor
    for service, args in (
        (review_queue.at, (1,)),
        (review_queue.one, (1,)),
        (review_queue.lines, (5,)),
        (review_queue.count, ()),
    ):
        with pytest.raises(NotAllowed):
            world.do(service, outsider, *args)
