"""Terms of a draft campaign: looked at, tried, saved as a new version; no version ever changes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain import pricing
from domain.campaign import CampaignStatus, CampaignSummary
from domain.errors import NotFound, Stale, WrongState
from domain.people import Actor
from domain.terms import Terms
from services import campaigns
from services.authority import need
from services.campaigns import PLANNERS
from storage import campaign_drafts
from storage import campaigns as stored
from storage import terms as stored_terms

VERB = "change_terms"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A campaign and the newest version of its terms, which its tasks offer."""

    summary: CampaignSummary
    version: int
    terms: Terms

    @property
    def may_change(self) -> bool:
        """While nobody can have accepted them."""
        return self.summary.status is CampaignStatus.DRAFT


@dataclass(frozen=True, slots=True)
class Cost:
    """What all slots could cost under some terms, in minor units, beside the present ones'."""

    before_minor: int
    worst_case_minor: int
    budget_minor: int

    @property
    def missing_minor(self) -> int:
        """How much the budget is short of it."""
        return max(0, self.worst_case_minor - self.budget_minor)

    @property
    def change_minor(self) -> int:
        return self.worst_case_minor - self.before_minor


def agreement(conn: Connection, actor: Actor, campaign_id: int) -> Agreement:
    """Refusals: NotAllowed, NotFound."""
    need(actor, *PLANNERS, verb=VERB)
    summary = campaigns.one(conn, actor, campaign_id)
    newest = stored_terms.newest(conn, campaign_id)
    if newest is None:
        raise NotFound("campaign")
    return Agreement(summary, *newest)


def cost(found: Agreement, tried: Terms) -> Cost:
    summary = found.summary
    worst_minor = pricing.launch_minor(tried, summary.slots)
    return Cost(summary.worst_case_minor, worst_minor, summary.budget_minor)


def save(
    conn: Connection,
    actor: Actor,
    campaign_id: int,
    version: int,
    changed: Terms,
    *,
    now: datetime,
) -> int:
    """The next version, which all tasks of the campaign offer from now on; its number.

    `version` is the one that was changed: Stale when it is not the newest any more. The row of
    the campaign is written, so that a launch at the same moment sees the new worst case or comes
    before. Other refusals: NotAllowed, NotFound, WrongState.
    """
    found = agreement(conn, actor, campaign_id)
    if not found.may_change or not campaign_drafts.touch_draft(conn, campaign_id):
        raise WrongState("campaign", found.summary.status.value, VERB)
    if found.version != version:
        raise Stale("terms")
    if changed == found.terms:
        return version
    worst_minor = pricing.reserve_minor(changed, found.summary.slots)
    terms_id = stored_terms.add(
        conn,
        campaign_id,
        changed,
        worst_minor,
        version=version + 1,
        made_by=actor.person_id,
        now=now,
    )
    stored.offer_terms(conn, campaign_id, terms_id)
    return version + 1
