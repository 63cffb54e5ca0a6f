"""The helper for tests: acting, seeing, and failing readably."""

import asyncio

import pytest

from sandbox import NotSeen, Person, Sandbox
from sandbox.errors import GestureRefused
from tests.sandbox.raw_bot import RawBot


async def test_a_person_sees_what_is_new_since_they_last_acted(bot: RawBot, lin: Person) -> None:
    await bot.ok("sendMessage", chat_id=lin.user.id, text="welcome")
    await lin.sees("welcome")
    await lin.says("tasks?")
    with pytest.raises(NotSeen, match="welcome"):
        await lin.sees("welcome", timeout=0.05)


async def test_an_edit_counts_as_new(bot: RawBot, lin: Person) -> None:
    sent = await bot.ok("sendMessage", chat_id=lin.user.id, text="claimed")
    await lin.says("link")
    where = {"chat_id": lin.user.id, "message_id": sent["message_id"]}
    await bot.ok("editMessageText", **where, text="submitted")
    assert (await lin.sees("submitted")).id == sent["message_id"]


async def test_seeing_waits_for_what_comes_later(bot: RawBot, lin: Person) -> None:
    waiting = asyncio.create_task(lin.sees("later"))
    await asyncio.sleep(0.02)
    await bot.ok("sendMessage", chat_id=lin.user.id, text="later")
    assert (await waiting).text == "later"


async def test_a_failure_shows_the_end_of_the_chat(bot: RawBot, lin: Person) -> None:
    markup = {"inline_keyboard": [[{"text": "领取", "callback_data": "a"}]]}
    await bot.ok("sendMessage", chat_id=lin.user.id, text="任务 1", reply_markup=markup)
    with pytest.raises(NotSeen) as failure:
        await lin.sees("任务 2", timeout=0.01)
    assert "小林 waited 0.01 s for “任务 2”" in str(failure.value)
    assert "bot | 任务 1  [领取]" in str(failure.value)


async def test_silence_can_be_seen_too(bot: RawBot, lin: Person) -> None:
    await lin.sees_nothing_new(for_seconds=0.02)
    await bot.ok("sendMessage", chat_id=lin.user.id, text="noise")
    with pytest.raises(NotSeen):
        await lin.sees_nothing_new(for_seconds=0.02)


async def test_a_tap_waits_for_its_button(bot: RawBot, lin: Person) -> None:
    tapping = asyncio.create_task(lin.taps("go"))
    await asyncio.sleep(0.02)
    markup = {"inline_keyboard": [[{"text": "go", "callback_data": "a"}]]}
    await bot.ok("sendMessage", chat_id=lin.user.id, text="x", reply_markup=markup)
    assert await tapping


@pytest.mark.parametrize("text", ["", "  ", "x" * 4097, "x" * 40_000])
async def test_what_a_client_would_not_send_is_refused(lin: Person, text: str) -> None:
    with pytest.raises(GestureRefused):
        await lin.says(text)


async def test_a_blocked_bot_and_a_deactivated_account_hear_nothing(lin: Person) -> None:
    await lin.blocks()
    with pytest.raises(GestureRefused, match="blocked"):
        await lin.says("hi")
    await lin.unblocks()
    await lin.says("hi")
    lin.user.deactivated = True
    with pytest.raises(GestureRefused, match="deactivated"):
        await lin.says("hi")


async def test_people_talk_to_the_bot_they_choose(bot: RawBot, sandbox: Sandbox) -> None:
    other = sandbox.register(f"42:{'a' * 35}")
    lin = await sandbox.person("Lin")
    await lin.with_bot(other).says("to the other")
    assert await bot.updates() == []
    assert len(other.queue) == 1


async def test_a_group_hears_and_is_heard(bot: RawBot, sandbox: Sandbox, lin: Person) -> None:
    group = sandbox.group("Reviewers", lin)
    await bot.updates()
    await lin.says("/queue", chat=group)
    (update,) = await bot.updates()
    assert update["message"]["chat"] == {"id": group.id, "title": "Reviewers", "type": "group"}
    await bot.ok("sendMessage", chat_id=group.id, text="empty")
    assert [message.text for message in group.newest_first()] == ["empty", "/queue"]


async def test_names_in_any_script_and_with_markup_are_kept(sandbox: Sandbox, bot: RawBot) -> None:
    for name in ("<b>Eve</b>", "عائشة", "👩‍🎤", "O'Neil & Sons"):
        await (await sandbox.person(name)).starts()
    names = [update["message"]["from"]["first_name"] for update in await bot.updates()]
    assert names == ["<b>Eve</b>", "عائشة", "👩‍🎤", "O'Neil & Sons"]
