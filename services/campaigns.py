"""A campaign's life: loaded from a plan, previewed, launched when it is funded, paused, closed."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain import campaign as life
from domain import local_times, pricing
from domain.campaign import CampaignStatus, CampaignSummary, PotTooSmall, Unfunded
from domain.campaign_file import CampaignPlan, TaskPlan
from domain.dealing import Wordings, different_texts
from domain.errors import NotFound, Stale
from domain.events import EventType
from domain.locales import EN
from domain.people import Actor, Role
from domain.returns import Stability
from domain.tracking_target import Utm, landing, slug
from domain.wording import read_title
from services import events, occurrences
from services.authority import need
from storage import (
    campaign_drafts,
    campaign_summaries,
    campaigns,
    return_reports,
    templates,
    terms,
)
from storage import occurrences as occurrence_rows
from storage import terms as stored_terms
from storage.occurrences import Series

PLANNERS = (Role.COORDINATOR,)
TOLD = {
    CampaignStatus.LIVE: EventType.CAMPAIGN_LAUNCHED,
    CampaignStatus.PAUSED: EventType.CAMPAIGN_PAUSED,
    CampaignStatus.CLOSED: EventType.CAMPAIGN_CLOSED,
}


def load(
    conn: Connection, actor: Actor, plan: CampaignPlan, sha256: str, *, now: datetime
) -> CampaignSummary:
    """A draft campaign from a parsed file; the same file again shows the one it made."""
    need(actor, *PLANNERS, verb="load_campaign")
    return _shown(conn, install(conn, plan, sha256, created_by=actor.person_id, now=now))


def install(
    conn: Connection, plan: CampaignPlan, sha256: str, *, created_by: int | None, now: datetime
) -> int:
    """The rows of a plan, once per file; its id. `created_by` None: the command line.

    Of a draft that was discarded the same file brings back what it was.
    """
    known = campaign_drafts.id_by_file(conn, sha256)
    if known is not None:
        campaign_drafts.bring_back(conn, known)
        return known
    zone = ZoneInfo(plan.timezone)
    campaign_id = campaign_drafts.add(
        conn,
        plan,
        sha256=sha256,
        created_by=created_by,
        starts_at=_start_of(plan.starts_on, zone),
        ends_at=_end_of(plan.ends_on, zone),
        now=now,
    )
    _add_offer(conn, campaign_id, plan, zone, now)
    return campaign_id


def _add_offer(
    conn: Connection, campaign_id: int, plan: CampaignPlan, zone: ZoneInfo, now: datetime
) -> None:
    brief_id = campaign_drafts.add_brief(conn, campaign_id, plan.brief, now=now)
    worst_case = pricing.reserve_minor(plan.terms, plan.slots)
    terms_id = terms.add(conn, campaign_id, plan.terms, worst_case, now=now)
    template_ids = {made.key: templates.add(conn, campaign_id, made) for made in plan.templates}
    for cell in plan.tasks:
        campaign_drafts.add_task(
            conn,
            campaign_id,
            cell,
            template_id=template_ids[cell.template],
            terms_id=terms_id,
            brief_id=brief_id,
            opens_at=local_times.at(cell.opens_on, cell.opens_clock, zone),
            due_at=_due_at(cell, zone),
            target_url=_target(cell, plan, campaign_id),
        )


def _target(cell: TaskPlan, plan: CampaignPlan, campaign_id: int) -> str:
    """Where the cell's links lead, but for the code that tells one from the others."""
    if cell.tracking is None:
        return ""
    name = cell.tracking.campaign or slug(read_title(plan.title, EN)) or f"campaign-{campaign_id}"
    utm = Utm(cell.tracking.source or cell.platform.value, cell.tracking.medium, name)
    return landing(cell.tracking.url, utm)


def _start_of(day: date, zone: ZoneInfo) -> datetime:
    return local_times.at(day, time(), zone)


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    """The day is part of it."""
    return local_times.at(day + timedelta(days=1), time(), zone)


def _due_at(cell: TaskPlan, zone: ZoneInfo) -> datetime:
    if cell.due_clock is None:
        return _end_of(cell.due_on, zone)
    return local_times.at(cell.due_on, cell.due_clock, zone)


def every(conn: Connection, actor: Actor) -> list[CampaignSummary]:
    need(actor, *PLANNERS, Role.REVIEWER, Role.FINANCE, verb="see_campaigns")
    return campaign_summaries.summaries(conn)


def one(conn: Connection, actor: Actor, campaign_id: int) -> CampaignSummary:
    need(actor, *PLANNERS, Role.REVIEWER, Role.FINANCE, verb="see_campaigns")
    return _shown(conn, campaign_id)


def sheet(
    conn: Connection, actor: Actor, campaign_id: int, *, now: datetime
) -> tuple[CampaignSummary, Stability | None]:
    """How it stands, and how its readings come back, once one was due."""
    found = one(conn, actor, campaign_id)
    return found, return_reports.of_campaign(conn, campaign_id, now)


def series(
    conn: Connection, actor: Actor, campaign_id: int, *, now: datetime
) -> tuple[Series, ...]:
    """Its tasks that recur, and how far each is."""
    need(actor, *PLANNERS, Role.REVIEWER, Role.FINANCE, verb="see_campaigns")
    return occurrence_rows.of_campaign(conn, campaign_id, now)


