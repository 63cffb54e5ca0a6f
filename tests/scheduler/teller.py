"""What tells partners, as a process of its own: python -m tests.scheduler.teller URL PORT CA AHEAD

URL is a database, the tests' own secret opens its addresses; those lead to PORT of loopback, by an
authority of the tests' own in the file CA; its clock goes AHEAD seconds before ours. With `lies`
behind it, it is the control: it notes a call as taken before it is made.
"""

import asyncio
import ssl
import sys
from pathlib import Path
from typing import NoReturn

from bot import logs
from bot.fetching.client import Network
from bot.fetching.posting import Posts
from domain.events import Call, Outcome
from scheduler import events
from services import event_calls
from services.event_calls import Leased
from services.vault import Vault
from storage.database import open_database
from tests.bot.fetching.loopback import Names, judge_with_home
from tests.loop import clock_file

KEY = "a secret of the house"
_EVERY_SECONDS = 0.05


async def live(url: str, posts: Posts, ahead: float) -> NoReturn:
    """The job, again and again, until it is killed."""
    db, now = open_database(url), clock_file.clock(lambda: ahead)
    while True:
        await events.tell(db, now, Vault(KEY), posts)
        await asyncio.sleep(_EVERY_SECONDS)


def lie() -> None:
    as_ever = events._Round._call

    async def noted_first(self: events._Round, leased: Leased, call: Call) -> bool:
        taken = (leased.endpoint_id, call, Outcome.TAKEN, "")
        await self._db.write(event_calls.note, *taken, now=self._now())
        return await as_ever(self, leased, call)

    events._Round._call = noted_first  # type: ignore[method-assign]


def main(url: str, port: str, authority: str, ahead: str, *how: str) -> None:
    logs.set_up("error", "text")
    tls = ssl.create_default_context(cadata=Path(authority).read_text())
    posts = Posts(Network(judge_with_home, Names(ports={443: int(port)}), tls))
    if "lies" in how:
        lie()
    asyncio.run(live(url, posts, float(ahead)))


if __name__ == "__main__":
    main(*sys.argv[1:])
