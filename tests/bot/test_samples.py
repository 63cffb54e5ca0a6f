"""A draft tried on oneself from the console, over real HTTP to the local Telegram."""

from datetime import UTC, datetime

from bot.config import Config
from bot.samples import Samples
from domain.locales import EN, ZH
from domain.message import Version
from domain.people import Role
from sandbox.app import Sandbox
from services import broadcast_drafts
from tests.world import World, staff


async def test_its_maker_gets_every_language_as_its_readers_would(
    sandbox: Sandbox, config: Config, world: World
) -> None:
    someone = await sandbox.person("Lin")
    await someone.says("/start")
    maker = world.do(staff, Role.COORDINATOR, telegram_id=someone.user.id, locale=EN)
    now = datetime.now(UTC)
    versions = {ZH: Version("<b>新</b>任务 {invite}"), EN: Version("New for {name}")}
    made = world.do(broadcast_drafts.draft, maker, versions, now=now)
    samples = world.do(broadcast_drafts.samples, maker, made)
    assert await Samples(config, None).send(maker, samples) == 0
    chinese = await someone.sees("Its Chinese version:")
    assert "新任务" in chinese.text
    assert chinese.buttons == ["不再接收这类消息"]
    english = await someone.sees("Its English version:")
    assert "New for " in english.text


async def test_what_telegram_refuses_is_counted_and_the_rest_arrives(
    sandbox: Sandbox, config: Config, world: World
) -> None:
    someone = await sandbox.person("Lin")
    await someone.says("/start")
    maker = world.do(staff, Role.COORDINATOR, telegram_id=someone.user.id, locale=EN)
    versions = {ZH: Version("<h1>新</h1>"), EN: Version("New")}
    made = world.do(broadcast_drafts.draft, maker, versions, now=datetime.now(UTC))
    samples = world.do(broadcast_drafts.samples, maker, made)
    assert await Samples(config, None).send(maker, samples) == 1
    await someone.sees("Its English version:")
