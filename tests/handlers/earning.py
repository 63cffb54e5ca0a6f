"""Creators with approved work, and staff at their phones, for tests of what the money does next."""

from dataclasses import dataclass
from datetime import timedelta

from domain.locales import EN
from domain.people import Actor, Role
from domain.terms import Interaction, Method, Terms
from sandbox import Person
from sandbox.messages import Message
from services import settlements
from tests.approved import Approved, approved
from tests.handlers.conftest import Chat
from tests.world import CreatorFixture, creator, live_campaign, staff

HOLD = timedelta(days=3)
CPE = Terms(
    Method.CPE,
    cap_minor=20_000,
    rate_per_mille_minor=35_500,
    counted=(Interaction.LIKES, Interaction.SAVES),
    floor_minor=1_000,
)


@dataclass(frozen=True, slots=True)
class Earner:
    """A creator at their phone with one approved post."""

    person: Person
    creator: CreatorFixture
    work: Approved

    @property
    def actor(self) -> Actor:
        return self.creator.actor


async def earner(
    chat: Chat,
    name: str = "Ming",
    *,
    agreed: Terms | None = None,
    locale: str = EN,
    currency: str = "CNY",
    username: str = "",
) -> Earner:
    person = await chat.person(name, username=username)
    maker = chat.world.do(
        creator, telegram_id=person.user.id, name=name, locale=locale, handle=name.lower()
    )
    campaign = chat.world.do(live_campaign, agreed=agreed, currency=currency)
    return Earner(person, maker, chat.world.do(approved, campaign, maker))


async def member(chat: Chat, name: str, *roles: Role, locale: str = EN) -> tuple[Person, Actor]:
    person = await chat.person(name)
    return person, chat.world.do(staff, *roles, telegram_id=person.user.id, locale=locale)


def settle(chat: Chat, work: Approved) -> None:
    """As the clock does it at the cut-off."""
    assert chat.world.do(settlements.settle_due, now=work.cutoff_at) == 1


def mature(chat: Chat, work: Approved) -> None:
    """As the clock does it when the hold period is over."""
    assert chat.world.do(settlements.mature_due, now=work.cutoff_at + HOLD) == 1


def document(chat: Chat, message: Message) -> str:
    """The text of the file that came with a message."""
    file = chat.telegram.world.files.of_any_bot(message.as_json()["document"]["file_id"])
    assert file is not None
    return file.data.decode("utf-8-sig")
