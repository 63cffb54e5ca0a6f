"""A pot that works share is split once, when the last of them is counted; they settle as ever.

It is the whole campaign's, or one of a window; what is left over is free again for either.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from domain import pots as rules
from domain import pricing
from domain.due_work import BEGINNING, DueItem
from domain.pots import Bound, InPot, Limit
from domain.settlement_waits import PATIENCE
from domain.terms import Terms
from services.settlements import worth
from storage import ledger, pots, rooms, terms
from storage.pots import Member, Pot


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
    _split(conn, pot, now)
    return True


def due_windows(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Windows whose pot is ready to be split, behind `after`."""
    return pots.due_windows(conn, after, now, now - PATIENCE, most)


def split_window(conn: Connection, window_id: int, *, now: datetime) -> bool:
    """All works that were claimed in it; False as of `split`. Without any its pot is free again."""
    pot = pots.ready_window(conn, window_id, now, now - PATIENCE)
    if pot is None:
        return False
    _split(conn, pot, now)
    return True


def _split(conn: Connection, pot: Pot, now: datetime) -> None:
    members = pots.works(conn, pot)
    works = [worth(conn, each.assignment_id) for each in members]
    agreed = terms.accepted(conn, pot.terms_id)
    certain_minor = pricing.least_minor(agreed)
    sharing = [
        InPot(work.earned_minor, certain_minor, each.person_id, each.task_id)
        for each, work in zip(members, works, strict=True)
    ]
    shares = rules.split(pot.pot_minor, sharing, _rooms(conn, pot, agreed, members))
    found = list(zip(works, shares, strict=True))
    pots.keep(conn, pot, found, ledger.head(conn).length, now)


def _rooms(
    conn: Connection, pot: Pot, agreed: Terms, members: Sequence[Member]
) -> dict[Bound, int]:
    """What caps leave of these works, beside what others took of them.

    What disputes granted of a work is a part of its share.
    """
    granted = rooms.granted(conn, [each.assignment_id for each in members])
    caps = rooms.task_caps(conn, {each.task_id for each in members})
    taken = rooms.of_tasks(conn, caps) if caps else {}
    left = {(Limit.TASK, number): cap_minor - taken[number] for number, cap_minor in caps.items()}
    if agreed.creator_cap_minor:
        people = {each.person_id for each in members}
        had = rooms.of_creators(conn, people)
        left |= {
            (Limit.CREATOR, number): agreed.creator_cap_minor - had[pot.campaign_id, number]
            for number in people
        }
    for each in members:
        for bound in ((Limit.TASK, each.task_id), (Limit.CREATOR, each.person_id)):
            if bound in left:
                left[bound] += granted.get(each.assignment_id, 0)
    return {bound: max(0, room_minor) for bound, room_minor in left.items()}


def split_ready(conn: Connection, *, now: datetime) -> int:
    """All of them in one unit of work: for a past that nobody else lives in, as the demo's."""
    found = due(conn, BEGINNING, most=200, now=now)
    windows = due_windows(conn, BEGINNING, most=200, now=now)
    return sum(split(conn, terms_id, now=now) for _, terms_id in found) + sum(
        split_window(conn, window_id, now=now) for _, window_id in windows
    )
