"""Payout batches in the browser: read by finance, approved by a second person alone."""

import pytest
from sqlalchemy import select

from domain.disputes.lines import DisputeReason, LineKind
from domain.payout_rules import PayoutRules
from domain.people import Role
from services import bank_results, batch_views, disputes, overview, payout_files, payouts
from services.vault import Vault
from storage import people
from storage.tables.money import payout, payout_batch, refused_answer
from tests.preparing import prepare_batch
from tests.web.busy import fill
from tests.web.site import Site, served
from tests.world import staff


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
    assert "Approved, not with the bank yet" in done
    assert "On its way" not in done
    again = await checker.post("/console/payouts/1/approve")
    assert again.headers["Location"] == "/console/payouts/1?said=batch"
    other = await any_site.member(Role.FINANCE)
    assert (await other.post("/console/payouts/1/approve")).status == 409
    assert (await checker.post("/console/payouts/1/withdraw")).status == 409


async def test_who_prepared_a_batch_cannot_approve_it(site: Site) -> None:
    fill(site.world)
    maker_id = site.world.rows(select(payout_batch.c.prepared_by))[0][0]
    actor = site.world.do(people.actor_by_id, maker_id)
    assert actor is not None
    maker = await site.signed_in(actor)
    page = await maker.get("/console/payouts/1")
    assert "/console/payouts/1/approve" not in page.text
    assert (await maker.post("/console/payouts/1/approve")).status == 403


async def test_who_has_said_yes_here_is_sent_to_the_chat_and_sees_no_second_button(
    migrated_sqlite_url: str,
) -> None:
    async with served(migrated_sqlite_url, payouts=PayoutRules(confirmed_twice=True)) as site:
        fill(site.world)
        checker = await site.member(Role.FINANCE)
        assert "Approve this batch" in (await checker.get("/console/payouts/1")).words
        await checker.post("/console/payouts/1/approve")
        half = (await checker.get("/console/payouts/1")).words
        assert "Waits for your word in chat" in half
        assert "Approve this batch" not in half
        other = (await (await site.member(Role.FINANCE)).get("/console/payouts/1")).words
        assert "Approve this batch" in other


async def test_a_reviewer_approves_no_payout(site: Site) -> None:
    fill(site.world)
    answer = await (await site.member(Role.REVIEWER)).post("/console/payouts/1/approve")
    assert (answer.status, "not for your role" in answer.words) == (403, True)
    finance = await site.member(Role.FINANCE)
    assert "Waits for approval" in (await finance.get("/console/payouts/1")).words


async def test_an_answered_batch_is_reconciled_and_odd_rows_are_named(any_site: Site) -> None:
    fill(any_site.world)
    world, finance = any_site.world, any_site.world.do(staff, Role.FINANCE)
    world.do(payouts.approve, finance, 1, now=any_site.now)
    world.do(payout_files.export, finance, Vault("a secret of the house"), 1, now=any_site.now)
    told = b"reference,result,reason\nKOC-1-1,paid,\nKOC-1-2,failed,closed\nKOC-8-8,paid,\n"
    trial = world.do(bank_results.hand_in, finance, "r.csv", told, now=any_site.now)
    world.do(bank_results.confirm, finance, trial.upload_id, now=any_site.now)
    guest = await any_site.member(Role.FINANCE)
    page = (await guest.get("/console/payouts/1")).words
    assert "Reconciliation Answers and what is open come to the batch" in page
    assert "Sent to the bank 6 ¥480.00 Paid 1 ¥80.00 Refused: closed 1 ¥80.00" in page
    assert "No answer yet 4 ¥320.00" in page
    listed = (await guest.get("/console/payouts")).words
    assert "r.csv Line 4 no payout has this reference: KOC-8-8" in listed


async def test_a_disputed_payout_says_why_and_leads_to_its_dispute(any_site: Site) -> None:
    fill(any_site.world)
    world, (finance, approver) = any_site.world, await any_site.known(Role.FINANCE)
    world.do(payouts.approve, finance, 1, now=any_site.now)
    world.do(payout_files.export, finance, Vault("a secret of the house"), 1, now=any_site.now)
    told = b"reference,result,reason\nKOC-1-1,paid,\n"
    name = f"answer {'x' * 90}.csv"
    trial = world.do(bank_results.hand_in, finance, name, told, now=any_site.now)
    world.do(bank_results.confirm, finance, trial.upload_id, now=any_site.now)
    ((person_id,),) = world.rows(select(payout.c.person_id).where(payout.c.id == 1))
    maker = world.do(people.actor_by_id, person_id)
    assert maker is not None
    about = LineKind.PAYOUT, 1, DisputeReason.NOT_ARRIVED, "Nothing <b>came</b>"
    number = world.do(disputes.open_, maker, *about, now=any_site.now)
    guest = await any_site.member(Role.FINANCE)
    page = await guest.get("/console/payouts/1")
    assert f"Dispute {number}: it did not arrive, “Nothing <b>came</b>”" in page.words
    assert f'<a href="/console/disputes/{number}"><span class="chip' in page.text
    assert (await guest.get(f"/console/disputes/{number}")).status == 200
    assert "somebody else decides" not in page.words
    theirs = await approver.get("/console/payouts/1")
    assert "“Nothing <b>came</b>” · somebody else decides" in theirs.words
    assert f"/console/disputes/{number}" not in theirs.text
    refused = await approver.get(f"/console/disputes/{number}")
    assert (refused.status, "You had a part in what" in refused.words) == (403, True)
    assert "made the payment file: all in one · CSV" in page.words
    assert "booked the bank's answer “answer xxx" in page.words
    assert "x" * 60 not in page.text
    world.do(disputes.withdraw, maker, number, now=any_site.now)
    assert f"Dispute {number}" not in (await guest.get("/console/payouts/1")).words


