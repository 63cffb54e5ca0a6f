"""Settled amounts worked out once more from CSV files, in fractions, by none of our rules."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Final

from tests.exported import read

Row = dict[str, str]
Key = tuple[str, str]
"""An assignment and its checkpoint."""

_SOURCES: Final = ("creator", "screenshot", "coordinator", "platform")
_STAGES: Final = {"draft": "draft_minor", "post": "post_minor"}
_DAY: Final = 24 * 60 * 60


def amounts(folder: Path) -> dict[Key, int]:
    """What each settlement should come to, in the order in which they were fixed."""
    books = _Books(folder)
    wholes = {**dict(books.stages()), **dict(books.by_readings()), **dict(books.by_news())}
    return books.shared_out(wholes)


def settled(folder: Path) -> dict[Key, int]:
    """What they came to."""
    return {_key(row): int(row["amount_minor"]) for row in read(folder, "settlement")}


def _key(row: Row) -> Key:
    return row["assignment_id"], row["checkpoint"]


class _Books:
    """Few rows are kept; readings and news stream by, post after post."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._agreed = {row["id"]: row for row in read(folder, "terms")}
        self._tasks = {row["id"]: row for row in read(folder, "task")}
        self._works = {row["id"]: row for row in read(folder, "assignment")}
        self._fixed = list(read(folder, "settlement"))
        self._granted = [row for row in read(folder, "dispute") if row["status"] == "granted"]
        self._of_post: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self._fixed:
            if row["checkpoint"] not in _STAGES:
                self._of_post[row["post_id"]].append(row)

    def stages(self) -> Iterator[tuple[Key, int]]:
        for row in self._fixed:
            if row["checkpoint"] in _STAGES:
                yield _key(row), int(self._agreed[row["terms_id"]][_STAGES[row["checkpoint"]]])
            else:  # until something is found that was told of it
                yield _key(row), _earned(self._agreed[row["terms_id"]], 0, 0)

    def by_readings(self) -> Iterator[tuple[Key, int]]:
        for fixed, told in self._told("metric_snapshot", ("cpe", "cpm")):
            of = self._agreed[fixed["terms_id"]]
            paying = [row for row in told if self._pays(row, of, fixed)]
            if paying:
                last = max(paying, key=_precedence)
                count = sum(int(last[name] or 0) for name in ast.literal_eval(of["counted"]))
                yield _key(fixed), _earned(of, count, count)

    def by_news(self) -> Iterator[tuple[Key, int]]:
        for fixed, told in self._told("conversion", ("cpa", "cps")):
            of = self._agreed[fixed["terms_id"]]
            heard = [row for row in told if _at(row, "received_at") <= _at(fixed, "settled_at")]
            cutoff = self._cutoff(fixed, of)
            until = min(cutoff, self._published(fixed, of) + _DAY * int(of["window_days"]))
            since = _at(self._works[fixed["assignment_id"]], "claimed_at")
            yield _key(fixed), _earned(of, *_sold(of, heard, cutoff, (since, until)))

    def shared_out(self, wholes: dict[Key, int]) -> dict[Key, int]:
        """Less what came before, and no more than caps and pots leave."""
        pots = self._pots(wholes)
        of_work: Counter[str] = Counter()
        of_creator: Counter[tuple[str, str]] = Counter()
        of_task: Counter[str] = Counter()
        found: dict[Key, int] = {}
        granted = sorted(self._granted, key=lambda row: _at(row, "decided_at"))
        for row in self._fixed:
            while granted and _at(granted[0], "decided_at") < _at(row, "settled_at"):
                given = granted.pop(0)
                of_creator[given["campaign_id"], given["person_id"]] += int(given["awarded_minor"])
                of_task[self._works[given["assignment_id"]]["task_id"]] += int(
                    given["awarded_minor"]
                )
            of, work = self._agreed[row["terms_id"]], self._works[row["assignment_id"]]
            creator = row["campaign_id"], row["person_id"]
            amount = wholes[_key(row)]
            early = 0
            if row["checkpoint"] not in _STAGES:
                amount -= of_work[work["id"]]
                early = min(int(row["granted_minor"]), max(0, amount))
                amount -= early
            if of["takes_back"] == "0":
                amount = max(0, amount)
            left = [max(0, pots.get(work["id"], amount + early) - early)]
            if int(of["creator_cap_minor"]):
                left.append(max(0, int(of["creator_cap_minor"]) - of_creator[creator]))
            if int(self._tasks[work["task_id"]]["cap_minor"]):
                cap = int(self._tasks[work["task_id"]]["cap_minor"])
                left.append(max(0, cap - of_task[work["task_id"]]))
            amount = min([amount, *left])
            of_work[work["id"]] += amount
            of_creator[creator] += amount
            of_task[work["task_id"]] += amount
            found[_key(row)] = amount
        return found

    def _pots(self, wholes: dict[Key, int]) -> dict[str, int]:
        """By work: all that it earned, or its part of a pot that does not reach."""
        sharing: defaultdict[str, list[str]] = defaultdict(list)
        for row in self._fixed:
            if int(self._agreed[row["terms_id"]]["pot_minor"]):
                sharing[row["terms_id"]].append(row["assignment_id"])
        found: dict[str, int] = {}
        for terms_id, works in sharing.items():
            works.sort(key=int)
            earned = [wholes[work, "final"] for work in works]
            pot = int(self._agreed[terms_id]["pot_minor"])
            found |= zip(works, _parts(pot, earned), strict=True)
        return found

    def _told(self, table: str, methods: tuple[str, ...]) -> Iterator[tuple[Row, list[Row]]]:
        """Each settlement that such things pay, with all that was told of its post."""
        rows = read(self._folder, table)
        for post_id, group in groupby(rows, key=lambda row: row["post_id"]):
            fixed = [
                row
                for row in self._of_post.get(post_id, ())
                if self._agreed[row["terms_id"]]["method"] in methods
            ]
            if fixed:
                told = list(group)
                yield from ((each, told) for each in fixed)

    def _pays(self, row: Row, of: Row, fixed: Row) -> bool:
        return (
            row["source"] in _SOURCES[_SOURCES.index(of["weakest_source"]) :]
            and _at(row, "observed_at") <= self._cutoff(fixed, of)
            and _at(row, "received_at") <= _at(fixed, "settled_at")
        )

    def _published(self, fixed: Row, of: Row) -> Decimal:
        last = _at(self._works[fixed["assignment_id"]], "cutoff_at")
        return last - _DAY * int(of["cutoff_days"])

    def _cutoff(self, fixed: Row, of: Row) -> Decimal:
        if fixed["checkpoint"] == "final":
            return _at(self._works[fixed["assignment_id"]], "cutoff_at")
        return self._published(fixed, of) + _DAY * int(fixed["checkpoint"].removeprefix("T+"))


