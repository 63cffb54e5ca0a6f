"""A creator sees where their money stands and opens any amount down to its counts."""

from datetime import timedelta

import pytest

from domain.people import Actor, Role
from domain.terms import Source
from services import settlements, verify
from storage import ledger
from tests.approved import read_in, reading
from tests.handlers.conftest import Chat
from tests.handlers.earning import CPE, earner, mature, member, settle
from tests.world import NOW

HOUR = timedelta(hours=1)


def balances(chat: Chat, actor: Actor) -> list[tuple[str, int]]:
    found = chat.world.do(ledger.of_person, actor.person_id)
    return [(each.account.value, each.amount_minor) for each in found if each.amount_minor]


async def test_before_the_first_amount_earnings_say_what_will_come(chat: Chat) -> None:
    ming = await earner(chat)
    await ming.person.says("/earnings")
    shown = await ming.person.sees("Nothing yet")
    assert "Tell us where to pay you" in shown.text
    assert "Add payout details" in shown.buttons


async def test_earnings_show_what_is_pending_and_when_it_is_payable(any_chat: Chat) -> None:
    ming = await earner(any_chat)
    settle(any_chat, ming.work)
    await ming.person.says("/earnings")
    shown = await ming.person.sees("Earnings")
    assert "Pending ¥80.00" in shown.text
    assert "¥80.00 becomes payable on 3 Dec." in shown.text
    mature(any_chat, ming.work)
    await ming.person.says("/earnings")
    shown = await ming.person.sees("Payable ¥80.00")
    assert "becomes payable" not in shown.text
    assert "unlocked on 3 Dec" in shown.text


async def test_approved_work_is_expected_as_its_card_projects_it(any_chat: Chat) -> None:
    ming = await earner(any_chat, agreed=CPE)
    await ming.person.says("/earnings")
    shown = await ming.person.sees("Expected ¥10.00 to ¥200.00")
    assert "from approved works not settled yet: 1" in shown.text
    at = ming.work.cutoff_at - HOUR
    any_chat.world.do(read_in, reading(ming.work, at, likes=100, saves=1), now=at)
    await ming.person.says("/earnings")
    await ming.person.sees("Expected ≈ ¥35.86 from approved works not settled yet: 1")
    settle(any_chat, ming.work)
    await ming.person.says("/earnings")
    shown = await ming.person.sees("Pending ¥35.86")
    assert "Expected" not in shown.text


async def test_why_opens_an_amount_to_its_counts_rate_and_rounding(any_chat: Chat) -> None:
    ming = await earner(any_chat, agreed=CPE)
    at = ming.work.cutoff_at - HOUR
    counts = reading(ming.work, at, likes=100, saves=1, shares=50, comments=5, views=9_000)
    any_chat.world.do(read_in, counts, now=at)
    settle(any_chat, ming.work)
    await ming.person.says("/earnings")
    shown = await ming.person.sees("Tap a number: why this amount?")
    assert "· Daily life\n¥35.86 · " in shown.text
    await ming.person.taps("1")
    why = (await ming.person.sees("Terms 1")).text
    assert "¥35.86" in why  # 101 × 0.355 = 35.855, half up
    assert "＋ ¥35.86 = 101 × ¥0.355" in why
    assert "likes 100 + saves 1" in why
    assert "rounded half up: +¥0.005" in why
    assert "platform data" in why
    assert "views 9,000" in why
    assert "Mon 30 Nov, 11:00" in why  # when it was read, by the reader's clock
    assert "change nothing" in why
    assert "ledger entry" in why
    assert any_chat.world.do(verify.problems) == []


