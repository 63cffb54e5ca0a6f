"""Checkpoints pay parts of one amount: each the difference, and none below nought unless agreed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import checkpoints
from domain.basis import Basis
from domain.checkpoints import FINAL, Settling, Stage, part
from domain.metrics import MetricSnapshot, PostMetrics
from domain.pricing import LineKind, Priced, amount_line, price
from domain.terms import Interaction, Method, Source, Terms

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DAY = timedelta(days=1)
CPE = Terms(
    Method.CPE,
    cap_minor=30_000,
    rate_per_mille_minor=10_000,
    counted=(Interaction.LIKES,),
    cutoff_days=30,
    earlier_cutoffs=(3, 7),
    draft_minor=500,
    post_minor=1_000,
)
LAST = NOW + 30 * DAY


def read(likes: int) -> Basis:
    return Basis(MetricSnapshot(1, Source.PLATFORM, NOW, NOW, PostMetrics(likes=likes)))


def test_cutoffs_come_one_after_the_other_and_the_last_is_final() -> None:
    at = checkpoints.first_cutoff(CPE, NOW)
    found = []
    while at is not None:
        found.append((checkpoints.name_of(CPE, LAST, at), at))
        at = checkpoints.next_cutoff(CPE, LAST, at)
    assert found == [("T+3", NOW + 3 * DAY), ("T+7", NOW + 7 * DAY), (FINAL, LAST)]
    for name, moment in found:
        cutoff = checkpoints.cutoff_of(CPE, name, LAST)
        assert (cutoff.at, cutoff.published_at) == (moment, NOW)


def test_terms_with_one_cutoff_have_the_final_one_alone() -> None:
    once = replace(CPE, earlier_cutoffs=())
    assert checkpoints.first_cutoff(once, NOW) == LAST
    assert checkpoints.next_cutoff(once, LAST, LAST) is None


@pytest.mark.parametrize(
    ("read", "now", "fixed"),
    [
        (None, 40, 3),  # nothing ever: the next one, whatever it is waited for
        (3, 40, 3),
        (3.1, 6.9, 3),  # no other one is due yet
        (3.1, 7, 7),
        (7, 40, 7),
        (7.1, 29.9, 3),
        (7.1, 30, 30),
        (30, 40, 30),
        (31, 40, 3),  # by none of them
    ],
)
def test_the_cutoff_that_is_fixed_is_the_first_that_is_due_and_read(
    read: float | None, now: float, fixed: int
) -> None:
    at = NOW + 3 * DAY
    first_read_at = None if read is None else NOW + read * DAY
    found = checkpoints.decided_at(CPE, LAST, at, first_read_at, NOW + now * DAY)
    assert found == NOW + fixed * DAY


@pytest.mark.parametrize(
    ("checkpoint", "before", "days"),
    [
        ("T+3", ["draft", "post"], ()),
        ("T+7", ["post"], (3,)),
        ("T+7", ["T+3"], ()),
        (FINAL, [], (3, 7)),
        (FINAL, ["post", "T+7"], ()),  # T+7 told of T+3
        (FINAL, ["T+3"], (7,)),
        (Stage.POST, [], ()),
    ],
)
def test_a_part_names_the_cutoffs_that_it_pays_besides_its_own(
    checkpoint: str, before: list[str], days: tuple[int, ...]
) -> None:
    assert checkpoints.unread_before(CPE, checkpoint, before) == days


def test_a_part_after_one_day_is_named_as_well() -> None:
    daily = replace(CPE, earlier_cutoffs=(1, 3))
    for before in ([], [Stage.POST]):
        assert checkpoints.unread_before(daily, FINAL, before) == (1, 3)
    assert checkpoints.unread_before(daily, FINAL, ["T+1"]) == (3,)


@pytest.mark.parametrize(
    ("stage", "kind", "amount_minor"),
    [(Stage.DRAFT, LineKind.DRAFT, 500), (Stage.POST, LineKind.POST, 1_000)],
)
def test_a_stage_pays_its_own_amount_whatever_came_before(
    stage: Stage, kind: LineKind, amount_minor: int
) -> None:
    found = part(CPE, stage, Basis(), Settling(before_minor=77, granted_minor=33))
    assert found == Priced(amount_minor, (amount_line(kind, amount_minor),))


def test_a_cutoff_pays_what_was_added_and_says_what_was_settled_before() -> None:
    priced = part(CPE, "T+7", read(400), Settling(before_minor=1_500))
    assert priced.amount_minor == 2_500
    assert [(line.kind, line.subtotal_minor) for line in priced.lines] == [
        (LineKind.INTERACTIONS, 4_000),
        (LineKind.SETTLED, -1_500),
    ]


def test_counts_that_fall_pay_nothing_back_by_themselves() -> None:
    priced = part(CPE, FINAL, read(100), Settling(before_minor=1_500))
    assert (priced.amount_minor, priced.lines[-1].kind) == (0, LineKind.KEPT)
    agreed = part(replace(CPE, takes_back=True), FINAL, read(100), Settling(before_minor=1_500))
    assert agreed.amount_minor == -500


def test_caps_of_creator_and_task_leave_a_room() -> None:
    priced = part(CPE, FINAL, read(400), Settling(before_minor=1_500, room_minor=600))
    assert (priced.amount_minor, priced.lines[-1].kind) == (600, LineKind.ROOM)
    for enough in (4_000, 9_999):
        assert part(CPE, FINAL, read(400), Settling(room_minor=enough)) == price(CPE, read(400))


def test_what_disputes_granted_counts_as_paid_and_is_not_taken_back() -> None:
    priced = part(CPE, FINAL, read(400), Settling(before_minor=1_500, granted_minor=600))
    assert (priced.amount_minor, priced.lines[-1].subtotal_minor) == (1_900, -600)
    fallen = part(CPE, FINAL, read(200), Settling(before_minor=1_500, granted_minor=600))
    assert (fallen.amount_minor, fallen.lines[-1].kind) == (0, LineKind.GRANTED)
    lower = part(CPE, FINAL, read(100), Settling(before_minor=1_500, granted_minor=600))
    assert [line.kind for line in lower.lines[1:]] == [LineKind.SETTLED, LineKind.KEPT]


def test_what_it_comes_to_by_now_is_what_the_last_cutoff_would_pay() -> None:
    settling = Settling(before_minor=1_500, granted_minor=600)
    assert checkpoints.by_now(CPE, read(400), 1_500, 600) == part(CPE, FINAL, read(400), settling)
    assert checkpoints.by_now(CPE, read(400), 1_500).amount_minor == 2_500


counts = st.lists(st.integers(0, 9_000), min_size=3, max_size=3)
rooms = st.none() | st.integers(0, 40_000)


@given(counts, rooms, st.booleans())
def test_parts_add_up_to_the_most_that_was_earned_by_any_of_them(
    likes: list[int], room_minor: int | None, takes_back: bool
) -> None:
    terms = replace(CPE, takes_back=takes_back)
    settled = part(terms, Stage.DRAFT, Basis(), Settling(0, room_minor)).amount_minor
    totals = [settled]
    for name, count in zip(("T+3", "T+7", FINAL), likes, strict=True):
        left = None if room_minor is None else room_minor - settled
        priced = part(terms, name, read(count), Settling(settled, left))
        assert sum(line.subtotal_minor for line in priced.lines) == priced.amount_minor
        assert takes_back or priced.amount_minor >= 0
        settled += priced.amount_minor
        totals.append(price(terms, read(count)).amount_minor)
    expected = totals[-1] if takes_back else max(500, *totals)
    assert settled == (expected if room_minor is None else min(settled, room_minor))
    assert settled <= terms.cap_minor
