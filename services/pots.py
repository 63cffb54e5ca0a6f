"""A pot that works share is split once, when the last of them is counted; they settle as ever."""

from datetime import datetime

from sqlalchemy import Connection

from domain import pricing
from services.settlements import PATIENCE, worth
from storage import pots
from storage.pots import Pot


def split_ready(conn: Connection, *, now: datetime) -> int:
    """How many were split: of each, all its works at once."""
    found = pots.ready(conn, now, now - PATIENCE)
    for pot in found:
        _split(conn, pot, now)
    return len(found)


def _split(conn: Connection, pot: Pot, now: datetime) -> None:
    """What nobody told of by now weighs what is certain of it."""
    works = pots.works(conn, pot.terms_id)
    earned = [worth(conn, assignment_id) for assignment_id in works]
    shares = pricing.pot_shares(pot.pot_minor, earned)
    pots.keep(conn, pot, list(zip(works, earned, shares, strict=True)), now)
