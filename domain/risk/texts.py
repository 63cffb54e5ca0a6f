"""Near-copies of somebody else's own words; what everybody was handed does not count."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain.risk.earliest import Earliest, Order
from domain.risk.evidence import MOST_NAMED, Evidence, Measure, Signal
from domain.risk.facts import PostFacts
from domain.risk.own_words import (
    Shingles,
    likeness_keys,
    own_parts,
    shingles,
    similarity,
)
from domain.risk.thresholds import BOUNDS, Thresholds

_KEPT: Final = 48  # texts of one key: the earliest stand for all
_LEAST_SIGNS: Final = BOUNDS["text_signs"][0]


@dataclass(frozen=True, slots=True)
class _Text:
    order: Order
    person_id: int
    signs: int
    shingles: Shingles
    keys: tuple[int, ...]


class Texts:
    """The own words of every post. A look-up meets at most _KEPT others under each key."""

    def __init__(self) -> None:
        self._texts: dict[int, _Text] = {}
        self._filed = Earliest[int](_KEPT)

    def add(self, post: PostFacts) -> None:
        parts = own_parts(post.text, post.given)
        length = sum(map(len, parts))
        if length >= _LEAST_SIGNS:
            runs = shingles(parts)
            text = _Text(post.order, post.person_id, length, runs, likeness_keys(runs))
            self._texts[post.assignment_id] = text
            self._filed.file(text.keys, post.order)

    def evidence(self, post: PostFacts, limits: Thresholds) -> Iterator[Evidence]:
        alike = self._alike(post, limits)
        if not alike:
            return
        nearest = alike[0][0]
        over = (nearest - limits.text_similarity) / (1.001 - limits.text_similarity)
        yield Evidence(
            Signal.COPIED_TEXT,
            post.assignment_id,
            Measure.SIMILARITY,
            round(nearest, 3),
            self._texts[post.assignment_id].signs,
            "text_similarity",
            limits.text_similarity,
            round(over, 3),
            assignments=tuple(text.order[1] for _, text in alike[:MOST_NAMED]),
        )

    def _alike(self, post: PostFacts, limits: Thresholds) -> list[tuple[float, _Text]]:
        """Earlier texts of others that this one nearly repeats; the nearest, then earliest first.

        One person may say the same on two accounts.
        """
        text = self._texts.get(post.assignment_id)
        if text is None or text.signs < limits.text_signs:
            return []
        runs, found = set(text.shingles), []
        for assignment_id in self._filed.before(text.keys, post.order):
            other = self._texts[assignment_id]
            if other.person_id == text.person_id:
                continue
            likeness = similarity(runs, other.shingles)
            if likeness >= limits.text_similarity and other.signs >= limits.text_signs:
                found.append((likeness, other))
        return sorted(found, key=lambda each: (-each[0], each[1].order))
