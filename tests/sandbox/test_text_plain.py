"""Plain text: what Telegram finds, cleans and cuts, and how the page shows it."""

import pytest

from sandbox.text.detect import detect
from sandbox.text.entity import Entity, utf16_slice
from sandbox.text.formatted import finish, format_text
from sandbox.text.render import render_html


def found(text: str) -> list[tuple[str, str]]:
    return [(e.type, utf16_slice(text, e.offset, e.length)) for e in detect(text)]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/start abc", [("bot_command", "/start")]),
        ("😀 /tasks@koc_bot", [("bot_command", "/tasks@koc_bot")]),
        ("and/or 1/2", []),
        (
            "7.93 复制打开抖音 https://v.douyin.com/iRNBho6u/ 看看",
            [("url", "https://v.douyin.com/iRNBho6u/")],
        ),
        ("看xhslink.com/a/b.", [("url", "看xhslink.com/a/b")]),
        ("(http://127.0.0.1:8080/x?y=1)", [("url", "http://127.0.0.1:8080/x?y=1")]),
        ("v1.2.3 costs 1.50", []),
        ("write to a.b@example.com", [("email", "a.b@example.com")]),
        (
            "@xiaolin #话题 $USD #1",
            [("mention", "@xiaolin"), ("hashtag", "#话题"), ("cashtag", "$USD")],
        ),
    ],
)
def test_telegram_finds_links_and_the_like_by_itself(
    text: str, entities: list[tuple[str, str]]
) -> None:
    assert found(text) == entities


def test_nothing_is_found_inside_code() -> None:
    assert detect("/start", [Entity("code", 0, 6)]) == []


def test_control_characters_become_spaces_and_returns_disappear() -> None:
    assert format_text("a\tb\r\nc\x00d").text == "a b\nc d"


def test_removed_characters_move_the_entities_behind_them() -> None:
    text = finish("a\r\rb", [Entity("bold", 3, 1)])
    assert (text.text, text.entities) == ("ab", (Entity("bold", 1, 1),))


@pytest.mark.parametrize("text", ["", " \n ", "\u200b\u3000", "\u2800"])
def test_text_without_anything_to_see_is_empty(text: str) -> None:
    assert format_text(text).text == ""


def test_entities_beyond_the_text_are_cut_or_dropped() -> None:
    given = [
        {"type": "bold", "offset": 1, "length": 99},
        {"type": "italic", "offset": 50, "length": 2},
        {"type": "url", "offset": 0, "length": 2},
    ]
    assert format_text("abc", given=given).entities == (Entity("bold", 1, 2),)


def test_rendered_text_is_escaped_everywhere() -> None:
    link = Entity("text_link", 0, 3, 'https://a.b/"onclick="x')
    assert render_html("<b>", [link]) == (
        '<a href="https://a.b/&quot;onclick=&quot;x" target="_blank" rel="noopener noreferrer">'
        "&lt;b&gt;</a>"
    )


def test_a_link_with_a_foreign_scheme_is_no_link() -> None:
    assert render_html("x", [Entity("text_link", 0, 1, "javascript:alert(1)")]) == (
        "<span>x</span>"
    )


def test_crossing_entities_are_split_so_that_tags_nest() -> None:
    crossing = [Entity("bold", 0, 2), Entity("italic", 1, 2)]
    assert render_html("abc", crossing) == "<b>a<i>b</i></b><i>c</i>"


def test_an_entity_never_cuts_an_emoji_in_two() -> None:
    assert render_html("😀x", [Entity("bold", 2, 1)]) == "😀<b>x</b>"
