"""Terms written into a form and read back are the same terms, whatever they say."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaign_file import BadCampaignFile, FileProblem, terms_form
from domain.money import Currency
from domain.terms import (
    ATTRIBUTED_METHODS,
    INTERACTIONS,
    MEASURED,
    Bonus,
    Interaction,
    Method,
    MissingData,
    Terms,
)

BUDGET = 10**12
_COUNTED = {Method.CPM: (Interaction.VIEWS,)}


@st.composite
def agreed(draw: Any) -> Terms:
    method = draw(st.sampled_from(Method))
    flat, floor = draw(st.integers(1, 10**6)), draw(st.integers(0, 10**6))
    cutoffs = sorted(draw(st.sets(st.integers(1, 90), min_size=1, max_size=3)))
    is_flat = method is Method.FLAT
    cap = flat if is_flat else max(flat, floor) + draw(st.integers(1, 10**6))
    steps = sorted(draw(st.sets(st.integers(1, 10**9), max_size=3)))
    bonuses = tuple(Bonus(at, draw(st.integers(1, 10**6))) for at in steps)
    has_pot = draw(st.booleans())
    cutoffs = cutoffs[-1:] if has_pot else cutoffs
    counted = _COUNTED.get(method, ())
    if method is Method.CPE:
        counted = tuple(draw(st.lists(st.sampled_from(INTERACTIONS), min_size=1, unique=True)))
    return Terms(
        method,
        cap_minor=cap,
        flat_minor=flat,
        rate_per_mille_minor=0 if is_flat else draw(st.integers(1, 1000)),
        counted=counted,
        floor_minor=0 if is_flat else floor,
        cutoff_days=cutoffs[-1],
        hold_days=draw(st.integers(0, 180)),
        retention_days=draw(st.integers(cutoffs[-1], 730)),
        weakest_source=draw(st.sampled_from(MEASURED)),
        review_hours=draw(st.integers(1, 720)),
        disclosure=draw(st.sampled_from(["广告", "ad"])),
        ai_label=draw(st.booleans()),
        window_days=draw(st.integers(1, 365)) if method in ATTRIBUTED_METHODS else 30,
        bonuses=() if is_flat else bonuses,
        earlier_cutoffs=tuple(cutoffs[:-1]),
        draft_minor=0 if has_pot else draw(st.integers(0, cap // 2)),
        post_minor=0 if has_pot else draw(st.integers(0, cap // 2)),
        takes_back=draw(st.booleans()),
        missing=MissingData.FLOOR if has_pot else draw(st.sampled_from(MissingData)),
        creator_cap_minor=draw(st.integers(0, 10**6)),
        returns=tuple(sorted(draw(st.sets(st.integers(1, cutoffs[-1]), max_size=4)))),
        pot_minor=draw(st.integers(1, 10**6)) if has_pot else 0,
        pot_days=draw(st.sampled_from([0, 1, 7, 365])) if has_pot else 0,
    )


@given(agreed(), st.sampled_from([Currency.CNY, Currency.JPY, Currency.KWD, Currency.USDT]))
def test_what_is_written_reads_back_as_it_was(terms: Terms, currency: Currency) -> None:
    fields = terms_form.written(terms, currency)
    assert set(fields) == set(terms_form.FIELDS)
    assert terms_form.read(fields, currency, BUDGET, 0) == terms


def _problems(fields: dict[str, str]) -> tuple[FileProblem, ...]:
    try:
        terms_form.read(fields, Currency.CNY, BUDGET, 0)
    except BadCampaignFile as bad:
        return bad.problems
    return ()


@given(st.dictionaries(st.sampled_from(terms_form.FIELDS), st.text(max_size=12)))
def test_whatever_is_typed_is_terms_or_problems_that_name_a_field(fields: dict[str, str]) -> None:
    for each in _problems(fields):
        name = each.key.replace("[", ".").split(".")
        assert {name[0], name[-1]} & {*terms_form.FIELDS, "stages"}


def test_what_another_method_left_behind_is_not_read() -> None:
    cpe = Terms(Method.CPE, 100, rate_per_mille_minor=5, counted=(Interaction.LIKES,))
    fields = terms_form.written(cpe, Currency.CNY) | {"method": "flat", "flat": "0.80"}
    read = terms_form.read(fields, Currency.CNY, BUDGET, 0)
    assert read == replace(
        cpe, method=Method.FLAT, flat_minor=80, cap_minor=80, rate_per_mille_minor=0, counted=()
    )


def test_a_pot_above_the_budget_is_refused() -> None:
    fields = terms_form.written(Terms(Method.FLAT, 80, flat_minor=80), Currency.CNY)
    with pytest.raises(BadCampaignFile) as refused:
        terms_form.read(fields | {"pot": "9.00"}, Currency.CNY, 899, 0)
    assert [each.key for each in refused.value.problems] == ["pot"]


def test_a_pot_that_does_not_reach_for_what_is_promised_is_refused() -> None:
    cpe = Terms(Method.CPE, 900, rate_per_mille_minor=5, counted=(Interaction.LIKES,))
    fields = terms_form.written(replace(cpe, floor_minor=700), Currency.CNY) | {"pot": "20.99"}
    assert terms_form.read(fields, Currency.CNY, BUDGET, 2).pot_minor == 2_099
    with pytest.raises(BadCampaignFile) as refused:
        terms_form.read(fields, Currency.CNY, BUDGET, 3)
    (problem,) = refused.value.problems
    assert (problem.key, problem.found, problem.expected) == ("pot", "20.99", "3 × 7.00 = 21.00")
