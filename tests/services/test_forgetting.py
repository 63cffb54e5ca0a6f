"""What is long over goes, what still matters stays, and reports say the same as before."""

import json
from datetime import datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import Connection, func, select, update

from domain.broadcast import BroadcastFacts, VariantOutcome
from domain.campaign_file import parse
from domain.delivery import (
    ENDED,
    PAID_PRIORITY,
    PRIORITIES,
    DeliveryClass,
    DeliveryStatus,
    ReminderKind,
    ReminderStatus,
    Response,
)
from domain.due_work import BEGINNING
from domain.locales import ZH
from domain.message import Version
from domain.people import Actor, Category, Role
from domain.platforms import Platform
from services import (
    asking,
    assignments,
    broadcast_drafts,
    broadcast_outcomes,
    broadcast_responses,
    broadcast_sheets,
    broadcasts,
    campaigns,
    deliveries,
    forgetting,
    notices,
    privacy,
    review_calls,
    sendings,
    verify,
)
from services.broadcast_outcomes import BroadcastReport
from services.limits import Pace
from services.sendings import Outcome
from storage import outcomes, reminders
from storage.reminders import ReminderRow
from storage.tables.campaigns import task
from storage.tables.delivery import (
    broadcast,
    broadcast_outcome,
    broadcast_response,
    delivery,
    reminder,
)
from storage.tables.people import account, person
from tests.confirming import confirm
from tests.services.test_occurrences import FIRST, LOADED, WALK
from tests.wordings import write_wording
from tests.world import NOW, World, creator, live_campaign, staff

DAY = timedelta(days=1)
KEPT = 400 * DAY
LATER = NOW + KEPT + 2 * DAY


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def told(world: World, reader: Actor, key: str, at: datetime = NOW, **columns: object) -> int:
    """A message to them that ended so, then."""
    urgent = DeliveryClass.TRANSACTIONAL
    facts = {"title": "t"}
    queued = world.do(
        notices.queue, reader.person_id, "expired", facts, cls=urgent, dedupe_key=key, now=at
    )
    ended = {"status": DeliveryStatus.SENT, "ended_at": at, "message_id": 7} | columns
    changed = update(delivery).where(delivery.c.id == queued).values(ended)
    world.do(lambda conn: conn.execute(changed))
    assert queued is not None
    return queued


def ids(world: World) -> list[int]:
    return [row[0] for row in world.rows(select(delivery.c.id).order_by(delivery.c.id))]


def forget_messages(world: World, now: datetime = LATER, most: int = 100) -> int:
    gone = 0
    for status, priority in product(ENDED, PRIORITIES):
        asked = {"status": status, "priority": priority, "before": now - KEPT, "most": most}
        found, after = world.do(forgetting.old_messages, BEGINNING, **asked)
        while found:
            gone += world.do(forgetting.forget_messages, found)
            found, after = world.do(forgetting.old_messages, after, **asked)
    return gone


def test_however_a_message_ended_it_goes_in_time(world: World) -> None:
    reader = world.do(creator).actor
    for number, status in enumerate(DeliveryStatus):
        told(world, reader, f"old {number}", status=status)
    told(world, reader, "young", LATER - KEPT)
    last = told(world, reader, "newest")
    before = world.rows(select(delivery.c.id, delivery.c.status, delivery.c.dedupe_key))
    assert forget_messages(world, most=1) == 4
    left = {row.dedupe_key: row.status for row in before if row.id in ids(world)}
    open_ones = {DeliveryStatus.QUEUED, DeliveryStatus.SENDING}
    assert {status for key, status in left.items() if key.startswith("old")} == open_ones
    assert "young" in left
    assert last in ids(world)  # the newest, whenever it ended


def test_what_was_due_long_ago_and_ended_lately_stays(world: World) -> None:
    reader = world.do(creator).actor
    late = told(world, reader, "late", ended_at=NOW + 9 * DAY)
    told(world, reader, "newest", LATER)
    assert forget_messages(world) == 0
    assert late in ids(world)


