"""A case's clocks and what is kept of its evidence, without a row."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.assignment import AssignmentStatus
from domain.risk import cases, packing
from domain.risk.cases import CaseFacts, CaseStatus, CaseStep
from domain.risk.evidence import Evidence, Measure, Signal
from domain.risk.thresholds import Thresholds
from tests.risk_facts import DAY, HOUR, NOON

ANSWER_DUE, DECIDE_DUE = cases.first_clock(NOON, 48)
OPEN = CaseFacts(
    case_id=1,
    assignment_id=2,
    person_id=3,
    work=AssignmentStatus.APPROVED,
    status=CaseStatus.OPEN,
    decide_hours=48,
    opened_at=NOON,
    answer_due_at=ANSWER_DUE,
    answered_at=None,
    decide_due_at=DECIDE_DUE,
    escalated_at=None,
    next_at=ANSWER_DUE - DAY,
    decided_by=None,
    decided_at=None,
    reason="",
    note="",
    appeal_due_at=None,
)
HANDED_OVER = replace(OPEN, next_at=DECIDE_DUE)
ESCALATED = replace(OPEN, escalated_at=DECIDE_DUE, next_at=DECIDE_DUE + 7 * DAY)
CONFIRMED = replace(OPEN, status=CaseStatus.CONFIRMED, next_at=NOON + 7 * DAY)
CLEARED = replace(OPEN, status=CaseStatus.CLEARED, next_at=None)


@pytest.mark.parametrize(
    ("facts", "after", "step"),
    [
        (OPEN, 47 * HOUR, None),
        (OPEN, 48 * HOUR, CaseStep.REMIND),
        (OPEN, 72 * HOUR, CaseStep.HAND_OVER),
        (HANDED_OVER, 119 * HOUR, None),
        (HANDED_OVER, 120 * HOUR, CaseStep.ESCALATE),
        (ESCALATED, 120 * HOUR, None),
        (ESCALATED, 12 * DAY, CaseStep.LAPSE),
        (CONFIRMED, 7 * DAY, CaseStep.VOID),
        (CLEARED, 99 * DAY, None),
    ],
)
def test_what_is_due_when(facts: CaseFacts, after: timedelta, step: CaseStep | None) -> None:
    assert cases.step(facts, NOON + after) is step


def test_no_clock_ends_in_guilt_that_no_person_has_said() -> None:
    for status in cases.UNDECIDED:
        for days in range(100):
            step = cases.step(replace(OPEN, status=status), NOON + days * DAY)
            assert step is not CaseStep.VOID


PIECE = Evidence(
    Signal.EARLY_PUBLICATION, 7, Measure.MINUTES_EARLY, 90, NOON, "claim_grace_minutes", 10, 0.889
)


def test_evidence_comes_back_from_its_row_as_it_was() -> None:
    for each in (PIECE, replace(PIECE, compared_with=None, assignments=(1, 2), people=(3,))):
        assert packing.unpacked(packing.packed(each)) == each


def test_the_same_oddity_has_one_fingerprint_however_its_numbers_move() -> None:
    assert packing.fingerprint(PIECE) == packing.fingerprint(replace(PIECE, seen=95, strength=0.9))
    assert packing.fingerprint(PIECE) != packing.fingerprint(replace(PIECE, about="likes"))
    assert packing.fingerprint(PIECE) != packing.fingerprint(replace(PIECE, assignments=(4,)))


def test_equal_settings_have_one_name() -> None:
    off = frozenset({Signal.RING, Signal.SPIKE})
    assert packing.version(Thresholds(off=off)) == packing.version(Thresholds(off=frozenset(off)))
    assert packing.version(Thresholds()) != packing.version(Thresholds(text_signs=30))
