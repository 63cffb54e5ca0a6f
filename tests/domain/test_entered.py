"""Figures as people read them off a screen, in one line; what is not said stays unknown."""

import pytest

from domain.entered import BadFigures, parsed
from domain.metrics import PostMetrics


@pytest.mark.parametrize(
    "line",
    [
        "12000 356 28 91 17",
        "1.2万 356 28 91 17",
        "12,000、356、28、91、17",
        "１.２万　３５６ 28\n91\n17",
        "12k / 356 / 28 / 91 / 17",
        "views 1.2w likes 356 shares 28 saves 91 comments 17",
        "观看1.2万 点赞356 转发28 收藏91 评论17",
        "评论：17，收藏：91，转发：28，点赞：356，播放量：1.2万",
    ],
)
def test_one_line_is_read_in_every_way_it_is_written(line: str) -> None:
    assert parsed(line) == PostMetrics(356, 28, 91, 17, 12_000)


def test_what_is_not_shown_is_unknown_and_not_nought() -> None:
    assert parsed("- 356 0 — 无") == PostMetrics(356, 0, None, None, None)
    assert parsed("点赞 356") == PostMetrics(356, None, None, None, None)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("", ""),
        ("356", ""),
        ("1 2 3 4", ""),
        ("1 2 3 4 5 6", ""),
        ("- - - - -", ""),
        ("many 2 3 4 5", "many"),
        ("10万+ 2 3 4 5", "10万+"),
        ("likes 356 12", "12"),
        ("likes 3 likes 4", "likes"),
        ("likes saves 3", "saves"),
        ("356 likes", "356"),
        ("likes", "likes"),
    ],
)
def test_what_cannot_be_read_is_named(line: str, text: str) -> None:
    with pytest.raises(BadFigures) as refused:
        parsed(line)
    assert refused.value.text == text
