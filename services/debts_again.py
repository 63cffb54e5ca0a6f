"""What payouts that came back made up, worked out once more as the ledger stood before each."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from domain.made_up import made_up
from storage import receivables
from storage.checks.broken import Broken

INVARIANT: Final = "what came back makes up what fell away since it was sent"


def problems(conn: Connection) -> Iterator[Broken]:
    """Of those who ever owed anything: nobody else has a debt to be made up."""
    for person_id, currency in receivables.returned_to_debtors(conn):
        past = receivables.past(conn, person_id, currency)
        for each in past.back:
            again = made_up(past.before(each.number), each.sent, each.amount_minor)
            if again != each.made_up:
                kept = f"{each.made_up.owed_minor} + {each.made_up.borne_minor}"
                found = f"{kept}, again {again.owed_minor} + {again.borne_minor}"
                yield Broken(INVARIANT, str(each.number), found)
