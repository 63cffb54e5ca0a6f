"""A form that is sent twice shows what the first one did; a different deed keeps its refusal."""

from datetime import timedelta

from sqlalchemy import func, select

from domain.people import Role
from services import bank_results, batch_views, payout_files, payouts, verify
from services.vault import Vault
from storage.tables.debts import repayment, write_off
from storage.tables.delivery import delivery
from storage.tables.disputes import dispute_event
from storage.tables.money import left_out, payout, payout_bounce, refused_answer, second_try
from storage.tables.work import review
from tests.objecting import about_amount, settled_work
from tests.paying import PAYDAY, owing
from tests.web.busy import fill
from tests.web.site import Guest, Site
from tests.web.test_review_pages import waiting
from tests.web.test_settlement_pages import due
from tests.world import staff


async def sent(guest: Guest, path: str, **form: str) -> str:
    """Where an answer leads; a refusal as its status."""
    answer = await guest.post(path, **form)
    return answer.headers.get("Location", str(answer.status))


def rows(site: Site, table: object) -> int:
    """How many of it there are."""
    return int(site.world.rows(select(func.count()).select_from(table))[0][0])  # type: ignore[arg-type]


def answered(site: Site, *told: str) -> None:
    """The first batch is paid, and its bank says so much of it."""
    fill(site.world)
    world, finance = site.world, site.world.do(staff, Role.FINANCE)
    world.do(payouts.approve, finance, 1, now=site.now)
    world.do(payout_files.export, finance, Vault("a secret of the house"), 1, now=site.now)
    content = "\n".join(("reference,result,reason", *told)).encode()
    trial = world.do(bank_results.hand_in, finance, "r.csv", content, now=site.now)
    world.do(bank_results.confirm, finance, trial.upload_id, now=site.now)


async def test_work_is_left_out_once(any_site: Site) -> None:
    work, _ = due(any_site)
    guest, other = await any_site.member(Role.FINANCE), await any_site.member(Role.FINANCE)
    path = f"/console/settle/{work.assignment_id}/leave-out"
    first = await sent(guest, path, reason="counted again")
    told = rows(any_site, delivery)
    assert (first, await sent(guest, path, reason=" counted  again ")) == (
        "/console/settle?said=left_out",
        "/console/settle?said=left_out",
    )
    assert (rows(any_site, left_out), rows(any_site, delivery)) == (1, told)
    assert await sent(guest, path, reason="another reason") == "404"
    assert await sent(other, path, reason="counted again") == "404"
    any_site.now += timedelta(minutes=11)
    assert await sent(guest, path, reason="counted again") == "404"
    assert any_site.world.do(verify.problems) == []


async def test_what_came_back_is_tried_again_once(any_site: Site) -> None:
    answered(any_site, "KOC-1-2,failed,closed")
    of = select(payout.c.id).where(payout.c.reference == "KOC-1-2")
    path = f"/console/second-tries/{any_site.world.rows(of)[0][0]}"
    guest, other = await any_site.member(Role.FINANCE), await any_site.member(Role.FINANCE)
    seen = {await sent(guest, path, reason="it is open again") for _ in range(2)}
    assert seen == {"/console/payouts?said=try_again"}
    assert rows(any_site, second_try) == 1
    assert await sent(guest, path, reason="or not") == "409"
    assert await sent(other, path, reason="it is open again") == "409"
    any_site.now += timedelta(minutes=11)
    assert await sent(guest, path, reason="it is open again") == "409"


async def test_what_the_bank_sent_back_is_booked_once(any_site: Site) -> None:
    answered(any_site, "KOC-1-1,paid,")
    finance = any_site.world.do(staff, Role.FINANCE)
    item = any_site.world.do(batch_views.batch, finance, 1).items[0].item
    path = f"/console/payouts/items/{item.payout_id}/bounce"
    guest, other = await any_site.member(Role.FINANCE), await any_site.member(Role.FINANCE)
    said = {"reason": "账号已销户", "bank_reference": "FT-77"}
    seen = {await sent(guest, path, **said) for _ in range(2)}
    assert seen == {"/console/payouts/1?said=bounced"}
    assert rows(any_site, payout_bounce) == 1
    assert await sent(guest, path, **said | {"bank_reference": "FT-78"}) == "409"
    assert await sent(other, path, **said) == "409"


