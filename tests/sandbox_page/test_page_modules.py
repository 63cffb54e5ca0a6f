"""The page's pure modules, asked in the browser that runs them."""

from typing import Any

import pytest
from playwright.async_api import Browser

from tests.sandbox_page.conftest import Cast, Opens

pytestmark = pytest.mark.browser

CALL = """async ([module, name, given]) => {
    const loaded = await import(`/assets/js/${module}.js`);
    return loaded[name](given);
}"""
LINKS = {
    "https://t.me/koc_bot?start=ref_1": {"username": "koc_bot", "payload": "ref_1"},
    "t.me/koc_bot": {"username": "koc_bot", "payload": None},
    " http://telegram.me/koc_bot?start=a-B_9 ": {"username": "koc_bot", "payload": "a-B_9"},
    "tg://resolve?domain=koc_bot&start=x": {"username": "koc_bot", "payload": "x"},
    "https://t.me.example.com/koc_bot?start=x": None,
    "https://example.com/koc_bot?start=x": None,
    "https://t.me/koc_bot/app?startapp=x": None,
    "javascript:alert(1)": None,
    "": None,
}
LONG_WORDS = [
    ("字" * 4096, [4096]),
    ("字" * 4097, [4096, 1]),
    ("a" * 4000 + "\n" + "b" * 200, [4000, 200]),
    ("x" + "😀" * 2100, [4095, 106]),
]
MARKED = {
    "**粗** 与 __斜__": ("粗 与 斜", [("bold", 0, 1), ("italic", 4, 1)]),
    "**a __b__ c**": ("a b c", [("bold", 0, 5), ("italic", 2, 1)]),
    "😀 `**x**`": ("😀 **x**", [("code", 3, 5)]),
    "~~a~~ ||b||": ("a b", [("strikethrough", 0, 1), ("spoiler", 2, 1)]),
    "a_handle__of__mine 2**3**4 ** x ** `": ("a_handle__of__mine 2**3**4 ** x ** `", []),
    "**** ``": ("**** ``", []),
}
UNSAFE = (
    '<b onclick="x()">b</b><img src=x onerror=x()><script>x()</script>'
    '<a href="javascript:x()">a</a><iframe src="/"></iframe><i style="position:fixed">i</i>'
)


async def test_links_to_a_bot_are_told_from_all_others(opens: Opens) -> None:
    page = await opens()
    for text, expected in LINKS.items():
        told: Any = await page.evaluate(CALL, ["links", "deepLink", text])
        assert told == expected, text


async def test_long_words_are_cut_where_telegram_cuts(opens: Opens) -> None:
    page = await opens()
    for text, lengths in LONG_WORDS:
        parts = await page.evaluate(CALL, ["split_text", "splitText", text])
        assert [len(part.encode("utf-16-le")) // 2 for part in parts] == lengths
        assert "".join(parts) == text.replace("\n", "")


async def test_words_are_formatted_as_clients_do_while_one_types(opens: Opens) -> None:
    page = await opens()
    for words, (text, entities) in MARKED.items():
        told: Any = await page.evaluate(CALL, ["marks", "marked", words])
        found = [(each["type"], each["offset"], each["length"]) for each in told["entities"]]
        assert (told["text"], found) == (text, entities), words


async def test_rich_text_keeps_formatting_and_nothing_else(cast: Cast, browser: Browser) -> None:
    page = await browser.new_page()
    await page.goto(cast.sandbox.base_url)
    markup = await page.evaluate(
        """async (html) => {
            const { richText } = await import("/assets/js/rich_text.js");
            const box = document.createElement("div");
            box.append(richText(html));
            return box.innerHTML;
        }""",
        UNSAFE,
    )
    assert markup == '<b>b</b>x()<span class="mention">a</span><i>i</i>'
