"""The list of tasks, why the others are not in it, and the sheet before the claim."""

from dataclasses import replace

from sqlalchemy import Connection, select, update

from domain.notices import NoticeKind
from domain.people import Category, Region
from domain.platforms import Platform
from domain.terms import Method
from handlers.notices import worded
from services import pot_windows
from storage.tables.campaigns import task
from storage.tables.delivery import delivery
from tests.handed_in import held
from tests.handlers.conftest import Chat
from tests.services.test_pots import SHARED
from tests.world import NOW, creator, live_campaign
from words.speech import speech


async def test_a_task_shows_its_cell_and_what_it_pays_at_least_and_at_most(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    chat.world.do(live_campaign, method=Method.CPE, category=Category.FOOD, region=Region.EAST)
    await ming.says("/tasks")
    shown = await ming.sees("Tasks for you")
    assert (
        "Douyin · Food · East China · 上班族 · 地铁\n💰 ¥10.00 to ¥200.00, ¥0.35 per interaction"
        in shown.text
    )


async def test_the_others_are_grouped_by_what_stands_in_the_way(chat: Chat) -> None:
    ming = await chat.creator("Ming")  # Douyin, food, East China
    chat.world.do(live_campaign, category=Category.FOOD, platforms=(Platform.WEIBO,))
    chat.world.do(live_campaign, category=Category.FOOD, region=Region.SOUTH)
    chat.world.do(live_campaign, category=Category.GAMES, platforms=(Platform.KUAISHOU,))
    chat.world.do(live_campaign, category=Category.GAMES, region=Region.SOUTH)
    await ming.says("/tasks")
    await ming.taps("Why not the others?")
    shown = await ming.sees("Not for you right now")
    headings = [line for line in shown.text.splitlines() if line.startswith("This task")]
    assert len(headings) == len(set(headings)) == 3
    region, platform = (
        shown.text.index(words) for words in ("for another region.", "for another platform.")
    )
    assert region < shown.text.index("Douyin · Food · South China") < platform
    assert platform < shown.text.index("Weibo · Food · All regions")


async def test_the_sheet_says_the_last_day_people_have(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    chat.world.do(live_campaign, category=Category.FOOD, work_hours=72)
    await ming.says("/tasks")
    await ming.taps("1")
    await ming.sees("⏳ 3 d to publish after the claim, Mon 7 Dec, 12:00 at the latest")


async def test_tasks_of_one_title_are_told_apart_by_audience_and_scene(any_chat: Chat) -> None:
    ming = await any_chat.creator("Ming")
    made = any_chat.world.do(live_campaign, category=Category.FOOD)
    any_chat.world.do(aimed, made.task_id, audience="office workers", scene="at <home>")
    await ming.says("/tasks")
    shown = await ming.sees("Tasks for you")
    assert "Douyin · Food · All regions · office workers · at <home>" in shown.text
    await ming.taps("1", message=shown)
    await ming.taps("Accept the terms and claim", message=await ming.sees("⏳"))
    await ming.says("/my")
    await ming.sees("Douyin · Food · All regions · office workers · at <home>")


def aimed(conn: Connection, task_id: int, *, audience: str, scene: str) -> None:
    conn.execute(update(task).where(task.c.id == task_id).values(audience=audience, scene=scene))


async def test_the_sheet_says_what_one_would_share_and_when_most_of_it_is_spoken_for(
    any_chat: Chat,
) -> None:
    """Before the claim; who has claimed and not published hears of it, once."""
    agreed = replace(SHARED, pot_days=7, floor_minor=2_500)
    ming = await any_chat.creator("Ming")
    found = any_chat.world.do(
        live_campaign, agreed=agreed, slots=4, budget=10_000, category=Category.FOOD
    )
    await ming.says("/tasks")
    await ming.taps("1")
    shown = await ming.sees("You would be the first in the window until")
    assert "Sun 29 Nov, 12:00, whose works share ¥100.00" in shown.text
    assert "By now that would be ¥90.00 for each" in shown.text  # no post earns more
    await ming.taps("Accept the terms and claim", message=shown)
    await ming.sees("Claimed")
    for _ in range(3):
        any_chat.world.do(held, found, any_chat.world.do(creator, category=Category.FOOD))
    any_chat.world.do(pot_windows.look, 1, now=NOW)
    kind = NoticeKind.WINDOW_SHORT
    told = any_chat.world.rows(select(delivery.c.facts).where(delivery.c.kind == kind))
    assert len(told) == 4
    heard = worded(kind, told[0][0], speech("en"), "Asia/Shanghai", NOW).text
    assert "100% of the ¥100.00 that you share with others" in heard
    assert "The agreed ¥25.00 is yours in any case." in heard
    assert "giving the task back costs you nothing" in heard


async def test_a_window_that_most_is_spoken_for_of_warns_before_the_claim(chat: Chat) -> None:
    agreed = replace(SHARED, pot_days=7, floor_minor=2_000)
    ming = await chat.creator("Ming")
    found = chat.world.do(
        live_campaign, agreed=agreed, slots=5, budget=10_000, category=Category.FOOD
    )
    for _ in range(4):
        chat.world.do(held, found, chat.world.do(creator, category=Category.FOOD))
    chat.world.do(pot_windows.look, 1, now=NOW)
    await ming.says("/tasks")
    await ming.taps("1")
    shown = await ming.sees("⚠️ 80% of it is already spoken for")
    assert "so far 4, and yours" in shown.text
    assert "By now that would be ¥20.00 for each" in shown.text
