"""What every rule of the machine stands on: a house, and picks that fall on its rows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from domain.metrics import PostMetrics
from domain.people import Actor
from domain.platforms import Platform
from domain.readings import Reading
from domain.terms import Source
from services import metrics
from storage.tables.people import person
from storage.tables.work import assignment
from tests.prove.foundations import Foundation
from tests.prove.house import House

PICK: Final = st.integers(0, 99)
"""Names a row by its place, whatever there is, so that a shrunk story still makes sense."""


def link_of(number: int) -> str:
    """A post that somebody may hand in: up to 99, and none of those that tests.approved numbers."""
    return f"https://www.douyin.com/video/73900000000000000{number:02}"


class Living(RuleBasedStateMachine):
    """A new house for each story."""

    foundation: Foundation

    def __init__(self) -> None:
        super().__init__()
        self.house = House(self.foundation)
        self.opened_at = self.house.now

    def person(self, pick: int) -> Actor:
        return self.house.actor(self.house.one_of(person, pick).id)

    def read(self, of_post: Any, at: datetime, counts: PostMetrics, source: Source) -> None:
        if of_post is not None:
            row = Reading(
                1, at, counts, platform=Platform(of_post.platform), post_key=of_post.post_key
            )
            self.house.do(
                metrics.record, [row], source, batch_id=None, recorded_by=None, now=self.house.now
            )

    def with_work(self, pick: int, deed: Callable[..., Any], *args: Any) -> None:
        """By whoever holds it."""
        if work := self.house.one_of(assignment, pick):
            actor = self.house.actor(work.person_id)
            self.house.do(deed, actor, work.id, *args, now=self.house.now)
