"""The books in the browser are those that the command writes, for finance and owners alone."""

import asyncio
from functools import partial

import pytest

from domain.journal.books import JournalFormat
from domain.people import Role
from services import journal
from services.journal import Place
from tests.web.busy import fill
from tests.web.site import Site


def written(site: Site, language: JournalFormat) -> str:
    """As the command does it, part by part."""
    extent = site.world.do(journal.begin, "Asia/Shanghai", None, None)
    assert extent is not None
    text, place = "", Place()
    while True:
        part = site.world.do(journal.part, extent, language, place)
        text += part.text
        if part.following is None:
            return text
        place = part.following


@pytest.mark.parametrize("role", [Role.FINANCE, Role.OWNER])
@pytest.mark.parametrize(
    ("language", "ending"),
    [(JournalFormat.BEANCOUNT, ".beancount"), (JournalFormat.HLEDGER, ".journal")],
)
async def test_the_books_are_streamed_as_the_command_writes_them(
    any_site: Site,
    monkeypatch: pytest.MonkeyPatch,
    role: Role,
    language: JournalFormat,
    ending: str,
) -> None:
    fill(any_site.world)
    monkeypatch.setattr(journal, "MOST", 5)
    guest = await any_site.member(role)
    answer = await guest.get(f"/console/books/{language}")
    assert (answer.status, answer.headers["Transfer-Encoding"]) == (200, "chunked")
    assert answer.text == written(any_site, language)
    assert answer.headers["Content-Disposition"].endswith(f'{ending}"')
    assert answer.headers["Cache-Control"] == "no-store"
    assert "The books" in (await guest.get("/console/statements")).words


async def test_days_bound_them_and_no_days_of_ours_are_no_books(site: Site) -> None:
    fill(site.world)
    guest = await site.member(Role.FINANCE)
    whole = await guest.get("/console/books/beancount?from=&to=")
    assert whole.status == 200
    day = f"{site.now:%Y-%m-%d}"
    later = await guest.get(f"/console/books/beancount?from={day}")
    assert f'filename="books-{day}-' in later.headers["Content-Disposition"]
    assert len(later.text) < len(whole.text)
    for query in ("to=2001-01-01", "from=2030-02-01&to=2030-01-01", "from=yesterday"):
        refused = await guest.get(f"/console/books/beancount?{query}")
        assert (refused.status, "nothing was posted by then" in refused.words) == (404, True)
    assert (await guest.get("/console/books/ledger")).status == 404


async def test_nobody_else_reads_them(site: Site) -> None:
    fill(site.world)
    for role in (Role.REVIEWER, Role.COORDINATOR):
        guest = await site.member(role)
        assert (await guest.get("/console/books/beancount")).status == 403
    coordinator = await site.member(Role.COORDINATOR)
    page = await coordinator.get("/console/statements")
    assert "/console/books" not in page.text


async def test_books_that_break_off_end_without_a_page_in_them(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(site.world)
    guest = await site.member(Role.FINANCE)
    real, asked = journal.part, []

    def breaks(*about: object) -> object:
        asked.append(about)
        if len(asked) > 1:
            raise RuntimeError
        return partial(real)(*about)  # type: ignore[arg-type]

    monkeypatch.setattr(journal, "part", breaks)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError, OSError, Exception)) as cut:
        await guest.get("/console/books/beancount")
    assert "payload" in repr(cut.value).lower() or isinstance(cut.value, OSError)
