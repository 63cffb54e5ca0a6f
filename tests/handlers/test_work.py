"""The work card and the list: one message that is edited in place, and says the next step."""

from datetime import timedelta

from sqlalchemy import select

from domain.assignment import AssignmentStatus
from domain.locales import ZH
from domain.people import Category
from domain.tracking import HourCount
from services import reviews, tracking, work
from storage.tables.tracking import tracking_link
from tests.handed_in import drafted, handed_in, held, status
from tests.handlers.conftest import Chat
from tests.handlers.working import another, cards_are, worker
from tests.services.test_checkpoints import STAGED
from tests.world import NOW, live_campaign


async def test_my_lists_what_is_held_and_opens_a_card_in_place(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    await ming.person.says("/my")
    listed = await ming.person.sees("My work")
    assert "听书 · douyin" in listed.text
    assert "Douyin · Daily life · All regions · 上班族 · 地铁\n✍️ Claimed · ming" in listed.text
    await ming.person.taps("1")
    card = await ming.person.sees("Publish it on Douyin as ming")
    assert card.id == listed.id
    assert "2 d 23 h left" in card.text or "3 d 0 h left" in card.text
    assert "Projected: ¥80.00 once approved" in card.text
    assert "Accepted: ¥80.00 for each approved post" in card.text
    assert "#广告" in card.text
    assert "封面" in card.text
    await cards_are(any_chat, card.id)


async def test_a_card_in_chinese(chat: Chat) -> None:
    ming = await worker(chat, locale=ZH)
    await ming.person.says("/my")
    await ming.person.sees("我的任务")
    await ming.person.taps("1")
    card = await ming.person.sees("抖音")
    assert "粘贴" in card.text
    assert not any(word in card.text for word in ("Publish", "Projected", "left", "Accepted"))


async def test_a_card_shows_the_creators_own_link_and_copies_it(chat: Chat) -> None:
    ming = await chat.creator()
    there = "https://shop.example.com/"
    offered = {"target_url": there, "category": Category.FOOD}
    chat.world.do(live_campaign, **offered)
    await ming.says("/tasks")
    await ming.sees("Tasks for you")
    await ming.taps("1")
    await ming.taps("Accept the terms and claim")
    card = await ming.sees("Your own link, tap to copy")
    (row,) = chat.world.rows(select(tracking_link.c.id, tracking_link.c.url))
    assert row.url.startswith("https://koc.example/t/")
    assert row.url in card.text
    assert "Copy my link" in str(card.as_json()["reply_markup"])
    chat.world.do(tracking.count, [HourCount(row.id, NOW, 1_200, 30, 900)])
    await ming.says("/my")
    await ming.sees("My work")
    await ming.taps("1")
    await ming.sees("Clicks on your link: 1,200, not counting 30 by programs")
    await ming.taps("Why this sum?")
    await ming.sees("Clicks on your link: 1,200, not counting 30 by programs")


async def test_nothing_held_leads_to_the_tasks(chat: Chat) -> None:
    ming = await worker(chat)
    await ming.person.says("/my")
    await ming.person.taps("1")
    await ming.person.taps("Give back")
    await ming.person.sees("It costs you nothing")
    await ming.person.taps("Keep it")
    await ming.person.sees("Publish it on Douyin")
    await ming.person.taps("Give back")
    await ming.person.taps("Give it back")
    gone = await ming.person.sees("You gave it back")
    assert "Give back" not in gone.buttons
    assert chat.world.do(status, ming.number) is AssignmentStatus.RELEASED


async def test_old_buttons_of_a_card_change_nothing(chat: Chat) -> None:
    ming = await worker(chat)
    await ming.person.says("/my")
    await ming.person.taps("1")
    await ming.person.sees("Publish it")
    chat.world.do(handed_in, ming.work)
    for stale in (f"1:work.drop:{ming.number}", f"1:sub:{ming.number}"):
        await ming.person.taps_data(stale)
        await ming.person.sees_alert(" ")
    assert chat.world.do(status, ming.number) is AssignmentStatus.SUBMITTED
    await ming.person.taps_data(f"1:work.give:{ming.number}")
    await ming.person.taps_data(f"1:work:{ming.number}")
    card = await ming.person.sees("a reviewer is looking at your post")
    assert "Approved by itself in" in card.text
    assert "Give back" not in card.buttons


async def test_a_button_of_a_message_that_telegram_no_longer_shows_still_works(chat: Chat) -> None:
    ming = await worker(chat)
    await ming.person.taps_data(f"1:work:{ming.number}", 9_999)
    await ming.person.sees("Publish it on Douyin")
    await ming.person.taps_data(f"1:work.drop:{ming.number}", 9_999)
    await ming.person.sees("You gave it back")
    assert chat.world.do(status, ming.number) is AssignmentStatus.RELEASED


async def test_another_creators_card_is_not_there(chat: Chat) -> None:
    ming, mallory = await worker(chat), await worker(chat, "Mallory")
    for verb in ("work", "work.brief", "work.text", "work.give", "work.drop", "sub"):
        await mallory.person.says("/my")
        await mallory.person.sees("My work")
        await mallory.person.taps_data(f"1:{verb}:{ming.number}")
        await mallory.person.sees_alert("not yours")
    assert chat.world.do(status, ming.number) is AssignmentStatus.CLAIMED


async def test_forged_numbers_get_an_answer(chat: Chat) -> None:
    ming = await worker(chat)
    for forged in ("1:work:x", "1:work", "1:work:1:2:3", "1:work:99999999999999999999999"):
        await ming.person.says("/my")
        await ming.person.sees("My work")
        await ming.person.taps_data(forged)
        await ming.person.sees_alert(" ")


async def test_long_lists_have_pages_in_a_stable_order(chat: Chat) -> None:
    ming = await worker(chat)
    for _ in range(7):
        another(chat, ming)
    await ming.person.says("/my")
    first = await ming.person.sees("1/2")
    await ming.person.taps("▶")
    second = await ming.person.sees("2/2")
    assert second.id == first.id
    assert second.text.count("Claimed") == 2
    await ming.person.taps("▶")
    again = await ming.person.sees("1/2")
    assert again.text == first.text


async def test_one_message_is_one_card(chat: Chat) -> None:
    ming = await worker(chat)
    another(chat, ming)
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("Publish it on")
    await ming.person.taps("‹ Back")
    await ming.person.sees("My work")
    await cards_are(chat, None, None)
    await ming.person.taps("2")
    await ming.person.sees("Publish it on")
    await cards_are(chat, card.id, None)


async def test_the_brief_has_clauses_scenes_and_terms(chat: Chat) -> None:
    ming = await worker(chat)
    await ming.person.says("/my")
    await ming.person.taps("1")
    await ming.person.taps("The brief")
    brief = await ming.person.sees("Clauses")
    assert "1. Appear and name the book" in brief.text
    assert "First three seconds" in brief.text
    assert "The post stays up for 30 days" in brief.text
    await ming.person.taps("‹ Back")
    await ming.person.sees("Publish it on")


def test_a_card_keeps_inside_one_message_whatever_the_campaign_brings(
    migrated_sqlite_url: str,
) -> None:
    """Telegram takes 4,096 UTF-16 units and not one more."""
    from dataclasses import replace
    from datetime import timedelta

    from domain.lengths import utf16_length
    from domain.templates import Asset
    from handlers.cards import render_card
    from tests.world import NOW, world_at
    from words.speech import speech

    with world_at(migrated_sqlite_url) as world:
        mine = world.do(held, world.do(live_campaign))
        card = world.do(work.card, mine.actor, mine.assignment_id, now=NOW)
    long = replace(
        card,
        rendition="😀" * 3_000,
        title="长" * 256,
        campaign="长" * 256,
        handle="h" * 128,
        assets=tuple(Asset("封" * 100, "https://a.example/x", "CC BY") for _ in range(9)),
    )
    for locale in ("zh_Hans", "en"):
        screen = render_card(long, speech(locale), "Asia/Shanghai", NOW + timedelta(hours=1))
        assert utf16_length(screen.text.striptags()) < 4_096


async def test_who_was_paid_for_a_draft_is_told_that_the_claim_counts(chat: Chat) -> None:
    campaign = chat.world.do(live_campaign, agreed=STAGED, draft_required=True, per_creator=1)
    ming = await worker(chat, campaign=campaign)
    chat.world.do(drafted, ming.work)
    chat.world.do(reviews.approve_overdue, now=NOW + timedelta(days=3))
    await ming.person.taps_data(f"1:work.give:{ming.number}")
    asked = await ming.person.sees("What your draft earned stays yours")
    assert "this claim still counts towards how often you may take the task" in asked.text
    await ming.person.taps("Give it back")
    await ming.person.sees("You gave it back")
    again = f"1:claim:{campaign.task_id}:{ming.creator.account_id}:{campaign.terms_id}"
    await ming.person.taps_data(again)
    await ming.person.sees_alert("A claim whose draft was paid counts.")
