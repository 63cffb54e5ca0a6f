"""When a partner's address is called again, which are called at all, what answers mean."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.assignment import AssignmentStatus
from domain.events import (
    LONGEST_GATE,
    LONGEST_PAUSE,
    OF_STATUS,
    PATIENCE,
    BadEndpoint,
    Call,
    EventType,
    Outcome,
    ensure_url,
    gate_after,
    outcome,
    pause_after,
)
from domain.fetching.answers import Failed, Failure, Fetched

URL = "https://partner.example.com/hook"


def test_pauses_grow_are_spread_and_never_last_a_day() -> None:
    for tries in range(1, 40):
        drawn = [pause_after(tries, number) for number in range(50)]
        assert len(set(drawn)) == 50
        assert max(drawn) <= LONGEST_PAUSE * 1.2
        assert min(drawn) >= timedelta(seconds=4)
    assert pause_after(8, 1) > pause_after(6, 1) > pause_after(4, 1) > pause_after(1, 1)
    assert pause_after(3, 7) == pause_after(3, 7)


def test_a_call_is_tried_about_a_dozen_times_before_patience_ends() -> None:
    spent, tries = timedelta(), 0
    while spent < PATIENCE:
        tries += 1
        spent += pause_after(tries, 1)
    assert 10 <= tries <= 15


def test_an_ill_endpoint_is_looked_at_again_within_the_half_hour() -> None:
    assert all(gate_after(failures, 1) <= LONGEST_GATE for failures in range(1, 60))


@pytest.mark.parametrize(
    ("status", "means"),
    [
        (200, Outcome.TAKEN),
        (204, Outcome.TAKEN),
        (301, Outcome.ILL),
        (400, Outcome.REFUSED),
        (401, Outcome.ILL),
        (404, Outcome.REFUSED),
        (408, Outcome.ILL),
        (410, Outcome.GONE),
        (422, Outcome.REFUSED),
        (429, Outcome.ILL),
        (500, Outcome.ILL),
    ],
)
def test_what_an_answer_means(status: int, means: Outcome) -> None:
    assert outcome(Fetched(URL, status, b"")) is means


def test_silence_is_no_refusal_of_this_one_event() -> None:
    assert outcome(Failed(URL, Failure.TIMEOUT)) is Outcome.ILL


@pytest.mark.parametrize(
    "url",
    [
        "http://partner.example.com/hook",
        "https://127.0.0.1/hook",
        "https://[::1]/hook",
        "https://localhost/hook",
        "https://metadata.internal/",
        "https://user:pass@partner.example.com/",
        "https://partner.example.com:8443/",
        "ftp://partner.example.com/",
        "partner.example.com",
        "",
    ],
)
def test_an_address_that_is_never_called_is_not_taken(url: str) -> None:
    with pytest.raises(BadEndpoint):
        ensure_url(url)


def test_every_status_of_work_has_its_event() -> None:
    assert set(OF_STATUS) == set(AssignmentStatus)
    assert len(set(OF_STATUS.values())) == len(OF_STATUS)


def test_a_message_says_when_in_utc_and_in_which_order() -> None:
    at = datetime(2026, 11, 23, 4, tzinfo=UTC)
    call = Call(1, 9, "evt_1", EventType.PAYOUT_PAID, at, {"payout": 3}, 0, None)
    assert call.message == {
        "type": "payout.paid",
        "timestamp": "2026-11-23T04:00:00.000Z",
        "sequence": 9,
        "data": {"payout": 3},
    }
