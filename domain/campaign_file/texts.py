"""Reading texts: one or both languages, names that other keys refer to, lists."""

import re
import unicodedata
from typing import Final

from domain.campaign_file.problems import ProblemCode
from domain.campaign_file.section import Section
from domain.wording import Wording

_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LINK: Final = re.compile(r"https?://[^\s/]+\.[^\s]+")


def text(section: Section, key: str, longest: int, default: str | None = None) -> str:
    """Trimmed; required unless there is a default."""
    value = section.typed(key, str, required=default is None)
    return default or "" if value is None else _clean(section, value, longest, key)


def wording(section: Section, key: str, longest: int) -> Wording:
    """One string for both languages, or a table { zh = "…", en = "…" }."""
    value = section.value(key, required=True)
    return Wording("", "") if value is None else _wording(section, value, longest, key)


def title(section: Section, key: str, longest: int, default: str | None = None) -> str:
    """A wording in one string, see domain/wording; required unless there is a default."""
    if default is not None and not section.has(key):
        return default
    return wording(section, key, longest).title()


def wordings(section: Section, key: str, longest: int) -> tuple[Wording, ...]:
    """An array of what `wording` reads; may be absent."""
    return tuple(
        _wording(section, item, longest, key, index)
        for index, item in enumerate(section.items(key, required=False))
    )


def words(section: Section, key: str, longest: int) -> tuple[str, ...]:
    """At least one text, none twice."""
    found: dict[str, None] = {}
    for index, item in enumerate(section.items(key, required=True)):
        value = section.as_type(item, str, key, index)
        cleaned = None if value is None else _clean(section, value, longest, key, index)
        if cleaned in found:
            section.note(ProblemCode.DUPLICATE, key, index, found=cleaned or "")
        elif cleaned:
            found[cleaned] = None
    return tuple(found)


def name(section: Section, key: str) -> str:
    """What other keys refer to: small letters, digits, hyphens."""
    value = text(section, key, 64)
    if value and not _NAME.fullmatch(value):
        section.note(ProblemCode.NOT_A_KEY, key, found=value)
    return value


def link(section: Section, key: str) -> str:
    value = text(section, key, 1024)
    if value and not _LINK.fullmatch(value):
        section.note(ProblemCode.NOT_A_LINK, key, found=value)
    return value


def _wording(section: Section, value: object, longest: int, key: str, *tail: str | int) -> Wording:
    if isinstance(value, dict):
        both = section.child(value, key, *tail)
        read = Wording(text(both, "zh", longest), text(both, "en", longest))
        both.close()
        return read
    one = section.as_type(value, str, key, *tail)
    same = "" if one is None else _clean(section, one, longest, key, *tail)
    return Wording(same, same)


def _clean(section: Section, value: str, longest: int, key: str, *tail: str | int) -> str:
    """Trimmed; no invisible control signs: PostgreSQL refuses NUL, readers the others."""
    value = value.strip()
    hidden = next((s for s in value if unicodedata.category(s) == "Cc" and s not in "\n\t"), None)
    if hidden is not None:
        section.note(ProblemCode.CONTROL_SIGN, key, *tail, found=f"U+{ord(hidden):04X}")
    elif not value:
        section.note(ProblemCode.EMPTY, key, *tail)
    elif len(value) > longest:
        length = str(len(value))
        section.note(ProblemCode.TOO_LONG, key, *tail, found=length, expected=str(longest))
    return value
