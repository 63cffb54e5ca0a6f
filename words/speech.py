"""Looking a string up and filling it in: where HTML is escaped; no strings live here."""

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup, escape

from domain.locales import ZH
from domain.wording import TITLES, read_title

_CATALOGUES: Final = Path(__file__).parent / "locale"


class Html(Markup):
    """Text that is safe to send with parse mode HTML; what is put into it is escaped.

    `join` and `format` are Markup's by another way: a work card is filled in for every claim, and
    theirs take most of its time.
    """

    __slots__ = ()

    def join(self, parts: Iterable[Any], /) -> "Html":
        return _safe(str.join(self, [_escaped(part) for part in parts]))

    def format(self, *args: Any, **values: Any) -> "Html":
        safe = {name: _escaped(value) for name, value in values.items()}
        return _safe(str.format(self, *map(_escaped, args), **safe))


_HARMLESS: Final = (Html, int)  # the exact types: a subclass may show anything


def _escaped(value: Any) -> Any:
    return value if type(value) in _HARMLESS else escape(value)


def _safe(text: str) -> Html:
    return str.__new__(Html, text)


def msg(msgid: str) -> str:
    """Marks a string of a table for the catalogue; `say` looks it up later."""
    return msgid


class Speech:
    """`say("Hello {name}", name=…)`: translated, every value escaped unless it is Html.

    Titles that campaigns bring in both languages are said in this one.
    """

    def __init__(self, locale: str) -> None:
        self.locale = locale
        look_up = _catalogue(locale).gettext
        self._texts = cache(lambda msgid: _safe(look_up(msgid)))  # our own catalogue

    def __call__(self, msgid: str, **values: Any) -> Html:
        text = self._texts(msgid)
        if not values:
            return text
        safe = {
            name: value
            if type(value) in _HARMLESS
            else escape(self.title(value) if name in TITLES else value)
            for name, value in values.items()
        }
        return _safe(str.format(text, **safe))

    def title(self, title: str) -> str:
        """Outside of a sentence; in one, `say` does it."""
        return read_title(title, self.locale)


@cache
def speech(locale: str) -> Speech:
    """One per language: looking up is a dictionary access."""
    return Speech(locale)


@cache
def _catalogue(locale: str) -> NullTranslations:
    """English is what the code says; another language is compiled when it is first spoken."""
    source = _CATALOGUES / locale / "LC_MESSAGES" / "koc.po"
    if locale != ZH or not source.exists():
        return NullTranslations()
    compiled = source.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns:
        return GNUTranslations(BytesIO(_compile(source, compiled)))
    with compiled.open("rb") as file:
        return GNUTranslations(file)


def _compile(source: Path, target: Path) -> bytes:
    """Kept beside its source where that may be written: the next start is quicker and lighter."""
    from babel.messages.mofile import write_mo  # only who compiles needs it
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with source.open("rb") as text:
        write_mo(compiled, read_po(text, locale=ZH))
    with suppress(OSError):
        partial = target.with_suffix(f".{os.getpid()}")
        partial.write_bytes(compiled.getvalue())
        partial.replace(target)
    return compiled.getvalue()
