"""What a campaign will look like to its creators, for staff, before anybody can claim."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from domain.campaign import CampaignSummary
from domain.errors import NotFound
from domain.people import Actor
from domain.renditions import IssueFacts, Rendition, issue
from services import campaigns
from services.offers import Sheet
from storage import offers, templates, terms
from storage.overview import TaskLine

__all__ = ["Preview", "TaskLine", "preview"]

EXAMPLE_HANDLE = "@handle"


@dataclass(frozen=True, slots=True)
class Preview:
    """The sheet a creator decides on, and one text of each variant of the task's template."""

    sheet: Sheet
    samples: tuple[Rendition, ...]
    slots: int


def preview(conn: Connection, actor: Actor, campaign_id: int, task_id: int) -> Preview:
    """Of a draft campaign too; the samples' code belongs to nobody."""
    campaign = campaigns.one(conn, actor, campaign_id)
    task = offers.sheet(conn, task_id, drafts=True)
    agreed = terms.by_id(conn, task.terms_id) if task else None
    if task is None or agreed is None:
        raise NotFound("task")
    template = templates.by_id(conn, task.template_id).template
    sheet = Sheet(task, agreed, ())
    facts = _of_nobody(sheet, campaign, actor.locale)
    samples = (
        issue(template, replace(facts, serial=serial)) for serial in range(len(template.variants))
    )
    return Preview(sheet, tuple(samples), offers.slots(conn, task_id))


def _of_nobody(sheet: Sheet, campaign: CampaignSummary, locale: str) -> IssueFacts:
    task, agreed = sheet.task, sheet.terms
    return IssueFacts(
        assignment_id=0,
        serial=0,
        platform=task.offer.platform,
        locale=locale,
        brand=campaign.brand,
        campaign=campaign.title,
        handle=EXAMPLE_HANDLE,
        audience=task.offer.audience,
        scene=task.offer.scene,
        disclosure=agreed.disclosure,
        ai_label=agreed.ai_label,
    )
