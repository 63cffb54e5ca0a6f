"""The audience asked part by part says what it says as a whole, on both databases."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Connection, event

from domain.locales import EN, ZH
from domain.message import Version
from domain.people import Role
from domain.segment_text import parse
from services import broadcast_drafts
from storage import audience_parts, audiences, broadcasts, reader_clocks, rolls, task_audiences
from storage.database import Database
from tests.approved import approved
from tests.live_campaign import CampaignFixture, live_campaign
from tests.world import NOW, World, creator, staff


@pytest.fixture
def campaign(world: World) -> CampaignFixture:
    """Nine creators, of whom every other has done a work of it; three of them read English."""
    campaign = world.do(live_campaign)
    for number in range(9):
        who = world.do(creator, name=f"n{number}", locale=ZH if number % 3 else EN)
        if number % 2:
            world.do(approved, campaign, who)
    return campaign


def said(conn: Connection, draft: int, campaign: CampaignFixture, line: str) -> list[Any]:
    segment = parse(line)
    found = broadcasts.facts(conn, draft)
    assert found is not None
    look = audiences.look_at(conn, segment, NOW)
    clocks = reader_clocks.of_segment(conn, segment, NOW, leaves_later=False)
    return [
        audiences.counted(conn, segment, NOW),
        audiences.readers(conn, segment, [EN], NOW, leaves_later=False),
        sorted(clocks, key=str),
        task_audiences.fitting(conn, segment, campaign.task_id, NOW),
        task_audiences.fitting_any(conn, segment, campaign.campaign_id, NOW),
        rolls.person_ids(conn, replace(found, segment=segment), look),
    ]


@pytest.mark.parametrize(
    "line", ["-claimed:ever", "campaign:any", "-sent:7 -payee:known", "language:en approved:1.."]
)
@pytest.mark.parametrize("persons", [1, 4])
def test_parts_say_together_what_the_whole_says(
    world: World, campaign: CampaignFixture, line: str, persons: int, monkeypatch: Any
) -> None:
    boss = world.do(staff, Role.COORDINATOR)
    draft = world.do(broadcast_drafts.draft, boss, {ZH: Version("茶")}, now=NOW)
    whole = world.do(said, draft, campaign, line)
    assert whole[0].reached
    monkeypatch.setattr(audience_parts, "PART", persons)
    assert world.do(said, draft, campaign, line) == whole


def test_whatever_asks_of_the_past_asks_no_more_than_a_part_at_once(
    world: World, campaign: CampaignFixture, monkeypatch: Any
) -> None:
    boss = world.do(staff, Role.COORDINATOR)
    draft = world.do(broadcast_drafts.draft, boss, {ZH: Version("茶")}, now=NOW)
    monkeypatch.setattr(audience_parts, "PART", 4)

    def asked(conn: Connection) -> list[str]:
        seen: list[str] = []
        event.listen(conn, "before_cursor_execute", lambda *about: seen.append(about[2]))
        said(conn, draft, campaign, "-claimed:ever")
        return [each for each in seen if "FROM audience" in each]

    of_audience = world.do(asked)
    assert len(of_audience) > 20
    whole = [each for each in of_audience if "BETWEEN" not in each and "min(aud" not in each]
    assert whole == []


@pytest.mark.parametrize(
    "line", ["", "language:zh", "-claimed:ever", "platform:douyin accounts:1.."]
)
async def test_readers_side_by_side_say_what_one_says(
    world: World, campaign: CampaignFixture, db: Database, line: str, monkeypatch: Any
) -> None:
    boss = world.do(staff, Role.COORDINATOR)
    draft = world.do(broadcast_drafts.draft, boss, {ZH: Version("茶")}, now=NOW)
    whole = world.do(said, draft, campaign, line)
    monkeypatch.setattr(audience_parts, "PART", 2)
    assert await db.read(said, draft, campaign, line) == whole


def test_of_an_empty_house_nobody_is_counted(world: World) -> None:
    assert world.do(audiences.counted, parse("-claimed:ever"), NOW).matching == 0


def test_numbers_far_apart_make_no_more_parts(world: World, monkeypatch: Any) -> None:
    """A part has as many more numbers as it must; none is in two of them, none in none."""
    monkeypatch.setattr(audience_parts, "ends", lambda _: (1, 10**12))
    parts = world.do(lambda conn: list(audience_parts._parts(conn)))
    assert len(parts) <= 100
    assert all(last + 1 == first for (_, last), (first, _) in pairwise(parts))
    assert parts[0][0] == 1
    assert parts[-1][1] >= 10**12