def wordings(conn: Connection, actor: Actor, campaign_id: int) -> tuple[Wordings, ...]:
    """Whether its templates can give each slot a text of its own."""
    need(actor, *PLANNERS, Role.REVIEWER, Role.FINANCE, verb="see_campaigns")
    stored = (
        (templates.by_id(conn, at), slots) for at, slots in templates.slots(conn, campaign_id)
    )
    return tuple(
        Wordings(each.template.title, different_texts(each.template), slots)
        for each, slots in stored
    )


def to_launch(conn: Connection, actor: Actor, campaign_id: int) -> CampaignSummary:
    """Before it is asked whether to: PotTooSmall of a draft, which an older version let pass.

    What creators were promised once stays as it is: a launch after a pause asks nothing of it.
    """
    need(actor, *PLANNERS, verb="launch")
    found = _shown(conn, campaign_id)
    if found.status is CampaignStatus.DRAFT:
        _ensure_pot_reaches(conn, found)
    return found


def _ensure_pot_reaches(conn: Connection, found: CampaignSummary) -> None:
    newest = stored_terms.newest(conn, found.campaign_id)
    if newest is not None and not pricing.pot_reaches(newest[1], found.slots):
        agreed = newest[1]
        least_minor = pricing.least_minor(agreed)
        raise PotTooSmall(agreed.pot_minor, found.slots, least_minor, found.currency)


def launch(conn: Connection, actor: Actor, campaign_id: int, *, now: datetime) -> CampaignSummary:
    """Open it for claims; Unfunded when all its slots together could cost more than its budget.

    PotTooSmall as of `to_launch`.
    """
    found = to_launch(conn, actor, campaign_id)
    if not found.funded:
        raise Unfunded(found.worst_case_minor, found.budget_minor, found.currency)
    # The first time alone: from it windows of pots are counted.
    first = {"launched_at": now} if found.status is CampaignStatus.DRAFT else {}
    launched = _moved(conn, found, CampaignStatus.LIVE, now, **first)
    occurrences.plan(conn, campaign_id, now=now)
    return launched


def pause(conn: Connection, actor: Actor, campaign_id: int, *, now: datetime) -> CampaignSummary:
    """No new claims until it is launched again; open work goes on."""
    need(actor, *PLANNERS, verb="pause")
    return _moved(conn, _shown(conn, campaign_id), CampaignStatus.PAUSED, now)


def close(conn: Connection, actor: Actor, campaign_id: int, *, now: datetime) -> CampaignSummary:
    """No new claims, ever; what is claimed ends in its own time and is paid.

    A draft is discarded so: it leaves the lists, and partners, who never heard of it, hear nothing.
    """
    need(actor, *PLANNERS, verb="close")
    found = _shown(conn, campaign_id)
    if found.status is CampaignStatus.DRAFT:
        return _discarded(conn, found, now)
    return _moved(conn, found, CampaignStatus.CLOSED, now, closed_at=now)


def older_drafts(conn: Connection, actor: Actor, campaign_id: int) -> int:
    """How many other drafts of its title and brand were loaded before this draft."""
    need(actor, *PLANNERS, Role.REVIEWER, Role.FINANCE, verb="see_campaigns")
    return len(campaign_drafts.older_drafts(conn, campaign_id))


def running_namesake(conn: Connection, actor: Actor, campaign_id: int) -> int | None:
    """A campaign of this draft's title and brand that runs: the draft is another one beside it."""
    need(actor, *PLANNERS, Role.REVIEWER, Role.FINANCE, verb="see_campaigns")
    return campaign_drafts.running_namesake(conn, campaign_id)


def replace_drafts(
    conn: Connection, actor: Actor, campaign_id: int, *, now: datetime
) -> CampaignSummary:
    """Discard the older drafts of its title and brand: this one stands for them."""
    need(actor, *PLANNERS, verb="close")
    for older in campaign_drafts.older_drafts(conn, campaign_id):
        _discarded(conn, _shown(conn, older), now)
    return _shown(conn, campaign_id)


def _discarded(conn: Connection, found: CampaignSummary, now: datetime) -> CampaignSummary:
    closed = CampaignStatus.CLOSED
    if not campaigns.move(conn, found.campaign_id, found.status, closed, closed_at=now):
        raise Stale("campaign")
    return _shown(conn, found.campaign_id)


def _shown(conn: Connection, campaign_id: int) -> CampaignSummary:
    found = campaign_summaries.summary(conn, campaign_id)
    if found is None:
        raise NotFound("campaign")
    return found


def _moved(
    conn: Connection,
    found: CampaignSummary,
    target: CampaignStatus,
    now: datetime,
    **columns: datetime,
) -> CampaignSummary:
    life.ensure_leads_to(found.status, target)
    if not campaigns.move(conn, found.campaign_id, found.status, target, **columns):
        raise Stale("campaign")
    cause = f"campaign:{found.campaign_id}:{target.value}:{now.isoformat()}"
    told = {"campaign": found.campaign_id, "title": found.title}
    events.tell(conn, TOLD[target], cause, told, now=now)
    return _shown(conn, found.campaign_id)
