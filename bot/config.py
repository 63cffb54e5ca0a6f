"""What the process may be told: every key, its default and its limits; settings.py reads it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot import values
from bot.payer_section import PayerSection
from bot.payout_section import Payouts
from bot.risk_section import Risk
from bot.values import Secret, by
from domain.broadcast_rules import FREE_PER_SECOND, BroadcastRules
from domain.due_work import LOOKS_OUTSIDE, Due
from domain.payout_rules import PayoutRules
from domain.receivable import RECOVERY_PERCENT
from domain.reminder_rules import ReminderRules
from domain.retention import KEPT_DAYS, LEAST_KEPT_DAYS, MOST_KEPT_DAYS
from domain.tracking_target import AllowedHosts

WEBHOOK_PATH: Final = "/telegram/webhook"
NOTHING: Final = Secret()
_SIGNING_KEY: Final = r"([a-z0-9-]{1,32}:)?whsec_[A-Za-z0-9+/]{32,}={0,2}"
_WEB_ADDRESS: Final = r"https?://[^/\s]+(/\S*[^/\s])?"
_ADDRESS_FLAW: Final = "is not an address like https://koc.example.com, without a slash at its end"


class Mode(StrEnum):
    """How updates come in."""

    POLLING = "polling"  # we ask; needs no address of our own
    WEBHOOK = "webhook"  # Telegram posts to telegram.webhook_url


class Language(StrEnum):
    """What newcomers are met in, when Telegram names no language of theirs."""

    ZH = "zh_Hans"
    EN = "en"


class Level(StrEnum):
    """The least that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Form(StrEnum):
    """What a log line looks like."""

    TEXT = "text"  # for people
    JSON = "json"  # for machines: an object a line


@dataclass(frozen=True, slots=True)
class Telegram:
    token: Secret = field(
        metadata=by(
            values.secret(
                r"\d+:[A-Za-z0-9_-]{20,}",
                "is not a bot token; BotFather gives one like 123456:ABC…",
            )
        )
    )
    api_base_url: str = field(
        default="https://api.telegram.org", metadata=by(values.text(_WEB_ADDRESS, _ADDRESS_FLAW))
    )
    mode: Mode = field(default=Mode.POLLING, metadata=by(values.one_of(Mode)))
    webhook_url: str = field(
        default="", metadata=by(values.text(rf"({_WEB_ADDRESS})?", _ADDRESS_FLAW))
    )
    # core.telegram.org/bots/api#setwebhook, secret_token
    webhook_secret: Secret = field(
        default=NOTHING,
        metadata=by(
            values.secret(r"[A-Za-z0-9_-]{0,256}", "may hold at most 256 of A-Z a-z 0-9 _ -")
        ),
    )


@dataclass(frozen=True, slots=True)
class Database:
    url: str = field(
        default="sqlite:///var/koc.sqlite3",
        metadata=by(
            values.text(
                r"(sqlite:///|postgresql(\+psycopg)?://)\S+",
                "is neither sqlite:/// nor postgresql://",
            )
        ),
    )


@dataclass(frozen=True, slots=True)
class Web:
    host: str = field(default="127.0.0.1", metadata=by(values.text(r"\S+", "is empty")))
    port: int = field(default=8080, metadata=by(values.whole(0, 65_535)))
    public_url: str = field(
        default="", metadata=by(values.text(rf"({_WEB_ADDRESS})?", _ADDRESS_FLAW))
    )
    drain_seconds: float = field(default=0.0, metadata=by(values.number(0, 300)))
    watch_port: int = field(default=0, metadata=by(values.whole(0, 65_535)))


@dataclass(frozen=True, slots=True)
class Staff:
    owners: tuple[int, ...] = field(default=(), metadata=by(values.ids))


@dataclass(frozen=True, slots=True)
class Secrets:
    encryption_key: Secret = field(
        default=NOTHING,
        metadata=by(values.secret(r"([^,]{16,}(,[^,]{16,})*)?", "is shorter than 16 characters")),
    )
    # standardwebhooks.com; several by spaces, of partners by their names or while one replaces
    # another
    api_secret: Secret = field(
        default=NOTHING,
        metadata=by(
            values.secret(
                rf"({_SIGNING_KEY}( {_SIGNING_KEY})*)?",
                "is not whsec_ and base64 of at least 24 random bytes",
            )
        ),
    )


