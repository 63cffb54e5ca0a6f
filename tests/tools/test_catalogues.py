"""A string that a reader would meet untranslated or unfilled fails the check, by name."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PO = Path("words", "locale", "zh_Hans", "LC_MESSAGES", "koc.po")

PAGE = '<h1>{{ say("{count} to review", count=3) }}</h1>'
HANDLER = """
from words import msg, say, say_n

PLATFORM = msg("Douyin")

def greet(name, n):
    return say("Hello {name}", name=name), say_n("{n} task", "{n} tasks", n=n)
"""
CHINESE = {
    "Douyin": "抖音",
    "Hello {name}": "你好,{name}",
    "{count} to review": "{count} 条待审核",
}


class House:
    """A small project with the real tools in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for room in ("bot", "handlers", "web/templates", "words"):
            (root / room).mkdir(parents=True)
        shutil.copytree(ROOT / "tools", root / "tools", ignore=lambda *_: ["chromium"])
        self.write("handlers/start.py", HANDLER)
        self.write("web/templates/review.html", PAGE)
        self.run("update_catalogues")
        catalogue = (root / PO).read_text()
        for english, chinese in CHINESE.items():
            catalogue = catalogue.replace(
                f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{chinese}"'
            )
        self.write(PO, catalogue.replace('msgstr[0] ""', 'msgstr[0] "{n} 个任务"'))

    def write(self, file: str | Path, text: str) -> None:
        (self.root / file).write_text(text)

    def mend(self, file: str | Path, old: str, new: str) -> None:
        text = (self.root / file).read_text()
        assert old in text
        self.write(file, text.replace(old, new))

    def run(self, tool: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", f"tools.{tool}"]
        return subprocess.run(command, cwd=self.root, capture_output=True, text=True, timeout=60)

    def problems(self) -> list[str]:
        said = self.run("check_catalogues")
        assert not said.stderr
        assert bool(said.returncode) == bool(said.stdout)
        return said.stdout.splitlines()[:-1]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_complete_catalogue_passes(house: House) -> None:
    assert house.problems() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (PO, "抖音", "", "'Douyin' is not translated"),
        (PO, "{n} 个任务", "", "('{n} task', '{n} tasks') is not translated"),
        (PO, '#: handlers/start.py\nmsgid "Douyin', '#, fuzzy\nmsgid "Douyin', "is fuzzy"),
        (PO, "你好,{name}", "你好,{nam}", "takes ['name'], its translation ['nam']"),
        (PO, "你好,{name}", "你好,{name", "expected '}' before end of string"),
        ("handlers/start.py", 'msg("Douyin")', 'msg("Weibo")', "'Weibo' is missing"),
        ("handlers/start.py", 'msg("Douyin")', "None", "'Douyin' is no longer used"),
        ("handlers/start.py", "name=name", "", "start.py:7: 'Hello {name}' is not given ['name']"),
        ("web/templates/review.html", "count=3", "", "is not given ['count']"),
    ],
)
def test_a_flaw_is_named(house: House, file: str, old: str, new: str, said: str) -> None:
    house.mend(file, old, new)

    assert any(said in problem for problem in house.problems())


def test_a_string_that_went_and_came_back_keeps_its_translation(house: House) -> None:
    house.mend("handlers/start.py", 'msg("Douyin")', "None")
    house.run("update_catalogues")
    assert house.problems() == []

    house.mend("handlers/start.py", "PLATFORM = None", 'PLATFORM = msg("Douyin")')
    house.run("update_catalogues")

    assert house.problems() == []


def test_updating_twice_changes_nothing(house: House) -> None:
    house.run("update_catalogues")
    once = (house.root / PO).read_bytes()

    house.run("update_catalogues")

    assert (house.root / PO).read_bytes() == once
