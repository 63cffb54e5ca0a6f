"""Reviewing in the browser: the same services as in chat, with the same refusals."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.assignment import AssignmentStatus
from domain.checks.findings import PageState
from domain.checks.page import PageFacts
from domain.checks.schedule import GRACE
from domain.people import Role
from domain.review import Decision
from services import checks, reviews
from storage.tables.checks import post_check
from storage.tables.work import review
from tests import world as w
from tests.handed_in import Held, handed_in, held, status
from tests.web.site import Site
from tests.world import NOW


def waiting(site: Site, work: Held | None = None) -> tuple[Held, int]:
    """Work that waits for a decision, and its submission."""
    work = work or site.world.do(held)
    return work, site.world.do(handed_in, work).submission_id


def state(site: Site, work: Held) -> AssignmentStatus:
    return site.world.do(status, work.assignment_id)


async def test_approving_here_is_the_same_as_in_chat(any_site: Site) -> None:
    work, submission_id = waiting(any_site)
    actor, guest = await any_site.known(Role.REVIEWER)
    answer = await guest.post(f"/console/reviews/{submission_id}", decision="approve")
    assert (answer.status, answer.headers["Location"]) == (303, "/console?said=approved")
    assert state(any_site, work) is AssignmentStatus.APPROVED
    rows = any_site.world.rows(select(review.c.reviewer_id, review.c.decision))
    assert [tuple(row) for row in rows] == [(actor.person_id, "approve")]
    assert "Approved. The creator is told." in (await guest.get("/console?said=approved")).words


async def test_changes_and_rejections_carry_their_reason(any_site: Site) -> None:
    (first, one), (second, two) = waiting(any_site), waiting(any_site)
    _, guest = await any_site.known(Role.REVIEWER)
    back = {"back": "/console/reviews"}
    changes = {"decision": "changes", "reason": "quality", "note": "louder, please"}
    answer = await guest.post(f"/console/reviews/{one}", **changes, **back)
    assert answer.headers["Location"] == "/console/reviews?said=changes"
    rejection = {"decision": "reject", "reason": "copied", "clause": "2"}
    assert (await guest.post(f"/console/reviews/{two}", **rejection, **back)).status == 303
    assert state(any_site, first) is AssignmentStatus.CHANGES_REQUESTED
    assert state(any_site, second) is AssignmentStatus.REJECTED
    page = (await guest.get(f"/console/reviews/{one}")).words
    assert "Changes requested · Picture, sound or text is too poor to use" in page
    assert "“louder, please”" in page


@pytest.mark.parametrize(
    ("fields", "refused_with"),
    [
        ({"decision": "changes"}, 422),
        ({"decision": "changes", "reason": "copied"}, 422),
        ({"decision": "reject", "reason": "copied"}, 422),
        ({"decision": "reject", "reason": "copied", "clause": "9"}, 422),
        ({"decision": "reject", "reason": "copied", "clause": "1", "note": "x" * 501}, 422),
        ({"decision": "changes", "reason": "quality", "note": "\0"}, 400),
        ({"decision": "burn"}, 400),
        ({}, 400),
    ],
)
async def test_a_decision_that_lacks_something_decides_nothing(
    any_site: Site, fields: dict[str, str], refused_with: int
) -> None:
    work, submission_id = waiting(any_site)
    _, guest = await any_site.known(Role.REVIEWER)
    answer = await guest.post(f"/console/reviews/{submission_id}", **fields)
    assert answer.status == refused_with
    assert state(any_site, work) is AssignmentStatus.SUBMITTED


async def test_the_second_of_two_reviewers_is_told(any_site: Site) -> None:
    work, submission_id = waiting(any_site)
    (_, quick), (_, slow) = await any_site.known(Role.REVIEWER), await any_site.known(Role.REVIEWER)
    await quick.post(f"/console/reviews/{submission_id}", decision="approve")
    rejection = {"decision": "reject", "reason": "copied", "clause": "1"}
    answer = await slow.post(f"/console/reviews/{submission_id}", **rejection)
    assert (answer.status, "Somebody was quicker" in answer.words) == (409, True)
    assert state(any_site, work) is AssignmentStatus.APPROVED


async def test_nobody_sees_their_own_work_in_the_queue_or_decides_on_it(any_site: Site) -> None:
    world = any_site.world
    maker = world.do(w.creator, locale="en")
    work, submission_id = waiting(any_site, world.do(held, None, maker))
    actor = world.do(w.grant, maker.actor, Role.REVIEWER)
    guest = await any_site.signed_in(actor)
    assert "Nothing waits for review" in (await guest.get("/console/reviews")).words
    answer = await guest.post(f"/console/reviews/{submission_id}", decision="approve")
    assert (answer.status, "Somebody else must decide" in answer.words) == (403, True)
    assert state(any_site, work) is AssignmentStatus.SUBMITTED


async def test_nobody_decides_on_the_work_of_who_they_invited(any_site: Site) -> None:
    actor, guest = await any_site.known(Role.REVIEWER)
    friend = any_site.world.do(w.creator, invited_by=actor.person_id)
    work, submission_id = waiting(any_site, any_site.world.do(held, None, friend))
    assert "Nothing waits for review" in (await guest.get("/console")).words
    answer = await guest.post(f"/console/reviews/{submission_id}", decision="approve")
    assert answer.status == 403
    assert state(any_site, work) is AssignmentStatus.SUBMITTED


async def test_finance_decides_on_no_submission(site: Site) -> None:
    work, submission_id = waiting(site)
    finance = await site.member(Role.FINANCE)
    answer = await finance.post(f"/console/reviews/{submission_id}", decision="approve")
    assert (answer.status, "not for your role" in answer.words) == (403, True)
    assert state(site, work) is AssignmentStatus.SUBMITTED


async def test_a_late_clock_leaves_approving_alone(site: Site) -> None:
    work, submission_id = waiting(site)
    site.now = NOW + timedelta(hours=49)
    _, guest = await site.known(Role.REVIEWER)
    page = await guest.get(f"/console/reviews/{submission_id}")
    assert "Its time for review ran out" in page.words
    rejection = {"decision": "reject", "reason": "copied", "clause": "1"}
    assert (await guest.post(f"/console/reviews/{submission_id}", **rejection)).status == 409
    assert (await guest.post(f"/console/reviews/{submission_id}", decision="approve")).status == 303
    assert state(site, work) is AssignmentStatus.APPROVED


async def test_decided_work_stays_readable_and_offers_no_decision(site: Site) -> None:
    _, submission_id = waiting(site)
    actor, guest = await site.known(Role.REVIEWER)
    site.world.do(reviews.decide, actor, submission_id, Decision.APPROVE, "", "", "", now=NOW)
    page = await guest.get(f"/console/reviews/{submission_id}")
    assert f'action="/console/reviews/{submission_id}"' not in page.text
    assert "Approved" in page.words


async def test_what_a_look_at_the_page_found_stands_on_the_card(site: Site) -> None:
    _, submission_id = waiting(site)
    ((post_id,),) = site.world.rows(select(post_check.c.post_id))
    asked = site.world.do(checks.take, post_id, now=NOW)
    page = PageFacts(PageState.SHOWN, author_names=("<i>ming",), text="好听", whole=True)
    assert site.world.do(checks.record, asked, page, now=NOW, grace=GRACE)
    _, guest = await site.known(Role.REVIEWER)
    shown = (await guest.get(f"/console/reviews/{submission_id}")).words
    assert "✓ still up" in shown
    assert "<i>ming" in shown
    assert "✗ advertisement label · not seen: #广告" in shown
