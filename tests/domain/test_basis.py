"""An amount follows from a reading or from what partners told, and from nothing after a cut-off."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.attribution import News, Tally
from domain.basis import NOTHING_CAME, Basis, CutOff, Evidence, basis_of
from domain.conversions import Basics, ConversionStatus, Kind, Standing
from domain.metrics import MetricSnapshot, PostMetrics
from domain.money import Currency
from domain.terms import Interaction, Method, Source, Terms

DAY = timedelta(days=1)
PUBLISHED = datetime(2026, 11, 1, tzinfo=UTC)
CUTOFF = PUBLISHED + 7 * DAY
CPE = Terms(
    Method.CPE, 30_000, rate_per_mille_minor=10_000, counted=(Interaction.LIKES,), cutoff_days=7
)
CPA = Terms(Method.CPA, 30_000, rate_per_mille_minor=10_000, cutoff_days=7, window_days=5)
FLAT = Terms(Method.FLAT, 5_000, flat_minor=5_000, cutoff_days=7)


def reading(number: int, at: datetime = CUTOFF, source: Source = Source.PLATFORM) -> MetricSnapshot:
    return MetricSnapshot(number, source, at, at, PostMetrics(likes=number))


def action(number: int, at: datetime = PUBLISHED + DAY) -> News:
    basics = Basics(1, Kind.ACTION, 0, Currency.CNY, at)
    standing = Standing(basics, ConversionStatus.APPROVED, 0)
    return News(number, "shop", f"a{number}", standing, at, PUBLISHED - DAY)


def test_a_cutoff_lies_as_many_days_behind_the_publication_as_agreed() -> None:
    assert CutOff.of(CPE, CUTOFF) == CutOff(CUTOFF, PUBLISHED)


def test_work_with_a_cutoff_is_judged_by_it_and_work_without_one_as_of_now() -> None:
    now = PUBLISHED + 2 * DAY
    assert CutOff.by_now(CPE, CUTOFF, now) == CutOff(CUTOFF, PUBLISHED)
    assert CutOff.by_now(CPE, None, now) == CutOff(now, now)


def test_measured_terms_are_paid_by_the_last_reading_up_to_the_cutoff_that_counts() -> None:
    told = Evidence(
        (
            reading(1, CUTOFF - DAY),
            reading(2),
            reading(3, source=Source.CREATOR),
            reading(4, CUTOFF + DAY),
        ),
        (action(1),),
    )
    found = basis_of(CPE, told, CutOff.of(CPE, CUTOFF))
    assert found == Basis(reading=reading(2))
    assert (found.metrics, found.is_told) == (PostMetrics(likes=2), True)
    by_creator = replace(CPE, weakest_source=Source.CREATOR)
    late = basis_of(by_creator, Evidence(told.readings[2:]), CutOff.of(CPE, CUTOFF))
    assert late.metrics == PostMetrics(likes=3)


def test_attributed_terms_are_paid_by_what_happened_inside_the_window() -> None:
    told = [action(1), action(2, PUBLISHED + 5 * DAY), action(3, PUBLISHED + 6 * DAY)]
    found = basis_of(CPA, Evidence((reading(1),), told), CutOff.of(CPA, CUTOFF))
    assert found == Basis(tally=Tally(actions=2, outside=1))
    assert found.is_told


def test_a_window_longer_than_the_cutoff_ends_with_it() -> None:
    told = [action(1, CUTOFF), action(2, CUTOFF + DAY)]
    found = basis_of(replace(CPA, window_days=30), Evidence((), told), CutOff.of(CPA, CUTOFF))
    assert found.tally == Tally(actions=1, outside=1)


def test_a_flat_fee_follows_from_its_terms_alone() -> None:
    told = Evidence((reading(1),), (action(1),))
    assert basis_of(FLAT, told, CutOff.of(FLAT, CUTOFF)) == NOTHING_CAME


def test_where_nothing_came_nothing_is_counted() -> None:
    for terms in (CPE, CPA):
        found = basis_of(terms, Evidence(), CutOff.of(terms, CUTOFF))
        assert (found.metrics, found.tally, found.is_told) == (PostMetrics(), None, False)


def test_evidence_knows_the_last_of_what_it_heard_and_forgets_what_came_later() -> None:
    told = Evidence((reading(3), reading(9)), (action(4), action(6)))
    assert (told.last_reading_id, told.last_news_id) == (9, 6)
    assert told.up_to(3, 4) == Evidence((reading(3),), (action(4),))
    assert told.up_to(2, 3) == Evidence()
    assert (Evidence().last_reading_id, Evidence().last_news_id) == (0, 0)
    assert Evidence((reading(3),), heard_reading_id=12).last_reading_id == 12
