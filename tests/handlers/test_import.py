"""Figures come in by a CSV in chat: counted first, stored when somebody says so, once."""

import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from sqlalchemy import select

from domain.locales import ZH
from domain.people import Role
from scheduler import imports
from services import file_imports
from storage.database import open_database
from storage.tables.delivery import delivery
from storage.tables.metrics import import_batch, metric_snapshot
from tests.handlers.conftest import Chat
from tests.handlers.earning import CPE, Earner, document, earner, member
from tests.scheduler.lines import set_back
from tests.world import NOW

SHANGHAI = ZoneInfo("Asia/Shanghai")
READ_AT = (NOW - timedelta(hours=1)).astimezone().strftime("%Y-%m-%dT%H:%M:%S%z")


def figures(ming: Earner, *rows: str) -> bytes:
    lines = ["作品链接,时间,播放量,点赞,收藏,转发,评论"]
    lines += [f"{ming.work.link},{READ_AT},1.2万,356,91,28,17", *rows]
    return "\n".join(lines).encode("gb18030")


def stored(chat: Chat) -> list[tuple[int, int, int]]:
    counts = metric_snapshot.c.views, metric_snapshot.c.likes, metric_snapshot.c.saves
    return [tuple(row) for row in chat.world.rows(select(*counts))]


async def test_a_file_is_counted_first_and_imported_when_confirmed(any_chat: Chat) -> None:
    ming = await earner(any_chat, agreed=CPE)
    lin, actor = await member(any_chat, "Lin", Role.COORDINATOR)
    unknown = f"https://www.douyin.com/video/7399999999999999999,{READ_AT},1,1,1,1,1"
    broken = f"{ming.work.link},{READ_AT},1,many,1,1,1"
    await lin.sends_document("figures.csv", figures(ming, unknown, broken))
    counted = await lin.sees("nothing is stored yet")
    assert "1 new" in counted.text
    assert "2 refused" in counted.text
    assert "Line 3: nobody handed this post in" in counted.text
    assert "Line 4: likes is no exact number: many" in counted.text
    assert stored(any_chat) == []
    await lin.taps("Import what is new (1)")
    await lin.sees("is imported")
    assert stored(any_chat) == [(12_000, 356, 91)]
    ((by, new, refused),) = any_chat.world.rows(
        select(import_batch.c.imported_by, import_batch.c.new_rows, import_batch.c.refused_rows)
    )
    assert (by, new, refused) == (actor.person_id, 1, 2)


async def test_a_file_counts_once_however_often_its_button_is_pressed(chat: Chat) -> None:
    ming = await earner(chat, agreed=CPE)
    lin, _ = await member(chat, "Lin", Role.COORDINATOR)
    await lin.sends_document("figures.csv", figures(ming))
    screen = await lin.sees("nothing is stored yet")
    await lin.taps("Import what is new (1)")
    await lin.sees("is imported")
    await lin.taps_data("1:met.go:1", screen)
    await lin.sees_alert("used already")
    await lin.sends_document("again.csv", figures(ming))
    again = await lin.sees("nothing is stored yet")
    assert "1 repeated" in again.text
    assert "Import" not in " ".join(again.buttons)
    assert len(stored(chat)) == 1


async def test_refused_rows_come_as_a_file_that_no_spreadsheet_runs(chat: Chat) -> None:
    ming = await earner(chat, agreed=CPE)
    lin, _ = await member(chat, "Lin", Role.COORDINATOR)
    await lin.sends_document("figures.csv", figures(ming, f"=HYPERLINK(1),{READ_AT},1,1,1,1,1"))
    await lin.taps("All refused rows as CSV")
    sent = await lin.sees("Refused rows of figures.csv")
    assert document(chat, sent).splitlines() == [
        "Line,Why",
        "3,not a link to a post: =HYPERLINK(1)",
    ]


async def test_times_are_shown_by_the_readers_clock(chat: Chat) -> None:
    ming = await earner(chat, agreed=CPE)
    lin, _ = await member(chat, "Lin", Role.COORDINATOR)
    ahead = "2099-11-24T12:30:00+00:00"  # half past eight in the evening in Shanghai
    future = f"{ming.work.link},{ahead},1,1,1,1,1"
    other = f"{ming.work.link},{READ_AT},1,1,1,1,1"
    await lin.sends_document("figures.csv", figures(ming, future, other))
    counted = await lin.sees("nothing is stored yet")
    assert "Line 3: the time lies in the future: Tue 24 Nov 2099, 20:30" in counted.text
    assert (
        "Line 4: other figures are stored for this post, source and time: Mon 23 Nov 2026, 11:00"
        in counted.text
    )
    assert "+00:00" not in counted.text
    await lin.taps("All refused rows as CSV")
    sent = await lin.sees("Refused rows of figures.csv")
    assert "Tue 24 Nov 2099, 20:30" in document(chat, sent)


