"""The loop's middle chapters: claims, links, a review with changes, an expiry."""

from typing import Final

from domain.platforms import Platform
from tests.loop import brief, effects
from tests.loop.coming import DRIFTER
from tests.loop.loop import Loop
from tests.loop.reader import Reader

NOTE: Final = "请在正文里补上 #广告"


async def both_claim(loop: Loop) -> None:
    for one in (loop.creator, loop.drifter):
        await one.says("/tasks")
        await one.sees("<b>{title}</b>\n{cell}\n💰 {pay}", title=brief.TITLE)
        await one.taps("1")
        await one.sees("<b>Terms</b>")
        await one.taps("Accept the terms and claim")
        await loop.effect("claiming", effects.work_of(one.telegram_id), ["claimed"])
        await one.sees("📋 Your text, tap to copy:")
        if not loop.battered:
            await one.sees_alert("It's yours!")


async def the_link_comes_in(loop: Loop) -> None:
    await _pastes(loop, times=1)
    await loop.hears(loop.reviewer, "🔎 A post waits: <b>{title}</b>", title=brief.TITLE)


async def _pastes(loop: Loop, times: int) -> None:
    await loop.creator.says(brief.share_text(brief.LINK))
    await loop.effect("handing in", effects.SUBMISSIONS, [times])
    await loop.effect("submitting", effects.work_of(loop.creator.telegram_id), ["submitted"])
    await loop.hears(loop.creator, "🔎 Link received: <b>{title}</b>", title=brief.TITLE)


async def changes_are_asked_for(loop: Loop) -> None:
    reviewer = loop.reviewer
    await _opens_the_queue(reviewer)
    await reviewer.taps("Changes")
    await reviewer.sees("What should change in <b>{title}</b>?", title=brief.TITLE)
    await reviewer.taps("No label")
    await reviewer.taps("Add a note first")
    await loop.effect("asking for a note", effects.asked_of(reviewer.telegram_id), ["note"])
    await reviewer.says(NOTE)
    await loop.effect("asking for changes", effects.DECISIONS, ["changes"])
    creator = loop.creator
    await loop.effect("handing back", effects.work_of(creator.telegram_id), ["changes_requested"])
    await loop.hears(creator, "🔁 <b>{title}</b> needs a change by {due}.", title=brief.TITLE)


async def _opens_the_queue(reviewer: Reader) -> None:
    await reviewer.says("/review")
    await reviewer.sees("🔗 Handed in:")


async def the_link_comes_again_and_is_approved(loop: Loop) -> None:
    await _pastes(loop, times=2)
    await _opens_the_queue(loop.reviewer)
    await loop.reviewer.taps("Approve")
    await loop.effect("approving", effects.DECISIONS, ["changes", "approve"])
    await loop.hears(loop.creator, "✅ <b>{title}</b> is approved.", title=brief.TITLE)


async def the_other_drifts_and_expires(loop: Loop) -> None:
    """Reminded a day and two hours before the deadline; then the slot is free again."""
    drifter = loop.drifter
    account = {"platform": Platform.DOUYIN, "handle": DRIFTER}
    title = drifter.told(title=brief.TITLE, category=brief.CATEGORY, **account)

    async def is_told(kind: str) -> None:
        await loop.effect(kind, effects.notices_to(drifter.telegram_id, kind), [kind])

    await loop.later(hours=brief.WORK_HOURS - 24, minutes=1)
    await is_told("due_in_24h")
    await loop.hears(drifter, "⏳ <b>{title}</b> is due {due}.", title=title)
    await loop.later(hours=22)
    await is_told("due_in_2h")
    await loop.hears(drifter, "⏰ Almost time: <b>{title}</b> is due {due}.", title=title)
    await loop.later(hours=2)
    await loop.effect("expiry", effects.work_of(drifter.telegram_id), ["expired"])
    await loop.hears(drifter, "<b>{title}</b> has expired", title=title)
