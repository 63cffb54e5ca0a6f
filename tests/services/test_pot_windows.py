"""A pot for every so many days: whose work it is, the claim says; each is reserved, then split."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.disputes.life import BudgetShort
from domain.due_work import BEGINNING
from domain.eligibility import BudgetSpent, NotEligible, Reason
from domain.metrics import PostMetrics
from domain.people import Role
from domain.pot_windows import Window
from domain.readings import Reading
from domain.settlement import VoidReason
from domain.terms import Source
from services import (
    assignments,
    campaigns,
    disputes,
    metrics,
    offers,
    pot_windows,
    pots,
    reversals,
    settlements,
    verify,
)
from storage import people
from storage.tables.campaigns import campaign, task
from storage.tables.delivery import delivery
from storage.tables.money import pot_share, settlement
from storage.tables.pot_windows import pot_window
from storage.tables.work import assignment
from tests.approved import Approved, approved, read_in, reading
from tests.handed_in import a_link, handed_in, held
from tests.services.test_pots import SHARED
from tests.services.test_pots import grant as give
from tests.world import (
    NOW,
    CampaignFixture,
    CreatorFixture,
    World,
    add_account,
    creator,
    live_campaign,
    staff,
)

DAY = timedelta(days=1)
LAUNCH = NOW - DAY
"""As tests' campaigns are: the first window ends after six days."""
WEEKLY = replace(SHARED, pot_days=7)
POT = WEEKLY.pot_minor


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


def weekly(world: World, *, pots_: int = 2, slots: int = 9) -> CampaignFixture:
    return world.do(live_campaign, agreed=WEEKLY, slots=slots, budget=pots_ * POT)


def read(
    world: World,
    found: CampaignFixture,
    likes: int,
    days: float,
    maker: CreatorFixture | None = None,
) -> Approved:
    """Claimed, published and approved on that day, and read at its cut-off."""
    now = NOW + days * DAY
    work = world.do(approved, found, maker or world.do(creator), now=now)
    world.do(read_in, reading(work, work.cutoff_at, likes=likes), now=work.cutoff_at)
    return work


def money(world: World) -> tuple[int, int]:
    (row,) = world.rows(select(campaign.c.reserved_minor, campaign.c.earned_minor))
    return row[0], row[1]


def windows(world: World) -> list[tuple[int, int, bool]]:
    """Number, what is reserved, whether it is split."""
    columns = pot_window.c.number, pot_window.c.reserved_minor, pot_window.c.split_at
    rows = world.rows(select(*columns).order_by(pot_window.c.number))
    return [(row[0], row[1], row[2] is not None) for row in rows]


def shares(world: World) -> list[int]:
    asked = select(pot_share.c.share_minor).order_by(pot_share.c.assignment_id)
    return [row[0] for row in world.rows(asked)]


def split(world: World, days: float) -> int:
    return world.do(pots.split_ready, now=NOW + days * DAY)


def settle(world: World, days: float) -> list[int]:
    """All that was settled by then."""
    world.do(settlements.settle_due, now=NOW + days * DAY)
    asked = select(settlement.c.amount_minor).order_by(settlement.c.assignment_id)
    return [row[0] for row in world.rows(asked)]


def offered(world: World, days: float) -> int:
    actor = world.do(creator).actor
    return len(world.do(offers.page, actor, 1, now=NOW + days * DAY).offers)


def test_the_first_claim_of_a_window_reserves_its_pot_and_no_other_reserves_more(
    world: World,
) -> None:
    found = weekly(world)
    assert (windows(world), money(world)) == ([], (0, 0))
    world.do(held, found)
    assert (windows(world), money(world)) == ([(0, POT, False)], (POT, 0))
    world.do(held, found, now=NOW + 5.9 * DAY)
    assert money(world) == (POT, 0)
    world.do(held, found, now=NOW + 6 * DAY)
    assert windows(world) == [(0, POT, False), (1, POT, False)]
    assert money(world) == (2 * POT, 0)
    assert world.rows(select(assignment.c.reserved_minor)) == [(0,)] * 3


