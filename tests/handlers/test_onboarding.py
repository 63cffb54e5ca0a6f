"""A newcomer signs up in chat: nothing is kept before the yes, bad answers change nothing."""

import pytest
from sqlalchemy import func, select

from domain.consent import CONSENT_VERSION, Purpose
from domain.people import Standing
from storage.tables import metadata
from storage.tables.chat import dialog
from storage.tables.people import account, account_category, consent, person
from tests import world as w
from tests.handlers.conftest import ZH, Chat, sign_up, to_the_first_question


def kept(chat: Chat) -> dict[str, int]:
    """How many rows each table holds, the empty ones left out, and the house's own marks."""
    counted = {
        table.name: chat.world.rows(select(func.count()).select_from(table))[0][0]
        for table in metadata.sorted_tables
        if table.name not in {"event_mark", "oldest_reader", "risk_mark"}
    }
    return {name: count for name, count in counted.items() if count}


async def test_a_newcomer_signs_up_from_start_to_the_first_account(any_chat: Chat) -> None:
    ming = await any_chat.person("Ming")
    await sign_up(ming, handle="ming_eats")
    summary = await ming.sees("All set!")
    assert "Douyin · ming_eats\n12,000 followers\nFood\nEast China" in summary.text
    assert "See tasks" in ming.buttons
    rows = any_chat.world.rows
    assert rows(select(person.c.standing, person.c.locale)) == [(Standing.ACTIVE, "en")]
    assert rows(select(account.c.handle, account.c.followers, account.c.region)) == [
        ("ming_eats", 12_000, "east")
    ]
    assert rows(select(account_category.c.category)) == [("food",)]
    assert set(rows(select(consent.c.purpose, consent.c.version))) == {
        (purpose, CONSENT_VERSION) for purpose in Purpose
    }


async def test_a_newcomer_signs_up_in_chinese(chat: Chat) -> None:
    ming = await chat.person("小明", language_code=ZH)
    await ming.starts()
    await ming.sees("欢迎来到 KOC Dispatch")
    await ming.taps("开始")
    await ming.taps("我同意")
    await ming.taps("小红书")
    await ming.sees("账号在小红书上叫什么")
    await ming.says("小明爱吃")
    await ming.sees("粘贴它在小红书的主页链接")
    await ming.taps("没有链接")
    await ming.says("3 千")
    await ming.taps("美食")
    await ming.taps("旅行")
    await ming.taps("选好了")
    await ming.taps("华东")
    await ming.sees("小红书 · 小明爱吃\n粉丝 3,000\n美食、旅行\n华东")
    await ming.taps("菜单")
    await ming.sees("小明，你好！")


async def test_before_the_yes_nothing_at_all_is_kept(chat: Chat) -> None:
    ming = await chat.person("Ming")
    await ming.starts("ref-somebody1")
    await ming.sees("Welcome to KOC Dispatch")
    await ming.taps("🌐 中文")
    await ming.sees("欢迎")
    await ming.taps("开始")
    await ming.sees("保存什么")
    for words in ("hello?", "/help", "/profile", "/settings", "/cancel", "/privacy", "/unknown"):
        await ming.says(words)
        await ming.sees_any(lambda message: True)
    await ming.taps("不了，谢谢")
    await ming.sees("没有保存你的任何信息")
    assert kept(chat) == {}


async def test_who_comes_back_without_the_invite_is_asked_for_it_and_it_counts(chat: Chat) -> None:
    may = await chat.creator("May")
    ((code,),) = chat.world.rows(select(person.c.invite_code))
    lin = await chat.person("Lin")
    await lin.starts(f"ref-{code}")
    assert "invite you" not in (await lin.sees("Welcome to KOC Dispatch")).text
    await lin.says("/tasks")
    await lin.taps("Sign up")
    await lin.sees("Did somebody invite you? Open their link once more, so that it counts.")
    await lin.starts(f"ref-{code}")
    assert "invite you" not in (await lin.sees("Welcome to KOC Dispatch")).text
    await lin.taps("Get started")
    await lin.taps("I agree")
    await lin.sees("Which platform")
    ((invited_by,),) = chat.world.rows(
        select(person.c.invited_by).where(person.c.telegram_id == lin.user.id)
    )
    assert (
        invited_by
        == chat.world.rows(select(person.c.id).where(person.c.telegram_id == may.user.id))[0][0]
    )


