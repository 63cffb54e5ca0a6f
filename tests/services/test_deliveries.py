"""A delivery is accepted at most once or named in doubt, whatever dies; nothing is lost."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Connection, insert, select, update

from domain.delivery import PAID_PRIORITY, BroadcastStatus, DeliveryClass, DeliveryStatus
from domain.notices import NoticeKind
from domain.resending import AGAIN
from services import deliveries, limits, notices, privacy, relevance, sendings
from services.deliveries import LEASE
from services.limits import Late, Pace
from services.sendings import RESEND_AFTER, Outcome
from storage.tables.delivery import broadcast, delivery
from storage.tables.people import person
from tests.services.waves import PACE, queue, reader, recover, sent, settle, statuses, take
from tests.world import NOW, World, creator

S = DeliveryStatus
T, R, B = DeliveryClass.TRANSACTIONAL, DeliveryClass.REMINDER, DeliveryClass.BROADCAST


def test_what_is_taken_is_marked_as_sending_and_taken_by_nobody_else(world: World) -> None:
    queue(world, reader(world), "a")
    assert len(take(world).parcels) == 1
    assert statuses(world) == {"a": S.SENDING}
    assert take(world, at=NOW + timedelta(days=1)).parcels == ()


def test_decisions_go_before_reminders_and_reminders_before_broadcasts(world: World) -> None:
    for key, cls in (("promotion", B), ("reminder", R), ("decision", T)):
        queue(world, reader(world), key, cls)
    taken = [p.dedupe_key for p in take(world).parcels]
    assert taken == ["decision", "reminder", "promotion"]


def test_a_steady_flow_of_decisions_starves_no_promotion_and_no_reminder(world: World) -> None:
    for cls in (T, R, B):
        for number in range(12):
            queue(world, reader(world), f"{cls} {number}", cls)
    gone: list[str] = []
    for second in range(5):
        wave = take(world, most=2, at=NOW + timedelta(seconds=second))
        gone += [parcel.delivery_class for parcel in wave.parcels]
    assert len(gone) == 10
    assert (gone.count(R), gone.count(B)) == (1, 1)


def test_a_chat_gets_one_message_at_a_time_in_the_order_they_were_queued(world: World) -> None:
    one, other = reader(world), reader(world)
    queue(world, one, "first")
    queue(world, one, "second")
    queue(world, other, "other")
    wave = take(world)
    assert [p.dedupe_key for p in wave.parcels] == ["first", "other"]
    assert take(world, at=NOW + timedelta(seconds=60)).parcels == ()  # both are still on their way
    settle(world, *map(sent, wave.parcels))
    assert take(world, at=NOW + timedelta(seconds=0.9)).parcels == ()
    assert [p.dedupe_key for p in take(world, at=NOW + timedelta(seconds=1)).parcels] == ["second"]


def leaves(world: World, at: datetime) -> list[str]:
    return [parcel.dedupe_key for parcel in take(world, at=at).parcels]


@pytest.mark.parametrize("flood", [True, False], ids=["429", "no connection"])
def test_what_was_put_off_leaves_before_what_came_to_its_chat_later(
    world: World, flood: bool
) -> None:
    one, other = reader(world), reader(world)
    queue(world, one, "first")
    (parcel,) = take(world).parcels
    until = NOW + timedelta(seconds=40)
    queue(world, one, "second", at=NOW + timedelta(seconds=1))
    queue(world, one, "third", at=NOW + timedelta(seconds=2))
    settle(world, Outcome(parcel, S.QUEUED, again_at=until, flood=flood))
    queue(world, other, "elsewhere", at=NOW + timedelta(seconds=3))
    assert leaves(world, NOW + timedelta(seconds=4)) == ["elsewhere"]
    for at, key in enumerate(("first", "second", "third")):
        (parcel,) = take(world, at=until + timedelta(seconds=9 * at)).parcels
        assert parcel.dedupe_key == key
        settle(world, sent(parcel), at=until + timedelta(seconds=9 * at))


def test_a_place_is_kept_however_often_it_is_put_off(world: World) -> None:
    one, at = reader(world), NOW
    for key in ("first", "second"):
        queue(world, one, key)
    for _ in range(3):
        (parcel,) = take(world, at=at).parcels
        assert parcel.dedupe_key == "first"
        at += timedelta(minutes=1)
        settle(world, Outcome(parcel, S.QUEUED, again_at=at), at=at)
    assert leaves(world, at) == ["first"]


def test_a_chat_that_opens_gets_what_waited_for_it_in_its_order(world: World) -> None:
    """Closed before either was taken: the gate puts off whichever is tried."""
    one, until = reader(world), NOW + timedelta(seconds=40)
    (telegram_id,) = world.rows(select(person.c.telegram_id).where(person.c.id == one))[0]
    world.do(limits.close, telegram_id, until, now=NOW)
    queue(world, one, "first")
    assert leaves(world, NOW) == []
    queue(world, one, "second", at=NOW + timedelta(seconds=1))
    assert leaves(world, NOW + timedelta(seconds=2)) == []
    assert leaves(world, until) == ["first"]


def test_what_is_more_pressing_does_not_wait_for_what_was_put_off(world: World) -> None:
    one = reader(world)
    queue(world, one, "reminder", R)
    (parcel,) = take(world).parcels
    settle(world, Outcome(parcel, S.QUEUED, again_at=NOW + timedelta(minutes=1)))
    queue(world, one, "decision")
    assert leaves(world, NOW + timedelta(seconds=1)) == ["decision"]


def test_what_waits_for_the_morning_holds_up_no_decision(world: World) -> None:
    """It was put off by day, and its chat was open again by night."""
    one = reader(world)
    queue(world, one, "by day")
    (parcel,) = take(world).parcels
    settle(world, Outcome(parcel, S.QUEUED, again_at=NIGHT), at=NIGHT - timedelta(minutes=1))
    assert leaves(world, NIGHT) == []
    world.do(notices.queue, one, "review_reject", {}, cls=T, dedupe_key="urgent", now=NIGHT)
    assert leaves(world, NIGHT) == ["urgent"]


def test_slots_are_shared_and_never_bunch_up(world: World) -> None:
    """Two processes take in turn: their moments lie apart all the same."""
    for number in range(6):
        queue(world, reader(world), str(number))
    moments = [moment for _ in range(3) for moment in take(world, most=2).moments]
    least = timedelta(milliseconds=PACE.allowance.spacing_ms)
    assert {later - earlier for earlier, later in pairwise(moments)} == {least}


def test_nobody_marks_more_when_enough_is_marked_ahead(world: World) -> None:
    """After a kill all that is marked is in doubt: of all processes together it is little."""
    for number in range(12):
        queue(world, reader(world), str(number))
    taken = []
    while not (wave := take(world, most=3)).full_until:
        taken += wave.parcels
    assert len(taken) == 6
    assert len(take(world, most=3, at=wave.full_until + timedelta(milliseconds=1)).parcels) == 3


def test_what_is_on_its_way_for_long_counts_as_accepted_only_now(world: World) -> None:
    """The row does not know it yet; whoever takes does."""
    for number in range(60):
        queue(world, reader(world), str(number))
    pace, moments = PACE, []
    at = NOW
    while len(moments) < 30:
        wave = world.do(deliveries.take, pace, most=3, now=at)
        moments += wave.moments
        at = wave.full_until or at
    at = max(moments)
    late = [Late(moment, at, paid=False) for moment in moments]
    wave = world.do(deliveries.take, pace, most=3, now=at, late=late)
    assert min(wave.moments) >= at + timedelta(seconds=1)


def test_what_is_paid_for_waits_for_no_free_slots_and_they_for_nothing_paid(world: World) -> None:
    for number in range(60):
        queue(world, reader(world), f"decision {number}")
        queue(world, reader(world), f"promotion {number}", B)
    promotions = update(delivery).where(delivery.c["class"] == B)
    world.do(lambda conn: conn.execute(promotions.values(priority=PAID_PRIORITY)))
    pace, gone = Pace(per_second=200), []
    at = NOW
    while at < NOW + timedelta(seconds=1):
        wave = world.do(deliveries.take, pace, most=20, now=at)
        gone += [(moment, p.paid) for p, moment in zip(wave.parcels, wave.moments, strict=True)]
        at = wave.full_until or at + timedelta(milliseconds=20)
    paid, unpaid = ([moment for moment, kind in gone if kind is each] for each in (True, False))
    assert max(paid) < NOW + timedelta(seconds=0.5)
    assert 28 <= sum(moment < NOW + timedelta(seconds=1) for moment in unpaid) <= 30


def test_what_is_free_is_used_in_full_beside_a_broadcast_that_takes_all_the_rest(
    world: World,
) -> None:
    for number in range(100):
        queue(world, reader(world), f"decision {number}")
    for number in range(250):
        queue(world, reader(world), f"promotion {number}", B)
    promotions = update(delivery).where(delivery.c["class"] == B)
    world.do(lambda conn: conn.execute(promotions.values(priority=PAID_PRIORITY)))
    pace, unpaid, at = Pace(per_second=100), list[datetime](), NOW
    while at < NOW + timedelta(seconds=3):
        wave = world.do(deliveries.take, pace, most=10, now=at)
        unpaid += [m for p, m in zip(wave.parcels, wave.moments, strict=True) if not p.paid]
        last = wave.moments[-1] - timedelta(milliseconds=60) if wave.moments else at
        at = wave.full_until or max(last, at) + timedelta(milliseconds=10)
    assert 58 <= sum(NOW + timedelta(seconds=1) <= moment < at for moment in unpaid) <= 60


def test_with_no_free_slot_left_a_decision_waits_just_for_that(world: World) -> None:
    for number in range(40):
        queue(world, reader(world), str(number))
    pace, at = Pace(per_second=200), NOW
    while parcels := world.do(deliveries.take, pace, most=20, now=at).parcels:
        assert len(parcels) <= 4
    full_until = world.do(deliveries.take, pace, most=20, now=at).full_until
    assert full_until is not None
    assert at < full_until < at + timedelta(milliseconds=100)


def test_a_pause_is_not_made_up_for_by_a_burst(world: World) -> None:
    queue(world, reader(world), "early")
    take(world)
    queue(world, reader(world), "late")
    later = NOW + timedelta(hours=1)
    assert take(world, at=later).moments == (later,)


def test_a_clock_set_back_does_not_stop_sending(world: World) -> None:
    queue(world, reader(world), "a", at=NOW - timedelta(days=2))
    take(world, at=NOW)
    queue(world, reader(world), "b", at=NOW - timedelta(days=2))
    assert take(world, at=NOW - timedelta(days=1)).moments == (NOW - timedelta(days=1),)


def test_a_flood_answer_queues_it_again_and_keeps_that_chat_silent(world: World) -> None:
    one, other = reader(world), reader(world)
    queue(world, one, "flooded")
    until = NOW + timedelta(seconds=40)
    (parcel,) = take(world).parcels
    settle(world, Outcome(parcel, S.QUEUED, again_at=until, flood=True))
    queue(world, one, "behind it")
    queue(world, other, "elsewhere")
    wave = take(world, at=NOW + timedelta(seconds=2))
    assert [p.dedupe_key for p in wave.parcels] == ["elsewhere"]
    assert [p.dedupe_key for p in take(world, at=until).parcels] == ["flooded"]


def test_two_chats_flooded_at_once_silence_them_all(world: World) -> None:
    for key in "ab":
        queue(world, reader(world), key)
    until = NOW + timedelta(seconds=40)
    wave = take(world)
    settle(world, *(Outcome(p, S.QUEUED, again_at=until, flood=True) for p in wave.parcels))
    queue(world, reader(world), "c")
    assert take(world, at=NOW + timedelta(seconds=39)).parcels == ()
    assert len(take(world, at=until).parcels) == 3


def flooded_in_turn(world: World, apart: timedelta, *seconds: int) -> None:
    """A chat after the other, each for so many seconds."""
    at = NOW
    for number, wait in enumerate(seconds):
        queue(world, reader(world), f"flooded {number}", at=at)
        (parcel,) = take(world, at=at).parcels
        until = at + timedelta(seconds=wait)
        settle(world, Outcome(parcel, S.QUEUED, again_at=until, flood=True), at=at)
        at += apart


def test_a_flood_of_another_chat_later_on_silences_that_chat_alone(world: World) -> None:
    flooded_in_turn(world, timedelta(minutes=2), 18_053, 600)
    queue(world, reader(world), "c")
    wave = take(world, at=NOW + timedelta(minutes=4))
    assert [parcel.dedupe_key for parcel in wave.parcels] == ["c"]


def test_two_floods_at_once_silence_all_chats_for_the_shorter_time(world: World) -> None:
    flooded_in_turn(world, timedelta(seconds=1), 5, 18_053)
    queue(world, reader(world), "c")
    assert take(world, at=NOW + timedelta(seconds=4)).parcels == ()
    wave = take(world, at=NOW + timedelta(seconds=5))
    assert {parcel.dedupe_key for parcel in wave.parcels} == {"flooded 0", "c"}


def test_one_who_blocked_the_bot_is_dead_to_everything_queued(world: World) -> None:
    one = reader(world)
    queue(world, one, "a")
    queue(world, one, "b")
    (parcel,) = take(world).parcels
    settle(world, Outcome(parcel, S.DEAD, problem="blocked", unreachable=True))
    take(world, at=NOW + timedelta(seconds=5))
    assert statuses(world) == {"a": S.DEAD, "b": S.DEAD}


def test_an_opt_out_counts_up_to_the_last_moment(world: World) -> None:
    queue(world, reader(world), "a", B)
    with world.engine.begin() as conn:
        conn.execute(update(person).values(wants_broadcasts=False))
    assert take(world).parcels == ()
    assert statuses(world) == {"a": S.CANCELLED}


def test_quiet_hours_that_began_meanwhile_postpone(world: World) -> None:
    queue(world, reader(world), "a", B)
    night, morning = datetime(2026, 11, 23, 15, 0, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
    assert take(world, at=night).set_aside == 1
    assert take(world, at=morning - timedelta(seconds=1)).parcels == ()
    assert len(take(world, at=morning).parcels) == 1


def test_a_slip_of_ours_ends_no_delivery(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It shows as an error, and what waited still waits."""
    queue(world, reader(world), "good")

    def slips(*_: object, **__: object) -> None:
        raise KeyError("a slip")

    monkeypatch.setattr(relevance, "as_it_stands", slips)
    with pytest.raises(KeyError):
        take(world)
    monkeypatch.undo()
    assert statuses(world) == {"good": S.QUEUED}
    assert [parcel.dedupe_key for parcel in take(world).parcels] == ["good"]


