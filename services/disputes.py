"""What a creator does about a line that they think is wrong: disputes it, says more, withdraws.

Nothing is decided here, and nothing here can cost them anything.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from domain import hearing
from domain.disputes import life, lines
from domain.disputes.life import (
    DisputeEventKind,
    DisputeFacts,
    DisputeOver,
    DisputeStatus,
    EvidenceFile,
)
from domain.disputes.lines import OF_PAYOUTS, DisputeReason, Line, LineKind
from domain.disputes.listing import DisputeFile, DisputeLine
from domain.errors import NotFound, Stale
from domain.notices import NoticeKind
from domain.people import Actor
from services import dispute_notices, dispute_outcomes, disputed_payouts
from storage import dispute_files, dispute_lines, disputes, explanations, payouts

D, E = DisputeStatus, DisputeEventKind
MOST_SHOWN: Final = 8
_OF_SETTLEMENTS: Final = frozenset({LineKind.SETTLEMENT, LineKind.RECOVERY})


def of_work(conn: Connection, actor: Actor, assignment_id: int) -> tuple[Line, ...]:
    """The lines of the actor's own work, disputed or not. NotFound for anybody else's."""
    work = explanations.work(conn, assignment_id)
    if work is None or work.person_id != actor.person_id:
        raise NotFound("assignment")
    return tuple(dispute_lines.of_work(conn, assignment_id))


def of_payout(conn: Connection, actor: Actor, payout_id: int) -> tuple[Line, ...]:
    """The same of one payout."""
    item = payouts.item(conn, payout_id)
    if item is None or item.person_id != actor.person_id:
        raise NotFound("payout")
    return tuple(dispute_lines.of_payout(conn, item))


def line(conn: Connection, actor: Actor, kind: LineKind, subject_id: int) -> Line:
    """One of them; NotFound for what is not there, not any more, or not theirs."""
    if kind in OF_PAYOUTS:
        found = of_payout(conn, actor, subject_id)
    else:
        settles = kind in _OF_SETTLEMENTS
        number = dispute_lines.assignment_of(conn, subject_id) if settles else subject_id
        found = of_work(conn, actor, number or 0)
    for each in found:
        if (each.kind, each.subject_id) == (kind, subject_id):
            return each
    raise NotFound("dispute_line")


def open_(
    conn: Connection,
    actor: Actor,
    kind: LineKind,
    subject_id: int,
    reason: DisputeReason,
    words: str = "",
    file: EvidenceFile | None = None,
    *,
    now: datetime,
) -> int:
    """The dispute's id; a person's clock runs from now on.

    Refusals: NotFound, DisputedAlready, TooLate, DisputedEnough, WordsNeeded, WrongState.
    """
    words = hearing.ensure_words(words, needed=reason is DisputeReason.OTHER and file is None)
    disputed = line(conn, actor, kind, subject_id)
    lines.ensure_may_open(disputed, reason, now)
    if kind is LineKind.PAYOUT:
        disputed_payouts.missed(conn, subject_id, now=now)
    try:
        dispute_id = disputes.add(conn, disputed, reason, now, **life.staffs_turn(now))
    except IntegrityError:
        raise Stale("dispute") from None  # another tap was first
    event_id = disputes.note_event(
        conn, dispute_id, E.OPENED, actor.person_id, words, file, now=now
    )
    dispute_notices.call_deciders(conn, _one(conn, dispute_id), event_id, now=now)
    return dispute_id


def say_more(
    conn: Connection,
    actor: Actor,
    dispute_id: int,
    words: str,
    file: EvidenceFile | None = None,
    *,
    now: datetime,
) -> int:
    """An answer to what was asked, else more of what there is to say; the dispute's id.

    Refusals: NotFound, DisputeOver, WordsNeeded, SaidEnough.
    """
    words = hearing.ensure_words(words, needed=file is None)
    facts = _held(conn, actor, dispute_id)
    if facts.status is D.ASKED:
        disputes.move(conn, facts, D.OPEN, answer_due_at=None, **life.staffs_turn(now))
        event_id = _note(conn, facts, actor, E.ANSWERED, words, file, now)
        dispute_notices.call_deciders(conn, _one(conn, dispute_id), event_id, now=now)
        return dispute_id
    life.ensure_may_say(disputes.times(conn, dispute_id, E.ADDED))
    _note(conn, facts, actor, E.ADDED, words, file, now)
    return dispute_id


def withdraw(conn: Connection, actor: Actor, dispute_id: int, *, now: datetime) -> int:
    """The line stays as it is, and may be disputed anew. Refusals: NotFound, DisputeOver."""
    facts = _held(conn, actor, dispute_id)
    dispute_outcomes.stands(conn, facts)
    leave(conn, facts, actor.person_id, now=now)
    return dispute_id


def leave(conn: Connection, facts: DisputeFacts, actor_id: int, *, now: datetime) -> None:
    disputes.move(conn, facts, D.WITHDRAWN, ended_at=now, next_at=None)
    disputes.note_event(conn, facts.dispute_id, E.WITHDRAWN, actor_id, now=now)


def leave_all(conn: Connection, actor: Actor, *, now: datetime) -> None:
    """Somebody is forgotten: what they objected to goes with their words."""
    for dispute_id in disputes.open_of_person(conn, actor.person_id):
        withdraw(conn, actor, dispute_id, now=now)


def end_with_work(conn: Connection, assignment_id: int, *, now: datetime) -> None:
    """The work became void: its amounts are gone, and that is a line of its own to dispute.

    What was set off of them is owed again by that.
    """
    about = {"assignment_id": assignment_id}
    for facts in _held_open(conn, disputes.open_of_work(conn, assignment_id)):
        _end(conn, facts, now, about)


def end_with_payout(conn: Connection, payout_id: int, *, now: datetime) -> None:
    """The payout failed after all: the tax that was kept back of it is payable with the rest."""
    for facts in _held_open(conn, disputes.open_of_payout(conn, payout_id)):
        _end(conn, facts, now, {})


def _held_open(conn: Connection, dispute_ids: list[int]) -> Iterator[DisputeFacts]:
    for dispute_id in dispute_ids:
        facts = disputes.hold(conn, dispute_id, None)
        if facts is not None and facts.is_open:
            yield facts


def _end(conn: Connection, facts: DisputeFacts, now: datetime, about: dict[str, int]) -> None:
    disputes.move(conn, facts, D.MOOT, ended_at=now, next_at=None)
    event_id = disputes.note_event(conn, facts.dispute_id, E.MOOT, None, now=now)
    dispute_notices.tell_creator(conn, facts, NoticeKind.DISPUTE_MOOT, event_id, now=now, **about)


def own(conn: Connection, actor: Actor, dispute_id: int) -> DisputeFile:
    """The actor's own; anybody else's is simply not found."""
    found = dispute_files.file(conn, dispute_id, actor.person_id)
    if found is None or found.facts.person_id != actor.person_id:
        raise NotFound("dispute")
    return found


def mine(conn: Connection, actor: Actor) -> tuple[DisputeLine, ...]:
    """Newest first."""
    return dispute_files.of_person(conn, actor.person_id, MOST_SHOWN)


def _held(conn: Connection, actor: Actor, dispute_id: int) -> DisputeFacts:
    facts = disputes.hold(conn, dispute_id, actor.person_id)
    if facts is None or facts.person_id != actor.person_id:
        raise NotFound("dispute")
    if not facts.is_open:
        raise DisputeOver(dispute_id)
    return facts


def _one(conn: Connection, dispute_id: int) -> DisputeFacts:
    facts = disputes.one(conn, dispute_id, None)
    assert facts is not None  # this unit of work has written it
    return facts


def _note(
    conn: Connection,
    facts: DisputeFacts,
    actor: Actor,
    kind: DisputeEventKind,
    words: str,
    file: EvidenceFile | None,
    now: datetime,
) -> int:
    return disputes.note_event(conn, facts.dispute_id, kind, actor.person_id, words, file, now=now)