def test_each_window_is_split_by_itself_among_those_who_claimed_in_it(world: World) -> None:
    """Two share ¥100 of the first week, one has that of the second for itself: ¥70 of it."""
    found = weekly(world)
    read(world, found, 900, 0)
    read(world, found, 300, 5)
    read(world, found, 700, 8)
    assert split(world, 11.9) == 0  # the second was published on day 5
    assert split(world, 12) == 1
    assert (shares(world), money(world)) == ([7_500, 2_500], (2 * POT, 0))
    assert split(world, 15) == 1
    assert (shares(world), money(world)) == ([7_500, 2_500, 7_000], (POT + 7_000, 0))
    assert split(world, 40) == 0
    assert settle(world, 15) == [7_500, 2_500, 7_000]
    assert money(world) == (0, 17_000)
    assert windows(world) == [(0, 0, True), (1, 0, True)]


def test_a_window_takes_claims_until_it_ends_whatever_was_counted(world: World) -> None:
    quick = replace(WEEKLY, cutoff_days=1)
    found = world.do(live_campaign, agreed=quick, budget=POT)
    read(world, found, 900, 0)
    assert world.do(pots.due_windows, BEGINNING, most=9, now=NOW + 5.9 * DAY) == []
    assert not world.do(pots.split_window, 1, now=NOW + 5.9 * DAY)
    assert split(world, 6) == 1


def test_a_window_waits_for_work_that_is_open_and_for_its_data(world: World) -> None:
    found = weekly(world)
    read(world, found, 900, 0)
    late = world.do(held, found, now=NOW + 5 * DAY)
    assert split(world, 20) == 0
    world.do(assignments.release, late.actor, late.assignment_id, now=NOW + 7 * DAY)
    world.do(approved, found, world.do(creator), now=NOW + 5 * DAY)  # and nothing is read of it
    assert split(world, 25.9) == 0
    assert split(world, 26) == 1  # 14 days after its cut-off
    assert shares(world) == [9_000, 0]


def test_a_window_of_which_nothing_came_gives_its_pot_back(world: World) -> None:
    found = weekly(world, pots_=1)
    work = world.do(held, found)
    world.do(assignments.release, work.actor, work.assignment_id, now=NOW)
    assert split(world, 5.9) == 0
    assert split(world, 6) == 1
    assert (windows(world), money(world), shares(world)) == ([(0, 0, True)], (0, 0), [])
    world.do(held, found, now=NOW + 7 * DAY)
    assert money(world) == (POT, 0)


def test_a_closed_campaign_waits_for_no_window_to_end(world: World) -> None:
    found = weekly(world)
    read(world, found, 900, 0)
    world.do(campaigns.close, world.do(staff, Role.COORDINATOR), found.campaign_id, now=NOW + DAY)
    assert split(world, 4) == 0
    assert split(world, 7) == 1
    long = world.do(live_campaign, agreed=replace(WEEKLY, pot_days=60), budget=POT)
    read(world, long, 900, 0)
    world.do(lambda conn: conn.execute(update(task).values(due_at=NOW + DAY)))
    assert split(world, 7) == 1  # no task of it is open any more


def test_without_money_for_its_pot_a_window_takes_no_claim_until_some_is_left_over(
    world: World,
) -> None:
    found = weekly(world, pots_=1)
    read(world, found, 300, 0)
    assert offered(world, 5) == 1
    assert offered(world, 6) == 0
    with pytest.raises(NotEligible) as refused:
        world.do(held, found, now=NOW + 6 * DAY)
    assert refused.value.reasons == (Reason.BUDGET_SPENT,)
    assert windows(world) == [(0, POT, False)]
    raised = update(campaign).values(budget_minor=POT + 3_000)
    world.do(lambda conn: conn.execute(raised))
    assert split(world, 7) == 1  # 3,000 of it are shared, the rest is left over
    assert money(world) == (3_000, 0)
    assert offered(world, 7) == 1
    world.do(held, found, now=NOW + 7 * DAY)
    assert money(world) == (3_000 + POT, 0)


