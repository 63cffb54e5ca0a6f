"""`koc verify` works out once more what pots, caps and reserves were: damage to each is named."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection, select, update

from domain.disputes.lines import LineKind
from domain.people import Role
from domain.settlement import VoidReason
from domain.terms import Interaction, Method, Terms
from services import dispute_decisions, pots, reversals, settlements, verify
from storage import terms as stored_terms
from storage.tables.campaigns import task, terms
from storage.tables.money import pot_share, settlement
from tests.approved import Approved, approved, read_in, reading
from tests.objecting import objected
from tests.paying import DAY
from tests.services.test_verify import unguarded
from tests.world import (
    NOW,
    CampaignFixture,
    CreatorFixture,
    World,
    add_account,
    creator,
    live_campaign,
    staff,
    world_at,
)

SHARED = Terms(
    Method.CPE,
    cap_minor=9_000,
    rate_per_mille_minor=10_000,
    counted=(Interaction.LIKES,),
    pot_minor=10_000,
)
CAPPED = Terms(Method.FLAT, cap_minor=8_000, flat_minor=8_000, creator_cap_minor=12_000)
SPLIT_AT = NOW + 7 * DAY
HOUR = DAY / 24
ROOM = "a settlement had the room that caps and pots left"
SPLIT = "a pot is split in proportion"
SHARES = select(pot_share.c.share_minor).order_by(pot_share.c.assignment_id)
CAME_TO = "a work in a pot came to what its share says"
RESERVE = "a claim reserves what its terms may cost"


@pytest.fixture
def sqlite_world(migrated_sqlite_url: str) -> Iterator[World]:
    """Where a test may have the file in its hands."""
    with world_at(migrated_sqlite_url) as made:
        yield made


def named(world: World, *damage: str) -> set[str]:
    """The invariants that are named after it; nothing of it stays."""

    def damaged(conn: Connection) -> set[str]:
        with conn.begin_nested() as all_of_it:
            unguarded(conn, *damage)
            found = {each.invariant for each in verify.problems(conn)}
            all_of_it.rollback()
        return found

    return world.do(damaged)


def shared(world: World, likes: tuple[int, ...], agreed: Terms = SHARED) -> list[Approved]:
    """A pot that was split among works with so many likes, and settled."""
    found: CampaignFixture = world.do(live_campaign, agreed=agreed, slots=5)
    works = [world.do(approved, found, world.do(creator)) for _ in likes]
    for work, count in zip(works, likes, strict=True):
        at = work.cutoff_at - 2 * HOUR
        world.do(read_in, reading(work, at, likes=count), now=at)
    world.do(lambda conn: conn.execute(update(task).values(due_at=NOW + DAY)))
    world.do(pots.split_ready, now=SPLIT_AT)
    return works


def settled(world: World, *works: Approved) -> None:
    for work in works:
        assert world.do(settlements.settle, work.assignment_id, now=work.cutoff_at)


def void(world: World, work: Approved) -> None:
    finance = world.do(staff, Role.FINANCE)
    world.do(reversals.void, finance, work.assignment_id, VoidReason.FRAUD, now=work.cutoff_at)


def granted(world: World, maker: CreatorFixture, work: Approved, amount_minor: int) -> None:
    about = (LineKind.MISSING, work.assignment_id)
    number = objected(world, maker.actor, *about, now=work.cutoff_at)
    said = (world.do(staff, Role.FINANCE), number, amount_minor, "For now")
    world.do(dispute_decisions.make_good, *said, now=work.cutoff_at)


def rooms(world: World) -> list[tuple[int, int | None]]:
    """What was settled, in its room, in that order."""
    asked = select(settlement.c.amount_minor, settlement.c.room_minor).order_by(settlement.c.id)
    return [(row[0], row[1]) for row in world.rows(asked)]


def sound(world: World) -> bool:
    return world.do(verify.problems) == []


def test_a_reading_that_came_after_the_split_changes_nothing_of_it(world: World) -> None:
    first, *others = shared(world, (300, 200))
    world.do(read_in, reading(first, SPLIT_AT - HOUR, likes=800), now=SPLIT_AT)
    settled(world, first, *others)
    assert rooms(world) == [(3_000, 3_000), (2_000, 2_000)]
    assert sound(world)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE pot_share SET earned_minor = 2000, share_minor = 2000 WHERE earned_minor = 3000",
        "UPDATE pot_share SET last_reading_id = 0",
        "UPDATE metric_snapshot SET likes = likes + 1",
    ],
)
def test_a_share_that_does_not_follow_from_its_readings_shows(
    sqlite_world: World, damage: str
) -> None:
    """The pot reached: all shares are what each came to, so the split alone looks right."""
    shared(sqlite_world, (300, 200))
    assert sound(sqlite_world)
    assert CAME_TO in named(sqlite_world, damage)


def test_of_a_pot_split_before_what_was_heard_was_kept_the_split_alone_is_looked_at(
    sqlite_world: World,
) -> None:
    shared(sqlite_world, (900, 900))
    told = "UPDATE pot_share SET last_reading_id = NULL, last_news_id = NULL"
    assert named(sqlite_world, told) == set()
    both = (told, "UPDATE pot_share SET share_minor = share_minor - 1")
    assert SPLIT in named(sqlite_world, *both)


NO_POSTINGS = "UPDATE pot_share SET postings = NULL"


def test_a_pot_that_was_split_before_caps_had_a_say_is_looked_at_as_it_was_split(
    sqlite_world: World,
) -> None:
    shared(sqlite_world, (900, 900), replace(SHARED, floor_minor=900))
    assert named(sqlite_world, NO_POSTINGS) == set()
    shared(sqlite_world, (900, 400), replace(SHARED, floor_minor=900))
    assert SPLIT in named(sqlite_world, NO_POSTINGS)


@pytest.mark.parametrize("change", ["- 1", "+ 1"])
def test_a_split_is_worked_out_again_inside_the_caps_of_then(
    sqlite_world: World, change: str
) -> None:
    """Of ¥120.00 a creator has earned ¥80.00 before, under other terms, and ¥80.00 are void since.

    Then ¥40.00 were left for the work that shares, and the rest was the other's.
    """
    world = sqlite_world
    older, first, second = before_a_split(world)
    assert [row[0] for row in world.rows(SHARES)] == [4_000, 6_000]
    settled(world, first, second)
    void(world, older)
    assert sound(world)
    of_first = f"WHERE assignment_id = {first.assignment_id}"
    damage = [f"UPDATE pot_share SET share_minor = share_minor {change} {of_first}"]
    assert SPLIT in named(world, *damage)
    assert SPLIT in named(world, "UPDATE pot_share SET postings = 0")


def before_a_split(world: World) -> tuple[Approved, Approved, Approved]:
    """The first is settled before; the second is its creator's too, and shares with the third."""
    capped = replace(CAPPED, creator_cap_minor=12_000)
    found = world.do(live_campaign, agreed=capped, budget=900_000)
    maker = world.do(creator)
    older = world.do(approved, found, maker)
    settled(world, older)
    pot = replace(SHARED, creator_cap_minor=12_000)
    newer = world.do(stored_terms.add, found.campaign_id, pot, 2_000, version=2, now=NOW)
    world.do(lambda conn: conn.execute(update(task).values(terms_id=newer)))
    found = replace(found, terms_id=newer)
    more = CreatorFixture(maker.actor, world.do(add_account, maker.actor, handle="more"), "more")
    works = [world.do(approved, found, each) for each in (more, world.do(creator))]
    for work in works:
        world.do(read_in, reading(work, work.cutoff_at, likes=900), now=work.cutoff_at)
    world.do(lambda conn: conn.execute(update(task).values(due_at=NOW + DAY)))
    assert world.do(pots.split_ready, now=SPLIT_AT) == 1
    return older, works[0], works[1]


