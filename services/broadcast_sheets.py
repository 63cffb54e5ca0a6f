"""A broadcast as staff see it: whom it would reach or how far it is; lists of them. Moves none."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final

from sqlalchemy import Connection

from domain import quiet_hours
from domain.broadcast import BroadcastFacts, Tally
from domain.broadcast_rules import MOST_PER_SECOND, NOTHING, Ahead, BroadcastRules, Rest, rest_of
from domain.conditions import Row
from domain.delivery import BroadcastStatus
from domain.errors import NotFound
from domain.locales import LOCALES
from domain.paging import Page, page_of
from domain.people import Actor, Role
from domain.quiet_hours import Held
from domain.segment import AudiencePreview
from services import promotions, segment_choices
from services.authority import need
from storage import audiences, broadcasts, offers, reader_clocks, streams, task_audiences

MOST_LISTED: Final = 8
WORTH_PAYING_FOR: Final = timedelta(minutes=1)  # sooner; less is worth no Star
_LEAVES: Final = frozenset({BroadcastStatus.DRAFT, BroadcastStatus.SENDING})


@dataclass(frozen=True, slots=True)
class BroadcastSheet:
    """A broadcast with whom it would reach now (a draft) or how far it is (any other)."""

    facts: BroadcastFacts
    audience: AudiencePreview | None
    tally: Tally
    offered: str  # what its first button opens: a task's title, or a campaign's; empty: nothing
    fitting: int | None  # of a draft: how many of them could claim what its button opens
    free_slots: int  # slots of it that are left
    names: Mapping[Row, str]  # titles of what its segment names
    held: Held | None  # whom it reaches neither at once nor, scheduled, as it begins
    foreign: Mapping[str, int]  # of a draft: readers by language that some wording is not in
    ahead: Ahead = NOTHING  # of one that is on its way, or may be
    values: Mapping[str, Any] = field(default_factory=dict)  # of a draft's fields: its maker's own
    any_left: bool = False  # of one that stands: some reader has it, or may have

    @property
    def messages(self) -> int:
        """All that are frozen; of a draft as many as it would reach now."""
        return self.audience.reached if self.audience else self.facts.audience

    @property
    def paid_messages(self) -> int:
        """So many of them; an audience may have outgrown what was agreed to."""
        return min(self.messages, self.facts.paid_messages)

    @property
    def leaving(self) -> int:
        """What still waits, but for a later hour there."""
        held = self.held.readers if self.held else 0
        return self.messages if self.audience else max(0, self.tally.waiting - held)

    def eta(self, rules: BroadcastRules) -> timedelta:
        """How long the rest takes at the rate that is allowed, in turns with what is on its way."""
        rest = rest_of(self.leaving, self.facts.paid_messages, self.messages)
        return rules.takes(rest, self.ahead)

    def eta_paid(self, rules: BroadcastRules) -> timedelta:
        """The same if all of it were paid for."""
        return rules.takes(Rest(0, self.leaving), self.ahead)

    def gains_by_paying(self, rules: BroadcastRules) -> bool:
        """It may be paid for, is not, and would be out a minute sooner or more."""
        if not rules.may_pay or self.audience is None or self.facts.paid_messages:
            return False
        return self.eta(rules) - self.eta_paid(rules) >= WORTH_PAYING_FOR

    @property
    def is_out(self) -> bool:
        """Confirmed, and nothing of it waits or is still to be frozen."""
        is_confirmed = self.facts.confirmed_at is not None
        return is_confirmed and not (self.tally.waiting or self.facts.freezing)

    @property
    def stands(self) -> BroadcastStatus:
        """With nothing left to send it is done, also before the clock has said so."""
        status = self.facts.status
        return BroadcastStatus.DONE if status is BroadcastStatus.SENDING and self.is_out else status

    @property
    def is_leaving(self) -> bool:
        """Some of it goes now: not of one that stands, nor of what waits for a later hour."""
        return self.facts.status is BroadcastStatus.SENDING and bool(self.leaving)


@dataclass(frozen=True, slots=True)
class BroadcastPage:
    broadcasts: tuple[BroadcastFacts, ...]
    page: Page


@dataclass(frozen=True, slots=True)
class BroadcastOverview:
    broadcasts: tuple[tuple[BroadcastFacts, Tally], ...]
    page: Page


def listed(conn: Connection, actor: Actor, number: int, size: int = MOST_LISTED) -> BroadcastPage:
    """What runs or is scheduled first, then the newest."""
    need(actor, Role.COORDINATOR, verb="broadcast")
    at = page_of(broadcasts.count(conn), number, size)
    return BroadcastPage(tuple(broadcasts.listed(conn, at.start, size)), at)


def overview(conn: Connection, actor: Actor, number: int, size: int) -> BroadcastOverview:
    """The same with how far each is."""
    found = listed(conn, actor, number, size)
    return BroadcastOverview(tuple(_counted(conn, each) for each in found.broadcasts), found.page)


def _counted(conn: Connection, found: BroadcastFacts) -> tuple[BroadcastFacts, Tally]:
    """Its audience as it was counted: it may have grown since `found` was read."""
    tally = broadcasts.tally(conn, found)
    return replace(found, audience=tally.audience), tally


def sheet(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> BroadcastSheet:
    need(actor, Role.COORDINATOR, verb="broadcast")
    return as_it_stands(conn, broadcast_id, now=now)


def known_to(conn: Connection, actor: Actor, broadcast_id: int) -> BroadcastFacts:
    """Raises NotAllowed, NotFound."""
    need(actor, Role.COORDINATOR, verb="broadcast")
    found = broadcasts.facts(conn, broadcast_id)
    if found is None:
        raise NotFound("broadcast")
    return found


def as_it_stands(conn: Connection, broadcast_id: int, *, now: datetime) -> BroadcastSheet:
    """For who has been asked before whether they may see it."""
    found = broadcasts.facts(conn, broadcast_id)
    if found is None:
        raise NotFound("broadcast")
    offered, free_slots = _offered(conn, found, now)
    is_draft = found.status is BroadcastStatus.DRAFT
    counted, tally = _counted(conn, found)
    stands = BroadcastSheet(
        counted,
        preview(conn, found, now) if is_draft else None,
        tally,
        offered,
        _fitting(conn, found, now),
        free_slots,
        segment_choices.named(conn, found.segment),
        _held(conn, found, now),
        _foreign(conn, found, now) if is_draft else {},
    )
    values = promotions.values_of(conn, found, found.created_by) if is_draft else {}
    stood = found.status is BroadcastStatus.PAUSED
    any_left = stood and broadcasts.any_left(conn, broadcast_id)
    return replace(stands, ahead=_ahead(conn, stands, now), values=values, any_left=any_left)


def _offered(conn: Connection, found: BroadcastFacts, now: datetime) -> tuple[str, int]:
    """Its title, and how many slots of it are left."""
    if found.campaign_id is not None:
        campaign = offers.campaign_offer(conn, found.campaign_id, now)
        return (campaign.title, campaign.free) if campaign else ("", 0)
    task = offers.sheet(conn, found.task_id) if found.task_id else None
    return (task.offer.title, task.offer.free) if task else ("", 0)


def _ahead(conn: Connection, stands: BroadcastSheet, now: datetime) -> Ahead:
    """What is due by the time it begins, as far as it could come before the last of this one."""
    if not stands.leaving or stands.facts.status not in _LEAVES:
        return NOTHING
    begins = max(now, stands.facts.arrival.at or now)
    lead = begins - now
    most = stands.leaving + ceil(lead.total_seconds() * MOST_PER_SECOND)
    others = tuple(streams.ahead(conn, stands.facts.broadcast_id, by=begins, most=most))
    notices = 0 if lead else streams.notices_ahead(conn, by=now, most=most)
    return Ahead(others, notices, lead)


def preview(conn: Connection, found: BroadcastFacts, now: datetime) -> AudiencePreview:
    """Whom a draft would reach now."""
    later = found.arrival.is_ahead(now)
    return audiences.counted(conn, found.segment, now, leaves_later=later)


def _foreign(conn: Connection, found: BroadcastFacts, now: datetime) -> dict[str, int]:
    lacking = [locale for locale in LOCALES if any(locale not in each for each in found.body)]
    if not lacking:
        return {}
    later = found.arrival.is_ahead(now)
    return audiences.readers(conn, found.segment, lacking, now, leaves_later=later)


def _fitting(conn: Connection, found: BroadcastFacts, now: datetime) -> int | None:
    if not found.counts_claims or found.status is not BroadcastStatus.DRAFT:
        return None
    later = found.arrival.is_ahead(now)
    if found.campaign_id is not None:
        of_campaign, at = task_audiences.fitting_any, found.campaign_id
        return of_campaign(conn, found.segment, at, now, leaves_later=later)
    assert found.task_id is not None  # it offers one or the other
    return task_audiences.fitting(conn, found.segment, found.task_id, now, leaves_later=later)


def _held(conn: Connection, found: BroadcastFacts, now: datetime) -> Held | None:
    """Whom it has still to reach later than it begins, for the hour there."""
    if found.status is BroadcastStatus.CANCELLED:
        return None  # what waits still is about to end
    if found.status is BroadcastStatus.DRAFT:
        later = found.arrival.is_ahead(now)
        clocks = reader_clocks.of_segment(conn, found.segment, now, leaves_later=later)
        return quiet_hours.held(clocks, lambda zone: found.arrival.in_zone(zone, now))
    if found.arrival.local and found.is_scheduled(now):
        return None  # each waits for the hour that was said
    return broadcasts.held(conn, found.broadcast_id, max(now, found.arrival.at or now))
