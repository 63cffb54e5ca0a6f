"""What Telegram accepted against what our rows say of it: nothing twice, nothing falsely sent."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from domain.delivery import DeliveryClass, DeliveryStatus
from handlers import notices
from sandbox.log import AcceptLog
from storage.tables.delivery import delivery
from storage.tables.people import person
from words.speech import speech

S: Final = DeliveryStatus
_SENDING: Final = ("sendMessage", "sendDocument", "sendPhoto")
_DELIVERIES: Final = select(
    delivery.c.id,
    delivery.c.kind,
    delivery.c.facts,
    delivery.c.status,
    delivery.c.message_id,
    delivery.c.queued_at,
    delivery.c.ended_at,
    person.c.telegram_id,
    person.c.locale,
    person.c.timezone,
).join(person, person.c.id == delivery.c.person_id)
_NOTICES: Final = _DELIVERIES.where(delivery.c["class"] != DeliveryClass.FOLLOW_UP)  # no words


@dataclass(frozen=True, slots=True)
class Notice:
    """One delivery row, and how it reads."""

    delivery_id: int
    status: DeliveryStatus
    message_id: int | None
    chat_id: int
    text: str


def notices_of(conn: Connection) -> list[Notice]:
    return [_notice(row) for row in conn.execute(_NOTICES)]


def _notice(row: Any) -> Notice:
    told_at = row.ended_at or row.queued_at
    screen = notices.worded(row.kind, row.facts, speech(row.locale), row.timezone, told_at)
    status = DeliveryStatus(row.status)
    return Notice(row.id, status, row.message_id, row.telegram_id, str(screen.text))


def disagreements(planned: list[Notice], log: AcceptLog) -> list[str]:
    """`sent` was accepted once, under its number; `in_doubt` at most once; the rest never."""
    accepted = Counter((entry.chat_id, entry.text) for entry in log if entry.method in _SENDING)
    numbers = {(entry.chat_id, entry.message_id) for entry in log if entry.method in _SENDING}
    return [
        *_misnumbered(planned, numbers),
        *_miscounted(planned, accepted),
    ]


def _misnumbered(planned: list[Notice], numbers: set[tuple[int, int]]) -> list[str]:
    return [
        f"delivery {each.delivery_id} counts as sent and was never accepted"
        for each in planned
        if each.status is S.SENT and (each.chat_id, each.message_id) not in numbers
    ]


def _miscounted(planned: list[Notice], accepted: Counter[tuple[int, str]]) -> list[str]:
    """Notices that read alike to one reader are counted together."""
    alike = Counter((each.chat_id, each.text) for each in planned)
    sent = Counter((each.chat_id, each.text) for each in planned if each.status is S.SENT)
    doubt = Counter((each.chat_id, each.text) for each in planned if each.status is S.IN_DOUBT)
    return [
        f"accepted {accepted[key]} times, sent {sent[key]}, in doubt {doubt[key]}: {key}"
        for key in alike
        if not sent[key] <= accepted[key] <= sent[key] + doubt[key]
    ]
