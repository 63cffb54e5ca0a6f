"""What is a creator's own in a published text, as runs of three signs; nothing is compared here."""

import re
import unicodedata
import zlib
from array import array
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

Shingles = Sequence[int]

_LINK: Final = re.compile(r"https?://\S+")
_HOLE: Final = re.compile(r"〔[^〕]*〕")  # where a rendition asks for own words
_SIGN: Final = re.compile(r"[a-z]+|[0-9]+|[^\W_]")  # a word in Latin letters, a number, a 汉字
_GIVEN_RUN: Final = 4  # so many signs in a row as they were handed out were handed out
_RUN: Final = 3
_MOST: Final = 0xFFFFFFFF
_SPREAD: Final = 2_654_435_761  # odd, so that it only reorders 32-bit numbers
_BAND: Final = 3
_MASKS: Final = tuple(  # each puts the runs into an order of its own
    zlib.crc32(f"order {number}".encode()) * _SPREAD & _MOST for number in range(20 * _BAND)
)


Signs = list[str]


def signs(text: str) -> Signs:
    """What stays when width, case, punctuation, emoji, spaces and links are dropped.

    A Latin word counts as one sign: three letters in common say nothing, three 汉字 much.
    """
    folded = unicodedata.normalize("NFKC", _LINK.sub(" ", text)).casefold()
    return _SIGN.findall(folded)


def own_parts(text: str, given: str) -> list[Signs]:
    """The stretches of a text that are not in what its creator was handed."""
    said = signs(text)
    handed = {run for part in _HOLE.split(given) for run in _runs(signs(part), _GIVEN_RUN)}
    if not handed:
        return [said] if said else []
    is_given = bytearray(len(said))
    for start, run in enumerate(_runs(said, _GIVEN_RUN)):
        if run in handed:
            is_given[start : start + _GIVEN_RUN] = b"\1" * _GIVEN_RUN
    return [
        [sign for sign, _ in part]
        for given, part in groupby(zip(said, is_given, strict=True), key=itemgetter(1))
        if not given
    ]


def shingles(parts: list[Signs]) -> Shingles:
    """The runs of three signs as 32-bit numbers, each once."""
    runs = {run for part in parts for run in _runs(part, _RUN)}
    return array("I", sorted(zlib.crc32(run.encode()) * _SPREAD & _MOST for run in runs))


def likeness_keys(runs: Shingles) -> tuple[int, ...]:
    """Keys of which similar texts share one and strangers seldom: MinHash, in bands of three.

    Texts half alike share one 93 times in 100, those six tenths alike 99 times.
    """
    least = [min(map(mask.__xor__, runs), default=0) for mask in _MASKS]
    bands = range(0, len(least), _BAND)
    return tuple(hash((start, *least[start : start + _BAND])) for start in bands)


def similarity(one: set[int], other: Shingles) -> float:
    """Jaccard: the share of all runs that both have."""
    common = len(one.intersection(other))
    return common / (len(one) + len(other) - common) if common else 0.0


def _runs(said: Signs, length: int) -> list[str]:
    starts = range(len(said) - length + 1)
    return [" ".join(said[start : start + length]) for start in starts]
