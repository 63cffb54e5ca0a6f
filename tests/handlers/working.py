"""Creators who hold work and reviewers in a running chat, for tests of what they do next."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import select

from domain.locales import EN
from domain.people import Actor, Role
from domain.platforms import Platform
from sandbox import Person
from storage.tables.work import assignment
from tests.handed_in import Held, held
from tests.handlers.conftest import Chat
from tests.world import CampaignFixture, CreatorFixture, creator, live_campaign, staff


@dataclass(frozen=True, slots=True)
class Worker:
    """A creator at their phone, and what they hold."""

    person: Person
    creator: CreatorFixture
    work: Held

    @property
    def number(self) -> int:
        return self.work.assignment_id


async def worker(
    chat: Chat,
    name: str = "Ming",
    *,
    campaign: CampaignFixture | None = None,
    draft_required: bool = False,
    locale: str = EN,
    profile_key: str = "",
    platform: Platform = Platform.DOUYIN,
) -> Worker:
    """Onboarded, holding one claimed task."""
    person = await chat.person(name, language_code="en" if locale == EN else "zh-hans")
    campaign = campaign or chat.world.do(
        live_campaign, draft_required=draft_required, platforms=(platform,)
    )
    holder = chat.world.do(
        creator,
        telegram_id=person.user.id,
        name=name,
        locale=locale,
        handle=name.lower(),
        profile_key=profile_key,
        platform=platform,
    )
    return Worker(person, holder, chat.world.do(held, campaign, holder))


async def reviewer(chat: Chat, name: str = "Rui", *, locale: str = EN) -> tuple[Person, Actor]:
    person = await chat.person(name)
    member = chat.world.do(staff, Role.REVIEWER, telegram_id=person.user.id, locale=locale)
    return person, member


def another(chat: Chat, holder: Worker) -> Held:
    """One more claimed task of the same creator, of a campaign of its own."""
    return chat.world.do(held, chat.world.do(live_campaign), holder.creator)


async def cards_are(chat: Chat, *message_ids: int | None, within: float = 2.0) -> None:
    """Which message is each one's card, oldest work first; it is written down once it shows."""
    asked = select(assignment.c.card_message_id).order_by(assignment.c.id)
    for _ in range(int(within / 0.02)):
        kept = tuple(row[0] for row in chat.world.rows(asked))
        if kept == message_ids:
            return
        await asyncio.sleep(0.02)
    assert kept == message_ids
