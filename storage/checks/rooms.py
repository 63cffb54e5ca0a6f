"""What caps and pots left of settlements, and what that follows from, as the ledger grew."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, or_, select

from domain.posting_keys import KeyOf
from storage import grants
from storage.checks.ledger import SETTLE
from storage.posting_keys import key_of
from storage.tables.campaigns import task, terms
from storage.tables.disputes import dispute
from storage.tables.money import posting, pot_share, settlement
from storage.tables.work import assignment


@dataclass(frozen=True, slots=True)
class Of:
    """Whose caps an amount is counted in."""

    campaign_id: int
    person_id: int
    task_id: int


@dataclass(frozen=True, slots=True)
class FixedIn:
    """A settlement with its room; `number` is its posting's place, None of one that moved nothing.

    Caps are nought where there are none; `share_minor` is None of work that shares in no pot.
    """

    settlement_id: int
    of: Of
    amount_minor: int
    room_minor: int | None
    granted_minor: int
    creator_cap_minor: int
    task_cap_minor: int
    has_pot: bool
    share_minor: int | None
    number: int | None
    reversed_number: int | None


@dataclass(frozen=True, slots=True)
class Granted:
    """What a dispute gave a work, from one posting on, and up to another if that took it back."""

    of: Of
    amount_minor: int
    number: int
    reversed_number: int | None


_settle, _reverse = posting.alias("settle"), posting.alias("reverse")
_agreed = terms.alias()
_HAS_ROOM: Final = or_(
    settlement.c.room_minor.is_not(None),
    terms.c.pot_minor > 0,
    settlement.c.campaign_id.in_(
        select(_agreed.c.campaign_id).where(_agreed.c.creator_cap_minor > 0)
    ),
    task.c.cap_minor > 0,
)
_FIXED = (
    select(
        settlement.c.id,
        settlement.c.campaign_id,
        settlement.c.person_id,
        assignment.c.task_id,
        settlement.c.amount_minor,
        settlement.c.room_minor,
        settlement.c.granted_minor,
        terms.c.creator_cap_minor,
        task.c.cap_minor,
        terms.c.pot_minor > 0,
        pot_share.c.share_minor,
        _settle.c.id,
        _reverse.c.id,
    )
    .select_from(settlement)
    .join(assignment, assignment.c.id == settlement.c.assignment_id)
    .join(task, task.c.id == assignment.c.task_id)
    .join(terms, terms.c.id == settlement.c.terms_id)
    .outerjoin(pot_share, pot_share.c.assignment_id == settlement.c.assignment_id)
    .outerjoin(_settle, _settle.c.key == SETTLE)
    .outerjoin(_reverse, _reverse.c.key == key_of(KeyOf.REVERSE, settlement.c.id))
    .where(settlement.c.id > bindparam("after"), _HAS_ROOM)
    .order_by(settlement.c.id)
    .limit(bindparam("most"))
)
_back = posting.alias("back")
_GRANTED = (
    select(
        dispute.c.campaign_id,
        dispute.c.person_id,
        assignment.c.task_id,
        dispute.c.awarded_minor,
        posting.c.id,
        _back.c.id,
    )
    .select_from(grants.OF_WORK)
    .join(posting, posting.c.key == key_of(KeyOf.DISPUTE, dispute.c.id))
    .outerjoin(_back, _back.c.key == key_of(KeyOf.REVERSE_GRANT, dispute.c.id))
    .where(grants.IS_GRANTED)
    .order_by(posting.c.id)
)


def fixed(conn: Connection, after: int, most: int) -> list[FixedIn]:
    """The next `most` behind the id `after` of those that caps or pots have to do with."""
    rows: Any = conn.execute(_FIXED, {"after": after, "most": most})
    return [_fixed(row) for row in rows]


def _fixed(row: Any) -> FixedIn:
    values: list[Any] = [row[0], Of(*row[1:4]), *row[4:9], bool(row[9]), *row[10:]]
    return FixedIn(*values)


def granted(conn: Connection) -> list[Granted]:
    """In the order in which disputes gave it."""
    rows: Any = conn.execute(_GRANTED)
    return [Granted(Of(*row[:3]), *row[3:]) for row in rows]