def promote(world: World, person_id: int, number: int, status: BroadcastStatus) -> None:
    """A broadcast that reaches this one person."""
    with world.engine.begin() as conn:
        conn.execute(
            insert(broadcast).values(
                id=number,
                status=status,
                title="t",
                body={},
                created_by=person_id,
                created_at=NOW,
            )
        )
        key = f"promotion {number}"
        notices.queue(conn, person_id, NoticeKind.BROADCAST, {}, cls=B, dedupe_key=key, now=NOW)
        of_key = delivery.c.dedupe_key == key
        conn.execute(update(delivery).where(of_key).values(broadcast_id=number))


def test_a_paused_broadcast_waits(world: World) -> None:
    promote(world, reader(world), 1, BroadcastStatus.PAUSED)
    assert not world.do(deliveries.any_due, now=NOW)
    assert take(world).parcels == ()
    with world.engine.begin() as conn:
        conn.execute(update(broadcast).values(status=BroadcastStatus.SENDING))
    assert world.do(deliveries.any_due, now=NOW)
    assert len(take(world).parcels) == 1


def test_a_paused_broadcast_holds_up_no_later_one(world: World) -> None:
    one = reader(world)
    promote(world, one, 1, BroadcastStatus.PAUSED)
    promote(world, one, 2, BroadcastStatus.SENDING)
    assert [parcel.dedupe_key for parcel in take(world).parcels] == ["promotion 2"]


