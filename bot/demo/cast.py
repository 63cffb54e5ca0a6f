"""Who lives in the demo: six people to be, and the creators who live by themselves."""

import random
from dataclasses import dataclass
from typing import Final

from domain.people import Role


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a chat; `roles` makes them staff."""

    telegram_id: int
    name: str
    language_code: str
    roles: tuple[Role, ...] = ()


# One role each: who prepares approves nothing, who judged a dispute's line does not decide on it.
COORDINATOR: Final = Member(900_001, "陈运营 · coordinator", "zh-hans", (Role.COORDINATOR,))
FINANCE: Final = Member(900_002, "赵财务 · finance", "zh-hans", (Role.FINANCE,))
NEWCOMER: Final = Member(900_003, "小林 · new creator", "zh-hans")
VETERAN: Final = Member(900_004, "May · creator", "en")
# An appeal is judged by somebody who did not decide before: one decider would leave it stuck.
REVIEWER: Final = Member(900_005, "周审核 · reviewer", "zh-hans", (Role.REVIEWER,))
OWNER: Final = Member(900_006, "王总 · owner", "zh-hans", (Role.OWNER,))
STAFF: Final = (COORDINATOR, FINANCE, REVIEWER, OWNER)
TO_BE: Final = (NEWCOMER, VETERAN, *STAFF)

_SURNAMES: Final = (
    "林陈黄张李王吴刘蔡杨许郑谢郭洪邱曾廖赖徐周叶苏庄江吕何罗高萧潘朱简钟彭游詹胡施沈"
)
_GIVEN: Final = (
    "晓雨", "子墨", "一诺", "思远", "若溪", "嘉禾", "明轩", "雨桐", "可欣", "梓涵",
    "乐瑶", "天佑", "静怡", "海棠", "北辰", "小满", "知夏", "青禾", "南乔", "阿澈",
)  # fmt: skip
CREATORS: Final = 48


def creators() -> tuple[Member, ...]:
    """The same people in every demo."""
    rng = random.Random(20260101)  # noqa: S311  (names, not secrets)
    names = [f"{surname}{rng.choice(_GIVEN)}" for surname in _SURNAMES]
    return tuple(Member(910_000 + at, names[at % len(names)], "zh-hans") for at in range(CREATORS))
