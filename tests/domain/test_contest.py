"""Which wording did better is told where the numbers tell it; every figure here is by hand."""

import pytest

from domain.broadcast import VariantOutcome
from domain.contest import Deed, Finding, Part, Verdict, apart, beyond, verdicts


def tapped(*parts: tuple[int, int]) -> list[VariantOutcome]:
    return [VariantOutcome(delivered=of, tapped=did) for did, of in parts]


def finding(*parts: tuple[int, int]) -> tuple[Finding, int | None]:
    (told,) = verdicts(tapped(*parts))
    return told.finding, told.ahead


def test_two_shares_are_so_many_standard_errors_apart() -> None:
    # 22.5 % and 15 %, pooled 18.75 %: 0.075 / sqrt(0.1875 × 0.8125 × 2 / 400)
    assert apart(Part(90, 400), Part(60, 400)) == pytest.approx(2.7175, abs=0.0001)
    # 20 % and 15 %, pooled 17.5 %: 0.05 / sqrt(0.175 × 0.825 × 2 / 400)
    assert apart(Part(80, 400), Part(60, 400)) == pytest.approx(1.8610, abs=0.0001)
    # Unlike many: 30 % and 20 %, pooled 60 / 250: 0.1 / sqrt(0.24 × 0.76 × (1/100 + 1/150))
    assert apart(Part(30, 100), Part(30, 150)) == pytest.approx(1.8137, abs=0.0001)


@pytest.mark.parametrize(("pairs", "errors"), [(1, 1.960), (3, 2.394), (6, 2.638)])
def test_more_wordings_must_be_further_apart(pairs: int, errors: float) -> None:
    """As in any table of the normal curve at 5 %, 5/3 % and 5/6 %, on two sides."""
    assert beyond(pairs) == pytest.approx(errors, abs=0.0005)


def test_one_is_ahead_by_more_than_chance_and_by_less_none_is() -> None:
    assert finding((60, 400), (90, 400)) == (Finding.AHEAD, 1)
    assert finding((90, 400), (60, 400)) == (Finding.AHEAD, 0)
    assert finding((60, 400), (80, 400)) == (Finding.ALIKE, None)
    assert finding((60, 400), (60, 400)) == (Finding.ALIKE, None)


def test_one_of_four_must_be_ahead_of_each() -> None:
    # 21 % against 15 % is 2.209 errors: enough for two, not for six pairs.
    assert finding((60, 400), (84, 400)) == (Finding.AHEAD, 1)
    assert finding((60, 400), (84, 400), (60, 400), (60, 400)) == (Finding.ALIKE, None)
    assert finding((60, 400), (60, 400), (90, 400), (60, 400)) == (Finding.AHEAD, 2)
    assert finding((60, 400), (60, 400), (90, 400), (88, 400)) == (Finding.ALIKE, None)


@pytest.mark.parametrize(
    "parts",
    [
        ((2, 20), (6, 20)),  # pooled 20 %: four are to be expected in each
        ((0, 0), (0, 0)),
        ((3, 3), (0, 3)),  # all of three against none
        ((0, 1_000), (9, 1_000)),  # pooled 0.45 %
        ((400, 400), (392, 400)),  # and 1 % who did not
        ((60, 400), (90, 400), (1, 6)),  # one that hardly anybody got
    ],
)
def test_too_few_tell_nothing(parts: tuple[tuple[int, int], ...]) -> None:
    assert finding(*parts) == (Finding.TOO_FEW, None)


def test_five_of_each_kind_are_enough() -> None:
    assert finding((2, 25), (8, 25))[0] is not Finding.TOO_FEW  # pooled 20 %: five


def test_each_deed_that_is_counted_has_its_own_verdict() -> None:
    both = [
        VariantOutcome(delivered=400, tapped=60, claimed=2),
        VariantOutcome(delivered=400, tapped=90, claimed=3),
    ]
    assert verdicts(both) == (
        Verdict(Deed.TAPPED, Finding.AHEAD, 1),
        Verdict(Deed.CLAIMED, Finding.TOO_FEW),
    )
    assert verdicts(both[:1]) == ()
    assert verdicts([VariantOutcome(delivered=400), VariantOutcome(delivered=400)]) == ()
