"""Queries about what the page of a post said when it was read last; it is judged elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from domain.checks.page import LONGEST_TEXT, PageFacts, PagePicture
from domain.risk.facts import Picture
from storage import risk_due
from storage.dialects import in_both
from storage.tables.checks import post_page


@dataclass(frozen=True, slots=True)
class StoredPage:
    """`author_keys` are sorted; an empty text is of a page that shows none."""

    author_keys: tuple[str, ...]
    published_at: datetime | None
    published_within: timedelta
    text: str
    pictures: tuple[PagePicture, ...]

    @property
    def hashed(self) -> tuple[Picture, ...]:
        return tuple(each.picture for each in self.pictures if each.picture)


NO_PAGE: Final = StoredPage((), None, timedelta(0), "", ())
"""Of a post whose page was never read: it hides everything."""

_CONTENT: Final = ("author_keys", "published_at", "published_within_seconds", "text", "pictures")
_OF: Final = select(post_page.c.post_id, *(post_page.c[name] for name in _CONTENT)).where(
    post_page.c.post_id.in_(bindparam("ids", expanding=True))
)


def of(conn: Connection, post_ids: Iterable[int]) -> dict[int, StoredPage]:
    """post id → its page, of those that were read."""
    rows = conn.execute(_OF, {"ids": sorted(set(post_ids))})
    return {row[0]: _page(row[1:]) for row in rows}


def _page(row: Any) -> StoredPage:
    author_keys, published_at, seconds, text, pictures = row
    return StoredPage(
        tuple(author_keys),
        published_at,
        timedelta(seconds=seconds),
        text,
        tuple(_picture(each) for each in pictures),
    )


def _picture(told: dict[str, str]) -> PagePicture:
    found = Picture(told["sha256"], int(told["dhash"], 16)) if told["sha256"] else None
    return PagePicture(told["url"], found)


def _keep(dialect: Any) -> Any:
    keeping = dialect.insert(post_page)
    changed = {name: keeping.excluded[name] for name in (*_CONTENT, "read_at")}
    return keeping.on_conflict_do_update(
        index_elements=["post_id"], set_=changed | {"revision": post_page.c.revision + 1}
    )


_KEEP = in_both(_keep)


def keep(
    conn: Connection,
    post_id: int,
    page: PageFacts,
    pictures: Iterable[PagePicture],
    now: datetime,
) -> None:
    """What says the same as before changes nothing. Pictures that are known stay known."""
    before = of(conn, [post_id]).get(post_id)
    known = before.pictures if before else ()
    hashed = tuple(each for each in known if each.picture)
    said = StoredPage(
        tuple(sorted(page.author_keys)),
        page.published_at,
        page.published_within,
        page.text[:LONGEST_TEXT].replace("\0", ""),
        hashed or tuple(pictures),
    )
    if said == before:
        return
    values = {
        "post_id": post_id,
        "revision": 1,
        "author_keys": list(said.author_keys),
        "published_at": said.published_at,
        "published_within_seconds": int(said.published_within.total_seconds()),
        "text": said.text,
        "pictures": [_packed(each) for each in said.pictures],
        "read_at": now,
    }
    conn.execute(_KEEP[conn.dialect.name], values)
    risk_due.add_of_post(conn, post_id, now)


def _packed(each: PagePicture) -> dict[str, str]:
    found = each.picture
    hashes = (found.sha256, f"{found.dhash:016x}") if found else ("", "")
    return {"url": each.url[:2_000], "sha256": hashes[0], "dhash": hashes[1]}