def test_a_pot_that_went_meanwhile_undoes_the_claim(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever read that there was money, and found none when it was to be reserved."""
    found = weekly(world, pots_=1)
    maker = world.do(creator)
    facts = world.do(assignments.tasks.claim_facts, found.task_id, maker.account_id, NOW)
    world.do(lambda conn: conn.execute(update(campaign).values(budget_minor=POT - 1)))
    monkeypatch.setattr(assignments.tasks, "claim_facts", lambda *_: facts)
    with pytest.raises(BudgetSpent):
        world.do(held, found, maker)
    assert (windows(world), money(world)) == ([], (0, 0))


def test_a_claim_by_a_clock_that_is_behind_finds_its_window_split_and_is_refused(
    world: World,
) -> None:
    found = weekly(world)
    read(world, found, 300, -0.5)
    assert split(world, 6.5) == 1
    with pytest.raises(NotEligible):
        world.do(held, found, now=NOW + 5.9 * DAY)
    world.do(held, found, now=NOW + 6.5 * DAY)


def test_windows_go_on_where_they_were_after_a_pause(world: World) -> None:
    found, coordinator = weekly(world), world.do(staff, Role.COORDINATOR)
    world.do(held, found)
    world.do(campaigns.pause, coordinator, found.campaign_id, now=NOW + 2 * DAY)
    world.do(campaigns.launch, coordinator, found.campaign_id, now=NOW + 3 * DAY)
    world.do(held, found, now=NOW + 5 * DAY)
    world.do(held, found, now=NOW + 7 * DAY)
    assert [row[0] for row in windows(world)] == [0, 1]


def test_what_is_void_after_the_split_goes_to_nobody_else(world: World) -> None:
    found = weekly(world)
    first, _ = read(world, found, 900, 0), read(world, found, 900, 0)
    split(world, 7)
    void = world.do(staff, Role.FINANCE), first.assignment_id, VoidReason.FRAUD
    world.do(reversals.void, *void, now=NOW + 7 * DAY)
    assert settle(world, 7) == [5_000]
    assert money(world) == (0, 5_000)


def two_windows(world: World, found: CampaignFixture) -> None:
    """A creator has ¥90.00 of the first; of the second they would have as much, and another too."""
    maker = world.do(creator)
    read(world, found, 900, -0.5, maker)
    assert split(world, 6.5) == 1
    assert settle(world, 6.5) == [9_000]
    more = CreatorFixture(maker.actor, world.do(add_account, maker.actor, handle="more"), "more")
    read(world, found, 900, 6.6, more)
    read(world, found, 900, 6.6)
    assert split(world, 13.6) == 1


def test_a_creators_cap_counts_what_earlier_windows_paid(world: World) -> None:
    capped = replace(WEEKLY, creator_cap_minor=12_000)
    found = world.do(live_campaign, agreed=capped, slots=9, budget=3 * POT)
    two_windows(world, found)
    assert settle(world, 13.6) == [9_000, 3_000, 7_000]


def test_two_first_claims_at_once_reserve_one_pot(world: World) -> None:
    for round_ in range(5):
        found = weekly(world, pots_=2)
        makers = [world.do(creator) for _ in range(4)]

        def claimed(maker: CreatorFixture, goal: CampaignFixture = found) -> int:
            ids = goal.task_id, maker.account_id, goal.terms_id
            return world.do(assignments.claim, maker.actor, *ids, now=NOW)

        with ThreadPoolExecutor(4) as pool:
            won = list(pool.map(claimed, makers))
        assert len(set(won)) == 4
        asked = select(campaign.c.reserved_minor).where(campaign.c.id == found.campaign_id)
        assert world.rows(asked) == [(POT,)]
        assert round_ + 1 == len(world.rows(select(pot_window.c.id)))


def look(world: World, days: float) -> int:
    """What the job does; how many it looked at."""
    now = NOW + days * DAY
    found = world.do(pot_windows.unseen, BEGINNING, most=9, now=now)
    return sum(world.do(pot_windows.look, window_id, now=now) for _, window_id in found)


def told(world: World) -> list[tuple[int, int]]:
    """Who heard, and how much was spoken for."""
    asked = select(delivery.c.person_id, delivery.c.facts)
    rows = world.rows(asked.where(delivery.c.kind == "window_short").order_by(delivery.c.id))
    return [(row[0], row[1]["percent"]) for row in rows]


def spoken(world: World) -> list[int]:
    asked = select(pot_window.c.spoken_minor).order_by(pot_window.c.number)
    return [row[0] for row in world.rows(asked)]


def likes(world: World, work: Approved, count: int, days: float) -> None:
    at = NOW + days * DAY
    world.do(read_in, reading(work, at, likes=count), now=at)


def test_those_who_have_published_nothing_hear_once_that_most_of_a_pot_is_spoken_for(
    world: World,
) -> None:
    found = weekly(world)
    work = world.do(approved, found, world.do(creator))
    waiting = world.do(held, found)
    handed = world.do(held, found)
    world.do(handed_in, handed)
    likes(world, work, 799, 1)
    assert look(world, 1) == 1
    assert (spoken(world), told(world)) == ([7_990], [])
    likes(world, work, 800, 2)
    assert look(world, 2) == 1
    assert (spoken(world), told(world)) == ([8_000], [(waiting.actor.person_id, 80)])
    ((said,),) = world.rows(select(delivery.c.facts).where(delivery.c.kind == "window_short"))
    assert [(said["title"], said["currency"])] == world.rows(
        select(campaign.c.title, campaign.c.currency)
    )
    assert (said["pot_minor"], said["least_minor"]) == (POT, 0)
    world.do(held, found, now=NOW + 3 * DAY)
    likes(world, work, 900, 3)
    assert look(world, 3) == 1
    assert (spoken(world), len(told(world))) == ([9_000], 1)


def test_a_window_is_looked_at_every_ten_minutes_until_it_is_split(world: World) -> None:
    found = weekly(world)
    work = read(world, found, 300, 0)
    assert (look(world, 0), look(world, 0.006), look(world, 0.007)) == (1, 0, 1)
    assert not world.do(pot_windows.look, 1, now=NOW)
    split(world, 7)
    assert look(world, 8) == 0
    assert work.assignment_id


def test_whoever_looked_within_ten_minutes_was_first(world: World) -> None:
    """Both the line of those due and the one that is taken from it say so."""
    found = weekly(world)
    read(world, found, 300, 0)
    assert world.do(pot_windows.look, 1, now=NOW)
    soon, later = NOW + timedelta(minutes=9.9), NOW + timedelta(minutes=10)
    assert world.do(pot_windows.unseen, BEGINNING, most=9, now=soon) == []
    assert not world.do(pot_windows.look, 1, now=soon)
    assert len(world.do(pot_windows.unseen, BEGINNING, most=9, now=later)) == 1
    assert world.do(pot_windows.look, 1, now=later)


def test_what_is_spoken_for_is_counted_up_to_each_works_cut_off_and_before_its_approval(
    world: World,
) -> None:
    found = weekly(world)
    work = world.do(approved, found, world.do(creator))
    likes(world, work, 300, 1)
    waiting = world.do(held, found)
    link = a_link()
    world.do(handed_in, waiting, link)
    at = NOW + DAY
    early = Reading(1, at, PostMetrics(likes=200), link)
    world.do(metrics.record, [early], Source.PLATFORM, batch_id=None, recorded_by=None, now=at)
    look(world, 2)
    assert spoken(world) == [5_000]
    likes(world, work, 900, 8)  # a day after its cut-off
    look(world, 9)
    assert spoken(world) == [5_000]


def test_what_is_promised_in_any_case_is_spoken_for_before_anything_is_published(
    world: World,
) -> None:
    floored = replace(WEEKLY, floor_minor=2_000)
    found = world.do(live_campaign, agreed=floored, slots=5, budget=POT)
    world.do(held, found)
    look(world, 0)
    assert spoken(world) == [2_000]
    works = [world.do(held, found) for _ in range(3)]
    look(world, 1)
    assert (spoken(world), len(told(world))) == ([8_000], 4)
    world.do(assignments.release, works[0].actor, works[0].assignment_id, now=NOW + DAY)
    look(world, 2)
    assert spoken(world) == [6_000]


def seen(world: World, found: CampaignFixture, days: float) -> Window | None:
    actor = world.do(creator).actor
    return world.do(offers.sheet, actor, found.task_id, now=NOW + days * DAY).window


def test_a_creator_sees_the_window_before_the_claim(world: World) -> None:
    found = weekly(world)
    nobody = seen(world, found, 0)
    assert nobody is not None
    assert (nobody.span.starts_at, nobody.span.ends_at) == (LAUNCH, LAUNCH + 7 * DAY)
    assert (nobody.pot_minor, nobody.works, nobody.each_minor) == (POT, 0, POT)
    work = world.do(approved, found, world.do(creator))
    world.do(held, found)
    likes(world, work, 850, 1)
    look(world, 1)
    now = seen(world, found, 1)
    assert now is not None
    assert (now.works, now.each_minor, now.spoken_percent, now.is_short) == (2, 3_333, 85, True)
    later = seen(world, found, 6)
    assert later is not None
    assert (later.works, later.spoken_percent, later.is_short) == (0, 0, False)
    assert seen(world, world.do(live_campaign), 0) is None


def test_coordinators_see_what_each_window_came_to(world: World) -> None:
    found = weekly(world)
    read(world, found, 900, 0)
    read(world, found, 300, 0)
    split(world, 7)
    world.do(held, found, now=NOW + 7 * DAY)
    newest, oldest = world.do(pot_windows.of_campaign, found.campaign_id)
    assert (newest.window.span.number, newest.window.works, newest.split_at) == (1, 1, None)
    assert (oldest.window.works, oldest.window.spoken_minor, oldest.shared_minor) == (
        2,
        12_000,
        POT,
    )
    assert oldest.split_at == NOW + 7 * DAY


def test_the_example_of_the_documents_comes_to_what_it_says(world: World) -> None:
    """docs/pots.md, the table of a pot for every seven days: the launch is noon of the 1st."""
    agreed = replace(WEEKLY, cap_minor=9_000)
    found = world.do(live_campaign, agreed=agreed, budget=25_000)
    world.do(lambda conn: conn.execute(update(task).values(due_at=NOW + 40 * DAY)))

    def on(day: int) -> float:
        """Days from NOW, which is the 2nd."""
        return day - 2

    def published(claimed: int, day: int, likes_: int) -> None:
        """Claimed on the one day, approved on the other, and read at its cut-off."""
        work = world.do(approved, found, world.do(creator), now=NOW + on(claimed) * DAY)
        cutoff_at = NOW + (on(day) + 7) * DAY
        moved = update(assignment).where(assignment.c.id == work.assignment_id)
        at = {"cutoff_at": cutoff_at, "settle_at": cutoff_at}
        world.do(lambda conn: conn.execute(moved.values(at)))
        world.do(read_in, reading(work, cutoff_at, likes=likes_), now=cutoff_at)

    published(2, 3, 900)
    assert money(world) == (10_000, 0)
    published(5, 10, 300)
    assert money(world) == (10_000, 0)
    published(9, 13, 400)
    assert money(world) == (20_000, 0)
    with pytest.raises(NotEligible):
        world.do(held, found, now=NOW + on(16) * DAY)
    assert split(world, on(16)) == 0
    assert split(world, on(17)) == 1
    assert (shares(world), money(world)) == ([7_500, 2_500], (20_000, 0))
    assert settle(world, on(18)) == [7_500, 2_500]
    assert money(world) == (10_000, 10_000)
    assert split(world, on(20)) == 1
    assert money(world) == (4_000, 10_000)
    world.do(held, found, now=NOW + on(20) * DAY)
    assert money(world) == (14_000, 10_000)
    settle(world, on(20))


def test_a_grant_finds_what_windows_do_not_hold_and_is_a_part_of_its_works_share(
    world: World,
) -> None:
    found = world.do(live_campaign, agreed=WEEKLY, budget=POT + 8_000)
    works = [read(world, found, 900, 0) for _ in range(2)]
    with pytest.raises(BudgetShort):
        give(world, works[0], 8_001)
    world.do(disputes.withdraw, world.do(people.actor_by_id, works[0].person_id), 1, now=NOW)
    give(world, works[1], 600)
    assert money(world) == (POT, 600)
    split(world, 7)
    assert shares(world) == [5_000, 5_000]
    assert settle(world, 7) == [5_000, 4_400]
    assert money(world) == (0, POT)


def test_a_window_is_due_when_it_is_ready_and_split_once_whoever_asks(world: World) -> None:
    found = weekly(world)
    read(world, found, 900, 0)
    world.do(approved, found, world.do(creator))  # and nothing is read of it, for 14 days
    for days, is_ready in ((20.9, False), (21, True)):
        now = NOW + days * DAY
        due = world.do(pots.due_windows, BEGINNING, most=9, now=now)
        assert [window_id for _, window_id in due] == [1] * is_ready
        assert world.do(pots.split_window, 1, now=now) is is_ready
    assert world.do(pots.split_window, 1, now=NOW + 30 * DAY) is False
    assert world.do(pots.due_windows, BEGINNING, most=9, now=NOW + 30 * DAY) == []


def test_caps_of_creator_and_cell_both_count_what_earlier_windows_paid(world: World) -> None:
    """¥120.00 for the cell, ¥100.00 for a creator: ¥90.00 of both are gone after the first week."""
    capped = replace(WEEKLY, creator_cap_minor=10_000)
    found = world.do(live_campaign, agreed=capped, slots=9, budget=3 * POT)
    world.do(lambda conn: conn.execute(update(task).values(cap_minor=12_000)))
    two_windows(world, found)
    assert shares(world) == [9_000, 1_000, 2_000]
    settle(world, 13.6)
