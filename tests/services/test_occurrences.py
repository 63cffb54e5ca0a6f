"""Tasks that recur: opened by the clock in the campaign's zone, announced once, stopped at once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from domain.campaign import Unfunded
from domain.campaign_file import parse
from domain.delivery import DeliveryClass
from domain.eligibility import NotEligible, Reason
from domain.people import Actor, Category, Role
from domain.platforms import Platform
from services import assignments, campaigns, verify
from storage.tables.campaigns import task
from storage.tables.delivery import broadcast, delivery
from storage.tables.people import person
from tests.confirming import freeze_all
from tests.services.reminded import pass_time
from tests.world import World, creator, staff

WALK = (Path(__file__).parents[2] / "campaigns" / "weekly-walk.toml").read_text()
LOADED = datetime(2026, 11, 30, 4, tzinfo=UTC)
FIRST = datetime(2026, 12, 3, 10, tzinfo=UTC)  # a Thursday, 18:00 in Shanghai
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def boss(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR, now=LOADED)


def load(world: World, boss: Actor, *changes: tuple[str, str], launches: bool = True) -> int:
    text = WALK
    for old, new in changes:
        text = text.replace(old, new)
    plan = parse(text.encode())
    found = world.do(campaigns.load, boss, plan, text[-64:].ljust(64), now=LOADED)
    if launches:
        world.do(campaigns.launch, boss, found.campaign_id, now=LOADED)
    return found.campaign_id


def walkers(world: World) -> list[int]:
    """Whom the task fits, and one whom it does not."""
    fits = {"platform": Platform.XIAOHONGSHU, "category": Category.LIFE}
    found = [world.do(creator, **fits, now=LOADED).actor.person_id for _ in range(2)]
    world.do(creator, platform=Platform.DOUYIN, category=Category.LIFE, now=LOADED)
    return found


def announced(world: World) -> list[tuple[int, int]]:
    """(task, reader), in their order."""
    world.do(freeze_all, now=LOADED)
    asked = (
        select(broadcast.c.task_id, delivery.c.person_id)
        .join(delivery, delivery.c.broadcast_id == broadcast.c.id)
        .where(delivery.c["class"] == DeliveryClass.BROADCAST)
        .order_by(broadcast.c.id, delivery.c.person_id)
    )
    return [(row[0], row[1]) for row in world.rows(asked)]


def test_an_occurrence_is_announced_to_whom_it_fits_once(world: World, boss: Actor) -> None:
    load(world, boss)
    fits = walkers(world)
    assert pass_time(world, FIRST - HOUR) == []
    assert pass_time(world, FIRST) == ["occurrence_opens"]
    assert pass_time(world, FIRST + HOUR) == []
    ((first, *_), *_) = world.rows(select(task.c.id).order_by(task.c.id))
    assert announced(world) == [(first, reader) for reader in fits]
    assert world.do(verify.problems) == []


def test_who_wants_no_news_of_tasks_hears_nothing(world: World, boss: Actor) -> None:
    load(world, boss)
    first, second = walkers(world)
    with world.engine.begin() as conn:
        conn.execute(update(person).where(person.c.id == first).values(wants_broadcasts=False))
    pass_time(world, FIRST)
    assert [reader for _, reader in announced(world)] == [second]


def test_each_opens_its_own_slots_at_its_time(world: World, boss: Actor) -> None:
    load(world, boss)
    fits = {"platform": Platform.XIAOHONGSHU, "category": Category.LIFE}
    holder = world.do(creator, **fits, now=LOADED)
    ((task_id, terms_id),) = world.rows(select(task.c.id, task.c.terms_id).limit(1))
    claim = (holder.actor, task_id, holder.account_id, terms_id)
    with pytest.raises(NotEligible) as early:
        world.do(assignments.claim, *claim, now=FIRST - timedelta(seconds=1))
    assert early.value.reasons == (Reason.NOT_YET_OPEN,)
    assert world.do(assignments.claim, *claim, now=FIRST)
    with pytest.raises(NotEligible) as late:
        world.do(assignments.claim, *claim, now=FIRST + 3 * DAY)
    assert Reason.CLOSED in late.value.reasons


def test_a_campaign_that_cannot_fund_all_of_them_does_not_launch(world: World, boss: Actor) -> None:
    with pytest.raises(Unfunded):
        load(world, boss, ('budget = "4800.00"', 'budget = "4799.99"'))


def test_after_an_absence_only_the_newest_that_is_open_is_announced(
    world: World, boss: Actor
) -> None:
    load(world, boss, ("open_days = 3", "open_days = 30"))
    walkers(world)
    assert pass_time(world, FIRST + 12 * DAY) == ["occurrence_opens"]
    (told,) = {task_id for task_id, _ in announced(world)}
    ((opens_at,),) = world.rows(select(task.c.opens_at).where(task.c.id == told))
    assert opens_at == FIRST + 11 * DAY


def test_one_that_is_over_is_announced_no_more(world: World, boss: Actor) -> None:
    load(world, boss, ("times = 16", "times = 1"))
    walkers(world)
    assert pass_time(world, FIRST + 3 * DAY) == []
    assert announced(world) == []


def test_a_paused_campaign_is_silent_and_goes_on_where_it_is_launched_again(
    world: World, boss: Actor
) -> None:
    campaign_id = load(world, boss)
    walkers(world)
    world.do(campaigns.pause, boss, campaign_id, now=LOADED + HOUR)
    assert pass_time(world, FIRST) == []
    world.do(campaigns.launch, boss, campaign_id, now=FIRST + HOUR)
    assert pass_time(world, FIRST + HOUR) == ["occurrence_opens"]
    world.do(campaigns.pause, boss, campaign_id, now=FIRST + 2 * HOUR)
    world.do(campaigns.launch, boss, campaign_id, now=FIRST + 3 * HOUR)
    assert pass_time(world, FIRST + 3 * HOUR) == []


def test_a_closed_campaign_has_no_more(world: World, boss: Actor) -> None:
    campaign_id = load(world, boss)
    walkers(world)
    world.do(campaigns.close, boss, campaign_id, now=LOADED + HOUR)
    assert pass_time(world, FIRST + 30 * DAY) == []


def test_without_words_nobody_is_told(world: World, boss: Actor) -> None:
    words = next(line for line in WALK.split("\n") if "announcement" in line)
    load(world, boss, (words, ""))
    walkers(world)
    assert pass_time(world, FIRST) == []


def test_they_keep_their_hour_when_the_clock_is_set_anew(world: World, boss: Actor) -> None:
    load(
        world,
        boss,
        ('timezone = "Asia/Shanghai"', 'timezone = "Europe/Berlin"'),
        ("at = 18:00:00", "at = 02:30:00"),
        ('["monday", "thursday"]', '["sunday"]'),
        ("times = 16", ""),
        ("open_days = 3", "open_days = 7"),
        ('budget = "4800.00"', 'budget = "9000.00"'),
        ("ends_on = 2027-03-31", "ends_on = 2027-04-30"),
    )
    berlin = ZoneInfo("Europe/Berlin")
    rows = world.rows(select(task.c.opens_at, task.c.due_at).order_by(task.c.opens_at))
    local = [row[0].astimezone(berlin).strftime("%m-%d %H:%M") for row in rows]
    assert local[:2] == ["12-06 02:30", "12-13 02:30"]
    assert "03-28 03:30" in local  # spring skips half past two
    assert all(each.endswith("02:30") for each in local if each != "03-28 03:30")
    ends = [row[1] for row in rows[:-1]]
    assert ends[:3] == [row[0] for row in rows[1:4]]  # a week each, and the next one follows


def test_staff_read_how_far_a_series_is(world: World, boss: Actor) -> None:
    campaign_id = load(world, boss)
    (series,) = world.do(campaigns.series, boss, campaign_id, now=FIRST)
    assert (series.times, series.opened, series.next_at) == (16, 1, FIRST + 4 * DAY)
    (over,) = world.do(campaigns.series, boss, campaign_id, now=FIRST + 300 * DAY)
    assert (over.opened, over.next_at) == (16, None)
