"""Segments as staff make them: of a draft, or under a name; whom they match is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from domain import segment_text
from domain.conditions import Condition, Fact, Row
from domain.errors import NotFound, Stale
from domain.people import Actor, Role
from domain.segment import AudiencePreview, Sampled, SavedSegment, Segment
from services import segment_choices
from services.authority import need
from storage import audience_samples, audiences, broadcast_draft_rows, broadcasts
from storage import segments as stored

MOST_SAVED: Final = 100
_VERB: Final = "broadcast"


class Holder(StrEnum):
    """What a segment may be part of."""

    BROADCAST = "b"  # a draft, and of that alone
    SAVED = "s"  # its own row, under a name


@dataclass(frozen=True, slots=True)
class Place:
    """Which segment is meant."""

    holder: Holder
    row_id: int

    @property
    def seed(self) -> str:
        """One place, one sample."""
        return f"{self.holder}{self.row_id}"


@dataclass(frozen=True, slots=True)
class SegmentSheet:
    """`title` is the name of a saved one, the first words of a draft; `names` are the titles of
    what it names."""

    place: Place
    title: str
    segment: Segment
    audience: AudiencePreview
    names: Mapping[Row, str]


def saved(conn: Connection, actor: Actor) -> list[SavedSegment]:
    need(actor, Role.COORDINATOR, verb=_VERB)
    return stored.listed(conn, MOST_SAVED)


def sheet(conn: Connection, actor: Actor, place: Place, *, now: datetime) -> SegmentSheet:
    title, segment = _found(conn, actor, place)
    audience = audience_samples.preview(conn, segment, now, seed=place.seed)
    return SegmentSheet(place, title, segment, audience, segment_choices.named(conn, segment))


def sample(conn: Connection, actor: Actor, place: Place, *, now: datetime) -> tuple[Sampled, ...]:
    """Some of whom the sheet counts, the same ones."""
    _, segment = _found(conn, actor, place)
    look = audiences.look_at(conn, segment, now)
    return audience_samples.of_segment(conn, segment, look, seed=place.seed)


def preview(conn: Connection, actor: Actor, segment: Segment, *, now: datetime) -> AudiencePreview:
    """Of one that nobody keeps; raises NoSuchRow."""
    need(actor, Role.COORDINATOR, verb=_VERB)
    segment_choices.ensure_known(conn, segment)
    return audience_samples.preview(conn, segment, now, seed=segment_text.written(segment))


def toggle(
    conn: Connection,
    actor: Actor,
    place: Place,
    fact: Fact,
    value: str,
    *,
    negated: bool,
    now: datetime,
) -> None:
    """One value more among those of the fact, or one less."""
    _, segment = _found(conn, actor, place)
    _keep(conn, actor, place, segment.toggled(fact, value, negated=negated), now)


def put(conn: Connection, actor: Actor, place: Place, asked: Condition, *, now: datetime) -> None:
    """In place of what was asked of that fact before."""
    _, segment = _found(conn, actor, place)
    _keep(conn, actor, place, segment.having(asked), now)


def drop(
    conn: Connection, actor: Actor, place: Place, fact: Fact, *, negated: bool, now: datetime
) -> None:
    _, segment = _found(conn, actor, place)
    _keep(conn, actor, place, segment.without(fact, negated=negated), now)


def rewrite(conn: Connection, actor: Actor, place: Place, line: str, *, now: datetime) -> Place:
    """As somebody wrote it; raises BadSegment, NoSuchRow."""
    _found(conn, actor, place)
    _keep(conn, actor, place, segment_text.parse(line), now)
    return place


def use(
    conn: Connection, actor: Actor, broadcast_id: int, segment_id: int, *, now: datetime
) -> None:
    """The draft gets what the saved one says now; later changes of that do not touch it."""
    _, segment = _found(conn, actor, Place(Holder.SAVED, segment_id))
    _keep(conn, actor, Place(Holder.BROADCAST, broadcast_id), segment, now)


def save(conn: Connection, actor: Actor, name: str, segment: Segment, *, now: datetime) -> int:
    """Under a name, in place of what that name said before; raises BadSegmentName."""
    need(actor, Role.COORDINATOR, verb=_VERB)
    segment_choices.ensure_known(conn, segment)
    name = segment_text.name_of(name)
    known = stored.by_name(conn, name)
    if known is None:
        return stored.add(conn, name, segment, actor.person_id, now)
    stored.change(conn, known.segment_id, name, segment, actor.person_id, now)
    return known.segment_id


def save_as(conn: Connection, actor: Actor, place: Place, name: str, *, now: datetime) -> Place:
    """What a draft or a saved one asks, under a name. A draft stays the place one is at."""
    _, segment = _found(conn, actor, place)
    kept = save(conn, actor, name, segment, now=now)
    return place if place.holder is Holder.BROADCAST else Place(Holder.SAVED, kept)


def forget(conn: Connection, actor: Actor, segment_id: int, *, now: datetime) -> None:
    """Broadcasts that used it keep what it said."""
    need(actor, Role.COORDINATOR, verb=_VERB)
    if not stored.drop(conn, segment_id):
        raise NotFound("segment")


def _found(conn: Connection, actor: Actor, place: Place) -> tuple[str, Segment]:
    need(actor, Role.COORDINATOR, verb=_VERB)
    if place.holder is Holder.SAVED:
        kept = stored.by_id(conn, place.row_id)
        if kept is None:
            raise NotFound("segment")
        return kept.name, kept.segment
    draft = broadcasts.facts(conn, place.row_id)
    if draft is None:
        raise NotFound("broadcast")
    return draft.title, draft.segment


def _keep(conn: Connection, actor: Actor, place: Place, segment: Segment, now: datetime) -> None:
    if len(segment_text.written(segment)) > segment_text.LONGEST:
        raise segment_text.BadSegment("…")
    segment_choices.ensure_known(conn, segment)
    if place.holder is Holder.SAVED:
        name, _ = _found(conn, actor, place)
        stored.change(conn, place.row_id, name, segment, actor.person_id, now)
    elif not broadcast_draft_rows.set_segment(conn, place.row_id, segment):
        raise Stale("broadcast")
