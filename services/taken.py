"""Items of several messages on their way in together, and what became of them; by line, from 0."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from domain.readings import RefusedRow


@dataclass(frozen=True, slots=True)
class Feed:
    """Of each line its item, who sent it, and the batch that it is kept under."""

    rows: list[tuple[int, Any]]
    partners: list[str]
    batches: list[int]

    @classmethod
    def of(cls, parts: Iterable[tuple[str, int, Sequence[Any]]]) -> "Feed":
        items: list[Any] = []
        partners: list[str] = []
        batches: list[int] = []
        for partner, batch_id, some in parts:
            items += some
            partners += [partner] * len(some)
            batches += [batch_id] * len(some)
        return cls(list(enumerate(items)), partners, batches)


@dataclass(frozen=True, slots=True)
class Taken:
    """Lines that changed nothing, and those that were refused, each in their order."""

    repeats: tuple[int, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
