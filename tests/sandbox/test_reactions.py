"""Reactions and edits of the person, reactions of the bot."""

from sandbox import Person
from tests.sandbox.raw_bot import RawBot


async def test_a_persons_reaction_reaches_a_bot_that_asked_for_them(
    bot: RawBot, lin: Person
) -> None:
    sent = await bot.ok("sendMessage", chat_id=lin.user.id, text="well done")
    await lin.reacts("🔥")
    assert all("message_reaction" not in update for update in await bot.updates())
    await bot.updates(allowed_updates=["message", "message_reaction"])
    await lin.reacts("👍")
    (update,) = await bot.updates()
    changed = update["message_reaction"]
    assert changed["message_id"] == sent["message_id"]
    assert changed["old_reaction"] == [{"type": "emoji", "emoji": "🔥"}]
    assert changed["new_reaction"] == [{"type": "emoji", "emoji": "👍"}]


async def test_a_bot_reacts_with_one_standard_emoji(bot: RawBot, lin: Person) -> None:
    asked = await lin.says("done")
    where = {"chat_id": lin.user.id, "message_id": asked.id}
    await bot.ok("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "❤️"}])
    assert lin.messages[-1].bot_reaction == "❤"
    await bot.ok("setMessageReaction", **where, reaction=[])
    assert lin.messages[-1].bot_reaction == ""
    for reaction, reason in (
        ([{"type": "emoji", "emoji": "✅"}], "REACTION_INVALID"),
        ([{"type": "emoji", "emoji": "👍"}] * 2, "REACTIONS_TOO_MANY"),
        ([{"type": "star"}], "can't parse ReactionType: invalid reaction type specified"),
    ):
        refusal = await bot.refused("setMessageReaction", **where, reaction=reaction)
        assert refusal == f"Bad Request: {reason}"
    missing = await bot.refused("setMessageReaction", chat_id=lin.user.id, message_id=99)
    assert missing == "Bad Request: message to react not found"


async def test_an_edited_message_reaches_the_bot(bot: RawBot, lin: Person) -> None:
    asked = await lin.says("linnk")
    await bot.updates()
    await lin.edits(asked, "link")
    (update,) = await bot.updates()
    assert update["edited_message"]["text"] == "link"
    assert update["edited_message"]["edit_date"]
