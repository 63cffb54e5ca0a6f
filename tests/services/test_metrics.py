"""Readings are appended once each; nothing that comes later, twice or differently edits them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.metrics import LARGEST_COUNT
from domain.platforms import Platform
from domain.readings import Reading, RefusedRow, RowFlaw
from domain.terms import Method, Source
from services import settlements, verify
from storage.tables.metrics import metric_snapshot
from tests.approved import Approved, approved, read_in, reading
from tests.world import NOW, World, creator, live_campaign

LATER = NOW + timedelta(hours=6)


@pytest.fixture
def work(world: World) -> Approved:
    campaign = world.do(live_campaign, method=Method.CPE)
    return world.do(approved, campaign, world.do(creator))


def snapshots(world: World) -> list[tuple[int, int]]:
    rows = world.rows(select(metric_snapshot.c.post_id, metric_snapshot.c.likes))
    return [(row[0], row[1]) for row in rows]


def test_a_reading_is_found_by_its_link_or_by_platform_and_id(world: World, work: Approved) -> None:
    by_link = reading(work, LATER, likes=5)
    key = work.link.rpartition("/")[2]
    by_id = Reading(2, LATER + timedelta(hours=1), by_link.metrics, "", Platform.DOUYIN, key)
    recorded = world.do(read_in, by_link, by_id, now=LATER + timedelta(hours=2))
    assert (recorded.new, recorded.repeated, recorded.refused) == (2, 0, ())
    assert snapshots(world) == [(work.post_id, 5), (work.post_id, 5)]


def test_a_repeat_changes_nothing(world: World, work: Approved) -> None:
    first = reading(work, LATER, likes=5)
    world.do(read_in, first, now=LATER)
    recorded = world.do(read_in, first, first, now=LATER + timedelta(days=1))
    assert (recorded.new, recorded.repeated) == (0, 2)
    assert snapshots(world) == [(work.post_id, 5)]


def test_a_repeat_within_one_feed_is_noticed_too(world: World, work: Approved) -> None:
    first = reading(work, LATER, likes=5)
    recorded = world.do(read_in, first, first, now=LATER)
    assert (recorded.new, recorded.repeated) == (1, 1)


def test_other_counts_for_the_same_moment_are_a_conflict_and_never_an_edit(
    world: World, work: Approved
) -> None:
    world.do(read_in, reading(work, LATER, likes=5), now=LATER)
    recorded = world.do(read_in, reading(work, LATER, likes=6, line=3), now=LATER)
    assert recorded.refused == (RefusedRow(3, RowFlaw.CONFLICT, "observed_at", LATER.isoformat()),)
    assert snapshots(world) == [(work.post_id, 5)]


def test_two_sources_may_differ_about_one_moment(world: World, work: Approved) -> None:
    world.do(read_in, reading(work, LATER, likes=5), now=LATER)
    other = world.do(read_in, reading(work, LATER, likes=6), source=Source.COORDINATOR, now=LATER)
    assert other.new == 1


def test_a_falling_count_is_a_new_reading(world: World, work: Approved) -> None:
    world.do(read_in, reading(work, LATER, likes=50), now=LATER)
    fallen = reading(work, LATER + timedelta(hours=1), likes=40)
    assert world.do(read_in, fallen, now=LATER + timedelta(hours=1)).new == 1


def test_each_refusal_names_its_line_and_the_others_go_on(world: World, work: Approved) -> None:
    counts = reading(work, LATER).metrics
    feed = (
        reading(work, LATER, likes=-1, line=2),
        reading(work, LATER, likes=LARGEST_COUNT + 1, line=3),
        reading(work, LATER + timedelta(hours=1), line=4),
        Reading(5, LATER, counts, "https://www.douyin.com/video/7311111111111111111"),
        Reading(6, LATER, counts, "https://example.com/video/1"),
        reading(work, LATER, likes=None, line=7),
        reading(work, LATER, likes=8, line=8),
    )
    recorded = world.do(read_in, *feed, now=LATER)
    assert recorded.new == 1
    assert [(row.line, row.code, row.field) for row in recorded.refused] == [
        (2, RowFlaw.NEGATIVE, "likes"),
        (3, RowFlaw.ABSURD, "likes"),
        (4, RowFlaw.IN_THE_FUTURE, "observed_at"),
        (5, RowFlaw.UNKNOWN_POST, "link"),
        (6, RowFlaw.BAD_LINK, "link"),
        (7, RowFlaw.MISSING_COUNT, "likes"),
    ]


def test_a_count_that_does_not_pay_may_be_missing(world: World) -> None:
    campaign = world.do(live_campaign)  # flat: nothing is counted
    work = world.do(approved, campaign, world.do(creator))
    said = reading(work, LATER, likes=None, shares=None, saves=None, comments=None, views=9)
    nothing = reading(work, LATER, likes=None, shares=None, saves=None, comments=None, line=2)
    recorded = world.do(read_in, said, nothing, now=LATER)
    assert recorded.new == 1
    assert [row.code for row in recorded.refused] == [RowFlaw.MISSING_COUNT]


def test_what_comes_after_the_amount_was_fixed_is_kept_and_marked_late(
    world: World, work: Approved
) -> None:
    world.do(read_in, reading(work, LATER, likes=5), now=LATER)
    assert world.do(settlements.settle_due, now=work.cutoff_at) == 1
    late = reading(work, LATER + timedelta(hours=1), likes=500)
    assert world.do(read_in, late, now=work.cutoff_at).new == 1
    rows = world.rows(select(metric_snapshot.c.late).order_by(metric_snapshot.c.id))
    assert [row[0] for row in rows] == [False, True]


def test_a_long_feed_is_judged_in_few_statements(world: World, work: Approved) -> None:
    feed = [reading(work, NOW + timedelta(seconds=n), likes=n, line=n) for n in range(3_000)]
    assert world.do(read_in, *feed, now=LATER).new == 3_000
    assert world.do(read_in, *feed, now=LATER).repeated == 3_000


def test_the_same_feed_many_times_at_once_is_stored_once(world: World, work: Approved) -> None:
    feed = [reading(work, NOW + timedelta(minutes=n), likes=n, line=n) for n in range(20)]

    def send(_: int) -> int:
        return world.do(read_in, *feed, now=LATER).new

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(send, range(6))) == 20
    assert len(snapshots(world)) == 20


def test_a_reading_that_races_the_settlement_pays_or_is_late(world: World) -> None:
    campaign = world.do(live_campaign, method=Method.CPE, slots=12)
    works = [world.do(approved, campaign, world.do(creator)) for _ in range(12)]
    at = works[0].cutoff_at
    for each in works:
        world.do(read_in, reading(each, at - timedelta(hours=2), likes=40), now=at)

    def race(number: int) -> None:
        if number % 2:
            world.do(settlements.settle_due, now=at, most=2)
        else:
            better = reading(works[number // 2], at - timedelta(hours=1), likes=90)
            world.do(read_in, better, now=at)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(race, range(24)))
    assert world.do(verify.problems) == []
