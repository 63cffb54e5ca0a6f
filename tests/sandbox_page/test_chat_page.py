"""What one can do on the chat page, in a real browser, with a real bot behind it."""

import re
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, expect

from sandbox.app import serve
from sandbox.clock import Clock
from sandbox.world import Settings
from tests.sandbox_page import button_bot
from tests.sandbox_page.button_bot import USERNAME, picture
from tests.sandbox_page.conftest import PHONE, Cast, Opens, bubble, column

pytestmark = pytest.mark.browser

EVENING_IN_LONDON = datetime(2031, 11, 23, 20, 30, tzinfo=UTC)


async def test_a_pressed_button_edits_its_message_in_place(cast: Cast, opens: Opens) -> None:
    await cast.lin.says("/start")
    page = await opens()
    lin = column(page, "林夏")
    card = bubble(lin, "春季新品")
    number = await card.get_attribute("data-message-id")
    await card.get_by_role("button", name="提交链接").click()
    edited = lin.locator(f'[data-message-id="{number}"]')
    await expect(edited).to_contain_text("已提交 1 次")
    await expect(edited).to_contain_text("已编辑")
    await expect(bubble(lin, "春季新品")).to_have_count(0)
    await expect(lin.get_by_text("第 1 次", exact=True)).to_be_visible()


async def test_the_keyboard_keeps_focus_on_the_button_of_an_edited_message(
    cast: Cast, opens: Opens
) -> None:
    await cast.lin.says("/start")
    page = await opens()
    lin = column(page, "林夏")
    await lin.get_by_role("button", name="提交链接").focus()
    await page.keyboard.press("Enter")
    await expect(lin.get_by_role("button", name="再来")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(bubble(lin, "已提交 2 次")).to_be_visible()


async def test_an_alert_waits_for_ok_and_a_deleted_message_vanishes(
    cast: Cast, opens: Opens
) -> None:
    await cast.lin.says("/start")
    page = await opens()
    lin = column(page, "林夏")
    await lin.get_by_role("button", name="为什么").click()
    await expect(page.get_by_role("dialog")).to_contain_text("1,500 × ¥0.12")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await lin.get_by_role("button", name="放弃任务").click()
    await expect(bubble(lin, "春季新品")).to_have_count(0)


async def test_enter_sends_shift_enter_breaks_the_line_and_the_bot_answers(opens: Opens) -> None:
    page = await opens()
    chen = column(page, "Chen Wei")
    field = chen.get_by_role("textbox")
    await field.fill("一")
    await field.press("Shift+Enter")
    await field.press_sequentially("二")
    await field.press("Enter")
    await expect(bubble(chen, "收到：一\n二")).to_be_visible()
    await expect(field).to_have_value("")
    await expect(chen.locator(".own .reaction")).to_have_text("👍")


async def test_a_chosen_photo_reaches_the_bot_and_opens_large(cast: Cast, opens: Opens) -> None:
    page = await opens()
    lin = column(page, "林夏")
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture(640, 480, (40, 120, 90))}
    await lin.locator("input[type=file]").set_input_files(photo)  # type: ignore[arg-type]
    await lin.get_by_role("textbox").fill("草稿")
    await lin.get_by_role("textbox").press("Enter")
    await expect(bubble(lin, "照片 640×480，草稿")).to_be_visible()
    await lin.get_by_role("button", name="查看照片").click()
    shown = page.get_by_role("dialog").get_by_role("img")
    await expect(shown).to_have_js_property("naturalWidth", 640)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_document_tells_its_size_and_downloads(cast: Cast, opens: Opens) -> None:
    await cast.lin.says("/assets")
    page = await opens()
    card = column(page, "林夏").get_by_role("link", name="下载 brief.toml")
    await expect(card).to_contain_text("47 KB")
    async with page.expect_download() as download:
        await card.click()
    assert (await download.value).suggested_filename == "brief.toml"


async def test_a_day_forward_moves_the_clock_and_today_becomes_yesterday(
    cast: Cast, opens: Opens
) -> None:
    await cast.lin.says("/start")
    page = await opens()
    lin = column(page, "林夏")
    await expect(lin.get_by_text("今天", exact=True)).to_be_visible()
    before = cast.sandbox.clock.offset_seconds
    await page.get_by_role("button", name="+1 天").click()
    await expect(lin.get_by_text("昨天", exact=True)).to_be_visible()
    async with page.expect_response(lambda answer: answer.request.method == "POST"):
        await page.get_by_role("button", name="+1 小时").click()
    await expect(page.get_by_role("button", name="+1 小时")).to_be_focused()
    assert cast.sandbox.clock.offset_seconds - before == 25 * 3600


