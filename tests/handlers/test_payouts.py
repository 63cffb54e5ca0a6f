"""From the creator's payee details to their receipt, as everybody sees it in chat."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.locales import ZH
from domain.payee import PayeeDetails, PayeeMethod
from domain.people import Role
from domain.terms import Method, Terms
from handlers.notices import worded
from sandbox import Person
from services import bank_results, payees, payment_workbooks, verify, workbooks
from services.vault import Vault
from storage.tables.chat import dialog
from storage.tables.delivery import delivery
from storage.tables.money import payee, payout
from tests.handlers.conftest import VAULT_KEY, Chat
from tests.handlers.earning import Earner, document, earner, mature, member, settle
from tests.paying import answer
from tests.world import NOW, staff
from words import times
from words.speech import speech

VAULT = Vault(VAULT_KEY)
CARD = "6222 0212 3456 7894"


async def payable(chat: Chat, name: str = "Ming", *, locale: str = "en") -> Earner:
    """¥80.00 that may be paid, and the world's clock on that day."""
    ming = await earner(chat, name, locale=locale)
    settle(chat, ming.work)
    mature(chat, ming.work)
    details = PayeeDetails(PayeeMethod.ALIPAY, "13812345678", "王小明")
    chat.world.do(payees.save, ming.actor, VAULT, details, now=NOW)
    chat.telegram.clock.advance(timedelta(days=14).total_seconds())
    return ming


async def told(chat: Chat, ming: Earner, kind: str) -> int:
    """A notice of this kind is queued for them; its id."""
    mine = (delivery.c.person_id == ming.actor.person_id, delivery.c.kind == kind)
    ((delivery_id,),) = chat.world.rows(select(delivery.c.id).where(*mine))
    return int(delivery_id)


async def two_approve(chat: Chat, amount: str) -> tuple[Person, Person]:
    """Batch 1: who prepared it, and who approved."""
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    jin, _ = await member(chat, "Jin", Role.FINANCE)
    await fei.says("/payouts")
    await fei.taps(f"Prepare {amount}")
    await fei.sees("waits for another person's approval")
    await jin.says("/payouts")
    await jin.taps("📝 1")
    await jin.taps("Approve…")
    await jin.taps("Yes, approve")
    await jin.sees("Approved by")
    return fei, jin


async def approved_batch(chat: Chat) -> tuple[Earner, Person]:
    """Batch 1 is approved; the finance person who prepared it."""
    ming = await payable(chat)
    fei, _ = await two_approve(chat, "¥80.00")
    return ming, fei


async def test_details_are_asked_step_by_step_and_shown_masked(any_chat: Chat) -> None:
    ming = await earner(any_chat)
    await ming.person.says("/earnings")
    await ming.person.taps("Add payout details")
    await ming.person.taps("Bank card")
    await ming.person.says("6222 0212 3456 7895")
    await ming.person.sees("Its check digits do not fit")
    await ming.person.says(CARD)
    await ming.person.sees("The real name")
    ((waiting,),) = any_chat.world.rows(select(dialog.c.answers))
    assert "6222021234567894" not in str(waiting)
    await ming.person.says("王小明")
    await ming.person.says("工商银行")
    await ming.person.says("深圳科技园支行")
    await ming.person.sees("工商银行 ****7894 *明")
    await ming.person.taps("Yes, save it")
    usable_on = any_chat.telegram.clock.now() + timedelta(hours=48)
    day = times.day(usable_on, "Asia/Shanghai", "en")
    saved = await ming.person.sees("For your safety payouts go there from")
    assert f" {day}, " in saved.text
    ((sealed,),) = any_chat.world.rows(select(payee.c.sealed))
    opened = payees.opened(VAULT, ming.actor.person_id, sealed)
    assert (opened.account, opened.holder) == ("6222021234567894", "王小明")
    assert (opened.bank, opened.branch) == ("工商银行", "深圳科技园支行")


DELETED = "🧹 What you typed is deleted from this chat."


