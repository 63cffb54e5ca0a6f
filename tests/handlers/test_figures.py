"""Figures are entered in a short dialog, by the creator and by staff, in both languages."""

import pytest
from sqlalchemy import func, select

from domain.locales import EN, ZH
from domain.people import Role
from domain.review import Decision
from handlers.codec import tap
from services import reviews
from storage.tables.metrics import metric_snapshot
from storage.tables.work import submission
from tests.handed_in import handed_in
from tests.handlers.conftest import Chat
from tests.handlers.working import Worker, reviewer, worker
from tests.shown import screenshot
from tests.world import NOW, staff

WORDS = {
    EN: ("Enter the figures", "What does the platform show now?", "I cannot read “many”",
         "I read: views 12,000 · likes 356", "Noted for"),
    ZH: ("填写数据", "平台现在显示多少", "看不懂“many”",
         "我读到的是：观看 12,000 · 点赞 356", "已记下"),
}  # fmt: skip


async def counted(chat: Chat, locale: str = EN) -> Worker:
    """Approved: the counts come in."""
    ming = await worker(chat, locale=locale)
    done = chat.world.do(handed_in, ming.work)
    rui = chat.world.do(staff, Role.REVIEWER)
    chat.world.do(reviews.decide, rui, done.submission_id, Decision.APPROVE, "", "", "", now=NOW)
    return ming


def stored(chat: Chat) -> list[tuple[object, ...]]:
    columns = (metric_snapshot.c.source, metric_snapshot.c.views, metric_snapshot.c.saves)
    return [tuple(row) for row in chat.world.rows(select(*columns).order_by(metric_snapshot.c.id))]


@pytest.mark.parametrize("locale", [EN, ZH])
async def test_a_creator_types_one_line_and_sends_the_screen(any_chat: Chat, locale: str) -> None:
    begin, asks, unread, read, noted = WORDS[locale]
    ming = await counted(any_chat, locale)
    await ming.person.says("/my")
    await ming.person.taps("1")
    await ming.person.taps(begin)
    await ming.person.sees(asks)
    await ming.person.says("many 2 3 4 5")
    await ming.person.sees(unread)
    await ming.person.says("1.2万 356 28 - 17")
    await ming.person.sees(read)
    await ming.person.sends_photo(screenshot())
    await ming.person.sees(noted)
    assert stored(any_chat) == [("screenshot", 12_000, None)]


async def test_without_a_screenshot_it_is_the_creators_word(chat: Chat) -> None:
    ming = await counted(chat)
    await ming.person.says("/my")
    await ming.person.taps("1")
    await ming.person.taps("Enter the figures")
    await ming.person.says("likes 356 saves 91")
    await ming.person.taps("Save without a screenshot")
    await ming.person.sees("entered by the creator")
    assert stored(chat) == [("creator", None, 91)]


async def test_staff_enter_them_from_the_submissions_card(chat: Chat) -> None:
    await counted(chat)
    rui, _ = await reviewer(chat)
    ((number,),) = chat.world.rows(select(func.max(submission.c.id)))
    await rui.says("/review")
    await rui.taps_data(tap("rev.open", number))
    await rui.taps("Enter the figures")
    await rui.says("12k 356 28 91 17")
    await rui.sends_photo(screenshot())
    await rui.sees("entered by staff")
    assert stored(chat) == [("coordinator", 12_000, 91)]
    await rui.taps("See the submission")
    await rui.taps("🖼 Screenshot 1")
    await rui.sees("🖼 the figures")