def test_no_number_is_given_twice(world: World) -> None:
    """Dedupe keys name reminders by theirs, and a message that is resent names the first one."""
    reader = world.do(creator).actor
    known = [told(world, reader, f"{number}") for number in range(3)]
    forget_messages(world)
    assert ids(world) == known[-1:]
    assert told(world, reader, "next") > known[-1]
    rows = [ReminderRow(ReminderKind.EXPIRY, "assignment", each, NOW) for each in range(3)]
    world.do(reminders.add, rows)
    world.do(lambda conn: conn.execute(update(reminder).values(status=ReminderStatus.QUEUED)))
    newest = max(row[0] for row in world.rows(select(reminder.c.id)))
    assert forget_reminders(world) == 2
    world.do(reminders.add, [ReminderRow(ReminderKind.EXPIRY, "assignment", 9, NOW)])
    assert max(row[0] for row in world.rows(select(reminder.c.id))) == newest + 1


def forget_reminders(world: World, now: datetime = LATER) -> int:
    gone, after = 0, BEGINNING
    asked = {"before": now - KEPT, "most": 1}
    found, after = world.do(forgetting.old_reminders, after, **asked)
    while found:
        gone += world.do(forgetting.forget_reminders, found)
        found, after = world.do(forgetting.old_reminders, after, **asked)
    return gone


def test_a_reminder_that_waits_never_goes(world: World) -> None:
    states = (ReminderStatus.WAITING, ReminderStatus.QUEUED, ReminderStatus.DROPPED)
    for number, status in enumerate((*states, ReminderStatus.DROPPED)):
        at = NOW if number < 3 else LATER - KEPT
        world.do(reminders.add, [ReminderRow(ReminderKind.EXPIRY, "assignment", number, at)])
        changed = update(reminder).where(reminder.c.subject_id == number).values(status=status)
        world.do(lambda conn, changed=changed: conn.execute(changed))
    world.do(reminders.add, [ReminderRow(ReminderKind.EXPIRY, "assignment", 99, LATER)])
    assert forget_reminders(world) == 2
    left = world.rows(select(reminder.c.subject_id).order_by(reminder.c.subject_id))
    assert [row[0] for row in left] == [0, 3, 99]


def test_one_that_waits_again_since_it_was_found_stays(world: World) -> None:
    row = ReminderRow(ReminderKind.EXPIRY, "assignment", 1, NOW)
    world.do(reminders.add, [row, ReminderRow(ReminderKind.EXPIRY, "assignment", 2, NOW)])
    world.do(reminders.drop_for, "assignment", 1)
    found, _ = world.do(forgetting.old_reminders, BEGINNING, before=LATER - KEPT, most=9)
    world.do(reminders.add, [row])  # the same deadline once more
    assert len(found) == 1
    assert world.do(forgetting.forget_reminders, found) == 0


@pytest.fixture
def announced(world: World, coordinator: Actor) -> int:
    """A campaign whose openings were announced long ago, its tasks open still."""
    fits = {"platform": Platform.XIAOHONGSHU, "category": Category.LIFE}
    world.do(creator, **fits, now=LOADED)
    plan = parse(WALK.encode())
    found = world.do(campaigns.load, coordinator, plan, WALK[-64:].ljust(64), now=LOADED)
    world.do(campaigns.launch, coordinator, found.campaign_id, now=LOADED)
    rows = update(reminder).where(reminder.c.kind == ReminderKind.OCCURRENCE_OPENS)
    world.do(lambda conn: conn.execute(rows.values(status=ReminderStatus.QUEUED)))
    world.do(reminders.add, [ReminderRow(ReminderKind.EXPIRY, "assignment", 99, LATER)])
    return found.campaign_id


def test_an_opening_is_not_announced_again_while_its_task_is_open(
    world: World, coordinator: Actor, announced: int
) -> None:
    at = FIRST + KEPT + DAY
    world.do(lambda conn: conn.execute(update(task).values(due_at=at + DAY)))
    assert forget_reminders(world, at) == 0
    world.do(campaigns.pause, coordinator, announced, now=at)
    world.do(campaigns.launch, coordinator, announced, now=at)
    opens = select(reminder.c.status).where(reminder.c.kind == ReminderKind.OCCURRENCE_OPENS)
    assert {row[0] for row in world.rows(opens)} == {ReminderStatus.QUEUED}