async def test_a_row_that_moved_nothing_is_resolved_with_a_note(any_site: Site) -> None:
    fill(any_site.world)
    world, finance = any_site.world, any_site.world.do(staff, Role.FINANCE)
    told = b"reference,result\nKOC-8-8,paid\nKOC-9-9,paid\n"
    trial = world.do(bank_results.hand_in, finance, "r.csv", told, now=any_site.now)
    world.do(bank_results.confirm, finance, trial.upload_id, now=any_site.now)
    guest = await any_site.member(Role.FINANCE)
    (first, second) = world.rows(select(refused_answer.c.id).order_by(refused_answer.c.id))
    path = f"/console/payouts/refused/{second.id}"
    assert path in (await guest.get("/console/payouts")).text
    assert (await guest.post(path, reason=" ")).status == 422
    reviewer = await any_site.member(Role.REVIEWER)
    assert (await reviewer.post(path, reason="x")).status == 403
    done = await guest.post(path, reason=" another house's  payout ")
    assert done.headers["Location"] == "/console/payouts?said=resolved"
    page = await guest.get("/console/payouts?said=resolved")
    assert "Noted. The row waits for nobody any more." in page.words
    assert "another house's payout" in page.words
    assert page.words.index("KOC-8-8") < page.words.index("KOC-9-9")
    assert path not in page.text
    assert f"/console/payouts/refused/{first.id}" in page.text
    assert (await guest.post(path, reason="again")).status == 409
    kept = select(refused_answer.c.resolution).order_by(refused_answer.c.id)
    assert world.rows(kept) == [("",), ("another house's payout",)]


async def test_finance_books_by_hand_what_came_back(any_site: Site) -> None:
    fill(any_site.world)
    world, finance = any_site.world, any_site.world.do(staff, Role.FINANCE)
    world.do(payouts.approve, finance, 1, now=any_site.now)
    world.do(payout_files.export, finance, Vault("a secret of the house"), 1, now=any_site.now)
    told = b"reference,result\nKOC-1-1,paid\nKOC-1-2,paid\n"
    trial = world.do(bank_results.hand_in, finance, "r.csv", told, now=any_site.now)
    world.do(bank_results.confirm, finance, trial.upload_id, now=any_site.now)
    item = world.do(batch_views.batch, finance, 1).items[0].item
    form = f"/console/payouts/items/{item.payout_id}/bounce"
    guest, other = await any_site.member(Role.FINANCE), await any_site.member(Role.FINANCE)
    assert (await guest.get("/console/payouts/1")).text.count("/bounce") == 2
    said = {"reason": "账号已销户", "bank_reference": "FT-77"}
    short = await guest.post(form, reason="账号已销户", bank_reference=" ")
    assert (short.status, "the bank's reason and its reference" in short.words) == (422, True)
    answer = await guest.post(form, **said)
    assert answer.headers["Location"] == "/console/payouts/1?said=bounced"
    page = await guest.get("/console/payouts/1?said=bounced")
    assert "The money is payable again, and the creator is told what to check." in page.words
    assert "Came back 账号已销户" in page.words
    assert "FT-77" in page.words
    assert "Paid, then came back 1 ¥80.00" in page.words
    assert page.text.count("/bounce") == 1
    assert (await other.post(form, **said)).status == 409
    reviewer = await any_site.member(Role.REVIEWER)
    assert (await reviewer.post(form, **said)).status == 403


async def test_batches_beyond_the_first_page_are_on_the_next(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "BATCHES_SHOWN", 1)
    fill(site.world)
    finance = site.world.do(staff, Role.FINANCE)
    site.world.do(payouts.cancel, finance, 1, now=site.now)
    second = site.world.do(prepare_batch, finance, "CNY", now=site.now)
    guest = await site.signed_in(finance)
    first, next_ = [(await guest.get(f"/console/payouts?page={n}")).text for n in (1, 2)]
    assert f"/console/payouts/{second}" in first
    assert "/console/payouts/1" not in first
    assert "/console/payouts?page=2" in first
    assert "/console/payouts/1" in next_


