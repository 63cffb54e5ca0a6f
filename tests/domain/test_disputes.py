"""What may be disputed, how long, and a dispute's clocks, without a row."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.assignment import AssignmentStatus
from domain.disputes import life, lines, listing
from domain.disputes.life import (
    AwardOutOfRange,
    DisputeFacts,
    DisputeStatus,
    DisputeStep,
    SaidEnough,
)
from domain.disputes.lines import (
    OPEN_FOR,
    REASONS,
    DisputedAlready,
    DisputedEnough,
    DisputeReason,
    Line,
    LineKind,
    TooLate,
)
from domain.disputes.listing import STATUSES, DisputeClock, DisputeLine, DisputeState

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
K, D = LineKind, DisputeStatus
LINE = Line(K.SETTLEMENT, 1, 2, "T", "CNY", 8_000, NOON, assignment_id=3, campaign_id=4)
OPEN = DisputeFacts(
    dispute_id=1,
    kind=K.SETTLEMENT,
    subject_id=2,
    assignment_id=3,
    payout_id=None,
    campaign_id=4,
    person_id=5,
    currency="CNY",
    amount_minor=8_000,
    reason=DisputeReason.FIGURES,
    status=D.OPEN,
    opened_at=NOON,
    answer_due_at=None,
    decide_due_at=NOON + 72 * HOUR,
    escalated_at=None,
    next_at=NOON + 72 * HOUR,
    decided_by=None,
    decided_at=None,
    awarded_minor=0,
    note="",
    work=AssignmentStatus.SETTLED,
    cap_minor=20_000,
    settled_minor=8_000,
    granted_minor=500,
    is_of_actor=False,
)
ASKED = replace(OPEN, status=D.ASKED, answer_due_at=NOON + 72 * HOUR, next_at=NOON + 48 * HOUR)


def test_every_line_has_reasons_and_something_else_is_always_one() -> None:
    assert set(REASONS) == set(LineKind)
    assert all(each[-1] is DisputeReason.OTHER for each in REASONS.values())


@pytest.mark.parametrize(
    ("line", "at", "refused"),
    [
        (LINE, NOON + OPEN_FOR - HOUR, None),
        (LINE, NOON + OPEN_FOR, TooLate),
        (replace(LINE, at=None), NOON + 900 * DAY, None),
        (replace(LINE, dispute_id=7), NOON, DisputedAlready),
        (replace(LINE, times=2), NOON, None),
        (replace(LINE, times=3), NOON, DisputedEnough),
    ],
)
def test_a_line_is_open_to_dispute_for_so_long_and_so_often(
    line: Line, at: datetime, refused: type[Exception] | None
) -> None:
    assert line.may_be_disputed(at) is (refused is None)
    if refused is None:
        lines.ensure_may_open(line, DisputeReason.FIGURES, at)
        return
    with pytest.raises(refused):
        lines.ensure_may_open(line, DisputeReason.FIGURES, at)


@pytest.mark.parametrize(
    ("facts", "hours", "step"),
    [
        (OPEN, 71, None),
        (OPEN, 72, DisputeStep.ESCALATE),
        (OPEN, 9_000, DisputeStep.ESCALATE),
        (ASKED, 47, None),
        (ASKED, 48, DisputeStep.REMIND),
        (ASKED, 71, DisputeStep.REMIND),
        (ASKED, 72, DisputeStep.HAND_OVER),
        (replace(ASKED, next_at=NOON + 72 * HOUR), 60, None),
        (replace(OPEN, status=D.DECLINED, next_at=None), 9_000, None),
    ],
)
def test_what_a_clock_does_and_it_never_closes_anything(
    facts: DisputeFacts, hours: int, step: DisputeStep | None
) -> None:
    assert life.step(facts, NOON + hours * HOUR) is step


@pytest.mark.parametrize(
    ("kind", "amount", "fits"),
    [
        (K.SETTLEMENT, 19_500, True),
        (K.SETTLEMENT, 19_501, False),
        (K.TAKEN_BACK, 20_000, True),
        (K.TAKEN_BACK, 20_001, False),
        (K.REJECTION, 1, True),
        (K.REJECTION, 19_501, False),
        (K.MISSING, 0, False),
        (K.MISSING, 11_500, True),
        (K.MISSING, 11_501, False),
        (K.RECOVERY, 8_000, True),
        (K.RECOVERY, 8_001, False),
        (K.WITHHOLDING, 1, True),
        (K.WITHHOLDING, -1, False),
        (K.PAYOUT, 8_000, True),
        (K.PAYOUT, 7_999, False),
    ],
)
def test_what_may_be_awarded(kind: LineKind, amount: int, fits: bool) -> None:
    facts = replace(OPEN, kind=kind)
    if fits:
        life.ensure_award(facts, amount)
        return
    with pytest.raises(AwardOutOfRange):
        life.ensure_award(facts, amount)


def test_what_was_paid_already_has_no_whole_to_be_granted() -> None:
    wholes = {kind: replace(OPEN, kind=kind).whole_minor for kind in K}
    assert {kind for kind, whole in wholes.items() if whole is None} == {K.SETTLEMENT}
    assert replace(OPEN, kind=K.REJECTION, amount_minor=0).whole_minor is None


def test_so_much_may_be_said() -> None:
    life.ensure_may_say(life.MOST_SAID - 1)
    with pytest.raises(SaidEnough):
        life.ensure_may_say(life.MOST_SAID)


def test_every_status_is_found_in_exactly_one_list_of_its_own() -> None:
    apart = (
        DisputeState.WAITING,
        DisputeState.ASKED,
        DisputeState.MADE_GOOD,
        DisputeState.DECLINED,
        DisputeState.LEFT,
    )
    found = [status for state in apart for status in STATUSES[state]]
    assert sorted(found) == sorted(DisputeStatus)


def test_whose_clock_runs() -> None:
    told = (OPEN.dispute_id, OPEN.kind, D.OPEN, "T", "Ming", 1, "CNY", 0, NOON, None)
    line = DisputeLine(*told, decide_due_at=NOON + 72 * HOUR, escalated_at=None)
    assert listing.clock(line, NOON) is DisputeClock.OURS
    assert listing.clock(line, NOON + 72 * HOUR) is DisputeClock.LATE
    asked = replace(line, status=D.ASKED, answer_due_at=NOON + HOUR)
    assert (listing.clock(asked, NOON), listing.ends_at(asked)) == (
        DisputeClock.CREATOR,
        NOON + HOUR,
    )
    assert listing.clock(replace(line, status=D.MOOT), NOON) is None
