"""Hashtags and the labels the law asks for: how platforms write them, whether a text has them."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from domain.platforms import Platform

DISCLOSURE: Final = "广告"
"""Our default for paid work; a campaign may say 合作, 赞助 or the like instead."""

AI_LABEL: Final = "AI生成"
"""White paper, row 24: 明确标注其AI属性."""

_MOST_TEXTS: Final = 256  # creators of one task are given the same few texts

_WORD: Final = re.compile(r"\w+")
_TAG: Final = re.compile(r"[#＃](\w+)[#＃]?")
_BRACKETED: Final = re.compile(r"[\[【(〔](\w+)[\]】)〕]")


def tag(word: str, platform: Platform) -> str:
    """Weibo closes its topics with a second sign; elsewhere that sign would be plain text."""
    return f"#{word}#" if platform is Platform.WEIBO else f"#{word}"


def retag(text: str, platform: Platform) -> str:
    """Write every hashtag of a text in the platform's form."""
    return _TAG.sub(lambda match: tag(match[1], platform), text)


def is_tag_word(word: str) -> bool:
    return _WORD.fullmatch(word) is not None and plain(word) != ""


@lru_cache(_MOST_TEXTS)
def tags_in(text: str) -> tuple[str, ...]:
    """The words behind the hashtags, in order, as `plain` writes them.

    A tag must end where the word ends: "#广告位招租" does not disclose an advertisement.
    """
    return tuple(plain(match[1]) for match in _TAG.finditer(unicodedata.normalize("NFKC", text)))


@lru_cache(_MOST_TEXTS)
def is_labelled(text: str, word: str) -> bool:
    """A label counts as a hashtag or in brackets, the two forms that readers take for one."""
    label = plain(word)
    if label in tags_in(text):
        return True
    bracketed = _BRACKETED.findall(unicodedata.normalize("NFKC", text))
    return any(plain(each) == label for each in bracketed)


@lru_cache(_MOST_TEXTS)
def plain(text: str) -> str:
    """What stays when width, case, spaces, punctuation and invisible signs are dropped."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded.isalnum():  # the usual word, and quick
        return folded
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LNS")
