"""Segments that ask of clocks, days, inviters, money and broadcasts, on both databases."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from domain.conditions import Fact, Noun
from domain.delivery import DeliveryStatus, Response
from domain.locales import EN, ZH
from domain.message import Version
from domain.people import Actor, Role
from domain.segment_text import NoSuchRow, parse
from domain.settlement import VoidReason
from services import (
    broadcast_drafts,
    broadcast_responses,
    broadcasts,
    deliveries,
    forgetting,
    reversals,
    segment_choices,
    segments,
    sendings,
    settlements,
)
from services.limits import Pace
from services.sendings import Outcome
from storage import audience_parts
from storage.audience_look import Look
from storage.audiences import reached
from storage.tables.audience import audience
from storage.tables.delivery import delivery
from storage.tables.people import person
from tests.approved import approved
from tests.confirming import confirm
from tests.live_campaign import live_campaign
from tests.world import NOW, CreatorFixture, World, creator, staff
from words.segments import all_of
from words.speech import speech

DAY = timedelta(days=1)
SETTLED_AT = NOW + 8 * DAY


@pytest.fixture(autouse=True, params=[audience_parts.PART, 2])
def part(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All in one part, and two persons in each."""
    monkeypatch.setattr(audience_parts, "PART", request.param)


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def matches(world: World, actor: Actor, line: str, now: datetime = NOW) -> set[str]:
    """By name; the same whether all are asked at once or, as freezing does, one by one."""
    found = world.do(segments.preview, actor, parse(line), now=now)
    names = {each.name for each in found.sample}
    assert found.reached == len(names)
    look = Look(now, one_by_one=True)
    asked = select(person.c.name).join(audience, audience.c.person_id == person.c.id)
    assert {row[0] for row in world.rows(asked.where(reached(parse(line), look)))} == names
    return names


def each_of(world: World, actor: Actor, said: Mapping[str, set[str]], now: datetime) -> None:
    for line, names in said.items():
        assert matches(world, actor, line, now) == names, line


def given(world: World, who: CreatorFixture, **columns: object) -> None:
    changed = update(person).where(person.c.id == who.actor.person_id).values(columns)
    world.do(lambda conn: conn.execute(changed))


def test_whose_clock_they_live_by_narrows_it(world: World, coordinator: Actor) -> None:
    world.do(creator, name="Home")
    given(world, world.do(creator, name="Abroad"), timezone="America/New_York")
    said = {
        "zone:new_york": {"Abroad"},
        "zone:america/new_york,asia/shanghai": {"Abroad", "Home"},
        "-zone:Asia/Shanghai": {"Abroad"},
        "zone:UTC": set[str](),
    }
    each_of(world, coordinator, said, NOW)


def test_the_day_on_which_they_came_narrows_it(world: World, coordinator: Actor) -> None:
    for name, day in (("Early", 1), ("First", 5), ("Last", 9), ("Late", 10)):
        at = datetime(2026, 3, day, 23, 59, tzinfo=UTC)
        given(world, world.do(creator, name=name), created_at=at)
    said = {
        "joined:2026-03-05..": {"First", "Last", "Late"},
        "joined:..2026-03-09": {"Early", "First", "Last"},
        "joined:2026-03-05..2026-03-09": {"First", "Last"},
        "-joined:2026-03-05..2026-03-09": {"Early", "Late"},
        "joined:ever -joined:..2026-03-08": {"Last", "Late"},
    }
    each_of(world, coordinator, said, NOW)


def test_by_whose_link_they_came_narrows_it(world: World, coordinator: Actor) -> None:
    host = world.do(creator, name="Host")
    for name, inviter in (("Guest", host.actor.person_id), ("Ours", coordinator.person_id)):
        world.do(creator, name=name, invited_by=inviter)
    said = {
        f"inviter:{host.actor.person_id}": {"Guest"},
        f"inviter:{host.actor.person_id},{coordinator.person_id}": {"Guest", "Ours"},
        f"-inviter:{host.actor.person_id}": {"Host", "Ours"},
        "inviter:any": {"Guest", "Ours"},
        "-inviter:any": {"Host"},
    }
    each_of(world, coordinator, said, NOW)


def test_an_inviter_who_is_noted_later_is_asked_for_at_once(
    world: World, coordinator: Actor
) -> None:
    """The short row follows by its trigger."""
    guest = world.do(creator, name="Guest")
    given(world, guest, invited_by=coordinator.person_id)
    assert matches(world, coordinator, f"inviter:{coordinator.person_id}") == {"Guest"}


def test_what_was_settled_narrows_it(world: World, coordinator: Actor) -> None:
    """¥80.00 a work: Once has one of lately, Twice two of which one is older, Lost one that is void
    beside one that stands, Dollars theirs in another currency.
    """
    names = ("Once", "Twice", "Lost", "Nought", "Dollars")
    who = {name: world.do(creator, name=name) for name in names}
    works = [("Twice", NOW), ("Lost", NOW), ("Once", SETTLED_AT)]
    works += [("Twice", SETTLED_AT), ("Lost", SETTLED_AT)]
    done = [
        world.do(approved, world.do(live_campaign, now=at), who[name], now=at) for name, at in works
    ]
    dollars = world.do(live_campaign, currency="USD", now=NOW)
    world.do(approved, dollars, who["Dollars"], now=NOW)
    world.do(settlements.settle_due, now=SETTLED_AT)
    now = SETTLED_AT + 8 * DAY
    world.do(settlements.settle_due, now=now)
    owner = world.do(staff, Role.OWNER)
    world.do(reversals.void, owner, done[1].assignment_id, VoidReason.FRAUD, now=now)
    said = {
        "settled:cny/1..": {"Once", "Twice", "Lost"},
        "settled:cny/80..80": {"Once", "Lost"},
        "settled:cny/80.01..": {"Twice"},
        "settled:cny/..80": {"Once", "Lost", "Nought", "Dollars"},
        "settled:cny/..0": {"Nought", "Dollars"},
        "-settled:cny/80..80": {"Twice", "Nought", "Dollars"},
        "settled:cny/100../30d": {"Twice"},
        "settled:cny/100../7d": set[str](),
        "settled:cny/80../7d": {"Once", "Twice", "Lost"},
        "settled:usd/1..": {"Dollars"},
        "settled:usd/..0": {"Once", "Twice", "Lost", "Nought"},
    }
    each_of(world, coordinator, said, now)
    each_of(world, coordinator, {"settled:cny/1../7d": set()}, now + 8 * DAY)


