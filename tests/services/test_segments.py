"""Segments: each fact narrows the audience as it says, on both databases; saved ones are kept."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from domain.conditions import Fact
from domain.errors import NotAllowed, NotFound, Stale
from domain.locales import EN, ZH
from domain.message import Version
from domain.people import Actor, Category, Region, Role, Standing
from domain.platforms import Platform
from domain.segment import AudiencePreview
from domain.segment_text import BadSegment, parse, written
from services import accounts, broadcast_drafts, segments, verify
from services.segments import Holder, Place
from storage import audience_samples
from storage.tables.delivery import broadcast
from storage.tables.people import person
from tests.approved import approved
from tests.confirming import confirm
from tests.handed_in import held
from tests.world import NOW, World, add_account, creator, live_campaign, staff

DAY = timedelta(days=1)


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def known_as(world: World, name: str, **facts: object) -> Actor:
    return world.do(creator, name=name, handle=name, **facts).actor  # type: ignore[arg-type]


def given(world: World, actor: Actor, **columns: object) -> None:
    changed = update(person).where(person.c.id == actor.person_id).values(columns)
    world.do(lambda conn: conn.execute(changed))


def names_of(found: AudiencePreview) -> set[str]:
    return {each.name for each in found.sample}


def matches(world: World, actor: Actor, line: str) -> set[str]:
    """Whom it would reach, by name."""
    found = world.do(segments.preview, actor, parse(line), now=NOW)
    assert found.reached == len(found.sample)
    return names_of(found)


@pytest.fixture
def people(world: World) -> dict[str, Actor]:
    ming = known_as(world, "Ming", platform=Platform.DOUYIN, category=Category.FOOD)
    mei = known_as(
        world,
        "Mei",
        platform=Platform.WEIBO,
        category=Category.GAMES,
        region=Region.SOUTH,
        followers=500,
        locale=EN,
    )
    lan = known_as(world, "Lan", platform=Platform.DOUYIN, region=Region.NORTH, followers=80_000)
    second = {"platform": Platform.WEIBO, "category": Category.FOOD, "followers": 90}
    world.do(add_account, lan, handle="lan2", **second)  # type: ignore[arg-type]
    given(world, mei, last_seen_at=NOW - 40 * DAY, created_at=NOW - 100 * DAY)
    return {"Ming": ming, "Mei": mei, "Lan": lan}


@pytest.mark.parametrize(
    ("line", "reached"),
    [
        ("", {"Ming", "Mei", "Lan"}),
        ("platform:douyin", {"Ming", "Lan"}),
        ("platform:douyin,weibo", {"Ming", "Mei", "Lan"}),
        ("-platform:weibo", {"Ming"}),
        ("category:food", {"Ming", "Lan"}),
        # Lan's food is on Weibo: all facts are asked of one account.
        ("platform:douyin category:food", {"Ming"}),
        ("platform:weibo category:food", {"Lan"}),
        ("region:east,south", {"Ming", "Mei", "Lan"}),
        ("region:north", {"Lan"}),
        ("followers:1000..", {"Ming", "Lan"}),
        ("followers:..999", {"Mei", "Lan"}),
        # Between her two accounts there is none.
        ("followers:100..50000", {"Ming", "Mei"}),
        ("-followers:100..50000", {"Lan"}),
        ("platform:weibo followers:1000..", set()),
        ("accounts:2..", {"Lan"}),
        ("accounts:..1", {"Ming", "Mei"}),
        ("-accounts:2..9", {"Ming", "Mei"}),
        ("accounts:0..0", set()),
        ("approved:..0", {"Ming", "Mei", "Lan"}),
        ("payee:known", set()),
        ("-payee:known -case:open", {"Ming", "Mei", "Lan"}),
        ("language:en", {"Mei"}),
        ("-language:en", {"Ming", "Lan"}),
        ("seen:30d", {"Ming", "Lan"}),
        ("-seen:30d", {"Mei"}),
        ("-seen:30d joined:99d", set()),
        ("joined:101d -joined:99d", {"Mei"}),
        ("status:paused", set()),
        ("claimed:ever", set()),
        ("-quiet:now", {"Ming", "Mei", "Lan"}),
        ("quiet:now", set()),
    ],
)
def test_each_fact_narrows_it(
    world: World, coordinator: Actor, people: dict[str, Actor], line: str, reached: set[str]
) -> None:
    assert matches(world, coordinator, line) == reached


def test_whoever_has_several_is_asked_by_what_these_are_now(
    world: World, coordinator: Actor, people: dict[str, Actor]
) -> None:
    """Each change of one of Lan's two accounts shows in what both are together."""
    lan = people["Lan"]
    line = "platform:weibo category:beauty region:south followers:1000.."
    (_, weibo) = world.do(accounts.mine, lan)
    changes = (
        (accounts.change_followers, 5_000),
        (accounts.change_region, Region.SOUTH),
        (accounts.change_categories, (Category.BEAUTY, Category.FOOD)),
    )
    for change, value in changes:
        assert matches(world, coordinator, line) == set()
        world.do(change, lan, weibo.account_id, value, now=NOW)
    assert matches(world, coordinator, line) == {"Lan"}
    world.do(accounts.change_categories, lan, weibo.account_id, (Category.FOOD,), now=NOW)
    assert matches(world, coordinator, line) == set()
    world.do(accounts.retire, lan, weibo.account_id, now=NOW)
    assert matches(world, coordinator, "accounts:2..") == set()
    assert world.do(verify.problems) == []


