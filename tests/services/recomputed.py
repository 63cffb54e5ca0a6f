"""Settled amounts worked out once more from the bare rows, in fractions, by none of our rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from storage.tables.campaigns import terms
from storage.tables.conversions import conversion
from storage.tables.metrics import metric_snapshot
from storage.tables.money import settlement
from storage.tables.work import assignment
from tests.world import World

Row = Mapping[str, Any]
_SOURCES = ("creator", "screenshot", "coordinator", "platform")


def amounts(world: World) -> dict[int, int]:
    """assignment → what its settlements should come to."""
    agreed = {row["id"]: row for row in _rows(world, terms)}
    works = {row["id"]: row for row in _rows(world, assignment)}
    readings, told = _by_post(world, metric_snapshot), _by_post(world, conversion)
    found = {}
    for fixed in _rows(world, settlement):
        work, of = works[fixed["assignment_id"]], agreed[fixed["terms_id"]]
        earned = _earned(of, work, readings[fixed["post_id"]], told[fixed["post_id"]])
        found[work["id"]] = _half_up(min(Fraction(of["cap_minor"]), earned))
    return found


def _rows(world: World, table: Any) -> list[Row]:
    return [row._mapping for row in world.rows(select(table))]


def _by_post(world: World, table: Any) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in _rows(world, table):
        found[row["post_id"]].append(row)
    return found


def _earned(of: Row, work: Row, readings: list[Row], told: list[Row]) -> Fraction:
    quantity, reached = _quantity(of, work, readings, told)
    counted = _half_up(quantity * of["rate_per_mille_minor"] / 1000)
    steps = sum(amount for at, amount in of["bonuses"] if at <= reached)
    return max(Fraction(of["flat_minor"] + counted + steps), Fraction(of["floor_minor"]))


def _quantity(of: Row, work: Row, readings: list[Row], told: list[Row]) -> tuple[Fraction, int]:
    """What the price is for, and how many of it."""
    if of["method"] in ("cpa", "cps"):
        return _sold(of, work, told)
    weakest = _SOURCES.index(of["weakest_source"])
    paying = [
        row
        for row in readings
        if row["source"] in _SOURCES[weakest:] and row["observed_at"] <= work["cutoff_at"]
    ]
    paying.sort(key=lambda row: (row["observed_at"], _SOURCES.index(row["source"])))
    count = sum(paying[-1][name] or 0 for name in of["counted"]) if paying else 0
    return Fraction(count), count


def _sold(of: Row, work: Row, told: list[Row]) -> tuple[Fraction, int]:
    cutoff = work["cutoff_at"]
    last = min(cutoff, cutoff + timedelta(days=of["window_days"] - of["cutoff_days"]))
    stand: dict[Any, Row] = {}
    for row in sorted(told, key=lambda row: row["refunded_minor"]):
        key = row["partner"], row["conversion_id"]
        if (
            row["occurred_at"] <= last
            and (_is_in_time(row, cutoff) or not _known(told, key, cutoff))
            and not (key in stand and row["status"] == "approved")
        ):
            stand[key] = row
    kind = "action" if of["method"] == "cpa" else "order"
    rows = [row for row in stand.values() if row["kind"] == kind]
    left = [row["amount_minor"] - row["refunded_minor"] for row in rows]
    if kind == "action":
        count = sum(row["status"] == "approved" for row in rows)
        return Fraction(count), count
    return Fraction(sum(left)), sum(each > 0 for each in left)


def _is_in_time(row: Row, cutoff: Any) -> bool:
    return bool(row["received_at"] <= cutoff)


def _known(told: Iterable[Row], key: tuple[str, str], cutoff: Any) -> bool:
    return any(
        (row["partner"], row["conversion_id"]) == key and _is_in_time(row, cutoff) for row in told
    )


def _half_up(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))