def test_nor_when_all_of_it_is_forgotten(world: World, coordinator: Actor, announced: int) -> None:
    at = FIRST + KEPT + 365 * DAY
    assert forget_reminders(world, at) > 0
    world.do(campaigns.pause, coordinator, announced, now=at)
    world.do(campaigns.launch, coordinator, announced, now=at)
    opens = select(reminder.c.id).where(reminder.c.kind == ReminderKind.OCCURRENCE_OPENS)
    assert world.rows(opens) == []


@pytest.fixture
def finished(world: World, coordinator: Actor) -> tuple[int, list[Actor]]:
    """A broadcast of two wordings that ended in every way, tapped, muted, claimed from; readers."""
    readers = [world.do(creator).actor for _ in range(12)]
    for reader in readers[-2:]:
        gone = update(person).where(person.c.id == reader.person_id)
        world.do(lambda conn, gone=gone: conn.execute(gone.values(timezone="Asia/Tokyo")))
    campaign = world.do(live_campaign, slots=30)
    made = world.do(broadcast_drafts.draft, coordinator, {ZH: Version("新任务")}, now=NOW)
    world.do(write_wording, coordinator, made, 1, {ZH: Version("另一种")}, now=NOW)
    world.do(broadcast_drafts.set_task, coordinator, made, campaign.task_id, now=NOW)
    world.do(confirm, coordinator, made, now=NOW)
    agreed = update(broadcast).where(broadcast.c.id == made).values(paid_messages=30)
    world.do(lambda conn: conn.execute(agreed))
    world.do(lambda conn: conn.execute(update(delivery).values(priority=PAID_PRIORITY)))
    parcels = world.do(deliveries.take, Pace(), most=30, now=NOW).parcels
    by_reader = {each.reader.person_id: each for each in parcels}
    ends = [DeliveryStatus.SENT] * 8 + [DeliveryStatus.DEAD] * 2 + [DeliveryStatus.IN_DOUBT] * 2
    ended = [
        Outcome(
            by_reader[reader.person_id], status, message_id=sent_as(status), problem=why(status)
        )
        for reader, status in zip(readers, ends, strict=True)
    ]
    world.do(sendings.settle, ended, now=NOW)
    for reader in readers[:4]:
        world.do(broadcast_responses.tapped, reader, made, Response.TAPPED, now=NOW + DAY)
    world.do(broadcast_responses.mute, readers[0], made, now=NOW + DAY)
    for reader in readers[:3]:
        owned = select(account.c.id).where(account.c.person_id == reader.person_id)
        ids = (campaign.task_id, world.rows(owned)[0][0], campaign.terms_id)
        world.do(assignments.claim, reader, *ids, now=NOW + DAY)
    assert world.do(broadcasts.finish, made, now=NOW + DAY)
    told(world, readers[0], "newest", LATER)
    return made, readers


def sent_as(status: DeliveryStatus) -> int | None:
    return 7 if status is DeliveryStatus.SENT else None


def why(status: DeliveryStatus) -> str:
    return {DeliveryStatus.DEAD: "blocked", DeliveryStatus.IN_DOUBT: "no answer"}.get(status, "")


def report(world: World, coordinator: Actor, made: int) -> BroadcastReport:
    return world.do(broadcast_outcomes.report, coordinator, made, now=LATER)


def count(world: World, made: int) -> None:
    assert world.do(forgetting.broadcasts_over, before=LATER - KEPT) == [made]
    world.do(forgetting.close, made, now=LATER)
    counted = world.do(forgetting.count, made)
    world.do(forgetting.keep, made, counted, now=LATER)


