"""A creator's accounts: added, changed, retired, each from its card."""

import pytest
from sqlalchemy import select

from services import assignments
from storage import people
from storage.tables.people import account
from tests import world as w
from tests.handlers.conftest import Chat
from tests.world import NOW


async def test_accounts_are_changed_from_their_card(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    await ming.says("/profile")
    await ming.taps("✏️ Douyin · ming")
    await ming.taps("Followers")
    await ming.sees("How many followers")
    await ming.says("2.5万")
    await ming.sees("25,000 followers")
    await ming.taps("Region")
    await ming.taps("Overseas" if "Overseas" in ming.buttons else "overseas")
    await ming.sees("Hong Kong, Macao, Taiwan and overseas")
    await ming.taps("Categories")
    await ming.sees("What is it about?")
    await ming.taps("✅ Food")
    await ming.taps("Books")
    await ming.taps("Done")
    await ming.sees("Books")
    await ming.taps("Handle")
    await ming.sees("called on Douyin?")
    await ming.says("ming_reads")
    await ming.sees("Paste the link of its profile on Douyin")
    await ming.says("https://www.douyin.com/user/MS4wLjABAAAAming")
    await ming.sees("Douyin · ming_reads")
    assert "Its profile page" in ming.buttons
    assert chat.world.rows(
        select(account.c.handle, account.c.followers, account.c.profile_url)
    ) == [("ming_reads", 25_000, "https://www.douyin.com/user/MS4wLjABAAAAming")]


async def test_a_second_account_is_added_and_the_first_retired(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    await ming.says("/profile")
    await ming.taps("Add an account")
    await ming.taps("Bilibili")
    await ming.sees("called on Bilibili?")
    await ming.says("ming")
    await ming.taps("Without a link")
    await ming.sees("How many followers")
    await ming.says("90")
    await ming.taps("Games")
    await ming.taps("Done")
    await ming.taps("East China")
    await ming.sees("Account added")
    await ming.says("/profile")
    await ming.taps("✏️ Douyin · ming")
    await ming.taps("Retire")
    await ming.sees("Retire Douyin · ming?")
    await ming.taps("Retire it")
    await ming.sees("Douyin · ming is retired.")
    await ming.taps("Profile")
    shown = await ming.sees("Bilibili · ming")
    assert "Douyin" not in shown.text


async def test_an_account_at_work_is_not_retired(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    offer = chat.world.do(w.live_campaign, category=w.Category.FOOD)
    actor = chat.world.do(people.actor_by_telegram, ming.user.id)
    assert actor is not None
    chat.world.do(assignments.claim, actor, offer.task_id, 1, offer.terms_id, now=NOW)
    await ming.taps_data("1:acc.retired:1")
    await ming.sees_alert("This account still has unsettled work (1).")


@pytest.mark.parametrize("data", ["acc:1", "acc.edit:followers:1", "acc.retire:1", "acc.retired:1"])
async def test_nobody_reaches_an_account_of_somebody_else(chat: Chat, data: str) -> None:
    await chat.creator("Ming")
    hong = await chat.creator("Hong")
    await hong.taps_data(f"1:{data}")
    await hong.sees_alert("This account is not yours")


@pytest.mark.parametrize(
    "data",
    ["acc:x", "acc:-1", "acc:" + "9" * 40, "acc", "acc:1:2:3", "acc.edit:name:1", "acc.edit:1",
     "lang.to:xx", "team.one:x", "team.invite:king", "go:nowhere", "onb.yes:en", "form.back:99",
     "set.remind", "join.yes:" + "x" * 40],
)  # fmt: skip
async def test_forged_buttons_get_an_answer_and_do_nothing(chat: Chat, data: str) -> None:
    ming = await chat.creator("Ming")
    before = chat.world.rows(select(account))
    await ming.taps_data(f"1:{data}")
    await ming.sees_alert(" ")
    assert chat.world.rows(select(account)) == before
