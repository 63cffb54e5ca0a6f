"""Campaign files in chat: previewed as creators will see them, launched when they are funded."""

import re
from pathlib import Path

from sqlalchemy import update

from domain.locales import ZH
from domain.people import Role
from storage.tables.campaigns import terms
from tests.handlers.conftest import Chat
from tests.handlers.earning import member

EXAMPLE = (Path(__file__).parents[2] / "campaigns" / "spring-tea.toml").read_text()


async def test_a_draft_shows_its_days_its_tasks_and_the_texts(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.sends_document("tea.toml", EXAMPLE.encode())
    sheet = await owner.sees("山野茶社 · Draft")
    assert "20 Nov – 30 Jun 2027" in sheet.text
    await owner.taps("Tasks and texts")
    tasks = await owner.sees("Tasks of Spring tea launch")
    assert (
        "Xiaohongshu · Food · East China · 25–35 岁上班族 · 办公室下午茶\n3 slots, ends"
        in tasks.text
    )
    await owner.taps("1")
    await owner.sees("at least ¥30.00 once approved, at most ¥120.00")
    await owner.taps("Texts they get")
    texts = await owner.sees("Each creator gets one of these")
    assert "story" in texts.text
    assert "What does the first sip taste like? 15–80 characters" in texts.text


async def test_a_draft_says_whether_its_texts_are_enough_for_its_slots(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.sends_document("tea.toml", EXAMPLE.encode())
    sheet = await owner.sees("“First sip”: 50 different texts for 40 slots")
    assert "the same text" not in sheet.text
    more = EXAMPLE.replace("slots = 4\n", "slots = 15\n")
    await owner.sends_document("more.toml", more.encode())
    sheet = await owner.sees("“First sip”: 50 different texts for 51 slots")
    assert "⚠️ Some creators would publish the same text: add choices or variants." in sheet.text


async def test_a_creator_sees_nothing_of_a_draft(chat: Chat) -> None:
    owner, ming = await chat.owner("Lin"), await chat.creator("Ming")
    await owner.sends_document("tea.toml", EXAMPLE.encode())
    await owner.sees("山野茶社 · Draft")
    for verb in ("camp.tasks:1:1", "camp.task:1:1:1", "camp.texts:1:1:1"):
        await ming.taps_data(f"1:{verb}")
        await ming.sees_alert("That is not for your role.")
    await ming.taps_data("1:task:1:1")
    await ming.sees_alert("This task is no longer here.")


async def test_what_its_budget_cannot_fund_does_not_launch(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.sends_document("tea.toml", EXAMPLE.replace('"6000.00"', '"100.00"').encode())
    sheet = await owner.sees("¥4,700.00 short: it cannot launch.")
    assert not any("Launch" in label for label in sheet.buttons)
    await owner.taps_data("1:camp.launch:1", sheet)
    await owner.sees_alert("all slots together may cost ¥4,800.00, the budget is ¥100.00")


async def test_a_pot_that_does_not_reach_for_what_is_promised_does_not_launch(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.sends_document("tea.toml", EXAMPLE.encode())
    sheet = await owner.sees("山野茶社 · Draft")
    small = update(terms).values(pot_minor=119_999)  # as older versions let it be saved
    chat.world.do(lambda conn: conn.execute(small))
    said = (
        "It cannot launch. The shared pot: ¥1,199.99 does not reach for what all slots are "
        "promised: 40 × ¥30.00 = ¥1,200.00"
    )
    await owner.taps("Launch…")
    await owner.sees_alert(said)
    await owner.taps_data("1:camp.launch:1", sheet)
    await owner.sees_alert(said)


async def test_a_launch_is_asked_once_with_what_it_may_cost(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.sends_document("tea.toml", EXAMPLE.encode())
    await owner.taps("Launch…")
    await owner.sees("At worst they cost ¥4,800.00 of the budget of ¥6,000.00.")
    await owner.taps("‹ Back")
    await owner.sees("山野茶社 · Draft")
    await owner.taps("Launch…")
    await owner.taps("Yes, launch")
    await owner.sees("山野茶社 · Live")


async def test_a_corrected_file_takes_the_place_of_the_older_draft(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.sends_document("tea.toml", EXAMPLE.replace('"6000.00"', '"100.00"').encode())
    first = await owner.sees("¥4,700.00 short")
    assert "Older drafts" not in first.text
    await owner.sends_document("tea.toml", EXAMPLE.encode())
    await owner.sees("Older drafts of this title: 1. Does this one replace them?")
    await owner.taps("Yes, discard the older")
    second = await owner.sees("山野茶社 · Draft")
    assert "Older drafts" not in second.text
    await owner.says("/campaigns")
    listed = await owner.sees("Campaigns")
    assert [each for each in listed.buttons if "📝" in each] == ["📝 Spring tea launch"]


async def test_a_discarded_draft_leaves_the_list_and_its_file_brings_it_back(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.sends_document("tea.toml", EXAMPLE.encode())
    await owner.taps("Discard…")
    await owner.sees("It leaves the lists; its file, sent again, brings it back.")
    await owner.taps("Discard it")
    await owner.sees("山野茶社 · Closed")
    ming = await chat.creator("Ming")
    await ming.taps_data("1:task:1:1")
    await ming.sees_alert("This task is no longer here.")
    await owner.says("/campaigns")
    await owner.sees("No campaign yet.")
    await owner.sends_document("tea.toml", EXAMPLE.encode())
    await owner.sees("山野茶社 · Draft")


async def test_a_broken_file_names_every_fault_by_line_and_key(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    broken = EXAMPLE.replace('floor = "30.00"', "flor = 3").replace("{closing}~", "{closng}~")
    await owner.sends_document("tea.toml", broken.encode())
    said = await owner.sees("Nothing was loaded. To put right: 2")
    assert "terms.flor: unknown key; nearest: floor" in said.text
    assert "no slot is called closng; nearest: closing" in said.text


async def test_what_is_no_toml_is_said_in_the_language_of_who_reads_it(chat: Chat) -> None:
    owner, _ = await member(chat, "Lin", Role.COORDINATOR, locale=ZH)
    await owner.sends_document("tea.toml", b"[campaign\n")
    await owner.sees("第 1 行：不是有效的 TOML：缺少右方括号 ]")


async def test_a_wrong_value_is_answered_in_words_a_coordinator_can_act_on(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    wrong = EXAMPLE.replace('method = "cpe"', 'method = "cpee"')
    await owner.sends_document("tea.toml", wrong.encode())
    said = await owner.sees("Nothing was loaded")
    assert "cpee is not known. Is it cpe? One of: flat, cpe, cpm, cpa, cps" in said.text
    quoted = re.sub(r"(?m)^slots = (\d+)", r'slots = "\1"', EXAMPLE, count=1)
    await owner.sends_document("tea.toml", quoted.encode())
    await owner.sees("should be a whole number, without quotes")


async def test_an_owner_raises_a_budget_with_a_reason_that_stays_on_the_sheet(
    any_chat: Chat,
) -> None:
    owner = await any_chat.owner("Lin")
    await owner.sends_document("tea.toml", EXAMPLE.encode())
    await owner.taps("Launch…")
    await owner.taps("Yes, launch")
    await owner.taps("Raise the budget")
    await owner.sees("is ¥6,000.00, of which ¥6,000.00 are left. How much should it be in all?")
    await owner.says("much")
    await owner.sees("Please give a plain amount, as 1,234.50.")
    await owner.says("5,000")
    await owner.sees("A budget can only be raised: more than ¥6,000.00")
    await owner.says("¥7,000.00")
    await owner.sees("Why? It stays in the campaign's history, with your name.")
    await owner.says("Two more towns")
    await owner.sees("from ¥6,000.00 to ¥7,000.00?\n💬 Two more towns")
    await owner.taps("Yes, raise it")
    sheet = await owner.sees("💰 Budget ¥7,000.00")
    assert "📈 Budget raised from ¥6,000.00 to ¥7,000.00 on" in sheet.text
    assert "by Lin: Two more towns" in sheet.text


async def test_only_owners_are_offered_to_raise_a_budget(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.sends_document("tea.toml", EXAMPLE.encode())
    await owner.sees("山野茶社 · Draft")
    coordinator, _ = await member(chat, "Wei", Role.COORDINATOR)
    await coordinator.taps_data("1:camp:1")
    sheet = await coordinator.sees("山野茶社 · Draft")
    assert "Raise the budget" not in sheet.buttons
    await coordinator.taps_data("1:camp.raise:1")
    await coordinator.sees_alert("That is not for your role.")


async def test_a_file_of_a_running_campaign_says_that_it_is_another_one(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.sends_document("tea.toml", EXAMPLE.encode())
    await owner.taps("Launch…")
    await owner.taps("Yes, launch")
    await owner.sends_document("richer.toml", EXAMPLE.replace('"6000.00"', '"9000.00"').encode())
    await owner.sees("this is another one. Should the running one have more money, an owner raises")
    await owner.taps("Open the running one")
    await owner.sees("💰 Budget ¥6,000.00")
