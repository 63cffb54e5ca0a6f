"""A dispute as people live it: opened where the line is, shown evidence, decided by another."""

import pytest
from sqlalchemy import select, update

from domain.disputes.lines import LineKind
from domain.locales import EN, ZH
from domain.people import Role
from domain.review import Decision
from handlers.codec import tap
from sandbox import Person
from services import disputes, reviews
from storage.tables.campaigns import campaign
from storage.tables.disputes import dispute, dispute_event
from tests.handed_in import handed_in
from tests.handlers.conftest import Chat
from tests.handlers.earning import Earner, earner, member, settle
from tests.handlers.test_payouts import approved_batch
from tests.handlers.test_review_notices import messages_going_out
from tests.handlers.working import Worker, reviewer, worker
from tests.objecting import objected, settlement_of
from tests.shown import screenshot

WORDS = {
    EN: ("Something is wrong?", "My work does what the brief asks for", "Tell the person who",
         "It is open, and a person looks at it.", "See the picture", "Grant an amount",
         "How much is granted", "Why?", "was right", "Granted"),
    ZH: ("哪里不对？", "我的作品符合要求", "请告诉处理人", "异议已提出", "看图片", "补发金额",
         "从活动预算中补发多少", "理由是什么", "异议成立", "已补发"),
}  # fmt: skip


def richer(chat: Chat) -> None:
    """Campaigns of tests have as much as their slots may cost; here some is left."""
    chat.world.do(lambda conn: conn.execute(update(campaign).values(budget_minor=900_000)))


async def decider(chat: Chat, name: str = "Fei", locale: str = EN) -> Person:
    """In a chat with the bot, so that notices reach them."""
    found, _ = await member(chat, name, Role.FINANCE, locale=locale)
    await found.starts()
    return found


async def rejected(chat: Chat, locale: str = EN) -> Worker:
    ming = await worker(chat, locale=locale)
    await ming.person.starts()
    richer(chat)
    number = chat.world.do(handed_in, ming.work).submission_id
    _, rui = await reviewer(chat)
    now = chat.telegram.clock.now()
    chat.world.do(reviews.decide, rui, number, Decision.REJECT, "quality", "1", "", now=now)
    return ming


def statuses(chat: Chat) -> list[str]:
    return [row[0] for row in chat.world.rows(select(dispute.c.status).order_by(dispute.c.id))]


@pytest.mark.parametrize("locale", [EN, ZH])
async def test_a_rejection_is_disputed_with_a_photo_and_made_good_by_another(
    any_chat: Chat, locale: str
) -> None:
    wrong, reason, tell, opened, picture, grant, amount, why, right, granted = WORDS[locale]
    async with messages_going_out(any_chat):
        ming = await rejected(any_chat, locale)
        fei = await decider(any_chat, locale=locale)
        notice = await ming.person.sees_any(lambda message: wrong in message.buttons)
        await ming.person.taps(wrong, message=notice)
        await ming.person.taps("1")
        await ming.person.taps(reason)
        await ming.person.sees(tell)
        await ming.person.sends_photo(screenshot(), caption="Clause 1 is kept")
        await ming.person.sees(opened)
        await fei.says("/disputes")
        await fei.taps("1")
        page = await fei.sees("Clause 1 is kept")
        await fei.taps(next(each for each in page.buttons if picture in each))
        await fei.sees_any(lambda message: "photo" in message.as_json())
        await fei.taps(next(each for each in page.buttons if grant in each), message=page)
        await fei.sees(amount)
        await fei.says("-5")
        await fei.says("80")
        await fei.sees(why)
        await fei.says("It does")
        await fei.sees(granted)
        await ming.person.sees(right)
    assert statuses(any_chat) == ["granted"]
    await ming.person.says(f"/why {ming.number}")
    await ming.person.sees("80.00")


