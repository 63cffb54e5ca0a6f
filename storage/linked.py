"""Queries about who is linked to whom, so that neither decides on the other's money."""

from sqlalchemy import Connection, bindparam, exists, or_, select

from storage.tables.money import payee
from storage.tables.people import person

_actor = person.alias("actor")
_actors, _theirs = payee.alias("actors"), payee.alias("theirs")
_SHARE_ACCOUNT = exists(
    select(_theirs.c.person_id)
    .join(_actors, _actors.c.digest == _theirs.c.digest)
    .where(_theirs.c.person_id == person.c.id, _actors.c.person_id == _actor.c.id)
)
_LINKED = (
    select(person.c.id)
    .join(_actor, _actor.c.id == bindparam("of_actor"))
    .where(
        person.c.id == bindparam("of_person"),
        or_(
            person.c.id == _actor.c.id,
            person.c.invited_by == _actor.c.id,
            _actor.c.invited_by == person.c.id,
            _SHARE_ACCOUNT,
        ),
    )
)


def is_linked(conn: Connection, actor_id: int, person_id: int) -> bool:
    """The same person, one invited the other, or both are paid into the same account."""
    values = {"of_actor": actor_id, "of_person": person_id}
    return conn.execute(_LINKED, values).first() is not None
