"""Takes the README's pictures from a fresh demo: one moment from both sides, and the console."""

import asyncio
import contextlib
import io
import os
import random
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from aiohttp import ClientSession
from PIL import Image
from playwright.async_api import Browser, Page, ViewportSize, async_playwright
from sqlalchemy import Connection

from bot.app import Process
from bot.demo import life, links, run, stage
from bot.demo.cast import OWNER, REVIEWER, VETERAN, Member
from domain.locales import EN, ZH
from domain.people import Actor
from domain.submission import Work
from handlers.codec import tap
from services import settings, submissions
from tools import browser as chromium
from tools import node

Json = dict[str, Any]
PICTURES: Final = Path(__file__).parents[1] / "docs" / "pictures"
CHAT_SIZE: Final[ViewportSize] = {"width": 1100, "height": 904}
CONSOLE_SIZE: Final[ViewportSize] = {"width": 1280, "height": 1052}  # as wide to its height
LARGEST_BYTES: Final = 200_000
COLOURS: Final = 255
PATIENCE_SECONDS: Final = 60.0
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
WAKING_HOURS: Final = (16, 20)  # a day has something to show by then, and nobody sleeps
NAMES: Final = {
    EN: {
        VETERAN: "May · creator",
        REVIEWER: "Zhou Shen · reviewer",
        OWNER: "Wang Zong · owner",
    },
    ZH: {VETERAN: "May · 达人", REVIEWER: "周审核 · 审核员", OWNER: "王总 · 负责人"},
}
TELEGRAM_LANGUAGE: Final = {EN: "en", ZH: "zh-hans"}
SHORT: Final = {EN: "en", ZH: "zh"}
BROWSER_LOCALE: Final = {EN: "en-GB", ZH: "zh-CN"}
MOST_CLAIMS: Final = 12
ARGUMENTS: Final = ["--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]


@dataclass(frozen=True, slots=True)
class Town:
    """A running demo: the process for facts, the address of its chats for deeds."""

    process: Process
    http: ClientSession

    async def says(self, member: Member, text: str) -> int:
        """The number of their message; what answers it has a higher one."""
        return int((await self._do(member, "messages", text=text))["message_id"])

    async def taps(self, member: Member, message: Json, data: str) -> None:
        await self._do(member, "taps", message_id=message["message_id"], data=data)

    async def becomes(self, member: Member, name: str, locale: str) -> None:
        """As their Telegram shows them, and in the language they chose with the bot."""
        url = f"/sandbox/api/people/{member.telegram_id}"
        shown = {"name": name, "language_code": TELEGRAM_LANGUAGE[locale]}
        async with self.http.patch(url, json=shown) as answer:
            answer.raise_for_status()
        await self.says(member, "/start")  # the bot hears the name
        await self.sees(member, tap("go"))
        actor = await self.actor(member)
        await self.process.db.write(settings.speak, actor, locale, now=self.process.now())

    async def _do(self, member: Member, deed: str, **body: Any) -> Json:
        url = f"/sandbox/api/people/{member.telegram_id}/{deed}"
        async with self.http.post(url, json=body) as answer:
            answer.raise_for_status()
            return dict(await answer.json())

    async def sees(self, member: Member, button: str, after: int = 0) -> Json:
        """Waits for a message with a button whose data or address begins so."""
        url = f"/sandbox/api/people/{member.telegram_id}/chat"
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                async with self.http.get(url) as answer:
                    messages = (await answer.json())["messages"]
                for message in reversed(messages):
                    if message["message_id"] > after and target(message, button):
                        return dict(message)
                await asyncio.sleep(0.1)

    async def actor(self, member: Member) -> Actor:
        return await self.process.db.write(stage.actor, member, now=self.process.now())


def target(message: Json, start: str) -> str:
    """The data or address of the first button that begins so; empty when there is none."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    targets = (each.get("callback_data") or each.get("url", "") for row in rows for each in row)
    return next((each for each in targets if each.startswith(start)), "")


@contextlib.asynccontextmanager
async def town(locale: str) -> AsyncIterator[Town]:
    """A fresh demo by day, its reviewer, its owner and its veteran speaking `locale`."""
    port = free_ports()
    async with (
        run.world(port) as process,
        ClientSession(f"http://127.0.0.1:{port}") as http,
    ):
        found = Town(process, http)
        seconds = seconds_to_waking(process.now())
        await http.post("/sandbox/api/clock", json={"advance_seconds": seconds})
        for member, name in NAMES[locale].items():
            await found.becomes(member, name, locale)
        await asyncio.sleep(10)  # the others live on until the new hour
        yield found


def free_ports() -> int:
    """The first of two neighbours: the chat's, the console's."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            with contextlib.suppress(OSError, OverflowError):
                other.bind(("127.0.0.1", port + 1))
                return port


def seconds_to_waking(now: datetime) -> float:
    here = now.astimezone(SHANGHAI)
    coming = (
        here.replace(hour=hour, minute=30, second=0, microsecond=0) + timedelta(days=day)
        for day in (0, 1)
        for hour in WAKING_HOURS
    )
    return (min(each for each in coming if each > here) - here).total_seconds()


async def hand_in_and_review(people: Town) -> None:
    """The veteran's post comes in; the reviewer has just opened it."""
    work = await work_in_hand(people)
    open_card, hand_in = tap("work", work.assignment_id), tap("sub", work.assignment_id)
    asked = await people.says(VETERAN, "/my")
    for button in (open_card, hand_in):
        await people.taps(VETERAN, await people.sees(VETERAN, button, after=asked), button)
    await people.sees(VETERAN, tap("form.cancel"), after=asked)
    link = links.published(work.platform, random.Random())
    pasted = await people.says(VETERAN, f"第一眼就被吸引了，快来看 {link} 复制打开")
    await people.sees(VETERAN, open_card, after=pasted)
    waits = await people.sees(REVIEWER, tap("rev.below"))
    await people.taps(REVIEWER, waits, tap("rev.below"))
    await people.sees(REVIEWER, tap("rev.ok"))


async def work_in_hand(people: Town) -> Work:
    """What the veteran holds may want a draft, or have lapsed until now: then they claim more."""
    actor, dice = await people.actor(VETERAN), random.Random()
    for _ in range(MOST_CLAIMS):
        now = people.process.now()
        waiting = await people.process.db.read(submissions.waiting, actor, now=now)
        if ready := [work for work in waiting if not work.wants_draft]:
            return ready[0]
        await people.process.db.write(claim_more, actor, dice, now=now)
    sys.exit("the veteran of this demo finds nothing to hand in")


def claim_more(conn: Connection, actor: Actor, dice: random.Random, *, now: datetime) -> None:
    life.attempt(conn, lambda: life.claim(conn, actor, dice, now=now))


async def chat_picture(people: Town, browser: Browser, locale: str) -> None:
    page = await opened(browser, locale, CHAT_SIZE)
    shown = {"picked": [VETERAN.telegram_id, REVIEWER.telegram_id]}
    layout = f"localStorage.setItem('koc.layout', JSON.stringify({shown}))"
    await page.add_init_script(layout)
    await page.goto(str(people.http._base_url))  # noqa: SLF001
    await page.locator(".column .composer").nth(1).wait_for()
    await page.wait_for_timeout(1500)
    await keep(page, f"chat-{SHORT[locale]}")


async def console_picture(people: Town, browser: Browser, locale: str) -> None:
    """Signed in by the link the bot sends, as anybody is."""
    asked = await people.says(OWNER, "/console")
    sent = await people.sees(OWNER, "http", after=asked)
    page = await opened(browser, locale, CONSOLE_SIZE)
    await page.goto(target(sent, "http"))
    await page.get_by_role("main").get_by_role("button").click()
    await page.locator(".figures").wait_for()
    await keep(page, f"console-{SHORT[locale]}")


async def opened(browser: Browser, locale: str, size: ViewportSize) -> Page:
    context = await browser.new_context(
        viewport=size,
        locale=BROWSER_LOCALE[locale],
        timezone_id=SHANGHAI.key,
        color_scheme="light",
        reduced_motion="reduce",
    )
    return await context.new_page()


async def keep(page: Page, name: str) -> None:
    """Few enough colours for a page that loads over a slow line."""
    picture = Image.open(io.BytesIO(await page.screenshot())).convert("RGB")
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(PICTURES.parents[1])}  {path.stat().st_size // 1000} kB", flush=True)
    if path.stat().st_size > LARGEST_BYTES:
        sys.exit(f"{path.name} is larger than {LARGEST_BYTES // 1000} kB")


async def take_all(program: Path) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for locale in (EN, ZH):
            async with town(locale) as people:
                await hand_in_and_review(people)
                await chat_picture(people, browser, locale)
                await console_picture(people, browser, locale)
        await browser.close()


def main() -> None:
    trouble = chromium.install() or chromium.install_fonts()
    program = chromium.find()
    if trouble or program is None:
        sys.exit(trouble or "this machine has no Chromium")
    if own_node := node.node_path():
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(own_node))
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        asyncio.run(take_all(program))


if __name__ == "__main__":
    main()