async def test_the_language_of_the_notice_is_the_language_from_then_on(chat: Chat) -> None:
    ming = await chat.person("Ming", language_code="fr")
    await ming.starts()
    await ming.sees("Welcome")
    await ming.taps("Get started")
    await ming.sees("Before we start")
    await ming.taps("🌐 中文")
    await ming.taps("我同意")
    await ming.sees("你的账号在哪个平台")
    assert chat.world.rows(select(person.c.locale)) == [("zh_Hans",)]


async def test_an_outdated_or_forged_yes_is_no_consent(chat: Chat) -> None:
    ming = await chat.person("Ming")
    await ming.starts()
    await ming.sees("Welcome")
    for forged, answer in (
        ("1:onb.yes:en:2001-01:", "The notice has changed."),
        ("1:onb.yes:tlh:2026-11:", "This button is out of date."),
        ("1:acc.add", "Please sign up first"),
        ("1:set.news:1", "Please sign up first"),
        ("1:form:1:douyin", "That question is not asked any more."),
        ("1:form:x:douyin", "That question is not asked any more."),
        ("1:no.such:1", "This button is out of date."),
        ("0:start", "This button is out of date."),
    ):
        await ming.taps_data(forged)
        await ming.sees_alert(answer)
    assert kept(chat) == {}


@pytest.mark.parametrize(
    ("nonsense", "sentence"),
    [
        ("many", "That is no number of followers"),
        ("-5", "That is no number of followers"),
        ("1e9", "That is no number of followers"),
        ("9" * 4096, "That is no number of followers"),
        ("<b>12</b>", "That is no number of followers"),
    ],
)
async def test_a_bad_number_gets_one_sentence_and_the_question_again(
    chat: Chat, nonsense: str, sentence: str
) -> None:
    ming = await chat.person("Ming")
    await to_the_first_question(ming)
    await ming.taps("Douyin")
    await ming.sees("What is the account called")
    await ming.says("ming")
    await ming.taps("Without a link")
    await ming.sees("How many followers")
    before = kept(chat)
    await ming.says(nonsense)
    again = await ming.sees(sentence)
    assert "How many followers" in again.text
    await ming.says("12,000")
    await ming.sees("What is it about?")
    changed = {n for n, count in kept(chat).items() if before.get(n) != count}
    assert changed == {"processed_update"}


@pytest.mark.parametrize("nonsense", ["@", "@\u202e", "x" * 4096, "ㅤ"])
async def test_what_is_no_handle_is_asked_again(chat: Chat, nonsense: str) -> None:
    ming = await chat.person("Ming")
    await to_the_first_question(ming)
    await ming.taps("Douyin")
    await ming.sees("What is the account called")
    await ming.says(nonsense)
    again = await ming.sees("A handle is 1 to 64 characters")
    assert "What is the account called on Douyin?" in again.text


async def test_a_platform_may_be_typed_and_anything_else_is_asked_again(chat: Chat) -> None:
    ming = await chat.person("Ming")
    await to_the_first_question(ming)
    await ming.says("MySpace")
    await ming.sees("Please choose one of these platforms.")
    await ming.says("抖音")
    await ming.sees("called on Douyin?")


async def test_a_profile_link_is_followed_by_the_name(chat: Chat) -> None:
    ming = await chat.person("Ming")
    await to_the_first_question(ming)
    await ming.taps("Bilibili")
    await ming.sees("called on Bilibili?")
    await ming.says("看看我 https://www.xiaohongshu.com/user/profile/5ff0e6410000000001008400")
    await ming.sees("That is not the link of a profile on Bilibili.")
    await ming.says("https://space.bilibili.com/928123?spm_id_from=333.1007")
    await ming.sees("what is the account called, as people see it?")
    await ming.says("明明")
    await ming.sees("How many followers")
    await ming.says("300")
    await ming.taps("Food")
    await ming.taps("Done")
    await ming.taps("Central China")
    await ming.sees("Bilibili · 明明")
    (row,) = chat.world.rows(select(account.c.profile_key, account.c.profile_url))
    assert row == ("928123", "https://space.bilibili.com/928123")