def test_less_room_than_a_share_left_shows(sqlite_world: World) -> None:
    settled(sqlite_world, *shared(sqlite_world, (900, 900)))
    assert sound(sqlite_world)
    assert ROOM in named(sqlite_world, "UPDATE settlement SET room_minor = room_minor - 1")
    assert ROOM in named(sqlite_world, "DELETE FROM pot_share WHERE assignment_id = 1")


def test_room_that_nothing_sets_shows(sqlite_world: World) -> None:
    """Without caps: an amount cut by a room that was made up replays to itself."""
    work = sqlite_world.do(approved, sqlite_world.do(live_campaign), sqlite_world.do(creator))
    settled(sqlite_world, work)
    assert rooms(sqlite_world) == [(8_000, None)]
    assert ROOM in named(sqlite_world, "UPDATE settlement SET room_minor = 8000")


def test_rooms_are_worked_out_as_they_were_whatever_fell_away_since(world: World) -> None:
    """¥120.00 a creator: two works, one of them void, a third that finds its room."""
    _, works = by_one(world, CAPPED, 3)
    settled(world, works[0], works[1])
    void(world, works[0])
    settled(world, works[2])
    assert rooms(world) == [(8_000, 12_000), (4_000, 4_000), (8_000, 8_000)]
    assert sound(world)


