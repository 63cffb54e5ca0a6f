"""A broadcast as its maker formatted it, over any kind of file, reaches both languages so."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import pytest
from sqlalchemy import update

from bot.config import Mode
from domain.locales import EN, ZH
from sandbox import Person, Sandbox
from sandbox.messages import Message
from storage.tables.people import person
from tests.loop.loop import local_telegram, rows_of
from tests.loop.running import OWNER_ID, Inside, environment
from tests.shown import screenshot
from tests.world import creator

LINK: Final = "https://example.com/tea?a=1&b=2"
EMOJI: Final = "5368324170671202286"
BODY: Final = (
    '<b>{words} <i>{{name}}</i></b> <a href="https://example.com/tea?a=1&amp;b=2">{go}</a> '
    f'<tg-emoji emoji-id="{EMOJI}">👍</tg-emoji> 1 &lt; 2 &amp; 3'
)
IN_CHINESE: Final = BODY.format(words="新任务，", go="看看")
IN_ENGLISH: Final = BODY.format(words="New tasks,", go="Have a look")
KINDS: Final = ("text", "photo", "video", "document")
FILE: Final = b"\0\0\0\x18ftypmp42 not that anybody looks inside"
NAMES: Final = {ZH: "小林 <明> & 友", EN: "Mei <b>"}


@dataclass(frozen=True, slots=True)
class House:
    owner: Person
    readers: dict[str, Person]


@asynccontextmanager
async def house(url: str) -> AsyncIterator[House]:
    """A whole process; its readers never sleep."""
    async with local_telegram() as telegram:
        bot = Inside(environment(telegram, url, Mode.POLLING), telegram.clock)
        await bot.start()
        try:
            owner = await telegram.person("Lin", language_code="en", id_=OWNER_ID)
            await owner.starts()
            await owner.sees("What would you like to do?")
            yield House(owner, {locale: await reader(telegram, url, locale) for locale in NAMES})
        finally:
            await bot.stop()


async def reader(telegram: Sandbox, url: str, locale: str) -> Person:
    code = "en" if locale == EN else "zh-hans"
    someone = await telegram.person(NAMES[locale], language_code=code)
    telegram.world.private_chat(telegram.world.bot(), someone.user).started = True
    telegram_id, name = someone.user.id, NAMES[locale]
    with rows_of(url) as rows:
        rows.do(creator, telegram_id=telegram_id, name=name, locale=locale)
        awake = update(person).values(quiet_from_hour=0, quiet_to_hour=0)
        rows.do(lambda conn: conn.execute(awake))
    return someone


async def sends(owner: Person, kind: str, html: str) -> None:
    """Formatted in their own client, which sends entities."""
    if kind == "text":
        await owner.says(html, parse_mode="HTML")
    elif kind == "photo":
        await owner.sends_photo(screenshot(), caption=html, parse_mode="HTML")
    elif kind == "video":
        await owner.sends_video("tea.mp4", FILE, caption=html, parse_mode="HTML")
    else:
        await owner.sends_document("tea.pdf", FILE, caption=html, parse_mode="HTML")


@pytest.mark.parametrize("kind", KINDS)
async def test_it_arrives_as_it_was_formatted_in_each_language(
    kind: str, migrated_sqlite_url: str
) -> None:
    async with house(migrated_sqlite_url) as there:
        owner = there.owner
        await owner.says("/broadcast")
        await owner.taps("New broadcast", timeout=20)
        await owner.sees("Send the message in Chinese", timeout=20)
        await sends(owner, kind, IN_CHINESE)
        await owner.sees("Now the English version.", timeout=20)
        await sends(owner, kind, IN_ENGLISH)
        await owner.taps("Send to 2…", timeout=20)
        await owner.taps("Yes, send it", timeout=20)
        chinese = await there.readers[ZH].sees("新任务，", timeout=30)
        english = await there.readers[EN].sees("New tasks,", timeout=30)
        for message, words, go, locale in (
            (chinese, "新任务，", "看看", ZH),
            (english, "New tasks,", "Have a look", EN),
        ):
            assert message.content.kind == kind
            assert message.text == f"{words} {NAMES[locale]} {go} 👍 1 < 2 & 3"
            assert formatting(message) == {
                ("bold", f"{words} {NAMES[locale]}", ""),
                ("italic", NAMES[locale], ""),
                ("text_link", go, LINK),
                ("custom_emoji", "👍", EMOJI),
            }


def formatting(message: Message) -> set[tuple[str, str, str]]:
    """Type, what it is about, and its address or emoji."""
    text = message.content.text
    units = text.text.encode("utf-16-le")
    return {
        (
            each.type,
            units[2 * each.offset : 2 * (each.offset + each.length)].decode("utf-16-le"),
            each.argument,
        )
        for each in text.entities
    }
