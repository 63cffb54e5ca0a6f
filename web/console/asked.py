"""What the query of an address asks for; what it says that we do not know counts as not said."""

from enum import StrEnum
from typing import TypeVar

from domain.paging import Page
from web.console.visitor import Visitor

E = TypeVar("E", bound=StrEnum)


def chosen(visitor: Visitor, name: str, kind: type[E]) -> E | None:
    said = visitor.request.query.get(name, "")
    return kind(said) if said in set(kind) else None


def number(visitor: Visitor, name: str) -> int | None:
    said = visitor.request.query.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def turns(visitor: Visitor, page: Page) -> tuple[str, str]:
    """Addresses of the page before and the page after, empty where there is none."""
    before = _turned(visitor, page.number - 1) if page.number > 1 else ""
    return before, _turned(visitor, page.number + 1) if page.number < page.pages else ""


def _turned(visitor: Visitor, number: int) -> str:
    return str(visitor.request.rel_url.update_query(page=str(number)))
