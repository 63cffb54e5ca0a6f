"""Thresholds are refused by name, and a dry run says what others would have flagged."""

import math

import pytest

from domain.risk.evidence import Signal
from domain.risk.thresholds import BOUNDS, BadThreshold, Thresholds, from_settings
from tests.risk_facts import flagged, post


@pytest.mark.parametrize("key", BOUNDS)
def test_every_number_has_bounds_and_its_default_lies_within(key: str) -> None:
    lowest, highest = BOUNDS[key]
    assert lowest <= getattr(Thresholds(), key) <= highest
    for bad in (lowest - 1, highest + 1, math.nan, "5", None, True):
        with pytest.raises(BadThreshold) as refused:
            from_settings({key: bad})
        assert refused.value.key == key
        assert (refused.value.lowest, refused.value.highest) == (lowest, highest)


def test_unknown_keys_and_signals_are_named() -> None:
    for settings, key in (({"text_similarty": 0.4}, "text_similarty"), ({"off": ["rings"]}, "off")):
        with pytest.raises(BadThreshold) as refused:
            from_settings(settings)
        assert refused.value.key == key


def test_whole_numbers_stay_whole() -> None:
    with pytest.raises(BadThreshold):
        from_settings({"payee_people": 4.5})
    assert from_settings({"text_similarity": 1, "off": ["ring"]}) == Thresholds(
        text_similarity=1, off=frozenset({Signal.RING})
    )


def test_a_dry_run_tells_what_another_setting_would_have_flagged() -> None:
    posts = [post(1), post(2, post_key="key1"), post(3, post_key="key1")]
    assert set(flagged(*posts)) == {2, 3}
    assert set(flagged(*posts, limits=Thresholds(link_repeats=1))) == {3}
    assert flagged(*posts, limits=Thresholds(off=frozenset({Signal.DUPLICATE_LINK}))) == {}