def test_past_work_narrows_it(world: World, coordinator: Actor) -> None:
    tea, milk = world.do(live_campaign), world.do(live_campaign)
    done, began = world.do(creator, name="Done"), world.do(creator, name="Began")
    world.do(creator, name="Never")
    world.do(approved, tea, done)
    world.do(held, milk, began)
    for line, reached in {
        "claimed:ever": {"Done", "Began"},
        "-claimed:ever": {"Never"},
        "claimed:30d": {"Done", "Began"},
        f"campaign:{tea.campaign_id}": {"Done"},
        f"-campaign:{tea.campaign_id}": {"Began", "Never"},
        f"campaign:{tea.campaign_id},{milk.campaign_id}": {"Done", "Began"},
        "campaign:any": {"Done", "Began"},
        "delivered:any": {"Done"},
        f"delivered:{milk.campaign_id}": set(),
    }.items():
        assert matches(world, coordinator, line) == reached, line


def test_quiet_hours_are_asked_on_each_ones_own_clock(world: World, coordinator: Actor) -> None:
    asleep, abroad = known_as(world, "Asleep"), known_as(world, "Abroad")
    owl = known_as(world, "Owl")
    given(world, abroad, timezone="America/New_York")
    given(world, owl, quiet_from_hour=9, quiet_to_hour=17)
    midnight = NOW + timedelta(hours=12)  # in Shanghai
    found = world.do(segments.preview, coordinator, parse("quiet:now"), now=midnight)
    assert names_of(found) == {asleep.name}
    found = world.do(segments.preview, coordinator, parse("-quiet:now"), now=midnight)
    assert names_of(found) == {abroad.name, owl.name}


def test_who_may_not_be_sent_one_is_counted_by_the_reason(world: World, coordinator: Actor) -> None:
    known_as(world, "Fine")
    given(world, known_as(world, "Muted"), wants_broadcasts=False)
    given(world, known_as(world, "Gone"), reachable=False, wants_broadcasts=False)
    given(world, known_as(world, "Full"), promotions_until=NOW + DAY)
    given(world, known_as(world, "Was full"), promotions_until=NOW - DAY)
    found = world.do(segments.preview, coordinator, parse(""), now=NOW)
    assert (found.matching, found.opted_out, found.unreachable, found.capped) == (5, 1, 1, 1)
    assert names_of(found) == {"Was full", "Fine"}


def test_a_sample_is_spread_over_the_audience_and_the_same_for_the_same_draft(
    world: World, coordinator: Actor
) -> None:
    known = [known_as(world, f"n{number}").name for number in range(60)]
    drafts = [
        Place(
            Holder.BROADCAST,
            world.do(broadcast_drafts.draft, coordinator, {ZH: Version("新任务")}, now=NOW),
        )
        for _ in range(8)
    ]
    seen = [world.do(segments.sheet, coordinator, place, now=NOW).audience for place in drafts]
    again = [world.do(segments.sheet, coordinator, place, now=NOW).audience for place in drafts]
    assert seen == again
    assert all(len(each.sample) == 5 for each in seen)
    places = {known.index(name) for each in seen for name in names_of(each)}
    assert len(places) > 20
    assert min(places) < 20
    assert max(places) >= 40