async def test_a_row_of_the_bank_is_resolved_once(any_site: Site) -> None:
    answered(any_site, "KOC-9-9,paid,")
    of = select(refused_answer.c.id)
    path = f"/console/payouts/refused/{any_site.world.rows(of)[0][0]}"
    guest, other = await any_site.member(Role.FINANCE), await any_site.member(Role.FINANCE)
    seen = {await sent(guest, path, reason="another house's") for _ in range(2)}
    assert seen == {"/console/payouts?said=resolved"}
    assert await sent(guest, path, reason="ours after all") == "409"
    assert await sent(other, path, reason="another house's") == "409"


async def test_a_transfer_is_booked_once(any_site: Site) -> None:
    debtor = owing(any_site.world)
    any_site.now = PAYDAY + timedelta(days=2)
    path = f"/console/repayments/{debtor.actor.person_id}/CNY"
    guest, other = await any_site.member(Role.FINANCE), await any_site.member(Role.FINANCE)
    said = {"amount": "30", "bank_reference": "FT 1", "reason": "void work"}
    seen = {await sent(guest, path, **said) for _ in range(2)}
    assert seen == {"/console/payouts?said=repaid"}
    assert rows(any_site, repayment) == 1
    assert await sent(guest, path, **said | {"amount": "20"}) == "409"
    assert await sent(other, path, **said) == "409"
    assert any_site.world.do(verify.problems) == []


async def test_a_debt_is_given_up_once(any_site: Site) -> None:
    debtor = owing(any_site.world)
    any_site.now = PAYDAY + timedelta(days=2)
    path = f"/console/debts/{debtor.actor.person_id}/CNY"
    guest, other = await any_site.member(Role.OWNER), await any_site.member(Role.OWNER)
    seen = {await sent(guest, path, reason="they are ill") for _ in range(2)}
    assert seen == {"/console/payouts?said=given_up"}
    assert rows(any_site, write_off) == 1
    assert await sent(other, path, reason="they are ill") == "404"
    any_site.now += timedelta(minutes=11)
    assert await sent(guest, path, reason="they are ill") == "404"
    assert any_site.world.do(verify.problems) == []


async def test_a_creator_is_asked_once(any_site: Site) -> None:
    """Another question may be asked; the same one stands until they have answered."""
    scene = settled_work(any_site.world)
    number = about_amount(any_site.world, scene)
    any_site.now = scene.now
    guest = await any_site.signed_in(scene.decider)
    path = f"/console/disputes/{number}"
    before = rows(any_site, dispute_event)
    seen = {await sent(guest, path, decision="ask", note="Which day?") for _ in range(2)}
    assert seen == {f"{path}?said=dispute_asked"}
    assert rows(any_site, dispute_event) == before + 1
    told = rows(any_site, delivery)
    assert await sent(guest, path, decision="ask", note="And at which hour?") in seen
    assert (rows(any_site, dispute_event), rows(any_site, delivery)) == (before + 2, told + 1)


async def test_a_submission_is_decided_on_once(any_site: Site) -> None:
    _, submission_id = waiting(any_site)
    (_, guest), (_, other) = [await any_site.known(Role.REVIEWER) for _ in range(2)]
    path = f"/console/reviews/{submission_id}"
    changes = {"decision": "changes", "reason": "quality", "note": "louder, please"}
    seen = {await sent(guest, path, **changes) for _ in range(2)}
    assert seen == {"/console?said=changes"}
    assert rows(any_site, review) == 1
    assert await sent(guest, path, **changes | {"note": "softer"}) == "409"
    assert await sent(guest, path, decision="approve") == "409"
    assert await sent(other, path, **changes) == "409"
