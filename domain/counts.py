"""Counts as platforms and people write them: 1,200, 1.2万, 3k; what they count lives elsewhere."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from domain.errors import Refusal

# Zeros each word stands for; "w" is how 万 is typed in chat.
ZEROS: Final = {"": 0, "千": 3, "k": 3, "万": 4, "w": 4, "百万": 6, "m": 6, "千万": 7, "亿": 8}
_COUNT: Final = re.compile(
    r"(-?)(\d{1,15}|\d{1,3}(?:,\d{3}){1,4}|\d{1,3}(?: \d{3}){1,4}|\d{1,3}(?:'\d{3}){1,4})"
    r"(?:\.(\d{1,12}))?\s*(千万|百万|[千k万wm亿]|)\s*[次个人]?",
    re.ASCII,
)
_SEPARATORS: Final = str.maketrans("", "", ", '")
_UNITS: Final = frozenset(ZEROS) - {""}
_DIGITS: Final = 15
NOTHING: Final = frozenset({"", "-", "--", "—", "/", "n/a", "null", "无"})


@dataclass(eq=False)
class BadCount(Refusal):
    """`text` is no exact whole number: a word, "10万+", a fraction of one."""

    text: str


def is_unit(word: str) -> bool:
    """Whether a heading's bracket, as in 播放量(万), says what all its counts are counted in."""
    return word in _UNITS


def parse_count(text: str, unit: str = "") -> int | None:
    """None where the cell says nothing. A negative number is read: who stores counts refuses it.

    `unit` is the word of its column; a count that brings a word of its own means that one.
    """
    if unit:
        return _in_units(text, unit)
    if text.isascii() and text.isdecimal() and len(text) <= _DIGITS:
        return int(text)  # nearly every cell: a million rows have five million of them
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain in NOTHING:
        return None
    match = _COUNT.fullmatch(plain)
    if match is None:
        raise BadCount(text)
    sign, whole, fraction, word = match[1], match[2], match[3] or "", match[4]
    whole = whole.translate(_SEPARATORS)
    digits = fraction.rstrip("0")
    zeros = ZEROS[word] - len(digits)
    if zeros < 0:
        raise BadCount(text)
    count = int(whole + digits + "0" * zeros)
    return -count if sign else count


def _in_units(text: str, unit: str) -> int | None:
    bare = unicodedata.normalize("NFKC", text).strip()
    try:
        return parse_count(bare + unit) if bare[-1:].isdecimal() else parse_count(bare)
    except BadCount:
        raise BadCount(text) from None
