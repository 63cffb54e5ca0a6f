"""Where a redirect leads, as an address that is judged like any other; nothing is asked here."""

from typing import Final
from urllib.parse import urljoin, urlsplit

from domain.fetching.urls import Target

MOST_REDIRECTS: Final = 3
STATUSES: Final = frozenset({301, 302, 303, 307, 308})


def led_to(asked: Target, location: str) -> str:
    """The absolute URL of a Location header, read against what was asked; not judged yet."""
    written = location.strip(" \t")
    try:
        if urlsplit(written).scheme:
            return written
        return urljoin(asked.url, written)
    except ValueError:  # brackets that hold no address
        return written
