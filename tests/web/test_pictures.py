"""The console in a real browser: usable by pointer and keyboard, readable on a phone."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect
from sqlalchemy import select, update

from domain.locales import EN, ZH
from domain.people import Actor, Role
from services import payout_files, payouts
from storage.tables.money import payout
from storage.tables.people import person
from storage.tables.work import review
from tests.paying import VAULT
from tests.web.busy import fill
from tests.web.site import Site
from tests.world import staff

pytestmark = pytest.mark.browser

Theme = Literal["light", "dark"]
DESKTOP, PHONE = 1440, 390
THEMES: tuple[Theme, ...] = ("light", "dark")
SIGNED_OUT = "status of 401"  # the page after it says so; the browser logs that too
SHOWN = {
    "front": "/console",
    "campaign": "/console/campaigns/1",
    "terms": "/console/campaigns/4/terms",
    "campaign-statement": "/console/campaigns/1/statement",
    "why": "/console/why/1",
    "settle": "/console/settle",
    "statements": "/console/statements",
    "statement": "/console/statements/1/2026-11",
    "statement-year": "/console/statements/1/2026",
    "reviews": "/console/reviews",
    "cases": "/console/risk",
    "case": "/console/risk/1",
    "case-appealed": "/console/risk/3",
    "risk-settings": "/console/risk/settings?counts_from=901&posts_per_day=1",
    "disputes": "/console/disputes?state=all",
    "dispute": "/console/disputes/1",
    "dispute-declined": "/console/disputes/2",
    "broadcasts": "/console/broadcasts",
    "broadcast": "/console/broadcasts/1",
    "segments": "/console/segments?line=platform:douyin&name=Douyin",
    "webhooks": "/console/webhooks",
    "payouts": "/console/payouts",
    "batch": "/console/payouts/1",
}


@asynccontextmanager
async def signed_in(
    site: Site,
    browser: Browser,
    actor: Actor,
    *,
    width: int = DESKTOP,
    theme: Theme = "light",
) -> AsyncIterator[Page]:
    """By the link, as a person does; fails when the browser had to block or refuse anything."""
    context = await browser.new_context(
        base_url=str(site.server.make_url("/")),
        viewport={"width": width, "height": 900},
        color_scheme=theme,
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    await page.goto(site.link(actor))
    await page.get_by_role("main").get_by_role("button").click()
    await page.wait_for_url("**/console")  # a key pressed before the page arrives is lost
    yield page
    assert [each for each in complaints if SIGNED_OUT not in each] == []
    await context.close()


async def keep(page: Page, artifacts: Path, name: str) -> None:
    await page.evaluate("scrollTo(0, 0)")
    await page.screenshot(path=artifacts / "console" / f"{name}.png", full_page=True)


def speaking(site: Site, locale: str) -> Actor:
    """The owner of a house in full swing."""
    actor = fill(site.world)
    with site.world.engine.begin() as conn:
        conn.execute(update(person).where(person.c.id == actor.person_id).values(locale=locale))
    return actor


@pytest.mark.parametrize("locale", [ZH, EN])
async def test_every_page_fits_desktop_and_phone_by_light_and_by_dark(
    site: Site, browser: Browser, artifacts: Path, locale: str
) -> None:
    actor = speaking(site, locale)
    for width in (DESKTOP, PHONE):
        for theme in THEMES:
            async with signed_in(site, browser, actor, width=width, theme=theme) as page:
                for name, path in SHOWN.items():
                    await page.goto(path)
                    assert await page.evaluate("document.documentElement.scrollWidth") <= width
                    await keep(page, artifacts, f"{name}-{locale}-{width}-{theme}")


@pytest.mark.parametrize("locale", [ZH, EN])
async def test_on_a_phone_the_pages_are_one_line_and_the_open_one_is_in_sight(
    site: Site, browser: Browser, locale: str
) -> None:
    actor = speaking(site, locale)
    async with signed_in(site, browser, actor, width=PHONE) as page:
        for path in ("/console", "/console/disputes", "/console/broadcasts"):
            await page.goto(path)
            tabs = [await each.bounding_box() for each in await page.locator(".tabs a").all()]
            assert len({each["y"] for each in tabs if each}) == 1
            open_one = await page.locator(".tabs [aria-current]").bounding_box()
            assert open_one is not None
            assert 0 <= open_one["x"] <= PHONE - open_one["width"]
        await page.locator(".tabs a").first.focus()  # as by the keyboard
        await expect(page.locator(".tabs a").first).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("locale", [ZH, EN])
async def test_finance_brings_the_banks_answer_and_books_it(
    site: Site, browser: Browser, artifacts: Path, locale: str
) -> None:
    actor = speaking(site, locale)
    checker = site.world.do(staff, Role.FINANCE)
    site.world.do(payouts.approve, checker, 1, now=site.now)
    site.world.do(payout_files.export, checker, VAULT, 1, now=site.now)
    told = "编号,结果,原因\nKOC-1-1,成功,\nKOC-1-2,失败,户名不符\nKOC-9-9,成功,\n".encode("gb18030")
    file = FilePayload(name="银行结果 11-30.csv", mimeType="text/csv", buffer=told)
    async with signed_in(site, browser, actor, width=PHONE) as page:
        await page.goto("/console/payouts/1")
        await page.locator("input[type=file]").set_input_files(file)
        await page.locator("form.bring button").click()
        await page.wait_for_url("**/console/payouts/answers/1")
        await expect(page.locator(".head p").first).to_have_text("银行结果 11-30.csv")
        for state in ("counted", "booked"):
            for width in (PHONE, DESKTOP):
                await page.set_viewport_size({"width": width, "height": 900})
                assert await page.evaluate("document.documentElement.scrollWidth") <= width
                await keep(page, artifacts, f"answer-{state}-{locale}-{width}")
            if state == "counted":
                await page.locator(".verdict button").click()
                await page.wait_for_url("**?said=answer_booked")
    rows = select(payout.c.status).where(payout.c.status.in_(["paid", "failed"]))
    assert sorted(site.world.rows(rows)) == [("failed",), ("paid",)]


async def test_a_reviewer_decides_without_leaving_the_first_page(
    site: Site, browser: Browser, artifacts: Path
) -> None:
    actor = speaking(site, EN)
    before = len(site.world.rows(select(review.c.id)))
    async with signed_in(site, browser, actor) as page:
        first = page.locator("details.review").first
        await first.locator("summary").first.click()
        await first.get_by_text("Reject", exact=True).click()
        await first.get_by_label("Reason").last.select_option("untrue")
        await first.get_by_label("Clause of the brief it breaks").select_option("2")
        await keep(page, artifacts, "rejecting")
        await first.get_by_role("button", name="Reject for good, unpaid").click()
        await expect(page.get_by_role("status")).to_contain_text("Rejected")
        await expect(page.locator(".count").first).to_have_text("6")
    decided = site.world.rows(select(review.c.decision, review.c.clause).order_by(review.c.id))
    assert (len(decided), tuple(decided[-1])) == (before + 1, ("reject", "2"))


async def test_a_form_without_its_reason_is_held_back_by_the_browser(
    site: Site, browser: Browser
) -> None:
    actor = fill(site.world)
    async with signed_in(site, browser, actor) as page:
        await page.goto("/console/reviews")
        first = page.locator("details.review").first
        await first.locator(".decision details").first.locator("summary").click()
        await first.locator(".decision details[open] button").click()
        await expect(page).to_have_url(re.compile("/console/reviews$"))
        assert await first.locator("select:invalid").count() > 0


async def test_language_and_signing_out_work_by_keyboard(site: Site, browser: Browser) -> None:
    actor = fill(site.world)
    async with signed_in(site, browser, actor) as page:
        await page.keyboard.press("Tab")
        await expect(page.locator(".skip")).to_be_focused()
        await page.get_by_role("button", name="EN").press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Today")
        await page.locator(".menu > summary").press("Enter")
        await page.get_by_role("button", name="Sign out", exact=True).press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out.")
