"""Signed messages of partners: each id has its effects once, its repeat gets the same answer."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Connection

from domain.errors import Refusal
from domain.readings import Reading, Recorded, RefusedRow, RowFlaw
from domain.terms import Source
from services import metrics
from storage import api_messages
from storage import metrics as snapshots

ACCEPTED: Final = 200
REPEATABLE_FOR: Final = timedelta(days=30)
"""How long an id is known. One request is good for minutes; a sender that hears no answer signs the
same message anew, by standardwebhooks.com's schedule for three days."""


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """A request whose signature was found good; the hash is of its body, byte for byte."""

    message_id: str
    body_sha256: str


@dataclass(eq=False)
class MessageConflict(Refusal):
    """The id came before with another body: which of the two is meant, nobody can tell."""

    message_id: str


def record_metrics(
    conn: Connection,
    message: SignedMessage,
    read: Sequence[Reading],
    flawed: Sequence[RefusedRow],
    *,
    now: datetime,
) -> Recorded:
    """Store a batch of platform readings once; `flawed` are its items that are no reading."""
    if not api_messages.take(conn, message.message_id, message.body_sha256, now):
        return _answered_before(conn, message)
    recorded = _stored(conn, message, read, flawed, now)
    api_messages.answer(conn, message.message_id, ACCEPTED, asdict(recorded))
    return recorded


def forget(conn: Connection, *, now: datetime) -> int:
    """Ids of messages that nobody repeats any more; how many went. Their readings stay."""
    return api_messages.forget_before(conn, now - REPEATABLE_FOR)


def _answered_before(conn: Connection, message: SignedMessage) -> Recorded:
    known = api_messages.known(conn, message.message_id)
    if known.body_sha256 != message.body_sha256:
        raise MessageConflict(message.message_id)
    return _recorded(known.answer)


def _stored(
    conn: Connection,
    message: SignedMessage,
    read: Sequence[Reading],
    flawed: Sequence[RefusedRow],
    now: datetime,
) -> Recorded:
    judged = metrics.judge(conn, read, Source.PLATFORM, hold=True, now=now)
    refused = sorted([*judged.refused, *flawed], key=attrgetter("line"))
    recorded = Recorded(len(judged.snapshots), judged.repeated, tuple(refused))
    batch_id = snapshots.add_batch(
        conn,
        name=message.message_id,
        sha256=message.body_sha256,
        source=Source.PLATFORM,
        imported_by=None,
        new_rows=recorded.new,
        repeated_rows=recorded.repeated,
        refused_rows=len(refused),
        now=now,
    )
    metrics.store(conn, judged, Source.PLATFORM, batch_id=batch_id, recorded_by=None, now=now)
    return recorded


def _recorded(answer: dict[str, Any]) -> Recorded:
    rows = (
        RefusedRow(row["line"], RowFlaw(row["code"]), row["field"], row["value"])
        for row in answer["refused"]
    )
    return Recorded(answer["new"], answer["repeated"], tuple(rows))