async def test_no_payout_detail_that_was_typed_stays_in_the_chat(chat: Chat) -> None:
    ming = (await earner(chat)).person
    await ming.says("/earnings")
    await ming.taps("Add payout details")
    await ming.taps("Bank card")
    for typed, answered in (
        ("6222 0212 3456 7895", "Its check digits do not fit"),
        (CARD, "The real name"),
        ("王小明", "Which bank is it?"),
        ("工商银行", "Which branch"),
        ("深圳科技园支行", "Pay you here?"),
    ):
        await ming.says(typed)
        assert (await ming.sees(answered)).text.endswith(DELETED)
        assert typed not in [each.text for each in ming.messages]


async def test_what_telegram_does_not_delete_is_answered_all_the_same(chat: Chat) -> None:
    ming = (await earner(chat)).person
    await ming.says("/earnings")
    await ming.taps("Add payout details")
    await ming.taps("Bank card")
    await ming.sees("The card number")
    chat.telegram.fault("400", "deleteMessage", count=1)
    await ming.says(CARD)
    assert DELETED not in (await ming.sees("The real name")).text
    assert CARD in [each.text for each in ming.messages]


async def test_back_keeps_what_was_answered_and_leads_one_question_back(chat: Chat) -> None:
    ming = (await earner(chat)).person
    await ming.says("/earnings")
    await ming.taps("Add payout details")
    await ming.taps("Bank card")
    await ming.says(CARD)
    await ming.says("王小明")
    await ming.says("工商银行")
    await ming.sees("Which branch")
    await ming.says("深圳科技园支行")
    await ming.sees("工商银行 ****7894 *明")
    await ming.taps("‹ Back")
    await ming.sees("Which branch")
    await ming.taps("‹ Back")
    await ming.sees("Which bank is it?")
    await ming.taps("‹ Back")
    await ming.sees("The real name")
    await ming.taps("‹ Back")
    await ming.sees("The card number")
    await ming.taps("Keep ****7894")
    await ming.taps("Keep *明")
    await ming.says("建设银行")
    question = await ming.sees("Which branch")
    assert not any(label.startswith("Keep") for label in question.buttons)
    await ming.says("南山支行")
    await ming.sees("建设银行 ****7894 *明")
    await ming.taps("‹ Back")
    await ming.sees("Which branch")
    await ming.taps("‹ Back")
    await ming.sees("Which bank is it?")
    await ming.taps("Keep 建设银行")
    await ming.sees("Which branch")
    await ming.taps("I do not know")
    await ming.sees("Pay you here?")
    await ming.taps("Yes, save it")
    await ming.sees("For your safety")


async def test_another_method_asks_for_its_own_account(chat: Chat) -> None:
    ming = (await earner(chat)).person
    await ming.says("/earnings")
    await ming.taps("Add payout details")
    await ming.taps("Bank card")
    await ming.says(CARD)
    await ming.sees("The real name")
    await ming.taps("‹ Back")
    await ming.sees("The card number")
    await ming.taps("‹ Back")
    await ming.sees("Where shall we pay you?")
    await ming.taps("Alipay")
    question = await ming.sees("Your Alipay account")
    assert not any(label.startswith("Keep") for label in question.buttons)
    await ming.says("13812345678")
    await ming.says("王小明")
    await ming.sees("Alipay 138****5678 *明")
    await ming.taps("‹ Back")
    await ming.sees("The real name")


async def test_stars_go_to_ones_own_account_and_finance_hears_how_to_send_them(
    any_chat: Chat,
) -> None:
    agreed = Terms(Method.FLAT, cap_minor=1200, flat_minor=1200)
    ming = await earner(any_chat, agreed=agreed, currency="XTR", username="ming_reads")
    await ming.person.says("/earnings")
    await ming.person.taps("Add payout details")
    await ming.person.taps("Telegram Stars, sent by hand")
    await ming.person.says("@fei_pays")
    await ming.person.sees("That is not the username of the account you write from")
    await ming.person.taps("@ming_reads")
    await ming.person.says("王小明")
    await ming.person.sees("Telegram Stars, sent by hand t.me/ming_reads *明")
    await ming.person.taps("Yes, save it")
    await ming.person.sees("Saved: Telegram Stars, sent by hand t.me/ming_reads *明.")
    any_chat.telegram.clock.advance(timedelta(days=15).total_seconds())
    settle(any_chat, ming.work)
    mature(any_chat, ming.work)
    _, jin = await two_approve(any_chat, "⭐1,200")
    await jin.taps("Payment file (CSV)")
    sent = await jin.sees("Stars are sent by hand")
    assert "KOC-1-1,1200,XTR,telegram,t.me/ming_reads,王小明" in document(any_chat, sent)


