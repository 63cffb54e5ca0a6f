"""/privacy: seen, taken along, erased in two steps."""

import json

from sqlalchemy import select, update

from domain.assignment import AssignmentStatus
from domain.ledger import LedgerAccount, Line, Posting, PostingKind
from services import assignments
from storage import ledger, people
from storage.tables.debts import waiver
from storage.tables.people import account, person
from storage.tables.work import assignment
from tests import world as w
from tests.handlers.conftest import MESSAGES_KEPT_DAYS, Chat, sign_up
from tests.world import NOW


async def test_everything_kept_is_sent_as_a_file(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    await ming.says("/privacy")
    shown = await ming.sees("What is kept about you")
    assert "Accounts: 1" in shown.text
    await ming.taps("Send me all of it")
    sent = await ming.sees("This is everything that is kept about you.")
    document = sent.as_json()["document"]
    assert document["file_name"] == "koc-about-me-2026-11-23.json"
    file = chat.telegram.world.files.of_any_bot(document["file_id"])
    assert file is not None
    told = json.loads(file.data)
    assert told["accounts"][0]["handle"] == "ming"
    assert told["person"][0]["telegram_id"] == ming.user.id


async def test_how_long_messages_are_kept_is_said_in_both_languages(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    await ming.says("/privacy")
    await ming.sees(f"A message to you is forgotten {MESSAGES_KEPT_DAYS} days after it was sent")
    await ming.says("/language")
    await ming.taps("简体中文")
    await ming.says("/privacy")
    await ming.sees(f"发给你的消息在发出 {MESSAGES_KEPT_DAYS} 天后清除")


async def test_erasure_takes_two_steps_and_forgets(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    await ming.says("/privacy")
    await ming.taps("Erase me")
    await ming.sees("Erase you?")
    await ming.taps("Go on")
    await ming.sees("Are you sure?")
    await ming.taps("No, keep me")
    await ming.sees("What is kept about you")
    assert chat.world.rows(select(person.c.telegram_id)) == [(ming.user.id,)]
    await ming.taps("Erase me")
    await ming.taps("Go on")
    await ming.taps("Yes, erase me for good")
    await ming.sees("you are forgotten here")
    assert chat.world.rows(select(person.c.telegram_id, person.c.name)) == [(None, "erased-1")]
    assert chat.world.rows(select(account.c.handle)) == [("erased-1",)]


async def test_old_buttons_of_the_forgotten_bring_nothing_back(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    await ming.taps_data("1:priv.erased")
    await ming.sees("you are forgotten here")
    for data in ("set.news:1", "acc.add", "lang.to:en", "acc:1", "priv.erased", "form:9:x"):
        await ming.taps_data(f"1:{data}")
        await ming.sees_alert(" ")
    await ming.says("/privacy")
    await ming.sees("Nothing is kept about you.")
    await ming.blocks()
    assert chat.world.rows(select(person.c.telegram_id)) == [(None,)]
    await sign_up(ming, handle="ming")  # as somebody new, with the handle that is free again


async def test_open_work_and_money_on_its_way_come_first(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    offer = chat.world.do(w.live_campaign, category=w.Category.FOOD)
    actor = chat.world.do(people.actor_by_telegram, ming.user.id)
    assert actor is not None
    held = chat.world.do(assignments.claim, actor, offer.task_id, 1, offer.terms_id, now=NOW)
    await ming.says("/privacy")
    await ming.taps("Erase me")
    await ming.sees_alert("You still hold work (1).")
    chat.world.do(
        lambda conn: conn.execute(
            update(assignment)
            .where(assignment.c.id == held)
            .values(status=AssignmentStatus.APPROVED, cutoff_at=NOW)
        )
    )
    await ming.taps("Erase me")
    shown = await ming.sees("Approved work of yours is still being measured")
    assert "from 26 Nov on" in shown.text
    await ming.taps_data("1:priv.erased")
    await ming.sees_alert("Money of yours is still on its way.")
    assert chat.world.rows(select(person.c.telegram_id)) == [(ming.user.id,)]


async def test_who_has_money_that_cannot_be_paid_gives_it_up_and_leaves(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    payable(chat, 320)
    await ming.says("/privacy")
    await ming.taps("Erase me")
    await ming.sees("Money of yours is still on its way: ¥3.20.")
    await ming.taps("Give up ¥3.20…")
    await ming.sees("Give up ¥3.20 and be erased?")
    await ming.taps("No, keep me")
    await ming.taps("Erase me")
    await ming.taps("Give up ¥3.20…")
    await ming.sees("Give up ¥3.20 and be erased?")
    payable(chat, 100)  # more came since: nothing is given up that was not shown
    await ming.taps("Yes, give it up and erase me")
    await ming.sees_alert(" ")
    assert chat.world.rows(select(waiver.c.id)) == []
    await ming.says("/privacy")
    await ming.taps("Erase me")
    await ming.taps("Give up ¥4.20…")
    await ming.sees("Give up ¥4.20 and be erased?")
    await ming.taps("Yes, give it up and erase me")
    await ming.sees("you are forgotten here")
    assert chat.world.rows(select(waiver.c.amount_minor)) == [(420,)]
    assert chat.world.rows(select(person.c.telegram_id, person.c.name)) == [(None, "erased-1")]


def payable(chat: Chat, amount_minor: int) -> None:
    lines = (
        Line(LedgerAccount.CAMPAIGN_FUNDS, 1, -amount_minor),
        Line(LedgerAccount.CREATOR_PAYABLE, 1, amount_minor),
    )
    posting = Posting(f"earned{amount_minor}", PostingKind.SETTLEMENT, "CNY", lines, NOW)
    chat.world.do(ledger.post, [posting])
