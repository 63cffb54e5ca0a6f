"""The page's catalogue is complete: what the modules say has Chinese, and nothing is left over."""

import re
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "sandbox" / "page" / "js"
CATALOGUE = SCRIPTS / "words_zh.js"
SAID = re.compile(r'\bsay\(\s*"([^"]+)"')
ENTRY = re.compile(r'"([^"]+)":\s+"([^"]+)",')


def _sources() -> str:
    return "\n".join(p.read_text() for p in SCRIPTS.glob("*.js") if p != CATALOGUE)


def _catalogue() -> dict[str, str]:
    return dict(ENTRY.findall(CATALOGUE.read_text()))


def test_every_wording_has_chinese() -> None:
    assert set(SAID.findall(_sources())) - set(_catalogue()) == set()


def test_no_chinese_is_left_over() -> None:
    sources = _sources()
    assert [english for english in _catalogue() if f'"{english}"' not in sources] == []


def test_chinese_keeps_every_parameter() -> None:
    for english, chinese in _catalogue().items():
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", chinese))


def test_the_page_is_given_no_html_and_no_outside_address() -> None:
    for name in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert name not in _sources()
    styles = "".join(p.read_text() for p in (SCRIPTS.parent / "css").glob("*.css"))
    assert "url(" not in styles
