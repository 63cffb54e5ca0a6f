"""What a campaign's money did, for finance and coordinators; wording it is words'."""

from typing import Final

from sqlalchemy import Connection

from domain.campaign_statement import CampaignStatement
from domain.errors import NotFound
from domain.people import Actor, Role
from services.authority import need
from storage import campaign_statements, campaign_summaries

READERS: Final = (Role.FINANCE, Role.COORDINATOR)


def one(conn: Connection, actor: Actor, campaign_id: int, timezone: str) -> CampaignStatement:
    """By the house's clock, as its files. Refusals: NotAllowed, NotFound."""
    need(actor, *READERS, verb="statements")
    return of_campaign(conn, campaign_id, timezone)


def of_campaign(conn: Connection, campaign_id: int, timezone: str) -> CampaignStatement:
    """For the console of the machine. Raises NotFound."""
    summary = campaign_summaries.summary(conn, campaign_id)
    if summary is None:
        raise NotFound("campaign")
    lines = campaign_statements.lines(conn, campaign_id)
    granted = campaign_statements.granted(conn, campaign_id)
    return CampaignStatement(summary, timezone, tuple(lines), tuple(granted))
