"""The decomposition of one [[tasks]] table: its cells, one or a whole matrix of them.

White paper: 按人群、地域、品类、场景拆分成细分任务. A plural key (platforms, categories,
regions, audiences, scenes) takes part in the matrix: every combination is a cell.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TypeVar

from domain.campaign_file import choices, texts
from domain.campaign_file.problems import ProblemCode
from domain.campaign_file.section import Section
from domain.people import Category, Region
from domain.platforms import Platform

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Cell:
    """`suffix` tells the cell from the table's others; it is empty in a table of one cell."""

    suffix: str
    platform: Platform
    category: Category
    region: Region | None
    audience: str
    scene: str


def read_cells(section: Section, most: int) -> tuple[Cell, ...]:
    """Empty, and noted, where the matrix would have more than `most` cells."""
    dimensions = (
        _choices(section, "platform", "platforms", Platform),
        _choices(section, "category", "categories", Category),
        _regions(section),
        _texts(section, "audience", "audiences"),
        _texts(section, "scene", "scenes"),
    )
    size = math.prod(len(dimension) for dimension in dimensions)
    if size > most:
        code = ProblemCode.TOO_MANY_TASKS
        section.note(code, "key", found=str(size), expected=str(most))
        return ()
    return tuple(
        Cell(p + c + r + a + s, platform, category, region, audience, scene)
        for (p, platform), (c, category), (r, region), (a, audience), (s, scene) in product(
            *dimensions
        )
    )


def _choices(
    section: Section, one: str, many: str, known: type[Choice]
) -> list[tuple[str, Choice]]:
    if _is_matrix(section, one, many):
        return [(f"-{each.value}", each) for each in choices.several_of(section, many, known)]
    return [("", choices.one_of(section, one, known))]


def _regions(section: Section) -> list[tuple[str, Region | None]]:
    """No region at all means anywhere."""
    if section.has("region") or section.has("regions"):
        return [*_choices(section, "region", "regions", Region)]
    return [("", None)]


def _texts(section: Section, one: str, many: str) -> list[tuple[str, str]]:
    """Free text makes no key, so these are numbered: -audience2."""
    if _is_matrix(section, one, many):
        found = texts.words(section, many, 64)
        return [(f"-{one}{number}", text) for number, text in enumerate(found, start=1)]
    return [("", texts.text(section, one, 64, default=""))]


def _is_matrix(section: Section, one: str, many: str) -> bool:
    both = section.has(one) & section.has(many)
    if both:
        section.note(ProblemCode.BOTH_FORMS, one, found=one, expected=many)
    return section.has(many)
