"""An owner raises the budget of a campaign, with a reason; nothing here spends any of it."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain import budget
from domain.budget import Raise
from domain.campaign import CampaignSummary
from domain.errors import OwnWork, Stale
from domain.notices import NoticeKind
from domain.offer import SHORT_AT_PERCENT
from domain.people import Actor, Role
from domain.reasons import ensure_reason
from services import campaigns, staff_notices
from services.authority import need
from storage import budget_raises, budgets, disputes, linked

RAISERS: Final = (Role.OWNER,)
_VERB: Final = "raise_budget"
_TOLD: Final = frozenset({Role.OWNER, Role.COORDINATOR, Role.FINANCE})


def to_raise(conn: Connection, actor: Actor, campaign_id: int) -> CampaignSummary:
    """As it stands, for who may raise it.

    Refusals: NotAllowed, NotFound, OwnWork (a dispute of theirs, or of
    somebody linked to them, may wait for this money).
    """
    need(actor, *RAISERS, verb=_VERB)
    found = campaigns.one(conn, actor, campaign_id)
    if linked.linked_to(conn, actor.person_id, disputes.who_disputes(conn, campaign_id)):
        raise OwnWork(_VERB)
    return found


def raise_to(
    conn: Connection,
    actor: Actor,
    campaign_id: int,
    seen_minor: int,
    wanted_minor: int,
    reason: str,
    *,
    now: datetime,
) -> int:
    """From the budget that they saw to another, in all; the campaign's id.

    Live or closed: a dispute may be right when all is over. Owners, coordinators and finance hear
    who did it and why. Refusals besides: ReasonMissing, NotARaise, Stale (it was raised meanwhile).
    """
    found = to_raise(conn, actor, campaign_id)
    reason = ensure_reason(reason)
    if seen_minor != found.budget_minor:
        raise Stale("budget")
    budget.ensure_raise(seen_minor, wanted_minor, found.currency)
    if not budgets.raise_to(conn, campaign_id, seen_minor, wanted_minor, SHORT_AT_PERCENT):
        raise Stale("budget")
    amounts = seen_minor, wanted_minor
    raise_id = budget_raises.add(conn, campaign_id, *amounts, reason, actor.person_id, now)
    facts = {
        "campaign_id": campaign_id,
        "title": found.title,
        "currency": found.currency,
        "before_minor": seen_minor,
        "after_minor": wanted_minor,
        "by": actor.name,
        "reason": reason,
    }
    kind, key = NoticeKind.BUDGET_RAISED, str(raise_id)
    staff_notices.tell(conn, _TOLD, kind, facts, key, now=now, but=actor.person_id)
    return campaign_id


def is_raised(
    conn: Connection,
    actor: Actor,
    campaign_id: int,
    seen_minor: int,
    wanted_minor: int,
    reason: str,
) -> bool:
    """Whether the newest raise is this very one of theirs: what a second sending wants is done."""
    found = history(conn, actor, campaign_id)[:1]
    wanted = seen_minor, wanted_minor, reason.strip(), actor.name
    return any((e.before_minor, e.after_minor, e.reason, e.by) == wanted for e in found)


def history(conn: Connection, actor: Actor, campaign_id: int) -> tuple[Raise, ...]:
    """How its budget grew, the newest first; for who sees the campaign."""
    campaigns.one(conn, actor, campaign_id)
    return budget_raises.of_campaign(conn, campaign_id)
