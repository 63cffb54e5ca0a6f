"""Hundreds of thousands of updates, each person's in chains; within one chain the order counts."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from domain.consent import CONSENT_VERSION
from domain.locales import EN, ZH

NEWCOMERS: Final = 4  # one person of so many signs up; the others claim and hand in
_FIRST_NEWCOMER: Final = 6_000_000
_FIRST_POST: Final = 7_300_000_000_000_000_000
_FIRST_UPDATE: Final = 1_000
_SIDE_BY_SIDE: Final = 40  # persons whose updates are mixed


@dataclass(frozen=True, slots=True)
class Act:
    """One update; `chain` is its person's, `after` the one before it in that chain (0: none)."""

    update_id: int
    person: int
    chain: tuple[int, int]
    after: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """What a creator's first chain begins with."""

    telegram_id: int
    data: str


Told = tuple[str, str]
"""`tap` with its data, or `says` with its text."""


def stream(claims: Sequence[Claim], seed: int) -> list[Act]:
    """In the order in which people did it; newcomers come between the creators."""
    dice, acts = random.Random(seed), list[Act]()
    lives = [*_lives(claims)]
    dice.shuffle(lives)
    for at in range(0, len(lives), _SIDE_BY_SIDE):
        acts += _mixed(lives[at : at + _SIDE_BY_SIDE], len(acts), dice)
    return acts


def _lives(claims: Sequence[Claim]) -> Iterator[tuple[int, list[list[Told]]]]:
    for number, claim in enumerate(claims):
        yield claim.telegram_id, _creator(number, claim.data)
        if number % (NEWCOMERS - 1) == 0:
            yield _FIRST_NEWCOMER + number, [_newcomer(number)]


def _creator(number: int, claim: str) -> list[list[Told]]:
    link = f"https://www.douyin.com/video/{_FIRST_POST + number}"
    return [
        [("tap", claim), ("says", f"看看我的作品 {link} 复制打开")],
        [("tap", f"1:lang.to:{EN}"), ("tap", f"1:lang.to:{ZH}"), ("tap", f"1:lang.to:{EN}")],
        [("tap", "1:set.remind:0"), ("tap", "1:set.remind:1"), ("tap", "1:set.remind:0")],
        [("tap", "1:set.quiet"), ("says", f"{20 + number % 4}-{6 + number % 3}")],
        [("says", "/my"), ("tap", "1:set.news:0")],
    ]


def _newcomer(number: int) -> list[Told]:
    """Each answer to the question that it is for: what comes again later answers no other one."""
    return [
        ("says", "/start"),
        ("tap", f"1:onb.yes:{ZH}:{CONSENT_VERSION}:"),
        ("tap", "1:form:1:douyin"),
        ("says", f"newcomer{number}"),
        ("tap", "1:form:3:-"),
        ("says", f"{12_000 + number}"),
        ("tap", "1:form:5:food"),
        ("tap", "1:form:5:ok"),
        ("tap", "1:form:6:east"),
    ]


def _mixed(
    lives: Sequence[tuple[int, list[list[Told]]]], before: int, dice: random.Random
) -> Iterator[Act]:
    """Each chain in its order, all chains side by side."""
    left = {
        (person, place): list(reversed(chain))
        for person, chains in lives
        for place, chain in enumerate(chains)
    }
    last = dict.fromkeys(left, 0)
    turns = [chain for chain, told in left.items() for _ in told]
    dice.shuffle(turns)
    for number, chain in enumerate(turns, _FIRST_UPDATE + before):
        told = left[chain].pop()
        body = orjson.dumps({"update_id": number, **_payload(number, chain[0], told)})
        yield Act(number, chain[0], chain, last[chain], body)
        last[chain] = number


def _payload(number: int, person: int, told: Told) -> dict[str, Any]:
    kind, said = told
    user = {
        "id": person,
        "is_bot": False,
        "first_name": f"person {person}",
        "language_code": "zh-hans",
    }
    message = {
        "message_id": number,
        "date": 1_700_000_000,
        "chat": {"id": person, "type": "private", "first_name": user["first_name"]},
        "from": user,
    }
    if kind == "tap":
        query = {"id": str(number), "from": user, "chat_instance": "1", "data": said}
        return {"callback_query": query | {"message": message | {"text": "before"}}}
    return {"message": message | {"text": said} | _as_command(said)}


def _as_command(said: str) -> dict[str, Any]:
    if not said.startswith("/"):
        return {}
    return {"entities": [{"type": "bot_command", "offset": 0, "length": len(said)}]}
