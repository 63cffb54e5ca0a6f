"""A signed message has its effects once, however often and however crowded it comes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Table, func, select

from domain.readings import Recorded, RefusedRow, RowFlaw
from domain.terms import Method
from services import signed_api
from services.signed_api import MessageConflict, SignedMessage
from storage.tables.access import api_message
from storage.tables.metrics import import_batch, metric_snapshot
from tests.approved import Approved, approved, reading
from tests.world import NOW, World, creator, live_campaign

MESSAGE = SignedMessage("msg_1", "a" * 64)
JUNK = RefusedRow(2, RowFlaw.BAD_COUNT, "likes", "many")


@pytest.fixture
def work(world: World) -> Approved:
    found = world.do(live_campaign, method=Method.CPE, now=NOW - timedelta(days=1))
    return world.do(approved, found, world.do(creator), now=NOW - timedelta(days=1))


def hand_in(world: World, work: Approved, message: SignedMessage = MESSAGE) -> Recorded:
    read = [reading(work, NOW - timedelta(hours=1), likes=5)]
    return world.do(signed_api.record_metrics, message, read, [JUNK], now=NOW)


def count(world: World, table: Table) -> int:
    return int(world.rows(select(func.count()).select_from(table))[0][0])


def test_its_repeat_gets_the_answer_it_got(world: World, work: Approved) -> None:
    first = hand_in(world, work)
    assert first == Recorded(1, 0, (JUNK,))
    assert hand_in(world, work) == first
    assert (count(world, metric_snapshot), count(world, import_batch)) == (1, 1)


def test_its_id_with_another_body_is_a_conflict(world: World, work: Approved) -> None:
    hand_in(world, work)
    with pytest.raises(MessageConflict) as conflict:
        hand_in(world, work, SignedMessage("msg_1", "b" * 64))
    assert conflict.value.message_id == "msg_1"
    assert count(world, metric_snapshot) == 1


def test_of_eight_at_once_one_has_effects_and_all_get_its_answer(
    world: World, work: Approved
) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(lambda _: hand_in(world, work), range(8)))
    assert answers == {Recorded(1, 0, (JUNK,))}
    assert (count(world, metric_snapshot), count(world, import_batch)) == (1, 1)


def test_a_message_whose_effects_failed_may_come_again(
    world: World, work: Approved, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its id is taken in the same commit as its effects."""

    def fails(*_: object, **__: object) -> None:
        raise OSError("no disk")

    with monkeypatch.context() as broken:
        broken.setattr("services.metrics.store", fails)
        with pytest.raises(OSError, match="no disk"):
            hand_in(world, work)
    assert hand_in(world, work).new == 1


def test_an_id_is_known_for_as_long_as_its_sender_may_repeat_it(
    world: World, work: Approved
) -> None:
    """And its readings stay: what came again after that would be repeats."""
    hand_in(world, work)
    known_until = NOW + signed_api.REPEATABLE_FOR
    assert world.do(signed_api.forget, now=known_until) == 0
    with pytest.raises(MessageConflict):
        hand_in(world, work, SignedMessage("msg_1", "b" * 64))
    assert world.do(signed_api.forget, now=known_until + timedelta(seconds=1)) == 1
    assert count(world, api_message) == 0
    assert hand_in(world, work) == Recorded(0, 1, (JUNK,))
    assert count(world, metric_snapshot) == 1
