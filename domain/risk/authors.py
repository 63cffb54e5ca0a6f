"""Whether the page's author is the account that claimed; an author not shown is not a stranger."""

from collections.abc import Iterator

from domain.risk.evidence import Evidence, Measure, Signal
from domain.risk.facts import PostFacts


def evidence(post: PostFacts) -> Iterator[Evidence]:
    if post.author_key and post.account_keys and post.author_key not in post.account_keys:
        yield Evidence(
            Signal.POSTER_MISMATCH,
            post.assignment_id,
            Measure.AUTHOR,
            post.author_key,
            min(post.account_keys),
        )
