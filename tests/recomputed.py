"""Settled amounts worked out once more from CSV files, in fractions, by none of our rules."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Final

from tests.exported import read
from tests.filled import filled

Row = dict[str, str]
Key = tuple[str, str]
"""An assignment and its checkpoint."""

Cap = tuple[str, ...]
"""Whose: of a creator in a campaign, of a task, of a pot."""

_POT: Final[Cap] = ("pot",)
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


@dataclass(frozen=True)
class _Taken:
    """What was paid or granted of a work, and the caps that count it."""

    at: Decimal
    work_id: str
    caps: frozenset[Cap]
    amount: int
    is_grant: bool = False


def _sum_of(taken: Iterable[_Taken], cap: Cap) -> int:
    return sum(each.amount for each in taken if cap in each.caps)


class _Books:
    """Few rows are kept; readings and news stream by, post after post."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._agreed = {row["id"]: row for row in read(folder, "terms")}
        self._tasks = {row["id"]: row for row in read(folder, "task")}
        self._works = {row["id"]: row for row in read(folder, "assignment")}
        self._launched = {row["id"]: row for row in read(folder, "campaign")}
        self._fixed = list(read(folder, "settlement"))
        self._split_at = {
            row["assignment_id"]: _at(row, "split_at") for row in read(folder, "pot_share")
        }
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
        shares: dict[str, int] = {}
        of_work: Counter[str] = Counter()
        found: dict[Key, int] = {}
        of_campaigns = self._grants()
        for row in self._fixed:
            of, work = self._agreed[row["terms_id"]], self._works[row["assignment_id"]]
            taken = of_campaigns[row["campaign_id"]]
            if int(of["pot_minor"]) and work["id"] not in shares:
                shares |= self._split(row["terms_id"], self._window(work), wholes, taken)
            now = _at(row, "settled_at")
            before = [each for each in taken if not each.is_grant or each.at < now]
            amount = wholes[_key(row)]
            early = 0
            if row["checkpoint"] not in _STAGES:
                amount -= of_work[work["id"]]
                early = min(int(row["granted_minor"]), max(0, amount))
                amount -= early
            if of["takes_back"] == "0":
                amount = max(0, amount)
            left = [max(0, shares.get(work["id"], amount + early) - early)]
            left += [
                max(0, limit - _sum_of(before, cap))
                for cap, limit in self._caps(row["terms_id"], work).items()
            ]
            amount = min([amount, *left])
            of_work[work["id"]] += amount
            taken.append(_Taken(now, work["id"], self._counted_in(work), amount))
            found[_key(row)] = amount
        return found

    def _grants(self) -> defaultdict[str, list[_Taken]]:
        """By campaign."""
        found: defaultdict[str, list[_Taken]] = defaultdict(list)
        for row in read(self._folder, "dispute"):
            if row["status"] == "granted":
                work, amount = self._works[row["assignment_id"]], int(row["awarded_minor"])
                at, caps = _at(row, "decided_at"), self._counted_in(work)
                found[row["campaign_id"]].append(_Taken(at, work["id"], caps, amount, True))
        return found

    def _counted_in(self, work: Row) -> frozenset[Cap]:
        campaign_id = self._tasks[work["task_id"]]["campaign_id"]
        return frozenset({(campaign_id, work["person_id"]), (work["task_id"],)})

    def _caps(self, terms_id: str, work: Row) -> dict[Cap, int]:
        """Those that there are, of its creator and of its task."""
        task = self._tasks[work["task_id"]]
        caps = {
            (task["campaign_id"], work["person_id"]): self._agreed[terms_id]["creator_cap_minor"],
            (task["id"],): task["cap_minor"],
        }
        return {cap: int(limit) for cap, limit in caps.items() if int(limit)}

    def _window(self, work: Row) -> int:
        """In which it was claimed, by days since the launch; -1 where all share one pot."""
        of = self._agreed[work["terms_id"]]
        since = _at(work, "claimed_at") - _at(self._launched[of["campaign_id"]], "launched_at")
        return int(since // (_DAY * int(of["pot_days"]))) if int(of["pot_days"]) else -1

    def _split(
        self, terms_id: str, window: int, wholes: dict[Key, int], taken: list[_Taken]
    ) -> dict[str, int]:
        """By work: what is certain first, the rest in proportion, as far as pot and caps reach."""
        fixed = (row["assignment_id"] for row in self._fixed if row["terms_id"] == terms_id)
        sharing = sorted(
            (each for each in fixed if self._window(self._works[each]) == window), key=int
        )
        works = [self._works[each] for each in sharing]
        caps: dict[Cap, int] = {}
        for work in works:
            caps |= self._caps(terms_id, work)
        split_at = self._split_at[sharing[0]]
        others = [each for each in taken if each.at < split_at and each.work_id not in sharing]
        limits = {cap: max(0, limit - _sum_of(others, cap)) for cap, limit in caps.items()}
        limits[_POT] = int(self._agreed[terms_id]["pot_minor"])
        earned = [wholes[each, "final"] for each in sharing]
        least = _earned(self._agreed[terms_id], 0, 0)
        under = [(self._counted_in(work) | {_POT}) & limits.keys() for work in works]
        certain = filled([0] * len(works), [min(least, each) for each in earned], under, limits)
        return dict(zip(sharing, filled(certain, earned, under, limits), strict=True))

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


def _half_up(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))
