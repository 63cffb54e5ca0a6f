"""The payout calendar: on its dates finance is asked; it prepares nothing and pays nobody."""

from datetime import datetime

from sqlalchemy import Connection

from domain.money import Currency
from domain.notices import NoticeKind
from domain.payout_rules import PayoutRules
from services import payable, staff_notices
from services.payable import Ready
from services.payouts import APPROVERS
from storage import payout_proposals


def propose(conn: Connection, *, rules: PayoutRules, now: datetime) -> int:
    """Ask finance about every currency whose date has come; a late date is asked about once.

    How many were asked about: where nobody can be paid, the date passes in silence.
    """
    dates = {
        currency.value: at
        for currency in Currency
        if (at := rules.last_run(currency, now)) is not None
    }
    if not dates:
        return 0
    known = payout_proposals.known(conn, min(dates.values()))
    fresh = {currency: at for currency, at in dates.items() if (currency, at) not in known}
    if not fresh:
        return 0
    ready = {each.currency: each for each in payable.all_ready(conn, rules, now=now)}
    asked = 0
    for currency, at in fresh.items():
        is_first = payout_proposals.put(conn, currency, at, now)
        if is_first and currency in ready and ready[currency].people:
            _ask(conn, ready[currency], at, now)
            asked += 1
    return asked


def _ask(conn: Connection, ready: Ready, at: datetime, now: datetime) -> None:
    about = {
        "currency": ready.currency,
        "amount_minor": ready.amount_minor,
        "withheld_minor": ready.withheld_minor,
        "people": ready.people,
    }
    key = f"{ready.currency}:{at:%Y-%m-%d}"
    staff_notices.tell(conn, APPROVERS, NoticeKind.PAYOUT_DUE, about, key, now=now)
