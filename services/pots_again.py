"""Each pot split once more, and what each of its works came to, by what was heard of it then."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from domain import checkpoints, pricing
from domain.basis import Evidence, basis_of
from domain.checkpoints import FINAL, Settling
from storage import evidence, pots
from storage.checks import shares
from storage.checks.amounts import KnownTerms
from storage.checks.broken import Broken
from storage.checks.shares import Shared

_PAGE: Final = 500


def problems(conn: Connection) -> Iterator[Broken]:
    yield from _of_splits(conn)
    yield from _of_works(conn)


def _of_splits(conn: Connection) -> Iterator[Broken]:
    for pot in pots.split(conn):
        if pricing.pot_shares(pot.pot_minor, pot.earned) != pot.shares:
            yield Broken("a pot is split in proportion", str(pot.terms_id), str(pot.pot_minor))


def _of_works(conn: Connection) -> Iterator[Broken]:
    """Shares that say what was heard; they are kept for good, as all that they follow from."""
    after, known = 0, KnownTerms(conn)
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