NIGHT = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
MORNING = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # 08:00 there


def test_what_wakes_nobody_is_not_sent_at_night_because_it_was_late(world: World) -> None:
    """Queued by day, held up until the night."""
    queue(world, reader(world), "a")
    assert take(world, at=NIGHT).parcels == ()
    assert take(world, at=MORNING - timedelta(seconds=1)).parcels == ()
    assert len(take(world, at=MORNING).parcels) == 1


def test_what_is_said_once_more_wakes_nobody_either(world: World) -> None:
    queue(world, reader(world), "a", at=NIGHT - timedelta(hours=2))
    (parcel,) = take(world, at=NIGHT - timedelta(hours=2)).parcels
    settle(world, Outcome(parcel, S.IN_DOUBT), at=NIGHT)
    again = delivery.c.dedupe_key == "a" + AGAIN
    assert world.rows(select(delivery.c.due_at).where(again)) == [(MORNING,)]


def test_of_somebody_erased_while_it_was_sent_nothing_is_written_again(world: World) -> None:
    maker = world.do(creator).actor
    facts, key = {"title": "听书"}, {"dedupe_key": "a"}
    world.do(notices.queue, maker.person_id, "settled", facts, cls=T, now=NOW, **key)
    (parcel,) = take(world).parcels
    world.do(privacy.erase, maker, now=NOW)
    settle(world, Outcome(parcel, S.IN_DOUBT))
    rows = world.rows(select(delivery.c.status, delivery.c.facts).order_by(delivery.c.id))
    assert rows == [(S.IN_DOUBT, {}), (S.DEAD, {})]


