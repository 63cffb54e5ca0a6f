"""A person decides on a dispute: nobody linked to its creator, nor who judged the matter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain import hearing
from domain.disputes import life
from domain.disputes.life import DisputeEventKind, DisputeFacts, DisputeOver, DisputeStatus
from domain.disputes.lines import LineKind
from domain.disputes.listing import DisputeFile, DisputeLine, LateDisputes, Wanted
from domain.errors import NotFound, OwnWork
from domain.notices import NoticeKind
from domain.paging import Page, page_of
from domain.people import Actor
from services import authority, dispute_notices, dispute_outcomes, disputes
from services.dispute_deciders import DECIDERS
from services.dispute_outcomes import Given
from storage import dispute_files, dispute_parts
from storage import disputes as rows

D, E = DisputeStatus, DisputeEventKind
PAGE_SIZE: Final = 6
_NOTHING: Final = Given(0, 0)


@dataclass(frozen=True, slots=True)
class DisputePage:
    """`count` is of all pages."""

    lines: tuple[DisputeLine, ...]
    count: int
    page: Page


def page(
    conn: Connection,
    actor: Actor,
    number: int,
    wanted: Wanted | None = None,
    size: int = PAGE_SIZE,
) -> DisputePage:
    """Disputes that this person may decide on, or might have, the most pressing first."""
    authority.need(actor, *DECIDERS, verb="disputes")
    wanted = wanted or Wanted()
    count = dispute_files.count(conn, actor.person_id, wanted)
    at = page_of(count, number, size)
    lines = dispute_files.page(conn, actor.person_id, wanted, at.start, size)
    return DisputePage(lines, count, at)


def waiting(conn: Connection, actor: Actor) -> int:
    """How many the actor may decide on, now or when their creators have answered."""
    authority.need(actor, *DECIDERS, verb="disputes")
    return dispute_files.count(conn, actor.person_id, Wanted())


def late(conn: Connection, actor: Actor, *, now: datetime) -> LateDisputes:
    """Of the actor and of others; nothing for whom no dispute is shown."""
    if not actor.may(*DECIDERS):
        return LateDisputes()
    return dispute_files.late(conn, actor.person_id, now)


def one(conn: Connection, actor: Actor, dispute_id: int) -> DisputeFile:
    """A dispute however it stands; not of whom it concerns, who reads it as a creator does."""
    authority.need(actor, *DECIDERS, verb="disputes")
    found = dispute_files.file(conn, dispute_id, actor.person_id)
    if found is None:
        raise NotFound("dispute")
    if found.facts.is_of_actor:
        raise OwnWork("dispute")
    return found


def ask(conn: Connection, actor: Actor, dispute_id: int, words: str, *, now: datetime) -> int:
    """The creator's turn; a question that stands in these words already is not asked again.

    AskedEnough: so often and no more. Refusals of all here: NotAllowed, NotFound, OwnWork (linked,
    or judged it), DisputeOver, WordsNeeded.
    """
    facts, words = _held(conn, actor, dispute_id), hearing.ensure_words(words, needed=True)
    if rows.is_last(conn, dispute_id, E.ASKED, actor.person_id, words):
        return dispute_id
    hearing.ensure_may_ask(rows.times(conn, dispute_id, E.ASKED))
    clock = life.creators_turn(now)
    rows.move(conn, facts, D.ASKED, **clock)
    event_id = rows.note_event(conn, dispute_id, E.ASKED, actor.person_id, words, now=now)
    due_at = clock["answer_due_at"]
    assert due_at is not None  # it has just begun to run
    about = {"note": words, "answer_due_at": due_at.isoformat()}
    dispute_notices.tell_creator(conn, facts, NoticeKind.DISPUTE_ASKED, event_id, now=now, **about)
    return dispute_id


def make_good(
    conn: Connection,
    actor: Actor,
    dispute_id: int,
    amount_minor: int | None,
    words: str,
    *,
    now: datetime,
) -> int:
    """The creator is right by `amount_minor`; a posting gives it to them.

    None: by the whole line, which one that was paid already does not have.

    Refusals besides: AwardOutOfRange, BudgetShort.
    """
    facts, words = _held(conn, actor, dispute_id), hearing.ensure_words(words, needed=True)
    amount_minor = amount_minor if amount_minor is not None else facts.whole_minor or 0
    life.ensure_award(facts, amount_minor)
    given = dispute_outcomes.make_good(conn, facts, amount_minor, now=now)
    _decide(conn, facts, actor, facts.made_good_by, words, now, given)
    if facts.kind is LineKind.PAYOUT and facts.payout_id is not None:
        disputes.end_with_payout(conn, facts.payout_id, now=now)
    return dispute_id


def decline(conn: Connection, actor: Actor, dispute_id: int, words: str, *, now: datetime) -> int:
    """The line is right, and the creator is told why."""
    facts, words = _held(conn, actor, dispute_id), hearing.ensure_words(words, needed=True)
    dispute_outcomes.stands(conn, facts)
    _decide(conn, facts, actor, D.DECLINED, words, now)
    return dispute_id


def _held(conn: Connection, actor: Actor, dispute_id: int) -> DisputeFacts:
    authority.need(actor, *DECIDERS, verb="disputes")
    facts = rows.hold(conn, dispute_id, actor.person_id)
    if facts is None:
        raise NotFound("dispute")
    if facts.is_of_actor:
        raise OwnWork("dispute")
    if not facts.is_open:
        raise DisputeOver(dispute_id)
    return facts


def _decide(
    conn: Connection,
    facts: DisputeFacts,
    actor: Actor,
    status: DisputeStatus,
    words: str,
    now: datetime,
    given: Given = _NOTHING,
) -> None:
    rows.move(
        conn,
        facts,
        status,
        decided_by=actor.person_id,
        decided_at=now,
        ended_at=now,
        next_at=None,
        awarded_minor=given.amount_minor,
        note=words,
    )
    kind = DisputeEventKind(status.value)
    event_id = rows.note_event(conn, facts.dispute_id, kind, actor.person_id, words, now=now)
    stands_in = actor.person_id in dispute_parts.preparers(conn, facts.dispute_id)
    about = {
        "note": words,
        "awarded_minor": given.amount_minor,
        "cleared_minor": given.cleared_minor,
        "stands_in": stands_in,
    }
    told = NoticeKind(f"dispute_{status.value}")
    dispute_notices.tell_creator(conn, facts, told, event_id, now=now, **about)