async def test_who_has_no_username_is_told_to_choose_one(chat: Chat) -> None:
    ming = await earner(chat)
    await ming.person.says("/earnings")
    await ming.person.taps("Add payout details")
    await ming.person.taps("Telegram Stars, sent by hand")
    await ming.person.says("@ming_reads")
    await ming.person.sees("Your account has no username yet")


async def test_a_username_that_was_given_up_is_named(chat: Chat) -> None:
    ming = await earner(chat, username="ming_now")
    for username, named in (("ming_now", False), ("ming_reads", True)):
        given = PayeeDetails(PayeeMethod.TELEGRAM, f"t.me/{username}", "王小明")
        chat.world.do(payees.save, ming.actor, VAULT, given, now=NOW)
        await ming.person.says("/earnings")
        shown = (await ming.person.sees(f"t.me/{username} *明")).text
        assert ("is not your username any more" in shown) is named


async def test_details_in_chinese_and_back_a_step(chat: Chat) -> None:
    ming = await earner(chat, locale=ZH)
    await ming.person.says("/earnings")
    await ming.person.taps("添加收款信息")
    await ming.person.taps("支付宝")
    await ming.person.taps("‹ 返回")
    await ming.person.taps("微信支付")
    await ming.person.says("xiaoming_88")
    await ming.person.says("王小明")
    await ming.person.taps("确认保存")
    await ming.person.sees("微信支付 xi***88 *明")


async def test_a_restart_in_the_middle_of_the_details_loses_nothing(chat: Chat) -> None:
    ming = await earner(chat)
    await ming.person.says("/earnings")
    await ming.person.taps("Add payout details")
    await ming.person.taps("Alipay")
    await ming.person.says("13812345678")
    await ming.person.sees("The real name")
    await chat.restart()
    await ming.person.says("王小明")
    await ming.person.taps("Yes, save it")
    await ming.person.sees("138****5678 *明")


