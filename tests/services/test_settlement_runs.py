"""A dry run says what the clock would settle and what waits, and why; it fixes nothing itself."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from domain.due_work import BEGINNING, DueWork
from domain.errors import NotAllowed, NotFound, OwnWork
from domain.ledger import Owed
from domain.people import Role
from domain.settlement_waits import WaitsFor
from domain.terms import Interaction, Method, MissingData, Terms
from services import settlement_runs, settlements, verify
from storage.database import open_database
from storage.tables.campaigns import campaign
from storage.tables.money import settlement
from tests.approved import approved, read_in, reading
from tests.odd import looked, odd_reading
from tests.scheduler.lines import change, set_back
from tests.world import NOW, World, creator, grant, live_campaign, staff

DAY = timedelta(days=1)
ASKED = Terms(
    Method.CPE,
    9_000,
    rate_per_mille_minor=10_000,
    counted=(Interaction.LIKES,),
    floor_minor=700,
    missing=MissingData.ASK,
)
SHARED = replace(ASKED, pot_minor=10_000)


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


def test_a_dry_run_adds_up_what_is_due_and_names_what_waits(world: World) -> None:
    finance = world.do(staff, Role.FINANCE)
    campaign = world.do(live_campaign, agreed=ASKED)
    read, unread = (world.do(approved, campaign, world.do(creator)) for _ in range(2))
    world.do(read_in, reading(read, read.cutoff_at, likes=300), now=read.cutoff_at)
    run = world.do(settlement_runs.look, finance, now=read.cutoff_at)
    assert (run.due, run.sums, run.exceptions) == (1, (("CNY", 3_000),), 1)
    assert [(each.assignment_id, each.missing, each.case_id) for each in run.waiting] == [
        (unread.assignment_id, MissingData.ASK, None)
    ]
    assert world.rows(select(settlement.c.id)) == []
    assert world.do(settlement_runs.settle_now, finance, now=read.cutoff_at) == 1
    assert world.do(settlement_runs.look, finance, now=read.cutoff_at).due == 0


def test_what_comes_within_a_day_is_named_with_what_it_comes_to_so_far(world: World) -> None:
    """What shares a pot that is still to be split waits for more than its cut-off."""
    finance = world.do(staff, Role.FINANCE)
    plain, pot = (world.do(live_campaign, agreed=agreed) for agreed in (ASKED, SHARED))
    work, later = (world.do(approved, plain, world.do(creator), now=at) for at in (NOW, NOW + DAY))
    world.do(approved, pot, world.do(creator))
    before = work.cutoff_at - timedelta(hours=20)
    world.do(read_in, reading(work, before, likes=300), now=before)
    run = world.do(settlement_runs.look, finance, now=before)
    assert (run.due, run.coming) == (0, 1)
    (coming,) = run.next
    assert (coming.assignment_id, coming.amount_minor) == (work.assignment_id, 3_000)
    assert coming.settle_at == work.cutoff_at
    run = world.do(settlement_runs.look, finance, now=work.cutoff_at)
    assert (run.due, run.coming) == (1, 1)
    assert run.next[0].assignment_id == later.assignment_id
    assert run.next[0].amount_minor == 700  # nothing came yet: the floor


def test_whatever_is_past_its_cut_off_is_due_or_says_what_it_waits_for(world: World) -> None:
    finance = world.do(staff, Role.FINANCE)
    plain, pot = (world.do(live_campaign, agreed=agreed) for agreed in (ASKED, SHARED))
    due, unread, unseen, held = (world.do(approved, plain, world.do(creator)) for _ in range(4))
    counted, uncounted = (world.do(approved, pot, world.do(creator)) for _ in range(2))
    at = due.cutoff_at
    for work in (due, counted):
        world.do(read_in, reading(work, at, likes=300), now=at)
    odd_reading(world, held, now=at)
    looked(world, at)
    odd_reading(world, unseen, now=at, likes=10, views=1_000)
    run = world.do(settlement_runs.look, finance, now=at)
    assert [each.assignment_id for each in run.parts] == [due.assignment_id]
    assert [(each.assignment_id, each.waits_for, each.takes_floor) for each in run.waiting] == [
        (unread.assignment_id, WaitsFor.DATA, True),
        (unseen.assignment_id, WaitsFor.LOOK, False),
        (held.assignment_id, WaitsFor.CASE, False),
        (uncounted.assignment_id, WaitsFor.DATA, False),
        (counted.assignment_id, WaitsFor.POT, False),
    ]
    assert run.exceptions == len(run.waiting)
    for each in run.waiting:
        if each.takes_floor:
            world.do(settlements.settle_unheard, finance, each.assignment_id, now=at)
        else:
            with pytest.raises(NotFound):
                world.do(settlements.settle_unheard, finance, each.assignment_id, now=at)


def test_one_that_cannot_be_settled_undoes_no_other_and_is_left_to_the_clock(world: World) -> None:
    """No fake: a campaign that holds less than its work, as a slip by hand would leave it."""
    finance = world.do(staff, Role.FINANCE)
    works = [world.do(approved, world.do(live_campaign), world.do(creator)) for _ in range(3)]
    of_first = campaign.c.id == world.rows(select(campaign.c.id).order_by(campaign.c.id))[0][0]
    held_minor = world.rows(select(campaign.c.reserved_minor).where(of_first))[0][0]
    change(world, update(campaign).where(of_first).values(reserved_minor=0))
    at = works[0].cutoff_at
    assert world.do(settlement_runs.settle_now, finance, now=at) == 2
    done = world.rows(select(settlement.c.assignment_id).order_by(settlement.c.id))
    assert [row[0] for row in done] == [each.assignment_id for each in works[1:]]
    ((work, item_id, tries, problem),) = set_back(world)
    assert (work, item_id, tries) == (DueWork.SETTLEMENT, works[0].assignment_id, 1)
    assert problem.startswith("IntegrityError")
    run = world.do(settlement_runs.look, finance, now=at)
    assert (run.due, run.set_back, run.parts) == (1, 1, ())
    assert world.do(settlement_runs.settle_now, finance, now=at) == 0
    assert set_back(world)[0][2] == 1  # not tried before its time
    change(world, update(campaign).where(of_first).values(reserved_minor=held_minor))
    assert world.do(settlement_runs.settle_now, finance, now=at + timedelta(minutes=1)) == 1


async def test_in_the_process_too_one_that_raises_undoes_no_other(
    world: World, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the connection that writes: PostgreSQL's statements there go by a wire of their own."""
    finance = world.do(staff, Role.FINANCE)
    works = [world.do(approved, world.do(live_campaign), world.do(creator)) for _ in range(4)]
    spoilt = {each.assignment_id for each in works[1:3]}
    settle = settlements.settle

    def settles_and_raises(conn: Connection, assignment_id: int, *, now: datetime) -> bool:
        done = settle(conn, assignment_id, now=now)
        if assignment_id in spoilt:
            raise ValueError("spoilt")
        return done

    monkeypatch.setattr(settlements, "settle", settles_and_raises)
    db = open_database(migrated_url)
    try:
        at = works[0].cutoff_at
        assert await db.write(settlement_runs.settle_now, finance, now=at) == 2
    finally:
        await db.close()
    done = {row[0] for row in world.rows(select(settlement.c.assignment_id))}
    assert done == {each.assignment_id for each in works} - spoilt
    assert {row[1] for row in set_back(world)} == spoilt


