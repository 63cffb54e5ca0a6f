"""What Telegram accepted against what the rows say of it, when nothing is on its way any more."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, select

from domain.delivery import DeliveryStatus
from sandbox.log import Accepted
from storage import broadcasts
from storage.freezing_shapes import KIND
from storage.tables.delivery import broadcast, delivery
from storage.tables.people import person

S: Final = DeliveryStatus
_TITLE: Final = re.compile(r"No\d+\.")
_AGAIN: Final = re.compile(r"№\s*(\d+)\D*$")  # at the end: a broadcast has a number, too
BY_A_KILL: Final = "the process ended while it was being sent"
_BY_TIME: Final = "Timeout"  # a busy machine, not a fault of ours
_ENDS: Final = frozenset({S.SENT, S.DEAD, S.IN_DOUBT, S.CANCELLED})

Key = tuple[int, str, int]
"""Chat, title, and of which delivery it is the second sending (0: the first)."""


@dataclass(frozen=True, slots=True)
class Row:
    delivery_id: int
    key: Key
    dedupe_key: str
    status: DeliveryStatus
    message_id: int | None
    problem: str


_ROWS: Final = select(
    delivery.c.id,
    delivery.c.person_id,
    delivery.c.kind,
    delivery.c.facts,
    delivery.c.dedupe_key,
    delivery.c.status,
    delivery.c.message_id,
    delivery.c.problem,
    person.c.telegram_id,
    person.c.locale,
).join(person, person.c.id == delivery.c.person_id)


def rows_in(conn: Connection) -> list[Row]:
    known: dict[int, Any] = {}
    return [_row(conn, row, known) for row in conn.execute(_ROWS)]


def _row(conn: Connection, row: Any, known: dict[int, Any]) -> Row:
    title = row.facts.get("title", "")
    if row.kind == KIND:
        number = row.facts["broadcast_id"]
        if number not in known:
            found = broadcasts.facts(conn, number)
            assert found is not None
            known[number] = found
        at = known[number].variant_for(row.person_id)
        title = _title(known[number].body[at][row.locale].html)
    key = (row.telegram_id, title, row.facts.get("again", 0))
    status = DeliveryStatus(row.status)
    return Row(row.id, key, row.dedupe_key, status, row.message_id, row.problem)


def _title(text: str) -> str:
    found = _TITLE.search(text)
    return found[0] if found else ""


def accepted(log: Iterable[Accepted]) -> tuple[Counter[Key], set[tuple[Key, int]]]:
    """How often each was, and with which number."""
    keys, numbers = Counter[Key](), set[tuple[Key, int]]()
    for entry in log:
        if entry.method.lower() == "sendmessage":
            again = _AGAIN.search(entry.text)
            key = (entry.chat_id, _title(entry.text), int(again[1]) if again else 0)
            keys[key] += 1
            numbers.add((key, entry.message_id))
    return keys, numbers


def disagreements(rows: list[Row], log: Iterable[Accepted], planned: set[str]) -> list[str]:
    """Every promise that a kill, or a fault of Telegram, could have broken."""
    times, numbers = accepted(log)
    known = {row.key for row in rows}
    lost = planned - {row.dedupe_key for row in rows}
    return [
        *(f"{len(lost)} planned and not there" for _ in range(bool(lost))),
        *(f"accepted and never planned: {key}" for key in times if key not in known),
        *(each for row in rows for each in _disagreements(row, times, numbers)),
    ]


def _disagreements(row: Row, times: Counter[Key], numbers: set[tuple[Key, int]]) -> list[str]:
    count, said = times[row.key], f"delivery {row.delivery_id} ({row.status}, {row.key})"
    found = []
    if count > 1:
        found.append(f"{said}: accepted {count} times")
    if row.status not in _ENDS:
        found.append(f"{said}: has no end")
    if row.status is S.SENT and (row.key, row.message_id) not in numbers:
        found.append(f"{said}: was never accepted as {row.message_id}")
    if count and row.status not in (S.SENT, S.IN_DOUBT):
        found.append(f"{said}: accepted, and the row does not know")
    return found


def doubts(rows: list[Row], *, kills: int, window: int, faults: int) -> list[str]:
    """No more than was on its way at a kill, or met a fault that leaves doubt."""
    doubted = [row.problem for row in rows if row.status is S.IN_DOUBT]
    by_kill = sum(BY_A_KILL in each for each in doubted)
    by_fault = sum(BY_A_KILL not in each and _BY_TIME not in each for each in doubted)
    found = []
    if by_kill > kills * window:
        found.append(f"{by_kill} in doubt after {kills} kills with {window} on their way at most")
    if by_fault > faults:
        found.append(f"{by_fault} in doubt after {faults} faults")
    return found


def audiences(conn: Connection) -> list[str]:
    """Each broadcast has a delivery for each of its audience, and for nobody twice."""
    frozen = dict(map(tuple, conn.execute(select(broadcast.c.id, broadcast.c.audience))))
    queued = (
        select(delivery.c.broadcast_id, func.count(), func.count(delivery.c.person_id.distinct()))
        .where(delivery.c.broadcast_id.is_not(None))
        .group_by(delivery.c.broadcast_id)
    )
    return [
        f"broadcast {number}: {rows} rows for {people} of {frozen[number]}"
        for number, rows, people in conn.execute(queued)
        if not rows == people == frozen[number]
    ]
