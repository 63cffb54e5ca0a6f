"""An approver's two words: yes in chat and yes in the console, by the same person, soon after.

It stops a slip, a forged request to the console and a stolen console session: neither alone lets
money go. It is no second factor against who holds the approver's Telegram account: the console is
entered by a link that this chat hands out. Against that stands the other person who prepared the
batch, and two-step verification in Telegram itself. From chat to console the approver carries a
code; from console to chat a tap is enough, for the message reaches their chat alone.
"""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from secrets import randbelow
from typing import Final

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.notices import NoticeKind
from domain.payout import BatchStatus, Channel, PayoutEventKind, ensure_batch_leads_to
from domain.payout_rules import PayoutRules
from domain.people import Actor
from services import notices, payouts
from services.payouts import TwoWords
from storage import confirmations, payout_events
from storage.confirmations import Half

WITHIN: Final = timedelta(minutes=30)
MOST_TRIES: Final = 5
_DIGITS: Final = 6


class Word(StrEnum):
    """What became of a yes."""

    APPROVED = "approved"
    HALF = "half"  # the other place is next
    WRONG_CODE = "wrong_code"
    TOO_MANY = "too_many"  # wrong codes: the first yes counts no more


@dataclass(frozen=True, slots=True)
class Said:
    """`code` is told once, in chat, to be typed in the console while it counts."""

    batch_id: int
    word: Word
    code: str = ""
    minutes_left: int = WITHIN // timedelta(minutes=1)


def say_yes(
    conn: Connection,
    actor: Actor,
    batch_id: int,
    said_in: Channel,
    rules: PayoutRules,
    code: str = "",
    *,
    shown_in: int | None = None,
    now: datetime,
) -> Said:
    """The first yes is kept, the second lets the batch go. Refusals: those of payouts.approve."""
    if not rules.confirmed_twice:
        payouts.approve(conn, actor, batch_id, rules=rules, shown_in=shown_in, now=now)
        return Said(batch_id, Word.APPROVED)
    found = payouts.held(conn, actor, batch_id)
    ensure_batch_leads_to(found.status, BatchStatus.APPROVED)
    payouts.ensure_others(conn, actor, found)
    half = confirmations.of(conn, batch_id, actor.person_id)
    if half is None or now >= half.at + WITHIN:
        payouts.ensure_current(conn, found, rules, now=now)
        return _first(conn, actor, batch_id, said_in, now)
    if half.said_in is said_in:
        return _again(conn, actor, batch_id, half, now)
    if said_in is Channel.CONSOLE and not _is_code(half, batch_id, code):
        return _wrong(conn, actor, batch_id, half, now)
    words = TwoWords(half.said_in, half.at, said_in)
    payouts.approve(conn, actor, batch_id, words, rules, shown_in=shown_in, now=now)
    confirmations.forget(conn, batch_id, actor.person_id)
    return Said(batch_id, Word.APPROVED)


def half_of(conn: Connection, actor: Actor, batch_id: int, *, now: datetime) -> Channel | None:
    """Where the reader has said yes already, while that counts."""
    half = confirmations.of(conn, batch_id, actor.person_id)
    return half.said_in if half and now < half.at + WITHIN else None


def _first(conn: Connection, actor: Actor, batch_id: int, said_in: Channel, now: datetime) -> Said:
    code = _code(said_in)
    half = Half(said_in, now, _hashed(batch_id, code), 0)
    confirmations.put(conn, batch_id, actor.person_id, half)
    kind = PayoutEventKind.CONFIRMED
    payout_events.note(conn, batch_id, kind, actor.person_id, 0, said_in, now=now)
    if said_in is Channel.CONSOLE:
        notices.queue(
            conn,
            actor.person_id,
            NoticeKind.PAYOUT_CONFIRM,
            {"batch_id": batch_id},
            cls=DeliveryClass.TRANSACTIONAL,
            dedupe_key=f"payout_confirm:{batch_id}:{actor.person_id}:{now.timestamp():.0f}",
            now=now,
        )
    return Said(batch_id, Word.HALF, code)


def _again(conn: Connection, actor: Actor, batch_id: int, half: Half, now: datetime) -> Said:
    """The same yes once more, a second tap maybe: it counts from the first on, and is noted once.

    Of the first code only a hash is left, so that another one takes its place.
    """
    code = _code(half.said_in)
    half = replace(half, code_sha256=_hashed(batch_id, code))
    confirmations.put(conn, batch_id, actor.person_id, half)
    left = ceil((half.at + WITHIN - now) / timedelta(minutes=1))
    return Said(batch_id, Word.HALF, code, left)


def _code(said_in: Channel) -> str:
    return f"{randbelow(10**_DIGITS):0{_DIGITS}}" if said_in is Channel.CHAT else ""


def _wrong(conn: Connection, actor: Actor, batch_id: int, half: Half, now: datetime) -> Said:
    wrong = batch_id, PayoutEventKind.WRONG_CODE, actor.person_id, 0, Channel.CONSOLE
    payout_events.note(conn, *wrong, now=now)
    if half.tries + 1 >= MOST_TRIES:
        confirmations.forget(conn, batch_id, actor.person_id)
        return Said(batch_id, Word.TOO_MANY)
    confirmations.count_try(conn, batch_id, actor.person_id)
    return Said(batch_id, Word.WRONG_CODE)


def _is_code(half: Half, batch_id: int, code: str) -> bool:
    given = _hashed(batch_id, "".join(code.split()))
    return hmac.compare_digest(given, half.code_sha256)


def _hashed(batch_id: int, code: str) -> str:
    return hashlib.sha256(f"payout {batch_id} {code}".encode(errors="replace")).hexdigest()
