"""Telegram's tags as a person types them: what is taken, and where what is not taken is wrong."""

import pytest

from domain.message import Version
from domain.message_html import BadHtml, HtmlFlaw, read


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("plain\r\ntwo lines ", "plain\ntwo lines"),
        ("1 < 2 & 3 > 2, I <3 you", "1 &lt; 2 &amp; 3 &gt; 2, I &lt;3 you"),
        ("a &amp; b &lt;b&gt; &copy", "a &amp; b &lt;b&gt; &amp;copy"),
        ("<STRONG>新</STRONG> <em>a <del>b</del></em>", "<b>新</b> <i>a <s>b</s></i>"),
        (
            '<a href="https://a.example/?x=1&y=2">go</a>',
            '<a href="https://a.example/?x=1&amp;y=2">go</a>',
        ),
        ("<a href='tg://user?id=1' target=_blank>me</a>", '<a href="tg://user?id=1">me</a>'),
        ("<blockquote expandable>long</blockquote>",) * 2,
        ('<pre><code class="language-py">x</code></pre>',) * 2,
        ('<span class="tg-spoiler">h</span><tg-spoiler>h</tg-spoiler>',) * 2,
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',) * 2,
        ('<a href="https://a.example/{name}">{name}</a>',) * 2,
    ],
)
def test_what_telegram_knows_is_taken_as_it_is_meant(typed: str, taken: str) -> None:
    assert read(typed) == taken
    assert read(taken) == taken  # what is shown in the form again is the same


@pytest.mark.parametrize(
    ("typed", "flaw", "tag", "line"),
    [
        ("a\n<h1>b</h1>", HtmlFlaw.UNKNOWN, "<h1>", 2),
        ("<script>x</script>", HtmlFlaw.UNKNOWN, "<script>", 1),
        ("<span>b</span>", HtmlFlaw.UNKNOWN, "<span>", 1),
        ("<b>bold", HtmlFlaw.UNCLOSED, "<b>", 1),
        ("<b>x\n<i>y</b></i>", HtmlFlaw.UNOPENED, "</b>", 2),
        ("x</b>", HtmlFlaw.UNOPENED, "</b>", 1),
        ("<b", HtmlFlaw.BROKEN, "<b", 1),
        ('<a href="https://a.example>x</a>', HtmlFlaw.BROKEN, '<a href="https://a.e', 1),
        ('<a href="javascript:x()">b</a>', HtmlFlaw.NO_ADDRESS, "<a>", 1),
        ("<a>b</a>", HtmlFlaw.NO_ADDRESS, "<a>", 1),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    typed: str, flaw: HtmlFlaw, tag: str, line: int
) -> None:
    with pytest.raises(BadHtml) as refused:
        read(typed)
    assert (refused.value.flaw, refused.value.tag, refused.value.line) == (flaw, tag, line)


def test_its_length_is_that_of_what_is_read() -> None:
    assert Version(read('<a href="https://a.example/?a&gt;b">1 < 2</a>')).plain == "1 < 2"
