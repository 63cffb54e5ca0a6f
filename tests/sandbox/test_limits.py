"""Rates: overall, per chat, per group, and the 429 that names the wait."""

import pytest

from sandbox import Limits, Person, Sandbox
from sandbox.errors import ApiError
from sandbox.limits import Limiter
from tests.sandbox.raw_bot import RawBot


class Time:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def admitted(limiter: Limiter, chat_ids: list[int], *, paid: bool = False) -> int:
    """How many of these, in turn, get through before the first 429."""
    for count, chat_id in enumerate(chat_ids):
        try:
            limiter.admit(1, chat_id, paid=paid)
        except ApiError:
            return count
    return len(chat_ids)


def test_thirty_a_second_overall(time: Time) -> None:
    limiter = Limiter(Limits(), time)
    assert admitted(limiter, list(range(1, 100))) == 30
    time.now += 0.5
    assert admitted(limiter, list(range(100, 200))) == 15


def test_a_paid_broadcast_goes_a_thousand_a_second(time: Time) -> None:
    assert admitted(Limiter(Limits(), time), list(range(1, 2000)), paid=True) == 1000


def test_what_is_free_goes_thirty_a_second_beside_a_paid_broadcast_and_of_its_thousand(
    time: Time,
) -> None:
    limiter = Limiter(Limits(), time)
    assert admitted(limiter, list(range(1, 100))) == 30
    assert admitted(limiter, list(range(100, 2000)), paid=True) == 970
    time.now += 0.5
    assert admitted(limiter, list(range(2000, 2100))) == 15


def test_one_a_second_to_a_chat_after_a_small_burst(time: Time) -> None:
    limiter = Limiter(Limits(per_chat_burst=3), time)
    assert admitted(limiter, [7] * 9) == 3
    time.now += 1
    assert admitted(limiter, [7] * 9) == 1


def test_twenty_a_minute_to_a_group(time: Time) -> None:
    limiter = Limiter(Limits(), time)
    assert admitted(limiter, [-7] * 30) == 20
    time.now += 3
    assert admitted(limiter, [-7] * 30) == 1


def test_an_album_counts_as_so_many_messages_and_none_is_taken_when_it_does_not_fit(
    time: Time,
) -> None:
    limiter = Limiter(Limits(), time)
    limiter.admit(1, -7, 15)
    with pytest.raises(ApiError) as refused:
        limiter.admit(1, -7, 10)
    assert refused.value.parameters == {"retry_after": 15}
    limiter.admit(1, -7, 5)


def test_bots_do_not_share_their_limits(time: Time) -> None:
    limiter = Limiter(Limits(per_chat_burst=1), time)
    limiter.admit(1, 7)
    limiter.admit(2, 7)


async def test_too_many_messages_get_a_429_that_says_how_long_to_wait(
    bot: RawBot, sandbox: Sandbox, lin: Person
) -> None:
    sandbox.limit(Limits(per_chat_burst=1))
    await bot.ok("sendMessage", chat_id=lin.user.id, text="a")
    url = f"{bot.url}/sendMessage"
    async with bot.session.post(url, json={"chat_id": lin.user.id, "text": "b"}) as answer:
        assert answer.status == 429
        assert answer.headers["Retry-After"] == "1"
        assert await answer.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }
    await bot.ok("sendChatAction", chat_id=lin.user.id, action="typing")
    sandbox.clock.advance(1)
    await bot.ok("sendMessage", chat_id=lin.user.id, text="b")
    assert lin.screen == ["/start", "a", "b"]


async def test_a_group_has_its_own_limit(bot: RawBot, sandbox: Sandbox, lin: Person) -> None:
    sandbox.limit(Limits(per_group_per_minute=2))
    group = sandbox.group("Reviewers", lin)
    for text in "ab":
        await bot.ok("sendMessage", chat_id=group.id, text=text)
    refusal = await bot.refused("sendMessage", chat_id=group.id, text="c")
    assert refusal == "Too Many Requests: retry after 30"


async def test_nothing_is_limited_unless_asked_for(bot: RawBot, lin: Person) -> None:
    for number in range(40):
        await bot.ok("sendMessage", chat_id=lin.user.id, text=str(number))