def by_one(world: World, agreed: Terms, count: int) -> tuple[CreatorFixture, list[Approved]]:
    """Works of one creator under these terms, one from each of their accounts."""
    found = world.do(live_campaign, agreed=agreed, budget=900_000)
    maker = world.do(creator)
    more = [world.do(add_account, maker.actor, handle=f"more{n}") for n in range(1, count)]
    accounts = [maker, *(CreatorFixture(maker.actor, number, "more") for number in more)]
    return maker, [world.do(approved, found, each) for each in accounts]


def test_what_was_granted_before_is_counted_and_what_was_granted_later_is_not(
    world: World,
) -> None:
    maker, (first, second, third) = by_one(world, CAPPED, 3)
    granted(world, maker, first, 5_000)
    settled(world, second)
    granted(world, maker, third, 1_000)
    assert rooms(world) == [(7_000, 7_000)]
    assert sound(world)


def test_nothing_for_want_of_room_is_looked_at_too(sqlite_world: World) -> None:
    """No posting says when: it is right if it was at some moment between two."""
    world = sqlite_world
    _, works = by_one(world, replace(CAPPED, creator_cap_minor=8_000), 3)
    settled(world, works[0], works[1])
    void(world, works[0])
    settled(world, works[2])
    assert rooms(world) == [(8_000, 8_000), (0, 0), (8_000, 8_000)]
    assert sound(world)
    assert ROOM in named(world, "UPDATE settlement SET room_minor = 8001 WHERE id = 2")
    assert ROOM in named(world, "UPDATE settlement SET room_minor = 7999 WHERE id = 3")
    assert ROOM in named(world, "UPDATE settlement SET room_minor = NULL WHERE id = 2")


def test_a_tasks_cap_is_counted_over_all_its_works(sqlite_world: World) -> None:
    world = sqlite_world
    found = world.do(live_campaign)
    world.do(lambda conn: conn.execute(update(task).values(cap_minor=10_000)))
    works = [world.do(approved, found, world.do(creator)) for _ in range(3)]
    settled(world, *works)
    assert rooms(world) == [(8_000, 10_000), (2_000, 2_000), (0, 0)]
    assert sound(world)
    assert ROOM in named(world, "UPDATE settlement SET room_minor = 1 WHERE id = 3")


def test_a_reserve_that_does_not_follow_from_its_terms_shows(sqlite_world: World) -> None:
    """With every sum that follows from it changed alike, the sums alone agree."""
    sqlite_world.do(approved, sqlite_world.do(live_campaign), sqlite_world.do(creator))
    damage = [
        "UPDATE terms SET worst_case_minor = worst_case_minor - 1",
        "UPDATE assignment SET reserved_minor = reserved_minor - 1",
        "UPDATE campaign SET reserved_minor = reserved_minor - 1",
    ]
    assert named(sqlite_world, *damage) == {RESERVE}


def test_terms_that_no_task_offers_any_more_are_passed_over(world: World) -> None:
    world.do(live_campaign, agreed=SHARED)
    columns = [each for each in terms.c if each.name not in {"id", "version"}]

    def older(conn: Connection) -> None:
        names = ["version", *(each.name for each in columns)]
        conn.execute(terms.insert().from_select(names, select(terms.c.version + 1, *columns)))

    world.do(older)
    assert world.rows(select(pot_share.c.assignment_id)) == []
    assert sound(world)
