"""Every key of a TOML text is found on the line it stands on."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaign_file.positions import KeyPath, positions

AWKWARD = '''\
# a comment = "not a key"
top = 1
"quoted key" = '#'
a.b . "c" = 2

[table]   # [not.a.table]
text = """
[not.a.table]
no = "key" """
more = \'\'\'
x = 1\'\'\'\'
list = [
  1, # one
  [2, "]"],
  { in = 1, "li.ne" = { deep = true } },
]
when = 2026-11-22 10:00:00
[[items]]
name = "first"
[items.extra]
x = 1
[[items.parts]]
[[items.parts]]
y = "a\\"b"
[[items]]
name = "second"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("quoted key",), 3),
        (("a",), 4),
        (("a", "b", "c"), 4),
        (("table",), 6),
        (("table", "text"), 7),
        (("table", "more"), 10),
        (("table", "list"), 12),
        (("table", "list", 0), 13),
        (("table", "list", 1, 1), 14),
        (("table", "list", 2, "li.ne", "deep"), 15),
        (("table", "when"), 17),
        (("items", 0), 18),
        (("items", 0, "extra", "x"), 21),
        (("items", 0, "parts", 1, "y"), 24),
        (("items", 1), 25),
        (("items", 1, "name"), 26),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_key_is_on_its_line(path: KeyPath, line: int, line_end: str) -> None:
    assert positions(AWKWARD.replace("\n", line_end))[path] == line


def paths_of(value: object, path: KeyPath = ()) -> set[KeyPath]:
    inner: dict[str | int, object] = {}
    if isinstance(value, dict):
        inner = dict(value)
    elif isinstance(value, list):
        inner = dict(enumerate(value))
    own = {path} if path else set()
    return own.union(*(paths_of(item, (*path, key)) for key, item in inner.items()))


@pytest.mark.parametrize("name", ["spring-tea", "short-drama"])
def test_every_key_of_the_examples_has_a_line(name: str) -> None:
    text = (Path(__file__).parents[2] / "campaigns" / f"{name}.toml").read_text("utf-8")
    assert set(positions(text)) == paths_of(tomllib.loads(text))


lines = st.sampled_from(
    ["a = 1", "b.c = '''", "'''", 'd = """', '"""', "e = [", "]", "{ f = 1 },", "[t]", "[[u]]",
     "[u.v]", '"g h" = "\\""', "# x", "", "1,", "i = {j.k=[{}], l = 1e3}", 'm = """"x"""""', "#]"]
)  # fmt: skip


@given(st.lists(lines, max_size=12).map("\n".join))
def test_whatever_tomllib_accepts_is_located_whole(text: str) -> None:
    try:
        accepted = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(positions(text)) == paths_of(accepted)
