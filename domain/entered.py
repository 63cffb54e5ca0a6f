"""One line of figures as people read them off a screen: 1.2万 356 28 91 17; kept nowhere here."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.counts import NOTHING, BadCount, parse_count
from domain.errors import Refusal
from domain.metric_columns import field_called
from domain.metrics import PostMetrics
from domain.platforms import Platform
from domain.readings import RefusedRow
from domain.terms import Interaction, Source

ORDER: Final = ("views", "likes", "shares", "saves", "comments")
"""In which unnamed figures are read, as most platforms show them."""

_BETWEEN: Final = re.compile(r"[\s、;|/]+|，")
_NAMED: Final = re.compile(r"([a-z]{2,}|[一-鿿]+)[:=]?(.*)")


@dataclass(eq=False)
class BadFigures(Refusal):
    """Neither five figures nor named ones; `text` is what cannot be read, empty for too few."""

    text: str


@dataclass(eq=False)
class FigureRefused(Refusal):
    """A reading that cannot be stored; why is said as of a file's row."""

    row: RefusedRow


@dataclass(eq=False)
class NotCounted(Refusal):
    """The work's figures are not open: not approved yet, past its cut-off, or ended."""

    cutoff_at: datetime | None


@dataclass(frozen=True, slots=True)
class Enterable:
    """Approved work whose figures are entered; `is_own`: by its creator, else by staff."""

    assignment_id: int
    submission_id: int
    title: str
    platform: Platform
    handle: str
    counted: tuple[Interaction, ...]
    weakest_source: Source
    cutoff_at: datetime
    is_own: bool


def parsed(text: str) -> PostMetrics:
    """Raises BadFigures. Figures that are not said stay unknown, which is not nought."""
    tokens = [each for each in _BETWEEN.split(_plain(text)) if each]
    if any(_name_of(each) for each in tokens):
        return _metrics(_named(tokens))
    if len(tokens) != len(ORDER):
        raise BadFigures("")
    return _metrics(dict(zip(ORDER, tokens, strict=True)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text.replace("，", " ")).strip().casefold()


def _name_of(token: str) -> str:
    """The field that a token names; empty for a figure."""
    if token in NOTHING:
        return ""
    match = _NAMED.fullmatch(token)
    return field_called(match[1]) if match else ""


def _named(tokens: list[str]) -> dict[str, str]:
    """Names before their figures, with or without something between."""
    said: dict[str, str] = {}
    waiting = ""
    for token in tokens:
        name = _name_of(token)
        if name in said or (name and waiting) or not (name or waiting):
            raise BadFigures(token)
        match = _NAMED.fullmatch(token)
        figure = match[2] if name and match else token
        if name and not figure:
            waiting = name
        else:
            said[name or waiting], waiting = figure, ""
    if waiting:
        raise BadFigures(waiting)
    return said


def _metrics(said: dict[str, str]) -> PostMetrics:
    counts = dict.fromkeys(ORDER, None) | {name: _count(text) for name, text in said.items()}
    if all(count is None for count in counts.values()):
        raise BadFigures("")
    return PostMetrics(**counts)


def _count(text: str) -> int | None:
    try:
        return parse_count(text)
    except BadCount:
        raise BadFigures(text) from None
