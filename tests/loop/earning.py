"""The loop's last chapters: figures, the settled amount and its why, the payout, the week's end."""

from datetime import timedelta

from sandbox.messages import Message
from tests.loop import brief, effects
from tests.loop.loop import SHANGHAI, Loop


async def figures_are_imported(loop: Loop) -> None:
    owner = loop.owner
    content = brief.figures(brief.LINK, loop.now)

    async def sends() -> None:
        await owner.person.sends_document("figures.csv", content)

    await loop.insists(owner, sends, "✅ {new} new", new=1)
    await owner.taps("Import what is new ({count})", count=1)
    await loop.effect("importing", effects.READINGS, [120])
    await loop.hears(owner, "📥 <b>{name}</b> is imported.", name="figures.csv")


async def the_amount_is_settled(loop: Loop) -> None:
    await loop.later(days=brief.CUTOFF_DAYS - 2, hours=1)
    await loop.effect("settling", effects.SETTLED, [brief.PRICE_MINOR])
    about = {"title": brief.TITLE, "amount": brief.PRICE_TEXT}
    await loop.hears(loop.creator, "💰 <b>{title}</b> is settled: {amount}", **about)


async def the_amount_is_opened(loop: Loop) -> None:
    """/earnings, /why: down to the counts and the rate."""
    creator = loop.creator
    await creator.says("/earnings")
    await creator.sees("⏳ Pending {amount}", amount=brief.PRICE_TEXT)
    await creator.taps("1")
    opened = await creator.sees(
        "<b>{title}</b>\n{campaign}\n\n<b>{amount}</b>", amount=brief.PRICE_TEXT
    )
    for figure in ("120", "30", "10", "¥0.35"):
        assert figure in opened.text, opened.text


async def payout_details_are_given(loop: Loop) -> None:
    creator = loop.creator

    async def is_asked(step: str) -> None:
        await loop.effect(f"going on to {step}", effects.asked_of(creator.telegram_id), [step])

    await creator.says("/earnings")
    await creator.taps("Add payout details")
    await is_asked("method")
    await creator.taps("Alipay")
    await is_asked("account")
    await creator.says("13812345678")
    await is_asked("holder")
    await creator.says("林小雨")
    await is_asked("check")
    await creator.taps("Yes, save it")
    await loop.effect("saving the details", effects.PAYEES, ["alipay"])
    await loop.hears(creator, "Saved: {payee}.")


async def a_batch_is_prepared_and_approved(loop: Loop) -> None:
    """Two people, once the hold period and the pause after new details are over."""
    await loop.later(days=brief.HOLD_DAYS, hours=1)
    await loop.effect("maturing", effects.MATURED, [True])
    finance, owner = loop.finance, loop.owner
    await finance.says("/payouts")
    await finance.taps("Prepare {amount}", amount=brief.PRICE_TEXT)
    await loop.effect("preparing", effects.BATCHES, ["prepared"])
    await loop.hears(owner, "📝 {name} prepared payout batch {number}: {amount}", name="Zhao")
    await owner.says("/payouts")
    await owner.sees("<b>Payouts</b>")
    await owner.taps("📝")
    await owner.taps("Approve…")
    await owner.taps("Yes, approve")
    await loop.effect("approving the batch", effects.BATCHES, ["approved"])


async def the_bank_pays(loop: Loop) -> None:
    finance = loop.finance

    async def asks_for_the_file() -> None:
        await finance.says("/payouts")
        await finance.sees("<b>Payouts</b>")
        await finance.taps("🏦" if await loop.shows(effects.BATCHES, ["exported"]) else "✅")
        await finance.taps("Payment file (CSV)")

    sent = await loop.insists(
        finance, asks_for_the_file, "Payment file of batch {number}, <b>{amount}</b>"
    )
    answer = brief.bank_answer(_document_of(loop, sent))

    async def sends() -> None:
        await finance.person.sends_document("bank.csv", answer)

    await loop.insists(finance, sends, "💸 {paid} paid", paid=1)
    await finance.taps("Book the results ({count})", count=1)
    await loop.effect("booking", effects.BATCHES, ["done"])
    await loop.effect("paying", effects.PAYOUTS, ["paid"])
    about = {"amount": brief.PRICE_TEXT, "masked": "138****5678 *雨"}
    await loop.hears(loop.creator, "💸 {amount} was paid to {masked}.", **about)


def _document_of(loop: Loop, message: Message) -> bytes:
    file_id = message.content.media["document"]["file_id"]
    stored = loop.telegram.world.files.of_any_bot(file_id)
    assert stored is not None
    return stored.data


async def the_creator_confirms_the_receipt(loop: Loop) -> None:
    creator = loop.creator
    await creator.says("/earnings")
    await creator.taps("My payouts")
    await creator.taps("{amount} arrived", amount=brief.PRICE_TEXT)
    await loop.effect("confirming", effects.PAYOUTS, ["confirmed"])
    await loop.hears(creator, "✅ Thank you! {amount} arrived.", amount=brief.PRICE_TEXT)


async def the_week_ends(loop: Loop) -> None:
    """Monday morning: what the week brought."""
    today = loop.now.astimezone(SHANGHAI)
    monday = today + timedelta(days=7 - today.weekday())
    await loop.until_moment(monday.replace(hour=10, minute=0))
    digest = effects.notices_to(loop.creator.telegram_id, "weekly_digest")
    await loop.effect("the digest", digest, ["weekly_digest"])
    await loop.hears(loop.creator, "<b>Your week</b>")
