"""Statements in chat: to read, to print, as a table; the same numbers as in the console."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from domain.disputes.lines import LineKind
from domain.locales import EN, ZH
from domain.people import Role
from services import campaign_statements, dispute_decisions, statements, verify
from storage.tables.campaigns import campaign
from tests.handlers.conftest import Chat
from tests.handlers.earning import Earner, document, earner, mature, member, settle
from tests.handlers.test_payouts import approved_batch
from tests.objecting import objected, settlement_of
from tests.web.site import served
from tests.world import live_campaign
from words import campaign_statements as campaign_words
from words import statements as statement_words
from words.speech import speech

MONEY = re.compile(r"-?¥[\d,]+\.\d\d")


async def paid(chat: Chat) -> Earner:
    """¥80.00 has arrived."""
    ming, fei = await approved_batch(chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("Payment file (CSV)")
    await fei.sees("Payment file")
    await fei.sends_document("r.csv", b"reference,result,reason\nKOC-1-1,paid,\n")
    await fei.taps("Book the results (1)")
    await fei.sees("is booked")
    return ming


async def test_a_statement_is_chosen_by_year_and_month(chat: Chat) -> None:
    ming = await earner(chat)
    await ming.person.says("/earnings")
    await ming.person.taps("Statements")
    await ming.person.sees("No money has moved yet")
    settle(chat, ming.work)
    mature(chat, ming.work)
    chat.telegram.clock.advance(timedelta(days=31).total_seconds())  # December has begun
    await ming.person.says("/earnings")
    await ming.person.taps("Statements")
    await ming.person.taps("2026")
    year = await ming.person.sees("Statement of 2026, so far")
    assert "Earned: ¥80.00" in year.text
    await ming.person.taps("November 2026")
    month = await ming.person.sees("Statement of November 2026")
    assert "At the end: ¥80.00" in month.text
    await ming.person.taps("‹ The year")
    await ming.person.taps("December 2026")
    await ming.person.sees("At the beginning: ¥80.00")


async def test_chat_console_and_files_tell_the_same_numbers(
    chat: Chat, migrated_sqlite_url: str
) -> None:
    ming = await paid(chat)
    await ming.person.says("/earnings")
    await ming.person.taps("Statements")
    await ming.person.taps("2026")
    await ming.person.taps("December 2026")
    told = (await ming.person.sees("Statement of December 2026")).text
    in_chat = MONEY.findall(told)
    assert in_chat == ["¥80.00", "¥0.00", "¥80.00", "¥0.00", "¥80.00", "¥0.00"]
    await ming.person.taps("🖨 To print")
    page = document(chat, await ming.person.sees("Statement of December 2026"))
    async with served(migrated_sqlite_url, lived_in=chat.world) as site:
        site.now = chat.telegram.clock.now()
        finance = await site.member(Role.FINANCE)
        path = f"/console/statements/{ming.actor.person_id}/2026-12"
        shown, kept = await finance.get(path), await finance.get(f"{path}/file.html")
        table = await finance.get(f"{path}/file.csv")
        whole = (await finance.get("/console/statements?month=2026-12")).words
    assert _figures(shown.text) == _figures(page) == _figures(kept.text) == in_chat
    assert _rows(shown.text) == _rows(page)
    assert "王小明 (P1)" in page  # whose it is reads their own name, and so does finance
    assert "王小明 (P1)" in shown.text
    assert kept.headers["Content-Disposition"].startswith("attachment")
    closing = [line for line in table.text.splitlines() if line.startswith(",closing,")]
    assert closing == [",closing,CNY,,0.00,0.00,0.00,0.00,0.00,80.00,0.00" + "," * 13]
    assert "Ming P1 · CNY ¥80.00 ¥0.00 ¥0.00 ¥0.00 1 ¥80.00 ¥80.00 ¥0.00" in whole
    assert chat.world.do(verify.problems) == []


async def test_a_months_amounts_add_up_to_what_is_left_but_for_those_in_grey(
    chat: Chat, migrated_sqlite_url: str
) -> None:
    ming = await paid(chat)
    async with served(migrated_sqlite_url, lived_in=chat.world) as site:
        site.now = chat.telegram.clock.now()
        finance = await site.member(Role.FINANCE)
        path = f"/console/statements/{ming.actor.person_id}"
        pages = [(await finance.get(f"{path}/2026-{month}")).text for month in (11, 12)]
    moved = [row for page in pages for row in _moved(page)]
    assert moved == [("¥80.00", "¥80.00"), ("", "¥80.00"), ("", "¥80.00"), ("-¥80.00", "¥0.00")]


def _moved(page: str) -> list[tuple[str, str]]:
    """Of each movement its amount, nothing where it is in grey, and what is left."""
    cell = r"data-label='{}' class='number'>([^<]*)<"
    rows = page.partition("What happened")[2].split("<tr>")[2:]
    found = [[re.search(cell.format(which), row) for which in ("Amount", "Left")] for row in rows]
    return [(amount[1] if amount else "", left[1]) for amount, left in found if left]


def _figures(page: str) -> list[str]:
    return MONEY.findall(page.partition("<dl class='figures")[2].partition("</dl>")[0])


def _rows(page: str) -> list[str]:
    behind = page.partition("<dl class='figures")[2].partition("</dl>")[2]
    return MONEY.findall(behind.partition("</main>")[0])


async def test_a_campaigns_statement_is_the_same_in_chat_console_and_file(
    chat: Chat, migrated_sqlite_url: str
) -> None:
    ming = await earner(chat)
    settle(chat, ming.work)
    lin, _ = await member(chat, "Lin", Role.COORDINATOR)
    await lin.says("/campaigns")
    await lin.taps_data("1:camp:1", await lin.sees("Campaigns"))
    await lin.taps("Statement")
    told = (await lin.sees("Statement of")).text
    assert "Flat fee: ¥80.00" in told
    in_chat = MONEY.findall(told.partition("Flat fee")[0])
    await lin.taps("🖨 To print")
    page = document(chat, await lin.sees("Statement of"))
    await lin.taps_data("1:camp.stmt.file:1:csv")
    table = document(chat, await lin.sees("Statement of"))
    async with served(migrated_sqlite_url, lived_in=chat.world) as site:
        site.now = chat.telegram.clock.now()
        shown = await (await site.member(Role.FINANCE)).get("/console/campaigns/1/statement")
    assert _figures(shown.text) == _figures(page) == in_chat
    assert _rows(shown.text) == _rows(page)
    assert ",flat,CNY,80.00,pending," in table


async def objector(chat: Chat) -> tuple[Earner, int, datetime]:
    """Whose settlement is disputed, the dispute's number, and when; the budget has room for it."""
    ming = await earner(chat)
    settle(chat, ming.work)
    richer = update(campaign).values(budget_minor=900_000)
    chat.world.do(lambda conn: conn.execute(richer))
    now, number = chat.telegram.clock.now(), settlement_of(chat.world, ming.work.assignment_id)
    about = objected(chat.world, ming.actor, LineKind.SETTLEMENT, number, now=now)
    return ming, about, now


