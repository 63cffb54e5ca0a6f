"""/settings and /language: each wish is a tap or a word, and bad words change nothing."""

import pytest
from sqlalchemy import select

from domain.locales import EN
from domain.preferences import NEVER_QUIET
from handlers import notices
from storage.tables.people import person
from tests.handlers.conftest import Chat
from tests.world import NOW
from words.speech import speech


async def test_every_wish_is_a_tap_away(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    await ming.says("/settings")
    shown = await ming.sees("Time zone: Shanghai")
    assert "Quiet hours: 22:00–8:00" in shown.text
    await ming.taps("Turn digest off")
    shown = await ming.sees("Weekly digest: off")
    assert "Deadlines and other reminders: on" in shown.text
    await ming.taps("Turn figures off")
    await ming.sees("Figures that are due: off")
    await ming.taps("Turn digest on")
    await ming.sees("Weekly digest: on")
    await ming.taps("Turn reminders off")
    await ming.sees("Deadlines and other reminders: off")
    await ming.taps("Turn news off")
    await ming.sees("News of tasks: off")
    await ming.taps("Quiet hours")
    await ming.taps("23:00–7:00")
    await ming.sees("Quiet hours: 23:00–7:00")
    await ming.taps("Time zone")
    await ming.taps("New York")
    await ming.sees("Time zone: New York")
    (row,) = chat.world.rows(
        select(
            person.c.timezone,
            person.c.quiet_from_hour,
            person.c.quiet_to_hour,
            person.c.wants_reminders,
            person.c.wants_broadcasts,
        )
    )
    assert row == ("America/New_York", 23, 7, False, False)


async def test_a_broadcast_is_muted_from_below_it(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    await ming.taps_data("1:set.mute")
    await ming.sees_alert("No more of these.")
    assert chat.world.rows(select(person.c.wants_broadcasts)) == [(False,)]


@pytest.mark.parametrize(
    ("kind", "stays"),
    [("digest", (True, False, True, True)), ("figures", (True, True, False, True))],
)
async def test_a_reminder_is_muted_from_below_it_and_no_other(
    chat: Chat, kind: str, stays: tuple[bool, ...]
) -> None:
    ming = await chat.creator("Ming")
    facts = {
        "assignment_id": 1,
        "title": "T",
        "day": 3,
        "late_at": NOW.isoformat(),
        "lines": [],
    }
    told = {"digest": "weekly_digest", "figures": "return_due"}[kind]
    screen = notices.worded(told, facts, speech(EN), "Asia/Shanghai", NOW)
    (mute,) = (b for row in screen.rows for b in row if str(b.label) == "No more of these")
    await ming.taps_data(mute.data)
    await ming.sees_alert("No more of these.")
    wishes = select(
        person.c.wants_reminders,
        person.c.wants_digests,
        person.c.wants_figure_calls,
        person.c.wants_broadcasts,
    )
    assert chat.world.rows(wishes) == [stays]
    await ming.taps_data("1:set.mute:sleep")
    assert chat.world.rows(wishes) == [stays]


async def test_wishes_may_be_typed(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    await ming.says("/settings")
    await ming.taps("Time zone")
    await ming.sees("Where are you?")
    await ming.says("Atlantis")
    again = await ming.sees("I do not know that place.")
    assert "Where are you?" in again.text
    await ming.says("kuala lumpur")
    await ming.sees("Time zone: Asia/Kuala_Lumpur")
    await ming.taps("Quiet hours")
    await ming.sees("When shall we be quiet?")
    await ming.says("at night")
    await ming.sees("Send two full hours")
    await ming.says("8-8")
    await ming.sees("From 8 to 8 is no hour at all. To switch them off choose “No quiet hours”")
    await ming.says("0:00–6:00")
    await ming.sees("Quiet hours: 0:00–6:00")
    await ming.taps("Quiet hours")
    await ming.taps("No quiet hours", message=await ming.sees("When shall we be quiet?"))
    await ming.sees("Settings")
    hours = (person.c.quiet_from_hour, person.c.quiet_to_hour)
    assert chat.world.rows(select(*hours)) == [NEVER_QUIET]


async def test_the_language_changes_at_once_and_stays(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    await ming.says("/language")
    await ming.taps("简体中文")
    await ming.sees("语言：简体中文")
    await ming.says("/help")
    await ming.sees("你发作品，我们算数据")
    await ming.says("/language")
    await ming.taps("English")
    await ming.sees("Language: English")


@pytest.mark.parametrize("command", ["/settings", "/profile"])
async def test_a_stranger_is_asked_to_sign_up(chat: Chat, command: str) -> None:
    ming = await chat.person("Ming")
    await ming.says(command)
    await ming.sees("Please sign up first: /start")
