"""The row that turns the pages of a list, round its ends; what stands on a page is not its own."""

from handlers.codec import tap
from handlers.screen import Button, Rows


def pager(number: int, pages: int, verb: str, *ids: int | str) -> Rows:
    """None of a single page. The verb is tapped with the ids and a page's number."""
    if pages == 1:
        return ()
    before, after = number - 1 or pages, number % pages + 1
    here = Button(f"{number}/{pages}", tap(verb, *ids, number))
    back, on = (Button("◀", tap(verb, *ids, before)), Button("▶", tap(verb, *ids, after)))
    return ((back, here, on),)