async def test_what_came_back_is_tried_again_with_a_reason(any_site: Site) -> None:
    fill(any_site.world)
    world, finance = any_site.world, any_site.world.do(staff, Role.FINANCE)
    world.do(payouts.approve, finance, 1, now=any_site.now)
    world.do(payout_files.export, finance, Vault("a secret of the house"), 1, now=any_site.now)
    told = b"reference,result,reason\nKOC-1-2,failed,closed\n"
    trial = world.do(bank_results.hand_in, finance, "r.csv", told, now=any_site.now)
    world.do(bank_results.confirm, finance, trial.upload_id, now=any_site.now)
    ((payout_id,),) = world.rows(select(payout.c.id).where(payout.c.reference == "KOC-1-2"))
    guest = await any_site.member(Role.FINANCE)
    assert "The bank could not pay them" in (await guest.get("/console/payouts")).words
    address = f"/console/second-tries/{payout_id}"
    unsaid = await guest.post(address, reason=" ")
    assert (unsaid.status, "Please say why" in unsaid.words) == (422, True)
    done = await guest.post(address, reason="They rang: it is open again")
    assert done.headers["Location"] == "/console/payouts?said=try_again"
    assert "The bank could not pay them" not in (await guest.get("/console/payouts")).words
    batch_id = world.do(prepare_batch, finance, "CNY", now=any_site.now)
    page = (await guest.get(f"/console/payouts/{batch_id}")).words
    assert "Batch 1 could not pay there: closed." in page
    assert "They rang: it is open again" in page


async def test_a_batch_names_the_key_that_its_file_waits_for(migrated_url: str) -> None:
    async with served(migrated_url, vault=Vault("another")) as site:
        fill(site.world)
        guest = await site.member(Role.FINANCE)
        page = (await guest.get("/console/payouts/1")).words
        key = Vault("a secret of the house").key_ids[0]
        assert "No payment file can be made" in page
        assert page.count(key) == 1


async def test_a_batch_whose_keys_are_here_names_none(site: Site) -> None:
    fill(site.world)
    guest = await site.member(Role.FINANCE)
    assert "No payment file" not in (await guest.get("/console/payouts/1")).words


async def test_a_batch_is_prepared_withdrawn_and_prepared_anew_in_the_console(
    any_site: Site,
) -> None:
    fill(any_site.world)
    maker, checker = await any_site.member(Role.FINANCE), await any_site.member(Role.FINANCE)
    gone = await maker.post("/console/payouts/1/withdraw")
    assert gone.headers["Location"] == "/console/payouts/1?said=withdrawn"
    gone_before = await maker.post("/console/payouts/1/withdraw")
    assert gone_before.headers["Location"] == "/console/payouts/1?said=withdrawn"
    assert (await checker.post("/console/payouts/1/approve")).status == 409
    assert "Prepare ¥480.00" in (await maker.get("/console/payouts")).words
    reviewer = await any_site.member(Role.REVIEWER)
    assert (await reviewer.post("/console/payouts/prepare", currency="CNY")).status == 403
    made = await maker.post("/console/payouts/prepare", currency="CNY")
    assert made.headers["Location"] == "/console/payouts/2?said=prepared"
    assert "Another person approves it" in (await maker.get(made.headers["Location"])).words
    again = await maker.post("/console/payouts/prepare", currency="CNY")
    assert again.headers["Location"] == "/console/payouts/2?said=prepared"
    assert (await checker.post("/console/payouts/prepare", currency="CNY")).status == 409
    assert (await maker.post("/console/payouts/2/approve")).status == 403
    assert (await checker.post("/console/payouts/2/approve")).status == 303


async def test_a_payment_file_is_downloaded_as_the_chat_makes_it_and_noted(
    any_site: Site,
) -> None:
    fill(any_site.world)
    world, path = any_site.world, "/console/payouts/1/file"
    finance = await any_site.member(Role.FINANCE)
    asked = {"kind": "csv", "method": "alipay"}
    assert (await finance.post(path, **asked)).status == 409  # nobody approved it
    world.do(payouts.approve, world.do(staff, Role.FINANCE), 1, now=any_site.now)
    page = (await finance.get("/console/payouts/1")).words
    assert "Alipay 6 ¥480.00 CSV XLSX" in page
    first = await finance.post(path, **asked)
    assert (first.status, first.headers["Cache-Control"]) == (200, "no-store")
    assert first.headers["Content-Disposition"].endswith('-alipay.csv"')
    wanted = payout_files.Wanted(method="alipay")
    vault = Vault("a secret of the house")
    again = world.do(payout_files.export_batch, vault, 1, wanted, now=any_site.now)
    assert first.text == again.content.decode()
    assert (await finance.post(path, **asked)).text == first.text
    noted = (await finance.get("/console/payouts/1")).words
    assert noted.count("made the payment file: Alipay · CSV") == 3
    other = {"kind": "xlsx", "method": "alipay"}
    warned = await finance.post(path, **other)
    assert (warned.status, "they are paid twice" in warned.words) == (409, True)
    assert (await finance.post(path, **other, again="yes")).status == 200
    assert (await finance.post(path, kind="exe", method="")).status == 404
    assert (await finance.get(path)).status in {404, 405}
    reviewer = await any_site.member(Role.REVIEWER)
    assert (await reviewer.post(path, **asked)).status == 403
