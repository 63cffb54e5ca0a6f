"""A draft broadcast as its maker edits it: wordings, buttons, moment, payment; sends nothing."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from domain import broadcast as life
from domain import message, segment_text
from domain.arrival import Arrival
from domain.broadcast import BroadcastFacts
from domain.broadcast_rules import MESSAGES_PER_STAR, BroadcastRules, stars
from domain.errors import NotFound, Stale
from domain.message import BadBody, Body, Link, Version
from domain.message import Page as BotPage
from domain.offer import Offer, OpenCampaign
from domain.paging import Page, page_of
from domain.people import Actor, Role
from services import broadcast_repeats, promotions
from services.authority import need
from services.broadcast_sheets import known_to, preview
from storage import broadcast_draft_rows, offers

MOST_OFFERED: Final = 8
Sample = tuple[str, dict[str, Any], str]
"""Letter of its wording (empty with one), facts for the words, locale."""
WESTERNMOST: Final = "Etc/GMT+12"  # where any local time comes last


@dataclass(frozen=True, slots=True)
class OfferedCampaigns:
    campaigns: tuple[OpenCampaign, ...]
    page: Page


@dataclass(frozen=True, slots=True)
class OfferedTasks:
    offers: tuple[Offer, ...]
    page: Page


def draft(conn: Connection, actor: Actor, versions: Mapping[str, Version], *, now: datetime) -> int:
    """Its id. For everybody, at once, without a button, until it is edited."""
    need(actor, Role.COORDINATOR, verb="broadcast")
    _ensure_fit(versions)
    return _add(conn, actor, _first_words((versions,)), versions, now)


def draft_named(
    conn: Connection, actor: Actor, name: str, versions: Mapping[str, Version], *, now: datetime
) -> int:
    """The same under a name of its own; by its first words where it is given none. Sent twice, it
    is one.
    """
    need(actor, Role.COORDINATOR, verb="broadcast")
    _ensure_fit(versions)
    title = segment_text.name_of(name) if name.strip() else _first_words((versions,))
    before = broadcast_repeats.written(conn, actor, title, (versions,), now=now)
    return before or _add(conn, actor, title, versions, now)


def _add(
    conn: Connection, actor: Actor, title: str, versions: Mapping[str, Version], now: datetime
) -> int:
    by = actor.person_id
    return broadcast_draft_rows.add(conn, title=title, body=(versions,), created_by=by, now=now)


def _ensure_fit(versions: Mapping[str, Version]) -> None:
    if not versions:
        raise BadBody
    for each in versions.values():
        message.ensure_fits(each)


def set_variant(
    conn: Connection,
    actor: Actor,
    broadcast_id: int,
    place: int,
    revision: int,
    versions: Mapping[str, Version],
    *,
    now: datetime,
) -> int:
    """The wording at that place (0 the first), or one more; its broadcast's id. Raises Rewritten:
    the draft is another one than was shown, and that place may be another wording's.
    """
    found = known_to(conn, actor, broadcast_id)
    _ensure_fit(versions)
    if found.revision != revision:
        raise life.Rewritten
    if not 0 <= place <= min(len(found.body), message.MOST_VARIANTS - 1):
        raise NotFound("variant")
    _set_body(conn, found, (*found.body[:place], versions, *found.body[place + 1 :]))
    return broadcast_id


def drop_variant(
    conn: Connection, actor: Actor, broadcast_id: int, place: int, revision: int, *, now: datetime
) -> None:
    """One of several; those behind it move up. Stale: the draft is another one than was shown, and
    that place may be another wording's.
    """
    found = known_to(conn, actor, broadcast_id)
    if found.revision != revision or len(found.body) < 2 or not 0 <= place < len(found.body):
        raise Stale("broadcast")
    _set_body(conn, found, (*found.body[:place], *found.body[place + 1 :]))


def _set_body(conn: Connection, found: BroadcastFacts, body: Body) -> None:
    """A name that somebody gave it stays."""
    is_named = found.title != _first_words(found.body)
    title = found.title if is_named else _first_words(body)
    _ensure_draft(broadcast_draft_rows.set_body(conn, found.broadcast_id, title, body))


def _first_words(body: Body) -> str:
    return message.title_of(next(iter(body[0].values())))


def rename(conn: Connection, actor: Actor, broadcast_id: int, name: str, *, now: datetime) -> int:
    """For lists; its readers never see it. Raises BadSegmentName."""
    found = known_to(conn, actor, broadcast_id)
    title = segment_text.name_of(name)
    _ensure_draft(broadcast_draft_rows.set_body(conn, found.broadcast_id, title, found.body))
    return broadcast_id


def toggle_page(
    conn: Connection, actor: Actor, broadcast_id: int, page: BotPage, *, now: datetime
) -> None:
    """A button to that page of the bot, or none any more."""
    found = known_to(conn, actor, broadcast_id)
    set_pages(conn, actor, broadcast_id, set(found.pages) ^ {page}, now=now)


def set_pages(
    conn: Connection, actor: Actor, broadcast_id: int, pages: Set[BotPage], *, now: datetime
) -> None:
    """A button to each of these pages of the bot, and to no other."""
    known_to(conn, actor, broadcast_id)
    ordered = [each for each in BotPage if each in pages]
    _ensure_draft(broadcast_draft_rows.set_pages(conn, broadcast_id, ordered))


def add_link(
    conn: Connection, actor: Actor, broadcast_id: int, link: Link, *, now: datetime
) -> int:
    """The same one once more is there already: nobody means it twice."""
    found = known_to(conn, actor, broadcast_id)
    if any((each.labels, each.url) == (link.labels, link.url) for each in found.links):
        return broadcast_id
    if len(found.links) >= message.MOST_LINKS:
        raise message.BadLink(message.LinkFlaw.TOO_MANY)
    _ensure_draft(broadcast_draft_rows.set_links(conn, broadcast_id, (*found.links, link)))
    return broadcast_id


def drop_links(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> None:
    known_to(conn, actor, broadcast_id)
    _ensure_draft(broadcast_draft_rows.set_links(conn, broadcast_id, ()))


def set_arrival(
    conn: Connection, actor: Actor, broadcast_id: int, arrival: Arrival, *, now: datetime
) -> int:
    """Raises PassedMoment for what is over, of a local time in every zone, and TooFarAhead."""
    known_to(conn, actor, broadcast_id)
    if not arrival.at_once and arrival.in_zone(WESTERNMOST, now) <= now:
        raise life.PassedMoment
    if arrival.is_too_far(now):
        raise life.TooFarAhead
    _ensure_draft(broadcast_draft_rows.set_arrival(conn, broadcast_id, arrival))
    return broadcast_id


def set_paid(
    conn: Connection,
    actor: Actor,
    broadcast_id: int,
    wanted: bool,
    rules: BroadcastRules,
    *,
    now: datetime,
) -> None:
    """By the paid allowance; raises TooDear when its messages may cost more than one may."""
    found = known_to(conn, actor, broadcast_id)
    if wanted and not rules.may_pay:
        raise life.NotPaid
    _ensure_draft(
        broadcast_draft_rows.set_paid(
            conn, broadcast_id, _payable(conn, found, rules, now) * wanted
        )
    )


def _payable(conn: Connection, found: BroadcastFacts, rules: BroadcastRules, now: datetime) -> int:
    """How many messages were agreed to; raises TooDear."""
    messages = preview(conn, found, now).reached
    if stars(messages) > rules.most_stars:
        raise life.TooDear(stars(messages), rules.most_stars)
    return rules.most_stars * MESSAGES_PER_STAR


def _ensure_draft(changed: bool) -> None:
    if not changed:
        raise Stale("broadcast")


def set_task(
    conn: Connection, actor: Actor, broadcast_id: int, task_id: int | None, *, now: datetime
) -> None:
    """What the button of a draft opens; none without a task."""
    known_to(conn, actor, broadcast_id)
    if task_id is not None and offers.sheet(conn, task_id) is None:
        raise NotFound("task")
    _ensure_draft(broadcast_draft_rows.set_task(conn, broadcast_id, task_id))


def set_campaign(
    conn: Connection, actor: Actor, broadcast_id: int, campaign_id: int, *, now: datetime
) -> None:
    """Its tasks, in place of one alone; NotFound of one that is not live."""
    known_to(conn, actor, broadcast_id)
    found = offers.campaign_offer(conn, campaign_id, now)
    if found is None or not found.is_live:
        raise NotFound("campaign")
    _ensure_draft(broadcast_draft_rows.set_campaign(conn, broadcast_id, campaign_id))


def campaigns_to_offer(
    conn: Connection, actor: Actor, broadcast_id: int, number: int, *, now: datetime
) -> OfferedCampaigns:
    """Whose tasks the button of a broadcast to its segment may open."""
    found = known_to(conn, actor, broadcast_id)
    all_ = offers.open_campaigns(conn, found.segment, now)
    page = page_of(len(all_), number, MOST_OFFERED)
    return OfferedCampaigns(all_[page.start : page.end], page)


def tasks_to_offer(
    conn: Connection,
    actor: Actor,
    broadcast_id: int,
    campaign_id: int,
    number: int,
    *,
    now: datetime,
) -> OfferedTasks:
    """Of one campaign, those that it may open."""
    segment = known_to(conn, actor, broadcast_id).segment
    all_ = offers.open_campaigns(conn, segment, now)
    count = sum(each.tasks for each in all_ if each.campaign_id == campaign_id)
    page = page_of(count, number, MOST_OFFERED)
    found = offers.newest_open(conn, segment, campaign_id, now, start=page.start, most=MOST_OFFERED)
    return OfferedTasks(found, page)


def samples(conn: Connection, actor: Actor, broadcast_id: int) -> list[Sample]:
    """What its maker would get as a reader."""
    found = known_to(conn, actor, broadcast_id)
    return [
        (
            chr(ord("A") + place) if len(found.body) > 1 else "",
            promotions.facts_for(conn, found, place, actor.person_id, locale),
            locale,
        )
        for place, versions in enumerate(found.body)
        for locale in versions
    ]
