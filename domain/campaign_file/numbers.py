"""Reading numbers, days, yes and no, and money."""

from datetime import date
from decimal import Decimal
from typing import Final

from domain.campaign_file.problems import ProblemCode
from domain.campaign_file.section import Section
from domain.money import BadMoney, MoneyFlaw, parse_scaled

FIRST_DAY: Final = date(2020, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)

_MONEY_CODES: Final = {
    MoneyFlaw.NOT_A_NUMBER: ProblemCode.NOT_MONEY,
    MoneyFlaw.NEGATIVE: ProblemCode.NEGATIVE,
    MoneyFlaw.TOO_PRECISE: ProblemCode.TOO_PRECISE,
    MoneyFlaw.TOO_LARGE: ProblemCode.TOO_MUCH,
}


def number(section: Section, key: str, low: int, high: int, default: int | None = None) -> int:
    """A whole number; required unless there is a default."""
    value = section.typed(key, int, required=default is None)
    if value is None:
        return low if default is None else default
    _within(section, value, low, high, key)
    return value


def _within(section: Section, value: int, low: int, high: int, key: str, *tail: str | int) -> bool:
    if low <= value <= high:
        return True
    # Not the digits of a number that may have thousands of them.
    found = str(value) if abs(value) < 10**12 else ("…" if value > 0 else "-…")
    section.note(ProblemCode.OUT_OF_RANGE, key, *tail, found=found, expected=f"{low}–{high}")
    return False


def several(section: Section, key: str, low: int, high: int, *, most: int) -> list[int]:
    """Whole numbers, none twice; there may be none at all."""
    found: list[int] = []
    for index, item in enumerate(section.items(key, required=False)):
        value = section.as_type(item, int, key, index)
        if value is None or not _within(section, value, low, high, key, index):
            continue
        if value in found:
            section.note(ProblemCode.DUPLICATE, key, index, found=str(value))
        found.append(value)
    if len(found) > most:
        section.note(ProblemCode.OUT_OF_RANGE, key, found=str(len(found)), expected=f"0–{most}")
    return found


def flag(section: Section, key: str, *, default: bool) -> bool:
    value = section.typed(key, bool, required=False)
    return default if value is None else value


def day(section: Section, key: str, default: date | None = None) -> date:
    """A bare TOML date; required unless there is a default."""
    value = section.typed(key, date, required=default is None)
    if value is None:
        return default or FIRST_DAY
    if not FIRST_DAY <= value <= LAST_DAY:
        expected = f"{FIRST_DAY}–{LAST_DAY}"
        section.note(ProblemCode.OUT_OF_RANGE, key, found=str(value), expected=expected)
    return value


def not_before(section: Section, key: str, value: date, earliest: date) -> None:
    if value < earliest and section.is_sound(key):
        section.note(ProblemCode.BEFORE, key, found=str(value), expected=str(earliest))


def not_after(section: Section, key: str, value: date, latest: date) -> None:
    if value > latest and section.is_sound(key):
        section.note(ProblemCode.AFTER, key, found=str(value), expected=str(latest))


def money(section: Section, key: str, decimals: int, default: int | None = None) -> int:
    """A string or a bare number, as an integer scaled by `decimals`; 0 where it is no money."""
    value = section.value(key, required=default is None)
    if value is None:
        return default or 0
    if type(value) not in (int, Decimal):
        value = section.as_type(value, str, key)
    if value is None:
        return 0
    try:
        return parse_scaled(str(value), decimals)
    except BadMoney as bad:
        expected = str(decimals) if bad.flaw is MoneyFlaw.TOO_PRECISE else ""
        section.note(_MONEY_CODES[bad.flaw], key, found=bad.text, expected=expected)
        return 0
