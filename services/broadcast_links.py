"""Counting the links of a broadcast: wanted in the draft, given as it is confirmed, reported."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.broadcast import BroadcastFacts
from domain.counted_links import CannotCount, Counting, LinkOutcome
from domain.errors import Stale
from domain.message import Link
from domain.people import Actor
from domain.tracking import link_url
from domain.tracking_target import untagged
from services.broadcast_sheets import known_to
from services.tracking import new_code
from storage import broadcast_draft_rows, broadcast_links

_APART: Final = 10
"""Places of two wordings, for good: more than one broadcast has links."""


def toggle(
    conn: Connection,
    actor: Actor,
    broadcast_id: int,
    place: int,
    counting: Counting,
    *,
    now: datetime,
) -> None:
    """The link at that place of a draft is counted, or is not any more; CannotCount."""
    link = _link_at(known_to(conn, actor, broadcast_id), place)
    count(conn, actor, broadcast_id, place, not link.counted, counting, now=now)


def count(
    conn: Connection,
    actor: Actor,
    broadcast_id: int,
    place: int,
    wanted: bool,
    counting: Counting,
    *,
    now: datetime,
) -> None:
    """The same, as it is wanted; said twice it is as said once."""
    found = known_to(conn, actor, broadcast_id)
    link = _link_at(found, place)
    obstacle = counting.obstacle(link)
    if obstacle and wanted:
        raise CannotCount(obstacle)
    links = (*found.links[:place], replace(link, counted=wanted), *found.links[place + 1 :])
    if not broadcast_draft_rows.set_links(conn, broadcast_id, links):
        raise Stale("broadcast")


def _link_at(found: BroadcastFacts, place: int) -> Link:
    if not 0 <= place < len(found.links):
        raise Stale("broadcast")
    return found.links[place]


def drop(
    conn: Connection, actor: Actor, broadcast_id: int, place: int, revision: int, *, now: datetime
) -> None:
    """One of them; Stale: the draft is another one than was shown."""
    found = known_to(conn, actor, broadcast_id)
    if found.revision != revision or not 0 <= place < len(found.links):
        raise Stale("broadcast")
    links = (*found.links[:place], *found.links[place + 1 :])
    if not broadcast_draft_rows.set_links(conn, broadcast_id, links):
        raise Stale("broadcast")


def given(conn: Connection, found: BroadcastFacts, counting: Counting) -> tuple[Link, ...]:
    """Its links as readers get them; what cannot be counted goes as it is."""
    return tuple(_given(conn, found, place, counting) for place in range(len(found.links)))


def _given(conn: Connection, found: BroadcastFacts, place: int, counting: Counting) -> Link:
    """With an address for each wording: what came of one is told apart from the others."""
    link = found.links[place]
    if not link.counted or counting.obstacle(link):
        return replace(link, counted=False)
    first, *further = (
        _address(conn, found.broadcast_id, place_of(place, variant), link.url, counting)
        for variant in range(len(found.body))
    )
    return replace(link, through=first, further=tuple(further))


def _address(
    conn: Connection, broadcast_id: int, place: int, leads_to: str, counting: Counting
) -> str:
    code = new_code()
    url = link_url(counting.links_at, code)
    landing = untagged(leads_to)
    broadcast_links.add(conn, broadcast_id, place, code=code, url=url, landing=landing)
    return url


def place_of(link: int, variant: int) -> int:
    """Where the address of a link in a wording stands among all of its broadcast."""
    return variant * _APART + link


def outcomes(conn: Connection, found: BroadcastFacts) -> tuple[LinkOutcome, ...]:
    """Of those that go by way of an address of ours, link by link and wording by wording."""
    if not any(each.through for each in found.links):
        return ()
    counted = broadcast_links.counted(conn, found.broadcast_id)
    return tuple(
        LinkOutcome(link, *counted[at], variant=variant if link.further else None)
        for place, link in enumerate(found.links)
        for variant in range(1 + len(link.further))
        if (at := place_of(place, variant)) in counted
    )
