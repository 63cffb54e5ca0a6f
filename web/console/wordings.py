"""What templates call to speak to their reader, by name: in their language, by their clock."""

from datetime import datetime
from functools import partial
from typing import Any, Final

from domain.locales import EN
from web.console import labels
from words import (
    bank_answers,
    bank_reasons,
    broadcast_buttons,
    broadcasts,
    budgets,
    calculator,
    checks,
    disputes,
    earnings,
    metric_rows,
    names,
    pauses,
    payouts,
    pot_windows,
    proofs,
    reconciliation,
    recurring,
    returns,
    reviews,
    risk,
    segments,
    settlement_runs,
    terms_form,
    thresholds,
    times,
)
from words.speech import Speech

LANGUAGE_TAGS: Final = {EN: "en"}
_ROOMS: Final[dict[str, Any]] = {  # of which templates call this and that
    "recurring": recurring,
    "calculator": calculator,
    "terms_form": terms_form,
    "pot_windows": pot_windows,
    "returns": returns,
    "reviews": reviews,
    "risk": risk,
    "reconciled": reconciliation,
    "pauses": pauses,
    "segments": segments,
    "thresholds": thresholds,
    "reports": broadcasts,
    "below": broadcast_buttons,
    "disputes": disputes,
}


def told(say: Speech, timezone: str, now: datetime) -> dict[str, Any]:
    return {
        **_ROOMS,
        **_reader(say, timezone, now),
        **_labels(say, now),
        **_work(say, timezone, now),
        **_money(say, timezone, now),
    }


def _reader(say: Speech, timezone: str, now: datetime) -> dict[str, Any]:
    """Their language, and moments as their clock has them."""
    there: dict[str, Any] = {"timezone": timezone, "locale": say.locale}
    return {
        "say": say,
        "lang": LANGUAGE_TAGS.get(say.locale, "zh-Hans"),
        "now": now,
        "timezone": times.place(timezone, say),
        "moment": partial(times.moment, **there),
        "day": partial(times.day, **there),
        "last_day": partial(times.last_day, **there),
        "period": partial(times.period, **there),
        "left": lambda until: times.left(until - now, say),
    }


def _labels(say: Speech, now: datetime) -> dict[str, Any]:
    return {
        "name": partial(names.name, say=say),
        "language": partial(names.language, say=say),
        "cell": partial(names.cell, say=say),
        "chip": partial(labels.chip, say=say),
        "payout_chip": partial(labels.of_payout, say=say),
        "case_chip": partial(labels.of_case, now=now, say=say),
    }


def _work(say: Speech, timezone: str, now: datetime) -> dict[str, Any]:
    """Posts with their figures and pictures, who takes a break, what is told to many."""
    to: dict[str, Any] = {"timezone": timezone, "say": say}
    return {
        "missing": partial(returns.missing, **to, now=now),
        "why_refused": partial(metric_rows.answer_refused, say=say),
        "refused_place": partial(metric_rows.place, say=say),
        "proof_caption": partial(proofs.caption, **to),
        "check_lines": partial(checks.lines, **to),
        "pause_line": partial(pauses.line, **to, now=now),
        "scheduled": partial(broadcasts.scheduled, **to, now=now),
        "left_at": partial(broadcasts.left_at, **to, now=now),
    }


def _money(say: Speech, timezone: str, now: datetime) -> dict[str, Any]:
    """From a budget to the bank's answer."""
    to: dict[str, Any] = {"timezone": timezone, "say": say}
    return {
        "raised": partial(budgets.raised, **to, now=now),
        "waits_why": partial(settlement_runs.why, **to, now=now),
        "ask_floor": partial(settlement_runs.ask_floor, say=say),
        "checkpoint": partial(earnings.checkpoint, say=say),
        "batch_steps": partial(payouts.steps, say=say),
        "left_out": partial(payouts.held_back, say=say),
        "batch_event": partial(payouts.did, say=say),
        "with_tax": partial(payouts.with_tax, say=say),
        "already_in_file": partial(payouts.already_in_file, **to, now=now),
        "tried_before": partial(payouts.tried_before, say=say),
        "tried_again": partial(payouts.tried_again, say=say),
        "bank_reason": partial(bank_reasons.worded, say=say),
        "booked_before": partial(bank_answers.booked_before, say=say),
    }
