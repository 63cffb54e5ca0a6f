"""The short code in a rendition that leads a published text back to its assignment."""

import re
import unicodedata
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 O 1 I L. Its size, 31, is prime: every slip and every swap shows in the check sign."""

_BASE: Final = len(ALPHABET)
_SHORTEST: Final = 5  # signs before the check sign: 28 million assignments before codes grow
_STRIDE: Final = 19_260_817  # any number not divisible by 31: scatters neighbours
_TOKEN: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{6,14}(?![0-9A-Za-z])")


def fingerprint(number: int) -> str:
    """The code of an assignment's number: no two numbers share one, neighbours look unlike."""
    if number < 0:
        raise ValueError(f"no fingerprint for {number}")
    length = _SHORTEST
    while number >= _BASE**length:
        number -= _BASE**length
        length += 1
    rest = number * _STRIDE % _BASE**length
    signs = ""
    for _ in range(length):
        rest, sign = divmod(rest, _BASE)
        signs += ALPHABET[sign]
    return signs + _check_sign(signs)


def number_of(code: str) -> int | None:
    """The assignment's number, or None for what is no fingerprint."""
    signs, check = code[:-1], code[-1:]
    if len(signs) < _SHORTEST or not set(code) <= set(ALPHABET) or _check_sign(signs) != check:
        return None
    size: int = _BASE ** len(signs)
    rest: int = sum(ALPHABET.index(sign) * _BASE**place for place, sign in enumerate(signs))
    shorter: int = sum(_BASE**length for length in range(_SHORTEST, len(signs)))
    return rest * pow(_STRIDE, -1, size) % size + shorter


def fingerprints_in(text: str) -> tuple[str, ...]:
    """Codes in a published text, in any case and width; a chance word passes 1 time in 31."""
    tokens = _TOKEN.findall(unicodedata.normalize("NFKC", text))
    return tuple(token.upper() for token in tokens if number_of(token.upper()) is not None)


def _check_sign(signs: str) -> str:
    weighted = sum(place * ALPHABET.index(sign) for place, sign in enumerate(signs, start=1))
    return ALPHABET[weighted % _BASE]
