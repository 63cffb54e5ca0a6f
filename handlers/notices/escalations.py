"""What staff hear of work that nobody acted on; reviews have their own in reminders.py."""

from datetime import datetime
from typing import Any

from domain.notices import NoticeKind
from handlers.codec import tap
from handlers.notices.returns import which
from handlers.screen import Button, Rows, Screen
from words import times
from words.speech import Speech


def works_lapsed(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    """To coordinators."""
    text = say(
        "⌛ <b>{title}</b>: works that nobody handed in since yesterday: {works}. Their slots are "
        "open again.",
        title=facts["title"],
        works=facts["works"],
    )
    seen = Button(say("Seen"), tap("lapsed.seen", facts["campaign_id"]), style="primary")
    return Screen(text, ((seen, *_campaign(say, facts)[0]),))


def lapsed_unseen(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    """To owners."""
    text = say(
        "❗ <b>{title}</b>: works that nobody handed in: {works}, and no coordinator has looked at "
        "it since.",
        title=facts["title"],
        works=facts["works"],
    )
    return Screen(text, _campaign(say, facts))


def readings_unanswered(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    """To owners."""
    text = say(
        "❗ <b>{title}</b>: posts past their cut-off of which nothing is told: {posts}. "
        "Coordinators were asked and brought nothing; in the end the floor is paid.",
        title=facts["title"],
        posts=facts["posts"],
    )
    return Screen(text, (which(say, facts), (Button(say("Import figures"), tap("met")),)))


def payout_waiting(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    """To finance."""
    text = say(
        "🕒 Payout batch {number} still waits for a second person, since {at}.",
        number=facts["batch_id"],
        at=_prepared_at(say, facts, timezone),
    )
    return Screen(text, _batch(say, facts))


def payout_stuck(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    """To owners."""
    text = say(
        "❗ Nobody has approved payout batch {number}, prepared {at}: its creators wait.",
        number=facts["batch_id"],
        at=_prepared_at(say, facts, timezone),
    )
    return Screen(text, _batch(say, facts))


def _prepared_at(say: Speech, facts: dict[str, Any], timezone: str) -> str:
    at = datetime.fromisoformat(facts["prepared_at"])
    return times.moment(at, timezone, say.locale, facts["told_at"])


def _campaign(say: Speech, facts: dict[str, Any]) -> Rows:
    return ((Button(say("Campaign"), tap("camp", facts["campaign_id"])),),)


def _batch(say: Speech, facts: dict[str, Any]) -> Rows:
    look = Button(say("Look and approve"), tap("pay.below", facts["batch_id"]), style="primary")
    return ((look,),)


NOTICES = {
    NoticeKind.WORKS_LAPSED: works_lapsed,
    NoticeKind.LAPSED_UNSEEN: lapsed_unseen,
    NoticeKind.READINGS_UNANSWERED: readings_unanswered,
    NoticeKind.PAYOUT_WAITING: payout_waiting,
    NoticeKind.PAYOUT_STUCK: payout_stuck,
}
