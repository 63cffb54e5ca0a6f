"""Does the database keep every promise that its rows can show? Looks only; mends nothing."""

from collections.abc import Iterator
from itertools import chain as chained
from typing import Final

from sqlalchemy import Connection

from domain import checkpoints, pricing
from domain.basis import NOTHING_CAME, Evidence, basis_of
from domain.checkpoints import FINAL, Settling, Stage
from domain.ledger import Posting, Stored, chain_hash
from domain.payout_file import digest
from domain.pricing import Priced
from storage import evidence, ledger, payouts, pots
from storage.checks import amounts
from storage.checks import ledger as of_ledger
from storage.checks import messages as of_messages
from storage.checks import payouts as of_payouts
from storage.checks import risk as of_risk
from storage.checks import work as of_work
from storage.checks.amounts import Replayable
from storage.checks.broken import Broken, run

Problem = Broken
"""`invariant` is its name; `subject` the id that breaks it; `found` what shows it."""

_CHECKS: Final = {
    **of_work.CHECKS,
    **of_ledger.CHECKS,
    **of_payouts.CHECKS,
    **of_messages.CHECKS,
    **of_risk.CHECKS,
}
_PAGE: Final = 500


def problems(conn: Connection) -> list[Problem]:
    """Every invariant over every row; empty when all hold."""
    return list(
        chained(
            run(conn, _CHECKS),
            _of_chain(conn),
            _of_amounts(conn),
            _of_pots(conn),
            _of_batches(conn),
        )
    )


def _of_chain(conn: Connection) -> Iterator[Problem]:
    """The first link that does not fit tells where the past was changed; the rest follows it."""
    invariant = "the hash chain verifies"
    length, previous = 0, ledger.GENESIS
    for stored in ledger.chain(conn):
        length += 1
        if stored.number != length or stored.previous_hash != previous:
            yield Problem(invariant, str(stored.number), "a posting before it is missing")
            return
        if stored.hash != _hash_of(stored):
            yield Problem(invariant, str(stored.number), f"{stored.key} was changed")
            return
        previous = stored.hash
    if ledger.head(conn) != ledger.Head(length, previous):
        yield Problem(invariant, "head", "postings at the end are missing")


def _hash_of(stored: Stored) -> str:
    """Empty for what was never a posting: lines that do not balance."""
    if sum(line.amount_minor for line in stored.lines) != 0:
        return ""
    posting = Posting(stored.key, stored.kind, stored.currency, stored.lines, stored.at)
    return chain_hash(stored.previous_hash, posting)


def _of_amounts(conn: Connection) -> Iterator[Problem]:
    """Each amount once more from its terms and what came in time."""
    after = 0
    while page := amounts.replayable(conn, after, _PAGE):
        came = evidence.of_posts(conn, [(each.post_id, each.terms) for each in page])
        for each in page:
            heard = came.get(each.post_id or 0, Evidence())
            snapshot_id, priced = _again(each, heard)
            again = (snapshot_id, priced.amount_minor, priced.lines)
            if again != (each.snapshot_id, each.amount_minor, each.lines):
                yield Problem(
                    "a settlement recomputes to the same amount",
                    str(each.settlement_id),
                    f"{each.amount_minor}, again {priced.amount_minor}",
                )
        after = page[-1].settlement_id


def _again(each: Replayable, came: Evidence) -> tuple[int | None, Priced]:
    """The reading and the price of one part, by what was heard when it was fixed."""
    basis = NOTHING_CAME
    if each.cutoff_at is not None and each.checkpoint not in set(Stage):
        cutoff = checkpoints.cutoff_of(each.terms, each.checkpoint, each.cutoff_at)
        # What came when all was fixed says so itself; what came between two parts, its id tells.
        is_last = each.checkpoint == FINAL
        last_reading_id = came.last_reading_id if is_last else each.last_reading_id
        heard = came.up_to(last_reading_id, each.last_news_id)
        basis = basis_of(each.terms, heard, cutoff)
    settling = Settling(each.before_minor, each.room_minor)
    priced = checkpoints.part(each.terms, each.checkpoint, basis, settling)
    return basis.reading.snapshot_id if basis.reading else None, priced


def _of_pots(conn: Connection) -> Iterator[Problem]:
    for pot in pots.split(conn):
        if pricing.pot_shares(pot.pot_minor, pot.earned) != pot.shares:
            yield Problem("a pot is split in proportion", str(pot.terms_id), str(pot.pot_minor))


def _of_batches(conn: Connection) -> Iterator[Problem]:
    for batch in payouts.batches(conn, None):
        items = payouts.items(conn, batch.batch_id)
        if all(item.sealed for item in items) and digest(items) != batch.sha256:
            yield Problem("a batch is what was frozen", str(batch.batch_id), batch.sha256)
