"""Notices are queued once per cause, for those who want them, when they may be disturbed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.delivery import DeliveryClass, DeliveryStatus, ReminderKind
from domain.locales import EN
from domain.notices import NoticeKind
from domain.review import Decision
from handlers.notices import NOTICES, worded
from services import deliveries, notices, verify
from services.limits import Pace
from storage.tables.delivery import delivery
from storage.tables.people import person
from tests.world import NOW, World, creator
from words.speech import speech

NIGHT = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
MORNING = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # 08:00 there


def queue(
    world: World, person_id: int, cls: DeliveryClass, *, at: datetime = NOW, key: str = ""
) -> int | None:
    return world.do(
        notices.queue,
        person_id,
        NoticeKind.REVIEW_APPROVE,
        {"assignment_id": 1},
        cls=cls,
        dedupe_key=key or f"test:{cls}",
        now=at,
    )


@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        ("settled", "payable_at"),
        ("review_changes", "due_at"),
        ("due_in_24h", "due_at"),
        ("review_overdue", "review_due_at"),
    ],
)
def test_a_day_of_another_year_names_it(kind: str, fact: str) -> None:
    about = {"assignment_id": 1, "title": "听书", "amount_minor": 1, "currency": "CNY"}
    told = about | {"reason": "", "clause": "", "note": "", fact: "2027-01-09T04:00:00+00:00"}
    for now, is_named in ((NOW, True), (datetime(2027, 1, 8, tzinfo=UTC), False)):
        text = worded(kind, told, speech(EN), "Asia/Shanghai", now).text
        assert "9 Jan" in text
        assert ("2027" in text) is is_named


def test_the_same_cause_queues_once(world: World) -> None:
    reader = world.do(creator).actor.person_id
    assert queue(world, reader, DeliveryClass.TRANSACTIONAL) is not None
    assert queue(world, reader, DeliveryClass.TRANSACTIONAL) is None
    assert len(world.rows(select(delivery.c.id))) == 1


# Somebody waits for these, or has to know before they go on; whatever else there is wakes nobody.
WAKE = frozenset(
    {
        NoticeKind.FIGURES_IMPORTED,
        NoticeKind.PAYOUT_CONFIRM,
        NoticeKind.REVIEW_CHANGES,
        NoticeKind.REVIEW_REJECT,
        NoticeKind.TEAM_JOINED,
        NoticeKind.TEAM_ROLE_GONE,
    }
)


@pytest.mark.parametrize("kind", NoticeKind)
def test_at_night_nobody_is_woken_but_by_a_person_whose_word_they_wait_for(
    world: World, kind: NoticeKind
) -> None:
    reader = world.do(creator).actor.person_id
    told = {"dedupe_key": "a", "cls": DeliveryClass.TRANSACTIONAL, "now": NIGHT}
    world.do(notices.queue, reader, kind, {"by_clock": True}, **told)
    by_person = told | {"dedupe_key": "b"}
    world.do(notices.queue, reader, kind, {"by_clock": False}, **by_person)
    due = dict(map(tuple, world.rows(select(delivery.c.dedupe_key, delivery.c.due_at))))
    assert due["a"] == (NIGHT if kind in WAKE else MORNING)
    decided = kind in WAKE or kind is NoticeKind.REVIEW_APPROVE
    assert due["b"] == (NIGHT if decided else MORNING)


def test_there_is_no_kind_that_does_not_say_whether_it_waits_for_the_day() -> None:
    with pytest.raises(TypeError, match="does it wait for the day"):
        vars(NoticeKind)["__new_member__"](NoticeKind, "forgotten")


def test_every_kind_of_notice_is_worded_and_no_other() -> None:
    assert set(NOTICES) == set(NoticeKind)


def test_every_reminder_becomes_a_notice_of_its_name() -> None:
    told_otherwise = {ReminderKind.EXPIRY, ReminderKind.OCCURRENCE_OPENS}  # that: a broadcast
    named = {kind.value for kind in ReminderKind if kind not in told_otherwise}
    assert named <= set(NoticeKind)


def test_every_decision_of_a_reviewer_is_told_as_a_notice_of_its_own() -> None:
    assert {f"review_{decision}" for decision in Decision} <= set(NoticeKind)


def test_who_opted_out_gets_decisions_only(world: World) -> None:
    reader = world.do(creator).actor.person_id
    with world.engine.begin() as conn:
        conn.execute(update(person).values(wants_reminders=False, wants_broadcasts=False))
    assert queue(world, reader, DeliveryClass.REMINDER) is None
    assert queue(world, reader, DeliveryClass.BROADCAST) is None
    assert queue(world, reader, DeliveryClass.TRANSACTIONAL) is not None


@pytest.mark.parametrize(
    ("wish", "kept_back"),
    [
        ("wants_digests", {NoticeKind.WEEKLY_DIGEST}),
        ("wants_figure_calls", {NoticeKind.RETURN_DUE}),
        ("wants_reminders", {NoticeKind.DUE_IN_24H, NoticeKind.DUE_IN_2H, NoticeKind.PROOF_DUE}),
    ],
)
def test_a_muted_kind_of_reminders_keeps_back_itself_alone(
    world: World, wish: str, kept_back: set[NoticeKind]
) -> None:
    reader = world.do(creator).actor.person_id
    kinds = {
        NoticeKind.WEEKLY_DIGEST,
        NoticeKind.RETURN_DUE,
        NoticeKind.DUE_IN_24H,
        NoticeKind.DUE_IN_2H,
        NoticeKind.PROOF_DUE,
    }
    with world.engine.begin() as conn:
        conn.execute(update(person).values(**{wish: False}))
    about = {"cls": DeliveryClass.REMINDER, "now": NOW}
    queued = {
        kind
        for kind in kinds
        if world.do(notices.queue, reader, kind, {}, dedupe_key=f"test:{kind}", **about) is not None
    }
    assert queued == kinds - kept_back
    settled = {"cls": DeliveryClass.TRANSACTIONAL, "now": NOW}
    assert world.do(notices.queue, reader, NoticeKind.SETTLED, {}, dedupe_key="money", **settled)


def test_who_blocked_the_bot_or_was_erased_gets_nothing_and_a_row_says_why(world: World) -> None:
    blocked, erased = (world.do(creator).actor.person_id for _ in range(2))
    with world.engine.begin() as conn:
        conn.execute(update(person).where(person.c.id == blocked).values(reachable=False))
        conn.execute(update(person).where(person.c.id == erased).values(telegram_id=None))
    for reader, why, facts in (
        (blocked, "unreachable", {"assignment_id": 1}),
        (erased, "erased", {}),  # nothing is kept about them
    ):
        key = f"test:{reader}"
        assert queue(world, reader, DeliveryClass.TRANSACTIONAL, key=key) is None
        assert accounted(world, key) == (DeliveryStatus.DEAD, why, facts, NOW)
        assert queue(world, reader, DeliveryClass.TRANSACTIONAL, key=key) is None
    assert len(world.rows(select(delivery.c.id))) == 2
    pace = Pace(per_second=30, chat_pause=timedelta(0))
    later = NOW + timedelta(days=9)
    with world.engine.begin() as conn:  # unblocked since: what was said then is old news
        conn.execute(update(person).where(person.c.id == blocked).values(reachable=True))
    assert world.do(deliveries.take, pace, most=9, now=later).parcels == ()
    assert world.do(verify.problems) == []


def test_what_nobody_wanted_leaves_a_row_that_says_so(world: World) -> None:
    reader = world.do(creator).actor.person_id
    with world.engine.begin() as conn:
        conn.execute(update(person).values(wants_reminders=False))
    assert queue(world, reader, DeliveryClass.REMINDER, key="unwanted") is None
    status, why, *_ = accounted(world, "unwanted")
    assert (status, why) == (DeliveryStatus.CANCELLED, "wants no reminders")


def test_a_notice_that_is_not_sent_wakes_nobody(world: World) -> None:
    reader = world.do(creator).actor.person_id
    with world.engine.begin() as conn:
        conn.execute(update(person).values(reachable=False))
        queued = notices.queue(
            conn,
            reader,
            NoticeKind.EXPIRED,
            {},
            cls=DeliveryClass.TRANSACTIONAL,
            dedupe_key="unsent",
            now=NOW,
        )
        assert (queued, notices.any_queued(conn)) == (None, False)


def accounted(world: World, key: str) -> tuple[Any, ...]:
    columns = (delivery.c.status, delivery.c.problem, delivery.c.facts, delivery.c.ended_at)
    (row,) = world.rows(select(*columns).where(delivery.c.dedupe_key == key))
    return tuple(row)


def test_a_unit_of_work_that_queued_says_so_once(world: World) -> None:
    reader = world.do(creator).actor.person_id
    with world.engine.begin() as conn:
        assert not notices.any_queued(conn)
        notices.queue(
            conn,
            reader,
            NoticeKind.EXPIRED,
            {},
            cls=DeliveryClass.REMINDER,
            dedupe_key="once",
            now=NOW + timedelta(hours=1),
        )
        assert notices.any_queued(conn)
        assert not notices.any_queued(conn)
