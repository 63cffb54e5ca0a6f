"""Whom the pump writes to, and what is queued for them: every class, each text its own."""

import itertools
import random
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, update

from domain.delivery import DeliveryClass
from domain.locales import EN, ZH
from domain.message import Version
from domain.notices import NoticeKind
from domain.people import Actor, Role
from sandbox import Sandbox
from services import broadcast_drafts, notices
from services.notices import Notice
from storage.tables.people import person
from tests.confirming import confirm
from tests.world import World, creator, staff

BLOCKS: Final = 25  # one of so many readers has blocked the bot
_FIRST_ID: Final = 50_000_000
_CLASSES: Final = (DeliveryClass.TRANSACTIONAL, DeliveryClass.REMINDER)


class Crowd:
    """Who never sleeps; one text in three is a broadcast's, the others are notices."""

    def __init__(self, telegram: Sandbox, rows: World, readers: int, seed: int) -> None:
        self.size = readers
        self.chats = {_FIRST_ID + number for number in range(-1, readers)}
        self.planned: set[str] = set()  # by dedupe key, without what a broadcast queues
        self._rows = rows
        self._telegram = telegram
        self._dice = random.Random(seed)
        self._numbers = itertools.count(1)
        self._people = rows.do(_entering, readers)
        self._maker: Actor = rows.do(staff, Role.COORDINATOR, telegram_id=_FIRST_ID - 1)
        self._open_chats(readers)

    def _open_chats(self, readers: int) -> None:
        world = self._telegram.world
        for number in range(-1, readers):
            user = world.add_person(f"reader {number}", id_=_FIRST_ID + number)
            world.private_chat(world.bot(), user).started = True
            if number % BLOCKS == BLOCKS - 1:
                user.blocked.add(world.bot().id)

    def tell(self, count: int) -> None:
        """So many notices of both classes, for whomever."""
        for cls in _CLASSES:
            told = [self._notice() for _ in range(count // len(_CLASSES))]
            now = self._telegram.clock.now()
            self._rows.do(notices.queue_all, told, cls=cls, now=now)
            self.planned |= {each.dedupe_key for each in told}

    def _notice(self) -> Notice:
        number = next(self._numbers)
        facts = {"broadcast_id": 0, "title": f"No{number}.", "sent": 1, "dead": 0, "in_doubt": 0}
        reader = self._dice.choice(self._people)
        return Notice(reader, NoticeKind.BROADCAST_DONE, facts, f"pump:{number}")

    def broadcast(self) -> None:
        """To all of them at once; how many those are, its own rows say."""
        now = self._telegram.clock.now()
        body = {each: Version(f"<b>No{next(self._numbers)}.</b> {{name}}") for each in (ZH, EN)}
        made = self._rows.do(broadcast_drafts.draft, self._maker, body, now=now)
        self._rows.do(confirm, self._maker, made, now=now)


def _entering(conn: Connection, count: int) -> Sequence[int]:
    """Their numbers; half of them read English."""
    people = [
        creator(
            conn,
            telegram_id=_FIRST_ID + number,
            name=f"reader {number}",
            locale=(ZH, EN)[number % 2],
        ).actor.person_id
        for number in range(count)
    ]
    conn.execute(update(person).values(quiet_from_hour=0, quiet_to_hour=0))
    return people