@dataclass(frozen=True, slots=True)
class Limits:
    messages_per_second: float = field(
        default=FREE_PER_SECOND, metadata=by(values.number(0.1, 100_000))
    )
    free_messages_per_second: float = field(
        default=FREE_PER_SECOND, metadata=by(values.number(0.1, 100_000))
    )
    seconds_per_chat: float = field(default=1.0, metadata=by(values.number(0, 60)))
    sends_at_once: int = field(default=256, metadata=by(values.whole(1, 1000)))
    updates_at_once: int = field(default=64, metadata=by(values.whole(1, 1000)))
    webhook_connections: int = field(default=40, metadata=by(values.whole(1, 100)))
    messages_kept_days: int = field(
        default=KEPT_DAYS, metadata=by(values.whole(LEAST_KEPT_DAYS, MOST_KEPT_DAYS))
    )


@dataclass(frozen=True, slots=True)
class Broadcasts:
    most_per_week: int = field(default=3, metadata=by(values.whole(0, 100)))
    most_stars: int = field(default=0, metadata=by(values.whole(0, 1_000_000)))


@dataclass(frozen=True, slots=True)
class Checks:
    open_posts: bool = field(default=True, metadata=by(values.flag))
    grace_hours: int = field(default=48, metadata=by(values.whole(1, 720)))


@dataclass(frozen=True, slots=True)
class Money:
    recovery_percent: int = field(default=RECOVERY_PERCENT, metadata=by(values.whole(0, 100)))


@dataclass(frozen=True, slots=True)
class Reminders:
    extension_hours: int = field(default=24, metadata=by(values.whole(0, 336)))
    review_hours: int = field(default=6, metadata=by(values.whole(1, 168)))
    lapsed_hours: int = field(default=24, metadata=by(values.whole(1, 720)))
    readings_hours: int = field(default=48, metadata=by(values.whole(1, 720)))


@dataclass(frozen=True, slots=True)
class Tracking:
    allowed_hosts: frozenset[str] = field(default=frozenset(), metadata=by(values.hosts))
    allow_http: bool = field(default=False, metadata=by(values.flag))

    @property
    def hosts(self) -> AllowedHosts:
        return AllowedHosts(self.allowed_hosts, self.allow_http)


@dataclass(frozen=True, slots=True)
class Locale:
    default: Language = field(default=Language.ZH, metadata=by(values.one_of(Language)))
    timezone: str = field(default="Asia/Shanghai", metadata=by(values.zone))


@dataclass(frozen=True, slots=True)
class Log:
    level: Level = field(default=Level.INFO, metadata=by(values.one_of(Level)))
    format: Form = field(default=Form.TEXT, metadata=by(values.one_of(Form)))


@dataclass(frozen=True, slots=True)
class Config:
    """Its fields are the sections; made by settings.py."""

    telegram: Telegram
    database: Database
    web: Web
    staff: Staff
    secrets: Secrets
    limits: Limits
    broadcasts: Broadcasts
    checks: Checks
    money: Money
    reminders: Reminders
    tracking: Tracking
    locale: Locale
    risk: Risk
    payouts: Payouts
    payer: PayerSection
    log: Log

    @property
    def broadcast_rules(self) -> BroadcastRules:
        limits, told = self.limits, self.broadcasts
        return BroadcastRules(
            limits.messages_per_second,
            told.most_per_week,
            told.most_stars,
            limits.free_messages_per_second,
        )

    @property
    def switched_off(self) -> frozenset[Due]:
        return frozenset() if self.checks.open_posts else LOOKS_OUTSIDE

    @property
    def reminder_rules(self) -> ReminderRules:
        told = self.reminders
        hours = (told.extension_hours, told.review_hours, told.lapsed_hours, told.readings_hours)
        return ReminderRules(*hours, self.broadcast_rules)

    @property
    def payout_rules(self) -> PayoutRules:
        return self.payouts.rules(self.locale.timezone, self.payer.payer)

    @property
    def webhook_url(self) -> str:
        """Where Telegram posts to; without an own setting it is under the public address."""
        own, public = self.telegram.webhook_url, self.web.public_url
        return own or (public + WEBHOOK_PATH if public else "")

    @property
    def public_url(self) -> str:
        """Without one of its own it is where we listen, which other machines may not reach."""
        return self.web.public_url or f"http://{self.web.host}:{self.web.port}"

    @property
    def console_url(self) -> str:
        return f"{self.public_url}/console"
