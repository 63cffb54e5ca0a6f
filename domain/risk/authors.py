"""Whether the page's author is the account that claimed; an author not shown is not a stranger."""

from collections.abc import Iterable, Iterator

from domain.links import are_two_accounts
from domain.risk.evidence import Evidence, Measure, Signal
from domain.risk.facts import PostFacts


def named(page_keys: Iterable[str], account_keys: Iterable[str]) -> str:
    """Which of the keys that a page gives its author is compared: the account's, where it is there,
    else one that is written the same way; none of the latter is unknown."""
    known = set(account_keys)
    given = sorted(page_keys)
    ours = [key for key in given if key in known]
    alike = [key for key in given if all(are_two_accounts(key, mine) for mine in known)]
    return next(iter(ours or alike), "") if known else ""


def evidence(post: PostFacts) -> Iterator[Evidence]:
    if post.author_key and post.account_keys and post.author_key not in post.account_keys:
        yield Evidence(
            Signal.POSTER_MISMATCH,
            post.assignment_id,
            Measure.AUTHOR,
            post.author_key,
            min(post.account_keys),
        )
