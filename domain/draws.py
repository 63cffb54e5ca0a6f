"""Which of several wordings a reader is given, by chance that recomputes; no words here.

storage/draws.py says the same in SQL: nothing needs to be kept for each reader.
"""

from enum import IntEnum
from functools import lru_cache
from hashlib import sha256
from typing import Final

PRIME: Final = 2**31 - 1  # a product of two that are smaller fits in 64 bits with a sign
_COEFFICIENTS: Final = 4
_BYTES: Final = 8


class Draw(IntEnum):
    """By which rule; a broadcast keeps the one it was confirmed with."""

    ADDED = 0  # person and broadcast are added: one broadcast's wording tells another's
    CUBIC = 1  # a cubic of the person whose coefficients are the broadcast's own


NEWEST: Final = Draw.CUBIC


def variant_of(draw: Draw, person_id: int, broadcast_id: int, variants: int) -> int:
    """Even and random-looking, and the same at any later time."""
    if draw is Draw.ADDED:
        return _added(person_id, broadcast_id, variants)
    at, drawn = person_id % PRIME, 0
    for each in coefficients(broadcast_id):
        drawn = (drawn * at + each) % PRIME
    return drawn % variants


@lru_cache(maxsize=256)
def coefficients(broadcast_id: int) -> tuple[int, ...]:
    """Of its cubic, the highest power's first. Four that have nothing to do with another's make
    any four readers' wordings independent, and any reader's of two broadcasts.
    """
    digest = sha256(f"broadcast {broadcast_id}".encode()).digest()
    parts = (digest[at : at + _BYTES] for at in range(0, _COEFFICIENTS * _BYTES, _BYTES))
    return tuple(int.from_bytes(part) % PRIME for part in parts)


def _added(person_id: int, broadcast_id: int, variants: int) -> int:
    mixed, shift = person_id % 2**31 * 2_654_435_761, broadcast_id * 40_503
    if variants <= 2:
        return (mixed + shift) // 65_536 % variants
    return ((mixed // 65_536 + shift) % 2**31) ** 2 // 65_536 % variants
