"""A broadcast's life: confirmed over a frozen audience, paused, done; no draft is edited here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final

from sqlalchemy import Connection

from domain import broadcast as life
from domain import quiet_hours
from domain.broadcast import BroadcastFacts, Reason, Tally, VariantOutcome
from domain.broadcast_rules import MOST_PER_SECOND, NOTHING, PLAIN, Ahead, BroadcastRules, rest_of
from domain.conditions import Row
from domain.delivery import BroadcastStatus, DeliveryClass, Response
from domain.due_work import DueItem
from domain.errors import NotFound, Stale
from domain.locales import LOCALES
from domain.notices import NoticeKind
from domain.paging import Page, page_of
from domain.people import Actor, Role
from domain.quiet_hours import Held
from domain.segment import AudiencePreview
from services import freezing, notices, promotions, segment_choices, settings, traces
from services.authority import need
from storage import (
    audiences,
    broadcast_outcomes,
    broadcasts,
    offers,
    outcomes,
    reader_clocks,
    streams,
    task_audiences,
)

MOST_LISTED: Final = 8
MOST_REASONS: Final = 8
_LEAVES: Final = frozenset({BroadcastStatus.DRAFT, BroadcastStatus.SENDING})


@dataclass(frozen=True, slots=True)
class BroadcastSheet:
    """A broadcast with whom it would reach now (a draft) or how far it is (any other)."""

    facts: BroadcastFacts
    audience: AudiencePreview | None
    tally: Tally
    task_title: str
    fitting: int | None  # of a draft: how many of them could claim the task of its button
    task_free: int  # its slots that are left
    names: Mapping[Row, str]  # titles of what its segment names
    held: Held | None  # whom it reaches neither at once nor, scheduled, as it begins
    foreign: Mapping[str, int]  # of a draft: readers by language that some wording is not in
    ahead: Ahead = NOTHING  # of one that is on its way, or may be

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


@dataclass(frozen=True, slots=True)
class BroadcastPage:
    broadcasts: tuple[BroadcastFacts, ...]
    page: Page


@dataclass(frozen=True, slots=True)
class BroadcastOverview:
    broadcasts: tuple[tuple[BroadcastFacts, Tally], ...]
    page: Page


@dataclass(frozen=True, slots=True)
class BroadcastReport:
    """By variant in their order, and why the rest did not arrive."""

    sheet: BroadcastSheet
    variants: tuple[VariantOutcome, ...]
    reasons: tuple[Reason, ...]


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


def confirm(
    conn: Connection,
    actor: Actor,
    broadcast_id: int,
    rules: BroadcastRules = PLAIN,
    *,
    now: datetime,
) -> None:
    """Freeze the audience: from here on it is these people, whoever joins or leaves.

    A first part has its deliveries at once; the others follow, part by part. NoSuchRow: the segment
    asks for what nobody knows any more.
    """
    found = known_to(conn, actor, broadcast_id)
    if found.status is not BroadcastStatus.DRAFT:
        raise Stale("broadcast")
    segment_choices.ensure_known(conn, found.segment)
    last = audiences.last_person(conn)
    kept = {"confirmed_at": now, "freeze_to": last, "most_per_week": rules.most_per_week}
    kept["trace"] = traces.of(conn)
    _move(conn, found, BroadcastStatus.SENDING, **kept)
    freezing.go_on(conn, broadcast_id, most=freezing.FIRST_PART, now=now)


def pause(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> None:
    _move(conn, known_to(conn, actor, broadcast_id), BroadcastStatus.PAUSED)


def resume(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> None:
    found = known_to(conn, actor, broadcast_id)
    if found.status is not BroadcastStatus.PAUSED:
        raise Stale("broadcast")
    _move(conn, found, BroadcastStatus.SENDING)
    notices.note_queued(conn)


def cancel(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> None:
    """What has left has left; nothing more is sent, and what waits ends part by part."""
    _move(conn, known_to(conn, actor, broadcast_id), BroadcastStatus.CANCELLED)
    cancel_on(conn, broadcast_id, most=freezing.FIRST_PART, now=now)


def tapped(
    conn: Connection, actor: Actor, broadcast_id: int, kind: Response, *, now: datetime
) -> None:
    """What a reader did with one that they got; of anybody else nothing is kept, nor of one that is
    long over.
    """
    if broadcast_outcomes.is_closed(conn, broadcast_id):
        return
    if outcomes.was_sent_to(conn, broadcast_id, actor.person_id):
        outcomes.respond(conn, broadcast_id, actor.person_id, kind, now)


def mute(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> None:
    """No more promotions for its reader, who says so under this one."""
    settings.want_broadcasts(conn, actor, False, now=now)
    tapped(conn, actor, broadcast_id, Response.MUTED, now=now)


def samples(
    conn: Connection, actor: Actor, broadcast_id: int, sample_accounts: Mapping[str, str]
) -> list[tuple[str, dict[str, Any], str]]:
    """What readers would get: letter (empty with one wording), facts for the words, locale.

    `sample_accounts` by locale: what stands for an account where its maker has none.
    """
    found = known_to(conn, actor, broadcast_id)
    return [
        (
            chr(ord("A") + place) if len(found.body) > 1 else "",
            promotions.facts_for(
                conn,
                found,
                place,
                actor.person_id,
                locale,
                sample_account=sample_accounts.get(locale, ""),
            ),
            locale,
        )
        for place, versions in enumerate(found.body)
        for locale in versions
    ]


def report(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> BroadcastReport:
    """What came of it so far."""
    need(actor, Role.COORDINATOR, verb="broadcast")
    stands = as_it_stands(conn, broadcast_id, now=now)
    return BroadcastReport(stands, *_came_of(conn, stands.facts))


def _came_of(
    conn: Connection, found: BroadcastFacts
) -> tuple[tuple[VariantOutcome, ...], tuple[Reason, ...]]:
    """By its rows; of one that is long over what was written down before they went, which may have
    been while they were counted.
    """
    kept = broadcast_outcomes.of(conn, found.broadcast_id)
    if kept is None:
        counted = outcomes.by_variant(conn, found)
        reasons = outcomes.reasons(conn, found.broadcast_id, MOST_REASONS)
        kept = broadcast_outcomes.of(conn, found.broadcast_id)
        if kept is None:
            return tuple(counted), tuple(reasons)
    return kept.variants, kept.reasons[:MOST_REASONS]


def cancelling(conn: Connection) -> list[int]:
    """Cancelled ones of which something may still wait."""
    return broadcasts.cancelling(conn)


def cancel_on(conn: Connection, broadcast_id: int, *, most: int, now: datetime) -> bool:
    """Ends the next `most` that wait; whether there may be more."""
    if broadcasts.cancel_some(conn, broadcast_id, most, now) == most:
        return True
    if not broadcasts.any_waits(conn, broadcast_id):
        broadcasts.end(conn, broadcast_id, now)
    return False


def sent_out(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Those with nothing left to send, by their confirmation, behind `after`."""
    return broadcasts.all_sent_out(conn, after, most)


