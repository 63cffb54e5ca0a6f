"""A house in full swing for pictures of the console: campaigns, reviews, payouts, every delay."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, update

from domain.campaign import CampaignStatus
from domain.delivery import DeliveryClass, DeliveryStatus
from domain.disputes.lines import LineKind
from domain.events import EventType
from domain.locales import ZH
from domain.message import Version
from domain.payee import PayeeDetails, PayeeMethod
from domain.people import Actor, Role
from domain.platforms import Platform
from domain.review import Decision
from domain.risk.cases import RiskReason
from domain.segment_text import parse
from domain.terms import Method
from services import (
    broadcast_drafts,
    dispute_decisions,
    disputes,
    endpoints,
    notices,
    payees,
    reviews,
    risk_answers,
    risk_decisions,
    segments,
    settlements,
)
from services.vault import Vault
from storage import explanations, people
from storage.tables.campaigns import campaign, task
from storage.tables.delivery import delivery
from storage.tables.events import endpoint
from tests import world as w
from tests.approved import approved
from tests.confirming import confirm
from tests.handed_in import Held, drafted, handed_in, held
from tests.objecting import objected, settlement_of
from tests.odd import looked, odd_reading, the_case
from tests.preparing import prepare_batch
from tests.wordings import write_wording
from tests.world import NOW, CampaignFixture, CreatorFixture, World

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
NAMES: Final = (
    "林小鹿",
    "阿宽爱听书",
    "Mei 在路上",
    "橘子汽水",
    "老周讲故事",
    "Ava Chen",
    "يوسف",
    "桃子",
)
LINE: Final = "platform:douyin followers:1000.. -seen:30d"
TITLES: Final = ("长夜听书季", "春茶上新 · 慢下来的十分钟", "星河影视短剧推广", "周末露营装备清单")


def fill(world: World) -> Actor:
    """Fills the world; the coordinator who looks at it."""
    books, tea, drama, camping = (_campaign(world, title) for title in TITLES)
    _paid(world, books)
    _unmeasured(world, tea)
    _in_progress(world, books, claims=9)
    _in_progress(world, tea, claims=4)
    _waiting(world, books, tea)
    _odd(world, drama)
    _status(world, drama, CampaignStatus.PAUSED)
    _status(world, camping, CampaignStatus.DRAFT)
    _messages(world)
    _partners(world)
    _disputed(world)
    owner = world.do(w.staff, Role.OWNER)
    world.do(segments.save, owner, "抖音 · 一千粉以上", parse(LINE), now=NOW)
    made = world.do(
        broadcast_drafts.draft, owner, {ZH: Version("<b>春茶上新</b>,{name} 快来")}, now=NOW
    )
    world.do(write_wording, owner, made, 1, {ZH: Version("明前茶到了")}, now=NOW)
    world.do(confirm, owner, made, now=NOW)
    world.do(broadcast_drafts.draft, owner, {ZH: Version("下周的任务")}, now=NOW)
    return owner


def _campaign(world: World, title: str) -> CampaignFixture:
    platforms = (Platform.DOUYIN, Platform.XIAOHONGSHU, Platform.BILIBILI)
    method = Method.CPE if "茶" in title else Method.FLAT
    made = world.do(
        w.live_campaign,
        slots=24,
        platforms=platforms[: 2 if "短剧" in title else 3],
        method=method,
        now=NOW - 20 * DAY,
    )
    of_campaign = campaign.c.id == made.campaign_id
    _run(world, update(campaign).where(of_campaign).values(title=title))
    of_tasks = task.c.campaign_id == made.campaign_id
    _run(world, update(task).where(of_tasks).values(due_at=NOW + 9 * DAY))
    return made


def _run(world: World, statement: Any) -> None:
    with world.engine.begin() as conn:
        conn.execute(statement)


def _status(world: World, found: CampaignFixture, status: CampaignStatus) -> None:
    _run(world, update(campaign).where(campaign.c.id == found.campaign_id).values(status=status))


def _creators(world: World, count: int) -> Iterable[CreatorFixture]:
    for number in range(count):
        yield world.do(w.creator, name=NAMES[number % len(NAMES)], now=NOW - 20 * DAY)


def _paid(world: World, found: CampaignFixture) -> None:
    """Settled and payable; one batch waits for another person."""
    vault = Vault("a secret of the house")
    for number, maker in enumerate(_creators(world, 6)):
        world.do(approved, found, maker, now=NOW - 12 * DAY)
        details = PayeeDetails(PayeeMethod.ALIPAY, f"1381234{number:04}", "王小明")
        world.do(payees.save, maker.actor, vault, details, now=NOW - 12 * DAY)
    world.do(settlements.settle_due, now=NOW - 4 * DAY)
    world.do(settlements.mature_due, now=NOW - HOUR)
    world.do(prepare_batch, world.do(w.staff, Role.FINANCE), "CNY", now=NOW - HOUR)
    for maker in _creators(world, 3):
        world.do(approved, found, maker, now=NOW - 7 * DAY - HOUR)
    world.do(settlements.settle_due, now=NOW - HOUR)


def _unmeasured(world: World, found: CampaignFixture) -> None:
    for maker in _creators(world, 3):
        world.do(approved, found, maker, now=NOW - 9 * DAY)


def _in_progress(world: World, found: CampaignFixture, *, claims: int) -> None:
    for number, maker in enumerate(_creators(world, claims)):
        world.do(held, found, maker, now=NOW - HOUR * (2 + 5 * number))


def _waiting(world: World, books: CampaignFixture, tea: CampaignFixture) -> None:
    """From nearly approved by itself to just in; one in its second round, one a draft."""
    ages = (46, 31, 20, 9, 4, 1)
    reviewer = world.do(w.staff, Role.REVIEWER)
    for found, age, maker in zip((books, tea) * 3, ages, _creators(world, 6), strict=True):
        claimed_at = NOW - HOUR * (age + 6)
        work = world.do(held, found, maker, now=claimed_at)
        if age == 20:
            _sent_back(world, work, reviewer, claimed_at + HOUR)
        _hand_in(world, work, NOW - HOUR * age)
    draft = world.do(w.live_campaign, slots=8, draft_required=True, now=NOW - 2 * DAY)
    _run(world, update(campaign).where(campaign.c.id == draft.campaign_id).values(title="新书试读"))
    world.do(drafted, world.do(held, draft, now=NOW - 3 * HOUR), now=NOW - 2 * HOUR)


def _odd(world: World, found: CampaignFixture) -> None:
    """Three risk cases: just asked, answered in words, appealed against."""
    works = [world.do(approved, found, maker, now=NOW - 3 * DAY) for maker in _creators(world, 3)]
    for work in works:
        odd_reading(world, work, NOW - HOUR * 50)
    looked(world, NOW - HOUR * 50)
    _, second, third = (the_case(world, work) for work in works)
    answer = "后台截图在这里：https://example.com/backend/7f3a，浏览量是平台延迟显示的。"
    makers = [_actor(world, work.person_id) for work in works]
    for case_id, maker in ((second, makers[1]), (third, makers[2])):
        world.do(risk_answers.answer, maker, case_id, answer, now=NOW - HOUR * 20)
    decider = world.do(w.staff, Role.REVIEWER)
    said = (RiskReason.INVENTED, "截图与平台数据对不上。")
    world.do(risk_decisions.confirm, decider, third, *said, now=NOW - HOUR * 9)
    world.do(risk_answers.appeal, makers[2], third, "请再看一次后台。", now=NOW - HOUR * 3)


def _actor(world: World, person_id: int) -> Actor:
    found = world.do(people.actor_by_id, person_id)
    assert found is not None
    return found


def _hand_in(world: World, work: Held, at: datetime) -> None:
    world.do(handed_in, work, now=at)


def _sent_back(world: World, work: Held, reviewer: Actor, at: datetime) -> None:
    first = world.do(handed_in, work, now=at)
    note = "结尾加上书名，再发一次就好。"
    decision = (Decision.CHANGES, "parts_missing", "1", note)
    world.do(reviews.decide, reviewer, first.submission_id, *decision, now=at + HOUR)


def _partners(world: World) -> None:
    """One that takes everything but what has just happened, one that fails since yesterday."""
    vault = Vault("a secret of the house")
    add = partial(world.do, endpoints.add, vault, now=NOW - 9 * DAY)
    add("brand-warehouse", "https://events.brand.example.com/koc")
    add("mcn-finance", "https://mcn.example.com/hooks/koc", [EventType.PAYOUT_PAID])
    world.do(endpoints.test, "brand-warehouse", now=NOW)
    world.do(endpoints.rotate, vault, "brand-warehouse")
    failing = {"failures": 7, "failing_since": NOW - DAY, "problem": "HTTP 503"}
    failed = update(endpoint).where(endpoint.c.name == "mcn-finance").values(**failing)
    _run(world, failed)


def _messages(world: World) -> None:
    """Sent through the day; two of them nobody knows about."""
    _run(
        world,
        update(delivery).values(status=DeliveryStatus.SENT, ended_at=delivery.c.queued_at),
    )
    for number, maker in enumerate(_creators(world, 2)):
        world.do(_doubtful, maker, f"doubt:{number}")


def _doubtful(conn: Connection, maker: CreatorFixture, cause: str) -> None:
    notices.queue(
        conn,
        maker.actor.person_id,
        "settled",
        {},
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=cause,
        now=NOW - HOUR,
    )
    conn.execute(
        update(delivery)
        .where(delivery.c.dedupe_key == cause)
        .values(status=DeliveryStatus.IN_DOUBT, ended_at=NOW - HOUR)
    )


def _disputed(world: World) -> None:
    """Of two amounts: one waits, its creator was asked and answered; one was declined."""
    decider = world.do(w.staff, Role.FINANCE)
    for number, assignment_id in enumerate((1, 2)):
        about = settlement_of(world, assignment_id)
        work = world.do(explanations.work, assignment_id)
        assert work is not None
        actor = _actor(world, work.person_id)
        said = "后台显示的互动比结算的多，截图见 https://example.com/backend/9c1e。"
        dispute_id = objected(world, actor, LineKind.SETTLEMENT, about, words=said, now=NOW - DAY)
        if number:
            world.do(
                dispute_decisions.decline, decider, dispute_id, "截止后的数据不计入。", now=NOW
            )
        else:
            world.do(dispute_decisions.ask, decider, dispute_id, "是哪一天的后台？", now=NOW - DAY)
            world.do(disputes.say_more, actor, dispute_id, "截止前一天的。", now=NOW - HOUR)
