"""Words in braces that become each reader's own; where their values come from is not known here."""

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from functools import partial
from html import escape, unescape
from typing import Final
from urllib.parse import quote

from domain.gaps import closed


class Field(StrEnum):
    """What `{name}` and the like become for each reader."""

    NAME = "name"  # what they are called
    ACCOUNT = "account"  # the handle of their account: which one, see services/promotions
    PLATFORM = "platform"  # where that account is
    FOLLOWERS = "followers"  # how many that account has
    WORKS = "works"  # how many of their works were approved
    INVITE = "invite"  # the link by which they bring others


ROOM: Final[Mapping[Field, int]] = {
    Field.NAME: 129,  # Telegram's first and last name, with a space between
    Field.ACCOUNT: 64,
    Field.PLATFORM: 24,
    Field.FOLLOWERS: 24,
    Field.WORKS: 12,
    Field.INVITE: 80,  # https://t.me/, a bot's name of 32, ?start= and a code of 16
}
"""How many UTF-16 units each may take."""

OF_ACCOUNT: Final = frozenset({Field.ACCOUNT, Field.PLATFORM, Field.FOLLOWERS})
"""What who has no account has none of."""

_WHO: Final = frozenset({Field.NAME, Field.ACCOUNT})
_FIELD: Final = re.compile(r"\{(\w{1,32})\}")
_FIELDS: Final = frozenset(Field)
_TAGS: Final = re.compile(r"(<[^>]*>)")


def words_in(text: str) -> set[str]:
    """Also those that are no fields."""
    return set(_FIELD.findall(text))


def growth(plain: str) -> int:
    """By how many UTF-16 units it may grow at the most as its fields are filled."""
    fields = [Field(each) for each in _FIELD.findall(plain) if each in _FIELDS]
    return sum(max(0, ROOM[each] - len(f"{{{each}}}")) for each in fields)


def greeting_left_out(text: str) -> str:
    """A text without its formatting and without who it is for; what else is filled in is `…`: the
    sentence around it would have holes.
    """
    return _FIELD.sub(_elided, unescape(_without(_WHO, escape(text))))


def _elided(found: re.Match[str]) -> str:
    return "…" if found[1] in _FIELDS else found[0]


def _without(fields: AbstractSet[str], html: str) -> str:
    """Without these and what would hang around them; addresses within tags stay as they are."""
    if fields.isdisjoint(words_in(html)):
        return html
    lines = html.split("\n")
    return "\n".join(closed(each, fields) if "{" in each else each for each in lines)


def filled(html: str, values: Mapping[str, str]) -> str:
    """With the reader's own words in place of fields, in addresses as these take them. A field that
    is empty goes with what would hang around it; one that is not among the values stays.
    """
    if not values:
        return html
    html = _without({name for name, value in values.items() if not value}, html)
    in_text = partial(_filled, values=values, written=escape)
    in_address = partial(_filled, values=values, written=partial(quote, safe=""))
    parts = _TAGS.split(html)  # words and tags by turns
    return "".join(
        _FIELD.sub(in_address if place % 2 else in_text, part) for place, part in enumerate(parts)
    )


def _filled(found: re.Match[str], values: Mapping[str, str], written: Callable[[str], str]) -> str:
    return written(values[found[1]]) if found[1] in values else found[0]
