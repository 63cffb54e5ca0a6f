"""How a broadcast reads to its maker: what it costs, how long it takes, what came of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.broadcast import VariantOutcome
from domain.broadcast_rules import BroadcastRules
from domain.contest import verdicts
from domain.counted_links import LinkOutcome
from domain.delivery import PAID_PRIORITY, DeliveryStatus
from domain.locales import EN, ZH
from domain.message import Link, Page, Version
from domain.people import Actor, Role
from domain.refusals import About
from handlers import broadcast_report, broadcast_sheet
from handlers.notices.broadcasts import broadcast as notice
from handlers.notices.broadcasts import broadcast_done, broadcast_refused
from handlers.screen import Screen
from services import (
    broadcast_drafts,
    broadcast_outcomes,
    broadcast_sheets,
    broadcasts,
    deliveries,
    sendings,
)
from services.limits import Pace
from services.sendings import Outcome
from storage.tables.delivery import delivery
from storage.tables.people import person
from tests.confirming import confirm
from tests.wordings import write_wording
from tests.world import NOW, World, creator, live_campaign, staff
from words import broadcast_buttons as below
from words.speech import speech

SLOW = BroadcastRules(per_second=2, free_per_second=1, most_stars=1)
FAST = BroadcastRules(per_second=1_000, most_stars=9)
ZONE = "Asia/Shanghai"


@pytest.fixture
def maker(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def drafted(world: World, maker: Actor, readers: int = 0) -> int:
    many(world, readers)
    return world.do(broadcast_drafts.draft, maker, {EN: Version("New tasks")}, now=NOW)


def many(world: World, readers: int) -> None:
    for _ in range(readers):
        world.do(creator)


def shown(world: World, maker: Actor, number: int, rules: BroadcastRules = SLOW) -> Screen:
    found = world.do(broadcast_sheets.sheet, maker, number, now=NOW)
    return broadcast_sheet.render(found, speech(EN), ZONE, NOW, rules)


def asked(world: World, maker: Actor, number: int, rules: BroadcastRules = SLOW) -> Screen:
    found = world.do(broadcast_sheets.sheet, maker, number, now=NOW)
    return broadcast_sheet.question(found, speech(EN), ZONE, NOW, rules)


def reported(world: World, maker: Actor, number: int, locale: str = EN) -> str:
    found = world.do(broadcast_outcomes.report, maker, number, now=NOW)
    return broadcast_report.render(found, speech(locale)).text


def test_an_audience_that_outgrew_its_payment_is_told_what_is_paid_and_what_is_not(
    world: World, maker: Actor
) -> None:
    number = drafted(world, maker, readers=2)
    world.do(broadcast_drafts.set_paid, maker, number, True, SLOW, now=NOW)
    assert "Paid for; Stars at most: 1" in shown(world, maker, number).text
    many(world, 13)
    told = (
        "10 of them paid for, Stars at most: 1; the other 5 cost nothing and go at the free rate."
    )
    for screen in (shown(world, maker, number), asked(world, maker, number)):
        assert told in screen.text
    world.do(confirm, maker, number, SLOW, now=NOW)
    assert told in shown(world, maker, number).text


def test_the_time_it_takes_counts_what_is_beyond_the_payment_at_the_free_rate(
    world: World, maker: Actor
) -> None:
    number = drafted(world, maker, readers=2)
    slow = BroadcastRules(per_second=1, free_per_second=1 / 60, most_stars=1)
    world.do(broadcast_drafts.set_paid, maker, number, True, slow, now=NOW)
    assert "Time it takes: less than a minute" in shown(world, maker, number, slow).text
    many(world, 13)  # five of all go for nothing, one a minute
    assert "Time it takes: 5 min" in shown(world, maker, number, slow).text
    assert "Time it takes: 5 min" in asked(world, maker, number, slow).text


def test_the_time_that_is_left_is_told_while_it_is_sent(world: World, maker: Actor) -> None:
    number = drafted(world, maker, readers=4)
    slow = BroadcastRules(per_second=1 / 60)
    world.do(confirm, maker, number, now=NOW)
    assert "Time left: 4 min" in shown(world, maker, number, slow).text
    end(world, 1, status=DeliveryStatus.SENT)
    assert "Time left: 3 min" in shown(world, maker, number, slow).text
    later = update(delivery).where(delivery.c.status == DeliveryStatus.QUEUED)
    world.do(lambda conn: conn.execute(later.values(due_at=NOW + timedelta(hours=9))))
    assert "Time left" not in shown(world, maker, number, slow).text  # they sleep
    world.do(broadcasts.pause, maker, number, now=NOW)
    assert "Time left" not in shown(world, maker, number, slow).text


def end(world: World, most: int, **columns: object) -> None:
    """The first so many of those that wait."""
    some = select(delivery.c.id).where(delivery.c.status == DeliveryStatus.QUEUED)
    ended = update(delivery).where(delivery.c.id.in_(some.order_by(delivery.c.id).limit(most)))
    world.do(lambda conn: conn.execute(ended.values(ended_at=NOW, **columns)))


def test_the_report_says_how_many_stars_it_may_have_cost(world: World, maker: Actor) -> None:
    number = drafted(world, maker, readers=13)
    world.do(broadcast_drafts.set_paid, maker, number, True, FAST, now=NOW)
    world.do(confirm, maker, number, now=NOW)
    assert "Stars" not in reported(world, maker, number)
    end(world, 11, status=DeliveryStatus.SENT, priority=PAID_PRIORITY)
    end(world, 1, status=DeliveryStatus.IN_DOUBT, priority=PAID_PRIORITY)
    end(world, 1, status=DeliveryStatus.DEAD, priority=PAID_PRIORITY)
    assert "12 left paid for; Stars at most: 2" in reported(world, maker, number)


def test_claims_and_taps_are_told_only_where_they_are_counted(world: World, maker: Actor) -> None:
    number = drafted(world, maker, readers=1)
    assert "Delivered 0 · muted 0" in reported(world, maker, number)
    world.do(broadcast_drafts.toggle_page, maker, number, Page.TASKS, now=NOW)
    assert "Delivered 0 · tapped 0 · muted 0" in reported(world, maker, number)
    task_id = world.do(live_campaign).task_id
    world.do(broadcast_drafts.set_task, maker, number, task_id, now=NOW)
    assert "Delivered 0 · tapped 0 · claimed 0 · muted 0" in reported(world, maker, number)


def test_a_wording_that_did_better_is_named_where_numbers_tell_it(
    world: World, maker: Actor
) -> None:
    number = drafted(world, maker, readers=1)
    found = world.do(broadcast_outcomes.report, maker, number, now=NOW)

    def told(locale: str, *tapped: tuple[int, int], claimed: int = 0) -> str:
        variants = tuple(VariantOutcome(of, did, claimed) for did, of in tapped)
        result = replace(found, variants=variants, verdicts=verdicts(variants))
        return broadcast_report.render(result, speech(locale)).text

    few = told(EN, (60, 400), (90, 400), claimed=2)
    assert "By taps: wording B did better, by more than chance" in few
    assert "By claims: too few to tell which wording is better" in few
    assert "<b>C</b> Delivered 400 · tapped 60 (15.0%) · claimed 0 · muted 0" in told(
        EN, (60, 400), (60, 400), (60, 400)
    )
    assert "按点击：各版本的差别都可能只是偶然" in told(ZH, (60, 400), (80, 400))


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        ("Forbidden: bot was blocked by the user", "无法送达，已屏蔽机器人：2"),
        (
            "Forbidden: bot can't initiate conversation with a user",
            "无法送达，从未与机器人开始对话：2",
        ),
        ("Forbidden: user is deactivated", "无法送达，已注销 Telegram 账号：2"),
        ("Chat not found", "无法送达，Telegram 查无此人：2"),
        ("Something <new>", "无法送达，Telegram 提示“Something &lt;new&gt;”：2"),
    ],
)
def test_why_it_did_not_arrive_is_told_in_the_language_of_the_report(
    world: World, maker: Actor, problem: str, told: str
) -> None:
    number = drafted(world, maker, readers=2)
    world.do(confirm, maker, number, now=NOW)
    end(world, 2, status=DeliveryStatus.DEAD, problem=problem)
    assert told in reported(world, maker, number, ZH)


def test_reasons_that_read_alike_are_one(world: World, maker: Actor) -> None:
    number = drafted(world, maker, readers=2)
    world.do(confirm, maker, number, now=NOW)
    end(world, 1, status=DeliveryStatus.DEAD, problem="Chat not found")
    end(world, 1, status=DeliveryStatus.DEAD, problem="Bad Request: user not found")
    assert "undeliverable, is not known to Telegram: 2" in reported(world, maker, number)


def test_a_word_in_braces_that_nobody_fills_is_named_before_and_at_the_confirmation(
    world: World, maker: Actor
) -> None:
    body = {EN: Version('{acount} <a href="https://a.example/?u={nmae}">here</a>')}
    many(world, 1)
    number = world.do(broadcast_drafts.draft, maker, body, now=NOW)
    for screen in (shown(world, maker, number), asked(world, maker, number)):
        stay = "These words in braces stay as they are: acount, nmae"
        assert f"{stay}\nDid you mean {{account}}, {{name}}?" in screen.text


def test_readers_of_a_language_that_one_wording_lacks_are_counted(
    world: World, maker: Actor
) -> None:
    number = drafted(world, maker, readers=4)  # who all read Chinese
    two = {EN: Version("Another"), ZH: Version("另一种")}
    world.do(write_wording, maker, number, 1, two, now=NOW)
    told = "🌐 4 of them read Chinese: about 2 of these get wording A, in English."
    assert told in shown(world, maker, number).text
    world.do(write_wording, maker, number, 2, {EN: Version("C")}, now=NOW)
    told = "🌐 4 of them read Chinese: about 3 of these get wording A, C, in English."
    assert told in shown(world, maker, number).text
    world.do(write_wording, maker, number, 2, two, now=NOW)
    world.do(write_wording, maker, number, 0, two, now=NOW)
    assert "🌐" not in shown(world, maker, number).text


def test_a_draft_that_was_thrown_away_shows_no_progress(world: World, maker: Actor) -> None:
    number = drafted(world, maker, readers=1)
    world.do(broadcasts.cancel, maker, number, now=NOW)
    screen = shown(world, maker, number)
    assert "Nobody has got it." in screen.text
    assert "▱" not in screen.text
    assert [each.label for row in screen.rows for each in row] == ["Copy", "‹ Broadcasts"]


def test_paying_is_offered_with_its_price_where_it_gains_something(
    world: World, maker: Actor
) -> None:
    number = drafted(world, maker, readers=12)
    slow = BroadcastRules(per_second=10, free_per_second=1 / 60, most_stars=5)
    screen = shown(world, maker, number, slow)
    assert "⭐ Paid for it takes less than a minute; Stars at most: 2." in screen.text
    assert "Pay in Stars" in [each.label for row in screen.rows for each in row]
    quick = replace(slow, free_per_second=9)
    screen = shown(world, maker, number, quick)
    assert "⭐" not in screen.text
    assert "Pay in Stars" not in [each.label for row in screen.rows for each in row]


def test_the_question_says_now_of_those_alone_whom_it_reaches_now(
    world: World, maker: Actor
) -> None:
    number = drafted(world, maker, readers=3)
    assert "to 3 now?" in asked(world, maker, number).text
    sleeps(world, 1)
    assert "to 3, 2 of them now?" in asked(world, maker, number).text
    sleeps(world, 3)
    assert "to 3? Nobody is reached at once." in asked(world, maker, number).text


def sleeps(world: World, most: int) -> None:
    """So many creators are in their quiet hours."""
    some = select(person.c.id).order_by(person.c.id.desc()).limit(most)
    hours = {"timezone": "UTC", "quiet_from_hour": NOW.hour - 1, "quiet_to_hour": NOW.hour + 2}
    world.do(lambda conn: conn.execute(update(person).where(person.c.id.in_(some)).values(hours)))


def test_the_bar_of_a_cancelled_one_shows_what_was_delivered(world: World, maker: Actor) -> None:
    number = drafted(world, maker, readers=4)
    world.do(confirm, maker, number, now=NOW)
    end(world, 1, status=DeliveryStatus.SENT)
    world.do(broadcasts.cancel, maker, number, now=NOW)
    told = "▰▰▱▱▱▱▱▱▱▱ 1/4\nDelivered 1 · waiting 0 · undeliverable 0 · in doubt 0 · cancelled 3"
    assert told in shown(world, maker, number).text


def test_report_of_the_notice_opens_the_report() -> None:
    facts = {"broadcast_id": 5, "title": "New", "sent": 1, "dead": 0, "in_doubt": 0}
    (row,) = broadcast_done(speech(EN), facts, ZONE).rows
    assert [(each.label, each.data) for each in row] == [("Report", "1:bc.report:5")]


def test_whom_it_passed_over_stands_on_its_sheet_and_in_its_report(
    world: World, maker: Actor
) -> None:
    number = drafted(world, maker, readers=3)
    muted = update(person).where(person.c.id == world.do(creator).actor.person_id)
    world.do(lambda conn: conn.execute(muted.values(wants_broadcasts=False)))
    told = "Matching 4 · muted 1 · unreachable 0 · had enough this week 0"
    assert told in shown(world, maker, number).text
    world.do(confirm, maker, number, now=NOW)
    assert told in shown(world, maker, number).text
    assert told in reported(world, maker, number)


def test_one_that_stands_by_itself_says_why_and_what_to_do(world: World, maker: Actor) -> None:
    number = drafted(world, maker, readers=2)
    world.do(confirm, maker, number, now=NOW)
    (parcel, *_) = world.do(deliveries.take, Pace(), most=2, now=NOW).parcels
    words = "BALANCE_TOO_LOW"
    refusal = Outcome(parcel, DeliveryStatus.QUEUED, problem=words, refused=About.STARS)
    world.do(sendings.settle, [refusal], now=NOW)
    text = shown(world, maker, number).text
    assert "paused" in text
    assert f"⛔ Paused by itself, Telegram refuses it: <i>{words}</i>" in text
    assert "Top the bot's Stars up, then resume" in text
    facts = {"broadcast_id": number, "title": "<b>", "words": words}
    notice = broadcast_refused(speech(EN), facts, ZONE)
    assert "&lt;b&gt;</b> is not going out any more." in notice.text
    assert f"<i>{words}</i>" in notice.text


@pytest.mark.parametrize(("locale", "said"), [(EN, "Hi, Weibo, 12,000"), (ZH, "Hi, 微博, 12,000")])
def test_a_platform_is_named_in_its_readers_language(locale: str, said: str) -> None:
    facts = {
        "broadcast_id": 1,
        "version": {"html": "Hi @{account}, {platform}, {followers}"},
        "values": {"account": None, "platform": "weibo", "followers": 12_000},
        "task_id": None,
        "campaign_id": None,
        "pages": [],
        "links": [],
        "paid": False,
    }
    assert notice(speech(locale), facts, ZONE).text == said


def test_clicks_are_told_with_the_wording_whose_link_it_was() -> None:
    shop = Link({EN: "Shop"}, "https://a.example/", counted=True)
    told = [below.link(LinkOutcome(shop, 3, 2, 1, variant), speech(EN)) for variant in (None, 1)]
    assert told == [
        "🔗 Shop: clicks 3 · people, about 2 · programs 1",
        "🔗 B · Shop: clicks 3 · people, about 2 · programs 1",
    ]