@pytest.fixture
def sent(world: World, coordinator: Actor) -> int:
    """A broadcast that reached Tapped and Silent, and not Blocked."""
    people = {name: world.do(creator, name=name) for name in ("Tapped", "Silent", "Blocked")}
    made = world.do(broadcast_drafts.draft, coordinator, {ZH: Version("茶")}, now=NOW)
    world.do(confirm, coordinator, made, now=NOW)
    world.do(creator, name="Later")
    parcels = world.do(deliveries.take, Pace(), most=10, now=NOW).parcels
    blocked = people["Blocked"].actor.person_id
    dead, arrived = DeliveryStatus.DEAD, DeliveryStatus.SENT
    outcomes = [
        Outcome(each, dead if each.reader.person_id == blocked else arrived, message_id=1)
        for each in parcels
    ]
    world.do(sendings.settle, outcomes, now=NOW)
    world.do(broadcast_responses.tapped, people["Tapped"].actor, made, Response.TAPPED, now=NOW)
    return made


def test_who_had_a_broadcast_and_who_tapped_it_narrow_it(
    world: World, coordinator: Actor, sent: int
) -> None:
    given_back = update(person).values(reachable=True, promotions_until=None)
    world.do(lambda conn: conn.execute(given_back))
    said = {
        f"sent:{sent}": {"Tapped", "Silent"},
        f"-sent:{sent}": {"Blocked", "Later"},
        f"tapped:{sent}": {"Tapped"},
        f"sent:{sent} -tapped:{sent}": {"Silent"},
    }
    each_of(world, coordinator, said, NOW)


def test_of_a_broadcast_that_is_forgotten_nobody_is_said_to_have_missed_it(
    world: World, coordinator: Actor, sent: int
) -> None:
    """Else "not had it" would be true of all who had it."""
    draft = world.do(broadcast_drafts.draft, coordinator, {ZH: Version("再来")}, now=NOW)
    place = segments.Place(segments.Holder.BROADCAST, draft)
    world.do(segments.rewrite, coordinator, place, f"-sent:{sent}", now=NOW)
    world.do(broadcasts.finish, sent, now=NOW)
    world.do(forgetting.close, sent, now=NOW)
    counted = world.do(forgetting.count, sent)
    world.do(forgetting.keep, sent, counted, now=NOW)
    with pytest.raises(NoSuchRow) as refused:
        world.do(segments.preview, coordinator, parse(f"-sent:{sent}"), now=NOW)
    assert (refused.value.noun, refused.value.number) == (Noun.BROADCAST, sent)
    with pytest.raises(NoSuchRow):
        world.do(confirm, coordinator, draft, now=NOW)
    shown = world.do(segments.sheet, coordinator, place, now=NOW)
    said = all_of(shown.segment, speech(EN), shown.names)
    assert said == f"Did not get broadcast: № {sent}, of which nobody knows any more"
    assert world.rows(select(delivery).where(delivery.c.broadcast_id == draft)) == []


@pytest.mark.parametrize("line", ["sent:99", "-tapped:99", "inviter:999999", "campaign:99"])
def test_a_row_that_is_not_there_is_refused_by_its_number(
    world: World, coordinator: Actor, line: str
) -> None:
    with pytest.raises(NoSuchRow):
        world.do(segments.save, coordinator, "Odd", parse(line), now=NOW)


def test_a_draft_was_sent_to_nobody_and_is_not_offered(world: World, coordinator: Actor) -> None:
    draft = world.do(broadcast_drafts.draft, coordinator, {ZH: Version("草稿")}, now=NOW)
    with pytest.raises(NoSuchRow):
        world.do(segments.preview, coordinator, parse(f"sent:{draft}"), now=NOW)
    assert world.do(segment_choices.offered, coordinator).values[Fact.SENT] == ()


def test_what_there_is_may_be_chosen(world: World, coordinator: Actor, sent: int) -> None:
    host = world.do(creator, name="Host")
    world.do(creator, invited_by=coordinator.person_id)
    for _ in range(2):
        world.do(creator, invited_by=host.actor.person_id)
    world.do(live_campaign, currency="USD")
    found = world.do(segment_choices.offered, coordinator)
    most, least = str(host.actor.person_id), str(coordinator.person_id)
    assert found.values[Fact.INVITER] == ("any", most, least)
    assert found.values[Fact.SENT] == found.values[Fact.TAPPED] == (str(sent),)
    assert found.values[Fact.SETTLED] == ("USD",)
    assert found.values[Fact.ZONE] == ("Asia/Shanghai",)
    assert found.names[Noun.BROADCAST, sent] == "茶"
    assert found.names[Noun.PERSON, host.actor.person_id] == "Host"
