"""The chat page in a real browser: a local Telegram with a bot and four people behind it."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, ConsoleMessage, Locator, Page

from sandbox.app import Sandbox, serve
from sandbox.person import Person
from tests.sandbox_page import button_bot

DESKTOP = (1440, 900)
PHONE = (390, 844)
PATIENCE_MS = 5_000
Opens = Callable[..., Awaitable[Page]]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is there: two creators, a coordinator, finance."""

    sandbox: Sandbox
    lin: Person
    marco: Person
    zhou: Person
    chen: Person


@pytest.fixture
async def cast() -> AsyncIterator[Cast]:
    async with serve() as sandbox, button_bot.running(sandbox):
        sandbox.link("Console", f"{sandbox.base_url}/console")
        yield Cast(
            sandbox,
            lin=await sandbox.person("林夏 · 达人", language_code="zh-hans"),
            marco=await sandbox.person("Marco Díaz · creator", username="marco"),
            zhou=await sandbox.person("周岚 · 协调员", language_code="zh-hans"),
            chen=await sandbox.person("Chen Wei · finance"),
        )


@pytest.fixture
async def opens(cast: Cast, browser: Browser) -> AsyncIterator[Opens]:
    """Opens the page in a new browser context; a script error or a CSP report fails the test."""
    complaints: list[str] = []

    async def open_page(
        size: tuple[int, int] = DESKTOP,
        scheme: Literal["light", "dark"] = "light",
        locale: str = "zh-CN",
        **more: Any,
    ) -> Page:
        width, height = size
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale=locale,
            timezone_id="Asia/Shanghai",
            **more,
        )
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.extend(_complaint(said)))
        await page.goto(cast.sandbox.base_url)
        await page.locator(".column .composer, .column .foot-button").first.wait_for()
        return page

    yield open_page
    assert complaints == []


def _complaint(said: ConsoleMessage) -> list[str]:
    """The browser reports every refused call by itself; what the page makes of it is tested."""
    ordinary = said.type != "error" or said.text.startswith("Failed to load resource")
    return [] if ordinary else [said.text]


def column(page: Page, name: str) -> Locator:
    """The screen of the person of that name."""
    return page.get_by_role("region", name=name)


def bubble(screen: Locator, words: str | re.Pattern[str]) -> Locator:
    return screen.get_by_role("article").filter(has_text=words)


@pytest.fixture(scope="session")
def pictures(artifacts: Path) -> Path:
    folder = artifacts / "chat-page"
    folder.mkdir(exist_ok=True)
    return folder
