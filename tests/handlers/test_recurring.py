"""Tasks that recur, as coordinators and creators meet them in chat."""

from datetime import timedelta

from domain.people import Category
from domain.platforms import Platform
from scheduler import freezing
from storage.database import open_database
from tests.handlers.conftest import Chat
from tests.handlers.test_review_notices import messages_going_out
from tests.services.reminded import pass_time
from tests.services.test_occurrences import FIRST, WALK
from tests.world import creator

HOUR = timedelta(hours=1)


async def test_a_coordinator_reads_when_the_next_one_opens(any_chat: Chat) -> None:
    owner = await any_chat.owner("Lin")
    await owner.sends_document("walk.toml", WALK.encode())
    sheet = await owner.sees("0 of 16 have opened, the next one Thu 3 Dec, 18:00 (Shanghai)")
    assert "16 tasks" in sheet.text
    await owner.taps("Tasks and texts")
    await owner.sees("10 slots, opens Thu 3 Dec, 18:00, ends Sun 6 Dec, 18:00")
    await owner.taps("‹ Back")
    await owner.taps("Launch…")
    await owner.taps("Yes, launch")
    await owner.sees("0 of 16 have opened")


async def test_an_opening_reaches_whom_it_fits_and_is_claimed_from_there(chat: Chat) -> None:
    owner, ming = await chat.owner("Lin"), await chat.person("Ming")
    fits = {"platform": Platform.XIAOHONGSHU, "category": Category.LIFE, "locale": "en"}
    chat.world.do(creator, telegram_id=ming.user.id, **fits)
    await ming.starts()
    await owner.sends_document("walk.toml", WALK.encode())
    await owner.taps("Launch…")
    await owner.taps("Yes, launch")
    await owner.sees("0 of 16 have opened")
    clock = chat.telegram.clock
    clock.advance((FIRST + HOUR - clock.now()).total_seconds())
    assert pass_time(chat.world, clock.now()) == ["occurrence_opens"]
    db = open_database(chat.world.engine.url.render_as_string(hide_password=False))
    assert await freezing.go_on(db, clock.now) == 1
    await db.close()
    async with messages_going_out(chat):
        await ming.sees("A new walk of the week is open, with 10 slots.")
    await ming.says("/tasks")
    await ming.sees("A walk a week")
    await ming.taps("1")
    await ming.taps("Accept the terms and claim")
    await ming.sees("Publish it on Xiaohongshu")


async def test_a_wrong_table_is_named_by_line_and_key(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    wrong = WALK.replace("at = 18:00:00", 'at = "18:00"').replace("times = 16", "times = 99")
    await owner.sends_document("walk.toml", wrong.encode())
    told = await owner.sees("Nothing was loaded. To put right: 2")
    assert "tasks[1].recurs.at: should be a time of day, without quotes" in told.text
    assert "tasks[1].recurs.times: 99 is outside 1–34" in told.text
