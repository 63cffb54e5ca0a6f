"""/settle: one screen says what is due and what waits; one tap settles it."""

from datetime import timedelta

from sqlalchemy import select

from domain.locales import ZH
from domain.people import Category, Role
from domain.terms import Method, Terms
from handlers.notices import worded
from services import settlement_runs, verify
from storage.tables.delivery import delivery
from tests.approved import Approved, approved
from tests.handlers.conftest import Chat
from tests.handlers.earning import CPE, member
from tests.world import FLAT, NOW, creator, live_campaign
from words.speech import speech


def approved_by(chat: Chat, name: str, agreed: Terms) -> Approved:
    """As of the chat's own clock, which may be ahead of the world's."""
    now = chat.telegram.clock.now()
    campaign = chat.world.do(live_campaign, agreed=agreed, now=now)
    maker = chat.world.do(creator, name=name, handle=name.lower(), now=now)
    return chat.world.do(approved, campaign, maker, now=now)


async def test_what_is_due_is_settled_by_one_tap(chat: Chat) -> None:
    approved_by(chat, "Ming", FLAT)
    approved_by(chat, "Lan", CPE)
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    chat.telegram.clock.advance(timedelta(days=6, hours=20).total_seconds())
    await fei.says("/settle")
    assert "Next 24 hours: 2, the first" in (await fei.sees("Due now: 0")).text
    chat.telegram.clock.advance(timedelta(hours=4, minutes=1).total_seconds())
    await fei.says("/settle")
    shown = await fei.sees("Due now: 1")
    assert "💰 ¥80.00" in shown.text
    assert "missing data, the floor is paid after 14 days" in shown.text
    await fei.taps("Settle 1 now")
    shown = await fei.sees("Due now: 0")
    (floor,) = [label for label in shown.buttons if "floor" in label]
    assert "· #2 Lan" in floor
    await fei.taps(floor)
    asked = await fei.sees("Pay ¥10.00 to Lan for")
    assert "#2" in asked.text
    await fei.taps("Yes, pay ¥10.00")
    shown = await fei.sees("Due now: 0")
    assert "Waiting" not in shown.text
    assert chat.world.do(verify.problems) == []


async def test_what_was_left_out_is_named_and_settled_by_one_tap(chat: Chat) -> None:
    work = approved_by(chat, "Ming", FLAT)
    fei, finance = await member(chat, "Fei", Role.FINANCE)
    chat.telegram.clock.advance(timedelta(days=7, minutes=1).total_seconds())
    at = chat.telegram.clock.now()
    of = (work.assignment_id, "counted again")
    chat.world.do(settlement_runs.leave_out, finance, *of, now=at)
    of_kind = select(delivery.c.facts).where(delivery.c.kind == "left_out")
    ((facts,),) = chat.world.rows(of_kind)
    for locale, words in (
        ("en", "is not settled yet: counted again."),
        (ZH, "暂缓结算：counted again。"),
    ):
        assert words in worded("left_out", facts, speech(locale), "Asia/Shanghai", at).text
    await fei.says("/settle")
    shown = await fei.sees("Due now: 0")
    assert "✋" in shown.text
    assert ": counted again" in shown.text
    (again,) = [label for label in shown.buttons if label == "Settle now · ¥80.00 · #1 Ming"]
    await fei.taps(again)
    shown = await fei.sees("Due now: 0")
    assert "Waiting" not in shown.text
    assert chat.world.do(verify.problems) == []


async def test_a_creator_sees_what_a_task_would_pay(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    chat.world.do(live_campaign, method=Method.CPE, category=Category.FOOD)
    await ming.says("/tasks")
    await ming.taps("1")
    await ming.taps("🧮 What would I get?")
    await ming.sees("at 200 interactions: ¥70.00")


async def test_a_creator_tries_a_number_of_their_own(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    chat.world.do(live_campaign, method=Method.CPE, category=Category.FOOD)
    await ming.says("/tasks")
    await ming.taps("1")
    await ming.taps("🧮 What would I get?")
    await ming.taps("Another number…")
    await ming.sees("How many would it be?")
    for nonsense in ("a lot", "-5", "1.5", "9" * 30):
        await ming.says(nonsense)
        await ming.sees("That is no number a post could have")
    await ming.says("0.1k")
    await ming.sees("🔎 at 100 interactions: ¥35.00")


def test_one_post_without_figures_is_told_as_well_as_many() -> None:
    for posts in (1, 2):
        facts = {"campaign_id": 1, "title": "Tea", "posts": posts}
        for kind, words in (
            ("readings_missing", f"past their cut-off without any figures: {posts}."),
            ("settled_unread", f"settled at the agreed minimum: {posts}."),
        ):
            assert words in worded(kind, facts, speech("en"), "Asia/Shanghai", NOW).text
