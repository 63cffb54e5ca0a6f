"""A signed message has its effects once, however often and however crowded it comes."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, func, select

from domain.readings import PartRecorded, RefusedRow, RowFlaw
from domain.terms import Method
from services import signed_api
from services.signed_api import MessageConflict, Parcel, SignedMessage
from storage.tables.access import api_message
from storage.tables.metrics import import_batch, metric_snapshot
from tests.approved import Approved, approved
from tests.world import NOW, World, creator, live_campaign

MESSAGE = SignedMessage("shop", "msg_1", "a" * 64)
JUNK = {"likes": "many"}
OF_JUNK = RefusedRow(1, RowFlaw.BAD_COUNT, "likes", "many")


@pytest.fixture
def work(world: World) -> Approved:
    found = world.do(live_campaign, method=Method.CPE, now=NOW - timedelta(days=1))
    return world.do(approved, found, world.do(creator), now=NOW - timedelta(days=1))


def item(work: Approved, *, minutes: int = 60, likes: int = 5) -> dict[str, Any]:
    counts = {"likes": likes, "shares": 0, "saves": 0, "comments": 0}
    at = (NOW - timedelta(minutes=minutes)).isoformat()
    return {"link": work.link, "observed_at": at, **counts}


def parcel(items: Sequence[Any], message: SignedMessage = MESSAGE, *, from_item: int = 0) -> Parcel:
    return Parcel(message, from_item, items)


def hand_in(world: World, *parcels: Parcel) -> list[PartRecorded | MessageConflict]:
    return world.do(signed_api.record_metrics, parcels, now=NOW)


def count(world: World, table: Table) -> int:
    return int(world.rows(select(func.count()).select_from(table))[0][0])


def named(message_id: str, partner: str = "shop") -> SignedMessage:
    return SignedMessage(partner, message_id, "a" * 64)


def test_its_repeat_gets_the_answer_it_got(world: World, work: Approved) -> None:
    sent = parcel([item(work), JUNK])
    first = hand_in(world, sent)
    assert first == [PartRecorded(2, (), (OF_JUNK,))]
    assert hand_in(world, sent) == first
    assert (count(world, metric_snapshot), count(world, import_batch)) == (1, 1)


def test_its_id_with_another_body_is_a_conflict(world: World, work: Approved) -> None:
    hand_in(world, parcel([item(work)]))
    other = parcel([item(work, likes=6)], SignedMessage("shop", "msg_1", "b" * 64))
    assert hand_in(world, other) == [MessageConflict("msg_1")]
    assert count(world, metric_snapshot) == 1


def test_two_partners_may_use_the_same_id(world: World, work: Approved) -> None:
    both = [
        parcel([item(work, minutes=at)], named("msg_1", partner))
        for at, partner in enumerate(("shop", "agency"), 1)
    ]
    assert hand_in(world, *both) == [PartRecorded(1), PartRecorded(1)]
    assert count(world, metric_snapshot) == 2


def test_messages_that_go_in_together_are_counted_each_for_itself(
    world: World, work: Approved
) -> None:
    """And each reading is kept under the message that brought it."""
    hand_in(world, parcel([item(work)], named("before")))
    together = [
        parcel([item(work, minutes=1)], named("good")),
        parcel([JUNK, item(work)], named("mixed")),
        parcel([item(work, minutes=2), JUNK], named("bad")),
    ]
    assert hand_in(world, *together) == [
        PartRecorded(1),
        PartRecorded(2, (1,), (RefusedRow(0, *_why(OF_JUNK)),)),
        PartRecorded(2, (), (OF_JUNK,)),
    ]
    kept = select(import_batch.c.name, metric_snapshot.c.observed_at).join(
        metric_snapshot, metric_snapshot.c.batch_id == import_batch.c.id
    )
    brought = {name: NOW - at for name, at in world.rows(kept)}
    minutes = {"before": 60, "good": 1, "bad": 2}
    assert brought == {name: timedelta(minutes=at) for name, at in minutes.items()}
    counts = world.rows(
        select(
            import_batch.c.name,
            import_batch.c.new_rows,
            import_batch.c.repeated_rows,
            import_batch.c.refused_rows,
        ).order_by(import_batch.c.id)
    )
    assert [tuple(row) for row in counts] == [
        ("before", 1, 0, 0),
        ("good", 1, 0, 0),
        ("mixed", 0, 1, 1),
        ("bad", 1, 0, 1),
    ]


def _why(row: RefusedRow) -> tuple[RowFlaw, str, str]:
    return row.code, row.field, row.value


def test_its_parts_are_counted_from_its_first_item(world: World, work: Approved) -> None:
    hand_in(world, parcel([item(work)]))
    second = hand_in(world, parcel([JUNK, item(work)], from_item=1))
    assert second == [PartRecorded(2, (2,), (OF_JUNK,))]
    assert hand_in(world, parcel([JUNK, item(work)], from_item=1)) == second


def test_of_eight_at_once_one_has_effects_and_all_get_its_answer(
    world: World, work: Approved
) -> None:
    with ThreadPoolExecutor(8) as pool:
        sent = parcel([item(work), JUNK])
        answers = list(pool.map(lambda _: hand_in(world, sent), range(8)))
    assert answers == [[PartRecorded(2, (), (OF_JUNK,))]] * 8
    assert (count(world, metric_snapshot), count(world, import_batch)) == (1, 1)


def test_a_message_whose_effects_failed_may_come_again(
    world: World, work: Approved, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its id is taken in the same commit as its effects."""

    def fails(*_: object, **__: object) -> None:
        raise OSError("no disk")

    with monkeypatch.context() as broken:
        broken.setattr("services.message_readings.take", fails)
        with pytest.raises(OSError, match="no disk"):
            hand_in(world, parcel([item(work)]))
    assert hand_in(world, parcel([item(work)])) == [PartRecorded(1)]
    assert count(world, metric_snapshot) == 1


def test_an_id_is_known_for_as_long_as_its_sender_may_repeat_it(
    world: World, work: Approved
) -> None:
    """And its readings stay: what came again after that would be repeats."""
    sent = parcel([item(work), JUNK])
    hand_in(world, sent)
    known_until = NOW + signed_api.REPEATABLE_FOR
    assert world.do(signed_api.forget, most=9, now=known_until) == 0
    other = parcel([JUNK], SignedMessage("shop", "msg_1", "b" * 64))
    assert hand_in(world, other) == [MessageConflict("msg_1")]
    assert world.do(signed_api.forget, most=9, now=known_until + timedelta(seconds=1)) == 1
    assert count(world, api_message) == 0
    assert hand_in(world, sent) == [PartRecorded(2, (0,), (OF_JUNK,))]
    assert count(world, metric_snapshot) == 1


def test_old_messages_are_forgotten_a_piece_at_a_time(world: World, work: Approved) -> None:
    for number in range(5):
        hand_in(world, parcel([JUNK], SignedMessage("shop", f"msg_{number}", "b" * 64)))
    over = NOW + signed_api.REPEATABLE_FOR + timedelta(seconds=1)
    assert [world.do(signed_api.forget, most=2, now=over) for _ in range(4)] == [2, 2, 1, 0]
    assert count(world, api_message) == 0
