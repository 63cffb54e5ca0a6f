"""Counting the links of a broadcast: wanted in the draft, given as it is confirmed, reported."""

from dataclasses import replace
from datetime import datetime

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
from storage import broadcast_links, broadcasts


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
    found = known_to(conn, actor, broadcast_id)
    if not 0 <= place < len(found.links):
        raise Stale("broadcast")
    link = found.links[place]
    obstacle = counting.obstacle(link)
    if obstacle and not link.counted:
        raise CannotCount(obstacle)
    turned = replace(link, counted=not link.counted)
    links = (*found.links[:place], turned, *found.links[place + 1 :])
    if not broadcasts.set_links(conn, broadcast_id, links):
        raise Stale("broadcast")


def given(conn: Connection, found: BroadcastFacts, counting: Counting) -> tuple[Link, ...]:
    """Its links as readers get them; what cannot be counted goes as it is."""
    return tuple(_given(conn, found, place, counting) for place in range(len(found.links)))


def _given(conn: Connection, found: BroadcastFacts, place: int, counting: Counting) -> Link:
    link = found.links[place]
    if not link.counted or counting.obstacle(link):
        return replace(link, counted=False)
    code = new_code()
    url = link_url(counting.links_at, code)
    broadcast_links.add(
        conn, found.broadcast_id, place, code=code, url=url, landing=untagged(link.url)
    )
    return replace(link, through=url)


def outcomes(conn: Connection, found: BroadcastFacts) -> tuple[LinkOutcome, ...]:
    """Of those that go by way of an address of ours."""
    if not any(each.through for each in found.links):
        return ()
    counted = broadcast_links.counted(conn, found.broadcast_id)
    return tuple(
        LinkOutcome(link, *counted[place])
        for place, link in enumerate(found.links)
        if place in counted
    )
