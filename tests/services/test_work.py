"""The card tells the present: state, clocks, and money from projected over locked to payable."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.assignment import AssignmentStatus
from domain.errors import NotFound
from domain.people import Role
from domain.review import Decision
from domain.terms import Method, Source
from domain.work import Projection
from services import assignments, cards, reviews, settlements, work
from storage.tables.work import assignment
from tests.approved import approved, read_in, reading
from tests.handed_in import handed_in, held
from tests.world import NOW, World, creator, live_campaign, staff

S = AssignmentStatus
DAY = timedelta(days=1)


def test_a_flat_price_is_projected_exactly(world: World) -> None:
    mine = world.do(held)
    card = world.do(work.card, mine.actor, mine.assignment_id, now=NOW)
    assert card.projection == Projection(8_000, 8_000, is_measured=False)
    assert card.rendition.startswith("停不下来")
    assert card.assets[0].title == "封面"


def test_cpe_is_projected_by_its_ends_then_by_the_latest_reading_that_pays(world: World) -> None:
    campaign = world.do(live_campaign, method=Method.CPE)
    holder = world.do(creator)
    done = world.do(approved, campaign, holder)
    card = world.do(work.card, holder.actor, done.assignment_id, now=NOW + DAY)
    assert card.projection == Projection(1_000, 20_000, is_measured=False)
    for hours, likes in ((1, 100), (2, 200)):
        at = NOW + timedelta(hours=hours)
        world.do(read_in, reading(done, at, likes=likes), now=at)
    weak = reading(done, NOW + timedelta(hours=3), likes=900)
    world.do(read_in, weak, source=Source.CREATOR, now=NOW + DAY)
    card = world.do(work.card, holder.actor, done.assignment_id, now=NOW + DAY)
    assert card.projection == Projection(7_000, 7_000, is_measured=True)
    assert card.basis.reading is not None
    assert card.basis.reading.observed_at == NOW + timedelta(hours=2)


def test_settled_money_is_locked_then_payable(world: World) -> None:
    campaign, holder = world.do(live_campaign), world.do(creator)
    done = world.do(approved, campaign, holder)
    later = done.cutoff_at + DAY
    assert world.do(settlements.settle_due, now=later) == 1
    card = world.do(work.card, holder.actor, done.assignment_id, now=later)
    assert card.status is S.SETTLED
    assert card.projection is None
    assert card.settled is not None
    assert card.settled.amount_minor == 8_000
    assert not card.settled.matured
    world.do(settlements.mature_due, now=card.settled.payable_at)
    matured = world.do(work.card, holder.actor, done.assignment_id, now=later).settled
    assert matured is not None
    assert matured.matured


def test_the_card_quotes_the_decision_on_the_latest_submission_only(world: World) -> None:
    mine, rui = world.do(held), world.do(staff, Role.REVIEWER)
    first = world.do(handed_in, mine)
    fix = (Decision.CHANGES, "quality", "1", "补光")
    world.do(reviews.decide, rui, first.submission_id, *fix, now=NOW)
    card = world.do(work.card, mine.actor, mine.assignment_id, now=NOW)
    assert card.verdict is not None
    assert (card.verdict.reason, card.verdict.clause, card.verdict.note) == ("quality", "1", "补光")
    world.do(handed_in, mine)
    assert world.do(work.card, mine.actor, mine.assignment_id, now=NOW).verdict is None


def test_ended_work_projects_nothing(world: World) -> None:
    mine = world.do(held)
    world.do(assignments.release, mine.actor, mine.assignment_id, now=NOW)
    assert world.do(work.card, mine.actor, mine.assignment_id, now=NOW).projection is None


def test_only_the_holder_sees_card_and_brief(world: World) -> None:
    mine, other = world.do(held), world.do(creator).actor
    with pytest.raises(NotFound):
        world.do(work.card, other, mine.assignment_id, now=NOW)
    with pytest.raises(NotFound):
        world.do(work.brief, other, mine.assignment_id)
    assert world.do(work.brief, mine.actor, mine.assignment_id).clauses[0].code == "1"
    assert world.do(work.card_of, mine.assignment_id, now=NOW) is not None
    assert world.do(work.card_of, 404, now=NOW) is None


def test_the_list_has_what_asks_for_the_creator_first(world: World) -> None:
    first = world.do(held)
    others = [world.do(held, holder=first.creator) for _ in range(6)]
    world.do(assignments.release, first.actor, others[0].assignment_id, now=NOW)
    page = world.do(work.page, first.actor, 1)
    assert (page.number, page.pages, len(page.lines)) == (1, 2, 6)
    assert [line.status for line in page.lines] == [S.CLAIMED] * 6
    last = world.do(work.page, first.actor, 99)
    assert (last.number, [line.status for line in last.lines]) == (2, [S.RELEASED])


def test_one_message_is_one_card_and_only_of_its_own_chat(world: World) -> None:
    first = world.do(held)
    second = world.do(held, holder=first.creator)
    stranger = world.do(held)

    def keeps() -> list[int | None]:
        rows = world.rows(select(assignment.c.card_message_id).order_by(assignment.c.id))
        return [row[0] for row in rows]

    world.do(cards.keep, first.actor.person_id, first.assignment_id, 50, now=NOW)
    world.do(cards.keep, stranger.actor.person_id, stranger.assignment_id, 50, now=NOW)
    assert keeps() == [50, None, 50]
    world.do(cards.keep, first.actor.person_id, second.assignment_id, 50, now=NOW)
    assert keeps() == [None, 50, 50]
    world.do(cards.keep, first.actor.person_id, stranger.assignment_id, 60, now=NOW)
    assert keeps() == [None, 50, 50]
    world.do(cards.leave, first.actor.person_id, 50)
    assert keeps() == [None, None, 50]
