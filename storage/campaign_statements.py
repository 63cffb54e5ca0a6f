"""Queries for a campaign's statement: every settlement of it, and where it stands by now."""

from sqlalchemy import Connection, bindparam

from domain.campaign_statement import CampaignLine
from domain.settlement import SettlementState
from domain.terms import Method
from storage.earnings import STATE
from storage.statements import SETTLED_PART, settled_part
from storage.tables import campaigns
from storage.tables.money import settlement
from storage.tables.people import person

_LINES = (
    SETTLED_PART.add_columns(
        settlement.c.person_id,
        person.c.name,
        campaigns.terms.c.method,
        settlement.c.amount_minor,
        settlement.c.settled_at,
        STATE,
    )
    .join(person, person.c.id == settlement.c.person_id)
    .where(settlement.c.campaign_id == bindparam("of_campaign"))
    .order_by(settlement.c.id)
)


def lines(conn: Connection, campaign_id: int) -> list[CampaignLine]:
    """In the order in which they were settled."""
    found = []
    for row in conn.execute(_LINES, {"of_campaign": campaign_id}):
        person_id, name, method, amount_minor, settled_at, state = row[-6:]
        whose = (person_id, name, Method(method), amount_minor, settled_at)
        found.append(CampaignLine(settled_part(row), *whose, SettlementState(state)))
    return found
