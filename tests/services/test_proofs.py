"""Screenshots stand beside the post they show: asked for, handed in, kept, forgotten."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from domain.assignment import AssignmentStatus
from domain.checks.findings import PageState
from domain.checks.page import PageFacts, unread
from domain.checks.schedule import GRACE
from domain.delivery import ReminderKind
from domain.errors import NotAllowed, NotFound, OwnWork, WrongState
from domain.people import Role
from domain.platforms import Platform
from domain.proof import (
    MOST_OF_ONE,
    REMINDED_AFTER,
    NothingToShow,
    ProofAwaited,
    ProofsEnough,
    reminded_at,
)
from domain.review import AlreadyDecided, Decision
from services import (
    checks,
    privacy,
    proof_requests,
    proofs,
    reminders,
    review_queue,
    reviews,
    taking_back,
    work,
)
from services.submissions import HandedIn
from storage.tables.delivery import delivery
from storage.tables.work import assignment, proof, submission
from tests.handed_in import Held, drafted, handed_in, held
from tests.services.reminded import pass_time
from tests.shown import handed, screenshot
from tests.world import NOW, World, creator, live_campaign, staff

HOUR = timedelta(hours=1)
PROOF_DUE = ReminderKind.PROOF_DUE


def in_review(world: World) -> tuple[Held, HandedIn]:
    mine = world.do(held)
    return mine, world.do(handed_in, mine)


def told(world: World, kind: str) -> list[int]:
    asked = select(delivery.c.person_id).where(delivery.c.kind == kind).order_by(delivery.c.id)
    return [row[0] for row in world.rows(asked)]


def looked_at(world: World, done: HandedIn, page: PageFacts) -> None:
    ((post_id,),) = world.rows(
        select(submission.c.post_id).where(submission.c.id == done.submission_id)
    )
    asked = world.do(checks.take, post_id, now=NOW)
    assert asked is not None
    assert world.do(checks.record, asked, page, now=NOW, grace=GRACE)


def test_a_screenshot_stands_beside_the_post_for_the_reviewer(world: World) -> None:
    mine, done = in_review(world)
    picture = handed()
    kept = world.do(proofs.hand_in, mine.actor, mine.assignment_id, picture, " my page ", now=NOW)
    rui = world.do(staff, Role.REVIEWER)
    (shown,) = world.do(review_queue.one, rui, done.submission_id).item.proofs
    assert (shown.proof_id, shown.note, shown.given_at) == (kept.proof_id, "my page", NOW)
    assert (shown.file_id, shown.sha256) == (picture.file_id, picture.sha256)
    assert (shown.width, shown.height) == (390, 844)
    assert world.do(proofs.one, rui, kept.proof_id) == shown


def test_only_who_reviews_sees_it(world: World) -> None:
    mine, _ = in_review(world)
    kept = world.do(proofs.hand_in, mine.actor, mine.assignment_id, handed(), now=NOW)
    for role in (Role.FINANCE,):
        with pytest.raises(NotAllowed):
            world.do(proofs.one, world.do(staff, role), kept.proof_id)
    with pytest.raises(NotAllowed):
        world.do(proofs.one, mine.actor, kept.proof_id)
    with pytest.raises(NotFound):
        world.do(proofs.one, world.do(staff, Role.OWNER), kept.proof_id + 1)


def test_it_is_of_ones_own_post_that_is_there(world: World) -> None:
    mine, _ = in_review(world)
    with pytest.raises(NotFound):
        world.do(proofs.hand_in, world.do(creator).actor, mine.assignment_id, handed(), now=NOW)
    claimed = world.do(held)
    with pytest.raises(NothingToShow):
        world.do(proofs.hand_in, claimed.actor, claimed.assignment_id, handed(), now=NOW)
    world.do(taking_back.take_back, mine.actor, mine.assignment_id, now=NOW)
    with pytest.raises(NothingToShow):
        world.do(proofs.hand_in, mine.actor, mine.assignment_id, handed(), now=NOW)
    assert world.rows(select(proof)) == []


def test_there_are_so_many_of_one_post_within_a_day_and_no_more(world: World) -> None:
    mine, _ = in_review(world)
    for _ in range(MOST_OF_ONE):
        world.do(proofs.hand_in, mine.actor, mine.assignment_id, handed(), now=NOW)
    with pytest.raises(ProofsEnough):
        world.do(proofs.hand_in, mine.actor, mine.assignment_id, handed(), now=NOW + 23 * HOUR)
    world.do(proofs.hand_in, mine.actor, mine.assignment_id, handed(), now=NOW + 24 * HOUR)


def test_a_reviewer_asks_the_card_says_so_and_hears_when_it_comes(world: World) -> None:
    mine, done = in_review(world)
    rui = world.do(staff, Role.REVIEWER)
    world.do(proof_requests.ask, rui, done.submission_id, now=NOW)
    assert told(world, "proof_wanted") == [mine.actor.person_id]
    assert world.do(work.card, mine.actor, mine.assignment_id, now=NOW).proof_wanted
    item = world.do(review_queue.one, rui, done.submission_id).item
    assert item.proof_wanted_at == NOW
    assert item.due_at == done.review_due_at  # the clock of the review goes on
    with pytest.raises(ProofAwaited):
        world.do(proof_requests.ask, rui, done.submission_id, now=NOW + HOUR)
    world.do(proofs.hand_in, mine.actor, mine.assignment_id, handed(), now=NOW + HOUR)
    assert told(world, "proof_came") == [rui.person_id]
    assert not world.do(work.card, mine.actor, mine.assignment_id, now=NOW).proof_wanted
    assert world.do(review_queue.one, rui, done.submission_id).item.proof_wanted_at is None
    world.do(proof_requests.ask, rui, done.submission_id, now=NOW + 2 * HOUR)
    assert len(told(world, "proof_wanted")) == 2
    assert world.do(work.card, mine.actor, mine.assignment_id, now=NOW).proof_wanted


def test_nobody_asks_about_their_own_work_a_draft_or_what_is_decided(world: World) -> None:
    mine, done = in_review(world)
    with pytest.raises(NotAllowed):
        world.do(proof_requests.ask, mine.actor, done.submission_id, now=NOW)
    rui = world.do(staff, Role.REVIEWER)
    with pytest.raises(NotFound):
        world.do(proof_requests.ask, rui, done.submission_id + 99, now=NOW)
    friend = world.do(held, None, world.do(creator, invited_by=rui.person_id))
    with pytest.raises(OwnWork):
        world.do(proof_requests.ask, rui, world.do(handed_in, friend).submission_id, now=NOW)
    draft = world.do(drafted, world.do(held, draft_required=True))
    with pytest.raises(WrongState):
        world.do(proof_requests.ask, rui, draft.submission_id, now=NOW)
    world.do(reviews.decide, rui, done.submission_id, Decision.APPROVE, "", "", "", now=NOW)
    with pytest.raises(AlreadyDecided):
        world.do(proof_requests.ask, rui, done.submission_id, now=NOW)
    assert told(world, "proof_wanted") == []


@pytest.mark.parametrize("seen", [PageState.WALL, PageState.SILENT, PageState.TOO_LARGE])
def test_a_page_that_no_stranger_can_read_asks_its_creator_once(
    world: World, seen: PageState
) -> None:
    mine, done = in_review(world)
    looked_at(world, done, unread(seen))
    assert told(world, "proof_wanted") == [mine.actor.person_id]
    assert world.do(work.card, mine.actor, mine.assignment_id, now=NOW).proof_wanted
    rui = world.do(staff, Role.REVIEWER)
    world.do(
        proof_requests.ask, rui, done.submission_id, now=NOW + HOUR
    )  # a person may ask all the same
    assert len(told(world, "proof_wanted")) == 2


def asked_by_a_reviewer(world: World) -> tuple[Held, HandedIn]:
    mine, done = in_review(world)
    world.do(proof_requests.ask, world.do(staff, Role.REVIEWER), done.submission_id, now=NOW)
    return mine, done


def test_who_was_asked_and_sends_nothing_is_reminded_once(world: World) -> None:
    mine, _ = asked_by_a_reviewer(world)
    for early in (HOUR, 24 * HOUR - timedelta(seconds=1)):
        assert PROOF_DUE not in pass_time(world, NOW + early)
    assert PROOF_DUE in pass_time(world, NOW + 24 * HOUR)
    assert PROOF_DUE not in pass_time(world, NOW + 40 * HOUR)
    assert told(world, PROOF_DUE) == [mine.actor.person_id]


def test_a_short_review_reminds_half_way_to_its_end() -> None:
    assert reminded_at(NOW, NOW + 6 * HOUR) == NOW + 3 * HOUR
    assert reminded_at(NOW, NOW + 72 * HOUR) == NOW + REMINDED_AFTER
    assert reminded_at(NOW, NOW - HOUR) == reminded_at(NOW, None) == NOW + REMINDED_AFTER


def test_a_screenshot_that_came_is_not_reminded_of(world: World) -> None:
    mine, _ = asked_by_a_reviewer(world)
    world.do(proofs.hand_in, mine.actor, mine.assignment_id, handed(), now=NOW + HOUR)
    assert PROOF_DUE not in pass_time(world, NOW + 24 * HOUR)


def test_work_that_was_decided_on_needs_no_screenshot_any_more(world: World) -> None:
    _, done = asked_by_a_reviewer(world)
    rui = world.do(staff, Role.REVIEWER)
    world.do(reviews.decide, rui, done.submission_id, Decision.APPROVE, "", "", "", now=NOW)
    assert PROOF_DUE not in pass_time(world, NOW + 24 * HOUR)


def test_asked_anew_its_time_begins_anew(world: World) -> None:
    mine, done = asked_by_a_reviewer(world)
    world.do(proofs.hand_in, mine.actor, mine.assignment_id, handed(), now=NOW + HOUR)
    rui = world.do(staff, Role.REVIEWER)
    world.do(proof_requests.ask, rui, done.submission_id, now=NOW + 2 * HOUR)
    assert PROOF_DUE not in pass_time(world, NOW + 24 * HOUR)
    assert PROOF_DUE in pass_time(world, NOW + 26 * HOUR)


def test_a_reminder_that_waited_for_the_morning_is_not_sent_behind_the_picture(
    world: World,
) -> None:
    mine, _ = asked_by_a_reviewer(world)
    assert PROOF_DUE in pass_time(world, NOW + 24 * HOUR)
    (facts,) = (
        row[0] for row in world.rows(select(delivery.c.facts).where(delivery.c.kind == PROOF_DUE))
    )
    assert world.do(reminders.still_applies, facts, now=NOW + 25 * HOUR)
    world.do(proofs.hand_in, mine.actor, mine.assignment_id, handed(), now=NOW + 25 * HOUR)
    assert not world.do(reminders.still_applies, facts, now=NOW + 26 * HOUR)


def test_a_page_that_is_read_or_gone_asks_for_nothing(world: World) -> None:
    for page in (PageFacts(PageState.SHOWN, text="好听"), unread(PageState.GONE)):
        _, done = in_review(world)
        looked_at(world, done, page)
    assert told(world, "proof_wanted") == []


def test_a_platform_without_pages_asks_as_soon_as_the_link_is_there(world: World) -> None:
    campaign = world.do(live_campaign, platforms=(Platform.CHANNELS,))
    mine = world.do(held, campaign, world.do(creator, platform=Platform.CHANNELS))
    world.do(handed_in, mine, "https://weixin.qq.com/sph/AbCdEfGh1")
    assert told(world, "proof_wanted") == [mine.actor.person_id]


def test_what_was_handed_in_is_not_changed_nor_deleted(world: World) -> None:
    mine, _ = in_review(world)
    world.do(proofs.hand_in, mine.actor, mine.assignment_id, handed(), now=NOW)
    for change in (update(proof).values(given_at=NOW + HOUR), delete(proof)):
        with pytest.raises(DBAPIError, match="append-only"), world.engine.begin() as conn:
            conn.execute(change)


def test_an_export_holds_it_and_an_erasure_leaves_no_picture_nor_its_hash(world: World) -> None:
    mine, _ = in_review(world)
    picture = handed(screenshot(7))
    kept = world.do(proofs.hand_in, mine.actor, mine.assignment_id, picture, "我的主页", now=NOW)
    told = json.loads(world.do(privacy.export, mine.actor))
    (exported,) = told["screenshots"]
    assert (exported["sha256"], exported["note"]) == (picture.sha256, "我的主页")
    with world.engine.begin() as conn:
        conn.execute(
            update(assignment).values(status=AssignmentStatus.REJECTED, review_due_at=None)
        )
    world.do(privacy.erase, mine.actor, now=NOW)
    columns = (proof.c.file_id, proof.c.sha256, proof.c.dhash, proof.c.note)
    assert [tuple(row) for row in world.rows(select(*columns))] == [("", "", "", "")]
    with pytest.raises(NotFound):
        world.do(proofs.one, world.do(staff, Role.OWNER), kept.proof_id)