def test_an_answer_that_is_written_twice_does_not_postpone_the_next_attempt(world: World) -> None:
    """Its commit was lost sight of, and it had happened: the second writing comes too late."""
    queue(world, reader(world), "a")
    (parcel,) = take(world).parcels
    again_at = NOW + timedelta(seconds=5)
    settle(world, Outcome(parcel, S.QUEUED, again_at=again_at))
    (second,) = take(world, at=again_at).parcels
    settle(world, Outcome(parcel, S.QUEUED, again_at=again_at))
    assert statuses(world) == {"a": S.SENDING}
    settle(world, sent(second), at=again_at)
    assert statuses(world) == {"a": S.SENT}


@pytest.mark.parametrize(("cls", "again"), [(T, True), (R, True), (B, False)])
def test_doubt_resends_a_decision_once_and_drops_a_promotion(
    world: World, cls: DeliveryClass, again: bool
) -> None:
    queue(world, reader(world), "a", cls)
    (parcel,) = take(world).parcels
    settle(world, Outcome(parcel, S.IN_DOUBT, problem="timeout"))
    later = NOW + RESEND_AFTER
    wave = take(world, at=later)
    assert [p.dedupe_key for p in wave.parcels] == (["a" + AGAIN] if again else [])
    for second in wave.parcels:
        assert second.facts["again"] == parcel.delivery_id
        settle(world, Outcome(second, S.IN_DOUBT, problem="timeout"))
    assert take(world, at=later + timedelta(days=1)).parcels == ()
    assert set(statuses(world).values()) == {S.IN_DOUBT}