async def test_a_typed_handle_is_followed_by_the_profile_link(any_chat: Chat) -> None:
    ming = await any_chat.person("Ming")
    await to_the_first_question(ming)
    await ming.taps("Bilibili")
    await ming.sees("called on Bilibili?")
    await ming.says("明明")
    await ming.sees("Paste the link of its profile on Bilibili")
    for wrong in (
        "https://www.xiaohongshu.com/user/profile/5ff0e6410000000001008400",
        "https://www.bilibili.com/video/BV17x411w7KC",
        "I have none",
    ):
        await ming.says(wrong)
        await ming.sees("That is not the link of a profile on Bilibili.")
    await ming.says("https://space.bilibili.com/928123?spm_id_from=333.1007")
    await ming.sees("How many followers")
    await ming.taps("‹ Back")
    await ming.sees("Paste the link of its profile on Bilibili")
    await ming.says("https://space.bilibili.com/928124")
    await ming.says("300")
    await ming.taps("Food")
    await ming.taps("Done")
    await ming.taps("Central China")
    await ming.sees("Bilibili · 明明")
    kept_link = select(account.c.handle, account.c.profile_key, account.c.profile_url)
    assert any_chat.world.rows(kept_link) == [
        ("明明", "928124", "https://space.bilibili.com/928124")
    ]


async def test_the_profile_of_somebody_elses_account_is_refused(chat: Chat) -> None:
    chat.world.do(w.creator, platform=w.Platform.BILIBILI, handle="明明", profile_key="928123")
    hong = await chat.person("Hong")
    await to_the_first_question(hong)
    await hong.taps("Bilibili")
    await hong.says("红红")
    await hong.says("https://space.bilibili.com/928123")
    again = await hong.sees("registered by somebody else already")
    assert "Paste the link of its profile" in again.text


async def test_back_leads_to_the_question_before_and_cancel_out(chat: Chat) -> None:
    ming = await chat.person("Ming")
    await to_the_first_question(ming)
    await ming.taps("Douyin")
    await ming.sees("called on Douyin?")
    await ming.taps("‹ Back")
    await ming.sees("Which platform")
    await ming.taps("Weibo")
    await ming.sees("called on Weibo?")
    await ming.taps("Cancel")
    await ming.sees("Cancelled. Nothing was changed.")
    await ming.taps("Menu")
    await ming.sees("Which platform")  # signing up is what comes next, whenever they like


async def test_cancel_works_by_command_too(chat: Chat) -> None:
    ming = await chat.person("Ming")
    await to_the_first_question(ming)
    await ming.says("/cancel")
    await ming.sees("Cancelled.")
    await ming.says("/cancel")
    await ming.sees("There is nothing to cancel.")


async def test_a_restart_in_the_middle_loses_no_answer(any_chat: Chat) -> None:
    ming = await any_chat.person("Ming")
    await to_the_first_question(ming)
    await ming.taps("Douyin")
    await ming.sees("What is the account called")
    await ming.says("ming")
    await ming.taps("Without a link")
    question = await ming.sees("How many followers")
    await any_chat.restart()
    await ming.says("500")
    await ming.taps("Pets")
    await any_chat.restart()
    await ming.taps("Done")
    await ming.taps("North China")
    await ming.sees("Douyin · ming\n500 followers\nPets\nNorth China")
    await ming.taps("‹ Back", message=question)
    await ming.sees_alert("That question is not asked any more.")


async def test_start_asks_the_open_question_again(chat: Chat) -> None:
    ming = await chat.person("Ming")
    await to_the_first_question(ming)
    await ming.taps("Kuaishou")
    await ming.sees("called on Kuaishou?")
    await ming.starts()
    await ming.sees("called on Kuaishou?")


async def test_a_button_of_an_earlier_question_changes_nothing(chat: Chat) -> None:
    ming = await chat.person("Ming")
    await to_the_first_question(ming)
    old = ming.last
    assert old is not None
    await ming.says("Douyin")
    await ming.sees("What is the account called")
    await ming.taps("Weibo", message=old)
    await ming.sees_alert("That question is not asked any more.")
    await ming.says("ming")
    await ming.sees("Paste the link of its profile on Douyin")


