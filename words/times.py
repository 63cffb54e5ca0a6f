"""How a moment or a span looks to a reader in their zone; stored times are UTC.

Where `now` is given, a day of another year than the present one names its year.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.locales import ZH
from words.speech import Html, Speech, msg

_WEEKDAYS_ZH = "一二三四五六日"
_A_MINUTE = timedelta(minutes=1)
_PLACES = {
    "Asia/Shanghai": msg("Shanghai"),
    "Asia/Hong_Kong": msg("Hong Kong"),
    "Asia/Taipei": msg("Taipei"),
    "Asia/Singapore": msg("Singapore"),
    "Asia/Tokyo": msg("Tokyo"),
    "Australia/Sydney": msg("Sydney"),
    "Europe/London": msg("London"),
    "Europe/Paris": msg("Paris"),
    "America/New_York": msg("New York"),
    "America/Los_Angeles": msg("Los Angeles"),
}


def moment(at: datetime, timezone: str, locale: str, now: datetime | None = None) -> str:
    """`11月23日 周一 18:00` or `Mon 23 Nov, 18:00`; of another year as `dated`."""
    worded = dated if _is_of_another_year(at, timezone, now) else _moment
    return worded(at, timezone, locale)


def _moment(at: datetime, timezone: str, locale: str) -> str:
    local = at.astimezone(ZoneInfo(timezone))
    if locale == ZH:
        weekday = _WEEKDAYS_ZH[local.weekday()]
        return f"{local.month}月{local.day}日 周{weekday} {local:%H:%M}"
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def dated(at: datetime, timezone: str, locale: str) -> str:
    """A moment with its year: `2026年11月23日 周一 18:00` or `Mon 23 Nov 2026, 18:00`."""
    year, shown = at.astimezone(ZoneInfo(timezone)).year, _moment(at, timezone, locale)
    return f"{year}年{shown}" if locale == ZH else shown.replace(",", f" {year},")


def end(at: datetime, timezone: str, locale: str, now: datetime | None = None) -> str:
    """A moment that ends something: midnight is `24:00` of the day people still have."""
    local = at.astimezone(ZoneInfo(timezone))
    if local.hour or local.minute:
        return moment(at, timezone, locale, now)
    return moment(at - _A_MINUTE, timezone, locale, now).removesuffix("23:59") + "24:00"


def _is_of_another_year(at: datetime, timezone: str, now: datetime | None) -> bool:
    zone = ZoneInfo(timezone)
    return now is not None and at.astimezone(zone).year != now.astimezone(zone).year


def day(at: datetime, timezone: str, locale: str, now: datetime | None = None) -> str:
    """`11月23日` or `23 Nov`; of another year `2027年1月9日` or `9 Jan 2027`."""
    local = at.astimezone(ZoneInfo(timezone))
    shown = f"{local.month}月{local.day}日" if locale == ZH else f"{local.day} {local:%b}"
    if not _is_of_another_year(at, timezone, now):
        return shown
    return f"{local.year}年{shown}" if locale == ZH else f"{shown} {local.year}"


def month(year_: int, month_: int, locale: str) -> str:
    """`2026年11月` or `November 2026`."""
    return f"{year_}年{month_}月" if locale == ZH else f"{date(year_, month_, 1):%B} {year_}"


def year(year_: int, locale: str) -> str:
    return f"{year_}年" if locale == ZH else f"{year_}"


def last_day(end_at: datetime, timezone: str, locale: str) -> str:
    """The day that something ends with: of an end at midnight, the day before."""
    return day(end_at - _A_MINUTE, timezone, locale)


def period(start_at: datetime, end_at: datetime, timezone: str, locale: str) -> str:
    """First to last day, with the year of an end in another one: `1 Nov – 31 Jan 2027`."""
    first, last = day(start_at, timezone, locale), last_day(end_at, timezone, locale)
    zone = ZoneInfo(timezone)
    year = (end_at - _A_MINUTE).astimezone(zone).year
    if start_at.astimezone(zone).year != year:
        last = f"{year}年{last}" if locale == ZH else f"{last} {year}"
    return f"{first} – {last}"


def place(timezone: str, say: Speech) -> Html:
    """The city of a common zone; of any other its IANA name."""
    return say(_PLACES[timezone]) if timezone in _PLACES else Html("{}").format(timezone)


def left(span: timedelta, say: Speech) -> Html:
    """The two largest units of a span, without empty ones: `2 d 3 h`, `3 d`, `45 min`."""
    minutes = max(0, int(span.total_seconds() // 60))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days and hours:
        return say("{days} d {hours} h", days=days, hours=hours)
    if days:
        return say("{days} d", days=days)
    if hours and minutes:
        return say("{hours} h {minutes} min", hours=hours, minutes=minutes)
    if hours:
        return say("{hours} h", hours=hours)
    return say("{minutes} min", minutes=minutes) if minutes else say("less than a minute")
