"""/report says how campaigns do: funnel and money of each, to who may see it."""

from domain.people import Role
from services import settlements
from tests.approved import approved, read_in, reading
from tests.handlers.conftest import Chat
from tests.handlers.earning import member
from tests.live_campaign import CPE
from tests.odd import an_odd_one
from tests.world import creator, live_campaign


async def test_a_coordinator_reads_how_each_campaign_does(any_chat: Chat) -> None:
    world = any_chat.world
    lin, _ = await member(any_chat, "Lin", Role.COORDINATOR)
    campaign = world.do(live_campaign, agreed=CPE, slots=5)
    works = [world.do(approved, campaign, world.do(creator)) for _ in range(2)]
    at = works[0].cutoff_at
    world.do(read_in, reading(works[0], at, views=4_000, likes=100), now=at)
    world.do(settlements.settle_due, now=at)
    await lin.says("/report")
    listed = await lin.sees("How campaigns do")
    assert "Claimed 2 → submitted 2 → approved 2 → settled 1" in listed.text
    assert "Spent ¥35.00 · reserved ¥200.00 · of ¥1,000.00" in listed.text
    await lin.taps("1", message=listed)
    report = await lin.sees("Newest readings of 1 posts")
    assert "views: 4,000" in report.text
    assert "likes: 100 · 2.50 %" in report.text
    await lin.taps("By task: 1", message=report)
    tasks = await lin.sees("by task")
    assert "3 of 5 slots free" in tasks.text
    assert "Douyin · Daily life · All regions · 上班族 · 地铁" in tasks.text
    await lin.taps("‹ Back", message=tasks)
    await lin.taps("‹ Back", message=await lin.sees("Newest readings of 1 posts"))
    await lin.sees("How campaigns do")


async def test_what_works_on_hold_may_earn_is_named_as_in_the_console(any_chat: Chat) -> None:
    lin, _ = await member(any_chat, "Lin", Role.COORDINATOR)
    an_odd_one(any_chat.world)
    await lin.says("/report")
    await lin.taps("1", message=await lin.sees("How campaigns do"))
    await lin.sees("On hold: 1 · may earn up to ¥200.00")


async def test_pages_of_many_campaigns_are_turned(chat: Chat) -> None:
    finance, _ = await member(chat, "Fang", Role.FINANCE)
    for _ in range(7):
        chat.world.do(live_campaign)
    await finance.says("/report")
    await finance.sees("How campaigns do")
    await finance.taps("▶")
    second = await finance.sees("7. 🟢")
    await finance.taps("7", message=second)
    await finance.sees("No figures yet")


async def test_a_report_is_not_for_creators(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    await ming.says("/report")
    await ming.sees("That is not for your role.")


async def test_who_may_review_has_it_in_the_menu(chat: Chat) -> None:
    """The notice of what is overdue sends coordinators there."""
    lin, _ = await member(chat, "Lin", Role.COORDINATOR)
    await lin.says("/start")
    menu = await lin.sees("What would you like to do?")
    assert {"Review", "Report"} <= set(menu.buttons)
    await lin.taps("Review", message=menu)
    await lin.sees("Nothing waits")