async def test_an_amount_is_asked_about_answered_with_a_sheet_and_declined(any_chat: Chat) -> None:
    async with messages_going_out(any_chat):
        ming, fei = await settled(any_chat)
        await ming.person.says(f"/why {ming.work.assignment_id}")
        await ming.person.taps("Something is wrong?")
        await ming.person.sees("A dispute costs you nothing")
        await ming.person.taps("1")
        await ming.person.taps("The figures are wrong")
        await ming.person.taps("Open it without words")
        await ming.person.sees("It is open, and a person looks at it.")
        told = await fei.sees("A dispute waits for you")
        await fei.taps("See the dispute", message=told)
        await fei.sees("Their reason: the figures are wrong")
        await fei.taps("Ask the creator…")
        await fei.sees("What should the creator say or show?")
        await fei.says("Which figures?")
        await fei.sees("A question waits for the creator")
        asked = await ming.person.sees("Which figures?")
        await ming.person.taps("Answer", message=asked)
        await ming.person.sees("Write it, or send a screenshot")
        await ming.person.sends_document("x.pdf", b"%PDF-1.7")
        await ming.person.sees("Write it, or send a screenshot")
        await ming.person.sends_document("likes.csv", b"day,likes\n1,900\n", caption="These")
        await ming.person.sees("that is with the person who decides")
        await fei.says("/disputes")
        await fei.taps("1")
        page = await fei.sees("These")
        await fei.taps("Get the file", message=page)
        await fei.sees_any(lambda message: "document" in message.as_json())
        await fei.taps("Decline…", message=page)
        await fei.sees("Why? The creator reads this")
        await fei.says("They came after the cut-off")
        await fei.sees("⛔ Declined")
        await ming.person.sees("They came after the cut-off")
    kept = [row[0] for row in any_chat.world.rows(select(dispute_event.c.file_kind)) if row[0]]
    assert kept == ["csv"]
    assert statuses(any_chat) == ["declined"]


async def settled(chat: Chat) -> tuple[Earner, Person]:
    ming = await earner(chat)
    await ming.person.starts()
    settle(chat, ming.work)
    return ming, await decider(chat)


async def disputed(chat: Chat) -> tuple[Earner, Person]:
    ming, fei = await settled(chat)
    number = settlement_of(chat.world, ming.work.assignment_id)
    objected(chat.world, ming.actor, LineKind.SETTLEMENT, number, now=chat.telegram.clock.now())
    return ming, fei


async def test_a_dispute_is_found_in_earnings_and_withdrawn(chat: Chat) -> None:
    ming, fei = await disputed(chat)
    await ming.person.says("/earnings")
    await ming.person.taps("My disputes")
    await ming.person.sees("A person looks at it")
    await ming.person.taps("1")
    await ming.person.sees("Look again, please")
    await ming.person.taps("Withdraw…")
    await ming.person.sees("then stays as it is")
    await ming.person.taps("Withdraw")
    await ming.person.sees("↩️ Withdrawn")
    assert statuses(chat) == ["withdrawn"]
    await fei.says("/disputes")
    await fei.sees("No dispute waits for you.")


async def test_whoever_decides_too_late_sees_how_it_stands(chat: Chat) -> None:
    ming, fei = await disputed(chat)
    await fei.says("/disputes")
    await fei.taps("1")
    await fei.taps("Decline…")
    await fei.sees("Why? The creator reads this")
    chat.world.do(disputes.withdraw, ming.actor, 1, now=chat.telegram.clock.now())
    await fei.says("No")
    await fei.sees("This dispute has ended. Here is how it stands.")
    assert statuses(chat) == ["withdrawn"]


async def test_more_than_the_budget_is_refused_and_asked_for_again(chat: Chat) -> None:
    _, fei = await disputed(chat)
    poorer = update(campaign).values(
        budget_minor=campaign.c.reserved_minor + campaign.c.earned_minor
    )
    chat.world.do(lambda conn: conn.execute(poorer))
    await fei.says("/disputes")
    await fei.taps("1")
    await fei.taps("Grant an amount…")
    asked = await fei.sees("¥80.00 of this work is settled; a grant is paid besides, even above")
    assert not any("80.00" in each for each in asked.buttons)
    await fei.says("12.50")
    await fei.sees("Why? The creator reads this")
    await fei.says("All of it")
    await fei.sees("The campaign's budget does not reach for that")
    assert statuses(chat) == ["open"]


