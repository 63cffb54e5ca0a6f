"""Figures entered by hand: who may, what source they are, and a case where two sources disagree."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.entered import FigureRefused, NotCounted
from domain.errors import NotFound, OwnWork
from domain.metrics import PostMetrics
from domain.people import Actor, Role
from domain.proof import MOST_OF_ONE, ProofsEnough, Purpose
from domain.readings import RowFlaw
from domain.risk.evidence import Signal
from domain.terms import Interaction, Method, Source, Terms
from services import entered, proofs, settlements, verify
from services.entered import Entered
from storage.tables.metrics import metric_snapshot
from storage.tables.money import settlement
from storage.tables.risk import risk_case, risk_signal
from storage.tables.work import proof
from tests.approved import Approved, approved, read_in, reading
from tests.handed_in import handed_in, held
from tests.odd import looked
from tests.paying import paid_into_one_account
from tests.shown import handed, screenshot
from tests.world import NOW, CreatorFixture, World, creator, live_campaign, staff

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COUNTS = PostMetrics(likes=356, shares=28, saves=91, comments=17, views=12_000)


def counted(world: World, maker: CreatorFixture | None = None) -> tuple[CreatorFixture, Approved]:
    maker = maker or world.do(creator)
    return maker, world.do(approved, world.do(live_campaign, method=Method.CPE), maker)


def enter(
    world: World, actor: Actor, work: Approved, counts: PostMetrics = COUNTS, **how: object
) -> Entered:
    picture, now = how.get("picture"), how.get("now", NOW + HOUR)
    return world.do(entered.enter, actor, work.assignment_id, counts, picture, now=now)  # type: ignore[arg-type]


def stored(world: World) -> list[tuple[object, ...]]:
    columns = (
        metric_snapshot.c.source,
        metric_snapshot.c.views,
        metric_snapshot.c.likes,
        metric_snapshot.c.recorded_by,
    )
    return [tuple(row) for row in world.rows(select(*columns).order_by(metric_snapshot.c.id))]


def test_a_creators_figures_are_theirs_and_with_a_screenshot_a_screenshots(world: World) -> None:
    maker, work = counted(world)
    actor = maker.actor
    assert enter(world, actor, work).source is Source.CREATOR
    later = enter(world, actor, work, picture=handed(), now=NOW + 2 * HOUR)
    assert later.source is Source.SCREENSHOT
    assert not later.pays
    mine = actor.person_id
    assert stored(world) == [("creator", 12_000, 356, mine), ("screenshot", 12_000, 356, mine)]
    rows = world.rows(select(proof.c.purpose, proof.c.given_by))
    assert [tuple(row) for row in rows] == [(Purpose.FIGURES, mine)]
    assert world.do(verify.problems) == []


def test_a_screenshot_that_was_handed_in_before_shows_nothing_of_these_figures(
    world: World,
) -> None:
    maker, work = counted(world)
    first = enter(world, maker.actor, work, picture=handed())
    again = enter(world, maker.actor, work, picture=handed(), now=NOW + 2 * HOUR)
    assert (first.source, first.is_reused) == (Source.SCREENSHOT, False)
    assert (again.source, again.is_reused) == (Source.CREATOR, True)


def test_the_reading_that_pays_is_taken_whatever_pictures_came_before(world: World) -> None:
    terms = Terms(
        Method.CPE,
        cap_minor=90_000,
        rate_per_mille_minor=10_000,
        counted=(Interaction.LIKES,),
        cutoff_days=30,
        weakest_source=Source.SCREENSHOT,
    )
    maker = world.do(creator)
    work = world.do(approved, world.do(live_campaign, agreed=terms), maker)
    for number in range(MOST_OF_ONE):
        picture = handed(screenshot(number))
        world.do(proofs.hand_in, maker.actor, work.assignment_id, picture, now=NOW + HOUR)
    for day in range(2 * MOST_OF_ONE):
        now, counts = NOW + HOUR + day * DAY, PostMetrics(likes=100 + day)
        told = enter(
            world, maker.actor, work, counts, picture=handed(screenshot(99 + day)), now=now
        )
        assert (told.source, told.pays) == (Source.SCREENSHOT, True)
    world.do(settlements.settle_due, now=work.cutoff_at)
    ((amount_minor,),) = world.rows(select(settlement.c.amount_minor))
    assert amount_minor == 10 * (100 + 2 * MOST_OF_ONE - 1)
    assert world.do(verify.problems) == []


def test_so_many_pictures_of_figures_within_a_day_are_enough(world: World) -> None:
    maker, work = counted(world)
    for number in range(MOST_OF_ONE):
        now = NOW + HOUR * (number + 1)
        enter(world, maker.actor, work, picture=handed(screenshot(number)), now=now)
    with pytest.raises(ProofsEnough):
        enter(world, maker.actor, work, picture=handed(screenshot(99)), now=NOW + 24 * HOUR)
    assert len(stored(world)) == MOST_OF_ONE


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COORDINATOR])
def test_staffs_figures_are_the_coordinators(world: World, role: Role) -> None:
    _, work = counted(world)
    member = world.do(staff, role)
    done = enter(world, member, work, picture=handed())
    assert (done.source, done.pays) == (Source.COORDINATOR, True)
    assert stored(world) == [("coordinator", 12_000, 356, member.person_id)]


def test_nobody_enters_for_others_nor_staff_for_who_is_linked_to_them(world: World) -> None:
    _, work = counted(world)
    for stranger in (world.do(creator).actor, world.do(staff, Role.FINANCE)):
        with pytest.raises(NotFound):
            enter(world, stranger, work)
    rui = world.do(staff, Role.REVIEWER)
    _, friends = counted(world, world.do(creator, invited_by=rui.person_id))
    partner, shared = counted(world)
    world.do(paid_into_one_account, rui, partner.actor)
    for linked in (friends, shared):
        with pytest.raises(OwnWork):
            enter(world, rui, linked)
    assert stored(world) == []


def test_figures_are_open_from_the_approval_to_the_cut_off(world: World) -> None:
    maker, work = counted(world)
    with pytest.raises(NotCounted):
        enter(world, maker.actor, work, now=work.cutoff_at)
    mine = world.do(held)
    world.do(handed_in, mine)
    with pytest.raises(NotCounted) as refused:
        world.do(entered.enter, mine.actor, mine.assignment_id, COUNTS, None, now=NOW)
    assert refused.value.cutoff_at is None


def test_what_the_post_is_paid_by_must_be_said_and_must_be_possible(world: World) -> None:
    maker, work = counted(world)
    for counts, code in (
        (COUNTS._replace(likes=None), RowFlaw.MISSING_COUNT),
        (COUNTS._replace(likes=-1), RowFlaw.NEGATIVE),
        (COUNTS._replace(views=10**12), RowFlaw.ABSURD),
    ):
        with pytest.raises(FigureRefused) as refused:
            enter(world, maker.actor, work, counts, picture=handed())
        assert refused.value.row.code is code
    assert stored(world) == []
    assert world.rows(select(proof)) == []


def test_two_sources_that_disagree_open_a_case_and_nobody_is_paid_meanwhile(world: World) -> None:
    maker, work = counted(world)
    enter(world, maker.actor, work, COUNTS._replace(likes=900), picture=handed())
    looked(world, NOW + HOUR)
    assert world.rows(select(risk_case)) == []
    told = reading(work, NOW + 2 * HOUR, likes=300, shares=28, saves=91, comments=17)
    world.do(read_in, told, source=Source.PLATFORM, now=NOW + 2 * HOUR)
    looked(world, NOW + 2 * HOUR)
    rows = world.rows(select(risk_signal.c.signal, risk_signal.c.evidence))
    found = {row[0]: row[1] for row in rows}
    assert Signal.DISAGREEMENT in found
    evidence = found[Signal.DISAGREEMENT]
    assert (evidence["seen"], evidence["compared_with"]) == (900, 300)
    assert evidence["about"] == "likes/screenshot/platform"
    assert len(world.rows(select(risk_case))) == 1
