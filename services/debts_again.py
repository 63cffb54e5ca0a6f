"""What made up or cleared debts, worked out once more as the ledger stood before each."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from domain.debts import borne_of
from domain.made_up import made_up
from storage import debts, receivables
from storage.checks.broken import Broken

INVARIANT: Final = "what came back makes up what fell away since it was sent"
GRANTED: Final = "what was given up is granted by no money"


def problems(conn: Connection) -> Iterator[Broken]:
    yield from _of_returned(conn)
    yield from _of_overturned(conn)


def _of_returned(conn: Connection) -> Iterator[Broken]:
    """Of those who ever owed anything: nobody else has a debt to be made up."""
    for person_id, currency in receivables.returned_to_debtors(conn):
        past = receivables.past(conn, person_id, currency)
        for each in past.back:
            again = made_up(past.before(each.number), each.sent, each.amount_minor)
            if again != each.made_up:
                kept = f"{each.made_up.owed_minor} + {each.made_up.borne_minor}"
                found = f"{kept}, again {again.owed_minor} + {again.borne_minor}"
                yield Broken(INVARIANT, str(each.number), found)


def _of_overturned(conn: Connection) -> Iterator[Broken]:
    for each in debts.overturned(conn):
        moves = debts.moves(conn, each.person_id, each.currency)
        before = [move for move in moves if move.number < each.number]
        cleared = sum(move.borne_minor for move in moves if move.number == each.number)
        again = min(each.amount_minor, borne_of(before, each.work))
        if again != cleared:
            yield Broken(GRANTED, str(each.number), f"{cleared}, again {again}")
