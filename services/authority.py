"""Who may do what: roles are checked here, in the same unit of work that acts."""

from typing import Final

from sqlalchemy import Connection

from domain.errors import NotAllowed, OwnWork
from domain.people import Actor, Role
from storage import linked

REVIEWERS: Final = (Role.REVIEWER, Role.COORDINATOR)


def need(actor: Actor, *roles: Role, verb: str) -> None:
    """Raise NotAllowed unless the actor holds one of `roles` (an owner holds all)."""
    if not actor.may(*roles):
        raise NotAllowed(verb)


def need_other(actor: Actor, *person_ids: int, verb: str) -> None:
    """Raise OwnWork when the actor is one of those concerned: maker and checker are two people."""
    if actor.person_id in person_ids:
        raise OwnWork(verb)


def need_unlinked(conn: Connection, actor: Actor, person_id: int, *, verb: str) -> None:
    """Raise OwnWork when it is the actor's own money, or of somebody linked to them."""
    if linked.is_linked(conn, actor.person_id, person_id):
        raise OwnWork(verb)