async def test_what_a_dispute_granted_stands_beside_its_creator_and_the_sums_come_to_the_whole(
    chat: Chat, migrated_sqlite_url: str
) -> None:
    _, about, now = await objector(chat)
    lin, decider = await member(chat, "Lin", Role.COORDINATOR)
    decide = dispute_decisions.make_good
    chat.world.do(decide, decider, about, 1_250, "Counted too little", now=now)
    found = chat.world.do(campaign_statements.one, decider, 1, "Asia/Shanghai")
    (of_creator,) = found.creators.values()
    assert (of_creator.settled_minor, of_creator.granted_minor) == (8_000, 1_250)
    assert of_creator.earned_minor == found.fees.earned_minor == found.summary.earned_minor == 9_250
    assert found.is_even
    assert not replace(found, grants=()).is_even
    await lin.says("/campaigns")
    await lin.taps_data("1:camp.stmt:1", await lin.sees("Campaigns"))
    told = (await lin.sees("Statement of")).text
    assert "Granted by disputes: ¥12.50" in told
    assert "Flat fee: ¥92.50" in told
    assert "koc verify" not in told
    await lin.taps_data("1:camp.stmt.file:1:csv")
    table = document(chat, await lin.sees("Statement of"))
    assert ",dispute:1,,flat,CNY,12.50,payable_or_paid," in table


@pytest.mark.parametrize("locale", [EN, ZH])
async def test_earned_is_one_number_on_a_creators_and_a_campaigns_statement(
    chat: Chat, locale: str
) -> None:
    say = speech(locale)
    ming, about, now = await objector(chat)
    _, decider = await member(chat, "Lin", Role.COORDINATOR)
    chat.world.do(dispute_decisions.make_good, decider, about, 1_250, "Too little", now=now)
    found = chat.world.do(campaign_statements.one, decider, 1, "Asia/Shanghai")
    own = chat.world.do(statements.own, ming.actor, "2026", "Asia/Shanghai", now=now)
    earned = dict(statement_words.figures(own.sheets[0], say))[say("Earned")]
    page = campaign_words.body(found, say)
    cell = f"data-label='{say('Earned')}' class='number'>"
    assert {each.partition("<")[0] for each in page.split(cell)[1:]} == {earned}
    assert dict(campaign_words.figures(found, say))[say("Spent")] == "¥92.50"
    assert say("Spent") != say("Settled")


async def test_a_reviewer_has_no_campaign_statement(chat: Chat) -> None:
    chat.world.do(live_campaign)
    rui, _ = await member(chat, "Rui", Role.REVIEWER)
    await rui.says("/campaigns")
    await rui.taps_data("1:camp:1", await rui.sees("Campaigns"))
    shown = await rui.sees("Budget")
    assert "Statement" not in shown.buttons
    await rui.taps_data("1:camp.stmt:1", shown)
    await rui.sees_alert("not for your role")


async def test_forged_times_get_an_answer(chat: Chat) -> None:
    ming = await earner(chat)
    settle(chat, ming.work)
    chat.telegram.clock.advance(timedelta(days=1).total_seconds())
    await ming.person.says("/earnings")
    shown = await ming.person.sees("Earnings")
    for data in ("stmt:x", "stmt:2026-13", "stmt:1999", "stmt.file:2026:exe", "stmt.file:x"):
        await ming.person.taps_data(f"1:{data}", shown)
        await ming.person.sees_alert(" ")
