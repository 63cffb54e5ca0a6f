"""A payout goes only where its life leads, and is worth its fee."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import WrongState
from domain.ledger import Owed
from domain.payee import PayeeKind
from domain.payout import (
    BATCH_TRANSITIONS,
    PAYOUT_TRANSITIONS,
    BatchStatus,
    OwnPayout,
    PayoutItem,
    PayoutStatus,
    ensure_batch_leads_to,
    ensure_payout_leads_to,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
ITEM = PayoutItem(
    payout_id=3,
    batch_id=2,
    person_id=7,
    amount_minor=6_400,
    currency="CNY",
    status=PayoutStatus.PAID,
    reference="KOC-2-1",
    method="alipay",
    sealed="…",
    masked="138****0001",
    problem="",
    stamp="s",
    withheld_minor=1_600,
    kind=PayeeKind.INDIVIDUAL,
)


def told(refused: WrongState) -> tuple[str, str, str]:
    return refused.kind, refused.status, refused.target


def test_a_payout_goes_only_where_its_life_leads_and_says_from_where_it_did_not() -> None:
    for status in PayoutStatus:
        for target in PayoutStatus:
            if target in PAYOUT_TRANSITIONS[status]:
                ensure_payout_leads_to(status, target)
                continue
            with pytest.raises(WrongState) as refused:
                ensure_payout_leads_to(status, target)
            assert told(refused.value) == ("payout", status.value, target.value)


def test_a_batch_goes_only_where_its_life_leads_and_says_from_where_it_did_not() -> None:
    for status in BatchStatus:
        for target in BatchStatus:
            if target in BATCH_TRANSITIONS[status]:
                ensure_batch_leads_to(status, target)
                continue
            with pytest.raises(WrongState) as refused:
                ensure_batch_leads_to(status, target)
            assert told(refused.value) == ("payout_batch", status.value, target.value)


def test_what_leaves_a_creators_account_is_what_is_paid_and_what_is_kept_back() -> None:
    assert (ITEM.gross_minor, ITEM.owed) == (8_000, Owed(7, 8_000, "CNY"))


def test_details_that_did_not_open_are_left_out_and_erased_ones_are_forgotten() -> None:
    shut, gone = replace(ITEM, sealed=""), replace(ITEM, sealed="", masked="")
    found = [(each.is_left_out, each.is_forgotten) for each in (ITEM, shut, gone)]
    assert found == [(False, False), (True, False), (False, True)]


def test_a_payout_stands_where_it_stands_since_its_last_step() -> None:
    approved = OwnPayout(ITEM, NOW, None, None, None, None)
    exported = replace(approved, exported_at=NOW + HOUR)
    answered = replace(exported, answered_at=NOW + 2 * HOUR)
    bounced = replace(answered, bounced_at=NOW + 3 * HOUR)
    steps = [replace(approved, approved_at=None), approved, exported, answered, bounced]
    assert [own.since for own in steps] == [None, *(NOW + hour * HOUR for hour in range(4))]
    assert [own.is_sent for own in steps] == [False, False, True, True, True]


def test_what_a_creator_said_counts_where_it_is_why_it_stands_there() -> None:
    answered, said = NOW, NOW + HOUR
    own = OwnPayout(ITEM, NOW - HOUR, NOW - HOUR, answered, said, None)
    assert own.since == answered
    for status in (PayoutStatus.CONFIRMED, PayoutStatus.DISPUTED):
        assert replace(own, item=replace(ITEM, status=status)).since == said
