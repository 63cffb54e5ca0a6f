"""The strings people read: those in the sources, and the 简体中文 catalogue that answers them."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
PO = ROOT / "words" / "locale" / LOCALE / "LC_MESSAGES" / "koc.po"
ROOMS = ("bot", "handlers", "web", "words")
# `say` looks up at once, `msg` marks a string of a table; `say_n` takes singular and plural.
KEYWORDS = {"say": None, "msg": None, "say_n": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"**.html": {"silent": "false"}}


def from_sources() -> Catalog:
    """Every string that a room hands to a reader."""
    found = Catalog(project="KOC Dispatch")
    for room in ROOMS:
        messages = extract_from_dir(ROOT / room, METHODS, OPTIONS, KEYWORDS)
        for file, line, message, comments, context in messages:
            found.add(message, None, [(f"{room}/{file}", line)], (), comments, context=context)
    return found


def translated() -> Catalog:
    """The catalogue as it stands; empty where there is none yet."""
    if not PO.exists():
        return Catalog(
            LOCALE,
            project="KOC Dispatch",
            header_comment="# 简体中文 for KOC Dispatch. `make words` keeps the msgids in step.",
            last_translator="KOC Dispatch contributors",
            language_team="简体中文",
            fuzzy=False,
        )
    with PO.open("rb") as file:
        return read_po(file, locale=LOCALE)


def save(catalogue: Catalog) -> None:
    """Sorted and without line numbers: two people's new strings merge."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
