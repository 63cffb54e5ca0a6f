"""Telegram's two Markdowns: what they mean and how they are refused."""

import pytest

from sandbox.errors import ApiError
from sandbox.text.formatted import format_text


def parsed(source: str, mode: str = "MarkdownV2") -> tuple[str, list[tuple[str, int, int, str]]]:
    text = format_text(source, mode)
    return text.text, [(e.type, e.offset, e.length, e.argument) for e in text.entities]


def refusal(source: str, mode: str = "MarkdownV2") -> str:
    with pytest.raises(ApiError) as refused:
        format_text(source, mode)
    return refused.value.description.removeprefix("Bad Request: can't parse entities: ")


@pytest.mark.parametrize(
    ("source", "type_"),
    [
        ("*任务*", "bold"),
        ("_任务_", "italic"),
        ("__任务__", "underline"),
        ("~任务~", "strikethrough"),
        ("||任务||", "spoiler"),
        ("`任务`", "code"),
        ("```\n任务```", "pre"),
        (">任务", "blockquote"),
        (">任务||", "expandable_blockquote"),
    ],
)
def test_every_mark_becomes_its_entity(source: str, type_: str) -> None:
    assert parsed(source) == ("任务", [(type_, 0, 2, "")])


def test_marks_nest_and_offsets_count_utf16_units() -> None:
    assert parsed("😀*a _b_*") == ("😀a b", [("bold", 2, 3, ""), ("italic", 4, 1, "")])


def test_escaped_characters_are_plain() -> None:
    assert parsed(r"1\.5 \*x\* \\") == ("1.5 *x* \\", [])


def test_links_code_and_custom_emoji_keep_what_they_carry() -> None:
    assert parsed("[x](http://a.b/\\))") == ("x", [("text_link", 0, 1, "http://a.b/)")])
    assert parsed("```python\nx = 1```") == ("x = 1", [("pre", 0, 5, "python")])
    assert parsed("![👍](tg://emoji?id=5368)") == ("👍", [("custom_emoji", 0, 2, "5368")])


def test_a_quote_spans_its_lines_and_ends_with_them() -> None:
    text, entities = parsed(">a\n>b\nc")
    assert text == "a\nb\nc"
    assert entities == [("blockquote", 0, 4, "")]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a.b", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a|b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
        ("a>b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
        ("任*b", "Can't find end of Bold entity at byte offset 3"),
        ("_b", "Can't find end of Italic entity at byte offset 0"),
        ("```py\nx", "Can't find end of PreCode entity at byte offset 0"),
        ("[x](http://a", "Can't find end of a URL at byte offset 4"),
        ("![x]", "The entity must contain a tg://emoji or tg://time URL"),
        ("![x](http://a.b)", "Invalid tg://emoji or tg://time URL specified"),
        (">*a\nb*", "Can't find end of Bold entity at byte offset 1"),
    ],
)
def test_broken_markdown_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    assert refusal(source) == reason


def test_the_first_markdown_knows_four_marks_and_no_nesting() -> None:
    assert parsed("*b* _i_ `c` [l](http://x.com) \\_", "Markdown") == (
        "b i c l _",
        [
            ("bold", 0, 1, ""),
            ("italic", 2, 1, ""),
            ("code", 4, 1, ""),
            ("text_link", 6, 1, "http://x.com/"),
        ],
    )
    assert refusal("任*b", "Markdown") == "Can't find end of the entity starting at byte offset 3"


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        format_text("x", "BBCode")
