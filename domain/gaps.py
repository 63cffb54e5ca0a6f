"""How a line closes over a field that is empty, as if it had not been written; no field is known.

A line is read as signs, one by one, the nearest to the gap first on either side. Formatting between
them is passed over and stays.
"""

import re
from collections.abc import Callable, Collection
from html import unescape
from typing import Final

_SIGN: Final = re.compile(r"<[^>]*>|&#?\w+;|\{\w{1,32}\}|.", re.DOTALL)
_SEPARATE: Final = frozenset(",，、:：;；-–—·")
_END: Final = frozenset(".!?。！？…~～")  # a sentence
_PAIRS: Final = dict(zip("([（【「『《“‘«", ")]）】」』》”’»", strict=True))
_CLOSE: Final = frozenset(_PAIRS.values())
_QUOTES: Final = frozenset("\"'")  # open and close
_APOSTROPHES: Final = frozenset("'’")
Signs = list[str]


def closed(line: str, fields: Collection[str]) -> str:
    """Without these fields, and without what would be left hanging around them."""
    signs = _SIGN.findall(line)
    at = 0
    while at < len(signs):
        if signs[at][0] == "{" and signs[at][1:-1] in fields:
            before, behind = _joined(signs[:at][::-1], signs[at + 1 :])
            signs, at = before[::-1] + behind, len(before)
        else:
            at += 1
    return "".join(signs)


def _joined(before: Signs, behind: Signs) -> tuple[Signs, Signs]:
    """What stays on either side of the gap."""
    if _first(before) == "@":
        before = _less_one(before)
    before, behind = _without_pairs(before, _without_genitive(behind))
    told = _less(before, lambda sign: _is_blank(sign) or sign in _SEPARATE)
    if not any(map(_is_word, told)) or _first(told) in _END or _opens(told):
        return _at_a_beginning(before, told, behind)
    if _goes_on(behind):
        return before, _less(behind, _is_blank) if _is_blank(_first(before)) else behind
    return told, _with_one_blank(behind)


def _at_a_beginning(before: Signs, told: Signs, behind: Signs) -> tuple[Signs, Signs]:
    """Nothing is said before it, in the line or in its sentence: what would go on from there goes,
    and what stands before without a word, as a bullet does, stays.
    """
    left = _less(behind, lambda sign: _is_blank(sign) or sign in _SEPARATE or sign in _END)
    if _first(told) in _END:
        before = before if _is_blank(_first(before)) else told
    if not _first(left):
        return _less(before, _is_blank), left
    parted = not _first(before) or _is_blank(_first(before)) or _opens(before)
    return before, left if parted or not _is_blank(_first(behind)) else [" ", *left]


def _goes_on(behind: Signs) -> bool:
    """A word follows, which what stands before the gap may lead to."""
    following = _first(_less(behind, _is_blank))
    if following in _QUOTES:
        return _is_blank(_first(behind))
    return bool(following) and following not in _SEPARATE | _END | _CLOSE


def _with_one_blank(behind: Signs) -> Signs:
    """In front of a sign that may have one; none at the end of a line or of what is enclosed."""
    left = _less(behind, _is_blank)
    following = _first(left)
    is_over = not following or following in _CLOSE
    return left if is_over or not _is_blank(_first(behind)) else [" ", *left]


def _without_pairs(before: Signs, behind: Signs) -> tuple[Signs, Signs]:
    """Brackets and quotation marks that would enclose nothing."""
    while True:
        if _first(before) in _QUOTES and _first(before) == _first(behind):
            before, behind = _less_one(before), _less_one(behind)
            continue
        left, right = _less(before, _is_blank), _less(behind, _is_blank)
        if not _first(right) or _PAIRS.get(_first(left)) != _first(right):
            return before, behind
        before, behind = _less_one(left), _less_one(right)


def _without_genitive(behind: Signs) -> Signs:
    """Without the 's of a name."""
    if _first(behind) in _APOSTROPHES:
        ending = _less_one(behind)
        if _first(ending) == "s" and not _first(_less_one(ending)).isalnum():
            return _less_one(ending)
    return behind


def _opens(before: Signs) -> bool:
    """Its last sign is a bracket or quotation mark that something is to follow."""
    last = _first(before)
    if last in _QUOTES:
        further = _first(_less_one(before))
        return not further or _is_blank(further)
    return last in _PAIRS


def _first(signs: Signs) -> str:
    """The nearest that is seen; empty where there is none."""
    return next((unescape(sign) for sign in signs if not _is_tag(sign)), "")


def _less_one(signs: Signs) -> Signs:
    """Without the nearest that is seen."""
    at = next((at for at, sign in enumerate(signs) if not _is_tag(sign)), len(signs))
    return signs[:at] + signs[at + 1 :]


def _less(signs: Signs, goes: Callable[[str], bool]) -> Signs:
    """Without the nearest of that kind, as far as there is nothing else between them."""
    tags: Signs = []
    for at, sign in enumerate(signs):
        if _is_tag(sign):
            tags.append(sign)
        elif not goes(unescape(sign)):
            return tags + signs[at:]
    return tags


def _is_tag(sign: str) -> bool:
    return sign[0] == "<" and len(sign) > 1


def _is_blank(sign: str) -> bool:
    return sign.isspace()


def _is_word(sign: str) -> bool:
    """Something is said by it: a letter, a number or a field that is filled."""
    return not _is_tag(sign) and ((sign[0] == "{" and len(sign) > 1) or unescape(sign).isalnum())
