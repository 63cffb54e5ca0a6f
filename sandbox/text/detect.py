"""What Telegram finds in plain text by itself: links, commands, mentions, hashtags, e-mails."""

import re
from collections.abc import Iterable, Iterator

from sandbox.text.entity import Entity, utf16_length

_TOP_LEVEL = (
    "com|net|org|info|biz|io|ai|app|dev|me|tv|cc|co|cn|hk|tw|jp|kr|sg|my|th|vn|id|ph|in|us|uk|de|"
    "fr|es|it|nl|ru|ua|pl|eu|ca|au|br|mx|ch|se|no|fi|xyz|top|site|online|shop|store|link|live|vip|"
    "club|cloud|tech|pro|gl|ly|gg|example|test|moe|wang"
)
_HOST = rf"(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:{_TOP_LEVEL})"
_ADDRESS = r"\d{1,3}(?:\.\d{1,3}){3}"
_TAIL = r"(?::\d{1,5})?(?:[/?#][^\s<>\"«»\u2000-\u200b\u200e-\u2014\u2016-\u206f]*)?"
# Type, a character without which a text cannot hold one, and what one looks like.
_PATTERNS = (
    (
        "email",
        "@",
        re.compile(rf"(?<![\w.+-])[A-Za-z0-9.+_-]{{1,64}}@{_HOST}(?![\w-])", re.IGNORECASE),
    ),
    (
        "url",
        ".",
        re.compile(
            rf"(?:(?<![A-Za-z0-9])https?://(?:{_ADDRESS}|{_HOST}(?![A-Za-z0-9-])){_TAIL})"
            rf"|(?:(?<![\w.@/-]){_HOST}(?![A-Za-z0-9-]){_TAIL})",
            re.IGNORECASE,
        ),
    ),
    ("bot_command", "/", re.compile(r"(?<![\w/<>])/\w{1,64}(?:@\w{3,32})?(?![\w/<>])", re.ASCII)),
    ("mention", "@", re.compile(r"(?<!\w)@\w{2,32}(?!\w)", re.ASCII)),
    ("hashtag", "#", re.compile(r"(?<![\w#])#(?=[\w·]*[^\W\d_])[\w·]{1,256}(?:@\w{3,32})?")),
    ("cashtag", "$", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?!\w)")),
)
_TRAILING = ".:;,('?!`"

_FOUND = frozenset(type_ for type_, _, _ in _PATTERNS)
# Inside these nothing is found; around or inside the others it may be.
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})


def detect(text: str, given: Iterable[Entity] = ()) -> list[Entity]:
    """New entities only, none of which crosses a given one."""
    taken = list(given)
    found: list[Entity] = []
    for entity in _matches(text):
        if not any(_clash(entity, other) for other in taken):
            found.append(entity)
            taken.append(entity)
    return found


def _matches(text: str) -> Iterator[Entity]:
    for type_, mark, pattern in _PATTERNS:
        if mark not in text:
            continue
        for match in pattern.finditer(text):
            matched = _without_trailing(match[0]) if type_ == "url" else match[0]
            yield Entity(type_, utf16_length(text[: match.start()]), utf16_length(matched))


def _without_trailing(url: str) -> str:
    """A link does not end in punctuation, nor in a bracket that it did not open."""
    url = url.rstrip(_TRAILING)
    return url.rstrip(")").rstrip(_TRAILING) if url.endswith(")") and "(" not in url else url


def _clash(found: Entity, other: Entity) -> bool:
    apart = found.end <= other.offset or other.end <= found.offset
    if apart:
        return False
    if other.type in _OPAQUE or other.type in _FOUND:
        return True
    inside = other.offset <= found.offset and found.end <= other.end
    around = found.offset <= other.offset and other.end <= found.end
    return not (inside or around)