async def test_three_categories_are_enough(chat: Chat) -> None:
    ming = await chat.person("Ming")
    await to_the_first_question(ming)
    await ming.taps("Douyin")
    await ming.sees("What is the account called")
    await ming.says("ming")
    await ming.taps("Without a link")
    await ming.says("500")
    await ming.sees("What is it about?")
    assert "Done" not in ming.buttons
    for category in ("Food", "Pets", "Games"):
        await ming.taps(category)
        await ming.sees_any(lambda m, c=category: f"✅ {c}" in m.buttons)  # type: ignore[misc]
    await ming.taps("Home")
    await ming.sees_alert("Choose one to 3 categories.")
    await ming.taps("✅ Food")
    await ming.taps("Home")
    await ming.taps("Done")
    await ming.taps("East China")
    await ming.sees("Home, Games, Pets")


async def test_an_account_of_somebody_else_is_one_clear_sentence(chat: Chat) -> None:
    await chat.creator("Ming")
    hong = await chat.person("Hong")
    await to_the_first_question(hong)
    await hong.taps("Douyin")
    await hong.sees("What is the account called")
    await hong.says("@MING")
    again = await hong.sees("MING on Douyin is registered by somebody else already.")
    assert "What is the account called on Douyin?" in again.text


async def test_an_account_taken_meanwhile_is_refused_at_the_last_question(chat: Chat) -> None:
    ming, hong = await chat.person("Ming"), await chat.person("Hong")
    for person_ in (ming, hong):
        await to_the_first_question(person_)
        await person_.taps("Douyin")
        await person_.sees("What is the account called")
        await person_.says("same_name")
        await person_.taps("Without a link")
        await person_.says("500")
        await person_.taps("Food")
        await person_.taps("Done")
        await person_.sees("Where are most of its followers?")
    await ming.taps("East China")
    await ming.sees("All set!")
    await hong.taps("East China")
    await hong.sees_alert("registered by somebody else")
    assert len(chat.world.rows(select(account.c.id))) == 1


@pytest.mark.parametrize(
    "name",
    [
        "<b>Ming</b> & Co",
        "👨‍👩‍👧‍👦 Ming 🎈",
        "مينغ (Ming)",
        "\u202eMing\u202e",
        "x" * 64,
        "{name} %s \\",
        "ㅤ",
    ],
)
async def test_any_name_can_sign_up_and_be_greeted(chat: Chat, name: str) -> None:
    ming = await chat.person(name)
    await sign_up(ming, handle=name if name.strip("ㅤ") else "ming")
    await ming.taps("Menu")
    menu = await ming.sees("What would you like to do?")
    visible = name.replace("\u202e", "").replace("ㅤ", "·")
    assert visible in menu.text
    assert "\u202e" not in menu.text
    await ming.taps("Profile")
    await ming.sees("Your invite link")


async def test_a_referral_counts_for_who_sent_it(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    await ming.says("/profile")
    shown = await ming.sees("Signed up by it: 0")
    payload = shown.text.partition("?start=")[2].split()[0]
    await sign_up(await chat.person("Hong"), handle="hong", payload=payload)
    await ming.says("/profile")
    await ming.sees("Signed up by it: 1")


async def test_a_task_link_waits_for_the_end_of_signing_up(chat: Chat) -> None:
    offer = chat.world.do(w.live_campaign, category=w.Category.FOOD)
    hong = await chat.person("Hong")
    await sign_up(hong, handle="hong", payload=f"task-{offer.task_id}")
    await hong.taps("The task you came for")
    await hong.sees("听书")
    await hong.starts(f"task-{offer.task_id}")
    await hong.sees("听书")


async def test_a_damaged_deep_link_is_a_plain_start(chat: Chat) -> None:
    ming = await chat.person("Ming")
    for payload in ("task-0", "ref-", "x" * 64, "join", "----"):
        await ming.starts(payload)
        await ming.sees("Welcome")


async def test_the_same_answer_twice_has_one_effect_and_shows_the_present_question(
    chat: Chat,
) -> None:
    ming = await chat.person("Ming")
    await to_the_first_question(ming)
    await ming.taps("Douyin")
    await ming.sees("called on Douyin?")
    user = ming.user
    answer = {
        "update_id": 4242,
        "message": {
            "message_id": 999,
            "date": 1_800_000_000,
            "chat": user.as_chat(),
            "from": user.as_sender(),
            "text": "1234",
        },
    }
    for _ in range(3):
        await chat.intake.receive(answer)
        assert ming.last is not None
        assert "Paste the link of its profile" in ming.last.text
    asked = chat.world.rows(select(dialog.c.step, dialog.c.answers))
    assert [(step, answers["handle"]["shown"]) for step, answers in asked] == [("link", "1234")]
