"""The way of an amount as a drawing: places and lines for SVG, so that a page needs no script."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from words.way import Pace, Step

WIDTH: Final = 360
TEXT_AT: Final = 40  # how far from the left texts begin
_LABEL, _VALUE, _NOTE = 17, 20, 16  # heights of lines
_BETWEEN: Final = 18
_TOP: Final = 16
_VALUE_SIZE, _NOTE_SIZE = 14.5, 12.5  # as in money.css
_MOST_LINES: Final = 4


@dataclass(frozen=True, slots=True)
class Text:
    """`kind` is its CSS class; `y` its base line."""

    kind: str
    y: int
    words: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the way: a dot at `y`, the road to it from `from_y`, its texts."""

    pace: Pace
    y: int
    from_y: int
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    height: int
    stops: tuple[Stop, ...]


def drawn(steps: Iterable[Step]) -> Picture:
    """From the top down: readable at the width of a phone."""
    stops: list[Stop] = []
    top, before = _TOP, _TOP
    for step in steps:
        texts = tuple(_texts(step, top))
        stops.append(Stop(step.pace, top, before, texts))
        before, top = top, texts[-1].y + _BETWEEN + _LABEL
    return Picture(top - _LABEL, tuple(stops))


def _texts(step: Step, top: int) -> Iterator[Text]:
    y = top + 4
    yield Text("label", y, _plain(step.label))
    y += _VALUE
    yield from _lines("value", _plain(step.value), y, _VALUE_SIZE, _VALUE)
    y += _VALUE * (len(wrapped(_plain(step.value), _VALUE_SIZE)) - 1)
    for note in step.notes:
        for line in wrapped(_plain(note), _NOTE_SIZE):
            y += _NOTE
            yield Text("note", y, line)


def _lines(kind: str, text: str, y: int, size: float, height: int) -> Iterator[Text]:
    for at, line in enumerate(wrapped(text, size)):
        yield Text(kind, y + at * height, line)


def _plain(text: object) -> str:
    """Escaped again where it is drawn."""
    words = text.unescape() if hasattr(text, "unescape") else str(text)
    return " ".join(str(words).split())


def wrapped(text: str, size: float) -> list[str]:
    """Lines that fit beside the road; SVG breaks none by itself. What is too long ends in …"""
    room, lines, line = WIDTH - TEXT_AT - 6, [], ""
    for piece in _pieces(text):
        if line and width_of(line + piece.rstrip(), size) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece
    lines.append(line.rstrip())
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES - 1 :] = [lines[_MOST_LINES - 1][:-1] + "…"]
    return lines


def _pieces(text: str) -> Iterator[str]:
    """What may stand alone on a line: a word, a Chinese sign, a bit of an address."""
    word = ""
    for sign in text:
        if _is_wide(sign):
            if word:
                yield word
            yield sign
            word = ""
            continue
        word += sign
        if sign in " /?&" or len(word) == 24:
            yield word
            word = ""
    if word:
        yield word


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def width_of(text: str, size: float) -> float:
    """Rather too wide than too narrow: fonts differ."""
    return sum(size if _is_wide(sign) else size * 0.6 for sign in text)
