"""The scenario every client library carries through the local Telegram; no library here.

A judged bot greets on /start, counts taps by editing its message, sends documents and photos
back, names the entities it was sent, and lists the errors it met on /errors.
"""

import html
from typing import Final

from sandbox import Person, Sandbox
from tests.sandbox.pictures import png

BUTTON: Final = "再来一次"
ENTITIES: Final = "看 https://v.douyin.com/iRNBho6u/ 😀 #话题 /help"
FOUND: Final = "url hashtag bot_command"
RETRY_AFTER: Final = 7
TOO_LONG: Final = 4097


def greeting(name: str, payload: str) -> str:
    """HTML, with a name that may hold markup."""
    return f"<b>你好 {html.escape(name)}</b> <code>{html.escape(payload)}</code>"


async def judge(sandbox: Sandbox, *, webhook: bool) -> None:
    """Drives one bot that is already listening; raises on the first thing that is wrong."""
    person = await sandbox.person("小林 <&>", language_code="zh-hans")
    await _greets(person)
    await _counts_taps(person)
    await _finds_entities(person)
    await _sends_files_back(person)
    await _meets_errors(sandbox, person, webhook=webhook)


async def _greets(person: Person) -> None:
    await person.starts("inv_42")
    greeted = await person.sees("你好 小林 <&> inv_42")
    kinds = [(e.type, e.offset, e.length) for e in greeted.content.text.entities]
    assert kinds == [("bold", 0, 9), ("code", 10, 6)]


async def _counts_taps(person: Person) -> None:
    await person.says("count")
    counted = await person.sees("0")
    for number in ("1", "2"):
        await person.taps(BUTTON)
        assert (await person.sees(number)).id == counted.id
        await person.sees_alert(f"第 {number} 次")


async def _finds_entities(person: Person) -> None:
    await person.says(ENTITIES)
    await person.sees(FOUND)


async def _sends_files_back(person: Person) -> None:
    await person.sends_document("任务.toml", b"title = '\xe4\xbb\xbb'", caption="look")
    returned = await person.sees("任务.toml 13 look")
    assert returned.content.media["document"]["file_size"] == 13
    picture = png(640, 480)
    photo = await person.sends_photo(picture)
    await person.sees_any(lambda message: bool(message.media_group_id), "an album")
    album = [message for message in person.messages if message.media_group_id]
    assert [message.content.file_unique_id for message in album] == (
        [photo.content.file_unique_id] * 2
    )


async def _meets_errors(sandbox: Sandbox, person: Person, *, webhook: bool) -> None:
    rude = await sandbox.person("Rude")
    await rude.starts()
    await rude.sees("Rude")
    await rude.blocks()
    sandbox.fault("429", "sendChatAction", retry_after=RETRY_AFTER, count=1)
    await person.says(f"/errors {rude.user.id}")
    conflict = ["conflict"] if webhook else []
    await person.sees(
        " ".join(["forbidden", "bad request", f"retry after {RETRY_AFTER}", *conflict])
    )
