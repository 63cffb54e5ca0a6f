"""The same published post handed in twice; what a link resolves to is decided in domain.links."""

from collections.abc import Iterator, Sequence

from domain.platforms import Platform
from domain.risk.earliest import Earliest
from domain.risk.evidence import MOST_NAMED, Evidence, Measure, Signal, beyond
from domain.risk.facts import PostFacts
from domain.risk.thresholds import Thresholds

_KEPT = 128  # more than the most repeats a threshold may forgive


class Links:
    """Who handed in which post, first come first."""

    def __init__(self) -> None:
        self._uses = Earliest[tuple[Platform, str]](_KEPT)

    def add(self, post: PostFacts) -> None:
        self._uses.file(_key(post), post.order)

    def evidence(self, post: PostFacts, limits: Thresholds) -> Iterator[Evidence]:
        earlier = list(self._uses.before(_key(post), post.order))
        if len(earlier) > limits.link_repeats:
            yield handed_in_again(
                post.assignment_id, post.post_key, earlier, forgiven=limits.link_repeats
            )


def handed_in_again(
    assignment_id: int, post_key: str, earlier: Sequence[int], *, forgiven: int = 0
) -> Evidence:
    """That the works `earlier` had this post before."""
    return Evidence(
        Signal.DUPLICATE_LINK,
        assignment_id,
        Measure.EARLIER_USES,
        len(earlier),
        post_key,
        "link_repeats",
        forgiven,
        beyond(len(earlier), forgiven),
        assignments=tuple(earlier[:MOST_NAMED]),
    )


def _key(post: PostFacts) -> tuple[tuple[Platform, str], ...]:
    """None while the link is not resolved."""
    return ((post.platform, post.post_key),) if post.post_key else ()
