"""A claim that was paid for its draft counts as taken, however it ended: none earns twice by it."""

from datetime import datetime

import pytest

from domain.eligibility import NotEligible, Reason
from domain.people import Role
from domain.review import Decision
from domain.segment import Segment
from domain.settlement import VoidReason
from services import assignments, offers, reversals, reviews, submissions, verify
from storage import task_audiences
from tests.approved import approved
from tests.handed_in import a_link, drafted, held, status
from tests.paying import DAY
from tests.services.test_checkpoints import STAGED, money, parts
from tests.world import NOW, CampaignFixture, CreatorFixture, World, creator, live_campaign, staff


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


def paid_for_a_draft(
    world: World, maker: CreatorFixture, found: CampaignFixture, *, now: datetime
) -> int:
    """Claimed, the draft approved by the clock two days later."""
    work = world.do(held, found, maker, now=now)
    world.do(drafted, work, now=now)
    world.do(reviews.approve_overdue, now=now + 2 * DAY)
    return work.assignment_id


def drafts_paid(world: World, slots: int = 2, **options: int) -> CampaignFixture:
    return world.do(live_campaign, agreed=STAGED, draft_required=True, slots=slots, **options)


def against(world: World, maker: CreatorFixture, found: CampaignFixture) -> tuple[Reason, ...]:
    sheet = world.do(offers.sheet, maker.actor, found.task_id, now=NOW + 2 * DAY)
    return tuple(sheet.candidates[0].reasons)


@pytest.mark.parametrize("end", ["released", "expired"])
def test_a_draft_is_paid_once_whoever_gives_the_work_back_and_claims_again(
    world: World, end: str
) -> None:
    """Else drafts alone would earn a campaign's whole budget, without a single post."""
    maker, found = world.do(creator), drafts_paid(world, per_creator=1)
    work_id = paid_for_a_draft(world, maker, found, now=NOW)
    if end == "released":
        world.do(assignments.release, maker.actor, work_id, now=NOW + 2 * DAY)
    else:
        assert world.do(assignments.expire, work_id, now=NOW + 30 * DAY)
    assert (parts(world), world.do(status, work_id)) == ([("draft", 2_000)], end)
    with pytest.raises(NotEligible) as refused:
        paid_for_a_draft(world, maker, found, now=NOW + 2 * DAY)
    assert refused.value.reasons == (Reason.LIMIT_REACHED,)
    assert against(world, maker, found) == (Reason.LIMIT_REACHED,)
    assert world.do(offers.page, maker.actor, 1, now=NOW + 2 * DAY).offers == ()
    assert money(world) == (0, 2_000)


def test_rejected_after_its_draft_was_paid_it_counts_too(world: World) -> None:
    maker, found = world.do(creator), drafts_paid(world, per_creator=1)
    paid_for_a_draft(world, maker, found, now=NOW)
    number = world.do(submissions.hand_in, maker.actor, a_link(), now=NOW + 2 * DAY).submission_id
    world.do(
        reviews.decide,
        world.do(staff, Role.REVIEWER),
        number,
        Decision.REJECT,
        "quality",
        "1",
        "",
        now=NOW + 2 * DAY,
    )
    assert against(world, maker, found) == (Reason.LIMIT_REACHED,)


def test_a_claim_that_paid_nothing_does_not_count_once_it_is_given_back(world: World) -> None:
    maker, found = world.do(creator), drafts_paid(world, per_creator=1)
    work = world.do(held, found, maker)
    world.do(drafted, work)
    world.do(assignments.release, maker.actor, work.assignment_id, now=NOW)
    assert against(world, maker, found) == ()
    assert world.do(held, found, maker, now=NOW).assignment_id > work.assignment_id


def test_what_was_paid_and_is_void_was_taken_back_and_does_not_count(world: World) -> None:
    maker, found = world.do(creator), world.do(live_campaign, agreed=STAGED, per_creator=1)
    work = world.do(approved, found, maker)
    assert against(world, maker, found) == (Reason.ALREADY_HELD, Reason.LIMIT_REACHED)
    finance = world.do(staff, Role.FINANCE)
    world.do(reversals.void, finance, work.assignment_id, VoidReason.FRAUD, now=NOW + DAY)
    assert against(world, maker, found) == ()


def test_who_may_take_a_task_twice_is_paid_for_two_drafts_and_no_third(world: World) -> None:
    maker, found = world.do(creator), drafts_paid(world, slots=5, per_creator=2)
    for days in (0, 2):
        work_id = paid_for_a_draft(world, maker, found, now=NOW + days * DAY)
        world.do(assignments.release, maker.actor, work_id, now=NOW + (days + 2) * DAY)
    with pytest.raises(NotEligible):
        paid_for_a_draft(world, maker, found, now=NOW + 4 * DAY)
    assert parts(world) == [("draft", 2_000)] * 2
    assert against(world, world.do(creator), found) == ()


def test_a_broadcast_counts_nobody_whose_claims_are_used_up(world: World) -> None:
    maker, found = world.do(creator), drafts_paid(world, per_creator=1)
    work_id = paid_for_a_draft(world, maker, found, now=NOW)
    world.do(assignments.release, maker.actor, work_id, now=NOW + 2 * DAY)
    asked = (Segment(), found.task_id, NOW + 2 * DAY)
    assert world.do(task_audiences.fitting, *asked) == 0
    world.do(creator)
    assert world.do(task_audiences.fitting, *asked) == 1
