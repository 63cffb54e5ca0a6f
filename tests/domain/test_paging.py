"""A page that is asked for is there, or the nearest one is."""

import pytest

from domain.paging import Page, page_of


@pytest.mark.parametrize(
    ("rows", "wanted", "number", "pages"),
    [
        (0, 1, 1, 1),
        (6, 1, 1, 1),
        (7, 2, 2, 2),
        (7, 3, 2, 2),  # some went meanwhile
        (7, 0, 1, 2),
        (7, -1, 1, 2),
    ],
)
def test_the_nearest_page_there_is(rows: int, wanted: int, number: int, pages: int) -> None:
    assert page_of(rows, wanted, 6) == Page(number, pages, 6)


def test_every_row_stands_on_one_page() -> None:
    pages = [page_of(13, number, 6) for number in (1, 2, 3)]
    shown = [row for page in pages for row in list(range(13))[page.start : page.end]]
    assert shown == list(range(13))
