"""Work that is claimed and handed in by the services, for tests of what reviewers do next."""

import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.assignment import AssignmentStatus
from domain.people import Actor
from services import assignments, submissions
from services.submissions import HandedIn
from storage import assignments as rows
from tests.world import NOW, CampaignFixture, CreatorFixture, creator, live_campaign

_numbers = itertools.count(7_100_000_000_000_000_000)
DRAFT: Final = "今天在地铁听完了《长夜》，好听"


@dataclass(frozen=True, slots=True)
class Held:
    """A claimed task and who holds it."""

    campaign: CampaignFixture
    creator: CreatorFixture
    assignment_id: int

    @property
    def actor(self) -> Actor:
        return self.creator.actor


def a_link() -> str:
    """Of a Douyin post that nobody has handed in."""
    return f"https://www.douyin.com/video/{next(_numbers)}"


def held(
    conn: Connection,
    campaign: CampaignFixture | None = None,
    holder: CreatorFixture | None = None,
    *,
    draft_required: bool = False,
    now: datetime = NOW,
) -> Held:
    """Claimed; of a campaign and by a creator of its own where none is given."""
    campaign = campaign or live_campaign(conn, draft_required=draft_required, now=now)
    holder = holder or creator(conn, now=now)
    assignment_id = assignments.claim(
        conn, holder.actor, campaign.task_id, holder.account_id, campaign.terms_id, now=now
    )
    return Held(campaign, holder, assignment_id)


def handed_in(conn: Connection, work: Held, link: str = "", *, now: datetime = NOW) -> HandedIn:
    done = submissions.hand_in(conn, work.actor, link or a_link(), now=now)
    assert isinstance(done, HandedIn)
    return done


def drafted(conn: Connection, work: Held, *, now: datetime = NOW) -> HandedIn:
    return submissions.hand_in_draft(conn, work.actor, work.assignment_id, DRAFT, now=now)


def status(conn: Connection, assignment_id: int) -> AssignmentStatus:
    facts = rows.facts(conn, assignment_id)
    assert facts is not None
    return facts.status