async def test_why_names_the_readings_that_do_not_pay(any_chat: Chat) -> None:
    ming = await earner(any_chat, agreed=CPE)
    cutoff, read = ming.work.cutoff_at, any_chat.world.do
    read(read_in, reading(ming.work, cutoff - 3 * HOUR, likes=10), now=cutoff - 3 * HOUR)
    read(read_in, reading(ming.work, cutoff - HOUR, likes=100), now=cutoff - HOUR)
    staff = reading(ming.work, cutoff - HOUR, likes=90)
    read(read_in, staff, source=Source.COORDINATOR, now=cutoff)
    typed = reading(ming.work, cutoff - HOUR / 2, likes=999)
    read(read_in, typed, source=Source.CREATOR, now=cutoff)
    read(read_in, reading(ming.work, cutoff + HOUR, likes=120), now=cutoff + HOUR)
    settle(any_chat, ming.work)
    fixed_late = reading(ming.work, cutoff - HOUR / 4, likes=80)
    read(read_in, fixed_late, source=Source.PLATFORM, now=cutoff + 2 * HOUR)
    await ming.person.says(f"/why {ming.work.assignment_id}")
    why = (await ming.person.sees("These came too, but do not count:")).text
    assert "Read Mon 30 Nov, 11:00 (platform data)" in why
    assert why.partition("do not count:\n")[2].partition("\n\n")[0].splitlines() == [
        "· Mon 30 Nov, 13:00 (platform data): taken after the cut-off",
        "· Mon 30 Nov, 11:45 (platform data): it came after the amount was fixed",
        "· Mon 30 Nov, 11:30 (entered by the creator): this campaign does not pay by this source",
        "· Mon 30 Nov, 11:00 (entered by staff): a stronger source read at the same moment",
        "· Mon 30 Nov, 09:00 (platform data): older than the one that counts",
    ]


async def test_without_another_reading_why_speaks_of_none(chat: Chat) -> None:
    ming = await earner(chat, agreed=CPE)
    chat.world.do(read_in, reading(ming.work, NOW, likes=40), now=NOW)
    await ming.person.says(f"/why {ming.work.assignment_id}")
    shown = await ming.person.sees("So far")
    assert "do not count" not in shown.text


async def test_a_day_of_another_year_names_it(chat: Chat) -> None:
    ming = await earner(chat)
    settle(chat, ming.work)
    chat.telegram.clock.advance(timedelta(days=60).total_seconds())
    await ming.person.says(f"/why {ming.work.assignment_id}")
    why = (await ming.person.sees("payable on 3 Dec 2026")).text
    assert "Fixed Mon 30 Nov 2026, 12:00" in why


async def test_why_names_the_cap_and_the_floor(chat: Chat) -> None:
    rich, poor = await earner(chat, "Rich", agreed=CPE), await earner(chat, "Poor", agreed=CPE)
    at = rich.work.cutoff_at
    chat.world.do(
        read_in,
        reading(rich.work, at, likes=1_000),
        reading(poor.work, at, likes=10, line=2),
        now=at,
    )
    for each in (rich, poor):
        await each.person.says(f"/why {each.work.assignment_id}")
        await each.person.sees("So far")
    assert chat.world.do(settlements.settle_due, now=at) == 2
    await rich.person.says(f"/why {rich.work.assignment_id}")
    assert "－ ¥155.00 above the agreed maximum" in (await rich.person.sees("¥200.00")).text
    await poor.person.says(f"/why #{poor.work.assignment_id}")
    assert "＋ ¥6.45 up to the agreed minimum" in (await poor.person.sees("¥10.00")).text


async def test_why_before_the_cutoff_shows_the_figures_so_far(chat: Chat) -> None:
    ming = await earner(chat, agreed=CPE)
    await ming.person.says(f"/why {ming.work.assignment_id}")
    await ming.person.sees("No figures have come yet")
    early = reading(ming.work, NOW, likes=40)
    chat.world.do(read_in, early, source=Source.COORDINATOR, now=NOW)
    await ming.person.says(f"/why {ming.work.assignment_id}")
    shown = await ming.person.sees("So far. It is fixed at the cut-off")
    assert "¥14.20" in shown.text
    assert "entered by staff" in shown.text


