"""The menu's first lines: what awaits the one who opens it."""

from tests.handed_in import handed_in
from tests.handlers.conftest import Chat
from tests.handlers.working import reviewer, worker


async def test_a_creator_sees_their_turn_and_a_reviewer_the_queue(chat: Chat) -> None:
    ming = await worker(chat)
    await ming.person.says("/start")
    await ming.person.sees("✍️ Your turn: 1, the next by Thu 26 Nov")
    rui, _ = await reviewer(chat)
    await rui.says("/start")
    assert "To review" not in (await rui.sees("What would you like to do?")).text
    chat.world.do(handed_in, ming.work)
    await rui.says("/start")
    await rui.sees("🔎 To review: 1")
    await ming.person.says("/start")
    assert "Your turn" not in (await ming.person.sees("What would you like to do?")).text
