"""Whose payable money may go out now, and why the rest may not; batches are payouts.py's."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.payee import PAUSE, PayeeKind, suits
from domain.payout import HeldBack
from domain.payout_rules import PayoutRules
from domain.people import Actor
from domain.withholding import NOTHING, Paid
from storage import month_payouts, payables
from storage.payables import Candidate
from storage.payouts import Chosen

MOST_IN_A_BATCH: Final = 2_000


@dataclass(frozen=True, slots=True)
class Ready:
    """What one currency's next batch would pay, less what tax, and whom it leaves out why.

    `more`: how many could be paid and go out with the batch after it, as no batch is larger.
    """

    currency: str
    people: int
    amount_minor: int
    withheld_minor: int
    held_back: tuple[tuple[HeldBack, int], ...]
    more: int = 0


def all_ready(conn: Connection, rules: PayoutRules, *, now: datetime) -> tuple[Ready, ...]:
    by_currency: defaultdict[str, list[Candidate]] = defaultdict(list)
    for each in payables.candidates(conn):
        by_currency[each.currency].append(each)
    return tuple(
        _ready(conn, currency, found, rules, now) for currency, found in by_currency.items()
    )


def _ready(
    conn: Connection, currency: str, candidates: list[Candidate], rules: PayoutRules, now: datetime
) -> Ready:
    reasons = [(each, held_back(each, rules, now)) for each in candidates]
    able = [each for each, reason in reasons if reason is None]
    counts = Counter(reason for _, reason in reasons if reason is not None)
    held = tuple((reason, counts[reason]) for reason in HeldBack if counts[reason])
    next_ = able[:MOST_IN_A_BATCH]
    before = paid_before(conn, currency, rules, now, _people(next_))
    withheld_minor = sum(_withheld(each, rules, before) for each in next_)
    amount_minor = sum(each.amount_minor for each in next_) - withheld_minor
    more = len(able) - len(next_)
    return Ready(currency, len(next_), amount_minor, withheld_minor, held, more)


def paid_before(
    conn: Connection,
    currency: str,
    rules: PayoutRules,
    now: datetime,
    people: Collection[int],
) -> Mapping[tuple[int, PayeeKind], Paid]:
    """What these people were paid in the month that is taxed as one, where a rule asks it.

    Where each payment is taxed by itself, of its parts alone: some became income late.
    """
    if since := rules.taxed_since(currency, now):
        return month_payouts.paid(conn, currency, since, people)
    if not any(each.currency == currency for each in rules.withholdings):
        return {}
    found = month_payouts.each_paid(conn, currency, rules.month_began(now), people)
    return {whose: Paid(parts=parts) for whose, parts in found.items()}


def _withheld(
    candidate: Candidate, rules: PayoutRules, before: Mapping[tuple[int, PayeeKind], Paid]
) -> int:
    kind = candidate.kind or PayeeKind.INDIVIDUAL
    paid = before.get((candidate.person_id, kind), NOTHING)
    paid = replace(paid, untaxed_minor=candidate.untaxed_minor)
    return rules.withheld_minor(kind, candidate.currency, candidate.amount_minor, paid)


def paid_in_month(
    conn: Connection, actor: Actor, rules: PayoutRules, *, now: datetime
) -> Mapping[tuple[str, PayeeKind], Paid]:
    """By currency, what the actor was paid before in a month that is taxed as one.

    And what of the next payout is tax that was given back to them.
    """
    untaxed = month_payouts.given_back(conn, [actor.person_id])
    found: dict[tuple[str, PayeeKind], Paid] = {}
    for currency in {each.currency.value for each in rules.withholdings}:
        before = paid_before(conn, currency, rules, now, [actor.person_id])
        given_back = untaxed.get((actor.person_id, currency), 0)
        for kind in PayeeKind:
            paid = before.get((actor.person_id, kind), NOTHING)
            found[currency, kind] = replace(paid, untaxed_minor=given_back)
    return {key: paid for key, paid in found.items() if paid != NOTHING}


def held_back(candidate: Candidate, rules: PayoutRules, now: datetime) -> HeldBack | None:
    """Why this money cannot go out now; None when it can."""
    if candidate.prepared_minor >= candidate.amount_minor:
        return HeldBack.IN_BATCH
    if candidate.has_open:
        return HeldBack.OPEN
    if candidate.amount_minor < rules.minimum_minor(candidate.currency):
        return HeldBack.BELOW_MINIMUM
    return _nowhere(candidate, now)


def _nowhere(candidate: Candidate, now: datetime) -> HeldBack | None:
    """Why it cannot go to the details they gave, or not yet."""
    if candidate.changed_at is None or candidate.method is None:
        return HeldBack.NO_DETAILS
    if not suits(candidate.method, candidate.currency):
        return HeldBack.UNSUITED
    if candidate.came_back:
        return HeldBack.SENT_BACK
    return HeldBack.PAUSED if now < candidate.changed_at + PAUSE else None


def next_people(
    conn: Connection, currency: str, rules: PayoutRules, *, now: datetime
) -> frozenset[int]:
    """Whom the next batch would pay. Reads all payable accounts: while nobody waits."""
    return _people(_able(payables.candidates(conn), currency, rules, now)[:MOST_IN_A_BATCH])


def chosen(
    conn: Connection, currency: str, people: Collection[int], rules: PayoutRules, *, now: datetime
) -> list[Chosen]:
    """Who of these people can be paid yet, each with what is withheld of it."""
    able = _able(payables.candidates_of(conn, people), currency, rules, now)
    before = paid_before(conn, currency, rules, now, _people(able))
    return [
        Chosen(
            each,
            _withheld(each, rules, before),
            rules.tax_rule(each.kind or PayeeKind.INDIVIDUAL, currency),
        )
        for each in able
    ]


def _able(
    candidates: list[Candidate], currency: str, rules: PayoutRules, now: datetime
) -> list[Candidate]:
    return [
        each
        for each in candidates
        if each.currency == currency and held_back(each, rules, now) is None
    ]


def _people(candidates: Collection[Candidate]) -> frozenset[int]:
    return frozenset(each.person_id for each in candidates)
