"""Words in braces that become each reader's own; where their values come from is not known here."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from html import escape
from typing import Final
from urllib.parse import quote


class Field(StrEnum):
    """What `{name}` and the like become for each reader."""

    NAME = "name"  # what they are called
    ACCOUNT = "account"  # the handle of their account: which one, see services/promotions
    PLATFORM = "platform"  # where that account is
    FOLLOWERS = "followers"  # how many that account has
    WORKS = "works"  # how many of their works were approved
    INVITE = "invite"  # the link by which they bring others


OF_ACCOUNT: Final = frozenset({Field.ACCOUNT, Field.PLATFORM, Field.FOLLOWERS})
"""What who has no account has none of."""

_WHO: Final = frozenset({Field.NAME, Field.ACCOUNT})
_FIELD: Final = re.compile(r"\{(\w{1,32})\}")
_KNOWN: Final = "|".join(Field)
# With what would be left hanging around it.
_AND_AROUND: Final = re.compile(rf"@?\{{({_KNOWN})\}}(?:[^\S\n]|[,.!?:;，。！？：；、~～])*")
_TAGS: Final = re.compile(r"(<[^>]*>)")


def words_in(text: str) -> set[str]:
    """Also those that are no fields."""
    return set(_FIELD.findall(text))


def without_greeting(text: str) -> str:
    """The text without who it is for: a sentence around what else is filled in would have holes."""
    return _AND_AROUND.sub(lambda found: "" if found[1] in _WHO else found[0], text)


def filled(html: str, values: Mapping[str, str]) -> str:
    """With the reader's own words in place of fields, in addresses as these take them. A field that
    is empty goes with the signs around it; one that is not among the values stays.
    """
    if not values:
        return html
    text = partial(_text, values=values)
    in_address = partial(_filled, values=values, written=partial(quote, safe=""))
    parts = _TAGS.split(html)  # words and tags by turns
    return "".join(
        _FIELD.sub(in_address, part) if place % 2 else text(part)
        for place, part in enumerate(parts)
    )


def _text(part: str, values: Mapping[str, str]) -> str:
    """Of one part between tags."""
    whole = _AND_AROUND.sub(lambda found: "" if values.get(found[1]) == "" else found[0], part)
    return _FIELD.sub(partial(_filled, values=values, written=escape), whole)


def _filled(found: re.Match[str], values: Mapping[str, str], written: Callable[[str], str]) -> str:
    return written(values[found[1]]) if found[1] in values else found[0]
