"""A line closes over what its reader has none of, and nothing hangs around the place."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.gaps import closed
from domain.personal_fields import Field


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Thank you, {name}.", "Thank you."),
        ("Hello, {name}! New tasks wait.", "Hello! New tasks wait."),
        ("See {account}. Next one", "See. Next one"),
        ("你好，{name}！今天", "你好！今天"),
        ("你好，{name}，今天", "你好，今天"),
        ("{name}, new tasks", "new tasks"),
        ("{name}! New tasks", "New tasks"),
        ("👋 {name}, new tasks", "👋 new tasks"),
        ("New! {name}, look", "New! look"),
        ("Dear {name} – hello", "Dear – hello"),
        ("Hello, {name} and welcome", "Hello, and welcome"),
        ("Your account: @{account}", "Your account"),
        ("Your {platform} account", "Your account"),
        ("Hi {name} {account}, look", "Hi, look"),
        ("({account}) hi", "hi"),
        ("Look (@{account}), quick", "Look, quick"),
        ("Look: （{account}）", "Look"),
        ("“{name}”, hi", "hi"),
        ("&quot;{name}&quot; hi", "hi"),
        ("“{name}, look”, we said", "“look”, we said"),
        ("we said &quot;hi, {name}&quot; and", "we said &quot;hi&quot; and"),
        ("Look at {name}&#x27;s works", "Look at works"),
        ("{name}’s works", "works"),
        ("Hi<b>, {name}</b>!", "Hi<b></b>!"),
        ("<b>{name}</b>, hi", "<b></b>hi"),
        ('<a href="/{name}">Hi {name}</a>!', '<a href="/{name}">Hi</a>!'),
        ("{other}, {name}", "{other}"),
    ],
)
def test_a_line_reads_as_if_the_field_had_not_been_written(line: str, said: str) -> None:
    assert closed(line, {"name", "account", "platform"}) == said


WORDS = st.sampled_from(["Hello", "new tasks", "你好", "今天", "12"])
BARE = st.sampled_from([f"{{{each}}}" for each in Field] + ["@{account}"])
FIELDS = st.builds(
    lambda field, around: around.replace("x", field),
    BARE,
    st.sampled_from(["x", "x", "(x)", "（x）", "“x”", "&quot;x&quot;", "<b>x</b>", "(<i>x</i>)"]),
)
GLUE = st.sampled_from([" ", ", ", ": ", ". ", "! ", " – ", "，", "！", "：", "。"])
LINES = st.builds(
    lambda parts, end: "".join(glue + part for glue, part in parts)[len(parts[0][0]) :] + end,
    st.lists(st.tuples(GLUE, WORDS | FIELDS), min_size=1, max_size=6),
    st.sampled_from(["", ".", "！", ",", "…"]),
)
SIGNS = ",，:：.。!！…–"


@given(LINES)
def test_nothing_hangs_and_no_word_goes(line: str) -> None:
    said = unescape(re.sub("<[^>]*>", "", closed(line, set(Field))))
    assert not re.search(r"\(\)|（）|“”|\"\"|  |^\s|\s$", said), said
    assert not re.match(f"[{SIGNS}]", said), said
    assert not re.search(f"[{SIGNS}] ?[{SIGNS}]", said), said
    words = re.sub(r"<[^>]*>|\{\w+\}", "", unescape(line))
    assert re.findall(r"\w+", said) == re.findall(r"\w+", words)


@given(LINES)
def test_what_is_filled_leaves_its_line_alone(line: str) -> None:
    assert closed(line, {"nobody"}) == line