async def test_a_payout_from_the_batch_to_the_receipt(any_chat: Chat) -> None:
    chat = any_chat
    ming, fei = await approved_batch(chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    card = await fei.sees("approved, to be exported")
    assert [each for each in card.buttons if "CSV" in each] == ["Payment file (CSV)"]
    await fei.taps("Payment file (CSV)")
    sent = await fei.sees("Payment file of batch 1, ¥80.00, payouts: 1.")
    assert "laid out as Alipay's file for batch payments" in sent.text
    assert "收款方支付宝账号（必填）" in document(chat, sent)
    assert "1,13812345678,王小明,80.00,KOC-1-1" in document(chat, sent)
    await fei.sees("exported, waits for the bank")  # the card, as it stands now
    answer = "编号,结果,原因\nKOC-1-1,成功,\nKOC-9-9,成功,\n".encode("gb18030")
    await fei.sends_document("results.csv", answer)
    counted = await fei.sees("nothing is booked yet")
    assert "1 paid" in counted.text
    assert "Batch 1 · paid: 1 · ¥80.00" in counted.text
    assert re.search(r"💸 ¥80.00 · KOC-1-1 · Ming · 138\*{4}5678 \*明", counted.text)
    assert "13812345678" not in counted.text
    assert "Line 3: no payout has this reference: KOC-9-9" in counted.text
    await fei.taps("Book the results (1)")
    await fei.sees("is booked")
    assert await told(chat, ming, "payout_paid")
    await fei.sends_document("results.csv", answer)
    again = await fei.sees("Booked already: 1 paid, 0 refused by the bank.")
    assert "Nothing of it waits to be booked." in again.text
    assert "nothing is booked yet" not in again.text
    assert not any(label.startswith("Book") for label in again.buttons)
    await ming.person.says("/earnings")
    await ming.person.sees("Paid ¥80.00")
    await ming.person.taps("My payouts")
    await ming.person.taps("¥80.00 arrived")
    await ming.person.sees("Thank you!")
    assert chat.world.do(verify.problems) == []


async def test_a_payout_says_where_it_stands_and_since_which_day(chat: Chat) -> None:
    ming, fei = await approved_batch(chat)
    await ming.person.says("/earnings")
    await ming.person.taps("My payouts")
    approved = await ming.person.sees("approved, not with the bank yet")
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    batch = await fei.sees("Approved by")
    assert "approved, not with the bank yet" in batch.text
    chat.telegram.clock.advance(timedelta(days=1).total_seconds())
    await fei.taps("Payment file (CSV)")
    await fei.sees("Payment file")
    await ming.person.says("/earnings")
    await ming.person.taps("My payouts")
    sent = await ming.person.sees("on its way")
    await ming.person.says("/earnings")
    await ming.person.sees("payout KOC-1-1: on its way")
    chat.telegram.clock.advance(timedelta(days=1).total_seconds())
    await fei.sends_document("r.csv", b"reference,result,reason\nKOC-1-1,paid,\n")
    await fei.taps("Book the results (1)")
    await fei.sees("is booked")
    await ming.person.says(f"/why {ming.work.assignment_id}")
    opened = await ming.person.sees("Payout: KOC-1-1")
    paid_on = times.day(chat.telegram.clock.now(), "Asia/Shanghai", "en")
    assert f"paid on {paid_on}, payout KOC-1-1" in opened.text
    assert "unlocked" not in opened.text
    await ming.person.says("/earnings")
    await ming.person.sees(f"¥80.00 · paid on {paid_on}, payout KOC-1-1")
    await ming.person.taps("My payouts")
    paid = await ming.person.sees(f"¥80.00 · paid · {paid_on}")
    days = [re.findall(r"· (\d+ \w+)", shown.text)[0] for shown in (approved, sent, paid)]
    assert len(set(days)) == 3


async def test_the_person_who_prepared_waits_for_another(chat: Chat) -> None:
    await payable(chat)
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    jin, _ = await member(chat, "Jin", Role.FINANCE)
    await fei.says("/payouts")
    await fei.taps("Prepare ¥80.00")
    batch = await fei.sees("Batch 1: waits for another person's approval")
    assert "Approve…" not in batch.buttons
    assert "Withdraw the batch…" in batch.buttons
    await fei.taps_data("1:pay.ok:1", batch)
    await fei.sees_alert("You prepared this batch")
    await jin.says("/payouts")
    await jin.taps("📝 1")
    batch = await jin.sees("Batch 1: waits for your approval")
    assert "Approve…" in batch.buttons


async def test_the_list_says_how_much_when_and_who_is_waited_for(any_chat: Chat) -> None:
    await payable(any_chat)
    fei, _ = await member(any_chat, "Fei", Role.FINANCE)
    jin, _ = await member(any_chat, "Jin", Role.FINANCE)
    await fei.says("/payouts")
    await fei.taps("Prepare ¥80.00")
    await fei.taps("‹ Payouts")
    today = times.day(any_chat.telegram.clock.now(), "Asia/Shanghai", "en")
    await fei.sees(f"📝 Batch 1: ¥80.00, {today} · waits for another person's approval")
    await jin.says("/payouts")
    await jin.sees(f"📝 Batch 1: ¥80.00, {today} · waits for your approval")


async def test_two_finance_people_at_once_make_one_batch(chat: Chat) -> None:
    await payable(chat)
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    jin, _ = await member(chat, "Jin", Role.FINANCE)
    for each in (fei, jin):
        await each.says("/payouts")
        await each.sees("Ready to pay: ¥80.00, creators: 1")
    await fei.taps("Prepare ¥80.00")
    await fei.sees("Batch 1")
    await jin.taps("Prepare ¥80.00")
    await jin.sees_alert("nothing to pay out")
    await jin.says("/payouts")
    shown = await jin.sees("Batch 1")
    assert "All that is payable in CNY is in a batch that waits for its approval." in shown.text
    assert "waits. Of its creators" not in shown.text


async def test_forged_numbers_get_an_answer(chat: Chat) -> None:
    await payable(chat)
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    for data in ("pay:x", "pay.ok:x", "pay.book:x", "pay.got:x", "met.go:x", "void.do:1:x"):
        await fei.says("/payouts")
        await fei.sees("Payouts")
        await fei.taps_data(f"1:{data}")
        await fei.sees_alert(" ")


async def test_payouts_are_for_finance_alone(chat: Chat) -> None:
    ming, _ = await approved_batch(chat)
    lin, _ = await member(chat, "Lin", Role.COORDINATOR)
    for each in (ming.person, lin):
        await each.says("/payouts")
        refused = await each.sees("That is not for your role.")
        for data in ("pays", "pay:1", "pay.ok:1", "pay.cancel:1", "pay.file:1", "pay.new:CNY"):
            await each.taps_data(f"1:{data}", refused)
            await each.sees_alert("not for your role")


async def test_a_file_whose_key_is_missing_is_refused_in_one_sentence(any_chat: Chat) -> None:
    ming, fei = await approved_batch(any_chat)
    other = Vault("a key of before")
    sealed = other.seal("[]", about=f"payee:{ming.actor.person_id}")
    any_chat.world.do(lambda conn: conn.execute(update(payout).values(sealed=sealed)))
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("Payment file (CSV)")
    await fei.sees_alert(f"are sealed under key {other.key_ids[0]}, which is not in secrets.")
    assert any_chat.world.rows(select(payout.c.status)) == [("in_transit",)]


async def test_a_dispute_names_the_reference_and_can_be_cleared(chat: Chat) -> None:
    ming, fei = await approved_batch(chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("Payment file (CSV)")
    await fei.sees("Payment file")
    await fei.sends_document("r.csv", b"reference,result,reason\nKOC-1-1,paid,\n")
    await fei.taps("Book the results (1)")
    await fei.sees("is booked")
    await ming.person.says("/earnings")
    await ming.person.taps("My payouts")
    await ming.person.taps("¥80.00 did not arrive")
    await ming.person.sees("Finance looks into KOC-1-1")
    await ming.person.taps("It arrived")
    await ming.person.sees("Thank you!")


async def test_what_the_bank_refuses_comes_back(chat: Chat) -> None:
    ming, fei = await approved_batch(chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("Payment file (CSV)")
    await fei.sees("Payment file")
    content = "reference,result,reason\nKOC-1-1,failed,户名<b>不符\n".encode()
    await fei.sends_document("r.csv", content)
    await fei.taps("Book the results (1)")
    await fei.sees("is booked")
    assert await told(chat, ming, "payout_failed")
    await ming.person.says("/earnings")
    await ming.person.sees("Payable ¥80.00")
    await ming.person.taps("My payouts")
    await ming.person.sees("户名<b>不符")


async def test_what_comes_back_after_it_was_paid_is_told_with_what_to_check(chat: Chat) -> None:
    ming, fei = await approved_batch(chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("Payment file (CSV)")
    await fei.sees("Payment file")
    for result in ("成功", "已退回"):
        content = f"编号,结果,原因\nKOC-1-1,{result},户名不符\n".encode()
        await fei.sends_document("r.csv", content)
        await fei.taps("Book the results (1)")
        booked = await fei.sees("is booked")
    assert "🏦 1 came back after they had been paid" in booked.text
    assert "Paid, then came back: 1 · ¥80.00" in booked.text
    of_kind = select(delivery.c.facts).where(delivery.c.kind == "payout_bounced")
    ((facts,),) = chat.world.rows(of_kind)
    for locale, words in (
        ("en", "¥80.00 came back from the bank: it had gone to 138****5678 *明 (KOC-1-1)."),
        ("en", "The bank says: 户名不符. The money is yours"),
        (ZH, "打到 138****5678 *明 的 ¥80.00 被银行退汇了（KOC-1-1）。银行给的原因：户名不符"),
    ):
        told_of = worded("payout_bounced", facts, speech(locale), "Asia/Shanghai", NOW)
        assert words in told_of.text
        assert told_of.rows[0][0].data == "1:payee"
    await fei.sends_document("r.csv", content)
    await fei.sees("Booked as come back already: 1")
    await ming.person.says("/earnings")
    await ming.person.taps("My payouts")
    await ming.person.sees("came back from the bank")


async def test_a_booking_that_breaks_half_way_is_finished_by_the_same_tap(
    any_chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bank_results, "MOST_IN_A_UNIT", 1)
    real, calls = bank_results.book, 0

    def breaks_once(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise ValueError("spoilt")
        return real(*args, **kwargs)

    monkeypatch.setattr(bank_results, "book", breaks_once)
    ming, fei = await approved_batch(any_chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("Payment file (CSV)")
    await fei.sees("Payment file")
    content = b"reference,result,reason\nKOC-1-1,paid,\nKOC-9-9,paid,\nKOC-1-1,paid,\n"
    await fei.sends_document("r.csv", content)
    await fei.taps("Book the results (1)")
    booked = await fei.sees("is booked")
    assert "2 repeated" in booked.text
    assert await told(any_chat, ming, "payout_paid")
    assert calls == 5


async def test_the_payment_file_sent_back_lacks_its_result(chat: Chat) -> None:
    _, fei = await approved_batch(chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("Payment file (CSV)")
    sent = await fei.sees("Then send me a CSV or XLSX with the columns reference, result")
    await fei.sends_document("payment.csv", document(chat, sent).encode())
    await fei.sees("The column “result” is missing. I read: reference, result (paid, failed")


async def test_the_bank_may_answer_with_a_workbook_and_the_batch_is_reconciled(
    any_chat: Chat,
) -> None:
    chat = any_chat
    _, fei = await approved_batch(chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("XLSX")
    await fei.sees("Then send me a CSV or XLSX")
    rows = [("编号", "金额", "结果", "原因"), ("KOC-1-1", "80", "失败", "户名不符"),
            ("KOC-7-7", "1", "成功", "")]  # fmt: skip
    await fei.sends_document("answer.xlsx", payment_workbooks.written(rows))
    await fei.sees("nothing is booked yet")
    await fei.taps("Book the results (1)")
    booked = await fei.sees("is booked")
    assert "Line 3: no payout has this reference: KOC-7-7" in booked.text
    assert "Batch 1, reconciled" in booked.text
    assert "Sent to the bank: 1 · ¥80.00" in booked.text
    assert "Refused: 户名不符: 1 · ¥80.00" in booked.text
    assert "No answer yet: 0 · ¥0.00" in booked.text
    assert "✅ Answers and what is open come to the batch" in booked.text
    await fei.taps("Batch 1")
    await fei.sees("Batch 1, reconciled")
    assert chat.world.do(verify.problems) == []


async def test_what_another_file_booked_meanwhile_is_told_to_nobody_again(chat: Chat) -> None:
    ming, fei = await approved_batch(chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("Payment file (CSV)")
    await fei.sees("Payment file")
    await fei.sends_document("bad.csv", b"reference,result\nKOC-1-1,paid\n")
    await fei.sees("nothing is booked yet")
    answer(chat.world, chat.world.do(staff, Role.FINANCE), "KOC-1-1,paid,")
    await fei.taps("Book the results (1)")
    booked = await fei.sees("bad.csv: nothing was left to book, and nobody was told.")
    assert "0 paid" in booked.text
    assert await told(chat, ming, "payout_paid")


async def test_a_payout_that_an_answer_says_two_things_of_is_not_booked(chat: Chat) -> None:
    _, fei = await approved_batch(chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("Payment file (CSV)")
    await fei.sees("Payment file")
    rows = [("编号", "结果"), ("KOC-1-1", "失败"), ("KOC-1-1", "成功")]
    await fei.sends_document("answer.xlsx", payment_workbooks.written(rows))
    trial = await fei.sees("this file says two things of KOC-1-1, so none of it is booked")
    assert not any("Book the results" in label for label in trial.buttons)
    assert "0 paid" in trial.text


async def test_the_payment_file_is_sent_as_a_workbook_too(chat: Chat) -> None:
    _, fei = await approved_batch(chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("XLSX")
    sent = await fei.sees("Payment file of batch 1")
    name = sent.as_json()["document"]["file_name"]
    assert name.endswith(".xlsx")
    file = chat.telegram.world.files.of_any_bot(sent.as_json()["document"]["file_id"])
    assert file is not None
    table = workbooks.as_csv(io.BytesIO(file.data)).decode()
    assert "1,13812345678,王小明,80.00,KOC-1-1" in table


async def test_a_second_file_with_the_same_payouts_is_made_only_by_who_knows_of_the_first(
    any_chat: Chat,
) -> None:
    _, fei = await approved_batch(any_chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("Payment file (CSV)")
    await fei.sees("Payment file of batch 1")
    await fei.taps("XLSX")
    asked = await fei.sees("The file “Alipay” (CSV), made by")
    assert "asks for the same payouts: 1, ¥80.00 in all" in asked.text
    await fei.taps("‹ Back")
    await fei.taps("Payment file (CSV)")
    await fei.sees("Payment file of batch 1")  # the same bytes once more: no question
    await fei.taps("XLSX")
    await fei.taps("I know: make it anyway")
    sent = await fei.sees_any(lambda message: "xlsx" in str(message.as_json().get("document")))
    assert "Payment file of batch 1" in sent.text
    assert any_chat.world.do(verify.problems) == []


async def test_cancelling_a_batch_is_asked_once(chat: Chat) -> None:
    await payable(chat)
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    await fei.says("/payouts")
    await fei.taps("Prepare ¥80.00")
    await fei.taps("Withdraw the batch…")
    await fei.sees("Withdraw batch 1 of ¥80.00?")
    await fei.taps("‹ Back")
    await fei.taps("Withdraw the batch…")
    await fei.taps("Yes, withdraw it")
    await fei.sees("Batch 1: withdrawn")


async def test_taking_back_what_was_paid_says_that_it_becomes_a_debt(chat: Chat) -> None:
    ming, fei = await approved_batch(chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("Payment file (CSV)")
    await fei.sees("Payment file")
    await fei.sends_document("r.csv", b"reference,result,reason\nKOC-1-1,paid,\n")
    await fei.taps("Book the results (1)")
    await fei.sees("is booked")
    await fei.says(f"/why {ming.work.assignment_id}")
    await fei.taps("Take it back…")
    await fei.sees("⚠️ ¥80.00 of it has been paid out. Ming owes that then")
    await fei.taps("It was settled by mistake, which is ours")
    await fei.says("Counted twice")
    await fei.sees("It cannot be undone.")
    await fei.taps("Yes, take it back")
    way = await fei.sees("Taken back")
    assert "KOC-1-1" in way.text
    assert await told(chat, ming, "voided")


async def sent_back(chat: Chat, why: str) -> tuple[Earner, Person]:
    """The bank could not pay batch 1; the finance person who booked that."""
    ming, fei = await approved_batch(chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("Payment file (CSV)")
    await fei.sees("Payment file")
    content = f"reference,result,reason\nKOC-1-1,failed,{why}\n".encode()
    await fei.sends_document("r.csv", content)
    await fei.taps("Book the results (1)")
    await fei.sees("is booked")
    return ming, fei


async def test_a_creator_whose_money_came_back_confirms_the_details(chat: Chat) -> None:
    ming, fei = await sent_back(chat, "no such account")
    await fei.says("/payouts")
    waits = await fei.sees("have details that the bank could not pay to, unchanged: 1")
    assert not any(label.startswith("Prepare") for label in waits.buttons)
    await ming.person.says("/earnings")
    await ming.person.sees("came back: no such account")
    await ming.person.taps("138****5678 *明 is right")
    await ming.person.sees("Money goes there again")
    await fei.says("/payouts")
    await fei.taps("Prepare ¥80.00")
    await fei.sees("Batch 1 could not pay there: no such account.\nTheir creator says")


async def test_finance_tries_again_and_says_why(chat: Chat) -> None:
    _, fei = await sent_back(chat, "bank is down")
    await fei.says("/payouts")
    await fei.taps("The bank could not pay them (1)")
    await fei.sees("Batch 1: bank is down")
    await fei.taps("Try Ming again…")
    await fei.sees("Why should it work this time?")
    await fei.says("Their bank is up again")
    await fei.sees("Ming may be paid there once more")
    await fei.taps("‹ Payouts")
    await fei.taps("Prepare ¥80.00")
    await fei.sees(": Their bank is up again")
