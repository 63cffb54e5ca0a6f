"""Pictures of the chat page for people to look at, and what must be true of every one of them."""

from itertools import product
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from tests.sandbox_page.conftest import DESKTOP, PHONE, Cast, Opens, bubble, column

pytestmark = pytest.mark.browser

SIZES = {"desktop": DESKTOP, "phone": PHONE}
# WCAG 2.2, 1.4.3: 4.5 to 1 for text; computed from what the browser paints for each element.
CONTRAST = """() => {
    const luminance = ([r, g, b]) => {
        const part = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * part(r / 255) + 0.7152 * part(g / 255) + 0.0722 * part(b / 255);
    };
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const solidBehind = (node) => {
        for (let at = node; at; at = at.parentElement) {
            const paint = getComputedStyle(at);
            if (paint.backgroundImage !== "none") return null;
            const [r, g, b, alpha = 1] = numbers(paint.backgroundColor);
            if (!paint.backgroundColor.startsWith("rgb")) return null;
            if (alpha === 1) return [r, g, b];
            if (alpha > 0) return null;
        }
        return null;
    };
    const weak = [];
    for (const node of document.querySelectorAll("#app *")) {
        const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
        const back = own && node.checkVisibility() && solidBehind(node);
        if (!back || node.closest(".spoiler, :disabled, .rail-person .avatar")) continue;
        const [one, two] = [numbers(getComputedStyle(node).color), back].map(luminance);
        const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
        if (ratio < 4.5) weak.push(`${node.className} ${node.textContent.trim()} ${ratio}`);
    }
    return weak;
}"""


async def _fill(cast: Cast) -> None:
    await cast.lin.says("/assets")
    await cast.lin.sees("完整 brief")
    cast.sandbox.clock.advance(20 * 3600)
    await cast.lin.says("/start")
    await cast.lin.sees("春季新品")
    await cast.marco.says("/start")
    await cast.marco.sees("春季新品")
    await cast.zhou.says("早上好，今天的审核我来")
    await cast.zhou.sees("收到")


async def _nameless_controls(page: Page) -> list[str]:
    told: list[str] = await page.evaluate(
        """() => [...document.querySelectorAll("button, a, input, textarea, select")]
            .filter((node) => node.checkVisibility())
            .filter((node) => !(node.ariaLabel || node.textContent.trim() || node.title))
            .map((node) => node.outerHTML)"""
    )
    return told


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_reads_well_on_a_desktop_and_a_phone_in_both_languages(
    cast: Cast, opens: Opens, pictures: Path, scheme: Literal["light", "dark"]
) -> None:
    await _fill(cast)
    for (device, size), locale in product(SIZES.items(), ("zh-CN", "en-GB")):
        page = await opens(size, scheme, locale, reduced_motion="reduce")
        await expect(bubble(column(page, "林夏"), "春季新品")).to_be_visible()
        await page.screenshot(path=pictures / f"{device}-{scheme}-{locale[:2]}.png")
        assert await page.evaluate(CONTRAST) == []
        assert await _nameless_controls(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
