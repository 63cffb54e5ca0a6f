"""Reading values out of a fixed set: one, or several without repeats."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from domain.campaign_file.notes import nearest
from domain.campaign_file.problems import ProblemCode
from domain.campaign_file.section import Section

Choice = TypeVar("Choice", bound=StrEnum)


def one_of(
    section: Section, key: str, choices: Iterable[Choice], default: Choice | None = None
) -> Choice:
    """Required unless there is a default; the first choice stands in for a wrong one."""
    value = section.value(key, required=default is None)
    chosen = None if value is None else _choose(section, value, choices, key)
    return chosen or default or next(iter(choices))


def several_of(section: Section, key: str, choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """At least one, none twice."""
    found: list[Choice] = []
    for index, item in enumerate(section.items(key, required=True)):
        chosen = _choose(section, item, choices, key, index)
        if chosen in found:
            section.note(ProblemCode.DUPLICATE, key, index, found=str(item))
        elif chosen is not None:
            found.append(chosen)
    return tuple(found)


def _choose(
    section: Section, value: object, choices: Iterable[Choice], key: str, *tail: str | int
) -> Choice | None:
    word = section.as_type(value, str, key, *tail)
    if word is None:
        return None
    known = {choice.value: choice for choice in choices}
    if word in known:
        return known[word]
    allowed, hint = ", ".join(known), nearest(word, known)
    section.note(ProblemCode.NOT_ONE_OF, key, *tail, found=word, expected=allowed, nearest=hint)
    return None
