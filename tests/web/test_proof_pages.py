"""Screenshots in the console: beside their submission, the bytes that were handed in or none."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from domain.locales import EN, ZH
from domain.people import Role
from services import proofs
from tests.handed_in import Held, handed_in, held
from tests.shown import handed, screenshot
from tests.web.site import Site, served
from tests.web.test_pictures import DESKTOP, PHONE, THEMES, keep, signed_in
from tests.world import NOW, staff

CONTENT = screenshot(5)
KEPT: dict[str, bytes] = {}  # what Telegram keeps


async def brought(file_id: str) -> bytes:
    if file_id not in KEPT:
        raise ConnectionError("file is gone")
    return KEPT[file_id]


@pytest.fixture
async def site(migrated_sqlite_url: str) -> AsyncIterator[Site]:
    KEPT.clear()
    async with served(migrated_sqlite_url, picture=brought) as made:
        yield made


@pytest.fixture
async def any_site(migrated_url: str) -> AsyncIterator[Site]:
    KEPT.clear()
    async with served(migrated_url, picture=brought) as made:
        yield made


def shown(site: Site, content: bytes = CONTENT) -> tuple[int, int]:
    """A submission, and the screenshot that its creator sent."""
    work: Held = site.world.do(held)
    submission_id = site.world.do(handed_in, work).submission_id
    picture = handed(content)
    kept = site.world.do(
        proofs.hand_in, work.actor, work.assignment_id, picture, "主页截图", now=NOW
    )
    KEPT[picture.file_id] = content
    return submission_id, kept.proof_id


async def test_the_card_shows_it_and_the_picture_is_what_was_handed_in(any_site: Site) -> None:
    submission_id, proof_id = shown(any_site)
    _, guest = await any_site.known(Role.REVIEWER)
    page = await guest.get(f"/console/reviews/{submission_id}")
    assert f'src="/console/proofs/{proof_id}"' in page.text
    assert "主页截图" in page.words
    answer = await guest.send("HEAD", f"/console/proofs/{proof_id}")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert int(answer.headers["Content-Length"]) == len(CONTENT)


async def test_another_picture_than_was_handed_in_is_not_shown(site: Site) -> None:
    _, proof_id = shown(site)
    _, guest = await site.known(Role.REVIEWER)
    (file_id,) = KEPT
    KEPT[file_id] = screenshot(6)
    assert (await guest.get(f"/console/proofs/{proof_id}")).status == 404
    KEPT.clear()
    assert (await guest.get(f"/console/proofs/{proof_id}")).status == 404


async def test_only_who_reviews_sees_pictures(site: Site) -> None:
    _, proof_id = shown(site)
    _, finance = await site.known(Role.FINANCE)
    assert (await finance.get(f"/console/proofs/{proof_id}")).status == 403
    assert (await (await site.guest()).get(f"/console/proofs/{proof_id}")).status == 401
    _, rui = await site.known(Role.REVIEWER)
    assert (await rui.get(f"/console/proofs/{proof_id + 1}")).status == 404


async def test_a_reviewer_asks_for_one_here_too(any_site: Site) -> None:
    submission_id, _ = shown(any_site)
    _, guest = await any_site.known(Role.REVIEWER)
    path = f"/console/reviews/{submission_id}"
    answer = await guest.post(f"{path}/screenshot", back=path)
    assert (answer.status, answer.headers["Location"]) == (303, f"{path}?said=proof_asked")
    page = await guest.get(path)
    assert "A screenshot is asked for since" in page.words
    assert (await guest.post(f"{path}/screenshot", back=path)).status == 409


@pytest.mark.browser
@pytest.mark.parametrize("locale", [EN, ZH])
async def test_the_picture_stands_on_the_card_on_desktop_and_phone(
    site: Site, browser: Browser, artifacts: Path, locale: str
) -> None:
    submission_id, proof_id = shown(site)
    actor = site.world.do(staff, Role.REVIEWER, locale=locale)
    for width in (DESKTOP, PHONE):
        for theme in THEMES:
            async with signed_in(site, browser, actor, width=width, theme=theme) as page:
                await page.goto(f"/console/reviews/{submission_id}")
                picture = page.locator(f'img[src="/console/proofs/{proof_id}"]')
                await expect(picture).to_be_visible()
                loaded = await picture.evaluate("image => image.decode().then(() => image.width)")
                assert 0 < loaded <= 180
                assert await page.evaluate("document.documentElement.scrollWidth") <= width
                await keep(page, artifacts, f"proof-{locale}-{width}-{theme}")