def forget_some(world: World, made: int, most: int) -> int:
    first, last = world.do(forgetting.span, made)
    of = {"broadcast_id": made, "most": most}
    found, _ = world.do(forgetting.messages_of, first - 1, last=last, **of)
    gone = world.do(forgetting.forget_messages, found) if found else 0
    people, _ = world.do(forgetting.responses_to, 0, **of)
    if people:
        gone += world.do(forgetting.forget_responses, people, broadcast_id=made)
    return gone


def test_a_report_says_the_same_before_and_after_its_rows_go_and_at_every_step(
    world: World, coordinator: Actor, finished: tuple[int, list[Actor]]
) -> None:
    made, _ = finished
    before = report(world, coordinator, made)
    tally = before.sheet.tally
    assert (tally.sent, tally.dead, tally.in_doubt) == (8, 2, 2)
    outcome = [sum(each) for each in zip(*map(numbers, before.variants), strict=True)]
    assert outcome == [8, 4, 3, 1, 10]  # what is in doubt may have been paid for
    assert len(before.reasons) == 2
    overview = world.do(broadcast_sheets.overview, coordinator, 1, 9)
    world.do(forgetting.close, made, now=LATER)
    assert report(world, coordinator, made) == before
    count(world, made)
    steps = 0
    while True:
        assert report(world, coordinator, made) == before
        assert world.do(broadcast_sheets.overview, coordinator, 1, 9) == overview
        assert [each for each in world.do(verify.problems) if "broadcast" in each.invariant] == []
        if not forget_some(world, made, most=5):
            break
        assert world.do(forgetting.broadcasts_counted) == [made]
        steps += 1
    assert steps == 3
    assert world.do(forgetting.note_gone, made, now=LATER)
    assert world.do(forgetting.broadcasts_counted) == []
    assert world.do(forgetting.broadcasts_over, before=LATER) == []
    assert world.rows(select(broadcast_response)) == []
    of_it = select(func.count()).where(delivery.c.broadcast_id == made)
    assert world.rows(of_it)[0][0] == 0


def numbers(each: VariantOutcome) -> tuple[int, int, int, int, int]:
    return each.delivered, each.tapped or 0, each.claimed or 0, each.muted, each.paid


def test_it_is_not_gone_while_a_row_of_it_is_left(
    world: World, finished: tuple[int, list[Actor]]
) -> None:
    made, _ = finished
    assert not world.do(forgetting.note_gone, made, now=LATER)
    count(world, made)
    forget_some(world, made, most=11)
    assert not world.do(forgetting.note_gone, made, now=LATER)
    assert world.do(forgetting.broadcasts_counted) == [made]


