"""A broadcast's links by way of an address of ours: given as it is confirmed, counted, reported."""

import pytest
from sqlalchemy import select

from domain.counted_links import NOT_COUNTED, CannotCount, Counting, LinkOutcome, WhyNot
from domain.errors import NotAllowed, Stale
from domain.locales import EN, ZH
from domain.message import Link, Version
from domain.people import Actor, Role
from domain.tracking import HourCount, hour_of, is_code
from domain.tracking_target import AllowedHosts
from services import (
    broadcast_drafts,
    broadcast_links,
    broadcast_outcomes,
    broadcast_sheets,
    deliveries,
    tracking,
)
from services.broadcast_sheets import known_to
from services.limits import Pace
from storage.tables.tracking import tracking_link
from tests.confirming import confirm
from tests.wordings import write_wording
from tests.world import NOW, World, creator, staff

OURS = "https://koc.example"
SHOP = Link({ZH: "看看", EN: "See"}, "https://shop.example.com/茶?a=1#top")
ELSEWHERE = Link({ZH: "别处"}, "https://elsewhere.example/")
COUNTING = Counting(OURS, AllowedHosts(frozenset({"shop.example.com"})))


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def drafted(world: World, actor: Actor, *links: Link) -> int:
    world.do(creator)
    made = world.do(broadcast_drafts.draft, actor, {ZH: Version("新茶")}, now=NOW)
    for each in links:
        world.do(broadcast_drafts.add_link, actor, made, each, now=NOW)
    return made


def links_of(world: World, actor: Actor, made: int) -> tuple[Link, ...]:
    return world.do(broadcast_sheets.sheet, actor, made, now=NOW).facts.links


def outcomes(world: World, actor: Actor, made: int) -> tuple[LinkOutcome, ...]:
    return world.do(broadcast_outcomes.report, actor, made, now=NOW).links


def opened_by_readers(world: World) -> list[list[str]]:
    (parcel,) = world.do(deliveries.take, Pace(), most=10, now=NOW).parcels
    return list(parcel.facts["links"])


def test_a_counted_link_is_an_address_of_ours_that_leads_there(
    world: World, coordinator: Actor
) -> None:
    made = drafted(world, coordinator, ELSEWHERE, SHOP)
    world.do(broadcast_links.toggle, coordinator, made, 1, COUNTING, now=NOW)
    assert world.rows(select(tracking_link)) == []  # of a draft nothing is given away yet
    world.do(confirm, coordinator, made, counting=COUNTING, now=NOW)
    plain, counted = opened_by_readers(world)
    assert plain == ["别处", ELSEWHERE.url]
    code = counted[1].removeprefix(f"{OURS}/t/")
    assert is_code(code)
    route = world.do(tracking.route, code)
    assert route is not None
    assert route.landing == "https://shop.example.com/%E8%8C%B6?a=1#top"


def test_its_clicks_stand_in_the_report_and_tell_of_no_post(
    world: World, coordinator: Actor
) -> None:
    made = drafted(world, coordinator, ELSEWHERE, SHOP)
    world.do(broadcast_links.toggle, coordinator, made, 1, COUNTING, now=NOW)
    assert outcomes(world, coordinator, made) == ()
    world.do(confirm, coordinator, made, counting=COUNTING, now=NOW)
    (found,) = outcomes(world, coordinator, made)
    assert (found.clicks, found.visitors, found.programs) == (0, 0, 0)
    ((link_id,),) = world.rows(select(tracking_link.c.id))
    for clicks, programs, visitors in ((3, 1, 2), (2, 0, 1)):
        hour = HourCount(link_id, hour_of(NOW), clicks, programs, visitors)
        world.do(tracking.count, [hour])
    (found,) = outcomes(world, coordinator, made)
    assert found.link.url == SHOP.url
    assert (found.clicks, found.visitors, found.programs) == (5, 3, 1)
    assert world.rows(select(tracking_link.c.untold_from)) == [(None,)]


