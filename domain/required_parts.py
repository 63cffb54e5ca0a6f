"""What a published text must carry, and whether it does; who must carry what, see renditions."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain import labels
from domain.fingerprints import fingerprints_in


class RequiredKind(StrEnum):
    PHRASE = "phrase"  # fixed words of the template
    TAG = "tag"  # a hashtag of the template
    DISCLOSURE = "disclosure"  # the advertisement label
    AI_LABEL = "ai_label"  # the mark of AI-generated content
    OWN_WORDS = "own_words"  # a free slot: its placeholder must be gone
    FINGERPRINT = "fingerprint"  # the code


@dataclass(frozen=True, slots=True)
class RequiredPart:
    """`text` is the phrase, the tag's word, the label, the placeholder to replace, or the code."""

    kind: RequiredKind
    text: str


_SPACE: Final = re.compile(r"\s+")


def lacks(text: str, part: RequiredPart) -> bool:
    """Width, case, spaces and punctuation are forgiven."""
    match part.kind:
        case RequiredKind.PHRASE:
            return labels.plain(part.text) not in labels.plain(text)
        case RequiredKind.TAG:
            return labels.plain(part.text) not in labels.tags_in(text)
        case RequiredKind.DISCLOSURE | RequiredKind.AI_LABEL:
            return not labels.is_labelled(text, part.text)
        case RequiredKind.OWN_WORDS:
            return _SPACE.sub("", part.text) in _SPACE.sub("", text)
        case RequiredKind.FINGERPRINT:
            return part.text not in fingerprints_in(text)
