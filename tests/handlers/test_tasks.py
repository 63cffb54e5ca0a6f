"""The list of tasks, why the others are not in it, and the sheet before the claim."""

from sqlalchemy import Connection, update

from domain.people import Category, Region
from domain.platforms import Platform
from domain.terms import Method
from storage.tables.campaigns import task
from tests.handlers.conftest import Chat
from tests.world import live_campaign


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