async def test_somebody_elses_amount_is_not_there(chat: Chat) -> None:
    ming, wei = await earner(chat, "Ming"), await earner(chat, "Wei")
    for wrong in (str(ming.work.assignment_id), "999", "9" * 40):
        await wei.person.says(f"/why {wrong}")
        await wei.person.sees("not yours, or no longer here")


async def test_staff_hear_that_there_is_no_such_work_and_nothing_of_their_own(chat: Chat) -> None:
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    for wrong in ("99999", "#99999", "9" * 40):
        await fei.says(f"/why {wrong}")
        told = await fei.sees("There is no such work.")
        assert "/my" not in told.text


@pytest.mark.parametrize("wrong", ["abc", "-1", "１", "12a"])
async def test_what_is_no_number_is_asked_for_one(chat: Chat, wrong: str) -> None:
    wei = await earner(chat, "Wei")
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    for person in (wei.person, fei):
        await person.says(f"/why {wrong}")
        await person.sees("Which work? Send /why and its number, such as /why 12.")


async def test_finance_opens_any_amount_and_takes_it_back(any_chat: Chat) -> None:
    ming = await earner(any_chat)
    settle(any_chat, ming.work)
    fei, _ = await member(any_chat, "Fei", Role.FINANCE)
    await fei.says(f"/why {ming.work.assignment_id}")
    await fei.taps("Take it back…")
    await fei.sees("should 听书 · douyin by Ming not count any more?")
    await fei.taps("The post is gone before its time")
    await fei.sees("What did you see?")
    await fei.says("Gone since Tuesday")
    await fei.sees("💬 Gone since Tuesday")
    assert balances(any_chat, ming.actor) == [("creator_pending", 8_000)]
    await fei.taps("Yes, take it back")
    await fei.sees("taken back")
    await ming.person.says("/earnings")
    shown = await ming.person.sees("taken back")
    assert "Pending ¥0.00" in shown.text
    assert any_chat.world.do(verify.problems) == []


async def test_creators_have_no_button_to_take_back(chat: Chat) -> None:
    ming = await earner(chat)
    settle(chat, ming.work)
    await ming.person.says(f"/why {ming.work.assignment_id}")
    shown = await ming.person.sees("¥80.00")
    assert "Take it back…" not in shown.buttons
    for old in (f"1:void:{ming.work.assignment_id}", f"1:void.do:{ming.work.assignment_id}:fraud"):
        await ming.person.taps_data(old, shown)
        await ming.person.sees_alert("not for your role")


async def test_an_old_button_asks_before_it_takes_anything_back(chat: Chat) -> None:
    ming = await earner(chat)
    settle(chat, ming.work)
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    await fei.says(f"/why {ming.work.assignment_id}")
    shown = await fei.sees("¥80.00")
    await fei.taps_data(f"1:void.do:{ming.work.assignment_id}:fraud", shown)
    await fei.sees("What did you see?")
    await fei.says("x" * 1001)
    await fei.sees("That is too long (1001)")
    await fei.taps("Cancel")
    assert balances(chat, ming.actor) == [("creator_pending", 8_000)]


@pytest.mark.parametrize("command", ["/why", "/earnings"])
async def test_finance_without_earnings_is_offered_the_amounts_they_answer_for(
    any_chat: Chat, command: str
) -> None:
    ming = await earner(any_chat)
    fei, _ = await member(any_chat, "Fei", Role.FINANCE)
    await fei.says(command)
    none = await fei.sees("Nothing is settled yet.")
    assert "where to pay you" not in none.text
    settle(any_chat, ming.work)
    await fei.says(command)
    shown = await fei.sees("¥80.00 · Ming · 听书 · douyin")
    assert "where to pay you" not in shown.text
    await fei.taps("1")
    await fei.sees("Fixed")
    rex, _ = await member(any_chat, "Rex", Role.REVIEWER)
    await rex.says(command)
    await rex.sees("You earn nothing here")
