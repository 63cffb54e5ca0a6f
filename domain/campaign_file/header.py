"""The [campaign] table: what it is called, whose money, whose clock, from when to when."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from domain.campaign_file import choices, numbers, texts
from domain.campaign_file.notes import nearest
from domain.campaign_file.problems import ProblemCode
from domain.campaign_file.section import Section
from domain.money import Currency


@dataclass(frozen=True, slots=True)
class Header:
    title: str
    brand: str
    currency: Currency
    budget_minor: int
    timezone: str
    starts_on: date
    ends_on: date
    dated: bool  # both days can be relied on


def read_header(section: Section) -> Header:
    currency = choices.one_of(section, "currency", Currency, Currency.CNY)
    starts_on, ends_on = numbers.day(section, "starts_on"), numbers.day(section, "ends_on")
    if section.is_sound("starts_on"):
        numbers.not_before(section, "ends_on", ends_on, starts_on)
    header = Header(
        title=texts.title(section, "title", 256),
        brand=texts.text(section, "brand", 128),
        currency=currency,
        budget_minor=numbers.money(section, "budget", currency.minor_digits),
        timezone=_timezone(section),
        starts_on=starts_on,
        ends_on=ends_on,
        dated=section.is_sound("starts_on", "ends_on"),
    )
    section.close()
    return header


def _timezone(section: Section) -> str:
    zone = texts.text(section, "timezone", 64, "Asia/Shanghai")
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, LookupError):  # no such file, a folder, not a name at all
        if section.is_sound("timezone"):
            hint = nearest(zone, available_timezones())
            section.note(ProblemCode.UNKNOWN_TIMEZONE, "timezone", found=zone, expected=hint)
    return zone