def test_a_report_that_is_read_while_its_rows_go_is_whole(
    world: World,
    coordinator: Actor,
    finished: tuple[int, list[Actor]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A read sees what commits between two of its statements."""
    made, _ = finished
    before = report(world, coordinator, made)
    read = outcomes.by_variant

    def gone_first(conn: Connection, found: BroadcastFacts) -> list[VariantOutcome]:
        monkeypatch.undo()
        for work in (forgetting.close, forgetting.keep):
            more = () if work is forgetting.close else (forgetting.count(conn, made),)
            work(conn, made, *more, now=LATER)
        people, _ = forgetting.responses_to(conn, 0, broadcast_id=made, most=2)
        forgetting.forget_responses(conn, people, broadcast_id=made)
        conn.execute(delivery.delete().where(delivery.c.broadcast_id == made))
        return read(conn, found)

    monkeypatch.setattr(outcomes, "by_variant", gone_first)
    assert report(world, coordinator, made) == before


def test_what_a_reader_does_once_it_is_being_counted_is_counted_no_more(
    world: World, coordinator: Actor, finished: tuple[int, list[Actor]]
) -> None:
    """Else a report would come to more than was written down, or less."""
    made, readers = finished
    before = report(world, coordinator, made)
    world.do(forgetting.close, made, now=LATER)
    world.do(broadcast_responses.tapped, readers[5], made, Response.TAPPED, now=LATER)
    world.do(broadcast_responses.mute, readers[6], made, now=LATER)
    wants = select(person.c.wants_broadcasts).where(person.c.id == readers[6].person_id)
    assert world.rows(wants)[0][0] is False  # that much is done
    assert report(world, coordinator, made) == before


def test_who_counts_it_second_changes_nothing(
    world: World, coordinator: Actor, finished: tuple[int, list[Actor]]
) -> None:
    """Two processes at it, the slower one beside rows that go."""
    made, _ = finished
    before = report(world, coordinator, made)
    count(world, made)
    forget_some(world, made, most=5)
    fewer = update(broadcast_outcome).values(counted_at=None)
    world.do(lambda conn: conn.execute(fewer))
    half = world.do(forgetting.count, made)
    world.do(lambda conn: conn.execute(update(broadcast_outcome).values(counted_at=LATER)))
    assert half.variants != before.variants
    world.do(forgetting.keep, made, half, now=LATER)
    assert report(world, coordinator, made) == before


@pytest.mark.parametrize("damage", [{"sent": 7}, {"dead": 0}, {"cancelled": 1}])
def test_verify_names_what_was_written_down_wrong(
    world: World, finished: tuple[int, list[Actor]], damage: dict[str, int]
) -> None:
    made, _ = finished
    count(world, made)
    forget_some(world, made, most=5)
    world.do(lambda conn: conn.execute(update(broadcast_outcome).values(damage)))
    found = {each.invariant for each in world.do(verify.problems)}
    assert "a broadcast queued one delivery for each of its audience" in found


def test_verify_misses_rows_that_go_before_anything_is_written_down(
    world: World, finished: tuple[int, list[Actor]]
) -> None:
    made, _ = finished
    world.do(forgetting.close, made, now=LATER)
    forget_some(world, made, most=5)
    found = {each.invariant for each in world.do(verify.problems)}
    assert "a broadcast queued one delivery for each of its audience" in found


def test_a_broadcast_that_goes_on_keeps_all_it_has(
    world: World, coordinator: Actor, finished: tuple[int, list[Actor]]
) -> None:
    """Paused for a year, or with one message on its way."""
    made, _ = finished
    paused = update(broadcast).values(status="paused", ended_at=None)
    world.do(lambda conn: conn.execute(paused))
    assert world.do(forgetting.broadcasts_over, before=LATER) == []
    ended = update(broadcast).values(status="cancelled", ended_at=NOW)
    world.do(lambda conn: conn.execute(ended))
    one = select(func.min(delivery.c.id)).where(delivery.c.broadcast_id == made)
    sending = update(delivery).where(delivery.c.id == one.scalar_subquery())
    world.do(lambda conn: conn.execute(sending.values(status=DeliveryStatus.SENDING)))
    assert world.do(forgetting.broadcasts_over, before=LATER) == []
    assert forget_messages(world) == 0  # none of its rows goes as one of no broadcast


def test_what_a_person_may_ask_for_and_being_forgotten_go_on(
    world: World, finished: tuple[int, list[Actor]]
) -> None:
    made, readers = finished
    reader = readers[11]
    told(world, reader, "an old one")
    told(world, reader, "a young one", LATER)
    assert world.do(privacy.holdings, reader).deliveries == 3
    count(world, made)
    forget_some(world, made, most=99)
    forget_messages(world)
    assert world.do(privacy.holdings, reader).deliveries == 1
    (kept,) = json.loads(world.do(privacy.export, reader))["messages"]
    assert kept["facts"] == {"title": "t"}
    world.do(privacy.erase, reader, now=LATER)
    assert world.rows(select(delivery.c.facts).where(delivery.c.person_id == reader.person_id)) == [
        ({},)
    ]


def test_a_call_to_reviewers_that_is_forgotten_is_replaced_by_nothing(world: World) -> None:
    reviewer, maker = world.do(staff, Role.REVIEWER), world.do(creator).actor
    told(world, reviewer, "a call", kind=review_calls.KIND)
    told(world, maker, "newest", LATER)
    assert world.do(asking.calls, reviewer.person_id)
    forget_messages(world)
    assert not world.do(asking.calls, reviewer.person_id)
