"""One due amount is settled alone, or left out for a while: the others and the clock go on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import DBAPIError

from domain.due_work import BEGINNING
from domain.errors import NotAllowed, NotFound, OwnWork
from domain.people import Actor, Role
from domain.reasons import ReasonMissing
from domain.settlement_waits import LEFT_OUT_FOR, LeftOut, LeftOutBefore, WaitsFor
from domain.terms import Interaction, Method, Terms
from services import privacy, settlement_runs, settlements, verify
from storage import erasure
from storage.tables.campaigns import campaign
from storage.tables.delivery import delivery
from storage.tables.money import left_out, settlement
from tests.approved import Approved, approved, read_in, reading
from tests.odd import looked, odd_reading
from tests.paying import kinds_to
from tests.scheduler.lines import change, set_back
from tests.world import NOW, World, creator, grant, live_campaign, staff

DAY = timedelta(days=1)
WHY = "The shop's figures are being counted again"
CPE = Terms(Method.CPE, cap_minor=9_000, rate_per_mille_minor=10_000, counted=(Interaction.LIKES,))


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


@pytest.fixture
def finance(world: World) -> Actor:
    return world.do(staff, Role.FINANCE)


def due(world: World, count: int) -> list[Approved]:
    """¥80.00 each, at their cut-off."""
    found = world.do(live_campaign, slots=count)
    return [world.do(approved, found, world.do(creator)) for _ in range(count)]


def settled(world: World) -> set[int]:
    return {row[0] for row in world.rows(select(settlement.c.assignment_id))}


def test_one_is_settled_alone_and_the_others_wait_for_their_turn(
    world: World, finance: Actor
) -> None:
    first, second = due(world, 2)
    at = first.cutoff_at
    assert world.do(settlement_runs.settle_one, finance, second.assignment_id, now=at)
    assert settled(world) == {second.assignment_id}
    with pytest.raises(NotFound):
        world.do(settlement_runs.settle_one, finance, second.assignment_id, now=at)
    assert [
        each.assignment_id for each in world.do(settlement_runs.look, finance, now=at).parts
    ] == [first.assignment_id]


def test_what_is_left_out_neither_a_run_nor_the_clock_settles_until_its_time(
    world: World, finance: Actor
) -> None:
    first, second = due(world, 2)
    at, until = first.cutoff_at, first.cutoff_at + LEFT_OUT_FOR
    world.do(settlement_runs.leave_out, finance, first.assignment_id, f" {WHY}\n ", now=at)
    run = world.do(settlement_runs.look, finance, now=at)
    (waiting,) = run.waiting
    assert (run.due, waiting.assignment_id, waiting.waits_for) == (1, 1, WaitsFor.PERSON)
    assert waiting.left_out == LeftOut(WHY, finance.name, until)
    assert world.do(settlement_runs.settle_now, finance, now=at) == 1
    just_before = until - timedelta(seconds=1)
    assert world.do(settlements.due, BEGINNING, most=9, now=just_before) == []
    assert not world.do(settlements.settle, first.assignment_id, now=just_before)
    assert world.do(settlements.settle, first.assignment_id, now=until)
    assert settled(world) == {first.assignment_id, second.assignment_id}


def test_its_creator_is_told_why_and_until_when(world: World, finance: Actor) -> None:
    (work,) = due(world, 1)
    world.do(settlement_runs.leave_out, finance, work.assignment_id, WHY, now=work.cutoff_at)
    mine = (delivery.c.person_id == work.person_id, delivery.c.kind == "left_out")
    ((facts,),) = world.rows(select(delivery.c.facts).where(*mine))
    assert facts["reason"] == WHY
    assert facts["until"] == (work.cutoff_at + LEFT_OUT_FOR).isoformat()


def test_somebody_settles_it_after_all_and_it_is_not_left_out_twice(
    world: World, finance: Actor
) -> None:
    """At the next cut-off of the same work it may be."""
    agreed = replace(CPE, cutoff_days=30, earlier_cutoffs=(7,))
    work = world.do(approved, world.do(live_campaign, agreed=agreed), world.do(creator))
    other = world.do(staff, Role.COORDINATOR)
    for days, likes in ((6, 300), (29, 500)):
        read_at, at = NOW + days * DAY, NOW + (days + 1) * DAY
        world.do(read_in, reading(work, read_at, likes=likes), now=read_at)
        world.do(settlement_runs.leave_out, finance, work.assignment_id, WHY, now=at)
        with pytest.raises(NotFound):  # it is not due
            world.do(settlement_runs.leave_out, finance, work.assignment_id, WHY, now=at)
        assert world.do(settlement_runs.settle_one, other, work.assignment_id, now=at)
    rows = world.rows(select(left_out.c.left_by, left_out.c.ended_by).order_by(left_out.c.id))
    assert rows == [(finance.person_id, other.person_id)] * 2
    amounts = world.rows(select(settlement.c.amount_minor).order_by(settlement.c.id))
    assert [row[0] for row in amounts] == [3_000, 2_000]


def test_an_amount_whose_time_is_over_is_not_left_out_again(world: World, finance: Actor) -> None:
    (work,) = due(world, 1)
    world.do(settlement_runs.leave_out, finance, work.assignment_id, WHY, now=work.cutoff_at)
    later = work.cutoff_at + LEFT_OUT_FOR
    with pytest.raises(LeftOutBefore):
        world.do(settlement_runs.leave_out, finance, work.assignment_id, WHY, now=later)
    assert world.do(settlements.settle_due, now=later) == 1


def test_a_case_comes_before_it(world: World, finance: Actor) -> None:
    work = world.do(approved, world.do(live_campaign, agreed=CPE), world.do(creator))
    at = work.cutoff_at
    odd_reading(world, work, now=at)
    looked(world, at)
    for verb in (settlement_runs.settle_one, settlement_runs.leave_out):
        words = (WHY,) if verb is settlement_runs.leave_out else ()
        with pytest.raises(NotFound):
            world.do(verb, finance, work.assignment_id, *words, now=at)


def test_who_may_and_with_what_words(world: World, finance: Actor) -> None:
    maker = world.do(creator)
    work = world.do(approved, world.do(live_campaign), maker)
    own = world.do(grant, maker.actor, Role.FINANCE)
    of_work = (work.assignment_id, WHY)
    for nobody in (world.do(staff, Role.REVIEWER), world.do(creator).actor):
        with pytest.raises(NotAllowed):
            world.do(settlement_runs.leave_out, nobody, *of_work, now=work.cutoff_at)
        with pytest.raises(NotAllowed):
            world.do(settlement_runs.settle_one, nobody, work.assignment_id, now=work.cutoff_at)
    with pytest.raises(OwnWork):
        world.do(settlement_runs.leave_out, own, *of_work, now=work.cutoff_at)
    with pytest.raises(OwnWork):
        world.do(settlement_runs.settle_one, own, work.assignment_id, now=work.cutoff_at)
    for words in ("", " \n ", "x" * 501):
        with pytest.raises(ReasonMissing):
            world.do(
                settlement_runs.leave_out, finance, work.assignment_id, words, now=work.cutoff_at
            )
    with pytest.raises(NotFound):
        world.do(settlement_runs.leave_out, finance, *of_work, now=NOW)
    assert kinds_to(world, maker.actor) == []


def test_one_that_raises_is_set_back_and_named_with_its_error(world: World, finance: Actor) -> None:
    """No fake: a campaign that holds less than its work, as a slip by hand would leave it."""
    first, _ = due(world, 2)
    at, number = first.cutoff_at, first.assignment_id
    held_minor = world.rows(select(campaign.c.reserved_minor))[0][0]
    change(world, update(campaign).values(reserved_minor=0))
    assert not world.do(settlement_runs.settle_one, finance, number, now=at)
    (broken,) = world.do(settlement_runs.look, finance, now=at).broken
    assert (broken.assignment_id, broken.tries) == (number, 1)
    assert broken.problem.startswith("IntegrityError")
    assert not world.do(settlement_runs.settle_one, finance, number, now=at)
    assert set_back(world)[0][2] == 2
    change(world, update(campaign).values(reserved_minor=held_minor))
    assert world.do(settlement_runs.settle_one, finance, number, now=at)
    run = world.do(settlement_runs.look, finance, now=at)
    assert (run.set_back, run.broken, run.due) == (0, (), 1)


def test_what_was_said_of_somebody_goes_with_them(world: World, finance: Actor) -> None:
    maker = world.do(creator)
    work = world.do(approved, world.do(live_campaign), maker)
    world.do(settlement_runs.leave_out, finance, work.assignment_id, WHY, now=work.cutoff_at)
    assert WHY in world.do(privacy.export, maker.actor).decode()
    assert finance.name not in world.do(privacy.export, maker.actor).decode()
    world.do(erasure.forget_words, maker.actor.person_id)
    assert world.rows(select(left_out.c.reason)) == [("",)]


@pytest.mark.parametrize(
    "damage", ["UPDATE left_out SET until = '2030-01-01'", "DELETE FROM left_out"]
)
def test_nobody_changes_how_long_it_lasts(world: World, finance: Actor, damage: str) -> None:
    (work,) = due(world, 1)
    world.do(settlement_runs.leave_out, finance, work.assignment_id, WHY, now=work.cutoff_at)

    def attempt(conn: Connection) -> None:
        conn.execute(text(damage))

    with pytest.raises(DBAPIError, match="append-only"):
        world.do(attempt)
