"""Who people are to the house: roles, standings, account facts; no rules about tasks."""

from dataclasses import dataclass
from enum import StrEnum

from domain.locales import ZH
from domain.platforms import Platform


class Role(StrEnum):
    """What staff may do; a person may hold several, and may be a creator besides."""

    OWNER = "owner"  # everything, and who holds which role
    COORDINATOR = "coordinator"  # campaigns, broadcasts, imports
    REVIEWER = "reviewer"  # decides on submissions
    FINANCE = "finance"  # settles and pays


class Standing(StrEnum):
    """A person's standing as a creator."""

    NEW = "new"  # known by chat only; has not given consent
    ACTIVE = "active"  # consented and has an account
    PAUSED = "paused"  # no new claims: staff said so, or they take a break; see pauses
    ERASED = "erased"  # asked to be forgotten; only a pseudonym is left


class Category(StrEnum):
    """What an account is about; a task asks for one."""

    BEAUTY = "beauty"  # 美妆
    FASHION = "fashion"  # 穿搭
    FOOD = "food"  # 美食
    HOME = "home"  # 家居
    PARENTING = "parenting"  # 母婴
    DIGITAL = "digital"  # 数码
    TRAVEL = "travel"  # 旅行
    FITNESS = "fitness"  # 运动健身
    BOOKS = "books"  # 小说书单
    DRAMA = "drama"  # 短剧
    GAMES = "games"  # 游戏
    PETS = "pets"  # 宠物
    LIFE = "life"  # 生活


class Region(StrEnum):
    """The greater regions campaigns are split by; a task's empty region means anywhere."""

    NORTH = "north"  # 华北
    NORTHEAST = "northeast"  # 东北
    EAST = "east"  # 华东
    CENTRAL = "central"  # 华中
    SOUTH = "south"  # 华南
    SOUTHWEST = "southwest"  # 西南
    NORTHWEST = "northwest"  # 西北
    OVERSEAS = "overseas"  # 港澳台及海外


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent an update, as Telegram tells it; `language_code` is IETF, or empty."""

    telegram_id: int
    name: str
    username: str = ""
    language_code: str = ""
    locale: str = ZH  # what they are met in when language_code says nothing
    timezone: str = "Asia/Shanghai"  # theirs until they choose another


@dataclass(frozen=True, slots=True)
class Actor:
    """Who taps, as the present rows say; authority comes from here, never from a button."""

    person_id: int
    telegram_id: int
    name: str
    locale: str
    timezone: str
    standing: Standing
    roles: frozenset[Role]

    def may(self, *roles: Role) -> bool:
        return Role.OWNER in self.roles or not self.roles.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """One platform account as eligibility sees it."""

    account_id: int
    platform: Platform
    categories: frozenset[str]
    region: str
    followers: int
