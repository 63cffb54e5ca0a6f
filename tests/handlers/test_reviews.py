"""Reviewers work through the queue by buttons; two at once make one decision."""

from datetime import timedelta

from sqlalchemy import func, select

from domain.assignment import AssignmentStatus
from domain.locales import ZH
from domain.people import Role
from domain.review import Decision
from sandbox import Person
from services import reviews
from storage.tables.chat import dialog
from storage.tables.work import review
from tests.handed_in import a_link, drafted, handed_in, status
from tests.handlers.conftest import Chat
from tests.handlers.working import reviewer, worker
from tests.world import grant, staff

S = AssignmentStatus


def decided(chat: Chat) -> list[tuple[str, str, str, str]]:
    return chat.world.rows(
        select(review.c.decision, review.c.reason, review.c.clause, review.c.note)
    )


async def test_the_queue_shows_the_work_and_approval_shows_the_next(any_chat: Chat) -> None:
    ming, mei = await worker(any_chat), await worker(any_chat, "Mei")
    link = a_link()
    any_chat.world.do(handed_in, ming.work, f"看看 {link} #广告 #番茄畅听")
    any_chat.world.do(handed_in, mei.work)
    rui, _ = await reviewer(any_chat)
    await rui.says("/review")
    first = await rui.sees("Review  1/2")
    assert "Ming · Douyin · ming" in first.text
    assert "✅ the label #广告" in first.text
    assert "👁 the code" in first.text
    assert "Approved by itself in" in first.text
    assert first.markup is not None
    assert first.markup["inline_keyboard"][0][0]["url"] == link
    await rui.taps("Approve")
    await rui.sees_alert("Approved")
    second = await rui.sees("Mei · Douyin · mei")
    assert second.id == first.id
    assert second.text.startswith("✔ Approved: 听书 · douyin · ming\n")
    assert any_chat.world.do(status, ming.number) is S.APPROVED
    await rui.taps("Approve")
    done = await rui.sees("Nothing waits for you")
    assert done.text.startswith("✔ Approved: 听书 · douyin · mei\n")


async def test_skipping_goes_round(chat: Chat) -> None:
    for name in ("Ming", "Mei"):
        chat.world.do(handed_in, (await worker(chat, name)).work)
    rui, _ = await reviewer(chat)
    await rui.says("/review")
    await rui.sees("Review  1/2")
    await rui.taps("Skip ▸")
    await rui.sees("Review  2/2")
    await rui.taps("Skip ▸")
    await rui.sees_alert("That was the last one. The list starts again.")
    await rui.sees("Review  1/2")
    assert decided(chat) == []


