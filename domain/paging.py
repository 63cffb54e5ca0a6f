"""A long list is read a page at a time: which page there is, and what stands on it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """`number` counts from 1; `pages` is at least 1."""

    number: int
    pages: int
    size: int

    @property
    def start(self) -> int:
        """How many rows stand before it."""
        return (self.number - 1) * self.size

    @property
    def end(self) -> int:
        return self.start + self.size


def page_of(rows: int, wanted: int, size: int) -> Page:
    """The wanted one of that many rows, or the nearest there is."""
    pages = max(1, -(-rows // size))
    return Page(min(max(1, wanted), pages), pages, size)
