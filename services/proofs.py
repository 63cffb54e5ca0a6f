"""Screenshots as proof: handed in, asked for, shown to who reviews; judges no picture."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from domain import proof as rules
from domain.assignment import AssignmentStatus
from domain.delivery import DeliveryClass
from domain.errors import NotFound, OwnWork, WrongState
from domain.notices import NoticeKind
from domain.people import Actor
from domain.proof import (
    MOST_OF_ONE,
    Handed,
    NothingToShow,
    Proof,
    ProofAwaited,
    ProofsEnough,
    Provable,
    Purpose,
)
from domain.review import AlreadyDecided
from services import authority, notices
from services.reviews import REVIEWERS
from storage import assignments, proofs, reviews

MOST_OFFERED: Final = 8  # works to choose from: the newest


@dataclass(frozen=True, slots=True)
class ProofIn:
    """A screenshot that is kept; `of_submission` counts those that the reviewer sees now."""

    proof_id: int
    assignment_id: int
    title: str
    of_submission: int


def provable(conn: Connection, actor: Actor) -> tuple[Provable, ...]:
    """Works that a picture may be of; where some were asked for one, those alone."""
    found = proofs.provable(conn, actor.person_id, MOST_OFFERED)
    return tuple(each for each in found if each.wanted) or found


def own(conn: Connection, actor: Actor, assignment_id: int) -> Provable:
    """Refusals: NotFound, NothingToShow."""
    found = proofs.one_provable(conn, actor.person_id, assignment_id)
    if found is not None:
        return found
    facts = assignments.facts(conn, assignment_id)
    if facts is None or facts.person_id != actor.person_id:
        raise NotFound("assignment")
    raise NothingToShow(assignment_id)


def hand_in(
    conn: Connection,
    actor: Actor,
    assignment_id: int,
    picture: Handed,
    note: str = "",
    *,
    now: datetime,
) -> ProofIn:
    """A picture of the post that is in review, or counts. Refusals: as `own`, ProofsEnough."""
    work = own(conn, actor, assignment_id)
    request = proofs.wanted(conn, work.submission_id)
    proof_id = keep(conn, actor, work.submission_id, Purpose.POST, picture, note, now=now)
    if request is not None and request[1] is not None:
        _tell(conn, request[1], NoticeKind.PROOF_CAME, work.submission_id, _about(work), now)
    return ProofIn(proof_id, assignment_id, work.title, proofs.count(conn, work.submission_id))


def keep(
    conn: Connection,
    actor: Actor,
    submission_id: int,
    purpose: Purpose,
    picture: Handed,
    note: str = "",
    *,
    now: datetime,
) -> int:
    """Whoever may hand it in was asked before."""
    if proofs.count(conn, submission_id) >= MOST_OF_ONE:
        raise ProofsEnough(MOST_OF_ONE)
    note = rules.short(note)
    return proofs.add(
        conn, submission_id, purpose, picture, note, given_by=actor.person_id, now=now
    )


def ask(conn: Connection, actor: Actor, submission_id: int, *, now: datetime) -> int:
    """A reviewer wants to see the post as its creator sees it; the clock of the review goes on.

    Refusals: NotAllowed, NotFound, OwnWork, AlreadyDecided, WrongState, ProofAwaited.
    """
    authority.need(actor, *REVIEWERS, verb="review")
    pending = reviews.pending(conn, submission_id, actor.person_id)
    if pending is None:
        raise NotFound("submission")
    if pending.is_of_reviewer:
        raise OwnWork("review")
    if pending.is_decided:
        raise AlreadyDecided(submission_id)
    facts = assignments.facts(conn, pending.assignment_id)
    assert facts is not None  # a submission has its assignment
    if pending.is_draft or facts.status is not AssignmentStatus.SUBMITTED:
        raise WrongState("assignment", facts.status, AssignmentStatus.SUBMITTED)
    if (request := proofs.wanted(conn, submission_id)) is not None and request[1] is not None:
        raise ProofAwaited(request[0])
    proofs.want(conn, submission_id, actor.person_id, now)
    about = {"assignment_id": pending.assignment_id, "title": pending.title, "by": "reviewer"}
    _tell(
        conn,
        facts.person_id,
        NoticeKind.PROOF_WANTED,
        f"{submission_id}:{now.isoformat()}",
        about,
        now,
    )
    return submission_id


def want(conn: Connection, post_id: int, *, now: datetime) -> None:
    """Its page cannot be read by a stranger: the creator is asked to show it, once."""
    found = proofs.unasked(conn, post_id)
    if found is None:
        return
    submission_id, assignment_id, creator_id, title = found
    proofs.want(conn, submission_id, None, now)
    about = {"assignment_id": assignment_id, "title": title, "by": "page"}
    _tell(conn, creator_id, NoticeKind.PROOF_WANTED, str(submission_id), about, now)


def one(conn: Connection, actor: Actor, proof_id: int) -> Proof:
    """For who reviews; a picture of somebody forgotten is not there."""
    authority.need(actor, *REVIEWERS, verb="review")
    found = proofs.one(conn, proof_id)
    if found is None or not found.file_id:
        raise NotFound("proof")
    return found


def _about(work: Provable) -> dict[str, Any]:
    return {"submission_id": work.submission_id, "title": work.title}


def _tell(
    conn: Connection,
    person_id: int,
    kind: NoticeKind,
    key: object,
    facts: dict[str, Any],
    now: datetime,
) -> None:
    notices.queue(
        conn,
        person_id,
        kind,
        facts,
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"{kind}:{key}:{person_id}",
        now=now,
    )
