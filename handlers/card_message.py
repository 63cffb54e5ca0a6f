"""Which message is a work card: recorded here once it shows, and redrawn; its look is cards.py."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from domain.work import WorkCard
from handlers import post
from handlers.cards import render_card
from handlers.desk import Desk
from handlers.screen import Screen
from services import cards, follow_ups, work
from services.seam import Database
from words.speech import speech


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose chat the card is in, and how they read it."""

    person_id: int
    telegram_id: int
    locale: str
    timezone: str


def screen(desk: Desk, card: WorkCard) -> Screen:
    """The card for its holder: whichever message comes to show it is the card from then on."""
    shown = render_card(card, desk.say, desk.timezone, desk.now)
    return replace(shown, placed=partial(_keep, desk, card))


async def leave(desk: Desk) -> None:
    """Something else is about to take the tapped message: nothing is to be drawn over it.

    Recorded first: what draws a card asks just before whether its message still is one.
    """
    if desk.tapped_message_id is not None:
        assert desk.actor is not None  # who is shown something has been looked up
        await desk.house.db.write(cards.leave, desk.actor.person_id, desk.tapped_message_id)


async def _keep(desk: Desk, card: WorkCard, message_id: int) -> None:
    """Recorded last: an update that was cut short comes again and closes the old one again."""
    if message_id == card.card_message_id:
        return
    if card.card_message_id is not None:
        await _close(desk, card, card.card_message_id, message_id)
    kept = (card.person_id, card.assignment_id, message_id)
    await desk.house.db.write(cards.keep, *kept, now=desk.now)


async def _close(desk: Desk, card: WorkCard, old_id: int, new_id: int) -> None:
    """The message that was the card says where it went, and has no buttons any more."""
    say = desk.say
    if new_id > old_id:
        text = say("<b>{title}</b>\n⤵️ This card has moved to a newer message.", title=card.title)
    else:
        text = say("<b>{title}</b>\n⤴️ This card has moved further up.", title=card.title)
    with suppress(TelegramError):  # deleted by its reader, or too old to edit
        await post.redraw(desk.house.bot, desk.sender.telegram_id, old_id, Screen(text))


async def redraw(db: Database, bot: Bot, holder: Holder, assignment_id: int, now: datetime) -> None:
    """The card catches up with what its holder did; where there is none, nothing happens."""
    card = await db.read(work.card_of, assignment_id, now=now)
    if card is None or card.card_message_id is None or card.person_id != holder.person_id:
        return
    shown = render_card(card, speech(holder.locale), holder.timezone, now)
    try:
        await post.redraw(bot, holder.telegram_id, card.card_message_id, shown)
    except BadRequest:  # deleted by its reader, or too old: /my opens a new one
        await db.write(cards.leave, card.person_id, card.card_message_id)
    except TelegramError:  # Telegram is away, or wants silence: it is drawn in its turn
        await db.write(follow_ups.draw_later, card.person_id, assignment_id, now=now)