def test_a_send_interrupted_by_a_kill_is_in_doubt_once_its_lease_ends(world: World) -> None:
    """Killed between mark and send, or after the send: nobody can tell the two apart."""
    queue(world, reader(world), "a", B)
    take(world)
    recover(world, NOW + LEASE)
    assert statuses(world) == {"a": S.SENDING}
    recover(world, NOW + LEASE + timedelta(seconds=1))
    assert statuses(world) == {"a": S.IN_DOUBT}
    assert take(world, at=NOW + timedelta(days=1)).parcels == ()


def test_who_is_alone_recovers_what_is_leased_still_part_by_part(world: World) -> None:
    for number in range(3):
        queue(world, reader(world), str(number), B)
    take(world)
    assert world.do(sendings.recover_all, most=2, now=NOW)
    assert not world.do(sendings.recover_all, most=2, now=NOW)
    assert set(statuses(world).values()) == {S.IN_DOUBT}


def test_recovery_leaves_alone_what_this_process_still_sends(world: World) -> None:
    queue(world, reader(world), "a", B)
    (parcel,) = take(world).parcels
    recover(world, NOW + timedelta(days=1), ours={parcel.delivery_id})
    assert statuses(world) == {"a": S.SENDING}


def test_an_answer_that_comes_after_the_verdict_changes_nothing(world: World) -> None:
    queue(world, reader(world), "a", B)
    (parcel,) = take(world).parcels
    recover(world, NOW + timedelta(days=1))
    settle(world, sent(parcel))
    assert statuses(world) == {"a": S.IN_DOUBT}


def test_gates_that_opened_are_forgotten_and_slots_are_not(world: World) -> None:
    def closed_then_forgotten(conn: Connection) -> int:
        limits.close(conn, 77, NOW + timedelta(seconds=5), now=NOW)
        limits.take_slots(conn, limits.slots(conn, PACE, now=NOW), [False] * 3)
        return limits.forget_open(conn, now=NOW + timedelta(seconds=6))

    assert world.do(closed_then_forgotten) == 1
