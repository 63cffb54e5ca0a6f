"""Our services, broken on purpose: the machine must notice each, or its peace proves nothing."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import Connection, text

from domain.basis import Basis, CutOff, Evidence
from domain.eligibility import Reason, reasons_against
from domain.ledger import Owed, Posting
from domain.made_up import MadeUp, Past
from domain.pots import InPot
from domain.terms import Terms
from services import assignments as claiming
from services import dispute_outcomes as outcomes
from services import ledger as posted
from services import pot_windows as opening
from services import pots as sharing
from services import receivables
from services import repayments as repaying
from services import settlements as settling
from storage import assignments, budgets, evidence, maturity, payables, payouts, pots, tasks

Patch = tuple[object, str, Any]


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _take_slot_unasked(conn: Connection, task_id: int) -> Callable[[], int]:
    """The condition is gone, and so is the answer."""
    take = "UPDATE task SET free = max(free - 1, 0), held = held + 1 WHERE id = :id"
    conn.execute(text(take), {"id": task_id})
    return lambda: 0


def _basis_of_all(agreed: Terms, came: Evidence, cutoff: CutOff) -> Basis:
    """Also what came after the cut-off, and from whomever."""
    readings = came.readings if agreed.is_measured else ()
    return Basis(max(readings, key=lambda each: each.observed_at, default=None))


def _all_that_came(conn: Connection, posts: Iterable[Any]) -> dict[int, Evidence]:
    return evidence.of_posts(conn, [(post_id, agreed) for post_id, agreed, _ in posts])


def _move_whatever_it_was(conn: Connection, facts: Any, target: Any, **columns: Any) -> bool:
    """The reserve is let go twice by whoever ends it again."""
    for name in ("actor_id", "now", "reason", "note", "reserved_minor"):
        columns.pop(name, None)
    move = "UPDATE assignment SET status = :status WHERE id = :id"
    conn.execute(text(move), {"status": target.value, "id": facts.assignment_id})
    return True


def _but_full(*args: Any, **kwargs: Any) -> tuple[Reason, ...]:
    """Nobody looks whether a slot is left."""
    against = reasons_against(*args, **kwargs)
    return tuple(reason for reason in against if reason is not Reason.FULL)


def _whatever_is_owed(past: Past, sent: int, amount_minor: int) -> MadeUp:
    """Also what is older than the payout, and what others made up; nothing that was given up."""
    return MadeUp(min(amount_minor, past.owed_minor))


def _transferred_twice(repayment_id: int, part: Owed, *, at: datetime) -> Posting:
    return posted.repaid(repayment_id, part.of(2 * part.amount_minor), at=at)


def _all_that_was_earned(_: int, works: Iterable[InPot], *__: Any) -> tuple[int, ...]:
    """Whatever the pot holds."""
    return tuple(each.earned_minor for each in works)


def _shared_and_open(conn: Connection, pot: pots.Pot, *args: Any) -> None:
    """A window that was split is ready again: its pot is given out, or back, once more."""
    _kept_as_ever(conn, pot, *args)
    again = "UPDATE pot_window SET split_at = NULL, reserved_minor = :pot WHERE id = :id"
    conn.execute(text(again), {"pot": pot.reserved_minor, "id": pot.window_id or 0})


_kept_as_ever: Final = pots.keep
MUTANTS: Final[dict[str, tuple[Patch, ...]]] = {
    "a slot is taken unconditionally": (
        (tasks, "take_slot", _take_slot_unasked),
        (claiming, "reasons_against", _but_full),
    ),
    "a slot is never given back": ((tasks, "give_back_slot", _nothing),),
    "a reserve is never released": ((budgets, "release", _nothing),),
    "work is moved without its columns": ((assignments, "move", _move_whatever_it_was),),
    "readings after the cut-off pay": (
        (settling, "basis_of", _basis_of_all),
        (evidence, "deciding", _all_that_came),
    ),
    "what was paid is taken from what is not there": (
        (receivables, "still_here", lambda amount, _: amount),
    ),
    "a debt is made up twice": ((receivables, "recoverable", lambda earned, *_: earned),),
    "what comes back makes up any debt": ((receivables, "made_up", _whatever_is_owed),),
    "more is transferred back than is owed": (
        (repaying, "receivables", SimpleNamespace(owed=lambda *_: 9_000)),
    ),
    "a transfer counts twice": ((repaying, "ledger", SimpleNamespace(repaid=_transferred_twice)),),
    "a pot gives everybody what they came to": (
        (sharing, "rules", SimpleNamespace(split=_all_that_was_earned)),
    ),
    "a window is split once more": ((pots, "keep", _shared_and_open),),
    "a window reserves nothing": (
        (opening, "budgets", SimpleNamespace(reserve=lambda *_: lambda: True)),
    ),
    "what was given up is granted again": (
        (outcomes, "debts", SimpleNamespace(borne_of=lambda *_: 0)),
    ),
    "money matures without its mark": ((maturity, "mark", _nothing),),
    "a batch's items stay where they were": ((payouts, "move_items", _nothing),),
    "nobody is too close to approve": ((payables, "concerns", lambda *_: False),),
}


@contextmanager
def mutated(name: str) -> Iterator[None]:
    with ExitStack() as undo:
        for place, attribute, broken in MUTANTS[name]:
            undo.callback(setattr, place, attribute, getattr(place, attribute))
            setattr(place, attribute, broken)
        yield
