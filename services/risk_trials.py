"""Trying another setting of the rules on what was handed in last; nothing is flagged by it."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection

from domain.people import Actor
from domain.risk.case_list import TriedPost
from domain.risk.facts import Facts
from services.authority import need
from services.risk_deciders import DECIDERS
from storage import risk_facts, risk_lists

MOST_TRIED: Final = 500
"""Newest posts: half a second's work, beside the page. `koc risk dry-run` tries all there are."""


def past(conn: Connection, actor: Actor) -> Facts:
    """For domain.risk.watch.dry_run, which takes too long for a unit of work."""
    need(actor, *DECIDERS, verb="risk")
    return risk_facts.newest(conn, MOST_TRIED)


def named(conn: Connection, actor: Actor, assignment_ids: Collection[int]) -> dict[int, TriedPost]:
    """Whose they are; the actor's own and linked people's are left out."""
    need(actor, *DECIDERS, verb="risk")
    return risk_lists.tried(conn, actor.person_id, assignment_ids)
