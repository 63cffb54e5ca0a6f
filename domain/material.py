"""Campaign material as it is looked at: what a place gives, when a silent one is asked again."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from domain.fetching.answers import Answer, Failed, Fetched

MOST_TRIES: Final = 6  # after five pauses: a bit more than a day
FIRST_PAUSE: Final = timedelta(minutes=10)
_FACTOR: Final = 3
_PASSING: Final = frozenset({408, 425, 429, *range(500, 600)})


class MaterialState(StrEnum):
    """What is known of one handed-out address."""

    WAITING = "waiting"  # nobody has looked yet, or it did not answer and is asked again
    PICTURE = "picture"  # known by its hashes: who uses it copies nobody
    UNSEEN = "unseen"  # a film, an archive, a page, or never there: what is in it is not known


def is_worth_another_try(answer: Answer, tries: int) -> bool:
    """`tries` with this one: what may be there later; not what was refused or is missing."""
    passing = isinstance(answer, Failed) or (
        isinstance(answer, Fetched) and answer.status in _PASSING
    )
    return passing and tries < MOST_TRIES


def pause_after(tries: int) -> timedelta:
    """10, 30 minutes, 1½, 4½, 13½ hours."""
    tripled: int = _FACTOR ** (max(tries, 1) - 1)
    return FIRST_PAUSE * tripled
