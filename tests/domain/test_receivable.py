"""Of a later settlement the agreed part makes up a debt, or a transfer that is known again."""

import pytest

from domain.receivable import (
    LONGEST_TRANSFER,
    LONGEST_TRANSFER_REFERENCE,
    OfWork,
    Standing,
    recoverable,
    still_here,
    transfer_of,
)


@pytest.mark.parametrize(
    ("earned", "owed", "percent", "part"),
    [(101, 1_000, 50, 50), (8_000, 100, 50, 100), (99, 1_000, 100, 99), (8_000, 5_000, 0, 0)],
)
def test_a_part_is_recovered(earned: int, owed: int, percent: int, part: int) -> None:
    assert recoverable(earned, owed, percent) == part


def test_matured_money_can_be_taken_as_far_as_it_is_still_payable() -> None:
    assert still_here(500, Standing(payable_minor=300, owed_minor=900)) == 300
    assert still_here(200, Standing(payable_minor=300, owed_minor=900)) == 200


@pytest.mark.parametrize(
    ("owed_now", "repaid", "settled", "by_transfer"),
    [
        (900, 0, 0, 0),  # nothing came of it yet
        (400, 0, 500, 0),
        (400, 200, 500, 200),
        (400, 700, 500, 500),  # what they transferred beyond it was for another debt
        (0, 900, 900, 900),
        (1_300, 200, 0, 0),  # they owe for other work, too
    ],
)
def test_of_what_a_work_owed_that_is_settled_which_is_owed_no_more(
    owed_now: int, repaid: int, settled: int, by_transfer: int
) -> None:
    taken = OfWork(recovered_minor=70, owed_minor=900)
    assert taken.standing(owed_now, repaid) == OfWork(70, 900, settled, by_transfer)


def test_a_transfer_is_known_again_in_whatever_spelling() -> None:
    for spelling in ("FT-1", "ft 1", "ＦＴ１.", "#Ft/1"):
        assert transfer_of(spelling) == "ft1"
    assert transfer_of("FT-2") != transfer_of("FT-1")
    assert transfer_of("转账-№７") == "转账no7"
    assert transfer_of("—…") == transfer_of("") == ""


def test_a_letter_that_falls_apart_in_its_small_form_keeps_its_mark() -> None:
    assert transfer_of("\u01f01") == transfer_of("J\u030c1") == "\u01f01"
    assert transfer_of("\u01f01") != transfer_of("j1")


def test_a_long_reference_is_known_by_its_beginning() -> None:
    assert transfer_of("ﷺ" * LONGEST_TRANSFER_REFERENCE) == transfer_of("ﷺ" * 99)
    assert len(transfer_of("x" * 999)) == LONGEST_TRANSFER
