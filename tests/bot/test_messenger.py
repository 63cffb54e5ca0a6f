"""The messenger over real HTTP: at most once or in doubt, at Telegram's pace, nothing lost."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from bot import messenger as under_test
from bot.messenger import Messenger
from bot.transport import Transport
from bot.waking import WakingDatabase
from domain.broadcast_rules import BroadcastRules
from domain.delivery import BroadcastStatus as Status
from domain.delivery import DeliveryClass, DeliveryStatus
from domain.figures import ProcessFigures
from domain.locales import ZH
from domain.message import Version
from domain.people import Role
from sandbox.app import Sandbox
from sandbox.limits import Limits
from sandbox.person import Person
from services import broadcast_drafts, broadcasts, deliveries, limits, notices, sendings
from services.deliveries import Wave
from services.limits import Pace
from storage.database import Database
from storage.tables.delivery import broadcast, delivery
from storage.tables.people import person
from tests.bot.conftest import bot_of
from tests.confirming import confirm
from tests.world import World, creator, staff

T, B = DeliveryClass.TRANSACTIONAL, DeliveryClass.BROADCAST
S = DeliveryStatus
FAST = Pace(per_second=200, chat_pause=timedelta(0), free_per_second=200)
FACTS = {"assignment_id": 1, "title": "听书"}


def now() -> datetime:
    return datetime.now(UTC)


async def reader(sandbox: Sandbox, world: World) -> tuple[Person, int]:
    """Somebody with a chat, who is never asleep."""
    someone = await sandbox.person("Ann")
    await someone.says("/start")
    actor = world.do(creator, telegram_id=someone.user.id).actor
    with world.engine.begin() as conn:
        conn.execute(update(person).values(quiet_from_hour=0, quiet_to_hour=0))
    return someone, actor.person_id


def queue(
    world: World, person_id: int, key: str, cls: DeliveryClass = T, kind: str = "expired"
) -> None:
    world.do(notices.queue, person_id, kind, FACTS, cls=cls, dedupe_key=key, now=now())


def broadcast_to_all(world: World, rules: BroadcastRules) -> None:
    """It is paid for."""
    actor = world.do(staff, Role.COORDINATOR)
    made = world.do(broadcast_drafts.draft, actor, {ZH: Version("新任务上线")}, now=now())
    world.do(broadcast_drafts.set_paid, actor, made, True, rules, now=now())
    world.do(confirm, actor, made, rules, now=now())


def statuses(world: World) -> dict[str, str]:
    return dict(map(tuple, world.rows(select(delivery.c.dedupe_key, delivery.c.status))))


async def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  (what is looked at has no event)
            await asyncio.sleep(0.01)


@asynccontextmanager
async def messenger(
    sandbox: Sandbox,
    db: Database,
    pace: Pace = FAST,
    *,
    alone: bool = False,
    figures: ProcessFigures | None = None,
) -> AsyncIterator[WakingDatabase]:
    queued = asyncio.Event()
    waking = WakingDatabase(db, queued)
    transport = Transport(answer_seconds=0.4)
    await transport.initialize()
    bot = bot_of(sandbox, transport)
    running = Messenger(
        waking, bot, now, pace, at_once=16, queued=queued, figures=figures, alone=alone
    )
    task = asyncio.create_task(running.run())
    try:
        yield waking
    finally:
        running.stop()
        await asyncio.wait_for(task, 10)
        await transport.shutdown()


async def test_what_is_queued_arrives_once_in_the_readers_words(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    ann, ann_id = await reader(sandbox, world)
    queue(world, ann_id, "a")
    async with messenger(sandbox, db):
        await ann.sees("听书")
        await until(lambda: statuses(world) == {"a": S.SENT})
    assert len(sandbox.log.accepted("sendMessage")) == 1


async def test_a_transaction_that_queues_wakes_the_messenger_at_once(
    sandbox: Sandbox, world: World, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_test, "LOOK_EVERY", 30)
    ann, ann_id = await reader(sandbox, world)
    async with messenger(sandbox, db) as waking:
        await asyncio.sleep(0.3)
        began = asyncio.get_running_loop().time()
        await waking.write(
            notices.queue, ann_id, "expired", FACTS, cls=T, dedupe_key="a", now=now()
        )
        await ann.sees("听书")
        assert asyncio.get_running_loop().time() - began < 0.5


async def test_a_flood_is_waited_out_and_said_once(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    ann, ann_id = await reader(sandbox, world)
    sandbox.fault("429", "sendMessage", count=1, retry_after=1)
    queue(world, ann_id, "a")
    began = now()
    async with messenger(sandbox, db):
        await ann.sees("听书")
        await until(lambda: statuses(world) == {"a": S.SENT})
    assert now() - began >= timedelta(seconds=1)


async def test_a_chat_said_to_have_migrated_is_followed_nowhere_and_its_reader_stays(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    """Readers' chats are private and never migrate: that answer is to somebody else's question."""
    ann, ann_id = await reader(sandbox, world)
    sandbox.fault("migrated", "sendMessage", count=1)
    queue(world, ann_id, "a")
    async with messenger(sandbox, db):
        await until(lambda: statuses(world) == {"a": S.DEAD})
        queue(world, ann_id, "b")
        await ann.sees("听书")
    assert {entry.chat_id for entry in sandbox.log.accepted("sendMessage")} == {ann.user.id}
    assert world.rows(select(person.c.reachable)) == [(True,)]


@pytest.mark.parametrize(
    "fault", ["500_before", "500_after", "reset_before", "reset_after", "hang_after"]
)
async def test_a_lost_answer_is_in_doubt_and_a_promotion_is_not_said_again(
    sandbox: Sandbox, world: World, db: Database, fault: str
) -> None:
    _, ann_id = await reader(sandbox, world)
    sandbox.fault(fault, "sendMessage", count=1)
    queue(world, ann_id, "a", B)
    async with messenger(sandbox, db):
        await until(lambda: statuses(world) == {"a": S.IN_DOUBT})
        await asyncio.sleep(0.2)
    assert len(sandbox.log.accepted("sendMessage")) == fault.endswith("after")


async def test_a_decision_in_doubt_is_said_once_more_and_marked_so(
    sandbox: Sandbox, world: World, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sendings, "RESEND_AFTER", timedelta(0))
    ann, ann_id = await reader(sandbox, world)
    sandbox.fault("reset_after", "sendMessage", count=1)
    queue(world, ann_id, "a")
    async with messenger(sandbox, db):
        await ann.sees("№")
        await until(lambda: statuses(world) == {"a": S.IN_DOUBT, "a#again": S.SENT})
    assert len(sandbox.log.accepted("sendMessage")) == 2


async def test_who_blocked_us_is_not_written_to_again(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    ann, ann_id = await reader(sandbox, world)
    await ann.blocks()
    for key in "abc":
        queue(world, ann_id, key)
    async with messenger(sandbox, db):
        await until(lambda: set(statuses(world).values()) == {S.DEAD})
    assert world.rows(select(person.c.reachable))[0][0] is False
    assert not sandbox.log.accepted("sendMessage")


@pytest.mark.parametrize(("blocked", "level"), [(True, "info"), (False, "warning")])
async def test_a_message_that_died_is_worth_a_warning_unless_its_reader_blocked_us(
    sandbox: Sandbox, world: World, db: Database, blocked: bool, level: str
) -> None:
    ann, ann_id = await reader(sandbox, world)
    if blocked:
        await ann.blocks()
    else:  # Telegram knows no such chat
        with world.engine.begin() as conn:
            conn.execute(update(person).values(telegram_id=5))
    queue(world, ann_id, "a")
    with capture_logs() as logs:
        async with messenger(sandbox, db):
            await until(lambda: statuses(world) == {"a": S.DEAD})
    (entry,) = [entry for entry in logs if entry["event"] == "not delivered"]
    assert (entry["log_level"], entry["status"]) == (level, "dead")


async def test_a_telegram_that_is_not_there_is_tried_again(
    sandbox: Sandbox, world: World, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No byte left us: it stays queued, and is nobody's doubt."""
    monkeypatch.setattr("bot.sending.LONGEST_PAUSE", timedelta(milliseconds=200))
    ann, ann_id = await reader(sandbox, world)
    queue(world, ann_id, "a", B)
    real = sandbox.base_url
    sandbox.base_url = "http://127.0.0.1:9"
    async with messenger(sandbox, db):
        await until(lambda: tries(world) >= 2)
        assert statuses(world)["a"] in {S.QUEUED, S.SENDING}
    sandbox.base_url = real
    async with messenger(sandbox, db):
        await ann.sees("听书")
    assert statuses(world) == {"a": S.SENT}


