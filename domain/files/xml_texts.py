"""An XML document walked from its begin to its end: elements and texts, no entities of its own."""

from collections.abc import Callable
from typing import Final
from xml.parsers import expat

from domain.files.dangers import Danger, UnsafeFile

DEEPEST: Final = 64  # elements in elements

Begin = Callable[[str, dict[str, str], int], None]
"""An element's name without its namespace's prefix, its attributes, its line."""
End = Callable[[str, str], None]
"""Its name, and the text that stands in it alone."""


def ensure_safe(content: bytes) -> None:
    walk(content, lambda *_: None, lambda *_: None)


def walk(content: bytes, begin: Begin, end: End) -> None:
    """Raises UnsafeFile for what is no XML, and for what a document can do harm by."""
    if b"\0" in content:  # UTF-16, which no bank's message is in
        raise UnsafeFile(Danger.BROKEN)
    parser = expat.ParserCreate()
    texts: list[list[str]] = []

    def begun(name: str, attributes: dict[str, str]) -> None:
        if len(texts) >= DEEPEST:
            raise UnsafeFile(Danger.BOMB)
        texts.append([])
        begin(name.rpartition(":")[2], attributes, parser.CurrentLineNumber)

    def ended(name: str) -> None:
        end(name.rpartition(":")[2], "".join(texts.pop()).strip())

    def said(text: str) -> None:
        texts[-1].append(text)

    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = begun
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = said
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, UnicodeError):
        raise UnsafeFile(Danger.BROKEN) from None


def _refuse_doctype(*_: object) -> None:
    raise UnsafeFile(Danger.ENTITIES)
