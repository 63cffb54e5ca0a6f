"""Does the database keep every promise that its rows can show? Looks only; mends nothing."""

from collections.abc import Callable, Iterator
from typing import Final

from sqlalchemy import Connection

from domain import checkpoints, pricing
from domain.basis import NOTHING_CAME, Evidence, basis_of
from domain.checkpoints import FINAL, STAGES, Settling
from domain.ledger import link_hash
from domain.payout_file import digest
from domain.pricing import Priced
from services import debts_again, pots_again, rooms_again
from storage import evidence, ledger, payouts
from storage.checks import amounts, reserves
from storage.checks import budgets as of_budgets
from storage.checks import caps as of_caps
from storage.checks import disputes as of_disputes
from storage.checks import ledger as of_ledger
from storage.checks import messages as of_messages
from storage.checks import payouts as of_payouts
from storage.checks import risk as of_risk
from storage.checks import windows as of_windows
from storage.checks import work as of_work
from storage.checks.amounts import Replayable
from storage.checks.broken import Broken, run
from storage.ledger import Link

Problem = Broken
"""`invariant` is its name; `subject` the id that breaks it; `found` what shows it."""

_CHECKS: Final = {
    **of_work.CHECKS,
    **of_caps.CHECKS,
    **of_budgets.CHECKS,
    **of_windows.CHECKS,
    **of_ledger.CHECKS,
    **of_payouts.CHECKS,
    **of_messages.CHECKS,
    **of_risk.CHECKS,
    **of_disputes.CHECKS,
}
_PAGE: Final = 500
_POSTINGS: Final = 5_000
Advance = Callable[[int], object]


def _unwatched(_: int) -> None:
    return None


def steps(conn: Connection) -> int:
    """How many times `problems` will call `advance` with one: for whoever watches it."""
    return len(_CHECKS) + ledger.head(conn).length + amounts.count(conn)


def problems(conn: Connection, advance: Advance = _unwatched) -> list[Problem]:
    """Every invariant over every row; empty when all hold. `advance` is told of steps done."""
    return [
        *_of_rows(conn, advance),
        *_of_chain(conn, advance),
        *_of_amounts(conn, advance),
        *pots_again.problems(conn),
        *rooms_again.problems(conn),
        *debts_again.problems(conn),
        *_of_reserves(conn),
        *_of_batches(conn),
    ]


def _of_rows(conn: Connection, advance: Advance) -> Iterator[Problem]:
    for invariant, check in _CHECKS.items():
        yield from run(conn, {invariant: check})
        advance(1)


def _of_chain(conn: Connection, advance: Advance) -> Iterator[Problem]:
    """The first link that does not fit tells where the past was changed; the rest follows it."""
    invariant = "the hash chain verifies"
    length, previous = 0, ledger.GENESIS
    while page := ledger.links(conn, length, _POSTINGS):
        for link in page:
            length += 1
            if link.number != length or link.previous_hash != previous:
                yield Problem(invariant, str(link.number), "a posting before it is missing")
                return
            if link.hash != _hash_of(link):
                yield Problem(invariant, str(link.number), f"{link.key} was changed")
                return
            previous = link.hash
        advance(len(page))
    if ledger.head(conn) != ledger.Head(length, previous):
        yield Problem(invariant, "head", "postings at the end are missing")


def _hash_of(link: Link) -> str:
    """Empty for what was never a posting: lines that do not balance."""
    if sum([line[2] for line in link.lines]) != 0:
        return ""
    return link_hash(link.previous_hash, link.key, link.kind, link.currency, link.at, link.lines)


def _of_amounts(conn: Connection, advance: Advance) -> Iterator[Problem]:
    """Each amount once more from its terms and what came in time."""
    after, known = 0, amounts.KnownTerms(conn)
    while page := amounts.replayable(conn, known, after, _PAGE):
        came = evidence.of_posts(conn, [(each.post_id, each.terms) for each in page])
        for each in page:
            heard = came.get(each.post_id or 0, Evidence())
            snapshot_id, priced = _again(each, heard)
            again = (snapshot_id, priced.amount_minor, amounts.as_kept(priced.lines))
            if again != (each.snapshot_id, each.amount_minor, each.lines):
                yield Problem(
                    "a settlement recomputes to the same amount",
                    str(each.settlement_id),
                    f"{each.amount_minor}, again {priced.amount_minor}",
                )
        after = page[-1].settlement_id
        advance(len(page))


def _again(each: Replayable, came: Evidence) -> tuple[int | None, Priced]:
    """The reading and the price of one part, by what was heard when it was fixed."""
    basis = NOTHING_CAME
    if each.cutoff_at is not None and each.checkpoint not in STAGES:
        cutoff = checkpoints.cutoff_of(each.terms, each.checkpoint, each.cutoff_at)
        # What came when all was fixed says so itself; what came between two parts, its id tells.
        is_last = each.checkpoint == FINAL
        last_reading_id = came.last_reading_id if is_last else each.last_reading_id
        heard = came.up_to(last_reading_id, each.last_news_id)
        basis = basis_of(each.terms, heard, cutoff)
    settling = Settling(each.before_minor, each.room_minor, each.granted_minor)
    priced = checkpoints.part(each.terms, each.checkpoint, basis, settling)
    return basis.reading.snapshot_id if basis.reading else None, priced


def _of_reserves(conn: Connection) -> Iterator[Problem]:
    """What each claim under some terms takes of its campaign's budget until it is settled."""
    for each in reserves.of_terms(conn):
        again = pricing.reserve_minor(each.terms, each.slots)
        if again != each.reserve_minor:
            yield Problem(
                "a claim reserves what its terms may cost",
                str(each.terms_id),
                f"{each.reserve_minor}, again {again}",
            )


def _of_batches(conn: Connection) -> Iterator[Problem]:
    for batch in payouts.batches(conn, None):
        items = payouts.items(conn, batch.batch_id)
        if digest(items) != batch.sha256:
            yield Problem("a batch is what was frozen", str(batch.batch_id), batch.sha256)
