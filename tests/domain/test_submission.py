"""A pasted link finds the work it is meant for, or the one most telling reason why it has none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.assignment import CREATORS_TURN, DONE, ENDED_UNPAID, REVIEWERS_TURN, AssignmentStatus
from domain.links import PageKind
from domain.people import Category
from domain.platforms import Platform
from domain.submission import (
    LONGEST_DRAFT,
    BadDraft,
    BadSubmission,
    DeadWork,
    DraftFirst,
    ForeignAccount,
    InReview,
    NoDraftWanted,
    NoLinkGiven,
    NotAPost,
    NothingOpen,
    UnknownSite,
    Work,
    WrongPlatform,
    ensure_draft,
    fitting,
    obstacle,
    post_of,
)

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
S = AssignmentStatus
POST = post_of("https://www.douyin.com/video/7345678901234567890")
BY_SOMEBODY = post_of("https://www.douyin.com/user/MS4wLjABsomebody?modal_id=7345678901234567890")
WORK = Work(
    1,
    S.CLAIMED,
    "听书",
    Platform.DOUYIN,
    Category.LIFE,
    "ming",
    "",
    NOW + timedelta(hours=1),
    48,
    False,
)


def test_the_share_text_around_a_link_does_not_matter() -> None:
    shared = "7.43 复制打开抖音，看看【小明】 https://v.douyin.com/iRNBho5/ b@a.nQ 11/23"
    assert post_of(shared).platform is Platform.DOUYIN
    assert post_of(shared).key == "short:v.douyin.com/iRNBho5"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", NoLinkGiven),
        ("你好", NoLinkGiven),
        ("https://example.com/video/7345678901234567890", UnknownSite),
        ("https://www.douyin.com/user/MS4wLjABAAAAsomebody", NotAPost),
    ],
)
def test_what_is_no_post_is_named(text: str, refusal: type[BadSubmission]) -> None:
    with pytest.raises(refusal):
        post_of(text)


@pytest.mark.parametrize("status", list(S))
def test_only_work_in_the_creators_turn_takes_a_link(status: AssignmentStatus) -> None:
    found = obstacle(POST, replace(WORK, status=status), NOW)
    if status in CREATORS_TURN:
        assert found is None
    elif status in REVIEWERS_TURN:
        assert isinstance(found, InReview)
    else:
        assert status in DONE | ENDED_UNPAID
        assert isinstance(found, DeadWork)
        assert found.status is status


def test_a_passed_deadline_is_the_end_even_before_the_clock_has_come_by() -> None:
    found = obstacle(POST, replace(WORK, due_at=NOW), NOW)
    assert isinstance(found, DeadWork)
    assert found.status is S.EXPIRED


def test_several_works_may_fit_and_only_those_are_offered() -> None:
    others = (replace(WORK, assignment_id=2), replace(WORK, assignment_id=3, status=S.EXPIRED))
    assert [work.assignment_id for work in fitting(POST, (WORK, *others), NOW)] == [1, 2]


@pytest.mark.parametrize(
    ("works", "refusal"),
    [
        ((), NothingOpen),
        ((replace(WORK, status=S.APPROVED),), NothingOpen),
        ((replace(WORK, platform=Platform.WEIBO),), WrongPlatform),
        ((replace(WORK, platform=Platform.WEIBO, due_at=NOW),), NothingOpen),
        ((replace(WORK, wants_draft=True),), DraftFirst),
        ((replace(WORK, status=S.SUBMITTED),), InReview),
        ((replace(WORK, status=S.REJECTED),), DeadWork),
        ((replace(WORK, status=S.REJECTED), replace(WORK, status=S.SUBMITTED)), InReview),
        ((replace(WORK, status=S.SUBMITTED), replace(WORK, wants_draft=True)), DraftFirst),
    ],
)
def test_where_none_fits_the_most_useful_reason_is_given(
    works: tuple[Work, ...], refusal: type[BadSubmission]
) -> None:
    with pytest.raises(refusal):
        fitting(POST, works, NOW)


def test_the_wrong_platform_names_the_right_ones_once() -> None:
    weibo = replace(WORK, platform=Platform.WEIBO)
    with pytest.raises(WrongPlatform) as refused:
        fitting(POST, (weibo, replace(weibo, assignment_id=2)), NOW)
    assert refused.value.open_on == (Platform.WEIBO,)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://www.douyin.com/user/MS4wLjABAAAAsomebody", PageKind.PROFILE),
        ("https://live.douyin.com/80017709309", PageKind.LIVE),
        ("https://www.douyin.com/video/73012345", PageKind.CUT),
    ],
)
def test_a_page_that_is_no_post_says_what_it_was_taken_for(text: str, kind: PageKind) -> None:
    with pytest.raises(NotAPost) as refused:
        post_of(text)
    assert (refused.value.platform, refused.value.kind) == (Platform.DOUYIN, kind)


def test_an_author_known_by_name_and_one_known_by_id_may_be_the_same() -> None:
    weibo = replace(WORK, platform=Platform.WEIBO, profile_key="n/小明")
    assert obstacle(post_of("https://weibo.com/1234567890/z0JH2lOMb"), weibo, NOW) is None
    known = replace(weibo, profile_key="1234567899")
    found = obstacle(post_of("https://weibo.com/1234567890/z0JH2lOMb"), known, NOW)
    assert isinstance(found, ForeignAccount)


def test_a_link_that_names_another_author_is_foreign_where_both_are_known() -> None:
    assert isinstance(
        obstacle(BY_SOMEBODY, replace(WORK, profile_key="MS4wLjABming"), NOW), ForeignAccount
    )
    assert obstacle(BY_SOMEBODY, replace(WORK, profile_key="MS4wLjABsomebody"), NOW) is None
    assert obstacle(BY_SOMEBODY, WORK, NOW) is None
    short = "short:v.douyin.com/iRNBho5"
    assert obstacle(BY_SOMEBODY, replace(WORK, profile_key=short), NOW) is None
    assert obstacle(POST, replace(WORK, profile_key="MS4wLjABming"), NOW) is None


def test_a_draft_is_wanted_once_and_in_bounds() -> None:
    wanting = replace(WORK, wants_draft=True)
    ensure_draft(wanting, "字" * LONGEST_DRAFT, NOW)
    for text in ("", "字" * (LONGEST_DRAFT + 1), "😀" * (LONGEST_DRAFT // 2 + 1)):
        with pytest.raises(BadDraft):
            ensure_draft(wanting, text, NOW)
    with pytest.raises(NoDraftWanted):
        ensure_draft(WORK, "字", NOW)
    with pytest.raises(DeadWork):
        ensure_draft(replace(wanting, due_at=NOW), "字", NOW)
