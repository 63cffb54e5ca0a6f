"""Queries for a campaign's statement: every settlement and grant of it, and where it stands."""

from sqlalchemy import Connection, bindparam, case, select

from domain.campaign_statement import CampaignGrant, CampaignLine
from domain.settlement import SettlementState
from domain.terms import Method
from storage import grants
from storage.earnings import STATE
from storage.statements import SETTLED_PART, settled_part
from storage.tables import campaigns
from storage.tables.campaigns import task
from storage.tables.disputes import dispute
from storage.tables.money import settlement
from storage.tables.people import person
from storage.tables.work import assignment

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


_GRANTED = (
    select(
        dispute.c.id,
        assignment.c.id,
        task.c.title,
        person.c.id,
        person.c.name,
        campaigns.terms.c.method,
        dispute.c.awarded_minor,
        dispute.c.decided_at,
        case((grants.STANDS, SettlementState.PAYABLE.value), else_=SettlementState.REVERSED.value),
    )
    .select_from(
        grants.OF_WORK.join(task, task.c.id == assignment.c.task_id)
        .join(person, person.c.id == dispute.c.person_id)
        .join(campaigns.terms, campaigns.terms.c.id == assignment.c.terms_id)
    )
    .where(dispute.c.campaign_id == bindparam("of_campaign"), grants.IS_GRANTED)
    .order_by(dispute.c.id)
)


def lines(conn: Connection, campaign_id: int) -> list[CampaignLine]:
    """In the order in which they were settled."""
    found = []
    for row in conn.execute(_LINES, {"of_campaign": campaign_id}):
        person_id, name, method, amount_minor, settled_at, state = row[-6:]
        whose = (person_id, name, Method(method), amount_minor, settled_at)
        found.append(CampaignLine(settled_part(row), *whose, SettlementState(state)))
    return found


def granted(conn: Connection, campaign_id: int) -> list[CampaignGrant]:
    """By their disputes; a dispute's amount is its posting's, as `koc verify` asks."""
    return [
        CampaignGrant(*row[:5], Method(row[5]), *row[6:8], SettlementState(row[8]))
        for row in conn.execute(_GRANTED, {"of_campaign": campaign_id})
    ]