async def test_a_phone_shows_one_person_and_switches_with_unread_counts(
    cast: Cast, opens: Opens
) -> None:
    page = await opens(PHONE, has_touch=True)
    await expect(column(page, "林夏")).to_be_visible()
    await expect(page.locator(".column")).to_have_count(1)
    await cast.marco.says("/start")
    await page.get_by_role("button", name="Marco Díaz，2 条未读").tap()
    await expect(bubble(column(page, "Marco Díaz"), "春季新品")).to_be_visible()
    await expect(page.locator(".column")).to_have_count(1)
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width == PHONE[0]


async def test_another_world_at_the_same_address_leaves_nothing_unread(browser: Browser) -> None:
    context = await browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    page = await context.new_page()
    async with serve() as old, button_bot.running(old):
        port = int(old.base_url.rsplit(":", 1)[1])
        await old.person("林夏 · 达人")
        marco = await old.person("Marco Díaz · creator")
        await page.goto(old.base_url)
        await expect(column(page, "林夏")).to_be_visible()
        await marco.says("/start")
        await expect(page.get_by_role("button", name="Marco Díaz，2 条未读")).to_be_visible()
    async with serve(port) as new, button_bot.running(new):
        await new.person("林夏 · 达人")
        await new.person("Marco Díaz · creator")
        await expect(page.get_by_role("alert")).to_have_text(
            "这是一个全新的世界：之前的已不在。", timeout=15_000
        )
        await expect(page.get_by_role("button", name="Marco Díaz", exact=True)).to_be_visible()
    await context.close()


async def test_who_is_shown_is_remembered(opens: Opens) -> None:
    page = await opens()
    await page.get_by_role("button", name="收起 周岚").click()
    await page.reload()
    await expect(column(page, "Chen Wei")).to_be_visible()
    await expect(column(page, "周岚")).to_have_count(0)


async def test_a_deep_link_in_a_message_starts_the_bot_for_that_person(
    cast: Cast, opens: Opens
) -> None:
    await cast.marco.says("/start")
    page = await opens()
    await column(page, "Marco Díaz").get_by_role("link", name=re.compile("t.me")).click()
    await expect(bubble(column(page, "Marco Díaz"), "欢迎 ref_K7X2")).to_be_visible()
    assert len(page.context.pages) == 1


async def test_a_pasted_deep_link_starts_the_bot_and_another_link_is_refused(opens: Opens) -> None:
    page = await opens()
    await page.get_by_role("button", name="打开 t.me 链接").click()
    field = page.get_by_role("dialog").get_by_role("textbox")
    await field.fill("https://example.com/x")
    await page.get_by_role("button", name="打开", exact=True).click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await field.fill(f"t.me/{USERNAME}?start=invite_1")
    await page.get_by_role("combobox").select_option("Chen Wei")
    await page.get_by_role("button", name="打开", exact=True).click()
    await expect(bubble(column(page, "Chen Wei"), "欢迎 invite_1")).to_be_visible()


async def test_markup_in_words_and_names_stays_words(cast: Cast, opens: Opens) -> None:
    evil = "<img src=x onerror=document.title='owned'><script>1</script>"
    eve = await cast.sandbox.person(evil)
    page = await opens()
    await page.get_by_title(evil).click()
    await eve.says(evil)
    await expect(bubble(column(page, evil), f"收到：{evil}")).to_be_visible()
    assert await page.locator("img[src=x]").count() == 0


async def test_a_refusal_is_told_and_the_words_stay(cast: Cast, opens: Opens) -> None:
    page = await opens()
    lin = column(page, "林夏")
    await lin.get_by_role("textbox").fill("还在吗")
    cast.lin.user.deactivated = True
    async with page.expect_response(lambda answer: answer.status == 400):
        await lin.get_by_role("textbox").press("Enter")
    await expect(lin.get_by_text("deactivated")).to_be_visible()
    await expect(lin.get_by_role("textbox")).to_have_value("还在吗")


