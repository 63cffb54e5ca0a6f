"""What is kept for a time only is forgotten by a job, without anybody's doing."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from domain.delivery import DeliveryClass, DeliveryStatus, ReminderKind, ReminderStatus
from domain.locales import ZH
from domain.message import Version
from domain.people import Role
from domain.retention import KEPT_DAYS
from scheduler import forgetting
from scheduler.jobs import JOBS, JobHouse
from scheduler.ticker import Ticker
from services import broadcast_drafts, console, kept_updates, notices
from services.vault import Vault
from storage import api_messages, reminders
from storage.api_messages import Place
from storage.reminders import ReminderRow
from storage.tables.access import api_message, console_link, console_session
from storage.tables.chat import kept_update
from storage.tables.delivery import broadcast, broadcast_outcome, delivery, reminder
from tests.confirming import confirm
from tests.scheduler.conftest import Clock
from tests.world import NOW, World, creator, staff

DAY = timedelta(days=1)


async def test_what_broke_and_what_was_signed_is_forgotten_in_time(
    house: JobHouse, world: World, clock: Clock
) -> None:
    broken: dict[str, object] = {"update_id": 41}
    rest = {"telegram_id": 7, "attempts": 3, "only_reply": False, "now": NOW}
    world.do(kept_updates.keep, Vault(""), broken, ValueError("spoilt"), **rest)
    part = (Place("", "platform", "msg_1", 0), 1, "a" * 64)
    world.do(api_messages.take, [part], NOW)
    clock.at = NOW + 29 * DAY
    await Ticker(house, JOBS).run_all()
    assert len(world.rows(select(kept_update)) + world.rows(select(api_message))) == 2
    clock.at = NOW + 31 * DAY
    await Ticker(house, JOBS).run_all()
    assert world.rows(select(kept_update)) + world.rows(select(api_message)) == []


async def test_ways_into_the_console_go_when_they_open_nothing_any_more(
    house: JobHouse, world: World, clock: Clock
) -> None:
    """Also of somebody who never comes back."""
    for _ in range(2):
        member = world.do(staff, Role.REVIEWER)
        world.do(console.sign_in, world.do(console.make_link, member, now=NOW), now=NOW)
    rows = (select(console_link), select(console_session))
    clock.at = NOW + console.SESSION_LIFE - timedelta(minutes=1)
    await Ticker(house, JOBS).run_all()
    assert [len(world.rows(each)) for each in rows] == [0, 2]
    clock.at = NOW + console.SESSION_LIFE
    await Ticker(house, JOBS).run_all()
    assert [len(world.rows(each)) for each in rows] == [0, 0]


def lived_through(world: World, readers: int = 7) -> int:
    """Messages and reminders of a day, and a broadcast to all; which it is."""
    people = [world.do(creator).actor.person_id for _ in range(readers)]
    for number in people:
        cause = {"cls": DeliveryClass.TRANSACTIONAL, "dedupe_key": f"{number}", "now": NOW}
        world.do(notices.queue, number, "expired", {}, **cause)
    rows = [ReminderRow(ReminderKind.EXPIRY, "assignment", each, NOW) for each in people]
    world.do(reminders.add, rows)
    maker = world.do(staff, Role.OWNER)
    made = world.do(broadcast_drafts.draft, maker, {ZH: Version("新任务")}, now=NOW)
    world.do(confirm, maker, made, now=NOW)
    ended = {"status": DeliveryStatus.SENT, "ended_at": NOW, "message_id": 7}
    for change in (
        update(delivery).values(ended),
        update(reminder).values(status=ReminderStatus.QUEUED),
        update(broadcast).values(status="done", ended_at=NOW),
    ):
        world.do(lambda conn, change=change: conn.execute(change))
    return made


def newest(world: World, clock: Clock) -> None:
    """A message that came after all of them: the newest one stays, whatever its age."""
    reader = world.do(staff, Role.OWNER).person_id
    cause = {"cls": DeliveryClass.TRANSACTIONAL, "dedupe_key": "newest", "now": clock.at}
    world.do(notices.queue, reader, "expired", {}, **cause)


def left(world: World) -> tuple[int, int]:
    """Messages and reminders of that day."""
    tables = ((delivery, delivery.c.queued_at), (reminder, reminder.c.due_at))
    found = [world.rows(select(func.count()).where(at == NOW))[0][0] for _, at in tables]
    return found[0], found[1]


async def test_messages_reminders_and_broadcasts_are_forgotten_in_time(
    house: JobHouse, world: World, clock: Clock
) -> None:
    made = lived_through(world)
    clock.at = NOW + KEPT_DAYS * DAY - timedelta(hours=1)
    await Ticker(house, JOBS).run_all()
    assert left(world) == (14, 7)
    clock.at = NOW + KEPT_DAYS * DAY + timedelta(hours=1)
    newest(world, clock)
    await Ticker(house, JOBS).run_all()
    assert left(world) == (0, 0)
    counted = world.rows(select(broadcast_outcome))
    assert [(each.broadcast_id, each.sent) for each in counted] == [(made, 7)]
    assert counted[0].gone_at == clock.at


async def test_they_go_piece_by_piece_and_a_run_that_is_over_leaves_the_rest_to_the_next(
    house: JobHouse, world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = lived_through(world)
    for name in ("SHORTEST", "FIRST", "LONGEST"):
        monkeypatch.setattr(forgetting, name, 3)
    pieces: list[int] = []
    write = house.db.write

    async def counting(work, *args, **kwargs):  # type: ignore[no-untyped-def]
        if isinstance(args[0] if args else None, list):
            pieces.append(len(args[0]))
        return await write(work, *args, **kwargs)

    monkeypatch.setattr(house.db, "write", counting)
    now = clock.now
    clock.at = NOW + KEPT_DAYS * DAY + DAY
    kept = KEPT_DAYS * DAY
    monkeypatch.setattr(forgetting, "RUN_SECONDS", 0)
    assert await forgetting.messages(house.db, now, kept) == 0
    assert await forgetting.broadcasts(house.db, now, kept) == 0
    monkeypatch.setattr(forgetting, "RUN_SECONDS", 60)
    assert await forgetting.messages(house.db, now, kept) == 7
    assert await forgetting.reminders(house.db, now, kept) == 6  # the newest stays
    assert pieces == [3, 3, 1, 3, 3]
    assert await forgetting.broadcasts(house.db, now, kept) == 6  # so does the newest of these
    assert world.rows(select(broadcast_outcome.c.gone_at)) == [(None,)]
    newest(world, clock)
    assert await forgetting.broadcasts(house.db, now, kept) == 1
    assert await forgetting.broadcasts(house.db, now, kept) == 0
    found = world.rows(select(broadcast_outcome.c.broadcast_id, broadcast_outcome.c.gone_at))
    assert found == [(made, clock.at)]


async def test_a_broadcast_that_nobody_can_read_keeps_its_rows_and_holds_back_no_other(
    house: JobHouse, world: World, clock: Clock
) -> None:
    spoilt, sound = lived_through(world, 2), lived_through(world, 2)
    change = update(broadcast).where(broadcast.c.id == spoilt).values(filter="nonsense:1")
    world.do(lambda conn: conn.execute(change))
    clock.at = NOW + KEPT_DAYS * DAY + DAY
    await forgetting.broadcasts(house.db, clock.now, KEPT_DAYS * DAY)
    of = select(func.count()).select_from(delivery)
    assert world.rows(of.where(delivery.c.broadcast_id == spoilt))[0][0] == 2
    assert world.rows(of.where(delivery.c.broadcast_id == sound))[0][0] <= 1
