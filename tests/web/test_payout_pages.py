"""Payout batches in the browser: read by finance, approved by a second person alone."""

from sqlalchemy import select

from domain.people import Role
from storage import people
from storage.tables.money import payout_batch
from tests.web.busy import fill
from tests.web.site import Site


async def test_a_batch_is_approved_by_another_person_than_prepared_it(any_site: Site) -> None:
    fill(any_site.world)
    checker = await any_site.member(Role.FINANCE)
    page = await checker.get("/console/payouts/1")
    assert "138****0000" in page.words
    assert "王小明" not in page.text
    answer = await checker.post("/console/payouts/1/approve")
    assert answer.headers["Location"] == "/console/payouts/1?said=batch"
    done = (await checker.get("/console/payouts/1?said=batch")).words
    assert "Batch approved." in done
    assert "On its way" in done
    again = await checker.post("/console/payouts/1/approve")
    assert again.status == 409


async def test_who_prepared_a_batch_cannot_approve_it(site: Site) -> None:
    fill(site.world)
    maker_id = site.world.rows(select(payout_batch.c.prepared_by))[0][0]
    actor = site.world.do(people.actor_by_id, maker_id)
    assert actor is not None
    maker = await site.signed_in(actor)
    page = await maker.get("/console/payouts/1")
    assert "/console/payouts/1/approve" not in page.text
    assert (await maker.post("/console/payouts/1/approve")).status == 403


async def test_a_reviewer_approves_no_payout(site: Site) -> None:
    fill(site.world)
    answer = await (await site.member(Role.REVIEWER)).post("/console/payouts/1/approve")
    assert (answer.status, "not for your role" in answer.words) == (403, True)
    finance = await site.member(Role.FINANCE)
    assert "Waits for approval" in (await finance.get("/console/payouts/1")).words
