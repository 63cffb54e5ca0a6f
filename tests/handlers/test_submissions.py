"""Pasting a link hands it in; whatever stands in the way is one clear sentence."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from domain.assignment import AssignmentStatus
from domain.fingerprints import fingerprint
from domain.locales import ZH
from domain.people import Role
from services import asking
from storage.tables.chat import kept_update
from storage.tables.delivery import delivery
from storage.tables.work import post, submission
from tests.handed_in import DRAFT, a_link, drafted, handed_in, status
from tests.handlers.again import a_tap
from tests.handlers.conftest import Chat
from tests.handlers.test_review_notices import messages_going_out
from tests.handlers.working import another, reviewer, worker
from tests.world import grant

S = AssignmentStatus


def handed(chat: Chat) -> int:
    return int(chat.world.rows(select(func.count()).select_from(submission))[0][0])


async def test_a_pasted_link_is_handed_in_and_the_card_catches_up(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("Publish it on Douyin")
    await ming.person.says(f"7.43 复制打开抖音 {a_link()} 看看我的作品")
    received = await ming.person.sees("Link received: 听书")
    assert "Approved by itself in" in received.text
    updated = await ming.person.sees("a reviewer is looking at your post")
    assert updated.id == card.id
    assert "Hand in the link" not in updated.buttons
    assert any_chat.world.do(status, ming.number) is S.SUBMITTED


async def test_several_fitting_tasks_are_asked_for(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    other = another(any_chat, ming)
    link = a_link()
    await ming.person.says(link)
    asked = await ming.person.sees("Several of your tasks fit this link")
    await ming.person.taps_data(_first_data(asked), asked)
    await ming.person.sees("Link received")
    stands = {
        any_chat.world.do(status, ming.number),
        any_chat.world.do(status, other.assignment_id),
    }
    assert stands == {S.CLAIMED, S.SUBMITTED}
    await ming.person.taps_data(_first_data(asked), asked)
    await ming.person.sees_alert("You have answered this already.")
    assert not ming.person.answers[-1]["show_alert"]
    assert handed(any_chat) == 1


def _first_data(message: object) -> str:
    keyboard = message.markup["inline_keyboard"]  # type: ignore[attr-defined]
    return str(keyboard[0][0]["callback_data"])


async def test_while_it_is_asked_another_link_takes_its_place(chat: Chat) -> None:
    ming = await worker(chat)
    another(chat, ming)
    await ming.person.says(a_link())
    await ming.person.sees("Several of your tasks fit")
    await ming.person.says("which?")
    await ming.person.sees("Please tap one of the tasks.")
    second = a_link()
    await ming.person.says(second)
    asked = await ming.person.sees("Several of your tasks fit")
    await ming.person.taps_data(_first_data(asked), asked)
    await ming.person.sees("Link received")
    assert chat.world.rows(select(post.c.url)) == [(second,)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("https://www.bilibili.com/video/BV1xx411c7mD", "your open tasks are on: Douyin"),
        ("https://example.com/a", "example.com is none of our platforms"),
        (
            "https://www.douyin.com/user/MS4wLjABAAAAsomebody",
            "That is a profile on Douyin, not a post",
        ),
        ("https://live.douyin.com/80017709309", "That is a live room on Douyin"),
        ("https://www.instagram.com/stories/lin/3570766765028588805/", "a story on Instagram"),
        ("https://www.tiktok.com/tag/tea", "a list of many posts on TikTok"),
        ("https://www.douyin.com/video/73012345", "its number is missing or cut off"),
        ("https://www.douyin.com/", "That is a page of Douyin, but no post"),
        (
            "https://dоuyin.com/video/7301234567890123456",
            "xn--duyin-jye.com is none of our platforms",
        ),
        ("https://example.com/a", "Weibo, TikTok, Instagram, YouTube"),
        (
            "https://www.douyin.com/user/MS4wLjABother?modal_id=7345678901234567890",
            "must be published as ming",
        ),
    ],
)
async def test_what_does_not_fit_is_one_sentence(chat: Chat, text: str, sentence: str) -> None:
    ming = await worker(chat, profile_key="MS4wLjABming")
    await ming.person.says(text)
    await ming.person.sees(sentence)
    assert handed(chat) == 0
    assert chat.world.do(status, ming.number) is S.CLAIMED


async def test_a_post_counts_once(chat: Chat) -> None:
    ming, mei = await worker(chat), await worker(chat, "Mei", locale=ZH)
    link = a_link()
    await ming.person.says(link)
    await ming.person.sees("Link received")
    await mei.person.says(f"{link}?previous_page=app_code_link")
    await mei.person.sees("已经有人提交过")
    await ming.person.says(link)
    await ming.person.sees("is with a reviewer already")


async def test_a_dead_task_says_so(chat: Chat) -> None:
    ming = await worker(chat)
    chat.telegram.clock.advance(timedelta(hours=73))
    await ming.person.says(a_link())
    await ming.person.sees("The deadline of “听书 · douyin” has passed")
    assert handed(chat) == 0


async def test_the_cards_button_explains_and_the_next_link_is_for_that_task(chat: Chat) -> None:
    ming = await worker(chat)
    other = another(chat, ming)
    await ming.person.taps_data(f"1:sub:{other.assignment_id}")
    await ming.person.sees("just paste it here")
    await ming.person.says("here you are")
    await ming.person.sees("I see no link in that")
    await ming.person.says(a_link())
    await ming.person.sees("Link received")
    assert chat.world.do(status, other.assignment_id) is S.SUBMITTED
    assert chat.world.do(status, ming.number) is S.CLAIMED


async def test_submit_finds_what_waits(chat: Chat) -> None:
    ming = await worker(chat)
    await ming.person.says("/submit")
    await ming.person.sees("just paste it here")
    await ming.person.taps("Cancel")
    await ming.person.sees("Cancelled")
    another(chat, ming)
    await ming.person.says("/submit")
    await ming.person.sees("Which one is it for?")
    await ming.person.says(f"/submit {a_link()}")
    await ming.person.sees("Several of your tasks fit")
    idle = await chat.creator("Idle")
    await idle.says("/submit")
    await idle.sees("Nothing of yours waits for a link")


async def test_a_draft_goes_first_where_it_is_wanted(any_chat: Chat) -> None:
    ming = await worker(any_chat, draft_required=True)
    await ming.person.says(a_link())
    await ming.person.sees("wants a draft first")
    await ming.person.says("/my")
    await ming.person.taps("1")
    await ming.person.sees("Hand in a draft. You publish once it is approved.")
    await ming.person.taps("Hand in a draft")
    await ming.person.sees("Send the text you want to publish")
    await ming.person.says("字" * 2_600)
    await ming.person.sees("That is too long (2600)")
    await ming.person.says(a_link())
    await ming.person.sees("That is only a link. Send the text you want to publish")
    await ming.person.says(DRAFT)
    await ming.person.sees("Draft received")
    assert any_chat.world.do(status, ming.number) is S.DRAFT_SUBMITTED


async def test_an_approved_draft_is_what_the_card_gives_to_publish(chat: Chat) -> None:
    ming = await worker(chat, draft_required=True)
    rui, _ = await reviewer(chat)
    await ming.person.taps_data(f"1:sub:{ming.number}")
    await ming.person.says(DRAFT)
    await ming.person.sees("Draft received")
    await rui.says("/review")
    await rui.taps("Approve")
    await rui.sees("Nothing waits for you")
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("Publish it on Douyin")
    assert DRAFT in card.text
    assert "〔" not in card.text
    assert fingerprint(ming.number) in card.text


async def test_the_question_comes_below_the_card_which_stays_a_card(chat: Chat) -> None:
    ming = await worker(chat)
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("Publish it on Douyin")
    await ming.person.taps("Hand in the link")
    question = await ming.person.sees("just paste it here")
    assert question.id > card.id
    assert "#广告" in card.text
    await ming.person.taps("Cancel", message=question)
    await ming.person.sees("Cancelled")
    await ming.person.says(a_link())
    again = await ming.person.sees("a reviewer is looking at your post")
    assert again.id == card.id


async def test_the_same_tap_again_asks_the_same_question(chat: Chat) -> None:
    """As after a kill between the commit and the reply."""
    ming = await worker(chat)
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("Publish it on Douyin")
    tap = a_tap(ming.person, f"1:sub:{ming.number}", card.id)
    for _ in range(2):
        await chat.intake.receive(tap)
        question = await ming.person.sees("just paste it here")
    assert question.id > card.id
    assert "Publish it on Douyin" in card.text


async def test_a_wrong_link_is_replaced_from_the_card(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    wrong, right = a_link(), a_link()
    await ming.person.says(wrong)
    await ming.person.taps("Open the card", message=await ming.person.sees("Link received"))
    card = await ming.person.sees("a reviewer is looking at your post")
    await ming.person.taps("Replace the link")
    question = await ming.person.sees("It takes the place of the earlier one")
    assert question.id > card.id
    await ming.person.says(wrong)
    await ming.person.sees("That is the link the reviewer has already.")
    await ming.person.says(f"这个才对 {right}")
    done = await ming.person.sees("Link replaced: 听书")
    assert "Approved by itself in 2 d" in done.text
    redrawn = await ming.person.sees("a reviewer is looking at your post")
    assert redrawn.id == card.id
    assert handed(any_chat) == 2


async def test_a_link_of_the_wrong_task_is_taken_back_and_handed_in_for_the_right_one(
    any_chat: Chat,
) -> None:
    ming, link = await worker(any_chat), a_link()
    rui, _ = await reviewer(any_chat)
    await rui.says("/review")
    await rui.sees("Nothing waits for you")
    await ming.person.says(link)
    await ming.person.taps("Open the card", message=await ming.person.sees("Link received"))
    card = await ming.person.sees("a reviewer is looking at your post")
    async with messages_going_out(any_chat):
        call = await rui.sees("A post waits")
    another(any_chat, ming)
    await ming.person.taps("Take it back")
    await ming.person.sees("Nobody reviews it then")
    await ming.person.taps("Take it back")
    redrawn = await ming.person.sees("Publish it on Douyin as ming")
    assert redrawn.id == card.id
    any_chat.telegram.clock.advance((asking.AFTER + timedelta(seconds=1)).total_seconds())
    async with messages_going_out(any_chat):
        closed = await rui.sees("Nothing of this waits for you any more")
    assert (closed.id, list(closed.buttons)) == (call.id, [])
    await rui.says("/review")
    await rui.sees("Nothing waits for you")
    await ming.person.says(link)
    await ming.person.sees("Several of your tasks fit this link.")


async def test_a_draft_is_replaced_from_the_card(any_chat: Chat) -> None:
    ming = await worker(any_chat, draft_required=True)
    any_chat.world.do(drafted, ming.work)
    rui, _ = await reviewer(any_chat)
    await rui.says("/review")
    await rui.sees("Review  1/1")
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("a reviewer is reading your draft")
    assert "Take it back" not in card.buttons
    await ming.person.taps("Replace the draft")
    await ming.person.sees("It takes the place of the earlier one")
    await ming.person.says(DRAFT)
    await ming.person.sees("That is the draft the reviewer has already.")
    await ming.person.says("地铁上听完了《长夜》")
    await ming.person.sees("Draft replaced: 听书")
    await rui.taps("Approve")
    await rui.sees_alert("The creator has replaced this. Here is the new one.")
    await rui.sees("地铁上听完了《长夜》")


async def test_a_link_is_not_replaced_once_it_is_decided_on(chat: Chat) -> None:
    ming = await worker(chat)
    rui, _ = await reviewer(chat)
    await ming.person.says(a_link())
    await ming.person.sees("Link received")
    await ming.person.taps_data(f"1:sub.swap:{ming.number}")
    await ming.person.sees("It takes the place of the earlier one")
    await rui.says("/review")
    await rui.taps("Approve")
    await rui.sees("Nothing waits for you")
    await ming.person.says(a_link())
    await ming.person.sees("is approved already: nothing to hand in")
    assert handed(chat) == 1
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("the counts come in")
    assert "Replace the link" not in card.buttons


async def test_reviewers_are_called_and_nobody_else(chat: Chat) -> None:
    ming = await worker(chat)
    _, rui = await reviewer(chat)
    chat.world.do(grant, ming.creator.actor, Role.REVIEWER)
    await ming.person.says(a_link())
    await ming.person.sees("Link received")
    told = chat.world.rows(select(delivery.c.person_id, delivery.c.kind))
    assert told == [(rui.person_id, "review_waiting")]


async def test_html_in_names_and_texts_stays_text(chat: Chat) -> None:
    ming = await worker(chat, "<b>Ming</b> & co", draft_required=True)
    await ming.person.taps_data(f"1:sub:{ming.number}")
    await ming.person.sees("Send the text you want to publish")
    await ming.person.says("<i>1 < 2</i> & {braces} {0}")
    await ming.person.sees("Draft received")
    rui, _ = await reviewer(chat)
    await rui.says("/review")
    item = await rui.sees("<i>1 < 2</i> & {braces} {0}")
    assert "<b>Ming</b> & co" in item.text


async def test_a_link_for_work_that_was_handed_in_elsewhere_meanwhile(chat: Chat) -> None:
    ming = await worker(chat)
    await ming.person.says("/submit")
    await ming.person.sees("just paste it here")
    chat.world.do(handed_in, ming.work)
    await ming.person.says(a_link())
    await ming.person.sees("is with a reviewer already")
    assert handed(chat) == 1


async def test_the_same_update_again_shows_what_it_did(any_chat: Chat) -> None:
    """As after a kill between the commit and the reply."""
    ming = await worker(any_chat)
    await ming.person.starts()
    await ming.person.sees("What would you like to do?")
    raw = {
        "update_id": 900_000_001,
        "message": {
            "message_id": 77,
            "date": 1_795_400_000,
            "chat": ming.person.user.as_chat(),
            "from": ming.person.user.as_sender(),
            "text": a_link(),
        },
    }
    await any_chat.intake.receive(raw)
    await ming.person.sees("Link received")
    await any_chat.intake.receive(raw)
    listed = await ming.person.sees("My work")
    assert "In review" in listed.text
    assert handed(any_chat) == 1


async def test_an_update_again_is_a_sentence_when_what_is_asked_cannot_be_answered_any_more(
    chat: Chat,
) -> None:
    """The present state is a question about work that is with a reviewer by now."""
    ming = await worker(chat)
    raw = {
        "update_id": 900_000_002,
        "message": {
            "message_id": 77,
            "date": 1_795_400_000,
            "chat": ming.person.user.as_chat(),
            "from": ming.person.user.as_sender(),
            "text": "/start",
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        },
    }
    await ming.person.starts()
    await chat.intake.receive(raw)
    await ming.person.says("/submit")
    await ming.person.sees("just paste it here")
    chat.world.do(handed_in, ming.work)
    await chat.intake.receive(raw)
    await ming.person.sees("is with a reviewer already")
    assert chat.world.rows(select(kept_update.c.update_id)) == []


async def test_a_restart_loses_no_question(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    other = another(any_chat, ming)
    await ming.person.says(a_link())
    asked = await ming.person.sees("Several of your tasks fit")
    await any_chat.restart()
    await ming.person.taps_data(_first_data(asked), asked)
    await ming.person.sees("Link received")
    stands = {any_chat.world.do(status, n) for n in (ming.number, other.assignment_id)}
    assert stands == {S.CLAIMED, S.SUBMITTED}


async def test_a_link_is_handed_in_while_something_else_is_being_asked(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    await ming.person.says("/earnings")
    await ming.person.taps("Add payout details")
    await ming.person.taps("Alipay")
    await ming.person.sees("the phone number")
    await ming.person.says(a_link())
    received = await ming.person.sees("Link received")
    assert "The question from before still waits for your answer." in received.text
    assert any_chat.world.do(status, ming.number) is S.SUBMITTED
    await ming.person.says("13812345678")
    await ming.person.sees("The real name")


async def test_a_link_that_must_be_asked_about_cancels_the_question_before(chat: Chat) -> None:
    ming = await worker(chat)
    another(chat, ming)
    await ming.person.says("/earnings")
    await ming.person.taps("Add payout details")
    await ming.person.says(a_link())
    asked = await ming.person.sees("Several of your tasks fit this link")
    assert "What was being asked before is cancelled." in asked.text