def test_the_floor_is_paid_by_a_persons_word_and_nobodys_own(world: World) -> None:
    maker = world.do(creator)
    work = world.do(approved, world.do(live_campaign, agreed=ASKED), maker)
    own = world.do(grant, maker.actor, Role.FINANCE)
    with pytest.raises(OwnWork):
        world.do(settlements.settle_unheard, own, work.assignment_id, now=work.cutoff_at)
    finance = world.do(staff, Role.FINANCE)
    with pytest.raises(NotFound):
        world.do(settlements.settle_unheard, finance, work.assignment_id, now=NOW)
    world.do(settlements.settle_unheard, finance, work.assignment_id, now=work.cutoff_at)
    assert world.rows(select(settlement.c.amount_minor, settlement.c.unheard)) == [(700, True)]


def test_what_a_persons_word_would_pay_is_known_before_it_is_given(world: World) -> None:
    """Two works of one title differ by creator, number and amount."""
    finance = world.do(staff, Role.FINANCE)
    campaign_ = world.do(live_campaign, agreed=ASKED)
    works = [world.do(approved, campaign_, world.do(creator, name=name)) for name in ("Lan", "Fei")]
    at = works[0].cutoff_at
    waiting = world.do(settlement_runs.look, finance, now=at).waiting
    assert [(each.name, each.assignment_id, each.floor) for each in waiting] == [
        (name, work.assignment_id, Owed(work.person_id, 700, "CNY"))
        for name, work in zip(("Lan", "Fei"), works, strict=True)
    ]
    number = works[1].assignment_id
    one = world.do(settlement_runs.unheard, finance, number, now=at)
    assert (one.name, one.floor) == ("Fei", waiting[1].floor)
    world.do(settlements.settle_unheard, finance, number, now=at)
    paid = select(settlement.c.amount_minor).where(settlement.c.assignment_id == number)
    assert world.rows(paid) == [(700,)]
    with pytest.raises(NotFound):
        world.do(settlement_runs.unheard, finance, number, now=at)
    reviewer = world.do(staff, Role.REVIEWER)
    with pytest.raises(NotAllowed):
        world.do(settlement_runs.unheard, reviewer, works[0].assignment_id, now=at)


def test_only_who_settles_sees_a_run(world: World) -> None:
    for stranger in (world.do(creator).actor, world.do(staff, Role.REVIEWER)):
        with pytest.raises(NotAllowed):
            world.do(settlement_runs.look, stranger, now=NOW)
        with pytest.raises(NotAllowed):
            world.do(settlement_runs.settle_now, stranger, now=NOW)


def test_what_is_due_is_found_behind_any_number_that_wait(world: World) -> None:
    """Works of one cut-off are looked at some at a time, in their order."""
    plain = world.do(live_campaign, agreed=ASKED, slots=12)
    works = [world.do(approved, plain, world.do(creator)) for _ in range(12)]
    at, due = works[0].cutoff_at, [works[place] for place in (2, 8, 11)]
    for work in due:
        world.do(read_in, reading(work, at, likes=300), now=at)
    for most in (1, 2, 3, 50):
        found = world.do(settlements.due, BEGINNING, most=most, now=at)
        assert [item_id for _, item_id in found] == [each.assignment_id for each in due[:most]]
        behind = world.do(settlements.due, found[0], most=most, now=at)
        assert [item_id for _, item_id in behind] == [each.assignment_id for each in due[1:]][:most]
