"""What stays of a bank's answer once it is booked: what it said of payouts, nobody's account."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from domain.outcome import Outcome
from domain.payout_file import Counted, RefusedResult, ResultFlaw, ResultRow

Answered = ResultRow | RefusedResult


def bare(rows: Iterable[Answered]) -> bytes:
    """The file itself may hold names and card numbers: our own comes back with a column more."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False).encode()


def rows_of(content: bytes) -> tuple[Answered, ...]:
    """Nothing at all of one that was booked before anything was left of such files."""
    return tuple(map(_row, json.loads(content))) if content else ()


def _row(facts: dict[str, Any]) -> Answered:
    facts = {**facts, "counted": Counted(facts.get("counted", Counted.LINE))}
    if "code" in facts:
        return RefusedResult(**{**facts, "code": ResultFlaw(facts["code"])})
    return ResultRow(**{**facts, "outcome": Outcome(facts["outcome"])})