async def test_a_rejection_takes_a_reason_and_a_clause(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    any_chat.world.do(handed_in, ming.work)
    rui, _ = await reviewer(any_chat)
    await rui.says("/review")
    await rui.taps("Reject")
    await rui.sees("Why is 听书 · douyin rejected?")
    await rui.taps("Copied")
    clauses = await rui.sees("Which clause of the brief does it break?")
    assert "2. No disparaging of rivals" in clauses.text
    await rui.taps("2")
    await rui.sees("It is somebody else's work")
    await rui.taps("Reject it")
    await rui.sees("Nothing waits for you")
    assert decided(any_chat) == [(Decision.REJECT, "copied", "2", "")]
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("It was not accepted")
    assert "It is somebody else's work (clause 2)" in card.text


async def test_changes_with_a_note_reach_the_creators_card(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    any_chat.world.do(handed_in, ming.work)
    rui, _ = await reviewer(any_chat)
    await rui.says("/review")
    await rui.taps("Changes")
    await rui.sees("What should change in 听书 · douyin?")
    assert "Copied" not in rui.buttons
    await rui.taps("Poor quality")
    await rui.taps("Add a note first")
    await rui.sees("Write your note to the creator")
    await rui.says("字" * 501)
    await rui.sees("That is too long (501)")
    await rui.says("请补光 <3")
    done = await rui.sees("Changes requested")
    assert "Nothing waits for you" in done.text
    assert decided(any_chat) == [(Decision.CHANGES, "quality", "", "请补光 <3")]
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("Correct your post")
    assert "请补光 <3" in card.text
    await ming.person.says(a_link())
    await ming.person.sees("Link received")
    await rui.says("/review")
    again = await rui.sees("Before")
    assert (
        "Changes requested · Picture, sound or text is too poor to use · “请补光 <3”" in again.text
    )


async def test_a_note_that_comes_too_late_shows_how_the_item_stands(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    done = any_chat.world.do(handed_in, ming.work)
    rui, _ = await reviewer(any_chat)
    lin = any_chat.world.do(staff, Role.REVIEWER)
    await begins_a_note(rui)
    verdict, now = (Decision.APPROVE, "", "", ""), any_chat.telegram.clock.now()
    any_chat.world.do(reviews.decide, lin, done.submission_id, *verdict, now=now)
    await rui.says("Too dark")
    item = await rui.sees("Decided already. Here is how it stands.")
    assert "Approved ·" in item.text
    assert "Write your note" not in item.text
    await rui.taps("On with the queue")
    await rui.sees("Nothing waits for you")
    assert [each[0] for each in decided(any_chat)] == [Decision.APPROVE]
    await rui.says("Too dark")  # the question is not asked any more
    await rui.sees_any(lambda message: "Decided already" not in message.text)
    assert any_chat.world.rows(select(dialog.c.form)) == [("",)]


async def test_a_note_leads_back_to_its_item(chat: Chat) -> None:
    ming = await worker(chat)
    chat.world.do(handed_in, ming.work)
    rui, _ = await reviewer(chat)
    await begins_a_note(rui)
    await rui.taps("‹ To the submission")
    item = await rui.sees("Review  1/1")
    assert "Approve" in item.buttons
    assert decided(chat) == []
    assert chat.world.rows(select(dialog.c.form)) == [("",)]


async def begins_a_note(rui: Person) -> None:
    await rui.says("/review")
    await rui.taps("Changes")
    await rui.taps("Poor quality")
    await rui.taps("Add a note first")
    await rui.sees("Write your note to the creator")


async def test_two_reviewers_at_once_make_one_decision(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    any_chat.world.do(handed_in, ming.work)
    rui, _ = await reviewer(any_chat)
    lin, _ = await reviewer(any_chat, "Lin")
    for each in (rui, lin):
        await each.says("/review")
        await each.sees("Review  1/1")
    await rui.taps("Approve")
    await rui.sees("Nothing waits for you")
    await lin.taps("Reject")
    stands = await lin.sees("Approved ·")
    assert "Approve" not in stands.buttons
    await lin.taps("On with the queue")
    await lin.sees("Nothing waits for you")
    assert [each[0] for each in decided(any_chat)] == [Decision.APPROVE]


async def test_an_old_decision_button_shows_how_it_stands(chat: Chat) -> None:
    ming = await worker(chat)
    done = chat.world.do(handed_in, ming.work)
    rui, _ = await reviewer(chat)
    await rui.says("/review")
    await rui.taps("Approve")
    await rui.sees("Nothing waits")
    for old in (
        f"1:rev.ok:{done.submission_id}:1",
        f"1:rev.do:{done.submission_id}:1:reject:copied:0",
        f"1:rev.do:{done.submission_id}:1:changes:quality:-",
    ):
        await rui.taps_data(old)
        await rui.sees_alert("Decided already")
    await rui.sees("Approved ·")
    assert len(decided(chat)) == 1
    assert chat.world.do(status, ming.number) is S.APPROVED


async def test_creators_and_finance_have_no_queue(chat: Chat) -> None:
    ming = await worker(chat)
    done = chat.world.do(handed_in, ming.work)
    paul = await chat.person("Paul")
    chat.world.do(staff, Role.FINANCE, telegram_id=paul.user.id, locale="en")
    number = done.submission_id
    for outsider in (ming.person, paul):
        await outsider.says("/review")
        await outsider.sees("That is not for your role.")
        for forged in (
            f"1:rev.ok:{number}:1",
            f"1:rev.why:{number}:1:reject",
            f"1:rev.clause:{number}:1:reject:copied",
            f"1:rev.sure:{number}:1:reject:copied:0",
            f"1:rev.do:{number}:1:reject:copied:0",
            f"1:rev.note:{number}:1:reject:copied:0",
            f"1:rev.brief:{number}",
            f"1:rev.open:{number}",
            "1:rev:1",
        ):
            await outsider.taps_data(forged)
            await outsider.sees_alert("not for your role")
    assert decided(chat) == []


async def test_forged_words_in_a_reviewers_buttons_are_out_of_date(chat: Chat) -> None:
    done = chat.world.do(handed_in, (await worker(chat)).work)
    rui, _ = await reviewer(chat)
    number = done.submission_id
    await rui.says("/review")
    await rui.sees("Review")
    for forged in (
        f"1:rev.why:{number}:1:praise",
        f"1:rev.sure:{number}:1:reject:because:0",
        f"1:rev.sure:{number}:1:reject:copied:7",
        f"1:rev.do:{number}:1:reject:copied:x",
        f"1:rev.do:{number}:1:praise:copied:0",
        f"1:rev.note:{number}:1:praise:copied:0",
        "1:rev.ok:x:1",
    ):
        await rui.taps_data(forged)
        await rui.sees_alert("out of date")
    await rui.taps_data("1:rev.open:404")
    await rui.sees_alert("no longer here")
    await rui.taps_data(f"1:rev.do:{number}:1:reject:because:0")
    await rui.sees_alert("choose a reason")
    assert decided(chat) == []


async def test_ones_own_work_is_not_in_the_queue_nor_decided(chat: Chat) -> None:
    ming = await worker(chat)
    done = chat.world.do(handed_in, ming.work)
    chat.world.do(grant, ming.creator.actor, Role.REVIEWER)
    await ming.person.says("/review")
    await ming.person.sees("Nothing waits for you")
    await ming.person.taps_data(f"1:rev.ok:{done.submission_id}:1")
    await ming.person.sees_alert("Somebody else must decide")
    assert decided(chat) == []


async def test_a_draft_is_read_whole_and_its_parts_are_checked(chat: Chat) -> None:
    ming = await worker(chat, draft_required=True)
    chat.world.do(drafted, ming.work)
    rui, _ = await reviewer(chat)
    await rui.says("/review")
    item = await rui.sees("📝 Draft:")
    assert "今天在地铁听完了《长夜》" in item.text
    assert "❌ the label #广告" in item.text
    assert "✅ “《长夜》”" in item.text
    await rui.taps("Approve")
    await rui.sees("Nothing waits")
    assert chat.world.do(status, ming.number) is S.DRAFT_APPROVED


async def test_after_the_clock_only_approval_is_left(chat: Chat) -> None:
    ming = await worker(chat)
    done = chat.world.do(handed_in, ming.work)
    rui, _ = await reviewer(chat)
    await rui.says("/review")
    await rui.sees("Review")
    chat.telegram.clock.advance(timedelta(hours=49))
    await rui.taps_data(f"1:rev.do:{done.submission_id}:1:reject:copied:0")
    await rui.sees_alert("can only be approved")
    assert decided(chat) == []
    chat.world.do(reviews.approve_overdue, now=chat.telegram.clock.now())
    await rui.taps_data(f"1:rev.open:{done.submission_id}")
    await rui.sees("Approved · the clock")


async def test_the_queue_in_chinese(chat: Chat) -> None:
    chat.world.do(handed_in, (await worker(chat, locale=ZH)).work)
    rui, _ = await reviewer(chat, locale=ZH)
    await rui.says("/review")
    await rui.sees("审核  1/1")
    await rui.taps("驳回")
    await rui.taps("搬运")
    await rui.taps("1")
    await rui.taps("确认驳回")
    await rui.sees("没有等你审核的作品")
    assert chat.world.rows(select(func.count()).select_from(review)) == [(1,)]
