"""Telegram's HTML: what it means and how it is refused."""

import pytest

from sandbox.errors import ApiError
from sandbox.text.formatted import format_text


def parsed(source: str) -> tuple[str, list[tuple[str, int, int, str]]]:
    text = format_text(source, "HTML")
    return text.text, [(e.type, e.offset, e.length, e.argument) for e in text.entities]


def refusal(source: str) -> str:
    with pytest.raises(ApiError) as refused:
        format_text(source, "HTML")
    return refused.value.description.removeprefix("Bad Request: can't parse entities: ")


@pytest.mark.parametrize(
    ("tag", "type_"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
    ],
)
def test_every_plain_tag_becomes_its_entity(tag: str, type_: str) -> None:
    assert parsed(f"<{tag}>任务</{tag}>") == ("任务", [(type_, 0, 2, "")])


def test_offsets_count_utf16_units() -> None:
    assert parsed("😀<b>x</b>") == ("😀x", [("bold", 2, 1, "")])


def test_nested_tags_come_outer_first() -> None:
    assert parsed("<b>a<i>b</i></b>") == ("ab", [("bold", 0, 2, ""), ("italic", 1, 1, "")])


def test_references_are_decoded_and_unknown_ones_stay() -> None:
    assert parsed("&lt;b&gt; &amp;amp; &#9733;&#x2605; &nbsp; &copy;") == (
        "<b> &amp; ★★ &nbsp; &copy;",
        [],
    )


def test_a_link_keeps_its_address_with_the_path_added() -> None:
    assert parsed('<a href="https://Example.com?a=1&amp;b=2">x</a>') == (
        "x",
        [("text_link", 0, 1, "https://example.com/?a=1&b=2")],
    )


def test_a_link_telegram_would_not_take_is_plain_text() -> None:
    assert parsed('<a href="http://localhost">x</a>') == ("x", [])


def test_a_link_to_a_person_is_a_mention() -> None:
    text = format_text('<a href="tg://user?id=42">Lin</a>', "HTML")
    assert [(e.type, e.user_id) for e in text.entities] == [("text_mention", 42)]


@pytest.mark.parametrize(
    "source",
    [
        '<pre><code class="language-python">x = 1</code></pre>',
        '<code class="language-python"><pre>x = 1</pre></code>',
    ],
)
def test_code_with_a_language_is_one_entity(source: str) -> None:
    assert parsed(source) == ("x = 1", [("pre", 0, 5, "python")])


def test_an_expandable_quote_and_a_spoiler_span() -> None:
    text, entities = parsed(
        '<blockquote expandable>a</blockquote><span class="tg-spoiler">b</span>'
    )
    assert text == "ab"
    assert [e[0] for e in entities] == ["expandable_blockquote", "spoiler"]


def test_spaces_around_the_text_go_and_entities_shrink_with_it() -> None:
    assert parsed(" \n <b>a </b>  ") == ("a", [("bold", 0, 1, "")])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        (
            "任<b>x</i>",
            'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"',
        ),
        ("任<x>", 'Unsupported start tag "x" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=a/b>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<b>x</b ", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">x</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    assert refusal(source) == reason
