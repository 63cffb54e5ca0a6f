"""Looking at posts for oddities: what is new opens a case that holds one amount; judges nobody."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from domain.due_work import DueItem
from domain.notices import NoticeKind
from domain.risk import cases, packing
from domain.risk.cases import CaseFacts, CaseStatus, EventKind, RiskRules
from domain.risk.evidence import Evidence, Signal
from domain.risk.facts import Facts, PostFacts
from domain.risk.thresholds import Thresholds
from domain.risk.watch import dry_run, ringed, watching
from services import risk_notices
from storage import risk_cases, risk_due, risk_facts, risk_looks


def is_behind(conn: Connection) -> bool:
    """Whether anything came that is not on the list of what is to be looked at."""
    return risk_due.is_behind(conn)


def gather(conn: Connection, *, now: datetime) -> int:
    """A part of what came since the last time goes on the list; 0 when there is no more of it."""
    return risk_due.gather(conn, now)


def unseen(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Posts handed in or read in since they were looked at last, as gathered, behind `after`."""
    return risk_looks.unseen(conn, after, most)


def look(conn: Connection, assignment_id: int, *, rules: RiskRules, now: datetime) -> bool:
    """One post with its neighbours; False when there is nothing new, or another is at it."""
    if not risk_looks.take(conn, assignment_id):
        return False
    newest = risk_looks.hold_unseen(conn, assignment_id)
    if newest is None:
        return False
    risk_looks.note(conn, assignment_id, newest, now)
    found = risk_facts.around(conn, assignment_id)
    assert found is not None  # what is new of it is its post
    seen = risk_cases.new_of(conn, assignment_id, _evidence(rules.thresholds, *found))
    if seen:
        hold_for(conn, assignment_id, seen, rules, now)
    return True


def would_flag(conn: Connection, thresholds: Thresholds) -> dict[int, tuple[Evidence, ...]]:
    """What this setting would have flagged of all that was handed in; changes nothing."""
    return dry_run(thresholds, risk_facts.everything(conn))


def _evidence(limits: Thresholds, post: PostFacts, facts: Facts) -> Sequence[Evidence]:
    found = list(watching(limits, facts).evidence(post))
    if Signal.RING not in limits.off:
        ring = ringed(facts, found).found(limits).get(post.person_id)
        found += [ring.evidence(post, limits)] if ring else []
    return cases.told_in_order(found)


def hold_for(
    conn: Connection,
    assignment_id: int,
    seen: Sequence[Evidence],
    rules: RiskRules,
    now: datetime,
) -> None:
    """The case of this work, opened or added to; whose turn it is is told of it."""
    facts = risk_cases.held_by(conn, assignment_id)
    if facts is None:
        case_id, kind = _open(conn, assignment_id, rules, now), EventKind.OPENED
        is_asked = True
    else:
        case_id, kind = facts.case_id, EventKind.SEEN_MORE
        is_asked = _ask_anew(conn, facts, now)
    risk_cases.add_signals(conn, case_id, seen, packing.version(rules.thresholds), now)
    event_id = risk_cases.note_event(conn, case_id, kind, None, now=now)
    held = risk_cases.held_by(conn, assignment_id)
    assert held is not None  # it is ours
    if is_asked:
        _tell(conn, held, event_id, seen, now)
    else:  # a person has it: what they and the creator know is out of date
        told = risk_notices.seen_by_creator(seen)
        risk_notices.tell_creator(conn, held, NoticeKind.RISK_MORE, event_id, seen=told, now=now)
        risk_notices.tell_deciders(conn, held, event_id, now=now)


def _open(conn: Connection, assignment_id: int, rules: RiskRules, now: datetime) -> int:
    hours = rules.decide_hours
    clocks = cases.clocks(now, hours)
    return risk_cases.open_(conn, assignment_id, decide_hours=hours, now=now, **clocks)


def _ask_anew(conn: Connection, facts: CaseFacts, now: datetime) -> bool:
    """While nobody has decided: the whole time once more, for there is more to answer."""
    times = risk_cases.times(conn, facts.case_id, EventKind.SEEN_MORE)
    if not cases.may_ask_anew(facts, times):
        return False
    clocks = cases.clocks(now, facts.decide_hours)
    risk_cases.move(conn, facts, CaseStatus.OPEN, escalated_at=None, **clocks)
    return True


def _tell(
    conn: Connection, held: CaseFacts, event_id: int, seen: Sequence[Evidence], now: datetime
) -> None:
    risk_notices.tell_creator(
        conn,
        held,
        NoticeKind.RISK_OPENED,
        event_id,
        seen=risk_notices.seen_by_creator(seen),
        answer_due_at=held.answer_due_at.isoformat(),
        now=now,
    )
