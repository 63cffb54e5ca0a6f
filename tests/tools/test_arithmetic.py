"""How far a bot reaches, in docs/several-machines, follows from what is stated beside it."""

import re
from math import ceil
from pathlib import Path
from typing import Final

import pytest

from domain.broadcast_rules import FREE_PER_SECOND, MESSAGES_PER_STAR, MOST_PER_SECOND

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = ("several-machines.md", "several-machines.zh-CN.md")
A_DAY: Final = 86_400
UNITS: Final = {
    "s": 1,
    "min": 60,
    "h": 3_600,
    "d": A_DAY,
    "秒": 1,
    "分钟": 60,
    "小时": 3_600,
    "天": A_DAY,
    "GB": 10**9,
    "TB": 10**12,
}
Row = list[str]


@pytest.fixture(params=PAGES)
def tables(request: pytest.FixtureRequest) -> list[list[Row]]:
    """Of the section: the allowances, what is assumed, what follows; without their heads."""
    text = (ROOT / "docs" / request.param).read_text(encoding="utf-8")
    (section,) = [each for each in text.split("\n## ") if "| 86,400,000 |" in each]
    found = re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE)
    return [[_cells(line) for line in table.splitlines()[2:]] for table in found]


def test_an_allowance_is_the_same_by_day_by_hours_and_by_the_million(
    tables: list[list[Row]],
) -> None:
    allowances, assumed, _ = tables
    hours = _number(assumed[2][1])
    for row, rate in zip(allowances, (FREE_PER_SECOND, MOST_PER_SECOND), strict=True):
        assert _number(row[1]) == rate * A_DAY
        assert _number(row[2]) == rate * hours * 3_600
        assert _says(row[3], 1_000_000 / rate)
    paid_share = (MOST_PER_SECOND - FREE_PER_SECOND) / MOST_PER_SECOND
    least, most = (_number(each) for each in re.findall(r"[\d,]+", allowances[1][4]))
    assert least == 1_000_000 * paid_share / MESSAGES_PER_STAR
    assert most == 1_000_000 / MESSAGES_PER_STAR


def test_bots_stars_and_rows_follow_from_what_is_assumed(tables: list[list[Row]]) -> None:
    """Only promotions are ever paid for; all else keeps to what is free."""
    _, assumed, rows = tables
    work, promotions, hours, row_bytes, writes = (_number(row[1]) for row in assumed)
    seconds = hours * 3_600
    free, most = FREE_PER_SECOND * seconds, MOST_PER_SECOND * seconds
    assert len(rows) == 6
    for row in rows:
        creators = _number(row[0])
        all_of_them = creators * (work + promotions) / 7
        bots_free = ceil(all_of_them / free)
        bots_paid = ceil(max(creators * work / 7 / free, all_of_them / most))
        assert _number(row[1]) == round(all_of_them)
        assert _says(row[2], all_of_them / FREE_PER_SECOND)
        assert _number(row[3]) == bots_free
        assert (row[4] == "–") is (row[5] == "–") is (bots_free == 1)
        if bots_free > 1:
            assert _number(row[4]) == bots_paid
            assert _number(row[5]) == round(creators * promotions / 7 / MESSAGES_PER_STAR)
        assert _says(row[6], all_of_them * 365 * row_bytes)
        assert _says(row[7], all_of_them * writes / seconds)


def _cells(line: str) -> Row:
    return [each.strip() for each in line.strip("|").split("|")]


def _number(told: str) -> float:
    return float(told.replace(",", ""))


def _says(told: str, value: float) -> bool:
    """`4.4 d` for what is so, rounded to the digits it shows."""
    number, _, unit = told.partition(" ")
    digits = len(number.partition(".")[2])
    return round(value / UNITS.get(unit, 1), digits) == _number(number)
