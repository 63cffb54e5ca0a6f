"""How long a text is to Telegram, and where it is cut; what may be how long is said elsewhere."""

from typing import Final

_ELLIPSIS: Final = "…"


def utf16_length(text: str) -> int:
    """core.telegram.org/api/entities#entity-length: most emoji are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """At most `most` UTF-16 units; a cut shows."""
    if utf16_length(text) <= most:
        return text
    kept, room = [], most - 1
    for sign in text:
        room -= utf16_length(sign)
        if room < 0:
            break
        kept.append(sign)
    return "".join(kept).rstrip() + _ELLIPSIS
