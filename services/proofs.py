"""Screenshots as proof: handed in, kept, shown to who reviews; asking for one is not here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain import proof as rules
from domain.delivery import DeliveryClass
from domain.errors import NotFound
from domain.notices import NoticeKind
from domain.people import Actor
from domain.proof import (
    COUNTED_FOR,
    MOST_OF_ONE,
    Handed,
    NothingToShow,
    Proof,
    ProofsEnough,
    Provable,
    Purpose,
)
from services import authority, notices
from services.authority import REVIEWERS
from storage import assignments, proof_requests, proofs

MOST_OFFERED: Final = 8  # works to choose from: the newest


@dataclass(frozen=True, slots=True)
class ProofIn:
    """A screenshot that is kept."""

    proof_id: int
    assignment_id: int
    title: str


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
    request = proof_requests.standing(conn, work.submission_id)
    proof_id = keep(conn, actor, work.submission_id, Purpose.POST, picture, note, now=now)
    if request is not None and request.wanted_by is not None:
        _tell_asker(conn, request.wanted_by, work, now)
    return ProofIn(proof_id, assignment_id, work.title)


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
    """Whoever may hand it in was asked before. Raises ProofsEnough."""
    if proofs.count(conn, submission_id, purpose, now - COUNTED_FOR) >= MOST_OF_ONE:
        raise ProofsEnough(MOST_OF_ONE)
    note = rules.short(note)
    return proofs.add(
        conn, submission_id, purpose, picture, note, given_by=actor.person_id, now=now
    )


def one(conn: Connection, actor: Actor, proof_id: int) -> Proof:
    """For who reviews; a picture of somebody forgotten is not there."""
    authority.need(actor, *REVIEWERS, verb="review")
    found = proofs.one(conn, proof_id)
    if found is None or not found.file_id:
        raise NotFound("proof")
    return found


def _tell_asker(conn: Connection, person_id: int, work: Provable, now: datetime) -> None:
    notices.queue(
        conn,
        person_id,
        NoticeKind.PROOF_CAME,
        {"submission_id": work.submission_id, "title": work.title},
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"proof_came:{work.submission_id}:{person_id}",
        now=now,
    )