async def test_a_blocked_bot_leaves_one_button_that_unblocks_it(cast: Cast, opens: Opens) -> None:
    page = await opens()
    lin = column(page, "林夏")
    await lin.get_by_role("button", name="林夏 的菜单").click()
    await page.get_by_role("menuitem", name="屏蔽机器人").click()
    await expect(lin.get_by_role("textbox")).to_have_count(0)
    await lin.get_by_role("button", name="取消屏蔽机器人").click()
    await expect(lin.get_by_role("textbox")).to_be_visible()


async def test_a_slash_lists_the_commands_and_a_key_of_the_bot_says_its_words(
    cast: Cast, opens: Opens
) -> None:
    page = await opens()
    chen = column(page, "Chen Wei")
    await chen.get_by_role("textbox").press_sequentially("/st")
    await expect(chen.get_by_role("option")).to_have_count(1)
    await chen.get_by_role("textbox").press("Enter")
    await chen.get_by_role("button", name="我的").click()
    await expect(bubble(chen, "收到：我的")).to_be_visible()
    await expect(chen.get_by_role("textbox")).to_have_value("")


PASTE_A_PNG = """async (field) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 90, height: 60 });
    canvas.getContext("2d").fillRect(9, 9, 40, 20);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    const carried = new DataTransfer();
    carried.items.add(new File([blob], "pasted.png", { type: "image/png" }));
    const options = { clipboardData: carried, dataTransfer: carried, bubbles: true };
    const Kind = TYPE === "paste" ? ClipboardEvent : DragEvent;
    field.dispatchEvent(new Kind(TYPE, { ...options, cancelable: true }));
}"""


@pytest.mark.parametrize("way", ["paste", "drop"])
async def test_a_pasted_or_dropped_picture_waits_to_be_sent(opens: Opens, way: str) -> None:
    page = await opens()
    lin = column(page, "林夏")
    field = lin.get_by_role("textbox")
    await field.evaluate(PASTE_A_PNG.replace("TYPE", f'"{way}"'))
    await expect(lin.get_by_text("pasted.png")).to_be_visible()
    await lin.get_by_role("button", name="发送").click()
    await expect(bubble(lin, "照片 90×60")).to_be_visible()
    await expect(lin.get_by_text("pasted.png")).to_have_count(0)


async def test_the_page_follows_a_local_telegram_that_is_started_anew(browser: Browser) -> None:
    async with serve() as first:
        port = int(first.base_url.rpartition(":")[2])
        await first.person("First")
        page = await browser.new_page(locale="en")
        await page.goto(first.base_url)
        await expect(column(page, "First")).to_be_visible()
        await expect(page.get_by_role("alert")).to_contain_text("Waiting for a bot")
    await expect(page.get_by_role("alert")).to_contain_text("Connecting")
    async with serve(port) as second, button_bot.running(second):
        person = await second.person("Second")
        await expect(column(page, "Second")).to_be_visible(timeout=10_000)
        await expect(column(page, "First")).to_have_count(0)
        await person.says("hello")
        await expect(bubble(column(page, "Second"), "收到：hello")).to_be_visible()


async def test_the_clock_is_the_worlds_with_its_name(browser: Browser) -> None:
    settings = Settings(timezone="Asia/Shanghai")
    async with serve(settings=settings, clock=clock_at(EVENING_IN_LONDON)) as sandbox:
        page = await browser.new_page(timezone_id="Europe/London", locale="en-GB")
        await page.goto(sandbox.base_url)
        await expect(page.locator(".clock-zone")).to_have_text("China Time")
        await expect(page.locator(".clock-time")).to_have_text(re.compile("^04:3"))
        await expect(page.locator(".clock-date")).to_contain_text("24")
        await page.close()


def clock_at(moment: datetime) -> Clock:
    return Clock((moment - datetime.now(UTC)).total_seconds())


async def test_a_label_too_long_for_its_button_is_cut(cast: Cast, opens: Opens) -> None:
    """As clients do: what does not fit here is not read there."""
    await cast.lin.says("/start")
    page = await opens(size=PHONE)
    label = column(page, "林夏").locator(".inline-button .words").first
    await label.evaluate("node => node.textContent = '很长的按钮'.repeat(30)")
    assert await label.evaluate("node => node.scrollWidth > node.clientWidth")
    assert await label.evaluate("node => node.parentElement.clientHeight") <= 44
