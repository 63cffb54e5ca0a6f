"""A risk case as people live it: asked, held, answered, decided, appealed against, in chat."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.assignment import AssignmentStatus
from domain.people import Role
from domain.risk.cases import RiskReason
from sandbox import Person
from services import risk_answers, risk_decisions, settlements
from storage.tables.delivery import delivery
from tests.approved import read_in, reading
from tests.handed_in import status
from tests.handlers.conftest import Chat
from tests.handlers.earning import CPE, Earner, earner, member
from tests.handlers.test_review_notices import messages_going_out, speaks_both
from tests.odd import an_odd_one, clocks_run, looked
from tests.sandbox.pictures import png
from tests.world import NOW, World, staff, world_at

S = AssignmentStatus
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def odd_one(chat: Chat) -> Earner:
    """Ming's post has more likes than views, and the clock has looked at it."""
    ming = await earner(chat, agreed=CPE)
    await ming.person.starts()
    now = chat.telegram.clock.now()
    chat.world.do(read_in, reading(ming.work, now, likes=900, views=100), now=now)
    assert looked(chat.world, now) == 1
    return ming


def stands(chat: Chat, ming: Earner) -> AssignmentStatus:
    return chat.world.do(status, ming.work.assignment_id)


async def decider(chat: Chat, name: str, role: Role) -> Person:
    """In a chat with the bot, so that notices reach them."""
    found, _ = await member(chat, name, role)
    await found.starts()
    return found


async def test_a_case_is_told_answered_in_place_cleared_and_settled(any_chat: Chat) -> None:
    async with messages_going_out(any_chat):
        ming = await odd_one(any_chat)
        told = await ming.person.sees("A question about")
        assert "9 interactions for each view, of 100 views" in told.text
        assert any_chat.world.do(settlements.settle_due, now=ming.work.cutoff_at) == 0
        await ming.person.says("/earnings")
        await ming.person.sees("Held, by now ≈ ¥200.00 of works somebody looks at: 1")
        await ming.person.says(f"/why {ming.work.assignment_id}")
        await ming.person.sees("Held until a person has looked at it")
        rui = await decider(any_chat, "Rui", Role.REVIEWER)
        await ming.person.taps("Answer", message=told)
        await ming.person.sees("Tell us how this came about")
        await ming.person.says("The app hides views: https://www.douyin.com/video/7000000000000000")
        await ming.person.sees("Thank you, that is with the person who decides.")
        await rui.sees("A risk case about")
        await rui.says("/risk")
        await rui.sees("Answered, waits for a decision")
        await rui.taps("1")
        case = await rui.sees("The app hides views")
        assert "the rule begins at 1" in case.text
        assert "views 100, likes 900" in case.text
        await rui.taps("Clear")
        await rui.sees("✅ Cleared")
        await ming.person.sees("All is well with")
    assert any_chat.world.do(settlements.settle_due, now=ming.work.cutoff_at) == 1
    assert stands(any_chat, ming) is S.SETTLED


async def test_what_does_not_count_is_held_until_the_appeal_and_reinstated_by_another(
    any_chat: Chat,
) -> None:
    async with messages_going_out(any_chat):
        ming = await odd_one(any_chat)
        rui = await decider(any_chat, "Rui", Role.REVIEWER)
        lan = await decider(any_chat, "Lan", Role.COORDINATOR)
        await ming.person.sees("A question about")
        await ming.person.taps("Answer")
        await ming.person.sees("Tell us how this came about")
        await ming.person.says("No idea")
        await ming.person.sees("Thank you, that is with")
        await rui.sees("A risk case about")
        await rui.taps("See the case")
        await rui.sees("No idea")
        await rui.taps("It does not count")
        await rui.taps("The figures cannot be right")
        await rui.taps("Add a note first")
        await rui.sees("Write your note")
        await rui.says("Nine of ten cannot be")
        await rui.sees("Does not count, may be appealed against")
        await ming.person.sees("because the figures cannot be right")
        await ming.person.taps("Appeal")
        await ming.person.sees("Somebody else than before looks at it")
        await ming.person.says("The page shows it")
        await ming.person.sees("another person looks at your appeal")
        await rui.says("/risk")
        await rui.sees("No case waits for you.")
        await lan.sees("An appeal about")
        await lan.taps("See the case")
        await lan.sees("The page shows it")
        await lan.taps("It counts")
        await lan.sees("Counts after an appeal")
        await ming.person.sees("Your appeal about")
    assert any_chat.world.do(settlements.settle_due, now=ming.work.cutoff_at) == 1


