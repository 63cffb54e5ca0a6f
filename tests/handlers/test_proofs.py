"""A screenshot goes from the creator's phone to the reviewer's, as a photo or as a file."""

import pytest
from sqlalchemy import func, select

from domain.files import Kind
from domain.locales import EN, ZH
from domain.review import Decision
from sandbox import Person
from services import reviews
from storage.tables.work import submission
from tests.handed_in import handed_in
from tests.handlers.conftest import Chat
from tests.handlers.working import Worker, another, reviewer, worker
from tests.shown import screenshot
from tests.world import NOW

WORDS = {
    EN: ("Ask for a screenshot", "The creator is asked", "Send a screenshot", "take a screenshot",
         "The screenshot stands beside", "🖼 Screenshot 1"),
    ZH: ("请对方发截图", "已经请达人发送", "发送截图", "截一张能看到账号名",
         "审核的人能看到", "🖼 截图 1"),
}  # fmt: skip


async def in_review(chat: Chat, locale: str = EN) -> tuple[Worker, Person]:
    ming = await worker(chat, locale=locale)
    chat.world.do(handed_in, ming.work)
    rui, _ = await reviewer(chat, locale=locale)
    return ming, rui


@pytest.mark.parametrize("locale", [EN, ZH])
async def test_a_reviewer_asks_the_creator_sends_and_the_reviewer_sees(
    any_chat: Chat, locale: str
) -> None:
    ask, asked, send, how, thanks, look = WORDS[locale]
    ming, rui = await in_review(any_chat, locale)
    await rui.says("/review")
    await rui.taps(ask)
    await rui.sees_alert(asked)
    await ming.person.says("/my")
    await ming.person.taps("1")
    await ming.person.taps(send)
    await ming.person.sees(how)
    await ming.person.says("?")
    await ming.person.sees("PNG")
    await ming.person.sends_photo(screenshot(), caption="ming 的主页")
    await ming.person.sees(thanks)
    await rui.says("/review")
    await rui.taps(look)
    shown = await rui.sees("ming 的主页")
    assert "photo" in shown.as_json()


async def test_a_picture_just_sent_is_of_the_one_post_that_it_can_be_of(chat: Chat) -> None:
    ming, rui = await in_review(chat)
    await ming.person.sends_document("shot.png", screenshot(3, kind=Kind.PNG))
    await ming.person.sees("The screenshot stands beside")
    await rui.says("/review")
    await rui.sees("🖼 Screenshots: 1")


async def test_with_several_posts_it_asks_which(chat: Chat) -> None:
    ming, _ = await in_review(chat)
    chat.world.do(handed_in, another(chat, ming))
    await ming.person.sends_photo(screenshot())
    await ming.person.sees("Which of your posts does the screenshot show?")
    question = ming.person.messages[-1]
    await ming.person.taps(question.buttons[0])
    await ming.person.sees("The screenshot stands beside")


async def test_a_picture_beside_a_link_is_the_links(chat: Chat) -> None:
    ming = await worker(chat)
    await ming.person.sends_photo(
        screenshot(), caption="https://www.douyin.com/video/7345678901234567890"
    )
    await ming.person.sees("Link received")


async def test_what_is_no_picture_or_too_large_gets_one_clear_sentence(chat: Chat) -> None:
    ming, _ = await in_review(chat)
    await ming.person.sends_document("shot.png", b"MZ this is no picture")
    await ming.person.sees("What is in this file does not fit its name")
    await ming.person.sends_document("shot.jpg", screenshot()[:500])
    await ming.person.sees("This file is damaged")


async def test_a_long_screenshot_travels_as_a_file(chat: Chat) -> None:
    ming, rui = await in_review(chat)
    await ming.person.sends_document("long.png", screenshot(2, (300, 9_900), Kind.PNG))
    await ming.person.sees("The screenshot stands beside")
    await rui.says("/review")
    await rui.taps("🖼 Screenshot 1")
    shown = await rui.sees("🖼 the post")
    assert "document" in shown.as_json()


async def test_after_the_decision_there_is_nothing_to_ask(chat: Chat) -> None:
    _, rui = await in_review(chat)
    await rui.says("/review")
    card = await rui.sees("Review")
    _, lin = await reviewer(chat, "Lin")
    ((submission_id,),) = chat.world.rows(select(func.max(submission.c.id)))
    chat.world.do(reviews.decide, lin, submission_id, Decision.APPROVE, "", "", "", now=NOW)
    await rui.taps("Ask for a screenshot", message=card)
    await rui.sees_alert("Decided already")
