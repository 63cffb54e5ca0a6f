"""Buttons that name a creator's works: no two alike."""

from dataclasses import dataclass

from domain.locales import EN
from domain.people import Category
from domain.platforms import Platform
from words.names import told_apart
from words.speech import speech


@dataclass(frozen=True)
class Work:
    assignment_id: int
    category: Category = Category.FOOD
    title: str = "First sip"
    platform: Platform = Platform.DOUYIN
    handle: str = "ming"


def labels(*works: Work) -> list[str]:
    return told_apart(works, speech(EN))


def test_works_of_other_titles_need_no_more() -> None:
    assert labels(Work(1), Work(2, title="Long review")) == [
        "First sip · Douyin · ming",
        "Long review · Douyin · ming",
    ]


def test_of_one_title_the_category_tells() -> None:
    assert labels(Work(1), Work(2, Category.LIFE)) == [
        "First sip · Food · Douyin · ming",
        "First sip · Daily life · Douyin · ming",
    ]


def test_of_one_category_the_number_tells() -> None:
    assert labels(Work(1), Work(2), Work(3, handle="mei")) == [
        "First sip · Food · Douyin · ming · #1",
        "First sip · Food · Douyin · ming · #2",
        "First sip · Douyin · mei",
    ]
