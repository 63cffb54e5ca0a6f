"""The polling window acknowledges what is done and never what is not."""

import asyncio
import time

from hypothesis import given
from hypothesis import strategies as st

from bot.window import CROWDED, Window


def window(*update_ids: int) -> Window:
    made = Window()
    for update_id in update_ids:
        assert made.admit(update_id)
    return made


def test_the_offset_waits_for_the_oldest() -> None:
    w = window(1, 2, 3)
    w.finish(2, done=True)
    w.finish(3, done=True)
    assert w.offset == 0
    w.finish(1, done=True)
    assert w.offset == 4


def test_what_is_in_work_or_done_is_not_begun_again() -> None:
    w = window(1, 2)
    w.finish(2, done=True)
    assert not w.admit(1)
    assert not w.admit(2)


def test_what_could_not_be_kept_comes_again() -> None:
    w = window(1, 2)
    w.finish(1, done=False)
    w.finish(2, done=True)
    assert w.offset == 0
    assert w.admit(1)
    w.finish(1, done=True)
    assert w.offset == 3


def test_an_answered_offset_is_forgotten_so_that_ids_may_begin_anew() -> None:
    w = window(900)
    w.finish(900, done=True)
    w.acknowledged(901)
    assert w.offset == 0
    assert w.admit(5)


def test_an_offset_that_moved_on_meanwhile_is_kept() -> None:
    w = window(1, 2)
    w.finish(1, done=True)
    asked = w.offset
    w.finish(2, done=True)
    w.acknowledged(asked)
    assert w.offset == 3


async def test_it_is_thinned_when_half_is_done() -> None:
    w = window(1, 2, 3, 4)
    waiting = asyncio.create_task(w.thinned(5))
    await asyncio.sleep(0)
    w.finish(4, done=True)
    await asyncio.sleep(0.01)
    assert not waiting.done()
    w.finish(3, done=True)
    await asyncio.wait_for(waiting, 1)


async def test_it_is_not_waited_for_longer_than_told() -> None:
    began = time.monotonic()
    await window(1).thinned(0.05)
    assert 0.04 <= time.monotonic() - began < 1


def test_an_answer_asked_for_earlier_does_not_begin_it_again() -> None:
    w = window(1)
    asked = w.offset
    w.finish(1, done=True)
    w.acknowledged(asked)
    assert not w.admit(1)


@given(st.data())
def test_each_is_done_once_and_told_only_then_whatever_the_order(data: st.DataObject) -> None:
    """Answers arrive while others end and fail: Telegram drops only what was done."""
    w, waiting, done = Window(), list(range(1, 9)), list[int]()
    for _ in range(300):
        asked = w.offset
        dropped = [update_id for update_id in waiting if update_id < asked]
        assert set(dropped) <= set(done)
        waiting = [update_id for update_id in waiting if update_id >= asked]
        answer = waiting[:4]
        while w.in_work and data.draw(st.booleans()):
            update_id = data.draw(st.sampled_from(sorted(w._in_work)))
            well = data.draw(st.booleans())
            w.finish(update_id, done=well)
            done += [update_id] * well
        w.acknowledged(asked)
        for update_id in answer:
            w.admit(update_id)
        if not waiting:
            break
    assert len(done) == len(set(done))


def test_nothing_is_remembered_once_it_is_acknowledged() -> None:
    w = window(*range(1, 100))
    for update_id in range(1, 100):
        w.finish(update_id, done=True)
    w.acknowledged(w.offset)
    assert not w._done
    assert not w._order
    assert not w._passed


def test_what_left_early_ends_later_without_a_trace() -> None:
    w = window(1, 2, 3)
    w.finish(1, done=True)  # its reply is still under way
    assert (w.offset, w.waiting()) == (2, [2, 3])
    w.acknowledged(2)
    w.finish(1, done=False)
    w.finish(1, done=True)
    assert not w._done
    assert (w.offset, w.waiting()) == (0, [2, 3])


def test_it_is_crowded_shortly_before_telegram_gives_nothing_new() -> None:
    w = window(*range(1, CROWDED))
    assert not w.is_crowded
    w.admit(CROWDED)
    assert w.is_crowded
    w.finish(CROWDED, done=True)  # the oldest are what counts
    assert w.is_crowded
    w.finish(1, done=True)
    assert not w.is_crowded
