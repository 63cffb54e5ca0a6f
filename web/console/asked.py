"""What the query of an address asks for; what it says that we do not know counts as not said."""

from enum import StrEnum
from typing import Final, TypeVar

from domain.paging import Page
from web.console.visitor import Visitor

E = TypeVar("E", bound=StrEnum)
LONGEST_WORD: Final = 64


def chosen(visitor: Visitor, name: str, kind: type[E]) -> E | None:
    said = visitor.request.query.get(name, "")
    return kind(said) if said in set(kind) else None


def said(visitor: Visitor) -> str:
    """A part of a name, as somebody typed it."""
    words = visitor.request.query.get("q", "").strip().removeprefix("@")[:LONGEST_WORD]
    return words.replace("\0", "")


def number(visitor: Visitor, name: str) -> int | None:
    said = visitor.request.query.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def turns(visitor: Visitor, page: Page) -> tuple[str, str]:
    """Addresses of the page before and the page after, empty where there is none."""
    before = _turned(visitor, page.number - 1) if page.number > 1 else ""
    return before, _turned(visitor, page.number + 1) if page.number < page.pages else ""


def _turned(visitor: Visitor, number: int) -> str:
    return str(visitor.request.rel_url.update_query(page=str(number)))