async def test_an_amount_above_what_was_agreed_is_refused_before_anybody_writes_why(
    any_chat: Chat,
) -> None:
    _, fei = await disputed(any_chat)
    richer(any_chat)
    await fei.says("/disputes")
    shown = await fei.sees("¥80.00")
    await fei.taps("1", message=shown)
    await fei.taps("Grant an amount…")
    await fei.sees("How much is granted")
    await fei.says("100")
    again = await fei.sees("at most ¥80.00.")
    assert "How much is granted" in again.text
    await fei.says("50")
    await fei.sees("Why? The creator reads this")
    await fei.taps("‹ Back")
    await fei.sees("How much is granted")
    await fei.says("12.50")
    await fei.sees("Why? The creator reads this")
    await fei.says("You are right")
    await fei.sees("Granted: ¥12.50")
    assert statuses(any_chat) == ["granted"]


async def test_a_payout_that_did_not_arrive_is_decided_on_by_who_did_not_send_it(
    any_chat: Chat,
) -> None:
    ming, sender = await approved_batch(any_chat)
    fei = await decider(any_chat, "Fang")
    await sender.says("/payouts")
    await sender.taps("✅ 1")
    await sender.taps("Payment file (CSV)")
    await sender.sees("Payment file")
    await sender.sends_document("r.csv", b"reference,result,reason\nKOC-1-1,paid,\n")
    await sender.taps("Book the results (1)")
    await sender.sees("is booked")
    await ming.person.says("/earnings")
    await ming.person.taps("My payouts")
    await ming.person.taps("¥80.00 did not arrive")
    await ming.person.sees("Finance looks into KOC-1-1")
    await ming.person.taps("Add words or a file")
    await ming.person.sees("Write it, or send a screenshot")
    await ming.person.says("My bank knows of nothing")
    await ming.person.sees("that is with the person who decides")
    await ming.person.says("/earnings")
    await ming.person.taps("My payouts")
    await ming.person.sees("❗️ Dispute 1: it did not arrive")
    await ming.person.taps("¥80.00: the dispute")
    await ming.person.sees("a payout")
    for of_staff in (sender, fei):
        await of_staff.says("/payouts")
        await of_staff.taps("🏁 1")
    card = await sender.sees("❗️ Dispute 1: it did not arrive · somebody else decides")
    assert "Dispute 1" not in card.buttons
    await sender.taps_data(tap("disputes.open", 1), card)  # of a card from before
    await sender.sees_alert("You had a part")
    card = await fei.sees("❗️ Dispute 1: it did not arrive")
    assert "somebody else decides" not in card.text
    await fei.taps("Dispute 1")
    await fei.sees("My bank knows of nothing")
    await sender.says("/disputes")
    await sender.sees("No dispute waits for you.")
    await fei.says("/disputes")
    await fei.taps("1")
    await fei.sees("My bank knows of nothing")
    await fei.taps("Give it back…")
    await fei.sees("Why? The creator reads this")
    await fei.says("The bank sent it back to us")
    await fei.sees("Given back")
    await ming.person.says("/earnings")
    await ming.person.sees("Payable ¥80.00")


async def test_disputes_are_for_finance_and_coordinators_alone(chat: Chat) -> None:
    await disputed(chat)
    rui, _ = await reviewer(chat)
    await rui.says("/disputes")
    refused = await rui.sees("That is not for your role.")
    for data in ("disputes", "disputes.open:1", "disputes.good:1", "disputes.file:1:1"):
        await rui.taps_data(f"1:{data}", refused)
        await rui.sees_alert("not for your role")


async def test_somebody_elses_dispute_is_not_there(chat: Chat) -> None:
    await disputed(chat)
    lan = await worker(chat, "Lan")
    await lan.person.says("/earnings")
    shown = await lan.person.sees("Earnings")
    for data in ("dispute.mine:1", "dispute.of:1", "dispute.leave:1", "dispute.line:settlement:1"):
        await lan.person.taps_data(f"1:{data}", shown)
        await lan.person.sees_alert("no")
    assert statuses(chat) == ["open"]