def test_of_the_many_windows_are_looked_through_and_all_where_these_hold_too_few(
    world: World, coordinator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {known_as(world, f"n{number}").name for number in range(60)}
    found: list[set[str]] = []
    for windows, wide in ((1, 3), (6, 8)):
        monkeypatch.setattr(audience_samples, "_WINDOWS", windows)
        monkeypatch.setattr(audience_samples, "_WINDOW", wide)
        found.append(names_of(world.do(segments.preview, coordinator, parse(""), now=NOW)))
    assert all(len(each) == 5 and each <= known for each in found)


def test_who_is_sampled_is_shown_by_the_account_that_is_asked_for(
    world: World, coordinator: Actor
) -> None:
    ming = world.do(creator, name="Ming", handle="small", platform=Platform.DOUYIN, followers=90)
    world.do(add_account, ming.actor, handle="big", platform=Platform.WEIBO, followers=80_000)
    for line, handle in (("", "big"), ("platform:douyin", "small"), ("followers:1000..", "big")):
        found = world.do(segments.preview, coordinator, parse(line), now=NOW)
        (account,) = [each.account for each in found.sample]
        assert account is not None
        assert account.handle.shown == handle


def test_who_is_not_signed_up_is_in_none(world: World, coordinator: Actor) -> None:
    given(world, known_as(world, "New"), standing=Standing.NEW)
    given(world, known_as(world, "Paused"), standing=Standing.PAUSED)
    leaver = world.do(creator, name="Leaver")
    world.do(accounts.retire, leaver.actor, leaver.account_id, now=NOW)
    assert matches(world, coordinator, "") == set()
    assert matches(world, coordinator, "status:paused") == {"Paused"}


def test_a_draft_is_narrowed_step_by_step(world: World, coordinator: Actor) -> None:
    made = world.do(broadcast_drafts.draft, coordinator, {ZH: Version("新任务")}, now=NOW)
    place = Place(Holder.BROADCAST, made)
    for value in ("douyin", "weibo", "douyin"):
        world.do(segments.toggle, coordinator, place, Fact.PLATFORM, value, negated=False, now=NOW)
    asked = parse("-seen:30d").conditions[0]
    world.do(segments.put, coordinator, place, asked, now=NOW)
    assert line_of(world, coordinator, place) == "platform:weibo -seen:30d"
    world.do(segments.drop, coordinator, place, Fact.PLATFORM, negated=False, now=NOW)
    assert line_of(world, coordinator, place) == "-seen:30d"


def line_of(world: World, actor: Actor, place: Place) -> str:
    return written(world.do(segments.sheet, actor, place, now=NOW).segment)


def test_a_confirmed_one_is_narrowed_no_more(world: World, coordinator: Actor) -> None:
    made = world.do(broadcast_drafts.draft, coordinator, {ZH: Version("新任务")}, now=NOW)
    world.do(confirm, coordinator, made, now=NOW)
    place = Place(Holder.BROADCAST, made)
    with pytest.raises(Stale):
        world.do(segments.rewrite, coordinator, place, "platform:douyin", now=NOW)
    assert world.rows(broadcast.select())[0].filter == ""


def test_a_saved_one_is_used_by_copy(world: World, coordinator: Actor) -> None:
    made = world.do(broadcast_drafts.draft, coordinator, {ZH: Version("新任务")}, now=NOW)
    kept = world.do(segments.save, coordinator, " Weibo  people ", parse("platform:weibo"), now=NOW)
    world.do(segments.use, coordinator, made, kept, now=NOW)
    world.do(segments.save, coordinator, "Weibo people", parse("platform:douyin"), now=NOW)
    assert [each.name for each in world.do(segments.saved, coordinator)] == ["Weibo people"]
    assert line_of(world, coordinator, Place(Holder.SAVED, kept)) == "platform:douyin"
    assert line_of(world, coordinator, Place(Holder.BROADCAST, made)) == "platform:weibo"
    world.do(segments.forget, coordinator, kept, now=NOW)
    with pytest.raises(NotFound):
        world.do(segments.forget, coordinator, kept, now=NOW)


def test_a_line_nobody_can_read_changes_nothing(world: World, coordinator: Actor) -> None:
    kept = world.do(segments.save, coordinator, "All", parse(""), now=NOW)
    with pytest.raises(BadSegment):
        world.do(segments.rewrite, coordinator, Place(Holder.SAVED, kept), "platform:x", now=NOW)
    assert line_of(world, coordinator, Place(Holder.SAVED, kept)) == ""


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.FINANCE])
def test_only_coordinators_make_them(world: World, role: Role) -> None:
    other = world.do(staff, role)
    with pytest.raises(NotAllowed):
        world.do(segments.save, other, "All", parse(""), now=NOW)
    with pytest.raises(NotAllowed):
        world.do(segments.saved, other)