async def test_an_appeal_that_only_its_decider_could_judge_says_so_to_both(chat: Chat) -> None:
    async with messages_going_out(chat):
        ming = await odd_one(chat)
        boss = await decider(chat, "Boss", Role.OWNER)
        await ming.person.sees("A question about")
        await ming.person.taps("Answer")
        await ming.person.sees("Tell us how this came about")
        await ming.person.says("No idea")
        await boss.sees("A risk case about")
        await boss.taps("See the case")
        await boss.sees("Nobody but you may decide here.")
        await boss.taps("It does not count")
        await boss.taps("The figures cannot be right")
        await boss.sees("invite a reviewer first")
        await boss.taps("It does not count")
        await ming.person.sees("because the figures cannot be right")
        await ming.person.taps("Appeal")
        await ming.person.sees("Somebody else than before looks at it")
        await ming.person.says("The page shows it")
        await ming.person.sees("right now nobody in the team may decide on this")
        await boss.sees("nobody in the team may judge it")
        await boss.says("/risk")
        await boss.taps("1")
        case = await boss.sees("Nobody else in the team may judge it.")
        assert "It counts" not in case.buttons


async def test_a_confirmation_before_the_answer_is_refused_in_words(chat: Chat) -> None:
    await odd_one(chat)
    rui, _ = await member(chat, "Rui", Role.REVIEWER)
    await rui.says("/risk")
    await rui.taps("1")
    case = await rui.sees("The creator may answer until")
    assert "It does not count" not in case.buttons
    await rui.taps_data("1:risk.do:1:bought", case)  # of a message from before
    await rui.sees_alert(
        "The creator has not answered yet and still has time to. You can clear the case now."
    )


async def test_a_picture_is_an_answer_that_the_decider_sees(chat: Chat) -> None:
    ming = await odd_one(chat)
    rui, _ = await member(chat, "Rui", Role.REVIEWER)
    await ming.person.says("/my")
    await ming.person.taps("1")
    await ming.person.taps("⏸ Why it is held")
    await ming.person.sees("please tell us how this came about")
    await ming.person.taps("Answer")
    await ming.person.sees("Tell us how this came about")
    await ming.person.sends_photo(png(), caption="My page")
    await ming.person.sees("Thank you, that is with")
    await rui.says("/risk")
    await rui.taps("1")
    await rui.sees("My page")
    await rui.taps("See the picture")
    shown = await rui.sees("answered")
    assert "photo" in rui.messages[-1].as_json()
    assert shown.id == rui.messages[-1].id


async def test_a_creator_is_no_decider_and_a_stranger_sees_nothing(chat: Chat) -> None:
    ming = await odd_one(chat)
    await ming.person.says("/risk")
    await ming.person.sees("That is not for your role.")
    case_id = chat.world.do(risk_decisions.page, (await member(chat, "Rui", Role.REVIEWER))[1], 1)
    stranger = await earner(chat, "Mei")
    await stranger.person.taps_data(f"1:risk.mine:{case_id.lines[0].case_id}")
    await stranger.person.sees_alert("This case is not yours, or no longer here.")


@pytest.fixture
def world(migrated_sqlite_url: str) -> Iterator[World]:
    with world_at(migrated_sqlite_url) as made:
        yield made


def test_every_notice_of_a_case_speaks_both_languages(world: World) -> None:
    appealed, void, undecided = (an_odd_one(world) for _ in range(3))
    first, mine = world.do(staff, Role.OWNER), an_odd_one(world)
    world.do(risk_answers.answer, mine.actor, mine.case_id, "没有", now=NOW)
    world.do(risk_decisions.confirm, first, mine.case_id, RiskReason.COPIED, "看图", now=NOW)
    world.do(risk_answers.appeal, mine.actor, mine.case_id, "是我写的", now=NOW)
    world.do(risk_decisions.clear, void.decider, an_odd_one(world).case_id, "补充", now=NOW)
    world.do(risk_decisions.ask_again, void.decider, undecided.case_id, "请发截图", now=NOW)
    for odd in (appealed, void):
        world.do(risk_answers.answer, odd.actor, odd.case_id, "没有", now=NOW)
        reason = RiskReason.COPIED
        world.do(risk_decisions.confirm, odd.decider, odd.case_id, reason, "看图", now=NOW)
    world.do(risk_answers.appeal, appealed.actor, appealed.case_id, "是我写的", now=NOW)
    world.do(risk_decisions.reinstate, appealed.another, appealed.case_id, now=NOW)
    for at in (48 * HOUR, 72 * HOUR, 5 * DAY, 8 * DAY, 12 * DAY):
        clocks_run(world, NOW + at)
    told = world.rows(select(delivery.c.kind, delivery.c.facts))
    assert {kind for kind, _ in told} == {
        *("risk_opened", "risk_reminder", "risk_asked", "risk_cleared", "risk_lapsed"),
        *("risk_confirmed", "risk_reinstated", "risk_voided", "risk_waiting", "risk_escalated"),
        *("risk_late", "risk_stuck"),
    }
    for kind, facts in told:
        speaks_both(kind, facts)
    stuck = next(facts for kind, facts in told if kind == "risk_stuck")
    for is_appeal in (True, False):
        speaks_both("risk_stuck", stuck | {"others_may": False, "is_appeal": is_appeal})
