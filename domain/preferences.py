"""How a person wants to be spoken to: language, clock, quiet hours, what to be told."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from domain.errors import Refusal

COMMON_TIMEZONES: Final = (
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Europe/London",
    "Europe/Paris",
    "America/New_York",
    "America/Los_Angeles",
)
# What people call their place where the IANA database has no city of that name.
_PLACES: Final = {
    "Asia/Shanghai": "中国 北京 上海 广州 深圳 杭州 南京 武汉 成都 重庆 西安 厦门 长沙 "
    "China Beijing Shenzhen Guangzhou Hangzhou Chengdu",
    "Asia/Urumqi": "乌鲁木齐 新疆",
    "Asia/Hong_Kong": "香港",
    "Asia/Macau": "澳门 Macao",
    "Asia/Taipei": "台北 台湾 高雄",
    "Asia/Singapore": "新加坡",
    "Asia/Kuala_Lumpur": "吉隆坡 马来西亚",
    "Asia/Bangkok": "曼谷 泰国",
    "Asia/Tokyo": "东京 大阪 日本 Osaka",
    "Asia/Seoul": "首尔 韩国",
    "Asia/Dubai": "迪拜",
    "Australia/Sydney": "悉尼 堪培拉",
    "Australia/Melbourne": "墨尔本",
    "Europe/London": "伦敦 英国",
    "Europe/Paris": "巴黎 法国",
    "Europe/Berlin": "柏林 慕尼黑 德国 Munich",
    "Europe/Moscow": "莫斯科",
    "America/New_York": "纽约 波士顿 华盛顿 Boston Washington",
    "America/Toronto": "多伦多",
    "America/Los_Angeles": "洛杉矶 旧金山 西雅图 Seattle San_Francisco",
    "America/Vancouver": "温哥华",
}
NEVER_QUIET: Final = (0, 0)
COMMON_QUIET_HOURS: Final = ((22, 8), (23, 7), (21, 9), NEVER_QUIET)

_HOURS: Final = re.compile(r"(\d{1,2})(?::00)?\s*(?:[-–—~至到]|to)\s*(\d{1,2})(?::00)?", re.ASCII)


class Muted(StrEnum):
    """A kind of reminder that one tap turns off; the value stands in buttons."""

    DIGEST = "digest"  # what the week earned
    FIGURES = "figures"  # that figures of a post are due
    REMINDERS = "reminders"  # deadlines, and whatever has no switch of its own


@dataclass(frozen=True, slots=True)
class Preferences:
    """Quiet is [from, to) on the person's own clock, over midnight too; equal ends are never."""

    locale: str
    timezone: str
    quiet_from_hour: int
    quiet_to_hour: int
    wants_reminders: bool  # of deadlines, and whatever has no switch of its own
    wants_digests: bool
    wants_figure_calls: bool
    wants_broadcasts: bool


@dataclass(eq=False)
class BadTimezone(Refusal):
    """No zone of the IANA database."""

    text: str


@dataclass(eq=False)
class BadQuietHours(Refusal):
    """Not two full hours of a day."""

    text: str


def timezone_named(text: str) -> str:
    """`北京`, `new york` or a full IANA name → the IANA name; raises BadTimezone."""
    named = _timezones().get(_folded(text))
    if named is None:
        raise BadTimezone(text)
    return named


@cache
def _timezones() -> dict[str, str]:
    """By full name and by city; of two cities with one name the common zone wins."""
    zones = sorted(available_timezones() - {"localtime", "Factory"})
    full = {_folded(zone): zone for zone in zones}
    called = {_folded(place): zone for zone, each in _PLACES.items() for place in each.split()}
    return _by_city(zones) | full | called | _by_city(COMMON_TIMEZONES)


def _by_city(zones: Iterable[str]) -> dict[str, str]:
    return {_folded(zone.rpartition("/")[2]): zone for zone in zones}


def _folded(text: str) -> str:
    return "_".join(text.split()).casefold()


def quiet_hours(text: str) -> tuple[int, int]:
    """`22-8` or `22:00–08:00` → (22, 8); raises BadQuietHours."""
    found = _HOURS.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
    if not found or max(int(found[1]), int(found[2])) > 23:
        raise BadQuietHours(text)
    return int(found[1]), int(found[2])
