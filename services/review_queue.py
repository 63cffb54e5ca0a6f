"""What waits for a reviewer: soonest clock first, without their own or a linked person's work."""

from dataclasses import dataclass

from sqlalchemy import Connection

from domain.errors import NotFound
from domain.people import Actor
from domain.review_queue import QueuePlace, ReviewItem, ReviewLine
from services import authority
from services.authority import REVIEWERS
from storage import assignments, review_queue, reviews


@dataclass(frozen=True, slots=True)
class AtDesk:
    """A submission and where it stands in this reviewer's queue."""

    item: ReviewItem
    place: QueuePlace


def at(conn: Connection, actor: Actor, number: int) -> AtDesk | None:
    """The submission at a place, counted from 1 and round the end; None when nothing waits."""
    authority.need(actor, *REVIEWERS, verb="review")
    found = review_queue.at(conn, actor.person_id, max(1, number))
    found = found or review_queue.at(conn, actor.person_id, 1)
    return _at_desk(conn, *found) if found else None


def one(conn: Connection, actor: Actor, submission_id: int) -> AtDesk:
    """A submission however it stands, in the queue or not."""
    authority.need(actor, *REVIEWERS, verb="review")
    return _at_desk(conn, submission_id, review_queue.place(conn, actor.person_id, submission_id))


def newest_of(conn: Connection, actor: Actor, assignment_id: int) -> AtDesk:
    """The submission of a work that counts by now, however it stands."""
    authority.need(actor, *REVIEWERS, verb="review")
    if assignments.facts(conn, assignment_id) is None:
        raise NotFound("submission")
    return one(conn, actor, reviews.newest(conn, assignment_id))


def lines(conn: Connection, actor: Actor, most: int) -> tuple[ReviewLine, ...]:
    """The head of the queue, for a list."""
    authority.need(actor, *REVIEWERS, verb="review")
    return review_queue.lines(conn, actor.person_id, most)


def count(conn: Connection, actor: Actor) -> int:
    authority.need(actor, *REVIEWERS, verb="review")
    return review_queue.count(conn, actor.person_id)


def _at_desk(conn: Connection, submission_id: int, place: QueuePlace) -> AtDesk:
    item = review_queue.item(conn, submission_id)
    if item is None:
        raise NotFound("submission")
    return AtDesk(item, place)