def _at(row: Row, name: str) -> Decimal:
    return Decimal(row[name])


def _precedence(row: Row) -> tuple[Decimal, int, Decimal, int]:
    rank = _SOURCES.index(row["source"])
    return _at(row, "observed_at"), rank, _at(row, "received_at"), int(row["id"])


def _earned(of: Row, quantity: int, reached: int) -> int:
    """Quantity is what the price is for, reached what the steps ask for."""
    counted = 0
    if of["method"] != "flat":
        counted = _half_up(Fraction(quantity * int(of["rate_per_mille_minor"]), 1000))
        counted += sum(amount for at, amount in ast.literal_eval(of["bonuses"]) if at <= reached)
    earned = max(int(of["flat_minor"]) + counted, int(of["floor_minor"]))
    return min(earned, int(of["cap_minor"]))


def _sold(
    of: Row, told: list[Row], cutoff: Decimal, counts: tuple[Decimal, Decimal]
) -> tuple[int, int]:
    """Each as it stood at the cut-off; what was first heard of later, as it stood when settled."""
    histories: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in told:
        histories[row["partner"], row["conversion_id"]].append(row)
    count = value = orders = 0
    for history in histories.values():
        in_time = [row for row in history if _at(row, "received_at") <= cutoff] or history
        if not counts[0] <= _at(history[0], "occurred_at") <= counts[1]:
            continue
        refunds = [int(row["refunded_minor"]) for row in in_time if row["status"] == "refunded"]
        amount, is_order = int(history[0]["amount_minor"]), history[0]["kind"] == "order"
        left = amount - max(refunds, default=0)
        stands = not refunds or (is_order and left > 0)
        count += stands and not is_order
        orders += stands and is_order
        value += left if stands and is_order else 0
    return (count, count) if of["method"] == "cpa" else (value, orders)


def _parts(pot: int, earned: list[int]) -> list[int]:
    """Whole minor units first, then one each to those whose fractions were the largest."""
    whole = sum(earned)
    if whole <= pot:
        return earned
    exact = [Fraction(pot * each, whole) for each in earned]
    parts = [int(each) for each in exact]
    by_fraction = sorted(range(len(exact)), key=lambda i: parts[i] - exact[i])
    for i in by_fraction[: pot - sum(parts)]:
        parts[i] += 1
    return parts


def _half_up(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))