def finish(conn: Connection, broadcast_id: int, *, now: datetime) -> bool:
    """One with nothing left to send is done, and its maker gets the report; False if not so."""
    found = broadcasts.sent_out(conn, broadcast_id)
    if found is None or not broadcasts.move(conn, found, BroadcastStatus.DONE, ended_at=now):
        return False
    notices.queue(
        conn,
        found.created_by,
        NoticeKind.BROADCAST_DONE,
        {"broadcast_id": found.broadcast_id, "title": found.title}
        | _counts(broadcasts.tally(conn, found)),
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"broadcast_done:{found.broadcast_id}",
        now=now,
    )
    return True


def _counts(tally: Tally) -> dict[str, int]:
    return {"sent": tally.sent, "dead": tally.dead, "in_doubt": tally.in_doubt}


def known_to(conn: Connection, actor: Actor, broadcast_id: int) -> BroadcastFacts:
    """Raises NotAllowed, NotFound."""
    need(actor, Role.COORDINATOR, verb="broadcast")
    found = broadcasts.facts(conn, broadcast_id)
    if found is None:
        raise NotFound("broadcast")
    return found


def _move(conn: Connection, found: BroadcastFacts, target: BroadcastStatus, **columns: Any) -> None:
    life.ensure_leads_to(found.status, target)
    if not broadcasts.move(conn, found, target, **columns):
        raise Stale("broadcast")


def as_it_stands(conn: Connection, broadcast_id: int, *, now: datetime) -> BroadcastSheet:
    """For who has been asked before whether they may see it."""
    found = broadcasts.facts(conn, broadcast_id)
    if found is None:
        raise NotFound("broadcast")
    task = offers.sheet(conn, found.task_id) if found.task_id else None
    is_draft = found.status is BroadcastStatus.DRAFT
    counted, tally = _counted(conn, found)
    stands = BroadcastSheet(
        counted,
        preview(conn, found, now) if is_draft else None,
        tally,
        task.offer.title if task else "",
        _fitting(conn, found, now),
        task.offer.free if task else 0,
        segment_choices.named(conn, found.segment),
        _held(conn, found, now),
        _foreign(conn, found, now) if is_draft else {},
    )
    return replace(stands, ahead=_ahead(conn, stands, now))


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
    if found.task_id is None or found.status is not BroadcastStatus.DRAFT:
        return None
    later = found.arrival.is_ahead(now)
    return task_audiences.fitting(conn, found.segment, found.task_id, now, leaves_later=later)


def _held(conn: Connection, found: BroadcastFacts, now: datetime) -> Held | None:
    """Whom it has still to reach later than it begins, for the hour there."""
    if found.status is BroadcastStatus.DRAFT:
        later = found.arrival.is_ahead(now)
        clocks = reader_clocks.of_segment(conn, found.segment, now, leaves_later=later)
        return quiet_hours.held(clocks, lambda zone: found.arrival.in_zone(zone, now))
    if found.arrival.local and found.is_scheduled(now):
        return None  # each waits for the hour that was said
    return broadcasts.held(conn, found.broadcast_id, max(now, found.arrival.at or now))
