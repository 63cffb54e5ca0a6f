"""What people call themselves, made safe to keep and show; escaping for HTML is words/speech."""

import unicodedata
from typing import Final

LONGEST: Final = 128  # Telegram: 64 for the first name, 64 for the last
NAMELESS: Final = "·"  # a name of nothing but invisible signs

# Emoji families and Persian need these two; every other format sign can turn a line around.
_JOINERS: Final = "\u200c\u200d"
_BLANKS: Final = "\u115f\u1160\u3164\uffa0\u2800"  # letters and patterns that show nothing


def tidy(name: str, longest: int = LONGEST) -> str:
    """One visible line without control, direction or blank signs; never empty."""
    line = " ".join("".join(sign if _is_shown(sign) else " " for sign in name).split())
    return line[:longest].strip(" " + _JOINERS) or NAMELESS


def _is_shown(sign: str) -> bool:
    return sign in _JOINERS or not (
        sign in _BLANKS or unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    )


def is_right_to_left(name: str) -> bool:
    return any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in name)
