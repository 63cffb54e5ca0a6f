"""Words in braces that were meant as another: the nearest field; what a field is, others say."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from domain.personal_fields import Field

_NEAR: Final = 0.6  # difflib's own


def meant(words: Iterable[str]) -> list[Field]:
    """The fields that these look like, each once; nothing for what is like none."""
    names = [each.value for each in Field]
    near = (get_close_matches(word.lower(), names, 1, _NEAR) for word in words)
    return [Field(name) for name in dict.fromkeys(found[0] for found in near if found)]