async def test_a_workbook_is_read_like_a_csv(chat: Chat) -> None:
    ming = await earner(chat, agreed=CPE)
    lin, _ = await member(chat, "Lin", Role.COORDINATOR)
    await lin.sends_document("figures.xlsx", workbook(ming))
    counted = await lin.sees("nothing is stored yet")
    assert "1 new" in counted.text
    assert "Line 4: likes is no exact number: many" in counted.text
    await lin.taps("Import what is new (1)")
    await lin.sees("is imported")
    assert stored(chat) == [(12_000, 356, 91)]


def workbook(ming: Earner) -> bytes:
    """Typed as people type: a real date, numbers and 1.2万 side by side, an empty row above."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        date = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        read_at = (NOW - timedelta(hours=1)).astimezone(SHANGHAI).replace(tzinfo=None)
        sheet.write_row(1, 0, ("作品链接", "时间", "播放量", "点赞", "收藏", "转发", "评论"))
        for row, likes in ((2, 356), (3, "many")):
            sheet.write_string(row, 0, ming.work.link)
            sheet.write_datetime(row, 1, read_at, date)
            sheet.write_row(row, 2, ("1.2万", likes, 91.0, 28, 17))
    return content.getvalue()


async def test_a_person_says_which_column_is_which_and_the_next_file_is_understood(
    any_chat: Chat,
) -> None:
    ming = await earner(any_chat, agreed=CPE)
    lin, _ = await member(any_chat, "Lin", Role.COORDINATOR)
    await lin.sends_document("export.csv", from_a_tool(ming, 5))
    await lin.sees("The column “link” is missing")
    await lin.taps("Tell me the columns")
    for field, heading in (("link", "作品"), ("time", "哪天")):
        await lin.sees(f"Which column is “{field}”?")
        await lin.taps(heading)
    await lin.sees("Which one shall I read otherwise?")
    await lin.taps("likes")
    await lin.sees("Which column is “likes”?")
    await lin.taps("小心心")
    await lin.sees("likes = 小心心")
    await lin.taps("Right so")
    counted = await lin.sees("nothing is stored yet")
    assert "1 new" in counted.text
    assert "link = 作品, time = 哪天, likes = 小心心, saves = 收藏" in counted.text
    await lin.sends_document("next.csv", from_a_tool(ming, 6, hour=8))
    again = await lin.sees("next.csv")
    assert "1 new" in again.text
    await lin.taps("Import what is new (1)")
    await lin.sees("is imported")
    assert [likes for _, likes, _ in stored(any_chat)] == [6]


def from_a_tool(ming: Earner, likes: int, hour: int = 9) -> bytes:
    return f"作品,哪天,小心心,收藏\n{ming.work.link},2026-11-23 0{hour}:00,{likes},1\n".encode()


async def test_a_recognised_column_can_be_corrected_too(chat: Chat) -> None:
    ming = await earner(chat, agreed=CPE)
    lin, _ = await member(chat, "Lin", Role.COORDINATOR)
    row = f"{ming.work.link},2026-11-23 09:00,1,2,3"
    await lin.sends_document("a.csv", f"link,time,likes,saves,all likes\n{row}\n".encode())
    await lin.sees("nothing is stored yet")
    await lin.taps("The columns are others")
    await lin.sees("Which one shall I read otherwise?")
    await lin.taps("likes")
    await lin.taps("all likes")
    await lin.taps("Right so")
    await lin.taps("Import what is new (1)")
    await lin.sees("is imported")
    assert [likes for _, likes, _ in stored(chat)] == [3]


async def test_a_long_file_goes_in_behind_the_chat_and_says_when_it_is_through(
    any_chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_imports, "MOST_IN_A_UNIT", 2)
    ming = await earner(any_chat, agreed=CPE)
    lin, actor = await member(any_chat, "Lin", Role.COORDINATOR)
    rows = [f"{ming.work.link},2026-11-23 0{hour}:00,1,1,1,1,1" for hour in range(4)]
    await lin.sends_document("figures.csv", figures(ming, *rows, "nonsense,,1,1,1,1,1"))
    await lin.taps("Import what is new (5)")
    going = await lin.sees("0 of 6 rows")
    assert stored(any_chat) == []
    url = any_chat.world.engine.url.render_as_string(hide_password=False)
    db = open_database(url)
    try:
        assert await imports.go_on(db, lambda: NOW, lambda: True) == 0  # told to stop
        assert await imports.go_on(db, lambda: NOW) == 3
        assert await imports.go_on(db, lambda: NOW) == 0
    finally:
        await db.close()
    assert len(stored(any_chat)) == 5
    await lin.taps("How far is it?", message=going)
    await lin.sees("is imported")
    ((kind, facts),) = any_chat.world.rows(
        select(delivery.c.kind, delivery.c.facts).where(delivery.c.person_id == actor.person_id)
    )
    assert (kind, facts["new"], facts["refused"]) == ("figures_imported", 5, 1)


async def test_a_file_that_cannot_go_in_is_set_back_and_tried_again_later(
    any_chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_imports, "MOST_IN_A_UNIT", 2)
    ming = await earner(any_chat, agreed=CPE)
    lin, _ = await member(any_chat, "Lin", Role.COORDINATOR)
    rows = [f"{ming.work.link},2026-11-23 0{hour}:00,1,1,1,1,1" for hour in range(4)]
    await lin.sends_document("figures.csv", figures(ming, *rows, "nonsense,,1,1,1,1,1"))
    await lin.taps("Import what is new (5)")
    await lin.sees("0 of 6 rows")
    goes_in = file_imports.import_unit
    tries = []

    def breaks(*_: object, **__: object) -> None:
        tries.append(1)
        raise ValueError("spoilt")

    def is_away(*_: object, **__: object) -> None:
        raise OSError("no route to host")

    db = open_database(any_chat.world.engine.url.render_as_string(hide_password=False))
    try:
        monkeypatch.setattr(file_imports, "import_unit", is_away)
        with pytest.raises(OSError, match="no route"):
            await imports.go_on(db, lambda: NOW)
        assert set_back(any_chat.world) == []
        monkeypatch.setattr(file_imports, "import_unit", breaks)
        for _ in range(3):
            assert await imports.go_on(db, lambda: NOW) == 0
        assert len(tries) == 1
        ((work, _, _, problem),) = set_back(any_chat.world)
        assert (work, problem) == ("import", "ValueError: spoilt")
        monkeypatch.setattr(file_imports, "import_unit", goes_in)
        assert await imports.go_on(db, lambda: NOW) == 0
        assert await imports.go_on(db, lambda: NOW + timedelta(minutes=1)) > 0
        assert set_back(any_chat.world) == []
    finally:
        await db.close()


async def test_import_shows_what_a_file_looks_like(chat: Chat) -> None:
    lin, _ = await member(chat, "Lin", Role.COORDINATOR, locale=ZH)
    await lin.says("/import")
    shown = await lin.sees("CSV")
    assert document(chat, shown).startswith("链接,时间,观看")


async def test_creators_import_nothing(chat: Chat) -> None:
    ming = await earner(chat, agreed=CPE)
    await ming.person.sends_document("figures.csv", figures(ming))
    await ming.person.sees("I cannot read this file: please paste your post's link here")
    await ming.person.says("/import")
    await ming.person.sees("That is not for your role.")
    assert stored(chat) == []


async def test_somebody_elses_file_cannot_be_confirmed(chat: Chat) -> None:
    ming = await earner(chat, agreed=CPE)
    lin, _ = await member(chat, "Lin", Role.COORDINATOR)
    wei, _ = await member(chat, "Wei", Role.COORDINATOR)
    await lin.sends_document("figures.csv", figures(ming))
    await lin.sees("nothing is stored yet")
    await wei.says("/import")
    screen = await wei.sees("CSV")
    await wei.taps_data("1:met.go:1", screen)
    await wei.sees_alert("no longer here")
    assert stored(chat) == []


async def test_a_file_that_is_none_gets_one_clear_sentence(chat: Chat) -> None:
    lin, _ = await member(chat, "Lin", Role.COORDINATOR)
    for content, answer in (
        (b"\n", "There is nothing in it"),
        (b"PK\x03\x04rest", "This is an Excel workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is no text file"),
        ("链接,点赞\nx,1\n".encode(), "The column “time” is missing"),
        ("链接,时间,转发,分享\nx,1,1,1\n".encode(), "Two columns say “shares”"),
        (b'link,time,likes\n"x,1,2\n', "A quotation mark is never closed, from line 2"),
    ):
        await lin.sends_document("figures.csv", content)
        await lin.sees(answer)


async def test_finance_reads_what_a_file_lacks_that_is_no_banks_answer(chat: Chat) -> None:
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    for content in (b"garbage\n", b"a,b\n1,2\n"):
        await fei.sends_document("bad.csv", content)
        await fei.sees("The column “reference” is missing. I read: reference, result (paid, failed")


async def test_finance_is_told_who_imports_before_it_prepares_a_file(chat: Chat) -> None:
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    await fei.says("/import")
    await fei.sees("coordinators import figures. From finance I read the bank's answer")
    await fei.sends_document("figures.csv", "链接,时间,点赞\nx,1,1\n".encode())
    await fei.sees("coordinators import figures. From finance I read the bank's answer")
