"""Files and pictures: up, down, together, and refused."""

import json
from typing import Any

import pytest

from sandbox import Person, Sandbox
from sandbox.images import image_size
from tests.sandbox.pictures import png
from tests.sandbox.raw_bot import RawBot


async def download(bot: RawBot, sandbox: Sandbox, file_id: str) -> bytes:
    path = (await bot.ok("getFile", file_id=file_id))["file_path"]
    token = bot.url.rpartition("/bot")[2]
    async with bot.session.get(f"{sandbox.file_base_url}{token}/{path}") as answer:
        assert answer.status == 200
        return await answer.read()


async def test_a_photo_goes_up_and_comes_down_unchanged(
    bot: RawBot, sandbox: Sandbox, lin: Person
) -> None:
    picture = png(800, 600)
    sent = await bot.upload(
        "sendPhoto",
        {"photo": ("a.png", picture)},
        chat_id=str(lin.user.id),
        caption="*a*",
        parse_mode="MarkdownV2",
        has_spoiler="true",
    )
    message = sent["result"]
    sizes = message["photo"]
    assert [(s["width"], s["height"]) for s in sizes] == [(320, 240), (800, 600)]
    assert message["caption_entities"] == [{"offset": 0, "length": 1, "type": "bold"}]
    assert message["has_media_spoiler"]
    assert await download(bot, sandbox, sizes[-1]["file_id"]) == picture


async def test_a_file_id_sends_the_same_file_again(bot: RawBot, lin: Person) -> None:
    chat = str(lin.user.id)
    first = await bot.upload("sendDocument", {"document": ("任务.toml", b"a = 1")}, chat_id=chat)
    document = first["result"]["document"]
    assert document["file_name"] == "任务.toml"
    again = await bot.ok("sendDocument", chat_id=chat, document=document["file_id"])
    assert again["document"]["file_unique_id"] == document["file_unique_id"]
    renamed = await bot.upload("sendDocument", {"document": ("b.toml", b"a = 1")}, chat_id=chat)
    assert renamed["result"]["document"]["file_unique_id"] == document["file_unique_id"]
    assert renamed["result"]["document"]["file_id"] != document["file_id"]


async def test_another_bots_file_id_means_nothing(
    bot: RawBot, sandbox: Sandbox, lin: Person
) -> None:
    sent = await bot.upload("sendDocument", {"document": ("a.txt", b"a")}, chat_id=str(lin.user.id))
    other = RawBot(sandbox.api_base_url, bot.session, f"42:{'a' * 35}")
    file_id = sent["result"]["document"]["file_id"]
    assert await other.refused("getFile", file_id=file_id) == "Bad Request: invalid file_id"


@pytest.mark.parametrize("kind", ["video", "animation", "audio", "voice", "sticker"])
async def test_every_other_medium_goes_up(bot: RawBot, lin: Person, kind: str) -> None:
    sent = await bot.upload(
        f"send{kind}", {kind: ("a.bin", b"data")}, chat_id=str(lin.user.id), duration="3"
    )
    assert sent["result"][kind]["file_size"] == 4


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        pytest.param(b"", "file must be non-empty", id="empty"),
        pytest.param(b"no picture", "IMAGE_PROCESS_FAILED", id="no picture"),
        pytest.param(png(2100, 100), "PHOTO_INVALID_DIMENSIONS", id="too long"),
        pytest.param(
            png() + bytes(10 * 1024 * 1024),
            f"file of size {len(png()) + 10 * 1024 * 1024} bytes is too big for a photo; "
            "the maximum size is 10485760 bytes",
            id="too big",
        ),
    ],
)
async def test_a_photo_telegram_would_not_take_is_refused(
    bot: RawBot, lin: Person, file: bytes, reason: str
) -> None:
    answer = await bot.upload("sendPhoto", {"photo": ("a.png", file)}, chat_id=str(lin.user.id))
    assert answer["description"] == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "there is no photo in the request"),
        ({"photo": "AgACnonsense"}, "wrong file identifier/HTTP URL specified"),
        ({"photo": "https://example.com/a.png"}, "failed to get HTTP URL content"),
    ],
)
async def test_a_photo_that_is_not_there_is_refused(
    bot: RawBot, lin: Person, params: dict[str, Any], reason: str
) -> None:
    assert await bot.refused("sendPhoto", chat_id=lin.user.id, **params) == f"Bad Request: {reason}"


async def test_a_caption_over_1024_units_is_refused(bot: RawBot, lin: Person) -> None:
    answer = await bot.upload(
        "sendPhoto", {"photo": ("a.png", png())}, chat_id=str(lin.user.id), caption="😀" * 513
    )
    assert answer["description"] == "Bad Request: message caption is too long"


async def test_files_over_twenty_megabytes_cannot_be_fetched(bot: RawBot, lin: Person) -> None:
    message = await lin.sends_document("big.bin", bytes(20 * 1024 * 1024 + 1))
    file_id = message.content.media["document"]["file_id"]
    assert await bot.refused("getFile", file_id=file_id) == "Bad Request: file is too big"


async def test_an_album_stays_together(bot: RawBot, lin: Person) -> None:
    media = [
        {"type": "photo", "media": "attach://a", "caption": "two"},
        {"type": "photo", "media": "attach://b"},
    ]
    files = {"a": ("a.png", png()), "b": ("b.png", png(shade=1))}
    answer = await bot.upload(
        "sendMediaGroup", files, chat_id=str(lin.user.id), media=json.dumps(media)
    )
    first, second = answer["result"]
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], "caption" in second) == ("two", False)


@pytest.mark.parametrize(
    ("media", "reason"),
    [
        ([], 'parameter "media" is required'),
        ("{}", "expected an Array of InputMedia"),
        (
            [{"type": "photo", "media": "attach://a"}, {"type": "document", "media": "attach://d"}],
            "document can't be mixed with other media types",
        ),
        ([{"type": "photo", "media": "attach://a"}] * 11, "too many messages to send as an album"),
        (
            [{"type": "animation", "media": "attach://a"}],
            "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup",
        ),
        ([{"type": "photo"}], "can't parse InputMedia: media not found"),
    ],
)
async def test_an_album_telegram_would_not_take_is_refused(
    bot: RawBot, lin: Person, media: Any, reason: str
) -> None:
    given = media if isinstance(media, str) else json.dumps(media) if media else ""
    files = {"a": ("a.png", png()), "d": ("d.txt", b"d")}
    answer = await bot.upload("sendMediaGroup", files, chat_id=str(lin.user.id), media=given)
    assert answer["description"] == f"Bad Request: {reason}"


async def test_what_people_send_reaches_the_bot(bot: RawBot, sandbox: Sandbox, lin: Person) -> None:
    await bot.updates()
    await lin.sends_document("metrics.csv", b"a,b\n", caption="today")
    await lin.sends_photo(png(), caption="proof")
    await lin.sends_album([png(shade=1), png(shade=2)])
    document, photo, *album = [update["message"] for update in await bot.updates()]
    assert document["caption"] == "today"
    assert await download(bot, sandbox, document["document"]["file_id"]) == b"a,b\n"
    assert photo["photo"][-1]["width"] == 40
    assert len({message["media_group_id"] for message in album}) == 1


def test_sizes_are_read_from_every_picture_format() -> None:
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x1e\x00\x28" + bytes(12)
    gif = b"GIF89a\x28\x00\x1e\x00"
    webp = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x27\0\0\x1d\0\0"
    for picture in (png(), jpeg, gif, webp):
        assert image_size(picture) == (40, 30)
    assert image_size(b"<svg/>") is None
