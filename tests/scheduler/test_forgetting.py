"""What is kept for a time only is forgotten by a job, without anybody's doing."""

from datetime import timedelta

from sqlalchemy import select

from domain.people import Role
from scheduler.jobs import JOBS, JobHouse
from scheduler.ticker import Ticker
from services import console, kept_updates
from services.vault import Vault
from storage import api_messages
from storage.api_messages import Place
from storage.tables.access import api_message, console_link, console_session
from storage.tables.chat import kept_update
from tests.scheduler.conftest import Clock
from tests.world import NOW, World, staff

DAY = timedelta(days=1)


async def test_what_broke_and_what_was_signed_is_forgotten_in_time(
    house: JobHouse, world: World, clock: Clock
) -> None:
    broken: dict[str, object] = {"update_id": 41}
    rest = {"telegram_id": 7, "attempts": 3, "only_reply": False, "now": NOW}
    world.do(kept_updates.keep, Vault(""), broken, ValueError("spoilt"), **rest)
    part = (Place("", "platform", "msg_1", 0), 1, "a" * 64)
    world.do(api_messages.take, [part], NOW)
    clock.at = NOW + 29 * DAY
    await Ticker(house, JOBS).run_all()
    assert len(world.rows(select(kept_update)) + world.rows(select(api_message))) == 2
    clock.at = NOW + 31 * DAY
    await Ticker(house, JOBS).run_all()
    assert world.rows(select(kept_update)) + world.rows(select(api_message)) == []


async def test_ways_into_the_console_go_when_they_open_nothing_any_more(
    house: JobHouse, world: World, clock: Clock
) -> None:
    """Also of somebody who never comes back."""
    for _ in range(2):
        member = world.do(staff, Role.REVIEWER)
        world.do(console.sign_in, world.do(console.make_link, member, now=NOW), now=NOW)
    rows = (select(console_link), select(console_session))
    clock.at = NOW + console.SESSION_LIFE - timedelta(minutes=1)
    await Ticker(house, JOBS).run_all()
    assert [len(world.rows(each)) for each in rows] == [0, 2]
    clock.at = NOW + console.SESSION_LIFE
    await Ticker(house, JOBS).run_all()
    assert [len(world.rows(each)) for each in rows] == [0, 0]
