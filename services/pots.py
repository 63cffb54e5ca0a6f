"""A pot that works share is split once, when the last of them is counted; they settle as ever."""

from datetime import datetime

from sqlalchemy import Connection

from domain import pricing
from domain.due_work import BEGINNING, DueItem
from services.settlements import PATIENCE, worth
from storage import pots


def due(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Terms whose pot is ready to be split, behind `after`."""
    return pots.due(conn, after, now, now - PATIENCE, most)


def split(conn: Connection, terms_id: int, *, now: datetime) -> bool:
    """All works of the pot at once; False when it is not ready any more.

    What nobody told of by now weighs what is certain of it.
    """
    pot = pots.ready(conn, terms_id, now, now - PATIENCE)
    if pot is None:
        return False
    works = [worth(conn, assignment_id) for assignment_id in pots.works(conn, pot.terms_id)]
    shares = pricing.pot_shares(pot.pot_minor, [each.earned_minor for each in works])
    pots.keep(conn, pot, list(zip(works, shares, strict=True)), now)
    return True


def split_ready(conn: Connection, *, now: datetime) -> int:
    """All of them in one unit of work: for a past that nobody else lives in, as the demo's."""
    found = due(conn, BEGINNING, most=200, now=now)
    return sum(split(conn, terms_id, now=now) for _, terms_id in found)