def tries(world: World) -> int:
    attempts: int = world.rows(select(delivery.c.attempts))[0][0]
    return attempts


async def test_a_notice_that_we_cannot_word_is_not_lost_and_stops_no_other(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    """A later version queued it, with facts of another shape: it goes once they are understood."""
    ann, ann_id = await reader(sandbox, world)
    told = {"cls": T, "now": now()}
    world.do(notices.queue, ann_id, "expired", {"new": "shape"}, dedupe_key="a", **told)
    queue(world, ann_id, "b")
    async with messenger(sandbox, db):
        await ann.sees("听书")
        await until(lambda: statuses(world) == {"a": S.QUEUED, "b": S.SENT})
        (found,) = world.rows(select(delivery).where(delivery.c.dedupe_key == "a"))
        assert found.problem.startswith("wording: KeyError")
        assert timedelta(seconds=50) < found.due_at - now() < timedelta(seconds=61)
        of_a = update(delivery).where(delivery.c.dedupe_key == "a")
        world.do(lambda conn: conn.execute(of_a.values(facts=FACTS, due_at=now())))
        await until(lambda: statuses(world) == {"a": S.SENT, "b": S.SENT})


async def test_a_stop_finishes_what_was_taken_and_leaves_the_rest_queued(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    for key in map(str, range(8)):
        _, person_id = await reader(sandbox, world)
        queue(world, person_id, key)
    sandbox.fault("slow", "sendMessage", ms=150)
    async with messenger(sandbox, db, Pace(per_second=20, chat_pause=timedelta(0))):
        await until(lambda: S.SENDING in statuses(world).values())
    ended = list(statuses(world).values())
    assert set(ended) <= {S.SENT, S.QUEUED}
    assert ended.count(S.SENT) == len(sandbox.log.accepted("sendMessage"))


async def test_a_database_that_is_away_when_the_answer_comes_does_not_lose_it(
    sandbox: Sandbox, world: World, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.recorder._PAUSE_AFTER_FAILURE", 0.1)
    ann, ann_id = await reader(sandbox, world)
    real, failed = sendings.settle, 0

    def fails_twice(*args: object, **kwargs: object) -> None:
        nonlocal failed
        if failed < 2:
            failed += 1
            raise OSError("disk full")
        real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(sendings, "settle", fails_twice)
    queue(world, ann_id, "a")
    async with messenger(sandbox, db):
        await ann.sees("听书")
        await until(lambda: statuses(world) == {"a": S.SENT})
    assert failed == 2


async def test_under_telegrams_limits_the_pace_is_kept_and_no_flood_is_earned(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    for key in map(str, range(40)):
        _, person_id = await reader(sandbox, world)
        queue(world, person_id, key)
    sandbox.limit(Limits(overall_per_second=30.0, per_chat_per_second=1.0, per_chat_burst=1.0))
    sandbox.fault("slow", "sendMessage", ms=20)
    began = asyncio.get_running_loop().time()
    async with messenger(sandbox, db, Pace(per_second=30)):
        await until(lambda: len(sandbox.log.accepted("sendMessage")) == 40)
    took = asyncio.get_running_loop().time() - began
    times = [entry.at.timestamp() for entry in sandbox.log.accepted("sendMessage")]
    assert all(times[at + 30] - times[at] >= 1 for at in range(10))
    assert took < 39 / 30 * 2
    assert {row[0] for row in world.rows(select(delivery.c.attempts))} == {1}


def promoted(world: World) -> dict[str, int]:
    rows = world.rows(select(delivery.c.status).where(delivery.c.kind == "broadcast"))
    return dict(Counter(row[0] for row in rows))


async def test_a_paid_broadcast_that_runs_out_of_stars_waits_and_goes_on_once_there_are_more(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    for _ in range(12):
        await reader(sandbox, world)
    sandbox.stars(0.5, free_per_second=0)  # for five of them
    actor = world.do(staff, Role.OWNER)
    broadcast_to_all(world, BroadcastRules(per_second=200, most_stars=9))
    async with messenger(sandbox, db, FAST):
        await until(lambda: world.rows(select(broadcast.c.status)) == [(Status.PAUSED,)])
        await until(lambda: promoted(world) == {S.SENT: 5, S.QUEUED: 7})
        kinds = world.rows(select(delivery.c.facts).where(delivery.c.kind == "broadcast_refused"))
        assert {row[0]["words"] for row in kinds} == {"Balance_too_low"}
        sandbox.stars(99, free_per_second=0)
        (number,) = world.rows(select(broadcast.c.id))[0]
        world.do(broadcasts.resume, actor, number, now=now())
        await until(lambda: promoted(world) == {S.SENT: 12})
    accepted = sandbox.log.accepted("sendMessage")
    assert len([each for each in accepted if each.text == "新任务上线"]) == 12


async def test_a_broadcast_that_telegram_refuses_as_a_whole_stops_and_ends_nobody(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    for _ in range(12):
        await reader(sandbox, world)
    sandbox.fault("400", "sendMessage", words="SOMETHING_NEW")
    broadcast_to_all(world, BroadcastRules(per_second=200, most_stars=9))
    async with messenger(sandbox, db, FAST):
        await until(lambda: world.rows(select(broadcast.c.status)) == [(Status.PAUSED,)])
        await until(lambda: promoted(world) == {S.QUEUED: 12})
    assert not sandbox.log.accepted("sendMessage")


async def test_what_nobody_pays_for_stays_within_the_free_allowance_beside_what_is_paid_for(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    """Telegram lets through 1,000 a second of those that say so, and 30 of all others."""
    for _ in range(100):
        await reader(sandbox, world)
    broadcast_to_all(world, BroadcastRules(per_second=200, most_stars=10))
    for number in range(60):
        _, person_id = await reader(sandbox, world)
        queue(world, person_id, str(number))
    sandbox.limit(Limits())
    async with messenger(sandbox, db, Pace(per_second=200, chat_pause=timedelta(0))):
        await until(lambda: len(sandbox.log.accepted("sendMessage")) == 160, 20)
    sent = sandbox.log.accepted("sendMessage")
    paid = [each.at.timestamp() for each in sent if each.params.flag("allow_paid_broadcast")]
    unpaid = [each.at.timestamp() for each in sent if not each.params.flag("allow_paid_broadcast")]
    assert (len(paid), len(unpaid)) == (100, 60)
    assert all(unpaid[at + 30] - unpaid[at] >= 1 for at in range(30))
    assert paid[-1] < unpaid[45]  # a busy machine is late, and changes no order
    assert sandbox.world.limiter.refused == 0
    assert {row[0] for row in world.rows(select(delivery.c.attempts))} == {1}


async def test_what_missed_its_moment_waits_for_another_one(
    sandbox: Sandbox, world: World, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was held up would send into a second that others count on."""
    ann, ann_id = await reader(sandbox, world)
    queue(world, ann_id, "a")
    real, held_up = deliveries.take, 0

    def take_and_stall(*args: Any, **kwargs: Any) -> Wave:
        nonlocal held_up
        wave = real(*args, **kwargs)
        if not wave.parcels or held_up:
            return wave
        held_up += 1
        return replace(wave, moments=tuple(at - 2 * under_test.LATEST for at in wave.moments))

    monkeypatch.setattr(deliveries, "take", take_and_stall)
    async with messenger(sandbox, db):
        await ann.sees("听书")
        await until(lambda: statuses(world) == {"a": S.SENT})
    assert held_up
    assert tries(world) == 2
    assert len(sandbox.log.accepted("sendMessage")) == 1


async def test_an_answer_that_took_long_keeps_its_place_for_longer(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    """Telegram may have accepted it late: the second that it counts in is then a later one."""
    _, quick = await reader(sandbox, world)
    _, slow = await reader(sandbox, world)
    queue(world, quick, "quick")
    pace = Pace(per_second=5, chat_pause=timedelta(0))
    async with messenger(sandbox, db, pace):
        await until(lambda: statuses(world)["quick"] == S.SENT)
        sandbox.fault("slow", "sendMessage", ms=200)
        queue(world, slow, "slow")
        await until(lambda: statuses(world)["slow"] == S.SENT)
    (answered_at,) = world.rows(select(delivery.c.ended_at).where(delivery.c.dedupe_key == "slow"))[
        0
    ]
    places = world.do(limits.slots, pace, now=now()).over_all.places
    assert places[-1][0] >= (answered_at.timestamp() - 0.1) * 1000


async def test_the_only_process_waits_for_no_lease_of_its_former_self(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    ann, ann_id = await reader(sandbox, world)
    for number in range(3):
        queue(world, ann_id, f"killed {number}", B)
    with world.engine.begin() as conn:
        leased = now() + deliveries.LEASE
        conn.execute(update(delivery).values(status=S.SENDING, leased_until=leased))
    queue(world, ann_id, "waiting", B)
    async with messenger(sandbox, db):
        await asyncio.sleep(0.5)
    assert statuses(world)["waiting"] == S.QUEUED  # another one may be at it
    async with messenger(sandbox, db, alone=True):
        await ann.sees("听书")
        await until(lambda: statuses(world)["waiting"] == S.SENT)
    assert [status for key, status in statuses(world).items() if key != "waiting"] == (
        [S.IN_DOUBT] * 3
    )
    assert len(sandbox.log.accepted("sendMessage")) == 1


async def test_after_a_kill_what_was_being_sent_is_in_doubt_and_the_rest_goes_out(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    ann, ann_id = await reader(sandbox, world)
    queue(world, ann_id, "killed", B)
    long_ago = now() - timedelta(hours=1)
    with world.engine.begin() as conn:
        conn.execute(update(delivery).values(status=S.SENDING, leased_until=long_ago))
    queue(world, ann_id, "waiting", B)
    async with messenger(sandbox, db):
        await ann.sees("听书")
        await until(lambda: statuses(world) == {"killed": S.IN_DOUBT, "waiting": S.SENT})
    assert len(sandbox.log.accepted("sendMessage")) == 1


async def test_an_invitation_names_the_bot_that_nobody_has_asked_for_its_name_before(
    sandbox: Sandbox, world: World, db: Database
) -> None:
    ann, person_id = await reader(sandbox, world)
    actor = world.do(staff, Role.COORDINATOR)
    body = {ZH: Version("{works} {platform} {invite}")}
    made = world.do(broadcast_drafts.draft, actor, body, now=now())
    world.do(confirm, actor, made, now=now())
    sandbox.fault("500_before", "getMe", count=1)  # then it waits, and says nothing without
    async with messenger(sandbox, db):
        seen = await ann.sees("0 抖音 https://t.me/")
    code = world.rows(select(person.c.invite_code).where(person.c.id == person_id))[0][0]
    name = sandbox.world.bot().username
    assert seen.text == f"0 抖音 https://t.me/{name}?start=ref-{code}"