def test_clicks_are_told_wording_by_wording(world: World, coordinator: Actor) -> None:
    for _ in range(8):
        world.do(creator)
    made = drafted(world, coordinator, ELSEWHERE, SHOP)
    for at in (1, 2):
        other = {ZH: Version(f"另一种{at}")}
        world.do(write_wording, coordinator, made, at, other, now=NOW)
    world.do(broadcast_links.toggle, coordinator, made, 1, COUNTING, now=NOW)
    world.do(confirm, coordinator, made, counting=COUNTING, now=NOW)
    parcels = world.do(deliveries.take, Pace(), most=10, now=NOW).parcels
    sent = world.do(known_to, coordinator, made)
    address: dict[int, set[str]] = {}
    for parcel in parcels:
        given = sent.variant_for(parcel.reader.person_id)
        address.setdefault(given, set()).add(parcel.facts["links"][1][1])
        assert parcel.facts["links"][0] == ["别处", ELSEWHERE.url]
    assert all(len(each) == 1 for each in address.values())
    assert len(set().union(*address.values())) == len(address) > 1
    (of_c,) = address[2]
    by_code = select(tracking_link.c.id).where(tracking_link.c.url == of_c)
    ((link_id,),) = world.rows(by_code)
    world.do(tracking.count, [HourCount(link_id, hour_of(NOW), 4, 0, 2)])
    found = outcomes(world, coordinator, made)
    assert [(each.variant, each.clicks, each.link.url) for each in found] == [
        (0, 0, SHOP.url),
        (1, 0, SHOP.url),
        (2, 4, SHOP.url),
    ]


@pytest.mark.parametrize(
    ("counting", "link", "why"),
    [
        (NOT_COUNTED, SHOP, WhyNot.NO_ADDRESS),
        (Counting(OURS), SHOP, WhyNot.HOST),
        (COUNTING, ELSEWHERE, WhyNot.HOST),
    ],
)
def test_what_cannot_be_counted_says_why_and_stays_as_it_is(
    world: World, coordinator: Actor, counting: Counting, link: Link, why: WhyNot
) -> None:
    made = drafted(world, coordinator, link)
    with pytest.raises(CannotCount) as refused:
        world.do(broadcast_links.toggle, coordinator, made, 0, counting, now=NOW)
    assert refused.value.uncounted.why is why
    assert links_of(world, coordinator, made) == (link,)


def test_a_house_that_lost_its_address_sends_the_plain_one(
    world: World, coordinator: Actor
) -> None:
    made = drafted(world, coordinator, SHOP)
    world.do(broadcast_links.toggle, coordinator, made, 0, COUNTING, now=NOW)
    world.do(confirm, coordinator, made, now=NOW)
    assert opened_by_readers(world) == [["看看", SHOP.url]]
    assert outcomes(world, coordinator, made) == ()
    assert links_of(world, coordinator, made) == (SHOP,)


def test_counting_is_turned_off_again_and_fixed_with_the_confirmation(
    world: World, coordinator: Actor
) -> None:
    made = drafted(world, coordinator, SHOP)
    for _ in range(2):
        world.do(broadcast_links.toggle, coordinator, made, 0, COUNTING, now=NOW)
    with pytest.raises(Stale):
        world.do(broadcast_links.toggle, coordinator, made, 1, COUNTING, now=NOW)
    world.do(confirm, coordinator, made, counting=COUNTING, now=NOW)
    assert opened_by_readers(world) == [["看看", SHOP.url]]
    with pytest.raises(Stale):
        world.do(broadcast_links.toggle, coordinator, made, 0, COUNTING, now=NOW)


def test_only_coordinators_say_what_is_counted(world: World, coordinator: Actor) -> None:
    made = drafted(world, coordinator, SHOP)
    other = world.do(staff, Role.FINANCE)
    with pytest.raises(NotAllowed):
        world.do(broadcast_links.toggle, other, made, 0, COUNTING, now=NOW)
