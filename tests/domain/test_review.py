"""A decision says why, cites the brief, and its clock is fair to both sides."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.review import (
    LONGEST_NOTE,
    MENDABLE,
    ClauseNeeded,
    Decision,
    NoteTooLong,
    ReasonCode,
    ReasonNeeded,
    clock_end,
    ensure_sound,
    fresh_deadline,
    half_gone_at,
    seconds_left,
)

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_an_approval_needs_no_reason() -> None:
    ensure_sound(Decision.APPROVE, "", "", "", ("1",))


@pytest.mark.parametrize("decision", [Decision.CHANGES, Decision.REJECT])
@pytest.mark.parametrize("reason", ["", "because", "approve"])
def test_a_no_needs_a_reason_of_ours(decision: Decision, reason: str) -> None:
    with pytest.raises(ReasonNeeded):
        ensure_sound(decision, reason, "1", "", ("1",))


def test_what_cannot_be_mended_cannot_ask_for_changes() -> None:
    for code in set(ReasonCode) - set(MENDABLE):
        with pytest.raises(ReasonNeeded):
            ensure_sound(Decision.CHANGES, code, "", "", ("1",))
        ensure_sound(Decision.REJECT, code, "1", "", ("1",))


@pytest.mark.parametrize("clause", ["", "3"])
def test_a_rejection_cites_a_clause_that_is_in_the_brief(clause: str) -> None:
    with pytest.raises(ClauseNeeded):
        ensure_sound(Decision.REJECT, ReasonCode.COPIED, clause, "", ("1", "2"))


def test_a_brief_without_clauses_leaves_nothing_to_cite() -> None:
    ensure_sound(Decision.REJECT, ReasonCode.COPIED, "", "", ())


def test_changes_may_cite_a_clause_but_not_invent_one() -> None:
    ensure_sound(Decision.CHANGES, ReasonCode.QUALITY, "", "", ("1",))
    ensure_sound(Decision.CHANGES, ReasonCode.QUALITY, "1", "", ("1",))
    with pytest.raises(ClauseNeeded):
        ensure_sound(Decision.CHANGES, ReasonCode.QUALITY, "9", "", ("1",))


def test_a_note_fits_a_card() -> None:
    ensure_sound(Decision.APPROVE, "", "", "字" * LONGEST_NOTE, ())
    with pytest.raises(NoteTooLong):
        ensure_sound(Decision.APPROVE, "", "", "字" * (LONGEST_NOTE + 1), ())


def test_a_paused_clock_goes_on_where_it_stopped() -> None:
    ends_at = clock_end(None, 48, NOW)
    held = seconds_left(ends_at, NOW + 40 * HOUR)
    later = NOW + 100 * HOUR
    assert clock_end(held, 48, later) == later + 8 * HOUR
    assert seconds_left(ends_at, NOW + 50 * HOUR) == 0


def test_half_of_the_clock_is_what_coordinators_hear() -> None:
    assert half_gone_at(NOW + 48 * HOUR, NOW) == NOW + 24 * HOUR


@pytest.mark.parametrize(
    ("task_left", "expected"),
    [(1000, 72), (48, 48), (5, 24), (-10, 24)],
)
def test_a_fresh_deadline_leaves_a_day_at_least(task_left: int, expected: int) -> None:
    assert fresh_deadline(72, NOW + task_left * HOUR, NOW) == NOW + expected * HOUR
