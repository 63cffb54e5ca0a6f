"""What a newcomer reads before Start: in their language, set once, and never a reason to fail."""

import asyncio

import pytest
from structlog.testing import capture_logs
from telegram import Bot

from bot import profile
from bot.config import Config
from bot.profile import LONGEST, LONGEST_SHORT, Profile
from domain.locales import EN, LOCALES, ZH
from sandbox.app import Sandbox
from tests.bot.test_app import running
from words.speech import speech

SETS = ("setMyDescription", "setMyShortDescription")


def set_in(sandbox: Sandbox, *, after: int = 0) -> list[tuple[str, str]]:
    """(method, language) of what was set, in any order."""
    entries = [entry for entry in sandbox.log.since(after) if entry.method in SETS]
    return sorted((entry.method, entry.params.text("language_code")) for entry in entries)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_texts_fit_what_telegram_takes(locale: str) -> None:
    say = speech(locale)
    assert 0 < len(say(profile.DESCRIPTION).unescape()) <= LONGEST
    assert 0 < len(say(profile.SHORT).unescape()) <= LONGEST_SHORT


@pytest.mark.parametrize(("default", "other"), [(ZH, "en"), (EN, "zh")])
async def test_the_default_language_is_everybodys_and_the_other_has_its_own(
    sandbox: Sandbox, bot: Bot, default: str, other: str
) -> None:
    await Profile(bot, default).keep()
    assert set_in(sandbox) == [(method, code) for method in SETS for code in ("", other)]
    assert (await bot.get_my_description("de")).description == said(profile.DESCRIPTION, default)
    for language, locale in (("zh", ZH), ("en", EN)):
        described = await bot.get_my_description(language)
        assert described.description == said(profile.DESCRIPTION, locale)
        short = await bot.get_my_short_description(language)
        assert short.short_description == said(profile.SHORT, locale)


def said(text: str, locale: str) -> str:
    return speech(locale)(text).unescape()


async def test_what_is_as_it_should_be_is_not_set_again(sandbox: Sandbox, bot: Bot) -> None:
    await Profile(bot, ZH).keep()
    done = len(sandbox.log)
    await Profile(bot, ZH).keep()
    assert set_in(sandbox, after=done) == []
    await bot.set_my_short_description("of an older version", "en")
    done = len(sandbox.log)
    await Profile(bot, ZH).keep()
    assert set_in(sandbox, after=done) == [("setMyShortDescription", "en")]


async def test_while_telegram_is_away_it_is_tried_again(
    sandbox: Sandbox, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "TRY_AGAIN_SECONDS", 0.01)
    sandbox.fault("500_before", "getMyDescription", count=2)
    sandbox.fault("429", "setMyDescription", retry_after=0, count=1)
    with capture_logs() as logs:
        async with asyncio.timeout(5):
            await Profile(bot, ZH).keep()
    assert len(set_in(sandbox)) == 4
    assert [each["event"] for each in logs] == ["profile texts not set yet"] * 2


async def test_what_telegram_refuses_is_left(
    sandbox: Sandbox, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "SHORT", "x" * 121)
    with capture_logs() as logs:
        await Profile(bot, ZH).keep()
    assert set_in(sandbox) == [("setMyDescription", "")]
    assert logs[0]["event"] == "profile texts refused"


async def test_a_process_introduces_itself_and_keeps_the_operators_name(
    config: Config, sandbox: Sandbox
) -> None:
    async with running(config):
        async with asyncio.timeout(5):
            while len(set_in(sandbox)) < 4:  # noqa: ASYNC110  (what is looked at has no event)
                await asyncio.sleep(0.01)
    assert sandbox.log.accepted("setMyName") == []
