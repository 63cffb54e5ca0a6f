"""What /start carries survives the trip, and nothing else is taken for it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deep_links import DeepLink, Referral, StaffInvitation, TaskOffer, encode, parse

codes = st.from_regex(re.compile(r"[A-Za-z0-9_-]{1,59}", re.ASCII), fullmatch=True)
links = st.one_of(
    st.builds(Referral, codes),
    st.builds(StaffInvitation, codes),
    st.builds(TaskOffer, st.integers(1, 10**18)),
)


@given(links)
def test_a_deep_link_comes_back_as_it_was(link: DeepLink) -> None:
    payload = encode(link)
    assert parse(payload) == link
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload, re.ASCII)


def test_the_payloads_keep_their_published_form() -> None:
    assert encode(Referral("lin-7")) == "ref-lin-7"
    assert encode(StaffInvitation("tok_9")) == "join-tok_9"
    assert encode(TaskOffer(42)) == "task-42"


@pytest.mark.parametrize(
    "link",
    [
        Referral(""),
        Referral("a b"),
        StaffInvitation("x" * 60),
        TaskOffer(0),
        TaskOffer(-1),
        TaskOffer(10**19),
    ],
)
def test_what_would_not_fit_is_refused(link: DeepLink) -> None:
    with pytest.raises(ValueError, match="payload"):
        encode(link)


@pytest.mark.parametrize(
    "payload", ["", "ref", "ref-", "task-007", "task-1٣", "TASK-1", "buy-1", "ref-a\n", "ref-图"]
)
def test_a_payload_that_is_not_ours_means_nothing(payload: str) -> None:
    assert parse(payload) is None


@given(st.text())
def test_any_payload_is_parsed_without_a_crash(payload: str) -> None:
    link = parse(payload)
    assert link is None or encode(link) == payload
