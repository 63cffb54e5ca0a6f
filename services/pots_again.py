"""Each pot split once more, and what each of its works came to, by what was heard of it then."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from domain import checkpoints, pot_windows, pots, pricing
from domain.basis import Evidence, basis_of
from domain.checkpoints import FINAL, Settling
from domain.pots import InPot
from storage import evidence
from storage.checks import shares, splits
from storage.checks.amounts import KnownTerms
from storage.checks.broken import Broken
from storage.checks.shares import Shared
from storage.checks.splits import Split

_PAGE: Final = 500


def problems(conn: Connection) -> Iterator[Broken]:
    known = KnownTerms(conn)
    yield from _of_windows(conn)
    yield from _of_splits(conn, known)
    yield from _of_works(conn, known)


def _of_windows(conn: Connection) -> Iterator[Broken]:
    for number, span, days, launched_at in splits.windows(conn):
        if pot_windows.span_at(launched_at, days, span.starts_at) != span:
            yield Broken("windows follow each other from the launch", str(number), str(span))


def _of_splits(conn: Connection, known: KnownTerms) -> Iterator[Broken]:
    for each in splits.every(conn):
        if _split_again(conn, each, known) != tuple(work.share_minor for work in each.works):
            yield Broken("a pot is split in proportion", str(each.terms_id), str(each.pot_minor))


def _split_again(conn: Connection, split: Split, known: KnownTerms) -> tuple[int, ...]:
    """Those that do not say when they were split had their proportion alone."""
    certain_minor = 0
    if split.postings is not None:
        certain_minor = pricing.least_minor(known.of(split.terms_id))
    works = [
        InPot(each.earned_minor, certain_minor, each.person_id, each.task_id)
        for each in split.works
    ]
    return pots.split(split.pot_minor, works, splits.rooms(conn, split))


def _of_works(conn: Connection, known: KnownTerms) -> Iterator[Broken]:
    """Shares that say what was heard; they are kept for good, as all that they follow from."""
    after = 0
    while page := shares.replayable(conn, known, after, _PAGE):
        came = evidence.of_posts(conn, [(each.post_id, each.terms) for each in page])
        for each in page:
            again = _worth(each, came.get(each.post_id or 0, Evidence()))
            if again != each.earned_minor:
                yield Broken(
                    "a work in a pot came to what its share says",
                    str(each.assignment_id),
                    f"{each.earned_minor}, again {again}",
                )
        after = page[-1].assignment_id


def _worth(each: Shared, came: Evidence) -> int:
    """As services.settlements.worth says it."""
    cutoff = checkpoints.cutoff_of(each.terms, FINAL, each.cutoff_at)
    heard = came.up_to(each.last_reading_id, each.last_news_id)
    basis = basis_of(each.terms, heard, cutoff)
    return checkpoints.part(each.terms, FINAL, basis, Settling()).amount_minor
