"""Every way money moves has its key, its kind and lines that name whose it was and is."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import pytest

from domain.ledger import LedgerAccount, Line, Owed, Posting, PostingKind
from domain.made_up import MadeUp
from services import ledger

A = LedgerAccount
K = PostingKind
AT = datetime(2026, 11, 23, tzinfo=UTC)
OWED = Owed(7, 1_000, "JPY")
CAMPAIGN = 3


def lines(**amounts: int) -> list[Line]:
    """The campaign's funds are the campaign's, all else the creator's."""
    accounts = [LedgerAccount(name) for name in amounts]
    owners = [CAMPAIGN if each is A.CAMPAIGN_FUNDS else OWED.person_id for each in accounts]
    return list(map(Line, accounts, owners, amounts.values()))


def _ordered(found: Iterable[Line]) -> list[Line]:
    return sorted(found, key=lambda line: line.account)


def moves(posting: Posting, key: str, kind: PostingKind, **amounts: int) -> bool:
    expected = (key, kind, "JPY", _ordered(lines(**amounts)), AT)
    return expected == (
        posting.key,
        posting.kind,
        posting.currency,
        _ordered(posting.lines),
        posting.at,
    )


def test_what_is_settled_comes_from_the_campaigns_funds() -> None:
    made = ledger.settled(12, "T+7", CAMPAIGN, OWED, at=AT)
    assert moves(made, "settle:12:T+7", K.SETTLEMENT, campaign_funds=-1_000, creator_pending=1_000)


@pytest.mark.parametrize(
    ("was_matured", "account"), [(False, "creator_pending"), (True, "creator_payable")]
)
def test_what_is_reversed_goes_back_from_where_it_stands_and_the_rest_is_owed(
    account: str, *, was_matured: bool
) -> None:
    made = ledger.reversed_(5, CAMPAIGN, OWED, was_matured=was_matured, here_minor=400, at=AT)
    rest = {account: -400, "creator_receivable": -600, "campaign_funds": 1_000}
    assert moves(made, "reverse:5", K.REVERSAL, **rest)


def test_what_is_all_still_there_leaves_no_debt() -> None:
    made = ledger.reversed_(5, CAMPAIGN, OWED, was_matured=False, here_minor=1_000, at=AT)
    assert moves(made, "reverse:5", K.REVERSAL, creator_pending=-1_000, campaign_funds=1_000)


def test_a_grant_takes_away_what_its_work_owes_and_the_rest_is_payable() -> None:
    made = ledger.granted(4, CAMPAIGN, OWED, MadeUp(300), at=AT)
    rest = {"campaign_funds": -1_000, "creator_receivable": 300, "creator_payable": 700}
    assert moves(made, "dispute:4", K.GRANT, **rest)
    made = ledger.granted(4, CAMPAIGN, OWED, MadeUp(300, 200), at=AT)
    rest |= {"written_off": 200, "creator_payable": 500}
    assert moves(made, "dispute:4", K.GRANT, **rest)


def test_a_grant_is_reversed_from_what_is_payable() -> None:
    made = ledger.grant_reversed(4, CAMPAIGN, OWED, here_minor=400, at=AT)
    rest = {"creator_payable": -400, "creator_receivable": -600, "campaign_funds": 1_000}
    assert moves(made, "reverse-grant:4", K.REVERSAL, **rest)


@pytest.mark.parametrize(
    ("make", "key", "kind", "source", "target"),
    [
        (
            ledger.not_set_off,
            "dispute:4",
            K.CORRECTION,
            "creator_receivable",
            "creator_payable",
        ),
        (ledger.not_withheld, "dispute:4", K.CORRECTION, "tax_withheld", "creator_payable"),
        (ledger.recovered, "recover:4", K.RECOVERY, "creator_payable", "creator_receivable"),
        (ledger.written_off, "writeoff:4", K.WRITE_OFF, "written_off", "creator_receivable"),
        (ledger.repaid, "repay:4", K.REPAYMENT, "repaid", "creator_receivable"),
        (ledger.waived, "waive:4", K.WAIVER, "creator_payable", "waived"),
        (ledger.matured, "mature:4", K.MATURITY, "creator_pending", "creator_payable"),
    ],
)
def test_within_one_persons_money_it_goes_from_one_account_to_another(
    make: Callable[..., Posting], key: str, kind: PostingKind, source: str, target: str
) -> None:
    assert moves(make(4, OWED, at=AT), key, kind, **{source: -1_000, target: 1_000})


# A payout


def test_what_is_sent_is_on_its_way_but_for_the_tax() -> None:
    taxed = {"creator_payable": -1_000, "payout_in_transit": 800, "tax_withheld": 200}
    assert moves(ledger.sent(9, OWED, 200, at=AT), "payout:9", K.PAYOUT, **taxed)
    whole = {"creator_payable": -1_000, "payout_in_transit": 1_000}
    assert moves(ledger.sent(9, OWED, at=AT), "payout:9", K.PAYOUT, **whole)


def test_what_arrived_is_paid_out_and_the_tax_stays() -> None:
    net = {"payout_in_transit": -800, "paid_out": 800}
    assert moves(ledger.paid(9, OWED, 200, at=AT), "answer:9", K.PAYMENT, **net)
    whole = {"payout_in_transit": -1_000, "paid_out": 1_000}
    assert moves(ledger.paid(9, OWED, at=AT), "answer:9", K.PAYMENT, **whole)


def test_what_the_bank_refused_is_payable_again_but_for_what_fell_away() -> None:
    taxed = {"payout_in_transit": -800, "tax_withheld": -200}
    left = {"creator_payable": 700, "creator_receivable": 300}
    made = ledger.returned(9, OWED, 200, MadeUp(300), at=AT)
    assert moves(made, "answer:9", K.RETURN, **taxed, **left)
    whole = {"payout_in_transit": -1_000, "creator_payable": 1_000}
    assert moves(ledger.returned(9, OWED, 0, MadeUp(), at=AT), "answer:9", K.RETURN, **whole)


@pytest.mark.parametrize(
    ("make", "key", "kind"),
    [
        (ledger.bounced, "bounce:9", K.BOUNCE),
        (ledger.not_arrived, "dispute:9", K.CORRECTION),
    ],
)
def test_what_was_paid_and_came_back_or_never_arrived_is_payable_again(
    make: Callable[..., Posting], key: str, kind: PostingKind
) -> None:
    made = make(9, OWED, 200, MadeUp(300, 50), at=AT)
    back = {"paid_out": -800, "tax_withheld": -200, "written_off": 50}
    assert moves(made, key, kind, **back, creator_payable=650, creator_receivable=300)
