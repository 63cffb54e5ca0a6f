"""A posting sums to zero, and its link of the chain is the same bytes on every machine and day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.ledger import (
    LedgerAccount,
    Line,
    Owed,
    Posting,
    PostingKind,
    chain_hash,
    link_hash,
    moved,
)

A = LedgerAccount
AT = datetime(2026, 11, 23, 8, 30, 0, 250_000, tzinfo=UTC)
KNOWN = "28044dea61f917b335cb288138bcd529583f26aa75c47f51a03aecd2da6239ed"
"""SHA-256 of the posting below written as JSON without spaces, its moment in microseconds."""


def matured(amount_minor: int = 1_000) -> Posting:
    source, target = (A.CREATOR_PENDING, 7), (A.CREATOR_PAYABLE, 8)
    return moved("mature:1", PostingKind.MATURITY, amount_minor, "CNY", source, target, at=AT)


def test_what_moves_leaves_one_account_and_comes_to_another() -> None:
    lines = (Line(A.CREATOR_PENDING, 7, -1_000), Line(A.CREATOR_PAYABLE, 8, 1_000))
    assert matured() == Posting("mature:1", PostingKind.MATURITY, "CNY", lines, AT)


def test_lines_that_do_not_sum_to_zero_are_no_posting() -> None:
    with pytest.raises(ValueError, match=r"^posting odd:1 does not sum to zero$"):
        Posting("odd:1", PostingKind.GRANT, "CNY", (Line(A.WAIVED, 1, 1),), AT)


def test_a_part_of_what_is_owed_belongs_to_the_same_creator() -> None:
    assert Owed(7, 1_000, "CNY").of(300) == Owed(7, 300, "CNY")


def test_a_link_is_these_bytes_for_ever() -> None:
    assert chain_hash("0" * 64, matured()) == KNOWN
    values = [("creator_pending", 7, -1_000), ("creator_payable", 8, 1_000)]
    assert link_hash("0" * 64, "mature:1", "maturity", "CNY", AT, values) == KNOWN


def test_a_moment_is_the_same_link_in_every_zone() -> None:
    shanghai = replace(matured(), at=AT.astimezone(timezone(timedelta(hours=8))))
    assert chain_hash("0" * 64, shanghai) == KNOWN


@pytest.mark.parametrize(
    "other",
    [
        matured(1_001),
        replace(matured(), key="mature:2"),
        replace(matured(), kind=PostingKind.RECOVERY),
        replace(matured(), currency="JPY"),
        replace(matured(), at=AT + timedelta(microseconds=1)),
        replace(matured(), lines=matured().lines[::-1]),
    ],
)
def test_whatever_is_changed_of_a_posting_shows_in_its_link(other: Posting) -> None:
    assert chain_hash("0" * 64, other) != KNOWN
    assert chain_hash("1" * 64, matured()) != KNOWN
