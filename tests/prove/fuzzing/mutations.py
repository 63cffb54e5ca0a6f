"""How a sample is changed: cut, doubled, crossed with others, strewn with signs that hurt parsers.

The same for texts and for bytes; what is a good sample of something, the parsers say.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

LONGEST: Final = 6_000  # signs; what is longer is slower and no worse
_MOST_CHANGES: Final = 5

SIGNS: Final = (
    *"\0\t\n\r \"'`,;:/\\?#&=%@.()[]{}<>|-_+*~^$!0159aZxXkKwW",
    *("\r\n", "://", "..", "%00", "%", "\x1b", "\x7f", "\x85", "\xa0", "\xad", "ß", "İ", "é"),
    *("，", "。", "：", "「", "万", "亿", "１", "²", "٣", "Ⅷ", "ﬁ", "⁄", "．", "／", "＠", "＝"),
    *("\u200b", "\u200d", "\u2028", "\u202e", "\ufeff", "\ufffd", "\ufffe", "\ud800", "\udfff"),
    *("茶", "🍵", "👨\u200d👩\u200d👧", "\U000e0001", "\U0010ffff"),
    *("-1", "0", "00", "1e9", "1e999", "NaN", "Infinity", "1_000", "0x10", "+", "--", "½"),
    *("9223372036854775807", "9223372036854775808", "9" * 400, "1" * 5_000, "0.0000000000001"),
    *(
        "&#" + "9" * 5_000 + ";",
        "&#x" + "f" * 5_000 + ";",
        "&#0;",
        "&#55296;",
        "&#1114112;",
        "&amp",
    ),
    *("\\u" + "d800", "\\ud83d", "\\N{x}", "%u0041", "=?utf-8?q?x?=", "1e" + "9" * 400, "٣" * 400),
    *("null", "true", "[]", "{}", "None", "undefined", "{0}", "%s", "{{", "${x}", "'--", "<a>"),
)
BYTES: Final = (
    *(bytes([each]) for each in range(256)),
    *(each.encode("utf-8", "surrogatepass") for each in SIGNS if len(each) < 500),
    *(b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc0\x80", b"\xed\xa0\x80", b"\x84\x31\xa4\x37"),
)

Change = Callable[[Random, Any, Sequence[Any]], Any]


def changed(dice: Random, samples: Sequence[Any], words: Sequence[Any]) -> Any:
    """One of the samples, changed once or a few times; some stay as they are."""
    sample = _one(dice, samples)
    for _ in range(int(dice.random() ** 2 * (_MOST_CHANGES + 1))):
        pool = samples if dice.random() < 0.1 else words
        sample = _one(dice, _CHANGES)(dice, sample, pool)
    return sample[:LONGEST]


def _one(dice: Random, several: Sequence[Any]) -> Any:
    return several[int(dice.random() * len(several))]


def _place(dice: Random, sample: Any) -> int:
    return int(dice.random() * (len(sample) + 1))


def _span(dice: Random, sample: Any) -> tuple[int, int]:
    """Mostly short."""
    begin = _place(dice, sample)
    return begin, begin + 1 + int(dice.random() ** 4 * len(sample))


def _insert(dice: Random, sample: Any, pool: Sequence[Any]) -> Any:
    at = _place(dice, sample)
    return sample[:at] + _one(dice, pool) + sample[at:]


def _put_over(dice: Random, sample: Any, pool: Sequence[Any]) -> Any:
    begin, end = _span(dice, sample)
    return sample[:begin] + _one(dice, pool) + sample[end:]


def _cut_out(dice: Random, sample: Any, _: Sequence[Any]) -> Any:
    begin, end = _span(dice, sample)
    return sample[:begin] + sample[end:]


def _cut_off(dice: Random, sample: Any, _: Sequence[Any]) -> Any:
    return sample[: _place(dice, sample)]


def _double(dice: Random, sample: Any, _: Sequence[Any]) -> Any:
    begin, end = _span(dice, sample)
    return sample[:end] + sample[begin:]


def _repeat(dice: Random, sample: Any, _: Sequence[Any]) -> Any:
    begin, end = _span(dice, sample)
    times = int(2 / (dice.random() + 0.002))
    return sample[:begin] + (sample[begin:end] * times)[:LONGEST] + sample[end:]


def _move(dice: Random, sample: Any, _: Sequence[Any]) -> Any:
    begin, end = _span(dice, sample)
    rest, at = sample[:begin] + sample[end:], _place(dice, sample)
    return rest[:at] + sample[begin:end] + rest[at:]


def _cross(dice: Random, sample: Any, pool: Sequence[Any]) -> Any:
    other = _one(dice, pool)
    return sample[: _place(dice, sample)] + other[_place(dice, other) :]


def _random_sign(dice: Random, sample: Any, _: Sequence[Any]) -> Any:
    at = _place(dice, sample)
    if isinstance(sample, bytes):
        return sample[:at] + bytes([int(dice.random() * 256)]) + sample[at + 1 :]
    return sample[:at] + chr(int(dice.random() ** 3 * 0x110000)) + sample[at + 1 :]


_CHANGES: Final[tuple[Change, ...]] = (
    *(_insert, _insert, _put_over, _put_over, _cut_out, _cut_off, _double, _repeat),
    *(_move, _cross, _random_sign),
)
