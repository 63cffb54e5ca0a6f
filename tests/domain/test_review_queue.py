"""What a reviewer is told of the required parts: of a draft everything, of a post what is known."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.assignment import AssignmentStatus
from domain.platforms import Platform
from domain.renditions import Rendition
from domain.required_parts import RequiredKind, RequiredPart
from domain.review_queue import ReviewItem, Seen, checklist

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
PARTS = (
    RequiredPart(RequiredKind.PHRASE, "《长夜》"),
    RequiredPart(RequiredKind.DISCLOSURE, "广告"),
    RequiredPart(RequiredKind.OWN_WORDS, "〔感受〕"),
)
DRAFT = ReviewItem(
    submission_id=1,
    assignment_id=1,
    status=AssignmentStatus.DRAFT_SUBMITTED,
    title="听书",
    campaign="长夜",
    platform=Platform.DOUYIN,
    creator_id=1,
    creator="小明",
    handle="ming",
    profile_url="",
    url=None,
    given="《长夜》真好听",
    at=NOW,
    due_at=NOW,
    rendition=Rendition("a", "", (), PARTS, "ABC234"),
    clauses=(),
    rounds=(),
    ruling=None,
)
POST = replace(DRAFT, url="https://v.douyin.com/x", given="看看 https://v.douyin.com/x #广告")


def test_a_draft_shows_what_it_lacks() -> None:
    assert [seen for _, seen in checklist(DRAFT)] == [Seen.THERE, Seen.MISSING, Seen.THERE]


def test_what_the_share_text_does_not_show_must_be_looked_for_in_the_post() -> None:
    assert [seen for _, seen in checklist(POST)] == [Seen.LOOK, Seen.THERE, Seen.LOOK]


def test_a_placeholder_in_a_share_text_is_missing_words_for_certain() -> None:
    shown = replace(POST, given="〔感受〕 https://v.douyin.com/x")
    assert [seen for _, seen in checklist(shown)][2] is Seen.MISSING
