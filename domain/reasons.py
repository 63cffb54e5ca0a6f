"""Why somebody in the house does what they may: one line of words, kept beside the deed."""

from dataclasses import dataclass
from typing import Final

from domain.errors import Refusal

LONGEST_REASON: Final = 500  # characters


@dataclass(eq=False)
class ReasonMissing(Refusal):
    """It is done with a reason of at most LONGEST_REASON characters, or not at all."""


def ensure_reason(words: str) -> str:
    """In one line. Raises ReasonMissing."""
    reason = " ".join(words.split())
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ReasonMissing
    return reason
