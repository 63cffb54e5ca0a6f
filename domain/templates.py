"""Reusable creative forms: variants of wording with fixed, free and choice slots; see renditions.

White paper, rows 5 and 6: 素材、脚本、剪辑结构, and personal yet standard without clones.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from domain.wording import Wording


class SlotKind(StrEnum):
    FIXED = "fixed"  # the campaign's own words: every published text must carry them
    FREE = "free"  # the creator's own words
    CHOICE = "choice"  # one of several, dealt out so that creators of a task differ


class KnownFact(StrEnum):
    """Names a variant may use without declaring a slot: filled from the claim's facts."""

    BRAND = "brand"
    CAMPAIGN = "campaign"
    HANDLE = "handle"
    AUDIENCE = "audience"
    SCENE = "scene"
    LINK = "link"  # the creator's own tracking link


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    kind: SlotKind
    prompt: Wording  # free: what to write here
    value: str = ""  # fixed: the words
    choices: tuple[str, ...] = ()  # choice: the words to deal out
    min_length: int = 0  # free: characters
    max_length: int = 0  # free: characters; 0 is no limit


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording. `{name}` is a slot; `{{` and `}}` are plain braces."""

    key: str
    body: str


@dataclass(frozen=True, slots=True)
class Asset:
    """Material to work with, and the licence it may be used under."""

    title: str
    url: str
    licence: str


@dataclass(frozen=True, slots=True)
class Template:
    key: str
    title: str
    structure: tuple[Wording, ...]  # the editing structure, scene by scene
    variants: tuple[Variant, ...]
    slots: tuple[Slot, ...]
    assets: tuple[Asset, ...] = ()


@dataclass(frozen=True, slots=True)
class Literal:
    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A place in a body; `name` is a slot or a known fact."""

    name: str


class BodyFlaw(StrEnum):
    STRAY_BRACE = "stray_brace"  # a brace that opens or closes no slot
    UNKNOWN_SLOT = "unknown_slot"  # a name that is neither a slot nor a known fact


_PIECE: Final = re.compile(r"\{\{|\}\}|\{\s*(\w+)\s*\}|[{}]|[^{}]+")


@lru_cache(maxsize=256)  # a claim issues one of few bodies, over and over
def parts(body: str) -> tuple[Literal | Blank, ...]:
    """Literals and blanks in order; a stray brace is taken as text."""
    found: list[Literal | Blank] = []
    for piece in _PIECE.finditer(body):
        if piece[1]:
            found.append(Blank(piece[1]))
        else:
            found.append(Literal(piece[0][:1] if piece[0] in ("{{", "}}") else piece[0]))
    return tuple(found)


def uses_link(template: Template) -> bool:
    """Whether a wording of it has a place for the creator's tracking link."""
    return Blank(KnownFact.LINK.value) in (
        p for each in template.variants for p in parts(each.body)
    )


def body_flaws(body: str, slot_names: Collection[str]) -> Iterator[tuple[BodyFlaw, str]]:
    """Each flaw with the brace or the name it is about."""
    for piece in _PIECE.finditer(body):
        name: str | None = piece[1]
        if piece[0] in ("{", "}"):
            yield BodyFlaw.STRAY_BRACE, piece[0]
        elif name and name not in slot_names and name not in set(KnownFact):
            yield BodyFlaw.UNKNOWN_SLOT, name
